// The part of the conversion that is about what an app brings.

package dev.countersign

import dev.countersign.generated.Algorithm as RawAlgorithm
import dev.countersign.generated.KeyPurpose as RawKeyPurpose
import dev.countersign.generated.LogLevel as RawLogLevel
import dev.countersign.generated.PublicKey as RawPublicKey
import dev.countersign.generated.SignerFailure as RawSignerFailure
import dev.countersign.generated.SigningPrompt as RawPrompt
import dev.countersign.generated.TransportFailure as RawTransportFailure
import dev.countersign.generated.VaultFailure as RawVaultFailure

internal fun RawAlgorithm.lifted() =
    when (this) {
        RawAlgorithm.ED25519 -> Algorithm.ED25519
        RawAlgorithm.ES256 -> Algorithm.ES256
        RawAlgorithm.RS256 -> Algorithm.RS256
    }

internal fun RawKeyPurpose.lifted() =
    when (this) {
        RawKeyPurpose.DEVICE -> KeyPurpose.DEVICE
        RawKeyPurpose.APPROVAL -> KeyPurpose.APPROVAL
    }

internal fun RawPrompt.lifted() =
    when (this) {
        is RawPrompt.Silent -> Prompt.Silent
        is RawPrompt.Approve -> Prompt.Approve(verification.lifted())
        is RawPrompt.Deny -> Prompt.Deny
        is RawPrompt.RegisterKey -> Prompt.RegisterKey
    }

internal fun PublicKey.lowered() =
    when (this) {
        is PublicKey.Ed25519 -> RawPublicKey.Ed25519(bytes)
        is PublicKey.P256 -> RawPublicKey.Es256(x, y)
        is PublicKey.Rsa -> RawPublicKey.Rs256(n, e)
    }

internal fun TransportProblem.lowered() =
    when (this) {
        TransportProblem.OFFLINE -> RawTransportFailure.Offline()
        TransportProblem.DNS -> RawTransportFailure.Dns()
        TransportProblem.CONNECT -> RawTransportFailure.Connect()
        TransportProblem.TLS -> RawTransportFailure.Tls()
        TransportProblem.PIN_MISMATCH -> RawTransportFailure.PinMismatch()
        TransportProblem.TIMEOUT -> RawTransportFailure.Timeout()
        TransportProblem.INTERRUPTED -> RawTransportFailure.Interrupted()
        TransportProblem.TOO_LARGE -> RawTransportFailure.TooLarge()
        TransportProblem.CANCELED -> RawTransportFailure.Canceled()
        TransportProblem.INVALID -> RawTransportFailure.Invalid()
    }

internal fun SignerProblem.lowered() =
    when (this) {
        SignerProblem.CANCELED -> RawSignerFailure.Canceled()
        SignerProblem.INVALIDATED -> RawSignerFailure.Invalidated()
        SignerProblem.LOCKED -> RawSignerFailure.Locked()
        SignerProblem.UNSUPPORTED -> RawSignerFailure.Unsupported()
        SignerProblem.FAILED -> RawSignerFailure.Failed()
    }

internal fun VaultProblem.lowered() =
    when (this) {
        VaultProblem.LOCKED -> RawVaultFailure.Locked()
        VaultProblem.UNAVAILABLE -> RawVaultFailure.Unavailable()
        VaultProblem.PERMISSION -> RawVaultFailure.Permission()
        VaultProblem.MALFORMED -> RawVaultFailure.Malformed()
        VaultProblem.FAILED -> RawVaultFailure.Failed()
    }

internal fun LogLevel.lowered() =
    when (this) {
        LogLevel.ERROR -> RawLogLevel.ERROR
        LogLevel.WARN -> RawLogLevel.WARN
        LogLevel.INFO -> RawLogLevel.INFO
        LogLevel.DEBUG -> RawLogLevel.DEBUG
    }
