package dev.countersign

/** Whether an account has one-time codes, and what makes them change. */
public enum class OneTimeCodes {
    /** It has none. */
    NO_CODES,

    /** Each ends by itself after a while. */
    TIME,

    /** Each stays until the person asks for the next. */
    COUNTER,
}

/**
 * A one-time code to show to the person. Its text hides the digits.
 *
 * @property digits The digits, leading zeros included.
 * @property secondsLeft Seconds until the next code, at least 1; `null` for a code that stays until the person asks for the next.
 * @property periodSeconds Seconds from one code to the next, for a countdown; likewise.
 */
public data class OneTimeCode(
    public val digits: String,
    public val secondsLeft: Int?,
    public val periodSeconds: Int?,
) {
    override fun toString(): String = "OneTimeCode(secondsLeft=$secondsLeft, periodSeconds=$periodSeconds)"
}
