package dev.countersign

import java.time.Instant
import kotlin.time.Duration

/** The id of a challenge. */
@JvmInline
public value class ChallengeId(
    /** As text, to be kept or sent along, for example in a notification. */
    public val value: String,
) {
    override fun toString(): String = value
}

/**
 * A verified login request, exactly as it is shown to the person. Times are by the server's clock.
 *
 * @property id Which challenge this is.
 * @property account The account that it is for.
 * @property issuedAt When the server made it.
 * @property expiresAt When it ends, where the server says so. Otherwise show its age.
 * @property leavesAt When it no longer waits for the person.
 * @property relyingParty Who asks.
 * @property context Where the login comes from, as the server saw it.
 * @property text Free text of the server, at most 500 characters.
 * @property details Labeled facts to show in order (amount, payee, scope), at most 20.
 * @property authorizationDetails What is to be authorized, typed, for apps that know the type. All of it is in [details] too.
 * @property number What approving asks for.
 * @property userVerification Whether approving needs user verification.
 * @property restriction Why it can be denied but not approved, if so.
 */
public data class Challenge(
    public val id: ChallengeId,
    public val account: AccountId,
    public val issuedAt: Instant,
    public val expiresAt: Instant?,
    public val leavesAt: Instant,
    public val relyingParty: RelyingParty,
    public val context: LoginContext,
    public val text: String?,
    public val details: List<Detail>,
    public val authorizationDetails: List<AuthorizationDetail>,
    public val number: NumberChallenge,
    public val userVerification: Requirement,
    public val restriction: Restriction?,
)

/**
 * Who asks for a login.
 *
 * @property name Display name, at most 64 characters.
 * @property host Host name where the person is logging in, if the server says.
 */
public data class RelyingParty(
    public val name: String,
    public val host: String?,
)

/**
 * Where a login comes from. Every field is a claim of the server, at most 128 characters.
 *
 * @property app Application.
 * @property ip IP address.
 * @property place City, country.
 * @property os Operating system.
 * @property browser Browser.
 */
public data class LoginContext(
    public val app: String?,
    public val ip: String?,
    public val place: String?,
    public val os: String?,
    public val browser: String?,
)

/**
 * One labeled fact.
 *
 * @property label At most 64 characters.
 * @property value At most 256 characters.
 */
public data class Detail(
    public val label: String,
    public val value: String,
)

/**
 * One element of `authorization_details` (RFC 9396 section 2).
 *
 * @property kind Its `type`.
 * @property json The whole element.
 */
public data class AuthorizationDetail(
    public val kind: String,
    public val json: String,
)

/** What approving asks for. */
public sealed interface NumberChallenge {
    /**
     * The person types what the login page shows. The device never knows the number beforehand.
     *
     * @property digits How many digits, 2 to 8.
     */
    public data class Enter(public val digits: Int) : NumberChallenge

    /**
     * The person picks the number that the login page shows.
     *
     * @property choices 2 to 5 different strings of digits, to be shown in this order, each as it is.
     */
    public data class Select(public val choices: List<String>) : NumberChallenge

    /** No number. */
    public data object NoNumber : NumberChallenge
}

/** Why a challenge can only be denied. */
public enum class Restriction {
    /** The server marked something as critical that this version does not know. */
    UNKNOWN_CRITICAL,

    /** The server sent more than can be shown. What is not shown must not be approved. */
    UNDISPLAYABLE,
}

/**
 * One challenge and all there is to know about it now.
 *
 * @property challenge The challenge.
 * @property status Where it stands.
 * @property age How long ago the server made it, by the server's clock.
 * @property burst Whether unusually many requests came for its account shortly before.
 */
public data class ChallengeReport(
    public val challenge: Challenge,
    public val status: ChallengeStatus,
    public val age: Duration,
    public val burst: Burst?,
)

/** Where a challenge stands on this device. */
public sealed interface ChallengeStatus {
    /** Waiting for the person. */
    public data object Pending : ChallengeStatus

    /**
     * The person denied, but the key could not sign yet. Nothing can turn this into an approve.
     *
     * @property reason The reason the person gave.
     */
    public data class Latched(public val reason: DenyReason?) : ChallengeStatus

    /**
     * The answer is on disk; the server has not confirmed it.
     *
     * @property verdict Approve or deny.
     */
    public data class Decided(public val verdict: Verdict) : ChallengeStatus

    /**
     * Over.
     *
     * @property verdict What this device had decided, if anything.
     * @property decision What the server recorded, and whether it was our answer.
     * @property at When this device learned of it.
     */
    public data class Settled(
        public val verdict: Verdict?,
        public val decision: Decision,
        public val at: Instant,
    ) : ChallengeStatus
}

/**
 * Many requests in a short time: somebody may be hoping for a tired tap. Warn the person.
 *
 * @property requests How many requests.
 * @property window Within which time.
 */
public data class Burst(
    public val requests: Long,
    public val window: Duration,
)
