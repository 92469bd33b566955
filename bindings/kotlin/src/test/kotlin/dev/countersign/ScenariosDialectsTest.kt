package dev.countersign

import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertIs
import kotlin.test.assertTrue

/** Scenarios with servers that speak other languages. */
class ScenariosDialectsTest : PhoneTest() {
    @Test
    fun guardian() =
        story {
            val mock = kept(Mock("--dialect", "guardian"))
            val phone = opened()
            mock.post("/control/guardian/users", mapOf("email" to "ann@example.com", "password" to "pw"))
            val invite = mock.post("/control/guardian/users/ann@example.com/invites", NOTHING)
            val account = phone.enroll(phone.preview(invite["uri"].asText()))
            val context = mapOf("browser" to "Firefox", "os" to "Linux", "location" to "Lisbon")
            val login = mock.post("/control/guardian/logins", mapOf("user" to "ann@example.com", "context" to context))

            val challenge = assertIs<PushOutcome.Waiting>(phone.handlePush(mock.push(TOKEN))).challenge
            val decision = phone.approve(challenge.id)

            assertEquals("guardian", account.dialect)
            assertEquals("Lisbon", challenge.context.place)
            assertEquals(APPROVED, decision)
            assertEquals("accepted", mock.get("/control/guardian/logins/${login["id"].asText()}")["state"].asText())
        }

    @Test
    fun wso2() =
        story {
            val mock = kept(Mock("--dialect", "wso2"))
            val signer = JcaSigner(Algorithm.RS256)
            val phone = opened(signer = signer)
            val settings = mock.get("$ORGANIZATION/settings").properties().associate { it.key to it.value }
            mock.put("$ORGANIZATION/settings", settings + ("number_challenge" to true))
            mock.post("/control/wso2/users", mapOf("username" to "ann", "password" to "pw"))
            val code = mock.post("/control/wso2/users/ann/discovery", NOTHING)
            val account = phone.enroll(phone.preview(code.toString()))
            val origin = mapOf("browser" to "Firefox")
            val push = mock.post("/control/wso2/pushes", mapOf("user" to "ann", "application" to "Shop", "origin" to origin))

            val challenge = assertIs<PushOutcome.Waiting>(phone.handlePush(mock.push(TOKEN))).challenge
            val decision = phone.approve(challenge.id, push.number)

            assertEquals("wso2", account.dialect)
            assertTrue(push.number in assertIs<NumberChallenge.Select>(challenge.number).choices)
            assertEquals(APPROVED, decision)
            assertEquals("approved", mock.get("/control/wso2/pushes/${push["id"].asText()}")["state"].asText())
            assertTrue(Prompt.Approve(UserVerification.UNVERIFIED) in signer.prompts)
        }

    private companion object {
        const val ORGANIZATION = "/control/wso2/organizations/carbon.super"
        val NOTHING = emptyMap<String, Any>()
    }
}
