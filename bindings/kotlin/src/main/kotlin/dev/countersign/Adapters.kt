// What an app brings, as the generated code wants it. Nothing an app throws gets through but the failures it may name: the generated code
// would put other exceptions into an error's text, and after an `Error` its call would wait forever.

package dev.countersign

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.withContext
import java.util.logging.Level
import java.util.logging.Logger
import dev.countersign.generated.Algorithm as RawAlgorithm
import dev.countersign.generated.HttpHeader as RawHttpHeader
import dev.countersign.generated.HttpRequest as RawHttpRequest
import dev.countersign.generated.HttpResponse as RawHttpResponse
import dev.countersign.generated.KeyPurpose as RawKeyPurpose
import dev.countersign.generated.KeyVault as RawKeyVault
import dev.countersign.generated.LogFailure as RawLogFailure
import dev.countersign.generated.LogLevel as RawLogLevel
import dev.countersign.generated.LogRecord as RawLogRecord
import dev.countersign.generated.LogSink as RawLogSink
import dev.countersign.generated.PublicKey as RawPublicKey
import dev.countersign.generated.Signer as RawSigner
import dev.countersign.generated.SignerFailure as RawSignerFailure
import dev.countersign.generated.SigningPrompt as RawPrompt
import dev.countersign.generated.Transport as RawTransport
import dev.countersign.generated.TransportFailure as RawTransportFailure
import dev.countersign.generated.VaultFailure as RawVaultFailure

internal class AppTransport(
    private val transport: Transport,
    private val dispatcher: CoroutineDispatcher,
) : RawTransport {
    override suspend fun send(request: RawHttpRequest): RawHttpResponse =
        answered(dispatcher, ::failure) { transport.send(request.lifted()).lowered() }

    private fun failure(thrown: Throwable): Exception =
        when (thrown) {
            is TransportFailure -> thrown.problem.lowered()
            is TimeoutCancellationException -> RawTransportFailure.Timeout()
            is CancellationException -> RawTransportFailure.Canceled()
            else -> RawTransportFailure.Interrupted().also { tell(thrown) }
        }
}

internal class AppSigner(
    private val signer: Signer,
    private val dispatcher: CoroutineDispatcher,
) : RawSigner {
    override suspend fun generate(
        handle: String,
        purpose: RawKeyPurpose,
        algorithms: List<RawAlgorithm>,
    ): RawPublicKey =
        answered(dispatcher, ::failure) {
            signer.generate(handle, purpose.lifted(), algorithms.map { it.lifted() }).lowered()
        }

    override suspend fun sign(
        handle: String,
        payload: ByteArray,
        prompt: RawPrompt,
    ): ByteArray = answered(dispatcher, ::failure) { signer.sign(handle, payload, prompt.lifted()) }

    override suspend fun delete(handle: String) = answered(dispatcher, ::failure) { signer.delete(handle) }

    private fun failure(thrown: Throwable): Exception =
        when (thrown) {
            is SignerFailure -> thrown.problem.lowered()
            is TimeoutCancellationException -> RawSignerFailure.Failed()
            is CancellationException -> RawSignerFailure.Canceled()
            else -> RawSignerFailure.Failed().also { tell(thrown) }
        }
}

internal class AppVault(
    private val vault: KeyVault,
) : RawKeyVault {
    override fun load(): ByteArray? = kept { vault.load() }

    override fun save(key: ByteArray) = kept { vault.save(key) }

    @Suppress("TooGenericExceptionCaught")
    private inline fun <T> kept(call: () -> T): T =
        try {
            call()
        } catch (failure: VaultFailure) {
            throw failure.problem.lowered()
        } catch (thrown: Throwable) {
            throw RawVaultFailure.Failed().also { tell(thrown) }
        }
}

internal class AppLogSink(
    private val sink: LogSink,
) : RawLogSink {
    override fun take(record: RawLogRecord) {
        try {
            sink.take(LogRecord(record.level.lifted(), record.target, record.text))
        } catch (_: Throwable) {
            throw RawLogFailure.Failed()
        }
    }

    private fun RawLogLevel.lifted() =
        when (this) {
            RawLogLevel.ERROR -> LogLevel.ERROR
            RawLogLevel.WARN -> LogLevel.WARN
            RawLogLevel.INFO -> LogLevel.INFO
            RawLogLevel.DEBUG -> LogLevel.DEBUG
        }
}

/** What [call] returns. Whatever it throws becomes what [failure] makes of it. */
private suspend fun <T> answered(
    dispatcher: CoroutineDispatcher,
    failure: (Throwable) -> Exception,
    call: suspend () -> T,
): T =
    try {
        withContext(dispatcher) { call() }
    } catch (thrown: Throwable) {
        // Canceled because the call was: nobody waits for an answer.
        currentCoroutineContext().ensureActive()
        throw failure(thrown)
    }

/** Tells the log which class of exception came; the exception itself only to those who ask for everything. */
private fun tell(thrown: Throwable) {
    val logger = Logger.getLogger("countersign")
    logger.severe("what the app brought threw ${thrown.javaClass.name}")
    logger.log(Level.FINE, "it threw", thrown)
}

private fun RawHttpRequest.lifted() =
    HttpRequest(method, url, headers.map { HttpHeader(it.name, it.value) }, body, responseLimit.capped())

private fun HttpResponse.lowered(): RawHttpResponse {
    require(status in 0..UShort.MAX_VALUE.toInt()) { "no HTTP status" }
    return RawHttpResponse(status.toUShort(), headers.map { RawHttpHeader(it.name.wellFormed(), it.value.wellFormed()) }, body)
}
