package dev.countersign.android

import android.annotation.TargetApi
import android.os.Build
import android.security.KeyStoreException
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.UserNotAuthenticatedException
import java.security.KeyStore
import java.security.ProviderException

internal const val KEYSTORE = "AndroidKeyStore"

/** The phone's keys. */
internal fun keystore(): KeyStore = KeyStore.getInstance(KEYSTORE).apply { load(null) }

/** Makes a key in the separate security chip where the phone has one that works, else in the trusted part of its processor. */
internal fun <T> strongest(
    builder: KeyGenParameterSpec.Builder,
    make: (KeyGenParameterSpec) -> T,
): T {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
        try {
            return make(inChip(builder, true).build())
        } catch (_: ProviderException) {
            // There is no chip, or it does not know keys of this kind: some do not say which.
            inChip(builder, false)
        }
    }
    return make(builder.build())
}

/** Whether it would work with the phone unlocked. */
internal fun isLocked(failure: Throwable): Boolean {
    if (failure is UserNotAuthenticatedException) return true
    return Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU && generateSequence(failure) { it.cause }.any(::isPassing)
}

@TargetApi(Build.VERSION_CODES.P)
private fun inChip(
    builder: KeyGenParameterSpec.Builder,
    wanted: Boolean,
) = builder.setIsStrongBoxBacked(wanted)

@TargetApi(Build.VERSION_CODES.TIRAMISU)
private fun isPassing(cause: Throwable) = cause is KeyStoreException && (cause.requiresUserAuthentication() || cause.isTransientFailure)
