package dev.countersign.android

import android.annotation.TargetApi
import android.app.Activity
import android.hardware.biometrics.BiometricManager.Authenticators.DEVICE_CREDENTIAL
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.CancellationSignal
import dev.countersign.SignerFailure
import dev.countersign.SignerProblem
import dev.countersign.UserVerification
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext
import java.security.Signature
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

/**
 * The platform's own prompt for fingerprint, face or screen lock, above the activity in front. From Android 10 on; by screen lock from
 * Android 11 on.
 *
 * @param activity The activity in front; `null` while the app is not.
 * @param title What the prompt says.
 * @param cancel What stands on the button that cancels.
 */
public class PromptUnlock(
    private val activity: () -> Activity?,
    private val title: (Activity) -> CharSequence,
    private val cancel: (Activity) -> CharSequence,
) : Unlock {
    override suspend fun unlock(
        signature: Signature,
        verification: UserVerification?,
    ): Signature {
        if (!canPrompt(verification, Build.VERSION.SDK_INT)) throw SignerFailure(SignerProblem.UNSUPPORTED)
        return withContext(Dispatchers.Main) {
            val front = activity() ?: throw SignerFailure(SignerProblem.LOCKED)
            suspendCancellableCoroutine { waiting -> ask(front, signature, authenticators(verification), waiting) }
        }
    }

    @TargetApi(Build.VERSION_CODES.P)
    private fun ask(
        front: Activity,
        signature: Signature,
        authenticators: Int,
        waiting: CancellableContinuation<Signature>,
    ) {
        val builder = BiometricPrompt.Builder(front).setTitle(title(front))
        val hasScreenLock = Build.VERSION.SDK_INT >= Build.VERSION_CODES.R && authenticators and DEVICE_CREDENTIAL != 0
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) allow(builder, authenticators)
        // The prompt for the screen lock has a way out of its own.
        if (!hasScreenLock) {
            builder.setNegativeButton(cancel(front), front.mainExecutor) { _, _ -> waiting.failed(SignerProblem.CANCELED) }
        }
        val cancellation = CancellationSignal()
        waiting.invokeOnCancellation { cancellation.cancel() }
        builder.build().authenticate(BiometricPrompt.CryptoObject(signature), cancellation, front.mainExecutor, Answer(waiting))
    }

    @TargetApi(Build.VERSION_CODES.R)
    private fun allow(
        builder: BiometricPrompt.Builder,
        authenticators: Int,
    ) = builder.setAllowedAuthenticators(authenticators)

    @TargetApi(Build.VERSION_CODES.P)
    private class Answer(
        private val waiting: CancellableContinuation<Signature>,
    ) : BiometricPrompt.AuthenticationCallback() {
        override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
            val unlocked = result.cryptoObject?.signature
            if (unlocked == null) {
                waiting.failed(SignerProblem.FAILED)
            } else if (waiting.isActive) {
                waiting.resume(unlocked)
            }
        }

        override fun onAuthenticationError(
            code: Int,
            text: CharSequence?,
        ) = waiting.failed(promptProblem(code))
    }
}

/** Whether a prompt for [verification] unlocks a key on [api]: before Android 11 the screen lock unlocks no single use of one. */
internal fun canPrompt(
    verification: UserVerification?,
    api: Int,
): Boolean = api >= if (verification == UserVerification.DEVICE) Build.VERSION_CODES.R else Build.VERSION_CODES.Q

/** What the error of a prompt means. */
internal fun promptProblem(code: Int): SignerProblem =
    when (code) {
        BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT,
        BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT,
        BiometricPrompt.BIOMETRIC_ERROR_HW_UNAVAILABLE,
        -> SignerProblem.LOCKED
        BiometricPrompt.BIOMETRIC_ERROR_NO_BIOMETRICS,
        BiometricPrompt.BIOMETRIC_ERROR_HW_NOT_PRESENT,
        BiometricPrompt.BIOMETRIC_ERROR_NO_DEVICE_CREDENTIAL,
        -> SignerProblem.UNSUPPORTED
        BiometricPrompt.BIOMETRIC_ERROR_UNABLE_TO_PROCESS,
        BiometricPrompt.BIOMETRIC_ERROR_NO_SPACE,
        BiometricPrompt.BIOMETRIC_ERROR_VENDOR,
        -> SignerProblem.FAILED
        else -> SignerProblem.CANCELED
    }

private fun CancellableContinuation<Signature>.failed(problem: SignerProblem) {
    if (isActive) resumeWithException(SignerFailure(problem))
}
