package dev.countersign

import com.fasterxml.jackson.databind.JsonNode
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.io.TempDir
import java.io.File
import kotlin.time.Duration.Companion.seconds

const val TOKEN = "push-token"
const val ONE_TIME = "otpauth://totp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example"

val APPROVED = Decision.RecordedByUs(Recorded.APPROVED)
val DENIED = Decision.RecordedByUs(Recorded.DENIED)

/** Phones over one folder that listen to pushes, and a server for them. */
abstract class PhoneTest {
    @TempDir
    lateinit var folder: File

    private val ended = ArrayDeque<AutoCloseable>()

    val server: NativeServer by lazy { kept(NativeServer()) }

    fun <T : AutoCloseable> kept(thing: T): T = thing.also { ended.addFirst(it) }

    @AfterEach
    fun end() = ended.forEach { it.close() }

    /** The same folder again is a restart. */
    suspend fun opened(
        vault: Vault = Vault.File,
        transport: Transport? = null,
        signer: Signer? = null,
    ): Authenticator {
        val device = Device(name = "Test phone", push = PushTarget("fcm", TOKEN))
        return kept(Authenticator.open(folder.resolve("phone"), vault, transport, signer, device, allowLoopback = true))
    }

    suspend fun enrolled(phone: Authenticator): Account = phone.enroll(phone.preview(server.offer()))

    suspend fun loginSeenBy(phone: Authenticator): Pair<JsonNode, Challenge> {
        val login = server.login()
        phone.refresh()
        return login to phone.pending().single()
    }

    fun story(body: suspend CoroutineScope.() -> Unit): Unit = runBlocking { withTimeout(60.seconds, body) }
}

/** What [call] throws. */
inline fun <reified E : Throwable> caught(call: () -> Unit): E {
    try {
        call()
    } catch (thrown: Throwable) {
        return thrown as? E ?: throw thrown
    }
    throw AssertionError("nothing was thrown")
}

/** All that could be printed of an exception. */
fun everythingOf(thrown: Throwable): String = thrown.stackTraceToString()
