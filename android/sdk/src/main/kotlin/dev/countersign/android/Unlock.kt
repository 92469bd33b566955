package dev.countersign.android

import android.content.Context
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricManager.Authenticators.BIOMETRIC_STRONG
import android.hardware.biometrics.BiometricManager.Authenticators.DEVICE_CREDENTIAL
import android.os.Build
import dev.countersign.SignerFailure
import dev.countersign.UserVerification
import javax.crypto.Cipher

/** Lets the person unlock a key. */
public fun interface Unlock {
    /** [cipher], unlocked by a prompt for [verification]. Throws [SignerFailure] when the person cancels or cannot be verified. */
    public suspend fun unlock(
        cipher: Cipher,
        verification: UserVerification,
    ): Cipher
}

/**
 * How the person can be verified on this phone now, by the strongest way that is set up.
 *
 * Before Android 11 the screen lock unlocks no single use of a key, and before Android 10 nobody can tell what is set up.
 */
public fun verification(context: Context): UserVerification {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.Q) return UserVerification.UNVERIFIED
    val biometrics = context.getSystemService(BiometricManager::class.java)
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) {
        @Suppress("DEPRECATION")
        val state = biometrics.canAuthenticate()
        return if (state == BiometricManager.BIOMETRIC_SUCCESS) UserVerification.BIOMETRIC else UserVerification.UNVERIFIED
    }
    return when (BiometricManager.BIOMETRIC_SUCCESS) {
        biometrics.canAuthenticate(BIOMETRIC_STRONG) -> UserVerification.BIOMETRIC
        biometrics.canAuthenticate(DEVICE_CREDENTIAL) -> UserVerification.DEVICE
        else -> UserVerification.UNVERIFIED
    }
}
