package dev.countersign.android

import java.util.UUID

/** Where pushes by UnifiedPush stand. */
public enum class UnifiedPushState {
    /** Nobody was asked for pushes. */
    OFF,

    /** The distributor was asked and has not answered yet. */
    ASKED,

    /** Servers were told where to send. */
    REGISTERED,

    /** The distributor cannot deliver now, and says so again when it can. */
    UNAVAILABLE,

    /** The distributor refused for a reason of its own; the next start asks again. */
    FAILED,

    /** The distributor has no network; the next start asks again. */
    NO_NETWORK,

    /** The person has to do something in the distributor's app first, such as signing in. */
    ACTION_REQUIRED,

    /** The distributor insists on servers that identify themselves (VAPID), which ours do not: another distributor is needed. */
    VAPID_REQUIRED,

    /** The distributor gave an address that servers do not send to: not https, or not public. */
    ENDPOINT_REFUSED,
}

/** A broadcast of a distributor. */
internal class Broadcast(
    val action: String?,
    val token: String? = null,
    val endpoint: String? = null,
    val content: ByteArray? = null,
    val reason: String? = null,
    val successor: String? = null,
    val id: String? = null,
) {
    /** What its distributor is told that it has arrived: the id of a message or an endpoint; of anything else there is nothing to tell. */
    val acknowledged get() = id.takeIf { action == Registration.MESSAGE || action == Registration.NEW_ENDPOINT }
}

/** What is to be done after a broadcast. */
internal sealed interface Errand {
    /** The push is to be decrypted and taken. */
    class Take(
        val content: ByteArray,
    ) : Errand

    /** Servers are to be told this endpoint. */
    data class Tell(
        val endpoint: String,
    ) : Errand

    /** Servers are to be told that pushes have ended; then this distributor is asked, if there is one. */
    data class End(
        val successor: String?,
    ) : Errand

    data object Nothing : Errand
}

/**
 * The registration with one distributor, as it is remembered. What happens to it is decided here; [UnifiedPush] does it.
 *
 * @property token What makes a broadcast trustworthy: only the distributor that was asked knows it. `null` when there is no registration.
 * @property distributor Package of the distributor; stays after a refusal.
 */
internal data class Registration(
    val token: String? = null,
    val distributor: String? = null,
    val state: UnifiedPushState = UnifiedPushState.OFF,
) {
    /** Asks [distributor]. Another one gets another token, so that the first can no longer speak for it. */
    fun asked(
        distributor: String,
        newToken: () -> String = { UUID.randomUUID().toString() },
    ): Registration {
        val kept = token.takeIf { distributor == this.distributor }
        val isRegistered = kept != null && state == UnifiedPushState.REGISTERED
        return Registration(kept ?: newToken(), distributor, if (isRegistered) state else UnifiedPushState.ASKED)
    }

    /** `null` for broadcasts of others. */
    fun after(broadcast: Broadcast): Pair<Registration, Errand>? {
        if (token == null || broadcast.token != token) return null
        return when (broadcast.action) {
            MESSAGE -> this to (broadcast.content?.let { Errand.Take(it) } ?: Errand.Nothing)
            NEW_ENDPOINT -> broadcast.endpoint?.let { copy(state = UnifiedPushState.REGISTERED) to Errand.Tell(it) }
            TEMP_UNAVAILABLE -> copy(state = UnifiedPushState.UNAVAILABLE) to Errand.Nothing
            // After a refusal the token must not be used again.
            REGISTRATION_FAILED -> Registration(null, distributor, refusal(broadcast.reason)) to Errand.End(null)
            UNREGISTERED -> Registration() to Errand.End(broadcast.successor)
            else -> null
        }
    }

    private fun refusal(reason: String?) =
        when (reason) {
            "NETWORK" -> UnifiedPushState.NO_NETWORK
            "ACTION_REQUIRED" -> UnifiedPushState.ACTION_REQUIRED
            "VAPID_REQUIRED" -> UnifiedPushState.VAPID_REQUIRED
            else -> UnifiedPushState.FAILED
        }

    internal companion object {
        const val MESSAGE = "org.unifiedpush.android.connector.MESSAGE"
        const val NEW_ENDPOINT = "org.unifiedpush.android.connector.NEW_ENDPOINT"
        const val TEMP_UNAVAILABLE = "org.unifiedpush.android.connector.TEMP_UNAVAILABLE"
        const val REGISTRATION_FAILED = "org.unifiedpush.android.connector.REGISTRATION_FAILED"
        const val UNREGISTERED = "org.unifiedpush.android.connector.UNREGISTERED"
    }
}
