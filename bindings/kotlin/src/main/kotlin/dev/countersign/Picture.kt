package dev.countersign

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import dev.countersign.generated.CameraFrame as RawCameraFrame
import dev.countersign.generated.findCode as rawFindCode
import dev.countersign.generated.readCode as rawReadCode

/**
 * A frame of a camera: one byte of brightness per pixel, as the Y plane of a YUV image has it.
 *
 * @property width Pixels per row, at least 40.
 * @property height Rows, at least 40; at most 16 million pixels together.
 * @property luma Brightness, row by row; 0 is black. The padding of the last row may be missing.
 * @property rowStride From the start of one row to the start of the next, in bytes; at least the width.
 * @property number The frame's running number: each looks at the picture in another way, so that a code missed in one is found in one of
 *   the next.
 */
public class CameraFrame(
    public val width: Int,
    public val height: Int,
    public val luma: ByteArray,
    public val rowStride: Int = width,
    public val number: Int = 0,
) {
    init {
        require(width >= 0 && height >= 0 && rowStride >= 0) { "a size below zero" }
    }

    override fun toString(): String = "CameraFrame(width=$width, height=$height, number=$number)"
}

/**
 * Reads the QR code in a PNG file of at most 8 MiB and 16 million pixels. The text goes to [Authenticator.preview]: it may hold a secret.
 *
 * Computes for up to a second for the largest images, on [Dispatchers.Default].
 *
 * @throws CodeException There is none, or more than one.
 */
public suspend fun readCode(png: ByteArray): String = withContext(Dispatchers.Default) { told { rawReadCode(png) } }

/**
 * Reads the QR code that a camera sees; `null` when there is none in this frame.
 *
 * Takes some milliseconds per million pixels, on [Dispatchers.Default]. Skip frames that come while one is being read.
 */
public suspend fun findCode(frame: CameraFrame): String? =
    withContext(Dispatchers.Default) {
        val raw =
            with(frame) {
                RawCameraFrame(width.toUInt(), height.toUInt(), rowStride.toUInt(), luma, number.toUInt())
            }
        told { rawFindCode(raw) }
    }
