package dev.countersign

import com.fasterxml.jackson.databind.ObjectMapper
import java.math.BigInteger
import java.nio.ByteBuffer
import java.security.KeyFactory
import java.security.KeyPairGenerator
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec
import java.security.spec.ECPoint
import java.security.spec.ECPublicKeySpec
import java.util.Base64
import javax.crypto.Cipher
import javax.crypto.KeyAgreement
import javax.crypto.Mac
import javax.crypto.spec.GCMParameterSpec
import javax.crypto.spec.SecretKeySpec
import kotlin.test.assertEquals

/** A Web Push subscription as a server has it: it encrypts (RFC 8291) with the cryptography of the JVM. */
class Subscription(
    target: PushTarget,
) {
    private val token = ObjectMapper().readTree(target.token)
    private val phone = bytes("p256dh")
    private val auth = bytes("auth")
    val endpoint: String = token["endpoint"].asText()

    init {
        assertEquals(setOf("endpoint", "keys"), token.fieldNames().asSequence().toSet())
        assertEquals(setOf("p256dh", "auth"), token["keys"].fieldNames().asSequence().toSet())
    }

    fun encrypted(payload: String): ByteArray {
        val own = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()
        val public = own.public as ECPublicKey
        val sender = byteArrayOf(4) + coordinate(public.w.affineX) + coordinate(public.w.affineY)
        val point = ECPoint(BigInteger(1, phone.copyOfRange(1, 33)), BigInteger(1, phone.copyOfRange(33, 65)))
        val agreement = KeyAgreement.getInstance("ECDH").apply { init(own.private) }
        agreement.doPhase(KeyFactory.getInstance("EC").generatePublic(ECPublicKeySpec(point, public.params)), true)

        val salt = ByteArray(16) { 9 }
        val secret = expanded(auth, agreement.generateSecret(), "WebPush: info\u0000".toByteArray() + phone + sender)
        val key = expanded(salt, secret, "Content-Encoding: aes128gcm\u0000".toByteArray()).copyOf(16)
        val nonce = expanded(salt, secret, "Content-Encoding: nonce\u0000".toByteArray()).copyOf(12)
        val cipher = Cipher.getInstance("AES/GCM/NoPadding")
        cipher.init(Cipher.ENCRYPT_MODE, SecretKeySpec(key, "AES"), GCMParameterSpec(128, nonce))
        val size = ByteBuffer.allocate(4).putInt(4096).array()
        return salt + size + byteArrayOf(65) + sender + cipher.doFinal(payload.toByteArray() + byteArrayOf(2))
    }

    private fun bytes(name: String): ByteArray = Base64.getUrlDecoder().decode(token["keys"][name].asText())
}

/** HKDF (RFC 5869) for up to 32 bytes. */
private fun expanded(
    salt: ByteArray,
    secret: ByteArray,
    info: ByteArray,
): ByteArray = hmac(hmac(salt, secret), info + byteArrayOf(1))

private fun hmac(
    key: ByteArray,
    message: ByteArray,
): ByteArray = Mac.getInstance("HmacSHA256").apply { init(SecretKeySpec(key, "HmacSHA256")) }.doFinal(message)

/** 32 bytes, without the byte that a sign may need. */
private fun coordinate(number: BigInteger): ByteArray = (ByteArray(32) + number.toByteArray()).let { it.copyOfRange(it.size - 32, it.size) }
