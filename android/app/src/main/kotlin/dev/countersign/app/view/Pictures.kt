package dev.countersign.app.view

import android.content.ContentResolver
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Color
import android.net.Uri
import dev.countersign.app.model.Frame
import java.io.IOException
import java.io.InputStream

/** The brightness of a picture that the person chose; `null` when it cannot be read. Large ones are made smaller. */
internal fun frame(
    resolver: ContentResolver,
    picture: Uri,
): Frame? =
    try {
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        opened(resolver, picture)?.use { BitmapFactory.decodeStream(it, null, size) }
        val options = BitmapFactory.Options().apply { inSampleSize = sample(size.outWidth, size.outHeight) }
        opened(resolver, picture)?.use { BitmapFactory.decodeStream(it, null, options) }?.let(::luminance)
    } catch (_: IOException) {
        null
    }

/** What is in [picture]; `null` when its app does not hand it out. Whatever goes wrong in that app is thrown here. */
private fun opened(
    resolver: ContentResolver,
    picture: Uri,
): InputStream? =
    try {
        resolver.openInputStream(picture)
    } catch (_: RuntimeException) {
        null
    }

/** By how much to divide both sides for a picture of at most [SIDE] pixels each. */
private fun sample(
    width: Int,
    height: Int,
): Int = generateSequence(1) { it * 2 }.first { width / it <= SIDE && height / it <= SIDE }

private fun luminance(bitmap: Bitmap): Frame {
    val pixels = IntArray(bitmap.width * bitmap.height)
    bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
    return Frame(bitmap.width, bitmap.height, bitmap.width, ByteArray(pixels.size) { brightness(pixels[it]) })
}

/** What is transparent is white, as paper is. */
private fun brightness(pixel: Int): Byte {
    val sum = RED * Color.red(pixel) + GREEN * Color.green(pixel) + BLUE * Color.blue(pixel)
    val opaque = Color.alpha(pixel)
    return ((sum / WEIGHTS * opaque + WHITE * (WHITE - opaque)) / WHITE).toByte()
}

private const val SIDE = 2048
private const val RED = 299
private const val GREEN = 587
private const val BLUE = 114
private const val WEIGHTS = 1000
private const val WHITE = 255
