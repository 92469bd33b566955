package dev.countersign

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Test
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.net.SocketTimeoutException
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.milliseconds

/** HTTP of the platform, against a socket that says what each test wants. */
class UrlConnectionTransportTest : PhoneTest() {
    private val socket = kept(ServerSocket(0, 50, InetAddress.getLoopbackAddress()))
    private val transport = UrlConnectionTransport()

    private fun request(
        method: String = "GET",
        body: String = "",
        limit: Long = 100,
    ): HttpRequest {
        val headers = listOf(HttpHeader("accept", "application/json"), HttpHeader("content-type", "application/json"))
        return HttpRequest(method, "http://127.0.0.1:${socket.localPort}/path?q=1", headers, body.encodeToByteArray(), limit)
    }

    /** What came until the body was complete, after `reply` was sent. */
    private suspend fun answering(
        reply: String,
        length: Int = 0,
    ): String =
        withContext(Dispatchers.IO) {
            socket.accept().use { connection ->
                val got = received(connection, length)
                connection.getOutputStream().write(reply.encodeToByteArray())
                got
            }
        }

    private fun received(
        connection: Socket,
        length: Int,
    ): String {
        val got = StringBuilder()
        val input = connection.getInputStream()
        while (!got.endsWith("\r\n\r\n")) got.append(input.read().toChar())
        return got.append(input.readNBytes(length).decodeToString()).toString()
    }

    @Test
    fun a_request_is_sent_as_it_is() =
        story {
            val got = async { answering("HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 2\r\n\r\nhi", 4) }

            val response = transport.send(request("POST", "body"))

            val lines = got.await().lines()
            assertEquals("POST /path?q=1 HTTP/1.1", lines.first())
            assertEquals("body", lines.last())
            val names = lines.drop(1).takeWhile { it.isNotEmpty() }.map { it.substringBefore(":").lowercase() }.toSet()
            val needed = setOf("host", "connection", "content-length", "user-agent", "accept-encoding", "cache-control", "pragma")
            assertEquals(needed + setOf("accept", "content-type"), names)
            assertEquals(200, response.status)
            assertContentEquals("hi".encodeToByteArray(), response.body)
            assertEquals(setOf("1", "2"), response.headers.filter { it.name == "X-A" }.map { it.value }.toSet())
        }

    @Test
    fun any_status_is_a_reply_with_its_body() =
        story {
            for (status in listOf(302, 401, 404, 503)) {
                val head = "HTTP/1.1 $status X\r\nLocation: /elsewhere\r\nContent-Length: 3\r\n\r\n"
                val got = async { answering("${head}why", 1) }

                val response = transport.send(request("POST", "x"))

                got.await()
                assertEquals(status, response.status)
                assertEquals("why", response.body.decodeToString())
            }
        }

    @Test
    fun a_reply_beyond_the_limit_is_not_read() =
        story {
            val got = async { answering("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(101)) }

            val failure = caught<TransportFailure> { transport.send(request()) }

            got.await()
            assertEquals(TransportProblem.TOO_LARGE, failure.problem)
        }

    @Test
    fun a_reply_at_the_limit_is_read() =
        story {
            val got = async { answering("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(100)) }

            assertEquals(100, transport.send(request()).body.size)
            got.await()
        }

    @Test
    fun a_reply_that_ends_early_is_interrupted() =
        story {
            val got = async { answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi") }

            val failure = caught<TransportFailure> { transport.send(request()) }

            got.await()
            assertEquals(TransportProblem.INTERRUPTED, failure.problem)
        }

    @Test
    fun a_post_without_a_reply_is_sent_once() =
        story {
            val got = async { answering("", 4) }

            val failure = caught<TransportFailure> { transport.send(request("POST", "body")) }

            got.await()
            assertEquals(TransportProblem.INTERRUPTED, failure.problem)
            socket.soTimeout = 1
            caught<SocketTimeoutException> { socket.accept() }
        }

    @Test
    fun silence_is_a_timeout() =
        story {
            val impatient = UrlConnectionTransport(readTimeout = 50.milliseconds)

            val failure = caught<TransportFailure> { impatient.send(request()) }

            assertEquals(TransportProblem.TIMEOUT, failure.problem)
        }

    @Test
    fun nobody_listening_is_certainly_not_sent() =
        story {
            socket.close()

            val failure = caught<TransportFailure> { transport.send(request()) }

            assertEquals(TransportProblem.CONNECT, failure.problem)
        }

    @Test
    fun what_cannot_be_sent_is_not() =
        story {
            val unknown = HttpRequest("GET", "nothing at all", emptyList(), ByteArray(0), 100)

            for (request in listOf(request("PATCH"), unknown)) {
                val failure = caught<TransportFailure> { transport.send(request) }

                assertEquals(TransportProblem.INVALID, failure.problem)
            }
        }

    @Test
    fun canceling_ends_the_connection() =
        story {
            val call = async(Dispatchers.IO) { transport.send(request()) }
            withContext(Dispatchers.IO) {
                socket.accept().use { connection ->
                    received(connection, 0)

                    call.cancelAndJoin()

                    assertEquals(-1, connection.getInputStream().read())
                }
            }
            assertTrue(call.isCancelled)
        }
}
