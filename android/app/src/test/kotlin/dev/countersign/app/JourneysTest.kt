package dev.countersign.app

import dev.countersign.Authenticator
import dev.countersign.Device
import dev.countersign.KeyVault
import dev.countersign.Prompt
import dev.countersign.Signer
import dev.countersign.UserVerification
import dev.countersign.Vault
import dev.countersign.VaultFailure
import dev.countersign.VaultProblem
import dev.countersign.app.model.SdkPhone
import dev.countersign.app.model.Session
import dev.countersign.app.model.Verification
import dev.countersign.app.screens.Action
import dev.countersign.app.screens.NumberEntry
import dev.countersign.app.screens.Row
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir
import java.io.File

/** Whole journeys: the app's screens over the real library and a server. */
class JourneysTest {
    @TempDir
    lateinit var folder: File

    private val server = Mock()
    private val clock = TestClock()
    private val opened = mutableListOf<Authenticator>()
    private val answered = mutableListOf<String>()
    private val shared = mutableListOf<String>()

    @AfterEach
    fun end() {
        opened.forEach { it.close() }
        server.close()
    }

    @Test
    fun `an account is added after its preview`() =
        journey { app ->
            app.open(server.offer())
            assertEquals("preview", app.screen.id)
            assertEquals("alice" to "127.0.0.1", app.screen.fact("Account") to app.screen.fact("Server"))
            assertEquals("A number of 6 digits", app.screen.fact("To approve"))
            app.act("add")
            app.act("done")

            assertEquals(listOf("alice"), app.screen.all<Row>().map { it.subtitle?.english })
        }

    @Test
    fun `a login is approved with its number`() =
        enrolled { app ->
            val login = server.login()
            app.meetsRequest()
            assertEquals("Login to Shop", app.screen.words.first())
            assertEquals(6, app.screen.all<NumberEntry>().single().digits)
            app.approve(login.number)

            assertEquals("Approved", app.outcome)
            assertEquals("approved", server.status(login))
            assertEquals(1, answered.size)
        }

    @Test
    fun `a login is denied`() =
        enrolled { app ->
            val login = server.login()
            app.meetsRequest()
            app.act("deny")

            assertEquals("Denied", app.outcome)
            assertEquals("denied", server.status(login))
        }

    @Test
    fun `this was not me is told to the server, and the account can be locked`() =
        enrolled { app ->
            val login = server.login()
            app.meetsRequest()
            app.act("not_me")
            assertEquals("denied_suspicious", server.status(login))
            app.act("lock_out")
            app.act("confirm")

            assertEquals("Account locked", app.outcome)
        }

    @Test
    fun `an account bound to the person asks once while it is added, and for each approval, but for no deny`() {
        val signer = PersonSigner()
        journey(signer = signer) { app ->
            app.open(server.offer())
            assertTrue(app.screen.words.any { it.startsWith("You will be asked once") })
            signer.cancels = true
            app.act("add")
            assertTrue(app.screen.banners.single().endsWith("The account was not added. Try again when you are ready."))
            signer.cancels = false
            app.act("add")
            app.act("done")
            signer.prompts.clear()

            server.login()
            app.meetsRequest()
            app.act("deny")
            assertEquals("Denied", app.outcome)
            app.act("done")
            val login = server.login()
            app.meetsRequest()
            app.approve(login.number)
            assertEquals("approved", server.status(login))
            assertEquals(listOf<Prompt>(Prompt.Approve(UserVerification.BIOMETRIC)), signer.prompts)

            app.act("done")
            app.opensAccount()
            assertTrue("Approvals need your fingerprint, face or screen lock." in app.screen.words)
        }
    }

    @Test
    fun `the phone gets another name on the server and the account another key`() =
        enrolled { app ->
            app.opensAccount()
            app.act("device_name")
            app.act("device_name", "Work phone")
            app.act("save")
            assertEquals("The server knows the new name.", app.outcome)
            app.act("back")
            app.act("rotate")
            app.act("confirm")
            assertEquals("The key was replaced.", app.outcome)
            app.act("back")
            app.act("history")

            assertTrue("Key replaced" in app.screen.words)
        }

    @Test
    fun `the report for support has no account name in it`() =
        enrolled { app ->
            app.act("doctor")
            app.act("diagnostics")
            val report = app.screen.words.last()

            assertTrue("native at an address" in report, report)
            assertFalse("alice" in report)
            app.act("share")
            assertEquals(listOf(report), shared)
        }

    @Test
    fun `a wrong number ends the login`() =
        enrolled { app ->
            val login = server.login()
            app.meetsRequest()
            app.approve(wrong(login.number))

            assertEquals("Wrong number", app.outcome)
            assertTrue(server.status(login) != "approved")
        }

    @Test
    fun `a login that another phone answered is not asked here again`() =
        enrolled { app ->
            val other = session("other")
            other.open(server.offer())
            other.act("add")
            other.act("done")
            val login = server.login()
            app.meetsRequest()
            other.meetsRequest()
            other.approve(login.number)
            app.approve(login.number)

            assertEquals("Approved elsewhere", app.outcome)
        }

    @Test
    fun `an answer without a reply is unknown until it is asked for`() =
        enrolled { app ->
            val login = server.login()
            app.meetsRequest()
            server.fault("answer", "drop_reply")
            server.fault("outcome", "drop_reply")
            app.approve(login.number)
            assertEquals("Sent, outcome unknown", app.outcome)
            server.clearFaults()
            app.act("check")

            assertEquals("Approved", app.outcome)
            assertEquals("approved", server.status(login))
        }

    @Test
    fun `without a connection nothing is said to be sent, and the accounts stay`() =
        enrolled { app ->
            val login = server.login()
            app.meetsRequest()
            server.close()
            app.approve(login.number)

            // Certainly not sent: the request still asks.
            assertEquals("request", app.screen.id)
            assertEquals(listOf("The server cannot be reached. Check the connection and try again."), app.screen.banners)
            app.act("back")
            assertEquals("alice", app.screen.all<Row>().last().subtitle?.english)
        }

    @Test
    fun `a deny without a connection is kept`() =
        enrolled { app ->
            server.login()
            app.meetsRequest()
            server.close()
            app.act("deny")

            assertEquals("Denied on this phone", app.outcome)
        }

    @Test
    fun `storage that is locked is explained and opens when it is unlocked`() =
        journey(LockedVault()) { app ->
            assertEquals("storage", app.screen.id)
            assertTrue("The accounts are locked." in app.screen.words)
            app.act("retry")

            assertEquals("accounts", app.screen.id)
        }

    private val Session.outcome get() = screen.announce?.english

    private suspend fun Session.act(
        id: String,
        argument: String = "",
    ) = act(screen.id, Action(id, argument))

    private suspend fun Session.meetsRequest() {
        act("refresh")
        act("request", screen.all<Row>().first { it.action?.id == "request" }.action!!.argument)
    }

    private suspend fun Session.opensAccount() =
        act("account", screen.all<Row>().first { it.action?.id == "account" }.action!!.argument)

    private suspend fun Session.approve(number: String) {
        clock.now += 500
        act("number", number)
        act("approve")
    }

    private fun session(
        name: String = "phone",
        vault: Vault = Vault.File,
        signer: Signer? = null,
    ): Session {
        val open: suspend () -> Authenticator = {
            Authenticator
                .open(folder.resolve(name), vault, signer = signer, device = Device(name = name), allowLoopback = true)
                .also { opened += it }
        }
        val ways = if (signer == null) emptySet() else setOf(Verification.BIOMETRIC, Verification.SCREEN_LOCK)
        val phone = SdkPhone(open, answered = { answered += it }) { ways }
        return Session(phone, clock, TestSurroundings()) { _, text -> shared += text }.also { it.visible(true) }
    }

    private fun journey(
        vault: Vault = Vault.File,
        signer: Signer? = null,
        test: suspend (Session) -> Unit,
    ) = runBlocking {
        val app = session(vault = vault, signer = signer)
        app.start()
        test(app)
    }

    private fun enrolled(test: suspend (Session) -> Unit) =
        journey { app ->
            app.open(server.offer())
            app.act("add")
            app.act("done")
            test(app)
        }

    /** Locked the first time. */
    private class LockedVault : KeyVault {
        private var locked = true
        private var key: ByteArray? = null

        override fun load(): ByteArray? {
            if (locked) throw VaultFailure(VaultProblem.LOCKED).also { locked = false }
            return key
        }

        override fun save(key: ByteArray) {
            this.key = key
        }
    }
}
