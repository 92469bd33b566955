package dev.countersign.android

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import dev.countersign.Authenticator
import dev.countersign.CountersignException
import dev.countersign.PushOutcome
import dev.countersign.PushTarget
import kotlinx.coroutines.launch

/** What happens with a push and with a new address for pushes, whichever provider it came by. */
public object Pushes {
    /** Takes what a provider delivered and shows the request. What cannot be fetched now is fetched by [RefreshJob]. */
    public suspend fun take(
        context: Context,
        payload: String,
    ): Unit = take(context) { it.handlePush(payload) }

    /** The same for the data map of FCM. */
    public suspend fun take(
        context: Context,
        data: Map<String, String>,
    ): Unit = take(context) { it.handlePush(data) }

    /** The same for the content of a push by Web Push as it arrived. What cannot be decrypted has servers asked as well. */
    public suspend fun takeEncrypted(
        context: Context,
        content: ByteArray,
    ): Unit = take(context) { it.handleWebPush(content) }

    /** Tells all servers where pushes go. Those that cannot be told now are told by [RefreshJob]. */
    public suspend fun register(
        context: Context,
        target: PushTarget?,
    ) {
        val current = Countersign.current ?: return
        try {
            if (current.authenticator().setPushTarget(target).isEmpty()) return
        } catch (_: CountersignException) {
            // The accounts are locked: the address is asked for again when the app starts.
            return
        }
        RefreshJob.schedule(context)
    }

    private suspend fun take(
        context: Context,
        handle: suspend (Authenticator) -> PushOutcome,
    ) {
        val current = Countersign.current ?: return
        try {
            when (val outcome = handle(current.authenticator())) {
                is PushOutcome.Waiting -> current.notifications.show(context, outcome.challenge)
                is PushOutcome.Notice, PushOutcome.NotOurs, PushOutcome.Nothing -> Unit
            }
        } catch (_: CountersignException) {
            RefreshJob.schedule(context)
        }
    }
}

/** Denies from a notification. The deny is kept even when it cannot be sent now. */
public class DenyReceiver : BroadcastReceiver() {
    override fun onReceive(
        context: Context,
        intent: Intent,
    ) {
        val challenge = Notifications.challenge(intent) ?: return
        val current = Countersign.current ?: return
        val pending = goAsync()
        current.scope.launch {
            try {
                current.authenticator().deny(challenge)
            } catch (_: CountersignException) {
                RefreshJob.schedule(context)
            } finally {
                current.notifications.hide(context, challenge)
                pending.finish()
            }
        }
    }
}
