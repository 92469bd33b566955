package dev.countersign

import dev.countersign.generated.FfiConverterTypeKeyVault
import dev.countersign.generated.FfiConverterTypeSigner
import dev.countersign.generated.FfiConverterTypeTransport
import dev.countersign.generated.uniffiContinuationHandleMap
import dev.countersign.generated.uniffiForeignFutureHandleCount
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Test
import java.io.File
import java.net.InetAddress
import java.net.ServerSocket
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue

/** How long things live: objects, calls, and what crosses between the languages. */
class LifetimeTest : PhoneTest() {
    @Test
    fun a_thousand_times_opened_and_closed_leaves_nothing_behind() =
        story {
            val vault = MemoryVault()
            repeat(100) { cycleWithParts(vault) }
            val before = measured()

            repeat(1000) { cycleWithParts(vault) }

            val after = measured()
            assertTrue(after.handles.zip(before.handles).all { (now, then) -> now <= then }, "${before.handles}, then ${after.handles}")
            assertTrue(after.files <= before.files + 8, "files: ${before.files}, then ${after.files}")
            assertTrue(after.threads <= before.threads + 8, "threads: ${before.threads}, then ${after.threads}")
            // A leak of one connection to the database with its cache would be 100 times as much.
            assertTrue(after.pages <= before.pages + 32 * 256, "pages: ${before.pages}, then ${after.pages}")
        }

    private suspend fun cycleWithParts(vault: KeyVault) =
        Authenticator
            .open(folder, vault, OwnTransport(), JcaSigner(Algorithm.ES256), allowLoopback = true)
            .use { assertEquals(emptyList(), it.accounts().accounts) }

    private data class Measured(
        val handles: List<Int>,
        val files: Int,
        val threads: Int,
        val pages: Long,
    )

    private fun measured(): Measured {
        System.gc()
        val pages = File("/proc/self/statm").readText().split(" ")[1].toLong()
        val threads = File("/proc/self/task").list().orEmpty().size
        return Measured(handles(), openFiles(), threads, pages)
    }

    /** What each language keeps for the other. */
    private fun handles(): List<Int> =
        listOf(
            FfiConverterTypeKeyVault.handleMap.size,
            FfiConverterTypeTransport.handleMap.size,
            FfiConverterTypeSigner.handleMap.size,
            uniffiContinuationHandleMap.size,
            uniffiForeignFutureHandleCount(),
        )

    @Test
    fun a_call_under_way_ends_well_after_closing() =
        story {
            val arrived = CompletableDeferred<Unit>()
            val mayGoOn = CompletableDeferred<Unit>()
            val transport =
                object : OwnTransport() {
                    override suspend fun send(request: HttpRequest): HttpResponse {
                        if (request.isAnswer) {
                            arrived.complete(Unit)
                            mayGoOn.await()
                        }
                        return super.send(request)
                    }
                }
            val phone = opened(transport = transport)
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)

            val call = async { phone.approve(challenge.id, login.number) }
            arrived.await()
            phone.close()
            val late = caught<ClosedException> { phone.accounts() }
            mayGoOn.complete(Unit)

            assertEquals(APPROVED, call.await())
            assertEquals("the authenticator is closed", late.message)
            assertEquals("approved", server.status(login))
        }

    @Test
    fun closing_twice_is_closing_once() =
        story {
            val phone = opened()

            phone.close()
            phone.close()

            caught<ClosedException> { phone.refresh() }
        }

    @Test
    fun canceling_in_a_prompt_ends_the_prompt_and_leaves_the_challenge_waiting() =
        story {
            val signer = JcaSigner(Algorithm.ES256)
            val phone = opened(signer = signer)
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)
            val asked = CompletableDeferred<Unit>()
            val dismissed = CompletableDeferred<Unit>()
            signer.person = {
                asked.complete(Unit)
                try {
                    awaitCancellation()
                } finally {
                    dismissed.complete(Unit)
                }
            }

            val call = async { phone.approve(challenge.id, login.number) }
            asked.await()
            call.cancelAndJoin()
            dismissed.await()
            val status = phone.challenge(challenge.id).status
            signer.person = {}

            assertEquals(ChallengeStatus.Pending, status)
            assertEquals(0, server.answers())
            assertEquals(APPROVED, phone.approve(challenge.id, login.number))
        }

    @Test
    fun canceling_in_the_network_closes_the_connection() =
        story {
            val phone = opened()
            val socket = kept(ServerSocket(0, 1, InetAddress.getLoopbackAddress()))

            val call = async { phone.previewWithToken("wso2", "http://127.0.0.1:${socket.localPort}", "token") }
            val connection = withContext(Dispatchers.IO) { kept(socket.accept()) }
            val input = connection.getInputStream()
            withContext(Dispatchers.IO) { input.read() }
            call.cancelAndJoin()

            assertTrue(call.isCancelled)
            withContext(Dispatchers.IO) { input.readAllBytes() }
        }

    @Test
    fun canceled_calls_leave_no_handles_behind() =
        story {
            val asked = CompletableDeferred<Unit>()
            val before = handles()
            val transport =
                Transport {
                    asked.complete(Unit)
                    awaitCancellation()
                }
            val phone = opened(transport = transport)

            val call = async { phone.preview(server.offer()) }
            asked.await()
            call.cancelAndJoin()
            phone.close()

            while (handles().zip(before).any { (now, then) -> now > then }) yield()
        }

    @Test
    fun a_person_who_takes_time_holds_up_nobody_else() =
        story {
            val signer = JcaSigner(Algorithm.ES256)
            val phone = opened(signer = signer)
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)
            val asked = CompletableDeferred<Unit>()
            val touched = CompletableDeferred<Unit>()
            signer.person = {
                asked.complete(Unit)
                touched.await()
            }

            val call = async { phone.approve(challenge.id, login.number) }
            asked.await()
            assertEquals(1, phone.accounts().accounts.size)
            phone.refresh()
            assertIs<ChallengeStatus.Pending>(phone.challenge(challenge.id).status)
            touched.complete(Unit)

            assertEquals(APPROVED, call.await())
        }

    @Test
    fun what_an_app_brings_may_call_back() =
        story {
            lateinit var phone: Authenticator
            val signer = JcaSigner(Algorithm.ES256)
            var seenByTransport = 0
            val transport =
                object : OwnTransport() {
                    override suspend fun send(request: HttpRequest): HttpResponse {
                        if (request.isAnswer) seenByTransport = phone.accounts().accounts.size
                        return super.send(request)
                    }
                }
            phone = opened(transport = transport, signer = signer)
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)
            var seenBySigner: Challenge? = null
            signer.person = {
                seenBySigner = phone.challenge(challenge.id).challenge
                phone.refresh()
            }

            val decision = phone.approve(challenge.id, login.number)

            assertEquals(APPROVED, decision)
            assertEquals(challenge, seenBySigner)
            assertEquals(1, seenByTransport)
        }
}
