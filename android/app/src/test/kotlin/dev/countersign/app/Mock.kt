package dev.countersign.app

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import com.fasterxml.jackson.databind.node.MissingNode
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers

/** A running mock server with one user. */
class Mock : AutoCloseable {
    private val process =
        ProcessBuilder(System.getenv("COUNTERSIGN_MOCK"), "--listen", "127.0.0.1:0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
    private val url: String = json.readTree(process.inputStream.bufferedReader().readLine())["url"].asText()

    init {
        post("/control/users", mapOf("name" to USER))
    }

    fun offer(): String = post("/control/users/$USER/offers", emptyMap<String, Any>())["uri"].asText()

    fun login(): JsonNode = post("/api/logins", mapOf("user" to USER, "app" to "Shop"))

    fun status(login: JsonNode): String = exchanged("GET", "/api/logins/${login["id"].asText()}", null)["status"].asText()

    /** Something goes wrong with [operation] from now on. */
    fun fault(
        operation: String,
        kind: String,
    ) = post("/control/faults", mapOf("operation" to operation, "action" to mapOf("kind" to kind)))

    fun clearFaults() = exchanged("DELETE", "/control/faults", null)

    override fun close() {
        process.destroy()
        process.waitFor()
    }

    private fun post(
        path: String,
        body: Any,
    ) = exchanged("POST", path, body)

    private fun exchanged(
        method: String,
        path: String,
        body: Any?,
    ): JsonNode {
        val content = if (body == null) BodyPublishers.noBody() else BodyPublishers.ofString(json.writeValueAsString(body))
        val request = HttpRequest.newBuilder(URI(url + path)).header("content-type", "application/json").method(method, content)
        val reply = http.send(request.build(), BodyHandlers.ofString())
        check(reply.statusCode() < 300) { "$method $path: ${reply.statusCode()} ${reply.body()}" }
        return if (reply.body().isEmpty()) MissingNode.getInstance() else json.readTree(reply.body())
    }

    private companion object {
        const val USER = "alice"
        val json = ObjectMapper()
        val http: HttpClient = HttpClient.newHttpClient()
    }
}

val JsonNode.number: String get() = this["number"].asText()

/** Another number of the same length. */
fun wrong(number: String): String = number.dropLast(1) + (number.last().digitToInt() + 1) % 10
