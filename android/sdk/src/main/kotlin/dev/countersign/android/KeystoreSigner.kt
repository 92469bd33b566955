package dev.countersign.android

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import dev.countersign.Algorithm
import dev.countersign.KeyPurpose
import dev.countersign.Prompt
import dev.countersign.PublicKey
import dev.countersign.Signer
import dev.countersign.SignerFailure
import dev.countersign.SignerProblem
import dev.countersign.UserVerification
import java.security.GeneralSecurityException
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.ProviderException
import java.security.Signature
import java.security.UnrecoverableKeyException
import java.security.spec.ECGenParameterSpec
import java.security.spec.RSAKeyGenParameterSpec
import java.security.PublicKey as PlatformKey

/**
 * Device keys in the Android Keystore: they never leave the phone's hardware, and in StrongBox where it works.
 *
 * A key signs fetching and denying by itself. An approval that claims verification is signed only after [unlock] has unlocked a second
 * key of the account, which the hardware gives out for one fingerprint, face or screen lock each.
 *
 * @param unlock Unlocks that key by a prompt; without it, nothing is signed that claims verification.
 */
public class KeystoreSigner(
    private val unlock: Unlock? = null,
) : Signer {
    private val store: KeyStore get() = KeyStore.getInstance(KEYSTORE).apply { load(null) }

    override suspend fun generate(
        handle: String,
        purpose: KeyPurpose,
        algorithms: List<Algorithm>,
    ): PublicKey =
        guarded {
            if (purpose == KeyPurpose.APPROVAL) throw SignerFailure(SignerProblem.UNSUPPORTED)
            val existing = store.getCertificate(handle)?.publicKey
            if (existing != null) return@guarded raw(existing)
            val wanted = algorithms.filter(::isPossible)
            for (algorithm in wanted) {
                val made = attempt { made(handle, algorithm) }
                if (made == null) continue
                if (unlock != null) VerificationKey.prepare(handle)
                return@guarded raw(made)
            }
            throw SignerFailure(if (wanted.isEmpty()) SignerProblem.UNSUPPORTED else SignerProblem.FAILED)
        }

    override suspend fun sign(
        handle: String,
        payload: ByteArray,
        prompt: Prompt,
    ): ByteArray {
        if (prompt is Prompt.Approve && prompt.verification != UserVerification.UNVERIFIED) verify(handle, prompt.verification)
        return guarded {
            val key = store.getKey(handle, null) as PrivateKey? ?: throw SignerFailure(SignerProblem.INVALIDATED)
            val algorithm = algorithm(store.getCertificate(handle).publicKey)
            val signature = Signature.getInstance(signatureName(algorithm))
            signature.initSign(key)
            signature.update(payload)
            val signed = signature.sign()
            if (algorithm == Algorithm.ES256) fixedLength(signed) else signed
        }
    }

    override suspend fun delete(handle: String): Unit =
        guarded {
            store.deleteEntry(handle)
            VerificationKey.delete(handle)
        }

    private suspend fun verify(
        handle: String,
        verification: UserVerification,
    ) {
        val unlock = unlock ?: throw SignerFailure(SignerProblem.UNSUPPORTED)
        val cipher = guarded { VerificationKey.cipher(handle, verification) }
        // What the hardware gives out is used at once: a prompt that only seems to have succeeded ends here.
        guarded { unlock.unlock(cipher, verification).doFinal(ByteArray(1)) }
    }

    private fun made(
        handle: String,
        algorithm: Algorithm,
    ): PlatformKey {
        val builder = KeyGenParameterSpec.Builder(handle, KeyProperties.PURPOSE_SIGN)
        when (algorithm) {
            Algorithm.ED25519 -> builder.setAlgorithmParameterSpec(ECGenParameterSpec("ed25519")).setDigests(KeyProperties.DIGEST_NONE)
            Algorithm.ES256 -> builder.setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1")).setDigests(KeyProperties.DIGEST_SHA256)
            Algorithm.RS256 ->
                builder
                    .setAlgorithmParameterSpec(RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4))
                    .setDigests(KeyProperties.DIGEST_SHA256)
                    .setSignaturePaddings(KeyProperties.SIGNATURE_PADDING_RSA_PKCS1)
        }
        val kind = if (algorithm == Algorithm.RS256) KeyProperties.KEY_ALGORITHM_RSA else KeyProperties.KEY_ALGORITHM_EC
        return strongest(builder) { spec ->
            KeyPairGenerator.getInstance(kind, KEYSTORE).apply { initialize(spec) }.generateKeyPair().public
        }
    }

    /** Ed25519 came to the Keystore with Android 13. */
    private fun isPossible(algorithm: Algorithm) =
        algorithm != Algorithm.ED25519 || Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU

    /** What [make] gives; nothing when this phone cannot make such a key after all. */
    private fun <T> attempt(make: () -> T): T? =
        try {
            make()
        } catch (_: GeneralSecurityException) {
            null
        } catch (_: ProviderException) {
            null
        }

    private companion object {
        const val RSA_BITS = 2048
    }
}

/** Runs [work] and tells what went wrong in the library's words. */
internal suspend fun <T> guarded(work: suspend () -> T): T =
    try {
        work()
    } catch (_: KeyPermanentlyInvalidatedException) {
        throw SignerFailure(SignerProblem.INVALIDATED)
    } catch (_: UnrecoverableKeyException) {
        throw SignerFailure(SignerProblem.INVALIDATED)
    } catch (failed: GeneralSecurityException) {
        throw SignerFailure(if (isLocked(failed)) SignerProblem.LOCKED else SignerProblem.FAILED)
    } catch (failed: ProviderException) {
        throw SignerFailure(if (isLocked(failed)) SignerProblem.LOCKED else SignerProblem.FAILED)
    }
