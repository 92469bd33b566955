package dev.countersign

import java.time.Instant

/** The id of an account on this device. */
@JvmInline
public value class AccountId(
    /** As text, to be kept or sent along. */
    public val value: String,
) {
    override fun toString(): String = value
}

/**
 * An enrolled account.
 *
 * @property id Its id on this device.
 * @property dialect The language its server speaks, for example `native`.
 * @property issuerHost Host name of its issuer, to be shown in full; empty when no server is ever asked.
 * @property issuerName Issuer name.
 * @property accountName Account name at the issuer.
 * @property label What the person calls it, once renamed.
 * @property hasKey Whether it has a device key; without one it only makes one-time codes.
 * @property hasApprovalKey Whether approving it uses a key that only the person can use: then every approval needs user verification.
 * @property policy The weakest challenge the issuer may send.
 * @property oneTimeCodes Whether it has one-time codes, and what makes them change.
 * @property state Whether it can be used.
 * @property isPushStale Whether the server still has to be told where pushes go.
 * @property enrolledAt When it was enrolled, by the server's clock.
 */
public data class Account(
    public val id: AccountId,
    public val dialect: String,
    public val issuerHost: String,
    public val issuerName: String,
    public val accountName: String,
    public val label: String?,
    public val hasKey: Boolean,
    public val hasApprovalKey: Boolean,
    public val policy: Policy,
    public val oneTimeCodes: OneTimeCodes,
    public val state: AccountState,
    public val isPushStale: Boolean,
    public val enrolledAt: Instant,
)

/**
 * All accounts.
 *
 * @property accounts In order of enrollment.
 * @property damaged Those that cannot be read. They are kept: show them, and offer to enroll again.
 */
public data class Accounts(
    public val accounts: List<Account>,
    public val damaged: List<DamagedRecord>,
)

/**
 * A record that cannot be read. It is kept.
 *
 * @property place Table and column that failed, for example `account.sealed`.
 * @property row The record's id as far as it is readable.
 * @property account The account it belongs to.
 */
public data class DamagedRecord(
    public val place: String,
    public val row: String,
    public val account: LostAccount?,
)

/**
 * What stays known of an account that cannot be read: enough to enroll it again.
 *
 * @property id Its id on this device.
 * @property dialect The language its server speaks.
 * @property issuerHost Host name of its issuer.
 * @property enrolledAt When it was enrolled.
 */
public data class LostAccount(
    public val id: AccountId,
    public val dialect: String,
    public val issuerHost: String,
    public val enrolledAt: Instant,
)

/** Whether an account can be used. */
public enum class AccountState {
    /** In use. */
    ACTIVE,

    /** The person removed it; the server has not confirmed yet. */
    REMOVING,

    /** The server no longer knows this device. History stays; enroll again to use it. */
    REMOVED_ON_SERVER,

    /** The server refuses this device until an administrator helps. */
    SUSPENDED,
}

/** How far a removal goes. */
public enum class Removal {
    /** Tell the server, then forget. Stays in progress until the server has confirmed. */
    EVERYWHERE,

    /** Forget here at once. The server may go on sending challenges nobody can answer. */
    ONLY_HERE,
}

/**
 * The weakest challenge an account's issuer may send.
 *
 * @property number The weakest number challenge.
 * @property userVerification Whether approving needs user verification.
 */
public data class Policy(
    public val number: NumberPolicy,
    public val userVerification: Requirement,
)

/** The weakest number challenge an account accepts. */
public sealed interface NumberPolicy {
    /**
     * The number is typed.
     *
     * @property digits With at least this many digits, 2 to 8.
     */
    public data class Enter(public val digits: Int) : NumberPolicy

    /**
     * The number is picked.
     *
     * @property choices From at least this many, 2 to 5.
     */
    public data class Select(public val choices: Int) : NumberPolicy

    /** Approving without a number is allowed. */
    public data object NoNumber : NumberPolicy
}

/** Whether something must be there. */
public enum class Requirement {
    /** It may be missing. */
    OPTIONAL,

    /** Nothing goes without it. */
    REQUIRED,
}
