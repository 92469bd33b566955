package dev.countersign.android

import android.annotation.TargetApi
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import dev.countersign.Algorithm
import dev.countersign.SignerFailure
import dev.countersign.SignerProblem
import java.security.GeneralSecurityException
import java.security.InvalidAlgorithmParameterException
import java.security.KeyPairGenerator
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.security.spec.RSAKeyGenParameterSpec
import java.security.PublicKey as PlatformKey

/** Whom the hardware gives a key to. */
internal enum class Holder {
    /** The app, while the phone is awake. */
    PHONE,

    /**
     * The person: for one fingerprint, face or screen lock each; before Android 11 for a fingerprint or face only.
     *
     * A fingerprint that is added later unlocks it, too: adding one takes the screen lock, which unlocks the key anyway, and an account that
     * ends with a new fingerprint would lock its owner out. Taking the screen lock away ends the key for good.
     */
    PERSON,
    ;

    /** The Keystore's name of this holder's key. */
    fun alias(handle: String) =
        when (this) {
            PHONE -> handle
            PERSON -> "$handle.person"
        }

    fun holds(builder: KeyGenParameterSpec.Builder) {
        if (this == PHONE) return
        builder.setUserAuthenticationRequired(true).setInvalidatedByBiometricEnrollment(false)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) alsoByScreenLock(builder)
    }

    @TargetApi(Build.VERSION_CODES.R)
    private fun alsoByScreenLock(builder: KeyGenParameterSpec.Builder) =
        builder.setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG or KeyProperties.AUTH_DEVICE_CREDENTIAL)
}

/** The public half of the key under [alias]: the one that is there, or a new one of the first of [algorithms] that this phone makes. */
internal fun keyUnder(
    alias: String,
    holder: Holder,
    algorithms: List<Algorithm>,
): PlatformKey {
    keystore().getCertificate(alias)?.let { return it.publicKey }
    val failures = mutableListOf<Exception>()
    for (algorithm in algorithms.filter(::isPossible)) {
        try {
            return made(alias, holder, algorithm)
        } catch (failed: GeneralSecurityException) {
            failures += failed
        } catch (failed: ProviderException) {
            failures += failed
        } catch (failed: IllegalStateException) {
            failures += failed
        }
    }
    throw SignerFailure(whyNone(failures))
}

/** A signature begun with the key under [alias]; `null` when there is no such key. The key of a person is unlocked before it is finished. */
internal fun begun(alias: String): Begun? {
    val store = keystore()
    val key = store.getKey(alias, null) as PrivateKey? ?: return null
    val algorithm = algorithm(store.getCertificate(alias).publicKey)
    return Begun(Signature.getInstance(signatureName(algorithm)).apply { initSign(key) }, algorithm)
}

/** A signature that has its key and not yet its payload. */
internal class Begun(
    val signature: Signature,
    private val algorithm: Algorithm,
) {
    /** The raw signature of [payload]. */
    fun finished(payload: ByteArray): ByteArray {
        signature.update(payload)
        val signed = signature.sign()
        return if (algorithm == Algorithm.ES256) fixedLength(signed) else signed
    }

    /** The same with what a prompt gave back. */
    fun unlocked(by: Signature) = Begun(by, algorithm)
}

/** Why no key was made: the phone, as it is set up, makes none of these kinds, or something failed. */
internal fun whyNone(failures: List<Exception>): SignerProblem {
    // So the Keystore says that there is no screen lock, or no fingerprint, to bind a key to.
    val isImpossible = failures.all { it is InvalidAlgorithmParameterException || it is IllegalStateException }
    return if (isImpossible) SignerProblem.UNSUPPORTED else SignerProblem.FAILED
}

private fun made(
    alias: String,
    holder: Holder,
    algorithm: Algorithm,
): PlatformKey {
    val builder = KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_SIGN)
    when (algorithm) {
        Algorithm.ED25519 -> builder.setAlgorithmParameterSpec(ECGenParameterSpec("ed25519")).setDigests(KeyProperties.DIGEST_NONE)
        Algorithm.ES256 -> builder.setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1")).setDigests(KeyProperties.DIGEST_SHA256)
        Algorithm.RS256 ->
            builder
                .setAlgorithmParameterSpec(RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4))
                .setDigests(KeyProperties.DIGEST_SHA256)
                .setSignaturePaddings(KeyProperties.SIGNATURE_PADDING_RSA_PKCS1)
    }
    holder.holds(builder)
    val kind = if (algorithm == Algorithm.RS256) KeyProperties.KEY_ALGORITHM_RSA else KeyProperties.KEY_ALGORITHM_EC
    return strongest(builder) { spec ->
        KeyPairGenerator.getInstance(kind, KEYSTORE).apply { initialize(spec) }.generateKeyPair().public
    }
}

/** Ed25519 came to the Keystore with Android 13. */
private fun isPossible(algorithm: Algorithm) = algorithm != Algorithm.ED25519 || Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU

private const val RSA_BITS = 2048
