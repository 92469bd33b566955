package dev.countersign

import java.time.Instant
import kotlin.time.Duration

/** What a push turned out to be. */
public sealed interface PushOutcome {
    /** Not for this library: pass it on. */
    public data object NotOurs : PushOutcome

    /** For no account on this device, or about a challenge that is over. Show nothing. */
    public data object Nothing : PushOutcome

    /**
     * A challenge waits. Show it.
     *
     * @property challenge The challenge.
     */
    public data class Waiting(public val challenge: Challenge) : PushOutcome

    /**
     * News for the person to read, now in history: nothing is to be answered.
     *
     * @property event What happened, as the server says.
     */
    public data class Notice(public val event: Event) : PushOutcome
}

/**
 * What asking all servers brought.
 *
 * @property newChallenges Challenges seen for the first time.
 * @property problems What went wrong, account by account; the others are up to date.
 */
public data class Refreshed(
    public val newChallenges: List<Challenge>,
    public val problems: List<Problem>,
)

/**
 * What went wrong with one account.
 *
 * @property account The account.
 * @property error Why.
 */
public data class Problem(
    public val account: AccountId,
    public val error: CountersignException,
)

/**
 * A part of history.
 *
 * @property entries Newest first.
 * @property damaged Records that cannot be read. They are kept.
 */
public data class History(
    public val entries: List<HistoryEntry>,
    public val damaged: List<DamagedRecord>,
)

/** One line of history. */
public sealed interface HistoryEntry

/**
 * A login in history, and what became of it.
 *
 * @property challenge What was shown.
 * @property status What became of it.
 */
public data class Login(
    public val challenge: Challenge,
    public val status: ChallengeStatus,
) : HistoryEntry

/**
 * Something worth remembering that is not a login.
 *
 * @property at When, by the server's clock where known.
 * @property account The account; it may be gone by now.
 * @property kind What happened.
 * @property accountName Name of the account at that time.
 */
public data class Event(
    public val at: Instant,
    public val account: AccountId,
    public val kind: EventKind,
    public val accountName: String,
) : HistoryEntry

/** Kinds of events. */
public enum class EventKind {
    /** The account was enrolled. */
    ENROLLED,

    /** The account was removed by the person. */
    REMOVED,

    /** The server no longer knows this device. */
    REMOVED_ON_SERVER,

    /** The server suspended this device. */
    SUSPENDED,

    /** The device key was replaced. */
    KEY_ROTATED,

    /** The person reported an attack and asked to lock the account. */
    LOCKED_OUT,

    /** A challenge was refused because it was weaker than the signed policy. */
    WEAK_CHALLENGE_REFUSED,

    /** A challenge was refused because it could not be verified. */
    FORGED_CHALLENGE_REFUSED,

    /** The server says that another device was registered for the account. Nothing proves it. */
    DEVICE_ADDED,
}

/**
 * The state of everything.
 *
 * @property isGood Whether nothing needs attention.
 * @property accounts Account by account, in order of enrollment.
 * @property damaged Records that cannot be read. They are kept.
 * @property unfinishedEnrollments Enrollments that began and have no receipt yet.
 * @property unconfirmedAnswers How many answers the server has not confirmed.
 */
public data class Health(
    public val isGood: Boolean,
    public val accounts: List<AccountHealth>,
    public val damaged: List<DamagedRecord>,
    public val unfinishedEnrollments: List<AccountId>,
    public val unconfirmedAnswers: Long,
)

/**
 * The state of one account.
 *
 * @property account The account.
 * @property state Whether it can be used.
 * @property clockOffset Server time minus this device's time.
 * @property pushRegistered Whether the server knows where pushes go; `null` for a device that only polls.
 * @property problem What went wrong when the server was asked just now.
 */
public data class AccountHealth(
    public val account: AccountId,
    public val state: AccountState,
    public val clockOffset: Duration,
    public val pushRegistered: Boolean?,
    public val problem: CountersignException?,
)
