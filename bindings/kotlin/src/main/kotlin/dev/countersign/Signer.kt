package dev.countersign

/**
 * Makes keys and signs with them. Private keys never leave it.
 *
 * Every call may wait for the person, and is canceled when the call that needs it is. It runs on the authenticator's dispatcher: switch to
 * the main one for a prompt. Throw [SignerFailure] to say what happened; anything else thrown counts as [SignerProblem.FAILED], and nothing
 * of it goes on.
 */
public interface Signer {
    /**
     * Makes a key for [purpose] under [handle], of the first of [algorithms] it can do, and returns its public half. When the handle is taken,
     * returns the public half of the key that is there: making a key can be retried after a crash. A signer without keys that ask the person
     * answers [SignerProblem.UNSUPPORTED] for an approval key: the account then has its device key only.
     */
    public suspend fun generate(handle: String, purpose: KeyPurpose, algorithms: List<Algorithm>): PublicKey

    /**
     * Signs [payload] with the key under [handle], hashing it with SHA-256 first where the algorithm does. Returns 64 bytes for Ed25519 and
     * ES256 (`r || s`, not DER), as many as the modulus has for RS256.
     */
    public suspend fun sign(handle: String, payload: ByteArray, prompt: Prompt): ByteArray

    /** Deletes the key. Deleting twice is deleting once. */
    public suspend fun delete(handle: String)
}

/** What a key is for. */
public enum class KeyPurpose {
    /** Everything a device says while it is awake: fetching, denying, housekeeping. Where there is no approval key, also approving. */
    DEVICE,

    /** Approving. The key store itself gives the key out only for one verification of the person each, whatever the app says. */
    APPROVAL,
}

/** A signature algorithm. */
public enum class Algorithm {
    /** Ed25519 (RFC 8032). */
    ED25519,

    /** ECDSA on P-256 with SHA-256: what hardware key stores have. */
    ES256,

    /** RSA of 2,048 bits, PKCS #1 v1.5 with SHA-256: for servers that know nothing else. */
    RS256,
}

/** A public key in the raw form of its algorithm. */
public sealed interface PublicKey {
    /**
     * Ed25519.
     *
     * @property bytes The 32-byte encoding of RFC 8032.
     */
    public class Ed25519(public val bytes: ByteArray) : PublicKey

    /**
     * ECDSA on P-256.
     *
     * @property x The x coordinate, 32 bytes, big-endian.
     * @property y The y coordinate, likewise.
     */
    public class P256(public val x: ByteArray, public val y: ByteArray) : PublicKey

    /**
     * RSA.
     *
     * @property n The modulus, big-endian without leading zeros: 256 bytes.
     * @property e The public exponent, likewise.
     */
    public class Rsa(public val n: ByteArray, public val e: ByteArray) : PublicKey
}

/** Why a key is used, so that a signer that asks the person can say it. */
public sealed interface Prompt {
    /** No person needs to be asked: fetching, housekeeping. */
    public data object Silent : Prompt

    /**
     * The person approves a login.
     *
     * @property verification This verification is claimed: the key must not sign without it.
     */
    public data class Approve(public val verification: UserVerification) : Prompt

    /** The person denies a login. */
    public data object Deny : Prompt

    /** A new approval key signs that it belongs to the device: the person agrees to approve with it from now on. */
    public data object RegisterKey : Prompt
}

/**
 * A key could not be made or used.
 *
 * @property problem Why.
 */
public class SignerFailure(
    public val problem: SignerProblem,
) : Exception(problem.name)

/** Why a key could not be made or used. */
public enum class SignerProblem {
    /** The person canceled the prompt. */
    CANCELED,

    /** The key exists no longer or never works again (new fingerprint, screen lock removed): enroll again. */
    INVALIDATED,

    /** The key cannot be used now: device locked, hardware busy. */
    LOCKED,

    /** This signer can do none of the wanted algorithms, or makes no keys for the wanted purpose. */
    UNSUPPORTED,

    /** The signer failed for another reason. */
    FAILED,
}
