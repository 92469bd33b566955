package dev.countersign.android

import android.content.Context
import dev.countersign.Authenticator
import dev.countersign.Device
import dev.countersign.Signer
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import java.io.File

/**
 * The authenticator of an Android app: one for the whole process, opened when it is first needed.
 *
 * Make it in `Application.onCreate`, so that pushes find it when they start the process.
 *
 * @property notifications How requests are shown as notifications.
 * @param device What servers are told about this phone.
 * @param signer Where device keys are.
 */
public class Countersign(
    context: Context,
    public val notifications: Notifications,
    private val device: Device,
    private val signer: Signer,
) {
    private val context = context.applicationContext
    private val opening = Mutex()
    private var opened: Authenticator? = null

    /** Runs what a push or a notification asked for. */
    internal val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    init {
        instance = this
    }

    /** The authenticator. Throws what [Authenticator.open] throws; the next call tries again. */
    public suspend fun authenticator(): Authenticator =
        opening.withLock {
            opened ?: Authenticator
                .open(
                    home = File(context.noBackupFilesDir, "countersign"),
                    vault = KeystoreVault(context),
                    signer = signer,
                    device = device,
                ).also { opened = it }
        }

    public companion object {
        @Volatile
        private var instance: Countersign? = null

        /** The one of this process; `null` when the app made none. */
        public val current: Countersign? get() = instance
    }
}
