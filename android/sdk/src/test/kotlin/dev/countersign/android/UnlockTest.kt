package dev.countersign.android

import android.hardware.biometrics.BiometricManager.Authenticators.BIOMETRIC_STRONG
import android.hardware.biometrics.BiometricManager.Authenticators.DEVICE_CREDENTIAL
import android.hardware.biometrics.BiometricPrompt
import dev.countersign.SignerProblem
import dev.countersign.UserVerification
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.security.InvalidAlgorithmParameterException
import java.security.ProviderException

class UnlockTest {
    @Test
    fun `a prompt accepts no weaker way than is claimed, and any way where none is`() {
        assertEquals(BIOMETRIC_STRONG, authenticators(UserVerification.BIOMETRIC))
        assertEquals(DEVICE_CREDENTIAL, authenticators(UserVerification.DEVICE))
        assertEquals(BIOMETRIC_STRONG or DEVICE_CREDENTIAL, authenticators(null))
    }

    @Test
    fun `the screen lock unlocks from Android 11 on, a fingerprint from Android 10 on`() {
        val first = mapOf(UserVerification.DEVICE to 30, UserVerification.BIOMETRIC to 29, null to 29)
        for ((verification, api) in first) {
            assertTrue(canPrompt(verification, api), "$verification")
            assertFalse(canPrompt(verification, api - 1), "$verification")
        }
    }

    @Test
    fun `a prompt that cannot appear is not a person who cancels`() {
        assertEquals(SignerProblem.CANCELED, promptProblem(BiometricPrompt.BIOMETRIC_ERROR_USER_CANCELED))
        assertEquals(SignerProblem.CANCELED, promptProblem(BiometricPrompt.BIOMETRIC_ERROR_TIMEOUT))
        assertEquals(SignerProblem.LOCKED, promptProblem(BiometricPrompt.BIOMETRIC_ERROR_LOCKOUT))
        assertEquals(SignerProblem.UNSUPPORTED, promptProblem(BiometricPrompt.BIOMETRIC_ERROR_NO_BIOMETRICS))
        assertEquals(SignerProblem.FAILED, promptProblem(BiometricPrompt.BIOMETRIC_ERROR_VENDOR))
    }

    @Test
    fun `a phone without a screen lock makes no key for a person, which is no failure`() {
        val noLock = InvalidAlgorithmParameterException(IllegalStateException("secure lock screen must be enabled"))
        assertEquals(SignerProblem.UNSUPPORTED, whyNone(listOf(noLock, IllegalStateException())))
        assertEquals(SignerProblem.UNSUPPORTED, whyNone(emptyList()))
        assertEquals(SignerProblem.FAILED, whyNone(listOf(noLock, ProviderException())))
    }

    @Test
    fun `the key that asks the person is not the one that fetches and denies`() {
        assertEquals(Holder.entries.size, Holder.entries.map { it.alias("a-1") }.toSet().size)
    }
}
