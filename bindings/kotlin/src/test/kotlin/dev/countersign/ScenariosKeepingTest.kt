package dev.countersign

import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import org.junit.jupiter.api.Test
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNotEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlin.time.Duration.Companion.milliseconds

/** Scenarios about pictures, countdowns, diagnostics, and what servers can do. */
class ScenariosKeepingTest : PhoneTest() {
    @Test
    fun code_from_picture() =
        story {
            val phone = opened()

            assertEquals(CODE, readCode(PNG.readBytes()))
            val code = findCode(frame(padding = 30))
            assertEquals(CODE, code)
            val account = phone.enroll(phone.preview(CODE))
            assertEquals("755224", phone.oneTimeCode(account.id).digits)

            assertNull(findCode(CameraFrame(SIZE, SIZE, ByteArray(SIZE * SIZE) { -1 })))
            val short = caught<InternalException> { findCode(CameraFrame(SIZE, SIZE + 1, frame().luma)) }
            assertEquals("core.invalid_image", short.code)
            val refused = caught<CodeException> { readCode(PGM.readBytes()) }
            assertEquals("qr.image_unreadable", refused.code)
        }

    @Test
    fun ticking_codes() =
        story {
            val phone = opened()
            val ticking = phone.enroll(phone.preview(TICKING))
            val counting = phone.enroll(phone.preview(CODE))

            val codes = phone.oneTimeCodes(ticking.id).take(3).toList()

            assertEquals(setOf<Pair<Int?, Int?>>(1 to 1), codes.map { it.secondsLeft to it.periodSeconds }.toSet())
            assertEquals(3, codes.map { it.digits }.toSet().size)
            assertEquals(listOf("755224"), phone.oneTimeCodes(counting.id).toList().map { it.digits })
        }

    @Test
    fun diagnostics() =
        story {
            val phone = opened()
            enrolled(phone)
            val (login, challenge) = loginSeenBy(phone)
            phone.approve(challenge.id, login.number)
            server.mock.fault("challenges", "kind" to "status", "code" to 503)
            phone.refresh()

            val told = phone.diagnostics()

            assertTrue(told.startsWith("countersign diagnostics 1\n"))
            listOf("native", "push fcm registered", "server.unavailable", "RecordedByUs(Approved)").forEach { assertTrue(it in told, it) }
            listOf("alice", TOKEN, "Test phone", "127.0.0.1").forEach { assertFalse(it in told, it) }
        }

    @Test
    fun capabilities() =
        story {
            val phone = opened()
            val native = phone.capabilities(enrolled(phone).id)
            val none = phone.capabilities(phone.enroll(phone.preview(CODE)).id)

            assertTrue(native.polling && native.deviceName && native.keyRotation && native.lockout)
            assertFalse(native.pushRequired)
            assertEquals(listOf(NumberStyle.ENTER, NumberStyle.SELECT, NumberStyle.NO_NUMBER), native.numberStyles)
            assertTrue(Algorithm.ED25519 in native.algorithms)
            assertFalse(none.challenges || none.deviceName)
            assertEquals(emptyList(), none.algorithms)
        }

    @Test
    fun name_device() =
        story {
            val phone = opened()
            val account = enrolled(phone)

            phone.nameDevice(account.id, " Second phone ")
            val refused = caught<InternalException> { phone.nameDevice(account.id, "") }

            assertEquals(listOf("Second phone"), server.mock.get("/control/devices").map { it["name"].asText() })
            assertEquals("core.invalid_name", refused.code)
        }

    @Test
    fun rotate_key() =
        story {
            val phone = opened()
            val account = enrolled(phone)
            val before = server.mock.get("/control/devices").single()

            phone.rotateKey(account.id)
            val (login, challenge) = loginSeenBy(phone)
            phone.approve(challenge.id, login.number)

            val after = server.mock.get("/control/devices").single()
            assertNotEquals(before["thumbprint"], after["thumbprint"])
            assertEquals("approved", server.status(login))
        }

    @Test
    fun watch_goes_on() =
        story {
            val phone = opened()
            enrolled(phone)
            server.mock.fault("challenges", "kind" to "drop_reply")
            server.login()
            val problems = mutableListOf<Problem>()

            val challenge = phone.watch(every = 10.milliseconds) { problems += it }.first()

            assertIs<NetworkException>(problems.single().error)
            assertEquals(listOf(challenge), phone.pending())
        }

    /** The picture as a camera delivers it: with padding after each row. */
    private fun frame(padding: Int = 0): CameraFrame {
        val file = PGM.readBytes()
        val pixels = file.copyOfRange(file.size - SIZE * SIZE, file.size)
        val stride = SIZE + padding
        val luma = ByteArray(stride * SIZE) { if (it % stride < SIZE) pixels[it / stride * SIZE + it % stride] else 7 }
        return CameraFrame(SIZE, SIZE, luma, stride)
    }

    private companion object {
        const val CODE = "otpauth://hotp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&counter=0"
        const val TICKING = "otpauth://totp/Example:ben?secret=JBSWY3DPEHPK3PXP&issuer=Example&period=1"
        const val SIZE = 98
        val PNG = File("../../tests/scenarios/code.png")
        val PGM = File("../../tests/scenarios/code.pgm")
    }
}
