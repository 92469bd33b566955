package dev.countersign

import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.suspendCancellableCoroutine
import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream
import java.net.HttpURLConnection
import java.net.MalformedURLException
import java.net.ProtocolException
import java.net.SocketTimeoutException
import java.net.URL
import java.net.UnknownHostException
import javax.net.ssl.SSLException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/**
 * HTTP by `HttpURLConnection`, with the platform's proxy, VPN, trust anchors and pins: for Android, where it is the default.
 *
 * Follows no redirects, caches nothing, and adds no cookies unless the app installed a [java.net.CookieHandler] for the whole process.
 * Canceling closes the connection. On desktops the HTTP that is built in is the better one: there `HttpURLConnection` knows no `PATCH`, and
 * repeats a `POST` that got no reply unless the system property `sun.net.http.retryPost` is `false`.
 *
 * @param connectTimeout How long making the connection may take.
 * @param readTimeout How long the server may stay silent.
 * @param dispatcher Whose threads wait for the network.
 */
public class UrlConnectionTransport(
    private val connectTimeout: Duration = 10.seconds,
    private val readTimeout: Duration = 30.seconds,
    private val dispatcher: CoroutineDispatcher = Dispatchers.IO,
) : Transport {
    override suspend fun send(request: HttpRequest): HttpResponse {
        val connection = prepared(request)
        val threads = CoroutineScope(dispatcher)
        return suspendCancellableCoroutine { continuation ->
            // A thread that waits for the network cannot be interrupted, but notices that its connection is gone. The caller does not wait
            // for that, nor for the closing.
            continuation.invokeOnCancellation { threads.launch { connection.disconnect() } }
            threads.launch {
                if (continuation.isActive) continuation.resumeWith(runCatching { exchange(connection, request) })
            }
        }
    }

    private fun prepared(request: HttpRequest): HttpURLConnection =
        try {
            val connection = URL(request.url).openConnection() as HttpURLConnection
            connection.requestMethod = request.method
            connection.instanceFollowRedirects = false
            connection.useCaches = false
            connection.connectTimeout = connectTimeout.millis()
            connection.readTimeout = readTimeout.millis()
            // What the platform would say otherwise tells its version.
            connection.setRequestProperty("User-Agent", "countersign")
            connection.setRequestProperty("Accept-Encoding", "identity")
            request.headers.forEach { connection.setRequestProperty(it.name, it.value) }
            if (request.method != "GET") sendBody(connection, request.body.size)
            connection
        } catch (_: MalformedURLException) {
            throw TransportFailure(TransportProblem.INVALID)
        } catch (_: ProtocolException) {
            throw TransportFailure(TransportProblem.INVALID)
        }

    private fun sendBody(
        connection: HttpURLConnection,
        length: Int,
    ) {
        connection.doOutput = true
        // On Android this is what keeps a request from being sent twice. On desktops it would hide the body of a 401.
        if (isAndroid) connection.setFixedLengthStreamingMode(length)
    }

    private fun exchange(
        connection: HttpURLConnection,
        request: HttpRequest,
    ): HttpResponse {
        connect(connection)
        try {
            if (connection.doOutput) connection.outputStream.use { it.write(request.body) }
            val status = connection.responseCode
            if (status < 0) throw TransportFailure(TransportProblem.INTERRUPTED)
            val stream: InputStream? = if (status < HttpURLConnection.HTTP_BAD_REQUEST) connection.inputStream else connection.errorStream
            val body = stream?.use { read(it, request.responseLimit) } ?: ByteArray(0)
            // Desktops take the end of the connection for the end of the body.
            if (body.size < connection.contentLengthLong) throw TransportFailure(TransportProblem.INTERRUPTED)
            return HttpResponse(status, headers(connection), body)
        } catch (_: SocketTimeoutException) {
            throw TransportFailure(TransportProblem.TIMEOUT)
        } catch (_: IOException) {
            throw TransportFailure(TransportProblem.INTERRUPTED)
        } finally {
            connection.disconnect()
        }
    }

    /** What fails in here was certainly not sent. */
    private fun connect(connection: HttpURLConnection) =
        try {
            connection.connect()
        } catch (_: UnknownHostException) {
            throw TransportFailure(TransportProblem.DNS)
        } catch (_: SSLException) {
            throw TransportFailure(TransportProblem.TLS)
        } catch (_: IOException) {
            throw TransportFailure(TransportProblem.CONNECT)
        }

    private fun headers(connection: HttpURLConnection): List<HttpHeader> =
        connection.headerFields.flatMap { (name, values) ->
            // The status line comes as a header without a name.
            if (name == null) emptyList() else values.map { HttpHeader(name, it) }
        }

    private fun read(
        body: InputStream,
        limit: Long,
    ): ByteArray {
        val read = ByteArrayOutputStream()
        val buffer = ByteArray(BUFFER)
        while (true) {
            val count = body.read(buffer)
            if (count < 0) return read.toByteArray()
            read.write(buffer, 0, count)
            if (read.size() > limit) throw TransportFailure(TransportProblem.TOO_LARGE)
        }
    }

    /** Zero would mean forever. */
    private fun Duration.millis(): Int = inWholeMilliseconds.coerceIn(1, Int.MAX_VALUE.toLong()).toInt()

    private companion object {
        const val BUFFER = 8 * 1024
    }
}
