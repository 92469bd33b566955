package dev.countersign

import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Test
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds

/** Scenarios about codes, logins and accounts. */
class ScenariosLoginsTest : PhoneTest() {
    @Test
    fun enroll() =
        story {
            val phone = opened()
            val preview = phone.preview(server.offer())
            assertEquals("127.0.0.1" to "alice", preview.issuerHost to preview.accountName)
            assertEquals(emptyList(), phone.accounts().accounts)

            val account = phone.enroll(preview)
            val error = caught<EnrollmentException> { phone.enroll(preview) }

            assertEquals("enroll.already_enrolled", error.code)
            assertEquals(listOf(account), phone.accounts().accounts)
            assertEquals("alice", account.accountName)
        }

    @Test
    fun approve_pushed_number() =
        story {
            val phone = opened()
            val account = enrolled(phone)
            val login = server.login()

            val challenge = assertIs<PushOutcome.Waiting>(phone.handlePush(server.mock.push(TOKEN))).challenge
            val decision = phone.approve(challenge.id, login.number)

            assertEquals(account.id, challenge.account)
            assertEquals(NumberChallenge.Enter(6), challenge.number)
            assertEquals("Shop", challenge.relyingParty.name)
            assertEquals(APPROVED, decision)
            assertEquals("approved", server.status(login))
            assertEquals(emptyList(), phone.pending())
        }

    @Test
    fun web_push() =
        story {
            val phone = opened()
            val account = enrolled(phone)
            val login = server.login()
            val hint = server.mock.push(TOKEN)
            val target = phone.webPushTarget("https://push.example/up")
            val subscription = Subscription(target)

            val problems = phone.setPushTarget(phone.webPushTarget("https://push.example/moved"))
            val content = subscription.encrypted(hint)
            val challenge = assertIs<PushOutcome.Waiting>(phone.handleWebPush(content)).challenge
            val damaged = content.also { it[it.lastIndex] = (it.last() + 1).toByte() }
            val malformed = caught<ChallengeException> { phone.handleWebPush(damaged) }
            val refused = caught<EnrollmentException> { phone.webPushTarget("http://push.example/up") }

            assertEquals("webpush", target.provider)
            assertEquals("https://push.example/up", subscription.endpoint)
            assertEquals(emptyList(), problems)
            assertEquals(account.id, challenge.account)
            assertEquals(APPROVED, phone.approve(challenge.id, login.number))
            assertEquals("challenge.push_malformed", malformed.code)
            assertEquals("push.target_refused", refused.code)
        }

    @Test
    fun deny() =
        story {
            val phone = opened()
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)

            val decision = phone.deny(challenge.id, DenyReason.SUSPICIOUS)

            assertEquals(DENIED, decision)
            assertEquals("denied_suspicious", server.status(login))
        }

    @Test
    fun deny_stays() =
        story {
            val phone = opened()
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)
            phone.deny(challenge.id)

            val error = caught<AlreadyDecidedException> { phone.approve(challenge.id, login.number) }

            assertEquals("answer.already_answered", error.code)
            assertEquals(DENIED, error.decision)
            assertEquals("denied", server.status(login))
        }

    @Test
    fun wrong_number() =
        story {
            val phone = opened()
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)

            val error = caught<AnswerException> { phone.approve(challenge.id, wrong(login.number)) }

            assertEquals("answer.number_mismatch", error.code)
            assertEquals(Advice.NEVER, error.advice)
            assertEquals(Decision.RecordedByUs(Recorded.WRONG_NUMBER), error.decision)
            assertNotEquals("approved", server.status(login))
        }

    @Test
    fun no_code() =
        story {
            val phone = opened()

            val error = caught<CodeException> { phone.preview("https://example.com/nothing") }

            assertEquals("qr.unknown_scheme", error.code)
            assertEquals(Advice.AFTER_USER_ACTION, error.advice)
            assertNull(error.decision)
            assertFalse("example.com" in everythingOf(error))
        }

    @Test
    fun busy_server_says_when() =
        story {
            val phone = opened()
            server.mock.fault("preview", "kind" to "status", "code" to 503, "retry_after" to 7)

            val error = caught<ServerException> { phone.preview(server.offer()) }

            assertEquals("server.unavailable", error.code)
            assertEquals(Advice.AFTER, error.advice)
            assertEquals(7.seconds, error.retryAfter)
        }

    @Test
    fun server_unreachable() =
        story {
            val phone = opened()
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)
            server.close()

            val error = caught<NetworkException> { phone.approve(challenge.id, login.number) }

            assertTrue(error.decision in setOf(Decision.NotSent, Decision.Unknown))
            assertFalse("127.0.0.1" in everythingOf(error))
        }

    @Test
    fun lost_reply() =
        story {
            val phone = opened()
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)
            // The phone asks at once what was recorded, and does not hear that either.
            server.mock.fault("answer", "kind" to "drop_reply")
            server.mock.fault("outcome", "kind" to "drop_reply")

            val error = caught<NetworkException> { phone.approve(challenge.id, login.number) }
            val decision = phone.approve(challenge.id, login.number)

            assertEquals(Decision.Unknown, error.decision)
            assertEquals(APPROVED, decision)
            assertEquals("approved", server.status(login))
        }

    @Test
    fun watch() =
        story {
            val phone = opened()
            enrolled(phone)
            server.login()

            val seen =
                phone
                    .watch(every = 50.milliseconds)
                    .onEach { server.login() }
                    .take(2)
                    .toList()

            assertEquals(2, seen.map { it.id }.toSet().size)
            assertEquals(seen.map { it.id }, phone.pending().take(2).map { it.id })
        }

    @Test
    fun one_time_codes() =
        story {
            val phone = opened()
            val code = "otpauth://hotp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&counter=0"

            val account = phone.enroll(phone.preview(code))

            assertEquals(OneTimeCodes.COUNTER to false, account.oneTimeCodes to account.hasKey)
            assertEquals(OneTimeCode("755224", null, null), phone.oneTimeCode(account.id))
            assertEquals("755224", phone.oneTimeCode(account.id).digits)
            assertEquals("287082", phone.nextOneTimeCode(account.id).digits)
            assertFalse("287082" in phone.oneTimeCode(account.id).toString())
        }

    @Test
    fun remove() =
        story {
            val phone = opened()
            val account = enrolled(phone)

            phone.remove(account.id)

            assertEquals(emptyList(), phone.accounts().accounts)
            assertEquals(0, server.mock.get("/control/devices").size())
            val kinds =
                phone
                    .history()
                    .entries
                    .filterIsInstance<Event>()
                    .map { it.kind }
            assertEquals(listOf(EventKind.REMOVED, EventKind.ENROLLED), kinds)
        }
}
