package dev.countersign.app

import dev.countersign.app.model.AccountList
import dev.countersign.app.model.AccountModel
import dev.countersign.app.model.AccountsModel
import dev.countersign.app.model.AddModel
import dev.countersign.app.model.CodeCard
import dev.countersign.app.model.Codes
import dev.countersign.app.model.DoctorModel
import dev.countersign.app.model.Ending
import dev.countersign.app.model.Frame
import dev.countersign.app.model.HistoryCard
import dev.countersign.app.model.HistoryModel
import dev.countersign.app.model.LockOutModel
import dev.countersign.app.model.OutcomeModel
import dev.countersign.app.model.Parcel
import dev.countersign.app.model.PreviewModel
import dev.countersign.app.model.Step
import dev.countersign.app.model.StorageModel
import dev.countersign.app.model.Wish
import dev.countersign.app.screens.Camera
import dev.countersign.app.screens.Code
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Row
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.time.Instant

class ModelsTest {
    private val phone = ScriptedPhone()
    private val clock = TestClock()
    private val surroundings = TestSurroundings()
    private val accounts = AccountsModel(phone, clock, surroundings)

    @Test
    fun `without accounts the first screen says how to get one`() =
        story {
            assertInstanceOf(Progress::class.java, accounts.screen.items.single())
            accounts.load()
            assertTrue("No accounts yet" in accounts.screen.words)
            assertInstanceOf(AddModel::class.java, assertInstanceOf(Step.Open::class.java, accounts.act("add")).model)
        }

    @Test
    fun `search finds by name, account and host`() =
        story {
            val shop = account("1", "Shop").copy(host = "login.shop.test")
            val bank = account("2", "Bank").copy(host = "id.bank.test", account = "alice")
            phone.accounts = AccountList(listOf(shop, bank))
            accounts.load()
            val both = listOf("Shop", "Bank")
            val searches = mapOf("BANK.te" to listOf("Bank"), " sho " to listOf("Shop"), "alice" to both, "xyz" to listOf())
            for ((query, found) in searches) {
                accounts.act("search", query)
                assertEquals(found, accounts.screen.all<Row>().map { it.title.english }, query)
                assertEquals(found.isEmpty(), "No account matches." in accounts.screen.words)
            }
        }

    @Test
    fun `a code is hidden until asked for, secure while shown, and hidden again behind another screen`() =
        story {
            phone.accounts = AccountList(listOf(account("1").copy(codes = Codes.TIMED)))
            phone.codes.add(CodeCard("123456", 15, 30))
            accounts.load()
            assertNull(accounts.screen.all<Code>().single().digits)
            assertFalse(accounts.screen.secure)

            accounts.act("show_code", "1")
            val code = accounts.screen.all<Code>().single()
            assertEquals("123456" to 0.5f, code.digits?.value to code.ring)
            assertTrue(accounts.screen.secure && accounts.ticks)
            assertEquals(Step.Ask(Wish.COPY, "123456"), accounts.act("copy_code", "1"))
            assertFalse(Step.Ask(Wish.COPY, "123456").toString().contains("123456"))

            accounts.disappeared()
            assertNull(accounts.screen.all<Code>().single().digits)
            assertFalse(accounts.screen.secure || accounts.ticks)
        }

    @Test
    fun `a counted code changes only when asked`() =
        story {
            phone.accounts = AccountList(listOf(account("1").copy(codes = Codes.COUNTED)))
            phone.codes.addAll(listOf(CodeCard("111111", null, null), CodeCard("222222", null, null)))
            accounts.load()
            accounts.act("show_code", "1")
            assertFalse(accounts.ticks)
            accounts.act("next_code", "1")
            assertEquals("222222", accounts.screen.all<Code>().single().digits?.value)
        }

    @Test
    fun `offline the accounts stay, with a way to try again`() =
        story {
            phone.accounts = AccountList(listOf(account("1")))
            phone.refreshed = listOf(offline)
            accounts.load()
            assertEquals(listOf("There is no network. Check the connection and try again."), accounts.screen.banners)
            assertEquals("Shop", accounts.screen.all<Row>().single().title.english)
            phone.refreshed = emptyList()
            accounts.act("refresh")
            assertEquals(emptyList<String>(), accounts.screen.banners)
        }

    @Test
    fun `storage that is locked has its own screen, which goes away when it works again`() =
        story {
            phone.failures["accounts"] = locked
            val storage = assertInstanceOf(StorageModel::class.java, assertInstanceOf(Step.Open::class.java, accounts.load()).model)
            val told = listOf("The accounts are locked.", "Unlock the phone and try again.", "Nothing has been deleted.")
            assertEquals(emptyList<String>(), told - storage.screen.words.toSet())
            phone.failures["accounts"] = locked
            assertEquals(Step.Stay, storage.act("retry"))
            assertEquals(Step.Home, storage.act("retry"))
        }

    @Test
    fun `lost accounts and missing notifications are told`() =
        story {
            phone.accounts = AccountList(listOf(account("1")), lost = listOf("a.example", ""))
            surroundings.notificationsAllowed = false
            accounts.load()
            assertEquals(2, accounts.screen.banners.size)
            assertTrue(accounts.screen.banners.first().startsWith("2 accounts cannot be read."))
        }

    @Test
    fun `requests that wait stand above the accounts`() =
        story {
            phone.accounts = AccountList(listOf(account("1")))
            phone.requests += request()
            accounts.load()
            val first = accounts.screen.all<Row>().first()
            assertEquals("Login to Shop" to "Waiting", first.title.english to first.badge?.english)
        }

    @Test
    fun `the camera is asked for once, and its refusal leaves the other ways`() =
        story {
            val add = AddModel(phone)
            assertEquals(Step.Ask(Wish.CAMERA), add.load())
            add.act("camera", "refused")
            assertEquals(Step.Stay, add.load())
            assertEquals(listOf("The camera is not allowed."), add.screen.banners)
            assertEquals(Step.Ask(Wish.PICTURE), add.act("choose_picture"))
            assertEquals(Step.Ask(Wish.PASTE), add.act("paste"))
            add.act("camera", "allowed")
            assertEquals(1, add.screen.all<Camera>().size)
            assertTrue(add.screen.secure)
        }

    @Test
    fun `whatever the way, a code leads to a preview and makes nothing`() =
        story {
            phone.previews = listOf(preview())
            phone.picture = "countersign://enroll?x"
            val frame = Frame(1, 1, 1, byteArrayOf(0))
            val ways: List<suspend (AddModel) -> Step> =
                listOf(
                    { it.act("code", " countersign://enroll?x ") },
                    { it.picture(frame) },
                    { it.act("link", "countersign://enroll?x").let { _ -> it.act("continue") } },
                )
            for (way in ways) {
                val step = assertInstanceOf(Step.Replace::class.java, way(AddModel(phone)))
                assertInstanceOf(PreviewModel::class.java, step.model)
            }
            assertInstanceOf(Step.Replace::class.java, AddModel(phone, Parcel.Code("countersign://enroll?x")).load())
            assertEquals(4, phone.asked.count { it == "preview countersign://enroll?x" })
            assertFalse(phone.asked.any { it.startsWith("enroll") })
        }

    @Test
    fun `a code that cannot be used says why`() =
        story {
            val add = AddModel(phone)
            phone.failures["preview"] = refused
            assertEquals(Step.Stay, add.act("code", "x"))
            assertEquals(listOf("This code cannot be used. Let the website show a new one."), add.screen.banners)
            assertEquals(Step.Stay, add.picture(Frame(1, 1, 1, byteArrayOf(0))))
            assertTrue(add.screen.banners.single().startsWith("There is no code in this picture."))
        }

    @Test
    fun `a preview shows who asks, in full, and adds only after agreement`() =
        story {
            val model = PreviewModel(phone, listOf(preview()))
            assertEquals("login.shop.example", model.screen.fact("Server"))
            assertEquals("Shop", model.screen.fact("Issuer"))
            assertEquals("alice", model.screen.fact("Account"))
            assertTrue(model.screen.position(button("back")) < model.screen.position(button("add")))
            phone.failures["enroll"] = offline
            model.act("add")
            assertEquals(1, model.screen.banners.size)
            model.act("add")
            assertEquals("Account added", model.screen.announce?.english)
            assertEquals(Step.Home, model.act("done"))
        }

    @Test
    fun `what is here already is not added again`() =
        story {
            val model = PreviewModel(phone, listOf(preview("alice", exists = true)))
            assertFalse(model.screen.has("add"))
            model.act("add")
            assertFalse(phone.asked.any { it.startsWith("enroll") })
        }

    @Test
    fun `an export goes on where it stopped`() =
        story {
            val model = PreviewModel(phone, listOf(preview("a", part = 1 to 2), preview("b", exists = true), preview("c")))
            assertEquals("Add 2 accounts", model.screen.button("add").label.english)
            assertTrue("Code 1 of 2. Scan the others, too." in model.screen.words)
            model.act("add")
            assertEquals(listOf("enroll a", "enroll c"), phone.asked)
        }

    @Test
    fun `an unknown outcome is asked for and never answered again`() =
        story {
            phone.requests += request(ending = Ending.Approved)
            val model = OutcomeModel(phone, "r1", "Shop", null, Ending.Unknown)
            assertEquals("Sent, outcome unknown", model.screen.announce?.english)
            model.act("check")
            assertEquals("Approved", model.screen.announce?.english)
            assertEquals(listOf("refresh", "request r1"), phone.asked)
            assertFalse(model.screen.has("check"))
        }

    @Test
    fun `locking is confirmed first`() =
        story {
            val model = LockOutModel(phone, "a1", "r1")
            assertEquals(emptyList<String>(), phone.asked)
            model.act("confirm")
            assertEquals(listOf("lockOut a1 r1"), phone.asked)
            assertEquals("Account locked", model.screen.announce?.english)
        }

    @Test
    fun `history tells what became of each login, and when`() =
        story {
            val model = HistoryModel(phone, null)
            model.load()
            assertEquals(listOf("Nothing has happened yet."), model.screen.words)
            phone.history = listOf(HistoryCard(outside("Shop"), outside("Berlin"), words("outcome_denied"), Tone.SUCCESS, Instant.EPOCH))
            model.load()
            val row = model.screen.all<Row>().single()
            assertEquals("Denied", row.badge?.english)
            assertTrue(row.subtitle!!.english.startsWith("Berlin · Jan 1, 1970"), "${row.subtitle}")
        }

    @Test
    fun `an account is renamed and, when its server cannot be told, removed here only after a second question`() =
        story {
            phone.accounts = AccountList(listOf(account("1")))
            val model = AccountModel(phone, "1")
            model.load()
            assertFalse(model.screen.button("save").enabled)
            model.act("name", " Work ")
            model.act("save")
            model.act("remove")
            assertFalse(model.screen.has("remove_only_here"))
            phone.failures["remove"] = offline
            assertEquals(Step.Stay, model.act("remove_confirm"))
            assertTrue(model.screen.has("remove_only_here"))
            assertEquals(Step.Home, model.act("remove_only_here"))
            assertEquals(listOf("rename 1 Work", "remove 1 NO", "remove 1 YES"), phone.asked.filter { it != "accounts" })
        }

    @Test
    fun `the check-up is good only when notifications and the screen lock are, too`() =
        story {
            val model = DoctorModel(phone, surroundings)
            model.load()
            assertEquals("All is well.", model.screen.announce?.english)
            surroundings.notificationsAllowed = false
            assertEquals("Something needs attention.", model.screen.announce?.english)
            assertEquals("Not allowed", model.screen.fact("Notifications"))
        }

    private fun story(test: suspend () -> Unit) = runBlocking { test() }
}
