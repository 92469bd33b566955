package dev.countersign

import java.io.File
import dev.countersign.generated.DesktopVault as RawDesktopVault
import dev.countersign.generated.LoopbackHttp as RawLoopbackHttp
import dev.countersign.generated.Settings as RawSettings

/** Whether this is Android, where HTTP and the key store are the app's. */
internal val isAndroid: Boolean = System.getProperty("java.vm.name") == "Dalvik"

internal fun settings(
    home: File,
    vault: Vault,
    device: Device,
    allowLoopback: Boolean,
) = RawSettings(
    home = home.path,
    device = device.lowered(if (isAndroid) "android" else System.getProperty("os.name").orEmpty().lowercase()),
    loopback = if (allowLoopback) RawLoopbackHttp.ALLOWED else RawLoopbackHttp.REFUSED,
    vault =
        when (vault) {
            is Vault.System -> RawDesktopVault.SYSTEM
            // Of a vault of the app nothing is asked here.
            is Vault.File, is KeyVault -> RawDesktopVault.FILE
        },
)

internal fun AccountId.raw(): String = value.wellFormed()

internal fun ChallengeId.raw(): String = value.wellFormed()

/** A flat JSON object. */
internal fun jsonObject(data: Map<String, String>): String =
    data.entries.joinToString(",", "{", "}") { (name, value) -> "${quoted(name)}:${quoted(value)}" }

private fun quoted(text: String): String =
    buildString {
        append('"')
        for (character in text) {
            when {
                character == '"' || character == '\\' -> append('\\').append(character)
                character < ' ' -> append("\\u").append(character.code.toString(16).padStart(4, '0'))
                else -> append(character)
            }
        }
        append('"')
    }
