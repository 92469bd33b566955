package dev.countersign.app.model

import dev.countersign.AccountId
import dev.countersign.Advice
import dev.countersign.AlreadyDecidedException
import dev.countersign.AnswerException
import dev.countersign.Capabilities
import dev.countersign.ChallengeException
import dev.countersign.DamagedRecord
import dev.countersign.Decision
import dev.countersign.ErrorFacts
import dev.countersign.Event
import dev.countersign.EventKind
import dev.countersign.History
import dev.countersign.NetworkException
import dev.countersign.Recorded
import dev.countersign.ServerException
import dev.countersign.StorageException
import dev.countersign.UserVerification
import dev.countersign.UserVerificationException
import dev.countersign.app.english
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File
import java.time.Instant
import kotlin.time.Duration.Companion.seconds

class MappingTest {
    @Test
    fun `what was recorded by us and elsewhere is told apart`() {
        val endings =
            mapOf(
                Recorded.APPROVED to (Ending.Approved to Ending.ApprovedElsewhere),
                Recorded.DENIED to (Ending.Denied to Ending.DeniedElsewhere),
                Recorded.WRONG_NUMBER to (Ending.WrongNumber to Ending.DeniedElsewhere),
                Recorded.EXPIRED to (Ending.Expired to Ending.Expired),
                Recorded.CANCELED to (Ending.Withdrawn to Ending.Withdrawn),
                Recorded.UNDISCLOSED to (Ending.Over to Ending.Over),
            )
        assertEquals(Recorded.entries.toSet(), endings.keys)
        for ((recorded, expected) in endings) {
            assertEquals(expected, Decision.RecordedByUs(recorded).ending() to Decision.RecordedElsewhere(recorded).ending())
        }
    }

    @Test
    fun `an error says how the answer ended where it knows, and only an open one is asked again`() {
        val wrong = AnswerException(facts("answer.number_mismatch", Decision.RecordedByUs(Recorded.WRONG_NUMBER)))
        val elsewhere = AlreadyDecidedException(facts("answer.already_answered_elsewhere", Decision.RecordedElsewhere(Recorded.APPROVED)))
        assertEquals(Ending.WrongNumber, wrong.ending())
        assertEquals(Ending.ApprovedElsewhere, elsewhere.ending())
        assertEquals(Ending.Unknown, NetworkException(facts("net.timeout", Decision.Unknown)).ending())
        assertEquals(Ending.Expired, ChallengeException(facts("challenge.expired", Decision.NotSent)).ending())
        assertInstanceOf(Ending.NotSent::class.java, UserVerificationException(facts("uv.canceled", Decision.NotSent)).ending())
    }

    @Test
    fun `only storage closes the app, and only what may pass is tried again`() {
        val kinds =
            mapOf(
                StorageException(facts("store.locked")) to TroubleKind.STORAGE,
                StorageException(facts("store.key_lost")) to TroubleKind.STORAGE,
                StorageException(facts("store.never_heard_of")) to TroubleKind.STORAGE,
                NetworkException(facts("net.offline")) to TroubleKind.OFFLINE,
                NetworkException(facts("net.tls_pin_mismatch")) to TroubleKind.FINAL,
                ServerException(facts("server.unavailable")) to TroubleKind.RETRY,
                ChallengeException(facts("challenge.signature_invalid")) to TroubleKind.FINAL,
            )
        for ((error, kind) in kinds) assertEquals(kind, error.trouble().kind, error.code)
    }

    @Test
    fun `a server that says when is believed`() {
        val busy = ServerException(ErrorFacts("server.rate_limited", "busy", Advice.AFTER, 30.seconds)).trouble()
        assertEquals("The server has a problem. Try again in 30 seconds.", "${busy.text.english} ${busy.next?.english}")
    }

    @Test
    fun `a verification that is claimed is never more than the person gave`() {
        val claims = Verification.entries.associateWith { it.claim() }
        assertEquals(
            mapOf(
                Verification.NONE to UserVerification.UNVERIFIED,
                Verification.SCREEN_LOCK to UserVerification.DEVICE,
                Verification.BIOMETRIC to UserVerification.BIOMETRIC,
            ),
            claims,
        )
    }

    @Test
    fun `each ability is one of the server's, and an account of codes needs no pushes`() {
        val none = Capabilities(emptyList(), emptyList(), false, false, false, true, false, false, false, false, false, false, false, false)
        val abilities =
            mapOf(
                none to emptySet(),
                none.copy(polling = true) to setOf(Ability.BE_ASKED),
                none.copy(challenges = false) to setOf(Ability.BE_ASKED),
                none.copy(denyReasons = true) to setOf(Ability.TAKE_REASON),
                none.copy(lockout = true) to setOf(Ability.LOCK_OUT),
                none.copy(deviceName = true) to setOf(Ability.NAME_DEVICE),
                none.copy(keyRotation = true) to setOf(Ability.ROTATE_KEY),
            )
        for ((capabilities, expected) in abilities) assertEquals(expected, capabilities.abilities())
    }

    @Test
    fun `a page has no more lines than asked for and knows whether more follow`() {
        val event = Event(Instant.EPOCH, AccountId("a"), EventKind.ENROLLED, "alice")
        val damaged = DamagedRecord("challenge.sealed", "7", null)
        // Lines, damaged ones, and what a page of two makes of them.
        val pages = listOf(Triple(2, 0, 2 to false), Triple(3, 0, 2 to true), Triple(2, 1, 2 to true), Triple(1, 1, 1 to false))
        for ((lines, lost, expected) in pages) {
            val page = History(List(lines) { event }, List(lost) { damaged }).page(2)
            assertEquals(expected, page.cards.size to page.hasEarlier, "$lines and $lost")
        }
    }

    @Test
    fun `screens and models know nothing of the platform, and few files know the library`() {
        val sources = File(System.getProperty("android.resources"), "../kotlin/dev/countersign/app").canonicalFile
        val plain = listOf("screens", "model").flatMap { folder -> sources.resolve(folder).listFiles()!!.toList() }
        assertTrue(plain.size > 15)
        val platform = plain.filter { file -> file.readLines().any { it.startsWith("import android") } }
        assertEquals(emptyList<File>(), platform)
        val library = plain.filter { file -> file.readLines().any { Regex("import dev\\.countersign\\.(?!app\\.).*").matches(it) } }
        assertEquals(setOf("Mapping.kt", "SdkPhone.kt", "Troubles.kt"), library.map { it.name }.toSet())
    }

    private fun facts(
        code: String,
        decision: Decision? = null,
    ) = ErrorFacts(code, "detail", Advice.NEVER, decision = decision)
}
