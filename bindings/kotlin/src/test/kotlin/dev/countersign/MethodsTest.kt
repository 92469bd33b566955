package dev.countersign

import org.junit.jupiter.api.Test
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.seconds

/** What the scenarios leave out: every other method, and mistakes in calling them. */
class MethodsTest : PhoneTest() {
    @Test
    fun an_account_is_renamed_and_gets_its_name_back() =
        story {
            val phone = opened()
            val account = phone.enroll(phone.preview(ONE_TIME))

            phone.rename(account.id, " Work ")
            assertEquals("Work", phone.accounts().accounts.single().label)
            phone.rename(account.id, "")
            assertNull(phone.accounts().accounts.single().label)

            val error = caught<InternalException> { phone.rename(account.id, "x".repeat(65)) }
            assertEquals("core.invalid_name", error.code)
        }

    @Test
    fun a_code_may_be_read_as_one_of_many() =
        story {
            val phone = opened()

            val preview = phone.previewAll(ONE_TIME).single()

            assertEquals("ann" to "", preview.accountName to preview.issuerHost)
            assertNull(preview.part)
            assertNull(preview.existing)
            assertEquals(OneTimeCodes.TIME, phone.enroll(preview).oneTimeCodes)
        }

    @Test
    fun time_based_codes_end_by_themselves() =
        story {
            val phone = opened()
            val account = phone.enroll(phone.preview(ONE_TIME))

            val code = phone.oneTimeCode(account.id)
            val error = caught<AccountException> { phone.nextOneTimeCode(account.id) }

            assertEquals(6, code.digits.length)
            assertTrue(code.secondsLeft in 1..30)
            assertEquals("account.no_next_code", error.code)
        }

    @Test
    fun who_is_signed_in_enrolls_without_a_code() =
        story {
            val mock = kept(Mock("--dialect", "wso2"))
            val user = mock.post("/control/wso2/users", mapOf("username" to "ann", "password" to "pw"))
            val scopes = mapOf("user" to user["id"].asText(), "scopes" to listOf("internal_login"))
            val token = mock.post("/control/wso2/tokens", scopes)["access_token"].asText()
            val phone = opened()
            assertEquals(listOf("wso2"), phone.tokenDialects())

            val preview = phone.previewWithToken("wso2", mock.url, token)
            val error = caught<EnrollmentException> { phone.previewWithToken("wso2", mock.url, "canary") }

            assertEquals("ann", preview.accountName)
            assertEquals("enroll.token_invalid", error.code)
            assertFalse("canary" in everythingOf(error))
        }

    @Test
    fun a_challenge_is_reported_with_age_and_status() =
        story {
            val phone = opened()
            enrolled(phone)
            val (_, challenge) = loginSeenBy(phone)

            val report = phone.challenge(ChallengeId(challenge.id.value))
            val error = caught<ChallengeException> { phone.challenge(ChallengeId("no id at all")) }

            assertEquals(challenge to ChallengeStatus.Pending, report.challenge to report.status)
            assertNull(report.burst)
            assertTrue(report.age in 0.seconds..60.seconds)
            assertEquals("challenge.not_found", error.code)
        }

    @Test
    fun an_account_says_what_its_server_can_do() =
        story {
            val phone = opened()
            val account = enrolled(phone)

            val capabilities = phone.capabilities(account.id)

            assertTrue(capabilities.polling && capabilities.keyRotation && capabilities.lockout)
            assertTrue(NumberStyle.ENTER in capabilities.numberStyles)
            assertTrue(Algorithm.ES256 in capabilities.algorithms)
        }

    @Test
    fun the_device_has_another_name_at_the_server() =
        story {
            val phone = opened()
            val account = enrolled(phone)
            assertTrue("Test phone" in server.mock.get("/control/devices").toString())

            phone.nameDevice(account.id, "Pocket")

            val devices = server.mock.get("/control/devices").toString()
            assertTrue("Pocket" in devices, devices)
            assertFalse("Test phone" in devices, devices)
        }

    @Test
    fun a_new_key_takes_the_place_of_the_old_one() =
        story {
            val signer = JcaSigner(Algorithm.ES256)
            val phone = opened(signer = signer)
            val account = enrolled(phone)
            val before = signer.handles.toSet()

            phone.rotateKey(account.id)

            assertEquals(1, signer.handles.size)
            assertTrue(signer.handles.intersect(before).isEmpty())
            assertEquals(EventKind.KEY_ROTATED, assertIs<Event>(phone.history(limit = 1).entries.single()).kind)
        }

    @Test
    fun diagnostics_name_no_person_and_no_server() =
        story {
            val phone = opened()
            enrolled(phone)

            val text = phone.diagnostics()

            assertTrue("countersign" in text.lowercase())
            assertFalse("alice" in text || "127.0.0.1" in text || TOKEN in text)
        }

    @Test
    fun an_account_is_locked_from_the_phone() =
        story {
            val phone = opened()
            val account = enrolled(phone)

            phone.lockOut(account.id)

            caught<IllegalStateException> { server.login() }
        }

    @Test
    fun servers_that_cannot_be_told_where_pushes_go_are_named() =
        story {
            val phone = opened()
            val account = enrolled(phone)
            assertEquals(emptyList(), phone.setPushTarget(PushTarget("fcm", "new")))
            server.close()

            val problem = phone.setPushTarget(null).single()

            assertEquals(account.id, problem.account)
            assertIs<NetworkException>(problem.error)
            assertTrue(phone.accounts().accounts.single().isPushStale)
        }

    @Test
    fun the_doctor_says_what_needs_attention() =
        story {
            val phone = opened()
            val account = enrolled(phone)
            assertTrue(phone.doctor().isGood)
            server.close()

            val health = phone.doctor()

            assertFalse(health.isGood)
            assertEquals(account.id, health.accounts.single().account)
            assertIs<NetworkException>(health.accounts.single().problem)
        }

    @Test
    fun a_push_may_come_as_a_map_and_may_be_somebody_elses() =
        story {
            val phone = opened()

            assertEquals(PushOutcome.NotOurs, phone.handlePush(mapOf("from" to "another \"app\"\n")))
        }

    @Test
    fun half_characters_are_only_text() =
        story {
            val error = caught<CodeException> { opened().preview("\uD800 nothing") }

            assertEquals("qr.unknown_scheme", error.code)
        }

    @Test
    fun the_log_goes_to_one_receiver_per_process() =
        story {
            val phone = opened()
            val records = CopyOnWriteArrayList<LogRecord>()
            logTo(LogLevel.INFO) {
                records += it
                error("nobody sees this")
            }
            server.mock.fault("enroll", "kind" to "drop_reply")

            val error = caught<InternalException> { logTo(LogLevel.INFO) {} }
            caught<NetworkException> { enrolled(phone) }
            server.close()
            phone.refresh()

            assertEquals("core.logging_taken", error.code)
            val record = records.first { it.text.startsWith("enrollment is not finished yet") }
            assertEquals(LogLevel.INFO, record.level)
            assertTrue(record.target.startsWith("countersign_core"))
        }

    @Test
    fun texts_of_values_hide_what_is_secret() {
        assertFalse("canary" in Device(push = PushTarget("fcm", "canary")).toString())
        assertFalse("canary" in OneTimeCode("canary", 3, 30).toString())
        assertFalse("canary" in HttpHeader("authorization", "canary").toString())
    }
}
