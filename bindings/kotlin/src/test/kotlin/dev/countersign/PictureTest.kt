package dev.countersign

import com.google.zxing.BarcodeFormat
import com.google.zxing.qrcode.QRCodeWriter
import org.junit.jupiter.api.Test
import java.awt.image.BufferedImage
import java.io.ByteArrayOutputStream
import javax.imageio.ImageIO
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNull

/** QR codes in files and camera frames. */
class PictureTest : PhoneTest() {
    private val text = "otpauth://totp/Example:ann?secret=GEZDGNBVGY3TQOJQ"
    private val code = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, SIZE, SIZE)

    private fun png(): ByteArray {
        val image = BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY)
        for (y in 0 until SIZE) for (x in 0 until SIZE) image.setRGB(x, y, if (code[x, y]) 0 else 0xFFFFFF)
        return ByteArrayOutputStream().also { ImageIO.write(image, "png", it) }.toByteArray()
    }

    private fun frame(isThere: Boolean): CameraFrame {
        val luma = ByteArray(STRIDE * SIZE) { if (it % STRIDE < SIZE && isThere && code[it % STRIDE, it / STRIDE]) 0 else -1 }
        return CameraFrame(SIZE, SIZE, luma, STRIDE)
    }

    @Test
    fun a_file_is_read() = story { assertEquals(text, readCode(png())) }

    @Test
    fun a_frame_is_read() = story { assertEquals(text, findCode(frame(isThere = true))) }

    @Test
    fun a_frame_without_a_code_is_nothing_special() = story { assertNull(findCode(frame(isThere = false))) }

    @Test
    fun a_file_that_is_no_picture_is_a_code_exception() =
        story {
            val error = caught<CodeException> { readCode("canary-7f3a".encodeToByteArray()) }

            assertFalse("canary" in everythingOf(error))
        }

    @Test
    fun a_frame_too_small_for_its_size_is_an_error_of_the_caller() =
        story {
            caught<CountersignException> { findCode(CameraFrame(SIZE, SIZE, ByteArray(10))) }
        }

    private companion object {
        const val SIZE = 300
        const val STRIDE = 320
    }
}
