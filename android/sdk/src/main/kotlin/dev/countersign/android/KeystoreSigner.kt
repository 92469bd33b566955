package dev.countersign.android

import android.os.Build
import android.security.keystore.KeyPermanentlyInvalidatedException
import dev.countersign.Algorithm
import dev.countersign.KeyPurpose
import dev.countersign.Prompt
import dev.countersign.PublicKey
import dev.countersign.Signer
import dev.countersign.SignerFailure
import dev.countersign.SignerProblem
import dev.countersign.UserVerification
import java.security.GeneralSecurityException
import java.security.ProviderException
import java.security.UnrecoverableKeyException

/**
 * Keys in the Android Keystore: they never leave the phone's hardware, and are in StrongBox where it works.
 *
 * A device key signs fetching and denying by itself. An approval key signs only what the person has unlocked it for: one fingerprint, face
 * or screen lock for each signature, given out by the hardware. An account without one, because its server knows none, approves with its
 * device key; then an approval that claims verification is signed only after the person has unlocked another key of the account, whose
 * signature is thrown away.
 *
 * @param unlock Unlocks keys by a prompt. Without it there are no approval keys, and nothing is signed that claims verification.
 */
public class KeystoreSigner(
    private val unlock: Unlock? = null,
) : Signer {
    override suspend fun generate(
        handle: String,
        purpose: KeyPurpose,
        algorithms: List<Algorithm>,
    ): PublicKey =
        guarded {
            val holder = holder(purpose)
            raw(keyUnder(holder.alias(handle), holder, algorithms))
        }

    override suspend fun sign(
        handle: String,
        payload: ByteArray,
        prompt: Prompt,
    ): ByteArray =
        guarded {
            val alias = Holder.PHONE.alias(handle)
            if (!keystore().containsAlias(alias)) return@guarded approved(handle, payload, prompt)
            if (prompt is Prompt.Approve && prompt.verification != UserVerification.UNVERIFIED) verify(handle, prompt.verification)
            existing(alias).finished(payload)
        }

    override suspend fun delete(handle: String): Unit =
        guarded {
            for (holder in Holder.entries) keystore().deleteEntry(holder.alias(handle))
        }

    /** Before Android 10 nobody can tell whether the person could unlock it. */
    private fun holder(purpose: KeyPurpose): Holder =
        when (purpose) {
            KeyPurpose.DEVICE -> Holder.PHONE
            KeyPurpose.APPROVAL ->
                if (unlock == null || Build.VERSION.SDK_INT < Build.VERSION_CODES.Q) {
                    throw SignerFailure(SignerProblem.UNSUPPORTED)
                } else {
                    Holder.PERSON
                }
        }

    private suspend fun approved(
        handle: String,
        payload: ByteArray,
        prompt: Prompt,
    ): ByteArray {
        val begun = existing(Holder.PERSON.alias(handle))
        return unlocked(begun, (prompt as? Prompt.Approve)?.verification).finished(payload)
    }

    private fun existing(alias: String) = begun(alias) ?: throw SignerFailure(SignerProblem.INVALIDATED)

    /** What the hardware gives out is used at once: a prompt that only seems to have succeeded ends here. */
    private suspend fun verify(
        handle: String,
        verification: UserVerification,
    ) {
        unlocked(gate(Holder.PERSON.alias(handle)), verification).finished(ByteArray(1))
    }

    /** Nothing but this phone knows the key: one that ended is made again. */
    private fun gate(alias: String): Begun {
        try {
            begun(alias)?.let { return it }
        } catch (failed: GeneralSecurityException) {
            if (problem(failed) != SignerProblem.INVALIDATED) throw failed
            keystore().deleteEntry(alias)
        }
        keyUnder(alias, Holder.PERSON, listOf(Algorithm.ES256))
        return existing(alias)
    }

    private suspend fun unlocked(
        begun: Begun,
        verification: UserVerification?,
    ): Begun {
        val unlock = unlock ?: throw SignerFailure(SignerProblem.UNSUPPORTED)
        return begun.unlocked(unlock.unlock(begun.signature, verification))
    }
}

/** Runs [work] and tells what went wrong in the library's words. */
internal suspend fun <T> guarded(work: suspend () -> T): T =
    try {
        work()
    } catch (failed: GeneralSecurityException) {
        throw SignerFailure(problem(failed))
    } catch (failed: ProviderException) {
        throw SignerFailure(problem(failed))
    }

/** What [failure] of the Keystore means. */
private fun problem(failure: Exception): SignerProblem =
    when {
        failure is KeyPermanentlyInvalidatedException -> SignerProblem.INVALIDATED
        isLocked(failure) -> SignerProblem.LOCKED
        // What `KeyStore.getKey` makes of the first, without saying so.
        failure is UnrecoverableKeyException -> SignerProblem.INVALIDATED
        else -> SignerProblem.FAILED
    }
