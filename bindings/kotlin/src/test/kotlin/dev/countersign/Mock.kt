package dev.countersign

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import com.fasterxml.jackson.databind.node.MissingNode
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.net.HttpURLConnection
import java.net.URI
import java.net.URL
import java.net.http.HttpClient
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.net.http.HttpRequest as ControlRequest

private val json = ObjectMapper()
private val http = HttpClient.newHttpClient()

/** A running mock server, with its control API. */
class Mock(
    vararg options: String,
) : AutoCloseable {
    private val process =
        ProcessBuilder(System.getenv("COUNTERSIGN_MOCK"), "--listen", "127.0.0.1:0", *options)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
    val url: String = json.readTree(process.inputStream.bufferedReader().readLine())["url"].asText()

    fun get(path: String) = exchanged("GET", path, null)

    fun post(
        path: String,
        body: Any,
    ) = exchanged("POST", path, body)

    fun put(
        path: String,
        body: Any,
    ) = exchanged("PUT", path, body)

    fun fault(
        operation: String,
        vararg action: Pair<String, Any>,
    ) = post("/control/faults", mapOf("operation" to operation, "times" to 1, "action" to mapOf(*action)))

    /** The next push for a virtual phone, as its provider would deliver it. */
    suspend fun push(token: String): String =
        withContext(Dispatchers.IO) {
            val connection = URL("$url/gateway/fcm/$token").openConnection() as HttpURLConnection
            connection.readTimeout = 30_000
            try {
                val data =
                    connection.inputStream
                        .bufferedReader()
                        .lineSequence()
                        .first { it.startsWith("data:") }
                data.removePrefix("data:").trim()
            } finally {
                connection.disconnect()
            }
        }

    override fun close() {
        process.destroy()
        process.waitFor()
    }

    private fun exchanged(
        method: String,
        path: String,
        body: Any?,
    ): JsonNode {
        val content = if (body == null) BodyPublishers.noBody() else BodyPublishers.ofString(json.writeValueAsString(body))
        val request = ControlRequest.newBuilder(URI(url + path)).header("content-type", "application/json").method(method, content)
        val reply = http.send(request.build(), BodyHandlers.ofString())
        check(reply.statusCode() < 300) { "$method $path: ${reply.statusCode()} ${reply.body()}" }
        return if (reply.body().isEmpty()) MissingNode.getInstance() else json.readTree(reply.body())
    }
}

/** A mock server of the native protocol with one user. */
class NativeServer : AutoCloseable {
    val mock = Mock()

    init {
        mock.post("/control/users", mapOf("name" to USER))
    }

    fun offer(): String = mock.post("/control/users/$USER/offers", emptyMap<String, Any>())["uri"].asText()

    fun login(): JsonNode = mock.post("/api/logins", mapOf("user" to USER, "app" to "Shop"))

    fun status(login: JsonNode): String = mock.get("/api/logins/${login["id"].asText()}")["status"].asText()

    /** How many answers reached the server, whatever became of them. */
    fun answers(): Int = mock.get("/control/journal").count { it["operation"].asText() == "answer" }

    override fun close() = mock.close()

    private companion object {
        const val USER = "alice"
    }
}

val JsonNode.number: String get() = this["number"].asText()

/** Another number of the same length. */
fun wrong(number: String): String = number.dropLast(1) + (number.last().digitToInt() + 1) % 10
