package dev.countersign.app

import dev.countersign.app.model.Ability
import dev.countersign.app.model.AccountCheckup
import dev.countersign.app.model.AccountList
import dev.countersign.app.model.AccountModel
import dev.countersign.app.model.AccountsModel
import dev.countersign.app.model.Binding
import dev.countersign.app.model.Checkup
import dev.countersign.app.model.CodeCard
import dev.countersign.app.model.Codes
import dev.countersign.app.model.DeviceNameModel
import dev.countersign.app.model.DiagnosticsModel
import dev.countersign.app.model.DoctorModel
import dev.countersign.app.model.HistoryCard
import dev.countersign.app.model.HistoryModel
import dev.countersign.app.model.PreviewModel
import dev.countersign.app.model.RotateModel
import dev.countersign.app.model.Step
import dev.countersign.app.model.Trouble
import dev.countersign.app.model.TroubleKind
import dev.countersign.app.model.Verification
import dev.countersign.app.model.Wish
import dev.countersign.app.screens.Row
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.time.Instant

class ManagingTest {
    private val phone = ScriptedPhone()
    private val surroundings = TestSurroundings()

    @Test
    fun `history shows the newest, and earlier ones when asked, as long as there are any`() =
        story {
            phone.history = List(120) { HistoryCard(outside("$it"), null, words("event"), Tone.PLAIN, Instant.EPOCH) }
            val model = HistoryModel(phone, "a1").also { it.load() }
            val shown = mutableListOf(model.screen.all<Row>().size)
            while (model.screen.has("earlier")) {
                model.act("earlier")
                shown += model.screen.all<Row>().size
            }

            assertEquals(listOf(50, 100, 120), shown)
            assertEquals((0..119).map { "$it" }, model.screen.all<Row>().map { it.title.english })
        }

    @Test
    fun `what is shared for support is what was shown, and only when asked`() =
        story {
            val doctor = DoctorModel(phone, surroundings).also { it.load() }
            val opened = assertInstanceOf(Step.Open::class.java, doctor.act("diagnostics"))
            val model = assertInstanceOf(DiagnosticsModel::class.java, opened.model)
            assertEquals(Step.Stay, model.act("share"))
            model.load()
            assertTrue(model.screen.words.any { "No secret" in it } && phone.report in model.screen.words)
            val shown = phone.report
            phone.report = "something else"
            model.load()

            assertEquals(Step.Ask(Wish.SHARE, shown), model.act("share"))
        }

    @Test
    fun `support can be asked for when the check-up fails, too`() =
        story {
            phone.failures["checkup"] = offline
            assertTrue(DoctorModel(phone, surroundings).also { it.load() }.screen.has("diagnostics"))
        }

    @Test
    fun `an account is offered only what its server can do`() =
        story {
            val offers = mapOf("device_name" to Ability.NAME_DEVICE, "rotate" to Ability.ROTATE_KEY, "lock_out" to Ability.LOCK_OUT)
            for ((offer, ability) in offers) {
                val card = account("1")
                assertTrue(details(card.copy(abilities = setOf(ability))).has(offer), offer)
                assertFalse(details(card.copy(abilities = Ability.entries.toSet() - ability)).has(offer), offer)
                assertFalse(details(card.copy(problem = words("state_suspended"))).has(offer), offer)
                assertFalse(details(card.copy(hasKey = false)).has(offer), offer)
            }
        }

    @Test
    fun `an account that is bound to the person says so`() =
        story {
            val words = "Approvals need your fingerprint, face or screen lock."
            assertTrue(words in details(account("1").copy(isBound = true)).words)
            assertFalse(words in details(account("1")).words)
        }

    @Test
    fun `the phone is named on the server, and a name that did not get there can be sent again`() =
        story {
            val model = DeviceNameModel(phone, "1")
            assertFalse(model.screen.button("save").enabled)
            model.act("device_name", " Work phone ")
            phone.failures["nameDevice"] = offline
            model.act("save")
            assertEquals(offline.text, model.screen.announce)
            model.act("save")

            assertEquals("The server knows the new name.", model.screen.announce?.english)
            assertFalse(model.screen.button("save").enabled)
            assertEquals(List(2) { "nameDevice 1 Work phone" }, phone.asked)
        }

    @Test
    fun `a key is replaced only after it was explained`() =
        story {
            val model = RotateModel(phone, "1")
            assertTrue(model.screen.words.any { "makes a new key" in it })
            assertEquals(emptyList<String>(), phone.asked)
            model.act("confirm")

            assertEquals("The key was replaced.", model.screen.announce?.english)
            assertEquals(Step.Back, model.act("back"))
            assertEquals(listOf("rotateKey 1"), phone.asked)
        }

    @Test
    fun `a replacement that the server missed goes on by itself, one that it refused does not`() =
        story {
            for ((trouble, goesOn) in mapOf(offline to true, refused to false)) {
                val model = RotateModel(phone, "1")
                phone.failures["rotateKey"] = trouble
                model.act("confirm")
                assertEquals(goesOn, "It goes on by itself as soon as the server can be reached." in model.screen.words)
            }
        }

    @Test
    fun `an account that can only be told by push is not well without pushes`() =
        story {
            val card = account("1").copy(abilities = emptySet())
            phone.accounts = AccountList(listOf(card))
            val cases =
                listOf(
                    Triple("UnifiedPush", true, true),
                    Triple("UnifiedPush", null, false),
                    Triple("UnifiedPush", false, false),
                    Triple(null, true, false),
                )
            for ((pushes, push, isWell) in cases) {
                surroundings.pushes = pushes
                phone.checkup = Checkup(push != false, listOf(AccountCheckup("1", null, null, push)), 0, 0, 0)
                val screen = DoctorModel(phone, surroundings).also { it.load() }.screen

                assertEquals(if (isWell) "All is well." else "Something needs attention.", screen.announce?.english)
                assertEquals(isWell, "All is well." in screen.words)
                assertEquals(!isWell, screen.words.any { it.startsWith("Logins of this account come by push only") })
            }
        }

    @Test
    fun `who adds an account is told before that a prompt follows, and without a screen lock what that means`() =
        story {
            val prompt = "You will be asked once for your fingerprint, face or screen lock: from then on nobody approves without it."
            val model = PreviewModel(phone, listOf(preview(binding = Binding.OFFERED)))
            assertTrue(prompt in model.screen.words)
            phone.verifications = emptySet<Verification>()
            assertFalse(prompt in model.screen.words)
            assertTrue(model.screen.words.any { it.startsWith("Without a screen lock") })
            assertFalse(PreviewModel(phone, listOf(preview())).screen.words.any { "screen lock" in it })
        }

    @Test
    fun `canceling the prompt adds nothing, says so, and can be thought over`() =
        story {
            val model = PreviewModel(phone, listOf(preview(binding = Binding.OFFERED)))
            val next = words("trouble_canceled_next")
            phone.failures["enroll"] = Trouble(TroubleKind.RETRY, words("trouble_canceled"), next, "uv.canceled")
            model.act("add")
            val said = "You canceled. Nothing was sent. The account was not added. Try again when you are ready."
            assertEquals(listOf(said), model.screen.banners)
            model.act("add")

            assertEquals("Account added", model.screen.announce?.english)
        }

    @Test
    fun `storage that is locked while a code is shown leads to its own screen`() =
        story {
            phone.accounts = AccountList(listOf(account("1").copy(codes = Codes.TIMED)))
            phone.codes.add(CodeCard("123456", 1, 30))
            val accounts = AccountsModel(phone, TestClock(), surroundings).also { it.load() }
            accounts.act("show_code", "1")
            phone.failures["code"] = locked

            assertInstanceOf(Step.Open::class.java, accounts.tick())
        }

    private suspend fun details(card: dev.countersign.app.model.AccountCard) =
        AccountModel(phone.also { it.accounts = AccountList(listOf(card)) }, card.id).also { it.load() }.screen

    private fun story(test: suspend () -> Unit) = runBlocking { test() }
}
