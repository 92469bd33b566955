package dev.countersign

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource
import java.util.concurrent.CopyOnWriteArraySet
import java.util.concurrent.Executors
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs

/** What happens when parts of an app fail, and where they run. */
class PartsTest : PhoneTest() {
    enum class UselessTransport(
        val code: String,
        val send: () -> HttpResponse,
    ) {
        CANCELS("net.canceled", { throw CancellationException("canary-7f3a") }),
        ENDS("net.interrupted", { throw StackOverflowError("canary-7f3a") }),
        FAILS("net.interrupted", { throw IllegalStateException("canary-7f3a") }),
        SAYS_NOTHING_POSSIBLE("net.interrupted", { HttpResponse(70_000, emptyList(), ByteArray(0)) }),
        SAYS_HALF_CHARACTERS("server.reply_unreadable", { HttpResponse(200, listOf(HttpHeader("a", "\uD800")), ByteArray(0)) }),
        KNOWS_WHY("net.tls_pin_mismatch", { throw TransportFailure(TransportProblem.PIN_MISMATCH) }),
    }

    @ParameterizedTest
    @EnumSource
    fun a_transport_that_gives_nothing_useful_does_not_hang_the_call(useless: UselessTransport) =
        story {
            val phone = opened(transport = { useless.send() })

            val error = caught<CountersignException> { phone.preview(server.offer()) }

            assertEquals(useless.code, error.code)
            assertFalse("canary-7f3a" in everythingOf(error))
        }

    enum class UnwillingSigner(
        val code: String,
        val fail: () -> Nothing,
    ) {
        INVALIDATED("key.invalidated", { throw SignerFailure(SignerProblem.INVALIDATED) }),
        LOCKED("key.locked", { throw SignerFailure(SignerProblem.LOCKED) }),
        ABANDONED("uv.canceled", { throw CancellationException("canary-7f3a") }),
        FAILS("key.failed", { throw UnsupportedOperationException("canary-7f3a") }),
        ENDS("key.failed", { throw AssertionError("canary-7f3a") }),
    }

    @ParameterizedTest
    @EnumSource
    fun a_signer_that_will_not_sign_leaves_the_challenge_unanswered(unwilling: UnwillingSigner) =
        story {
            val signer = JcaSigner(Algorithm.ES256)
            val phone = opened(signer = signer)
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)
            signer.person = { unwilling.fail() }

            val error = caught<CountersignException> { phone.approve(challenge.id, login.number) }

            assertEquals(unwilling.code, error.code)
            assertEquals(Decision.NotSent, error.decision)
            assertEquals(0, server.answers())
            assertFalse("canary-7f3a" in everythingOf(error))
        }

    @Test
    fun a_signer_without_a_wanted_algorithm_enrolls_nobody() =
        story {
            val signer = JcaSigner(Algorithm.RS256)
            val phone = opened(signer = signer)

            val error = caught<DeviceKeyException> { enrolled(phone) }

            assertEquals("key.unsupported", error.code)
            assertEquals(emptySet(), signer.handles)
        }

    @Test
    fun a_removed_account_takes_its_key_along() =
        story {
            val signer = JcaSigner(Algorithm.ES256)
            val phone = opened(signer = signer)
            val account = enrolled(phone)
            assertEquals(1, signer.handles.size)

            phone.remove(account.id)

            assertEquals(emptySet(), signer.handles)
        }

    enum class UnwillingVault(
        val code: String,
        val fail: () -> Nothing,
    ) {
        LOCKED("store.locked", { throw VaultFailure(VaultProblem.LOCKED) }),
        FAILS("store.locked", { throw NoSuchElementException("canary-7f3a") }),
        ENDS("store.locked", { throw AssertionError("canary-7f3a") }),
    }

    @ParameterizedTest
    @EnumSource
    fun a_vault_that_cannot_tell_opens_nothing(unwilling: UnwillingVault) =
        story {
            val vault =
                object : KeyVault {
                    override fun load(): ByteArray? = unwilling.fail()

                    override fun save(key: ByteArray): Unit = throw AssertionError("never asked")
                }

            val error = caught<StorageException> { opened(vault = vault) }

            assertEquals(unwilling.code, error.code)
            assertFalse("canary-7f3a" in everythingOf(error))
        }

    @Test
    fun nothing_runs_on_the_thread_of_the_caller() =
        story {
            val used = CopyOnWriteArraySet<String>()
            val vault =
                object : KeyVault {
                    private val kept = MemoryVault()

                    override fun load(): ByteArray? = kept.load().also { used += Thread.currentThread().name }

                    override fun save(key: ByteArray) = kept.save(key)
                }
            val signer = JcaSigner(Algorithm.ES256)
            signer.person = { used += Thread.currentThread().name }
            val transport =
                object : OwnTransport() {
                    override suspend fun send(request: HttpRequest): HttpResponse {
                        used += Thread.currentThread().name
                        return super.send(request)
                    }
                }

            named("caller") { caller ->
                named("worker") { worker ->
                    withContext(caller) {
                        val phone = kept(Authenticator.open(folder, vault, transport, signer, allowLoopback = true, dispatcher = worker))
                        enrolled(phone)
                        val (login, challenge) = loginSeenBy(phone)
                        assertIs<Decision.RecordedByUs>(phone.approve(challenge.id, login.number))
                    }
                }
            }

            assertEquals(setOf("worker"), used.map { it.substringBefore(" ") }.toSet())
        }

    private suspend fun named(
        name: String,
        body: suspend (CoroutineDispatcher) -> Unit,
    ) = Executors.newSingleThreadExecutor { Thread(it, name) }.asCoroutineDispatcher().use { body(it) }
}
