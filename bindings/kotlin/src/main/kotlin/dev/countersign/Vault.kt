package dev.countersign

/** Where the key that protects the accounts is kept. */
public sealed interface Vault {
    /** The operating system's key store. Only on desktops. */
    public data object System : Vault

    /** A file of mode 0600 beside the accounts, for CI: whoever can read the folder can read the accounts. */
    public data object File : Vault
}

/**
 * Keeps one 32-byte key outside the accounts' folder, where the operating system protects it.
 *
 * Asked while an authenticator is opened, on its dispatcher. Throw [VaultFailure] to say what happened; anything else thrown counts as
 * [VaultProblem.FAILED], and nothing of it goes on.
 */
public interface KeyVault : Vault {
    /** The key; `null` when the vault works and has none. When the vault cannot tell, fail: "there is none" loses accounts. */
    public fun load(): ByteArray?

    /** Stores the key of a new folder. A key that is there already stays where the vault can do that. Keep no copy. */
    public fun save(key: ByteArray)
}

/**
 * A vault could not be used. "There is no key" is not a failure but an answer.
 *
 * @property problem Why.
 */
public class VaultFailure(
    public val problem: VaultProblem,
) : Exception(problem.name)

/** Why a vault could not be used. */
public enum class VaultProblem {
    /** Locked: before the first unlock, or the person refused to unlock it. */
    LOCKED,

    /** No key store is running or reachable here. */
    UNAVAILABLE,

    /** The key can be read by others, or may not be read by us. */
    PERMISSION,

    /** What is stored is not a 32-byte key. */
    MALFORMED,

    /** Something else went wrong inside the key store. */
    FAILED,
}
