package dev.countersign

/**
 * What an account's server can do, so that an app offers nothing else.
 *
 * @property numberStyles How numbers may be asked for.
 * @property algorithms Key algorithms that may be accepted.
 * @property polling Waiting challenges can be fetched without a push. Where not, a push that is lost is a login that is lost.
 * @property outcome What was recorded can be asked. Where not, an answer without a trustworthy reply is simply sent again.
 * @property uniqueNames Issuer and account name tell accounts apart, so the same pair is never enrolled twice.
 * @property challenges Challenges arrive; not so for accounts that only make one-time codes.
 * @property pushUpdate The push address can be changed later.
 * @property pushRequired A device without a push address cannot be enrolled.
 * @property accessTokens Somebody who is signed in can be enrolled without a code, by an access token.
 * @property deviceName The device's name in the person's device list can be changed: [Authenticator.nameDevice].
 * @property denyReasons A deny can say why.
 * @property approvalKey Approvals can have a key of their own, which only the person can use.
 * @property keyRotation The device key can be replaced: [Authenticator.rotateKey].
 * @property lockout An account can be locked from the phone: [Authenticator.lockOut].
 */
public data class Capabilities(
    public val numberStyles: List<NumberStyle>,
    public val algorithms: List<Algorithm>,
    public val polling: Boolean,
    public val outcome: Boolean,
    public val uniqueNames: Boolean,
    public val challenges: Boolean,
    public val pushUpdate: Boolean,
    public val pushRequired: Boolean,
    public val accessTokens: Boolean,
    public val deviceName: Boolean,
    public val denyReasons: Boolean,
    public val approvalKey: Boolean,
    public val keyRotation: Boolean,
    public val lockout: Boolean,
)

/** How numbers can be asked for. */
public enum class NumberStyle {
    /** Typed. */
    ENTER,

    /** Picked. */
    SELECT,

    /** Not at all. */
    NO_NUMBER,
}
