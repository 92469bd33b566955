package dev.countersign.android

import android.annotation.TargetApi
import android.app.BroadcastOptions
import android.app.PendingIntent
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.os.Build
import dev.countersign.CountersignException
import dev.countersign.EnrollmentException
import kotlinx.coroutines.launch

/**
 * Pushes by UnifiedPush (its Android specification, version 3), without its library.
 *
 * Servers get the provider `webpush` and a subscription as the token: they encrypt pushes, and the library decrypts them.
 */
public object UnifiedPush {
    /** Packages of the distributors on this phone. */
    public fun distributors(context: Context): List<String> =
        context.packageManager.queryBroadcastReceivers(Intent(REGISTER), 0).map { it.activityInfo.packageName }.distinct()

    /** The distributor that pushes come by, or that refused to bring them; `null` for none. */
    public fun distributor(context: Context): String? = registration(context).distributor

    /** Where pushes stand, for a screen that says why they do not come. */
    public fun state(context: Context): UnifiedPushState = registration(context).state

    /** Asks [distributor] for an endpoint, and no other any more. Do it at each start: distributors forget. */
    public fun register(
        context: Context,
        distributor: String,
    ) {
        val before = registration(context)
        val asked = before.asked(distributor)
        keep(context, asked)
        if (asked.token != before.token) endAt(context, before)
        send(context, Intent(REGISTER).setPackage(distributor).putExtra(TOKEN, asked.token))
    }

    /**
     * Wants no pushes any more: tells all servers, then the distributor. Servers that cannot be told now are told by [RefreshJob].
     *
     * Throws what opening the accounts throws; then nothing has changed, so that it can be done again.
     */
    public suspend fun unregister(context: Context) {
        val unreached = Countersign.current?.authenticator()?.setPushTarget(null).orEmpty()
        if (unreached.isNotEmpty()) RefreshJob.schedule(context)
        val before = registration(context)
        keep(context, Registration())
        endAt(context, before)
    }

    /** Decides what a broadcast means and remembers that; `null` for broadcasts of others. */
    internal fun take(
        context: Context,
        broadcast: Broadcast,
    ): Errand? =
        synchronized(this) {
            val (after, errand) = registration(context).after(broadcast) ?: return null
            keep(context, after)
            errand
        }

    internal suspend fun run(
        context: Context,
        errand: Errand,
    ) {
        when (errand) {
            is Errand.Take -> Pushes.takeEncrypted(context, errand.content)
            is Errand.Tell -> tell(context, errand.endpoint)
            is Errand.End -> {
                try {
                    Pushes.register(context, null)
                } finally {
                    errand.successor?.takeIf { it in distributors(context) }?.let { register(context, it) }
                }
            }
            Errand.Nothing -> Unit
        }
    }

    private suspend fun tell(
        context: Context,
        endpoint: String,
    ) {
        val target =
            try {
                Countersign.current?.authenticator()?.webPushTarget(endpoint) ?: return
            } catch (_: EnrollmentException) {
                synchronized(this) { keep(context, registration(context).copy(state = UnifiedPushState.ENDPOINT_REFUSED)) }
                null
            } catch (_: CountersignException) {
                // The accounts are locked: the endpoint is asked for again when the app starts.
                return
            }
        Pushes.register(context, target)
    }

    /** Says to [distributor] that [broadcast] has arrived, if it wants to know. */
    internal fun acknowledge(
        context: Context,
        distributor: String,
        broadcast: Broadcast,
    ) {
        val id = broadcast.acknowledged ?: return
        send(context, Intent(ACKNOWLEDGE).setPackage(distributor).putExtra(TOKEN, broadcast.token).putExtra(ID, id))
    }

    private fun endAt(
        context: Context,
        registration: Registration,
    ) {
        if (registration.token == null || registration.distributor == null) return
        send(context, Intent(UNREGISTER).setPackage(registration.distributor).putExtra(TOKEN, registration.token))
    }

    /** The distributor has to know who asks. */
    private fun send(
        context: Context,
        intent: Intent,
    ) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
            sendIdentified(context, intent)
        } else {
            val self = PendingIntent.getBroadcast(context, 0, Intent().setPackage(context.packageName), PendingIntent.FLAG_IMMUTABLE)
            context.sendBroadcast(intent.putExtra("pi", self))
        }
    }

    @TargetApi(Build.VERSION_CODES.UPSIDE_DOWN_CAKE)
    private fun sendIdentified(
        context: Context,
        intent: Intent,
    ) = context.sendBroadcast(intent, null, BroadcastOptions.makeBasic().setShareIdentityEnabled(true).toBundle())

    private fun registration(context: Context): Registration {
        val settings = settings(context)
        val state = settings.getString(STATE, null)
        return Registration(
            token = settings.getString(TOKEN, null),
            distributor = settings.getString(DISTRIBUTOR, null),
            state = UnifiedPushState.entries.find { it.name == state } ?: UnifiedPushState.OFF,
        )
    }

    private fun keep(
        context: Context,
        registration: Registration,
    ) {
        settings(context)
            .edit()
            .putString(TOKEN, registration.token)
            .putString(DISTRIBUTOR, registration.distributor)
            .putString(STATE, registration.state.name)
            .apply()
    }

    private fun settings(context: Context) = context.getSharedPreferences("countersign.unifiedpush", Context.MODE_PRIVATE)

    internal const val TOKEN = "token"
    internal const val ID = "id"
    private const val DISTRIBUTOR = "distributor"
    private const val STATE = "state"
    private const val REGISTER = "org.unifiedpush.android.distributor.REGISTER"
    private const val UNREGISTER = "org.unifiedpush.android.distributor.UNREGISTER"
    private const val ACKNOWLEDGE = "org.unifiedpush.android.distributor.MESSAGE_ACK"
}

/** What distributors send. A message is only a hint that something waits: nothing in it is shown. */
public class UnifiedPushReceiver : BroadcastReceiver() {
    override fun onReceive(
        context: Context,
        intent: Intent,
    ) {
        val current = Countersign.current ?: return
        val broadcast = broadcast(intent)
        // Whose broadcast it is: another distributor may be asked before the errand is done.
        val distributor = UnifiedPush.distributor(context) ?: return
        val errand = UnifiedPush.take(context, broadcast) ?: return
        val pending = goAsync()
        current.scope.launch {
            try {
                if (!isDone(RECEIVING) { UnifiedPush.run(context, errand) }) RefreshJob.schedule(context)
                UnifiedPush.acknowledge(context, distributor, broadcast)
            } finally {
                pending.finish()
            }
        }
    }

    private fun broadcast(intent: Intent) =
        Broadcast(
            action = intent.action,
            token = intent.getStringExtra(UnifiedPush.TOKEN),
            endpoint = intent.getStringExtra("endpoint"),
            content = intent.getByteArrayExtra("bytesMessage"),
            reason = intent.getStringExtra("reason"),
            successor = intent.getStringExtra("useDistributor"),
            id = intent.getStringExtra(UnifiedPush.ID),
        )
}
