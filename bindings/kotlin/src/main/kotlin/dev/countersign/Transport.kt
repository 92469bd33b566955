package dev.countersign

/**
 * Sends HTTP requests for the library.
 *
 * Follow no redirects, send no cookies, send each request at most once (no silent retry), and stop reading at the request's limit. Throw
 * [TransportFailure] to say what happened; anything else thrown counts as [TransportProblem.INTERRUPTED], and nothing of it goes on.
 */
public fun interface Transport {
    /** Sends [request]; any status is a reply. Called on the authenticator's dispatcher, and canceled when the call that needs it is. */
    public suspend fun send(request: HttpRequest): HttpResponse
}

/**
 * A request to send, once and as it is. Its text hides everything but the method.
 *
 * @property method `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
 * @property url Absolute URL.
 * @property headers Headers to set, and no others but those that HTTP itself needs.
 * @property body Body; empty for none.
 * @property responseLimit The most bytes of body to read in reply.
 */
public class HttpRequest(
    public val method: String,
    public val url: String,
    public val headers: List<HttpHeader>,
    public val body: ByteArray,
    public val responseLimit: Long,
) {
    override fun toString(): String = "HttpRequest(method=$method)"
}

/**
 * A reply, whatever its status. Its text hides everything but the status.
 *
 * @property status Status code.
 * @property headers Headers, names in any case.
 * @property body Body, at most as long as the request allows.
 */
public class HttpResponse(
    public val status: Int,
    public val headers: List<HttpHeader>,
    public val body: ByteArray,
) {
    override fun toString(): String = "HttpResponse(status=$status)"
}

/**
 * One header. Its text hides the value.
 *
 * @property name Its name, in any case.
 * @property value Its value.
 */
public data class HttpHeader(
    public val name: String,
    public val value: String,
) {
    override fun toString(): String = "HttpHeader(name=$name)"
}

/**
 * There is no reply.
 *
 * @property problem Why.
 */
public class TransportFailure(
    public val problem: TransportProblem,
) : Exception(problem.name)

/** Why there is no reply. What is not certainly before sending counts as perhaps received by the server. */
public enum class TransportProblem {
    /** No network. Certainly not sent. */
    OFFLINE,

    /** The host name could not be resolved. Certainly not sent. */
    DNS,

    /** No connection could be made. Certainly not sent. */
    CONNECT,

    /** The TLS handshake failed: certificate not trusted, or expired. Certainly not sent. */
    TLS,

    /** The certificate does not match the pins. Certainly not sent. */
    PIN_MISMATCH,

    /** No reply in time. */
    TIMEOUT,

    /** The connection ended before the reply was complete, or anything else went wrong. */
    INTERRUPTED,

    /** The reply is larger than the limit of the request. */
    TOO_LARGE,

    /** The caller canceled. */
    CANCELED,

    /** The request itself cannot be sent. Certainly not sent. */
    INVALID,
}
