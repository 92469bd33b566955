package dev.countersign

import kotlin.time.Duration

/** What to do next. */
public enum class Advice {
    /** Trying again will not help. */
    NEVER,

    /** Try again at once. */
    NOW,

    /** Try again after [CountersignException.retryAfter]. */
    AFTER,

    /** The person has to do something first: unlock, free space, type another number, scan another code. */
    AFTER_USER_ACTION,

    /** An administrator has to do something first. */
    AFTER_ADMINISTRATOR,

    /** The account must be enrolled again. */
    AFTER_ENROLLMENT,

    /** Update the app. */
    AFTER_UPDATE,
}

/**
 * What every error says. Safe to log: no secret, token, name or URL is in it.
 *
 * @property code Stable, for example `challenge.expired`. Never reused for something else.
 * @property detail Explanation in English, for logs and not for people.
 * @property advice What to do next.
 * @property retryAfter How long to wait, with [Advice.AFTER].
 * @property decision Where the decision stands, for errors of `approve` and `deny`.
 */
public data class ErrorFacts(
    public val code: String,
    public val detail: String,
    public val advice: Advice,
    public val retryAfter: Duration? = null,
    public val decision: Decision? = null,
)

/**
 * Why a call did not do what was asked. The class says what can be done about it, roughly: choose the screen by it, and the text by [code].
 *
 * @property facts All that is known.
 */
public sealed class CountersignException(
    public val facts: ErrorFacts,
) : Exception("${facts.detail} [${facts.code}]") {
    /** Stable, for example `challenge.expired`. Never reused for something else. */
    public val code: String get() = facts.code

    /** What to do next. */
    public val advice: Advice get() = facts.advice

    /** How long to wait, with [Advice.AFTER]. */
    public val retryAfter: Duration? get() = facts.retryAfter

    /** Where the decision stands, for errors of `approve` and `deny`. */
    public val decision: Decision? get() = facts.decision
}

/** The scanned or pasted code cannot be used: show another one. */
public class CodeException(facts: ErrorFacts) : CountersignException(facts)

/** The server refused the enrollment, or the account is already here. */
public class EnrollmentException(facts: ErrorFacts) : CountersignException(facts)

/** The account cannot be used now, or no longer. */
public class AccountException(facts: ErrorFacts) : CountersignException(facts)

/** The device key cannot be used now, or no longer. */
public class DeviceKeyException(facts: ErrorFacts) : CountersignException(facts)

/** The person has to be verified (again). */
public class UserVerificationException(facts: ErrorFacts) : CountersignException(facts)

/** The challenge is over, unknown, or was refused as unsafe. */
public class ChallengeException(facts: ErrorFacts) : CountersignException(facts)

/** The answer was not accepted as given. */
public class AnswerException(facts: ErrorFacts) : CountersignException(facts)

/** A decision was made before, here or elsewhere. */
public class AlreadyDecidedException(facts: ErrorFacts) : CountersignException(facts)

/** The server could not be reached. */
public class NetworkException(facts: ErrorFacts) : CountersignException(facts)

/** The server failed or said something unacceptable. */
public class ServerException(facts: ErrorFacts) : CountersignException(facts)

/** Something is wrong with the storage of this device. */
public class StorageException(facts: ErrorFacts) : CountersignException(facts)

/** The caller or this software made a mistake. */
public class InternalException(facts: ErrorFacts) : CountersignException(facts)

/** The authenticator was closed before the call. */
public class ClosedException : IllegalStateException("the authenticator is closed")
