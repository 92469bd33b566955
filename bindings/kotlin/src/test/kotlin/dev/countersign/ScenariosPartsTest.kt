package dev.countersign

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import org.junit.jupiter.api.Test
import java.io.File
import java.util.concurrent.atomic.AtomicInteger
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertTrue

/** Scenarios about what an app brings, and about calls that overlap or end early. */
class ScenariosPartsTest : PhoneTest() {
    @Test
    fun own_transport() =
        story {
            val transport = OwnTransport()
            val phone = opened(transport = transport)
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)

            val decision = phone.approve(challenge.id, login.number)

            assertEquals(APPROVED, decision)
            assertEquals("approved", server.status(login))
            assertTrue(transport.requests.size >= 4)
            assertFalse(server.mock.url in transport.requests.toString())
        }

    @Test
    fun refused_redirect() =
        story {
            val transport = OwnTransport()
            val phone = opened(transport = transport)
            server.mock.fault("preview", "kind" to "redirect", "url" to "${server.mock.url}/elsewhere")

            val error = caught<ServerException> { phone.preview(server.offer()) }

            assertEquals("net.redirect_refused", error.code)
            assertEquals(1, transport.requests.size)
            assertFalse(server.mock.get("/control/journal").any { "/elsewhere" in it.toString() })
        }

    @Test
    fun own_vault() =
        story {
            val vault = MemoryVault()
            val account = enrolled(opened(vault = vault))

            val again = opened(vault = vault)

            assertEquals(listOf(account), again.accounts().accounts)
            assertEquals(1 to 32, vault.saved to vault.key?.size)
        }

    @Test
    fun lost_vault() =
        story {
            val vault = MemoryVault()
            val account = enrolled(opened(vault = vault))

            val error = caught<StorageException> { opened(vault = MemoryVault()) }

            assertEquals("store.key_lost", error.code)
            assertEquals(listOf(account), opened(vault = vault).accounts().accounts)
        }

    @Test
    fun own_signer() =
        story {
            val signer = JcaSigner(Algorithm.ES256)
            val phone = opened(signer = signer)
            val account = enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)

            val decision = phone.approve(challenge.id, login.number, UserVerification.BIOMETRIC)

            assertEquals(APPROVED, decision)
            assertTrue(account.hasKey)
            val approvals = signer.prompts.filterIsInstance<Prompt.Approve>().toSet()
            assertEquals(setOf(Prompt.Approve(UserVerification.BIOMETRIC)), approvals)
        }

    @Test
    fun approval_key() =
        story {
            val signer = JcaSigner(Algorithm.ES256, hasApprovalKeys = true)
            val phone = opened(signer = signer)
            val account = enrolled(phone)
            val (_, denied) = loginSeenBy(phone)
            assertEquals(DENIED, phone.deny(denied.id))

            assertTrue(account.hasApprovalKey && phone.capabilities(account.id).approvalKey)
            assertEquals(listOf<Prompt>(Prompt.RegisterKey), signer.asked)

            val (login, challenge) = loginSeenBy(phone)
            val error = caught<UserVerificationException> { phone.approve(challenge.id, login.number) }
            assertEquals(1, signer.asked.size)
            val decision = phone.approve(challenge.id, login.number, UserVerification.BIOMETRIC)

            assertEquals("uv.required" to Decision.NotSent, error.code to error.decision)
            assertEquals(APPROVED, decision)
            assertEquals(listOf<Prompt>(Prompt.Approve(UserVerification.BIOMETRIC)), signer.asked.drop(1))
        }

    @Test
    fun refused_prompt() =
        story {
            val signer = JcaSigner(Algorithm.ES256)
            val phone = opened(signer = signer)
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)
            signer.person = { throw SignerFailure(SignerProblem.CANCELED) }

            val error = caught<UserVerificationException> { phone.approve(challenge.id, login.number) }
            signer.person = {}
            val decision = phone.approve(challenge.id, login.number)

            assertEquals("uv.canceled", error.code)
            assertEquals(Decision.NotSent, error.decision)
            assertEquals(APPROVED, decision)
        }

    /** Sends the first answer and the question that follows, and fails after each as no transport should. */
    private class FailingTransport : OwnTransport() {
        private val failures = AtomicInteger(2)

        override suspend fun send(request: HttpRequest): HttpResponse {
            val reply = super.send(request)
            if (requests.any { it.isAnswer } && failures.getAndDecrement() > 0) throw NoSuchElementException("canary-7f3a")
            return reply
        }
    }

    @Test
    fun failing_callback() =
        story {
            val phone = opened(transport = FailingTransport())
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)

            val error = caught<NetworkException> { phone.approve(challenge.id, login.number) }
            val decision = phone.approve(challenge.id, login.number)

            assertEquals("net.interrupted", error.code)
            assertEquals(Decision.Unknown, error.decision)
            assertEquals(APPROVED, decision)
            val texts = everythingOf(error) + error.facts
            assertFalse("canary-7f3a" in texts)
            assertFalse("NoSuchElementException" in texts)
        }

    /** Holds answers back until it is told to go on. */
    private class SlowTransport : OwnTransport() {
        val holds = CompletableDeferred<Unit>()
        val wasCanceled = CompletableDeferred<Unit>()

        @Volatile
        var isSlow = true

        override suspend fun send(request: HttpRequest): HttpResponse {
            if (request.isAnswer && isSlow) {
                holds.complete(Unit)
                try {
                    awaitCancellation()
                } finally {
                    wasCanceled.complete(Unit)
                }
            }
            return super.send(request)
        }
    }

    @Test
    fun canceled_while_slow() =
        story {
            val transport = SlowTransport()
            val phone = opened(transport = transport)
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)

            val call = async { phone.approve(challenge.id, login.number) }
            transport.holds.await()
            call.cancelAndJoin()
            transport.wasCanceled.await()
            val status = phone.challenge(challenge.id).status
            transport.isSlow = false
            val decision = phone.approve(challenge.id, login.number)

            assertTrue(call.isCancelled)
            assertEquals(ChallengeStatus.Decided(Verdict.APPROVE), status)
            assertEquals(APPROVED, decision)
            assertEquals(1, server.answers())
        }

    @Test
    fun two_calls_at_once() =
        story {
            val phone = opened()
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)

            val decisions = List(2) { async { phone.approve(challenge.id, login.number) } }.awaitAll()

            assertEquals(listOf(APPROVED, APPROVED), decisions)
            assertEquals("approved", server.status(login))
        }

    @Test
    fun open_and_close() =
        story {
            cycle(folder)
            val before = openFiles()

            repeat(200) { cycle(folder) }

            assertTrue(openFiles() <= before + OPEN_BY_CHANCE)
        }

    private companion object {
        /** Files that the virtual machine opens when it likes. */
        const val OPEN_BY_CHANCE = 8
    }
}

suspend fun cycle(folder: File) =
    Authenticator.open(folder, Vault.File, allowLoopback = true).use {
        assertEquals(emptyList(), it.accounts().accounts)
    }

fun openFiles(): Int = File("/proc/self/fd").list().orEmpty().size
