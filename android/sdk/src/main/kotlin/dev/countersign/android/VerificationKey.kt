package dev.countersign.android

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import dev.countersign.UserVerification
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey

/**
 * The key of an account that the hardware gives out only to a verified person: one use each. It protects nothing by itself; using it shows
 * that the prompt was answered, whatever the app believes.
 *
 * A new fingerprint or face makes that of [UserVerification.BIOMETRIC] useless for good.
 */
internal object VerificationKey {
    /** A cipher with the key of [handle], to be unlocked. */
    fun cipher(
        handle: String,
        verification: UserVerification,
    ): Cipher {
        val cipher = Cipher.getInstance(TRANSFORMATION)
        val alias = alias(handle, verification)
        cipher.init(Cipher.ENCRYPT_MODE, existing(alias) ?: made(alias, verification))
        return cipher
    }

    /** Makes the keys that can be made now, so that what is enrolled later does not count. */
    fun prepare(handle: String) {
        // Before Android 11 the screen lock unlocks no single use of a key.
        val hasLock = Build.VERSION.SDK_INT >= Build.VERSION_CODES.R
        for (verification in listOfNotNull(UserVerification.BIOMETRIC, UserVerification.DEVICE.takeIf { hasLock })) {
            val alias = alias(handle, verification)
            try {
                if (existing(alias) == null) made(alias, verification)
            } catch (_: GeneralSecurityException) {
                continue
            } catch (_: IllegalStateException) {
                continue
            } catch (_: ProviderException) {
                continue
            }
        }
    }

    /** Deletes the keys of [handle]. */
    fun delete(handle: String) {
        for (verification in UserVerification.entries) store().deleteEntry(alias(handle, verification))
    }

    private fun existing(alias: String) = store().getKey(alias, null) as SecretKey?

    private fun made(
        alias: String,
        verification: UserVerification,
    ): SecretKey {
        val builder =
            KeyGenParameterSpec
                .Builder(alias, KeyProperties.PURPOSE_ENCRYPT)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .setUserAuthenticationRequired(true)
        if (verification == UserVerification.BIOMETRIC) {
            builder.setInvalidatedByBiometricEnrollment(true)
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
                builder.setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG)
            }
        } else if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            builder.setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG or KeyProperties.AUTH_DEVICE_CREDENTIAL)
        }
        return strongest(builder) { spec ->
            KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE).apply { init(spec) }.generateKey()
        }
    }

    private fun alias(
        handle: String,
        verification: UserVerification,
    ) = "$handle.${verification.name.lowercase()}"

    private fun store() = KeyStore.getInstance(KEYSTORE).apply { load(null) }

    private const val TRANSFORMATION = "AES/GCM/NoPadding"
}
