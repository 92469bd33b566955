package dev.countersign.app.view

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.RippleDrawable
import android.util.TypedValue
import android.view.View
import android.widget.TextView
import dev.countersign.app.R
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Tone

/** Colors and sizes of the resources, as views need them. */
internal class Style(
    private val context: Context,
) {
    val margin = pixels(R.dimen.margin)
    val gap = pixels(R.dimen.gap)
    val inner = pixels(R.dimen.inner)
    val touch = pixels(R.dimen.touch)
    val camera = pixels(R.dimen.camera)
    val picture = pixels(R.dimen.picture)
    val ring = pixels(R.dimen.ring)

    fun color(id: Int) = context.getColor(id)

    fun size(
        view: TextView,
        id: Int,
    ) = view.setTextSize(TypedValue.COMPLEX_UNIT_PX, context.resources.getDimension(id))

    /** A rounded surface. */
    fun surface(color: Int): GradientDrawable = rounded().apply { setColor(color(color)) }

    /** A rounded surface that answers to taps. */
    fun tappable(color: Int): RippleDrawable = ripple(surface(color))

    fun button(style: ButtonStyle): RippleDrawable =
        ripple(
            when (style) {
                ButtonStyle.PRIMARY, ButtonStyle.APPROVE -> surface(R.color.accent)
                ButtonStyle.PLAIN -> outlined(R.color.outline)
                ButtonStyle.DANGER -> outlined(R.color.danger)
                ButtonStyle.DENY -> surface(R.color.danger_surface)
            },
        )

    fun onButton(style: ButtonStyle): Int =
        when (style) {
            ButtonStyle.PRIMARY, ButtonStyle.APPROVE -> R.color.on_accent
            ButtonStyle.PLAIN -> R.color.accent
            ButtonStyle.DANGER, ButtonStyle.DENY -> R.color.danger
        }

    fun tone(tone: Tone): Int =
        when (tone) {
            Tone.PLAIN -> R.color.text
            Tone.QUIET -> R.color.quiet
            Tone.WARNING -> R.color.warning
            Tone.DANGER -> R.color.danger
            Tone.SUCCESS -> R.color.success
        }

    fun toneSurface(tone: Tone): Int =
        when (tone) {
            Tone.PLAIN, Tone.QUIET -> R.color.surface
            Tone.WARNING -> R.color.warning_surface
            Tone.DANGER -> R.color.danger_surface
            Tone.SUCCESS -> R.color.success_surface
        }

    fun fade(view: View) {
        view.alpha = if (view.isEnabled) 1f else DISABLED
    }

    private fun outlined(color: Int) = rounded().apply { setStroke(pixels(R.dimen.stroke), color(color)) }

    private fun ripple(content: GradientDrawable): RippleDrawable {
        val mask = rounded().apply { setColor(color(R.color.text)) }
        return RippleDrawable(ColorStateList.valueOf(color(R.color.outline)), content, mask)
    }

    private fun rounded() = GradientDrawable().apply { cornerRadius = context.resources.getDimension(R.dimen.corner) }

    private fun pixels(id: Int) = context.resources.getDimensionPixelSize(id)

    private companion object {
        const val DISABLED = 0.45f
    }
}
