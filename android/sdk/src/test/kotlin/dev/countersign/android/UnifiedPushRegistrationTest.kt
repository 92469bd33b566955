package dev.countersign.android

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertSame
import org.junit.jupiter.api.Test

private const val TOKEN = "token-1"
private const val HOME = "org.example.distributor"

class UnifiedPushRegistrationTest {
    private val asked = Registration().asked(HOME) { TOKEN }
    private val registered = asked.copy(state = UnifiedPushState.REGISTERED)

    private fun of(
        action: String,
        endpoint: String? = null,
        content: ByteArray? = null,
        reason: String? = null,
        successor: String? = null,
    ) = Broadcast("org.unifiedpush.android.connector.$action", TOKEN, endpoint, content, reason, successor)

    @Test
    fun `asking makes a token that is a random UUID`() {
        val tokens = List(2) { Registration().asked(HOME).token.orEmpty() }

        assertEquals(36, tokens[0].length)
        assertNotEquals(tokens[0], tokens[1])
    }

    @Test
    fun `asking again keeps token and state, asking another distributor does not`() {
        assertEquals(registered, registered.asked(HOME) { "token-2" })
        assertEquals(asked, registered.copy(state = UnifiedPushState.UNAVAILABLE).asked(HOME) { "token-2" })

        val moved = registered.asked("org.example.other") { "token-2" }

        assertEquals(Registration("token-2", "org.example.other", UnifiedPushState.ASKED), moved)
    }

    @Test
    fun `a broadcast without the token changes nothing`() {
        val actions = listOf("MESSAGE", "NEW_ENDPOINT", "REGISTRATION_FAILED", "TEMP_UNAVAILABLE", "UNREGISTERED")
        for (name in actions) {
            val action = "org.unifiedpush.android.connector.$name"
            for (token in listOf(null, "", "token-2")) {
                assertNull(registered.after(Broadcast(action, token, "https://push.example/up", ByteArray(1))), name)
            }
            assertNull(Registration().after(Broadcast(action)), name)
        }
        assertNull(registered.after(of("SOMETHING_NEW")))
        assertNull(registered.after(Broadcast(null, TOKEN)))
    }

    @Test
    fun `a message is taken as it is`() {
        val content = byteArrayOf(1, 2)

        val (after, errand) = registered.after(of("MESSAGE", content = content))!!

        assertEquals(registered, after)
        assertSame(content, (errand as Errand.Take).content)
        assertEquals(registered to Errand.Nothing, registered.after(of("MESSAGE")))
    }

    @Test
    fun `a new endpoint is told to servers`() {
        val answer = asked.after(of("NEW_ENDPOINT", endpoint = "https://push.example/up"))

        assertEquals(registered to Errand.Tell("https://push.example/up"), answer)
        assertNull(asked.after(of("NEW_ENDPOINT")))
    }

    @Test
    fun `only messages and endpoints are acknowledged, and only those with an id`() {
        val actions = listOf("MESSAGE", "NEW_ENDPOINT", "REGISTRATION_FAILED", "TEMP_UNAVAILABLE", "UNREGISTERED")
        val acknowledged = actions.filter { Broadcast("org.unifiedpush.android.connector.$it", TOKEN, id = "7").acknowledged == "7" }

        assertEquals(listOf("MESSAGE", "NEW_ENDPOINT"), acknowledged)
        assertNull(of("MESSAGE").acknowledged)
    }

    @Test
    fun `after a refusal the reason stays, servers are told, and the next start uses another token`() {
        val reasons =
            mapOf(
                "NETWORK" to UnifiedPushState.NO_NETWORK,
                "ACTION_REQUIRED" to UnifiedPushState.ACTION_REQUIRED,
                "VAPID_REQUIRED" to UnifiedPushState.VAPID_REQUIRED,
                "INTERNAL_ERROR" to UnifiedPushState.FAILED,
                "SOMETHING_NEW" to UnifiedPushState.FAILED,
                null to UnifiedPushState.FAILED,
            )
        for ((reason, state) in reasons) {
            val (after, errand) = asked.after(of("REGISTRATION_FAILED", reason = reason))!!

            assertEquals(Registration(null, HOME, state) to Errand.End(null), after to errand)
            assertEquals("token-2", after.asked(HOME) { "token-2" }.token)
        }
    }

    @Test
    fun `a distributor that cannot deliver for a while stays the one of the servers`() {
        val (after, errand) = registered.after(of("TEMP_UNAVAILABLE"))!!

        assertEquals(registered.copy(state = UnifiedPushState.UNAVAILABLE) to Errand.Nothing, after to errand)
        assertEquals(registered, after.after(of("NEW_ENDPOINT", endpoint = "https://push.example/up"))?.first)
    }

    @Test
    fun `an end is told to servers, and the distributor's successor is asked`() {
        assertEquals(Registration() to Errand.End(null), registered.after(of("UNREGISTERED")))
        val other = "org.example.other"
        assertEquals(Registration() to Errand.End(other), registered.after(of("UNREGISTERED", successor = other)))
    }
}
