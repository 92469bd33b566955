package dev.countersign.app

import dev.countersign.app.model.Ability
import dev.countersign.app.model.Ending
import dev.countersign.app.model.Entry
import dev.countersign.app.model.OutcomeModel
import dev.countersign.app.model.RequestModel
import dev.countersign.app.model.Step
import dev.countersign.app.model.Trouble
import dev.countersign.app.model.TroubleKind
import dev.countersign.app.model.Verification
import dev.countersign.app.model.Wish
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Choices
import dev.countersign.app.screens.NumberEntry
import dev.countersign.app.screens.words
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import kotlin.time.Duration.Companion.seconds

class RequestModelTest {
    private val phone = ScriptedPhone()
    private val clock = TestClock()
    private val model = RequestModel(phone, clock, "r1")
    private val screen get() = model.screen

    @Test
    fun `who asks, from where and for what stands above the answers`() =
        shown {
            assertTrue(screen.words.first() == "Login to Shop", screen.words.toString())
            assertEquals("alice", screen.fact("Account"))
            assertEquals("Berlin", screen.fact("Place"))
            assertEquals("Order 17", screen.fact("Message"))
            assertEquals("12 €", screen.fact("Amount"))
            assertTrue(screen.position { it is Button } > screen.position(heading("What you agree to")))
        }

    @Test
    fun `a request is not in screenshots and is announced`() =
        shown {
            assertTrue(screen.secure)
            assertEquals("Somebody is logging in to Shop. Is it you?", screen.announce?.english)
        }

    @Test
    fun `deny is read before approve, whatever approving asks for`() =
        runBlocking {
            for (entry in listOf(Entry.None, Entry.Typed(2), Entry.Picked(listOf("1", "2")))) {
                val model = RequestModel(phone.also { it.requests = mutableListOf(request(entry = entry)) }, clock, "r1")
                model.load()
                val deny = model.screen.position(button("deny"))
                val approve = model.screen.position { it is Choices || it is Button && it.style == ButtonStyle.APPROVE }
                assertTrue(deny < approve, "$entry")
            }
        }

    @Test
    fun `approve can be tapped after half a second and not before`() =
        shown {
            clock.now += 499
            assertFalse(screen.button("approve").enabled)
            assertEquals(clock.now + 1, screen.button("approve").armedAt)
            model.act("approve")
            assertFalse(phone.asked.any { it.startsWith("approve") })

            clock.now += 1
            assertTrue(screen.button("approve").enabled)
            model.act("approve")
            assertTrue("approve r1 null NONE" in phone.asked)
        }

    @Test
    fun `half a second counts from when the request itself is there`() =
        runBlocking {
            phone.requests += request()
            model.appeared()
            clock.now += 600
            model.load()

            assertFalse(screen.button("approve").enabled)
        }

    @Test
    fun `a screen that nobody sees arms nothing`() =
        shown {
            model.disappeared()
            clock.now += 10_000
            assertFalse(screen.button("approve").enabled)
        }

    @Test
    fun `approve cannot be tapped while another app covers the screen, deny can`() =
        shown {
            clock.now += 1_000
            model.obscured(true)
            assertFalse(screen.button("approve").enabled)
            assertEquals(null, screen.button("approve").armedAt)
            assertTrue(screen.button("deny").enabled)
            assertEquals(listOf("Another app covers this screen. Close it to be able to approve."), screen.banners)
            assertEquals(Step.Stay, model.act("approve"))
            assertFalse(phone.asked.any { it.startsWith("approve") })

            model.obscured(false)
            assertFalse(screen.button("approve").enabled, "what stood behind has to be seen first")
            clock.now += 500
            assertTrue(screen.button("approve").enabled)
        }

    @Test
    fun `a number has to be complete before it can be approved`() =
        shown(request(entry = Entry.Typed(6))) {
            clock.now += 500
            assertEquals(6, screen.all<NumberEntry>().single().digits)
            model.act("number", "12345")
            assertFalse(screen.button("approve").enabled)
            assertEquals(null, screen.button("approve").armedAt)
            model.act("approve")
            model.act("number", "123456")
            assertTrue(screen.button("approve").enabled)
            model.act("approve")

            assertEquals(listOf("approve r1 123456 NONE"), phone.asked.filter { it.startsWith("approve") })
        }

    @Test
    fun `only digits are taken, those of any script, and not more than asked for`() =
        shown(request(entry = Entry.Typed(4))) {
            model.act("number", "1 a٢۳-45")
            assertEquals("1234", screen.all<NumberEntry>().single().value)
        }

    @Test
    fun `picking a number approves with it, and only with one that was offered`() =
        shown(request(entry = Entry.Picked(listOf("07", "42")))) {
            assertFalse(screen.all<Choices>().single().enabled)
            model.act("pick", "42")
            clock.now += 500
            assertTrue(screen.all<Choices>().single().enabled)
            model.act("pick", "99")
            assertFalse(phone.asked.any { it.startsWith("approve") })
            assertFalse(screen.has("approve"))

            model.act("pick", "42")
            assertTrue("approve r1 42 NONE" in phone.asked)
        }

    @Test
    fun `a request that asks for it is approved with the strongest verification there is, or with the screen lock if wanted`() =
        shown(request(needsVerification = true)) {
            clock.now += 500
            phone.ending = Ending.NotSent(offline)
            model.act("approve")
            clock.now += 500
            assertTrue(screen.button("approve_screen_lock").enabled)
            model.act("approve_screen_lock")

            val approved = phone.asked.filter { it.startsWith("approve") }
            assertEquals(listOf("approve r1 null BIOMETRIC", "approve r1 null SCREEN_LOCK"), approved)
        }

    @Test
    fun `every button that approves is guarded, whatever it looks like, and no other`() =
        shown(request(needsVerification = true)) {
            val guarded = screen.all<Button>().filter { it.approves }.map { it.action.id }

            assertEquals(listOf("approve", "approve_screen_lock"), guarded)
        }

    @Test
    fun `the screen lock is offered beside fingerprint and face only where it unlocks keys`() =
        shown(request(needsVerification = true)) {
            phone.verifications = setOf(Verification.BIOMETRIC)
            assertTrue(screen.has("approve"))
            assertFalse(screen.has("approve_screen_lock"))
        }

    @Test
    fun `a server that takes no reasons is offered none`() =
        shown(request(abilities = emptySet())) {
            assertTrue(screen.has("deny"))
            assertFalse(screen.has("not_me"))
        }

    @Test
    fun `what to do after a deny names only what the server can do`() =
        runBlocking {
            for ((abilities, advice) in mapOf(setOf(Ability.LOCK_OUT) to true, emptySet<Ability>() to false)) {
                phone.requests = mutableListOf(request(abilities = abilities))
                phone.ending = Ending.Denied
                val model = RequestModel(phone, clock, "r1").also { it.load() }
                val outcome = assertInstanceOf(Step.Replace::class.java, model.act("deny")).model
                assertEquals(advice, outcome.screen.has("lock_out"))
                assertTrue("What to do now" in outcome.screen.words)
                assertEquals(advice, outcome.screen.words.any { "lock the account" in it })
            }
        }

    @Test
    fun `without a screen lock it can be denied only, and the way to the settings is shown`() =
        shown(request(needsVerification = true)) {
            phone.verifications = emptySet()
            assertFalse(screen.has("approve"))
            assertTrue(screen.button("deny").enabled)
            assertEquals(listOf("Approving needs a screen lock on this phone."), screen.banners)
            assertEquals(Step.Ask(Wish.LOCK_SETTINGS), model.act("lock_settings"))
        }

    @Test
    fun `what is not fully shown can be denied only`() =
        shown(request(restriction = words("restricted_undisplayable"))) {
            clock.now += 500
            assertFalse(screen.has("approve"))
            model.act("approve")
            assertFalse(phone.asked.any { it.startsWith("approve") })
            assertEquals(1, screen.banners.size)
        }

    @Test
    fun `many requests in a short time are a warning`() =
        shown(request(burst = 7)) {
            assertTrue(screen.banners.single().startsWith("7 requests came in a short time."))
        }

    @Test
    fun `time left counts down, and its end ends the request`() =
        shown(request(left = 90.seconds)) {
            assertEquals("1 minute", screen.fact("Time left"))
            clock.now += 31_000
            assertEquals(Step.Stay, model.tick())
            assertEquals("59 seconds", screen.fact("Time left"))
            clock.now += 59_000
            val outcome = model.tick()
            assertEquals("Too late", title(outcome))
        }

    @Test
    fun `a request without an end shows its age`() =
        shown(request(left = null)) {
            clock.now += 3_000
            assertEquals("8 seconds", screen.fact("Asked"))
        }

    @Test
    fun `every ending has its own words`() =
        runBlocking {
            val endings =
                mapOf(
                    Ending.Approved to "Approved",
                    Ending.WrongNumber to "Wrong number",
                    Ending.ApprovedElsewhere to "Approved elsewhere",
                    Ending.DeniedElsewhere to "Denied elsewhere",
                    Ending.Expired to "Too late",
                    Ending.Withdrawn to "Withdrawn",
                    Ending.Over to "Over",
                    Ending.Unknown to "Sent, outcome unknown",
                )
            for ((ending, words) in endings) {
                phone.requests = mutableListOf(request())
                phone.ending = ending
                val model = RequestModel(phone, clock, "r1").also { it.appeared() }
                model.load()
                clock.now += 500
                assertEquals(words, title(model.act("approve")))
            }
        }

    @Test
    fun `what was answered meanwhile is told instead of asked`() =
        runBlocking {
            phone.requests += request(ending = Ending.ApprovedElsewhere)
            assertEquals("Approved elsewhere", title(model.load()))
        }

    @Test
    fun `an answer that was not sent leaves the request as it was, with the reason`() =
        shown(request(entry = Entry.Typed(2))) {
            clock.now += 500
            model.act("number", "42")
            val canceled = Trouble(TroubleKind.RETRY, words("trouble_canceled"), words("trouble_canceled_next"), "uv.canceled")
            phone.ending = Ending.NotSent(canceled)
            assertEquals(Step.Stay, model.act("approve"))
            assertEquals(listOf("You canceled. Nothing was sent. The request still waits for your answer."), screen.banners)
            assertEquals("42", screen.all<NumberEntry>().single().value)
            assertFalse(screen.button("approve").enabled, "the prompt was in between")
        }

    @Test
    fun `this was not me denies with suspicion and leads to locking the account`() =
        shown {
            phone.ending = Ending.Denied
            val outcome = model.act("not_me")
            assertTrue("deny r1 NOT_ME" in phone.asked)
            val next = assertInstanceOf(OutcomeModel::class.java, (outcome as Step.Replace).model)
            assertTrue(next.screen.words.contains("What to do now"))
            assertInstanceOf(Step.Open::class.java, next.act("lock_out"))
        }

    private fun title(step: Step): String {
        val model = assertInstanceOf(OutcomeModel::class.java, assertInstanceOf(Step.Replace::class.java, step).model)
        return model.screen.announce!!.english
    }

    private fun shown(
        card: dev.countersign.app.model.RequestCard = request(),
        test: suspend () -> Unit,
    ) = runBlocking {
        phone.requests = mutableListOf(card)
        model.appeared()
        model.load()
        test()
    }
}
