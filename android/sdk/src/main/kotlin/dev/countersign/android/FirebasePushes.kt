package dev.countersign.android

import com.google.firebase.messaging.FirebaseMessagingService
import com.google.firebase.messaging.RemoteMessage
import dev.countersign.PushTarget
import kotlinx.coroutines.runBlocking
import kotlin.time.Duration.Companion.seconds

/**
 * Pushes by Firebase Cloud Messaging, for apps that have it: declare this service, or one derived from it, in the app's manifest.
 *
 * Firebase runs it on a thread of its own and keeps the phone awake until it returns.
 */
public open class FirebasePushes : FirebaseMessagingService() {
    override fun onMessageReceived(message: RemoteMessage): Unit = now { Pushes.take(this, message.data) }

    override fun onNewToken(token: String): Unit = now { Pushes.register(this, PushTarget("fcm", token)) }

    private fun now(work: suspend () -> Unit) {
        if (!runBlocking { isDone(LIMIT, work) }) RefreshJob.schedule(this)
    }

    private companion object {
        /** Firebase gives about 20 seconds. */
        val LIMIT = 15.seconds
    }
}
