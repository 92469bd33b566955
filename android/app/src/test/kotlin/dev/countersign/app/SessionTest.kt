package dev.countersign.app

import dev.countersign.app.model.AccountList
import dev.countersign.app.model.Frame
import dev.countersign.app.model.Session
import dev.countersign.app.model.Wish
import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Row
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class SessionTest {
    private val phone = ScriptedPhone().also { it.accounts = AccountList(listOf(account("1"))) }
    private val clock = TestClock()
    private val asked = mutableListOf<Wish>()
    private val session = Session(phone, clock, TestSurroundings()) { wish, _ -> asked += wish }

    @Test
    fun `a request that arrives is shown above whatever is there, once`() =
        runBlocking {
            session.start()
            session.act("accounts", Action("history"))
            phone.requests += request()
            phone.arrivals.send("r1")
            phone.arrivals.send("r1")
            val watching = launch(start = CoroutineStart.UNDISPATCHED) { session.watch() }
            while (phone.asked.count { it == "request r1" } < 1) yield()
            watching.cancel()

            assertEquals("request", session.screen.id)
            session.act("request", Action("back"))
            assertEquals("history", session.screen.id)
        }

    @Test
    fun `a request that was tapped is shown at once, before the accounts are asked for`() =
        runBlocking {
            phone.requests += request()
            session.show("r1")
            assertEquals("request" to listOf("request r1"), session.screen.id to phone.asked.toList())

            session.act("request", Action("back"))
            assertEquals(listOf("Shop"), session.screen.all<Row>().take(1).map { it.title.english.removePrefix("Login to ") })
            assertTrue("accounts" in phone.asked)
        }

    @Test
    fun `an action of a screen that is no longer in front does nothing`() =
        runBlocking {
            session.start()
            phone.requests += request()
            session.show("r1")
            session.act("accounts", Action("history"))
            assertEquals("request", session.screen.id)
        }

    @Test
    fun `an approval takes half a second after a request came in front of another one`() =
        runBlocking {
            session.visible(true)
            session.start()
            phone.requests += listOf(request("r1"), request("r2"))
            session.show("r1")
            clock.now += 500
            session.show("r2")
            session.act("request", Action("approve"))

            assertFalse(phone.asked.any { it.startsWith("approve") })
        }

    @Test
    fun `another app in front of this one is known to a request that comes later`() =
        runBlocking {
            session.visible(true)
            session.start()
            session.obscured(true)
            phone.requests += request()
            session.show("r1")
            clock.now += 1_000
            session.act("request", Action("approve"))

            assertFalse(phone.asked.any { it.startsWith("approve") })
        }

    @Test
    fun `a link leads to a preview, never further`() =
        runBlocking {
            session.start()
            phone.previews = listOf(preview())
            session.open("countersign://enroll?x")

            assertEquals("preview", session.screen.id)
            assertFalse(phone.asked.any { it.startsWith("enroll") })
        }

    @Test
    fun `a shared picture leads to a preview, and the camera is not asked for`() =
        runBlocking {
            session.start()
            phone.previews = listOf(preview())
            phone.picture = "countersign://enroll?x"
            session.picture(Frame(1, 1, 1, byteArrayOf(0)))

            assertEquals("preview", session.screen.id)
            assertEquals(emptyList<Wish>(), asked)
        }

    @Test
    fun `a picture that cannot be read has no code`() =
        runBlocking {
            session.start()
            repeat(2) {
                session.picture(null)
                assertEquals("add", session.screen.id)
                val banner = session.screen.banners.single()
                assertTrue(banner.startsWith("There is no code in this picture."))
            }
            assertFalse("read" in phone.asked)
            assertEquals(emptyList<Wish>(), asked)
        }

    @Test
    fun `locked storage is shown first and left when it works`() =
        runBlocking {
            phone.failures["accounts"] = locked
            session.start()
            assertEquals("storage", session.screen.id)
            session.act("storage", Action("retry"))
            assertEquals("accounts", session.screen.id)
        }

    @Test
    fun `what only the platform can do is asked of it`() =
        runBlocking {
            session.start()
            session.act("accounts", Action("add"))
            session.act("add", Action("paste"))

            assertEquals(listOf(Wish.CAMERA, Wish.PASTE), asked)
            assertTrue(session.screen.secure)
        }
}
