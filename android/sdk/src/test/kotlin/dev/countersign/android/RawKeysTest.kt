package dev.countersign.android

import dev.countersign.Algorithm
import dev.countersign.PublicKey
import dev.countersign.SignerFailure
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.math.BigInteger
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.interfaces.RSAPublicKey
import java.security.spec.ECGenParameterSpec
import java.security.spec.X509EncodedKeySpec

class RawKeysTest {
    private val maker = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }
    private val p256 = maker.generateKeyPair()

    @Test
    fun `an Ed25519 key is the 32 bytes of RFC 8032`() {
        // The public key of test 1 in RFC 8032 section 7.1.
        val key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        val encoded = bytes("302a300506032b6570032100$key")
        val platform = KeyFactory.getInstance("Ed25519").generatePublic(X509EncodedKeySpec(encoded))

        assertEquals(Algorithm.ED25519, algorithm(platform))
        assertArrayEquals(bytes(key), (raw(platform) as PublicKey.Ed25519).bytes)
    }

    @Test
    fun `a P-256 key is its two coordinates, 32 bytes each`() {
        repeat(300) {
            val key = maker.generateKeyPair().public as ECPublicKey
            val raw = raw(key) as PublicKey.P256
            assertEquals(32 to 32, raw.x.size to raw.y.size)
            assertEquals(key.w.affineX to key.w.affineY, BigInteger(1, raw.x) to BigInteger(1, raw.y))
        }
    }

    @Test
    fun `an RSA key is its modulus and exponent without leading zeros`() {
        val key = KeyPairGenerator.getInstance("RSA").apply { initialize(2048) }.generateKeyPair().public as RSAPublicKey
        val raw = raw(key) as PublicKey.Rsa
        assertEquals(256, raw.n.size)
        assertEquals(key.modulus, BigInteger(1, raw.n))
        assertArrayEquals(byteArrayOf(1, 0, 1), raw.e)
    }

    @Test
    fun `a signature of P-256 is r and s, whatever their lengths`() {
        val signer = Signature.getInstance("SHA256withECDSA")
        val verifier = Signature.getInstance("SHA256withECDSAinP1363Format")
        repeat(600) { round ->
            signer.initSign(p256.private)
            signer.update(byteArrayOf(round.toByte()))
            val raw = fixedLength(signer.sign())
            verifier.initVerify(p256.public)
            verifier.update(byteArrayOf(round.toByte()))
            assertEquals(64, raw.size)
            assertTrue(verifier.verify(raw))
        }
    }

    @Test
    fun `what is no signature is refused`() {
        val short = listOf("", "30", "3006020101")
        val broken = short + listOf("300602010102010203", "3106020101020102", "3006020101030102", "30060201010200ff", "3006028101020101")
        for (hex in broken) {
            assertThrows(SignerFailure::class.java, { fixedLength(bytes(hex)) }, hex)
        }
    }

    private fun bytes(hex: String) = hex.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
}
