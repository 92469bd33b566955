package dev.countersign.android

import android.os.Build
import android.security.KeyStoreException
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.StrongBoxUnavailableException
import android.security.keystore.UserNotAuthenticatedException
import java.security.ProviderException

internal const val KEYSTORE = "AndroidKeyStore"

/** Makes a key in the separate security chip where the phone has one that works, else in the trusted part of its processor. */
internal fun <T> strongest(
    builder: KeyGenParameterSpec.Builder,
    make: (KeyGenParameterSpec) -> T,
): T {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
        try {
            return make(builder.setIsStrongBoxBacked(true).build())
        } catch (_: StrongBoxUnavailableException) {
            builder.setIsStrongBoxBacked(false)
        } catch (_: ProviderException) {
            // Some chips say so only in this way, for kinds of keys that they do not know.
            builder.setIsStrongBoxBacked(false)
        }
    }
    return make(builder.build())
}

/** Whether it would work with the phone unlocked. */
internal fun isLocked(failure: Throwable): Boolean {
    if (failure is UserNotAuthenticatedException) return true
    val cause = generateSequence(failure) { it.cause }.firstOrNull { it is KeyStoreException } as KeyStoreException? ?: return false
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return false
    return cause.requiresUserAuthentication() || cause.isTransientFailure
}
