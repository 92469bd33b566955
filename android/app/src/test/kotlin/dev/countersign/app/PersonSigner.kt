package dev.countersign.app

import dev.countersign.Algorithm
import dev.countersign.KeyPurpose
import dev.countersign.Prompt
import dev.countersign.PublicKey
import dev.countersign.Signer
import dev.countersign.SignerFailure
import dev.countersign.SignerProblem
import java.math.BigInteger
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.spec.ECGenParameterSpec

/** P-256 keys in memory. Those that approve ask a person, who says yes or cancels. */
class PersonSigner : Signer {
    /** What the person was asked, in order. */
    val prompts = mutableListOf<Prompt>()

    /** Whether the person cancels. */
    var cancels = false

    private val keys = mutableMapOf<String, Pair<KeyPurpose, KeyPair>>()

    override suspend fun generate(
        handle: String,
        purpose: KeyPurpose,
        algorithms: List<Algorithm>,
    ): PublicKey {
        if (Algorithm.ES256 !in algorithms) throw SignerFailure(SignerProblem.UNSUPPORTED)
        val point = (keys.getOrPut(handle) { purpose to pair() }.second.public as ECPublicKey).w
        return PublicKey.P256(point.affineX.fixed(), point.affineY.fixed())
    }

    override suspend fun sign(
        handle: String,
        payload: ByteArray,
        prompt: Prompt,
    ): ByteArray {
        val (purpose, pair) = keys[handle] ?: throw SignerFailure(SignerProblem.INVALIDATED)
        if (purpose == KeyPurpose.APPROVAL) {
            prompts += prompt
            if (cancels) throw SignerFailure(SignerProblem.CANCELED)
        }
        return Signature.getInstance("SHA256withECDSAinP1363Format").run {
            initSign(pair.private)
            update(payload)
            sign()
        }
    }

    override suspend fun delete(handle: String) {
        keys.remove(handle)
    }

    private fun pair() = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()

    private fun BigInteger.fixed() = toByteArray().dropWhile { it == ZERO }.let { List(SIZE - it.size) { ZERO } + it }.toByteArray()

    private companion object {
        const val SIZE = 32
        const val ZERO: Byte = 0
    }
}
