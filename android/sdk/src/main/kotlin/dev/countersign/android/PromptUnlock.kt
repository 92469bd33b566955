package dev.countersign.android

import android.app.Activity
import android.hardware.biometrics.BiometricManager.Authenticators.BIOMETRIC_STRONG
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
import javax.crypto.Cipher
import kotlin.coroutines.resume
import kotlin.coroutines.resumeWithException

/**
 * The platform's own prompt for fingerprint, face or screen lock, above the activity in front.
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
        cipher: Cipher,
        verification: UserVerification,
    ): Cipher {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.P) throw SignerFailure(SignerProblem.UNSUPPORTED)
        return withContext(Dispatchers.Main) {
            val front = activity() ?: throw SignerFailure(SignerProblem.LOCKED)
            suspendCancellableCoroutine { waiting -> ask(front, cipher, verification, waiting) }
        }
    }

    private fun ask(
        front: Activity,
        cipher: Cipher,
        verification: UserVerification,
        waiting: CancellableContinuation<Cipher>,
    ) {
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.P) return
        val builder = BiometricPrompt.Builder(front).setTitle(title(front))
        if (verification == UserVerification.DEVICE && Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            builder.setAllowedAuthenticators(BIOMETRIC_STRONG or DEVICE_CREDENTIAL)
        } else {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) builder.setAllowedAuthenticators(BIOMETRIC_STRONG)
            builder.setNegativeButton(cancel(front), front.mainExecutor) { _, _ -> waiting.failed(SignerProblem.CANCELED) }
        }
        val cancellation = CancellationSignal()
        waiting.invokeOnCancellation { cancellation.cancel() }
        builder.build().authenticate(BiometricPrompt.CryptoObject(cipher), cancellation, front.mainExecutor, Answer(waiting))
    }

    private class Answer(
        private val waiting: CancellableContinuation<Cipher>,
    ) : BiometricPrompt.AuthenticationCallback() {
        override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
            val unlocked = result.cryptoObject?.cipher
            if (unlocked == null) {
                waiting.failed(SignerProblem.FAILED)
            } else if (waiting.isActive) {
                waiting.resume(unlocked)
            }
        }

        override fun onAuthenticationError(
            code: Int,
            text: CharSequence?,
        ) {
            waiting.failed(
                when (code) {
                    BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT, BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT_PERMANENT -> SignerProblem.LOCKED
                    BiometricPrompt.BIOMETRIC_ERROR_HW_UNAVAILABLE -> SignerProblem.LOCKED
                    BiometricPrompt.BIOMETRIC_ERROR_NO_BIOMETRICS -> SignerProblem.UNSUPPORTED
                    BiometricPrompt.BIOMETRIC_ERROR_HW_NOT_PRESENT -> SignerProblem.UNSUPPORTED
                    else -> SignerProblem.CANCELED
                },
            )
        }
    }
}

private fun CancellableContinuation<Cipher>.failed(problem: SignerProblem) {
    if (isActive) resumeWithException(SignerFailure(problem))
}
