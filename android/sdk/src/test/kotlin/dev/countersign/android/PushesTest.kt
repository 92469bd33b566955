package dev.countersign.android

import dev.countersign.Authenticator
import dev.countersign.ChallengeId
import dev.countersign.Vault
import dev.countersign.app.Mock
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File
import kotlin.time.Duration.Companion.hours
import kotlin.time.Duration.Companion.milliseconds

/** What pushes and notifications decide, over the real library and a server. */
class PushesTest {
    @TempDir
    lateinit var folder: File

    @Test
    fun `a deny that the server has is sent, also when it has it already`() =
        waiting { phone, challenge, _ ->
            assertEquals(Denial.SENT, phone.denial(challenge))
            assertEquals(Denial.SENT, phone.denial(challenge))
        }

    @Test
    fun `a deny that cannot be sent is kept`() =
        waiting { phone, challenge, server ->
            server.close()
            assertEquals(Denial.KEPT, phone.denial(challenge))
            assertEquals(Denial.KEPT, phone.unsent(challenge))
        }

    @Test
    fun `what was never denied still waits`() = waiting { phone, challenge, _ -> assertEquals(Denial.LOST, phone.unsent(challenge)) }

    @Test
    fun `there is nothing to deny about a challenge that nobody knows`() =
        waiting { phone, _, _ -> assertEquals(Denial.SENT, phone.denial(ChallengeId("00".repeat(32)))) }

    @Test
    fun `work for a push ends in time or is canceled`() =
        runBlocking {
            assertTrue(isDone(1.hours) { })
            assertFalse(isDone(1.milliseconds) { awaitCancellation() })
        }

    private fun waiting(test: suspend (Authenticator, ChallengeId, Mock) -> Unit) =
        runBlocking {
            Mock().use { server ->
                Authenticator.open(folder, Vault.File, allowLoopback = true).use { phone ->
                    phone.enroll(phone.preview(server.offer()))
                    server.login()
                    val challenge = phone.refresh().newChallenges.single()
                    test(phone, challenge.id, server)
                }
            }
        }
}
