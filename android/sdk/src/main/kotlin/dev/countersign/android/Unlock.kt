package dev.countersign.android

import android.annotation.TargetApi
import android.content.Context
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricManager.Authenticators.BIOMETRIC_STRONG
import android.hardware.biometrics.BiometricManager.Authenticators.DEVICE_CREDENTIAL
import android.os.Build
import dev.countersign.SignerFailure
import dev.countersign.UserVerification
import java.security.Signature

/** Lets the person unlock a key. */
public fun interface Unlock {
    /**
     * [signature], whose key the hardware has given out for this one use after a prompt for [verification]; for whatever way there is where
     * that is `null`. Throws [SignerFailure] when the person cancels or cannot be verified so.
     */
    public suspend fun unlock(
        signature: Signature,
        verification: UserVerification?,
    ): Signature
}

/** How the person can be verified on this phone now, by the strongest way that is set up. */
public fun verification(context: Context): UserVerification = verifications(context).firstOrNull() ?: UserVerification.UNVERIFIED

/**
 * The ways to verify the person on this phone now, the strongest first.
 *
 * Before Android 11 the screen lock unlocks no single use of a key, and before Android 10 nobody can tell what is set up.
 */
public fun verifications(context: Context): List<UserVerification> =
    when {
        Build.VERSION.SDK_INT < Build.VERSION_CODES.Q -> emptyList()
        Build.VERSION.SDK_INT < Build.VERSION_CODES.R -> listOf(UserVerification.BIOMETRIC).filter { hasBiometrics(context) }
        else -> listOf(UserVerification.BIOMETRIC, UserVerification.DEVICE).filter { can(context, authenticators(it)) }
    }

/** What a prompt for [verification] accepts from Android 11 on. What is claimed is what was done. */
internal fun authenticators(verification: UserVerification?): Int =
    when (verification) {
        UserVerification.BIOMETRIC -> BIOMETRIC_STRONG
        UserVerification.DEVICE -> DEVICE_CREDENTIAL
        UserVerification.UNVERIFIED, null -> BIOMETRIC_STRONG or DEVICE_CREDENTIAL
    }

@TargetApi(Build.VERSION_CODES.Q)
@Suppress("DEPRECATION") // What replaces it came with Android 11.
private fun hasBiometrics(context: Context) =
    context.getSystemService(BiometricManager::class.java).canAuthenticate() == BiometricManager.BIOMETRIC_SUCCESS

@TargetApi(Build.VERSION_CODES.R)
private fun can(
    context: Context,
    authenticators: Int,
) = context.getSystemService(BiometricManager::class.java).canAuthenticate(authenticators) == BiometricManager.BIOMETRIC_SUCCESS
