package dev.countersign.app.view

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.view.View

/** How much of a one-time code's time is left. Decoration: the seconds are said in words, too. */
@SuppressLint("ViewConstructor")
internal class RingView(
    context: Context,
    color: Int,
) : View(context) {
    private val paint =
        Paint(Paint.ANTI_ALIAS_FLAG).apply {
            this.color = color
            style = Paint.Style.STROKE
        }

    /** 0 to 1. */
    var fraction = 1f
        set(value) {
            field = value
            invalidate()
        }

    init {
        importantForAccessibility = IMPORTANT_FOR_ACCESSIBILITY_NO
    }

    override fun onDraw(canvas: Canvas) {
        val stroke = width / THIN
        paint.strokeWidth = stroke
        val edge = stroke / 2
        canvas.drawArc(edge, edge, width - edge, height - edge, TOP, -FULL * fraction, false, paint)
    }

    private companion object {
        const val THIN = 8f
        const val TOP = -90f
        const val FULL = 360f
    }
}
