package dev.countersign.android

import dev.countersign.Algorithm
import dev.countersign.PublicKey
import dev.countersign.SignerFailure
import dev.countersign.SignerProblem
import java.math.BigInteger
import java.security.interfaces.ECPublicKey
import java.security.interfaces.RSAPublicKey
import java.security.PublicKey as PlatformKey

// Keys and signatures as the platform has them, in the raw form of their algorithm.

/** Which algorithm a key is for. Of Ed25519 the platform knows only the encoding. */
internal fun algorithm(key: PlatformKey): Algorithm =
    when {
        key is RSAPublicKey -> Algorithm.RS256
        key.encoded?.startsWith(ED25519_PREFIX) == true -> Algorithm.ED25519
        key is ECPublicKey -> Algorithm.ES256
        else -> throw SignerFailure(SignerProblem.UNSUPPORTED)
    }

internal fun signatureName(algorithm: Algorithm): String =
    when (algorithm) {
        Algorithm.ED25519 -> "Ed25519"
        Algorithm.ES256 -> "SHA256withECDSA"
        Algorithm.RS256 -> "SHA256withRSA"
    }

internal fun raw(key: PlatformKey): PublicKey =
    when (algorithm(key)) {
        Algorithm.ED25519 -> PublicKey.Ed25519(key.encoded.copyOfRange(ED25519_PREFIX.size, key.encoded.size))
        Algorithm.ES256 -> (key as ECPublicKey).w.let { PublicKey.P256(fixed(it.affineX), fixed(it.affineY)) }
        Algorithm.RS256 -> (key as RSAPublicKey).let { PublicKey.Rsa(unsigned(it.modulus), unsigned(it.publicExponent)) }
    }

/** `r || s` of the DER sequence that the platform makes. */
internal fun fixedLength(der: ByteArray): ByteArray {
    val reader = Der(der)
    return fixed(reader.integer()) + fixed(reader.integer())
}

private fun fixed(value: BigInteger): ByteArray {
    val bytes = unsigned(value)
    if (bytes.size > COORDINATE) throw SignerFailure(SignerProblem.FAILED)
    return ByteArray(COORDINATE - bytes.size) + bytes
}

/** Without the leading zero of a number whose first bit is set. */
private fun unsigned(value: BigInteger): ByteArray {
    val bytes = value.toByteArray()
    return if (bytes.size > 1 && bytes[0] == ZERO) bytes.copyOfRange(1, bytes.size) else bytes
}

private fun ByteArray.startsWith(prefix: ByteArray) = size == prefix.size + COORDINATE && prefix.indices.all { this[it] == prefix[it] }

/** The two integers of a signature: all lengths are below 128. */
private class Der(
    private val bytes: ByteArray,
) {
    private var at = 0

    init {
        expect(SEQUENCE)
        if (next() != bytes.size - at) throw SignerFailure(SignerProblem.FAILED)
    }

    fun integer(): BigInteger {
        expect(INTEGER)
        val length = next()
        if (length <= 0 || at + length > bytes.size) throw SignerFailure(SignerProblem.FAILED)
        return BigInteger(bytes.copyOfRange(at, at + length)).also { at += length }
    }

    private fun expect(tag: Int) {
        if (next() != tag) throw SignerFailure(SignerProblem.FAILED)
    }

    private fun next(): Int = bytes.getOrNull(at++)?.toInt() ?: throw SignerFailure(SignerProblem.FAILED)

    private companion object {
        const val SEQUENCE = 0x30
        const val INTEGER = 0x02
    }
}

private const val COORDINATE = 32
private const val ZERO: Byte = 0

/** SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410). */
private val ED25519_PREFIX = byteArrayOf(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00)
