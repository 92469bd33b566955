package dev.countersign.android

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import dev.countersign.Authenticator
import dev.countersign.ChallengeException
import dev.countersign.ChallengeId
import dev.countersign.ChallengeStatus
import dev.countersign.CountersignException
import dev.countersign.PushOutcome
import dev.countersign.PushTarget
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

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

/** Denies from a notification. The deny is kept even when it cannot be sent now; where it cannot even be kept, the notification stays. */
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
                val denial = denied(current, challenge)
                if (denial != Denial.SENT) RefreshJob.schedule(context)
                if (denial != Denial.LOST) current.notifications.hide(context, challenge)
            } finally {
                pending.finish()
            }
        }
    }

    private suspend fun denied(
        current: Countersign,
        challenge: ChallengeId,
    ): Denial =
        try {
            val phone = current.authenticator()
            withTimeoutOrNull(RECEIVING) { phone.denial(challenge) } ?: phone.unsent(challenge)
        } catch (_: CountersignException) {
            Denial.LOST
        }
}

/** How long a receiver may work: it gets about 10 seconds. A deny is kept long before, and asking for that takes no network. */
internal val RECEIVING = 8.seconds

/** Whether [work] ended within [limit]; otherwise it is canceled, and what it had begun goes on later. */
internal suspend fun isDone(
    limit: Duration,
    work: suspend () -> Unit,
): Boolean = withTimeoutOrNull(limit) { work() } != null

/** What became of a deny. */
internal enum class Denial {
    /** The server has it, or the challenge is over: there is nothing left to do. */
    SENT,

    /** It is kept here, and sent later. */
    KEPT,

    /** It could not be kept: the challenge still waits for the person. */
    LOST,
}

/** Denies [challenge] and tells what became of it. */
internal suspend fun Authenticator.denial(challenge: ChallengeId): Denial =
    try {
        deny(challenge)
        Denial.SENT
    } catch (_: CountersignException) {
        unsent(challenge)
    }

/** What became of a deny that ended without the server's word. Contacts nobody. */
internal suspend fun Authenticator.unsent(challenge: ChallengeId): Denial =
    try {
        when (challenge(challenge).status) {
            ChallengeStatus.Pending -> Denial.LOST
            is ChallengeStatus.Latched, is ChallengeStatus.Decided -> Denial.KEPT
            is ChallengeStatus.Settled -> Denial.SENT
        }
    } catch (_: ChallengeException) {
        Denial.SENT
    } catch (_: CountersignException) {
        Denial.LOST
    }
