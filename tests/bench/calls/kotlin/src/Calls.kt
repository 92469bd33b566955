package calls

import dev.countersign.Authenticator
import dev.countersign.HttpRequest
import dev.countersign.HttpResponse
import dev.countersign.Transport
import dev.countersign.Vault
import kotlinx.coroutines.runBlocking
import java.io.File
import java.security.MessageDigest
import java.util.Base64

/**
 * Does one measured thing N times through the Kotlin package: `call|approve FOLDER N`.
 *
 * FOLDER is made by `gauge prepare-approve`. The counterpart in Rust is `gauge call|approve FOLDER N`.
 */
fun main(arguments: Array<String>) =
    runBlocking {
        val (what, folder, times) = arguments
        Authenticator.open(File(folder), Vault.File, YesTransport).use { phone ->
            when (what) {
                "call" -> repeat(times.toInt()) { phone.tokenDialects() }
                else -> {
                    val waiting = phone.pending().take(times.toInt())
                    check(waiting.size == times.toInt()) { "only ${waiting.size} challenges wait" }
                    waiting.forEach { phone.approve(it.id, "482913") }
                }
            }
        }
    }

/** Replies "approved" to whatever is sent. */
object YesTransport : Transport {
    private val encoder = Base64.getUrlEncoder().withoutPadding()
    private val challengeId = Regex("\"cid\":\"([^\"]*)\"")

    override suspend fun send(request: HttpRequest): HttpResponse {
        val claims = String(Base64.getUrlDecoder().decode(String(request.body).split('.')[1]))
        val challenge = challengeId.find(claims)!!.groupValues[1]
        val answer = encoder.encodeToString(MessageDigest.getInstance("SHA-256").digest(request.body))
        val reply = """{"cid":"$challenge","state":"approved","ans":"$answer"}"""
        return HttpResponse(200, emptyList(), reply.toByteArray())
    }
}
