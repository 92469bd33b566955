package dev.countersign

import java.math.BigInteger
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.interfaces.ECPublicKey
import java.security.interfaces.RSAPublicKey
import java.security.spec.ECGenParameterSpec
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList

/** Keeps the key in memory and counts how often it was given one. */
class MemoryVault : KeyVault {
    var key: ByteArray? = null
    var saved = 0

    override fun load(): ByteArray? = key

    override fun save(key: ByteArray) {
        this.key = key
        saved += 1
    }
}

/** HTTP that remembers what it sent and can be told to do something before or after. */
open class OwnTransport : Transport {
    private val http = UrlConnectionTransport()
    val requests = CopyOnWriteArrayList<HttpRequest>()

    override suspend fun send(request: HttpRequest): HttpResponse {
        requests += request
        return http.send(request)
    }
}

val HttpRequest.isAnswer: Boolean get() = "/answer" in url

/** Keys like those of a hardware key store, with a person in front of it. */
class JcaSigner(
    private val algorithm: Algorithm,
    private val hasApprovalKeys: Boolean = false,
) : Signer {
    private val keys = ConcurrentHashMap<String, KeyPair>()
    private val approvalKeys = ConcurrentHashMap.newKeySet<String>()
    val prompts = CopyOnWriteArrayList<Prompt>()

    /** Prompts of approval keys. */
    val asked = CopyOnWriteArrayList<Prompt>()

    /** What the person does when asked to approve. */
    @Volatile
    var person: suspend () -> Unit = {}

    val handles: Set<String> get() = keys.keys

    override suspend fun generate(
        handle: String,
        purpose: KeyPurpose,
        algorithms: List<Algorithm>,
    ): PublicKey {
        val isPossible = purpose == KeyPurpose.DEVICE || hasApprovalKeys
        if (!isPossible || algorithm !in algorithms) throw SignerFailure(SignerProblem.UNSUPPORTED)
        if (purpose == KeyPurpose.APPROVAL) approvalKeys += handle
        return when (val key = keys.computeIfAbsent(handle) { pair() }.public) {
            is ECPublicKey -> PublicKey.P256(key.w.affineX.bytes(32), key.w.affineY.bytes(32))
            is RSAPublicKey -> PublicKey.Rsa(key.modulus.bytes(256), key.publicExponent.bytes(3))
            else -> throw SignerFailure(SignerProblem.UNSUPPORTED)
        }
    }

    override suspend fun sign(
        handle: String,
        payload: ByteArray,
        prompt: Prompt,
    ): ByteArray {
        prompts += prompt
        if (handle in approvalKeys) asked += prompt
        if (prompt is Prompt.Approve) person()
        val pair = keys[handle] ?: throw SignerFailure(SignerProblem.INVALIDATED)
        val name = if (algorithm == Algorithm.ES256) "SHA256withECDSAinP1363Format" else "SHA256withRSA"
        return with(Signature.getInstance(name)) {
            initSign(pair.private)
            update(payload)
            sign()
        }
    }

    override suspend fun delete(handle: String) {
        keys.remove(handle)
    }

    private fun pair(): KeyPair =
        when (algorithm) {
            Algorithm.ES256 -> KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }
            Algorithm.RS256 -> KeyPairGenerator.getInstance("RSA").apply { initialize(2048) }
            Algorithm.ED25519 -> throw SignerFailure(SignerProblem.UNSUPPORTED)
        }.generateKeyPair()

    private fun BigInteger.bytes(length: Int): ByteArray {
        val bytes = toByteArray().dropWhile { it == 0.toByte() }.toByteArray()
        return ByteArray(length - bytes.size) + bytes
    }
}
