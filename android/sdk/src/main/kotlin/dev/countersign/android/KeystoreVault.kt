package dev.countersign.android

import android.content.Context
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import dev.countersign.KeyVault
import dev.countersign.VaultFailure
import dev.countersign.VaultProblem
import java.io.File
import java.io.FileOutputStream
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.ProviderException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * Keeps the key that protects the accounts in a file that only this phone can open: it is encrypted under a key of the Android Keystore.
 *
 * The file is never part of a backup. Before the first unlock after a restart it cannot be read.
 *
 * @param alias Name of the Keystore's key.
 */
public class KeystoreVault(
    context: Context,
    private val alias: String = "countersign.vault",
) : KeyVault {
    private val file = File(context.noBackupFilesDir, "countersign.key")

    override fun load(): ByteArray? {
        if (!file.exists()) return null
        return guarded {
            val sealed = file.readBytes()
            if (sealed.size <= NONCE) throw VaultFailure(VaultProblem.MALFORMED)
            // The file came without its key, as after moving to another phone: there is no key to open it with.
            val key = existing() ?: return@guarded null
            val cipher = Cipher.getInstance(TRANSFORMATION)
            cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, sealed, 0, NONCE))
            cipher.doFinal(sealed, NONCE, sealed.size - NONCE)
        }
    }

    override fun save(key: ByteArray): Unit =
        guarded {
            if (file.exists() && existing() != null) return@guarded
            val cipher = Cipher.getInstance(TRANSFORMATION)
            cipher.init(Cipher.ENCRYPT_MODE, existing() ?: made())
            write(cipher.iv + cipher.doFinal(key))
        }

    /** Whole or not at all, and on disk before this returns. */
    private fun write(bytes: ByteArray) {
        val draft = File(file.path + ".new")
        FileOutputStream(draft).use {
            it.write(bytes)
            it.fd.sync()
        }
        if (!draft.renameTo(file)) throw IOException()
    }

    private fun existing(): SecretKey? = keystore().getKey(alias, null) as SecretKey?

    private fun made(): SecretKey {
        val builder =
            KeyGenParameterSpec
                .Builder(alias, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .setKeySize(KEY_BITS)
        return strongest(builder) { spec ->
            KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE).apply { init(spec) }.generateKey()
        }
    }

    private fun <T> guarded(work: () -> T): T =
        try {
            work()
        } catch (_: AEADBadTagException) {
            throw VaultFailure(VaultProblem.MALFORMED)
        } catch (failed: GeneralSecurityException) {
            throw VaultFailure(if (isLocked(failed)) VaultProblem.LOCKED else VaultProblem.FAILED)
        } catch (failed: ProviderException) {
            throw VaultFailure(if (isLocked(failed)) VaultProblem.LOCKED else VaultProblem.FAILED)
        } catch (failed: IllegalStateException) {
            throw VaultFailure(if (isLocked(failed)) VaultProblem.LOCKED else VaultProblem.UNAVAILABLE)
        } catch (_: IOException) {
            throw VaultFailure(VaultProblem.FAILED)
        }

    private companion object {
        const val TRANSFORMATION = "AES/GCM/NoPadding"
        const val NONCE = 12
        const val TAG_BITS = 128
        const val KEY_BITS = 256
    }
}
