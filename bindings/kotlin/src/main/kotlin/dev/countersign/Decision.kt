package dev.countersign

/** Where a decision stands. */
public sealed interface Decision {
    /** The server has nothing from us: answering again is safe. */
    public data object NotSent : Decision

    /** Sent, or perhaps sent, without a reply that can be trusted. Calling again finds out before anything is sent. */
    public data object Unknown : Decision

    /**
     * The server recorded our answer.
     *
     * @property recorded What it recorded.
     */
    public data class RecordedByUs(public val recorded: Recorded) : Decision

    /**
     * The server recorded something that did not come from this decision: another device answered, or time ran out.
     *
     * @property recorded What it recorded. If undisclosed, it may have come from this decision all the same.
     */
    public data class RecordedElsewhere(public val recorded: Recorded) : Decision
}

/** What a server recorded for a challenge. Final. */
public enum class Recorded {
    /** The login went through. */
    APPROVED,

    /** The login was refused. */
    DENIED,

    /** A wrong number: the login was refused and counts as a failed attempt. */
    WRONG_NUMBER,

    /** Nobody answered in time. */
    EXPIRED,

    /** The login was withdrawn. */
    CANCELED,

    /** The login is over, and the server does not say how. */
    UNDISCLOSED,
}

/** Approve or deny. */
public enum class Verdict {
    /** It is me. */
    APPROVE,

    /** It is not me. */
    DENY,
}

/** Why a login was denied. */
public enum class DenyReason {
    /** Started by mistake. */
    MISTAKE,

    /** Somebody else is trying to get in. */
    SUSPICIOUS,

    /** The number picked was not the one on the login page. Never a person's choice. */
    WRONG_NUMBER,
}

/** How the person was verified while deciding. */
public enum class UserVerification {
    /** Not at all. */
    UNVERIFIED,

    /** By the device's screen lock. */
    DEVICE,

    /** By fingerprint or face. */
    BIOMETRIC,
}
