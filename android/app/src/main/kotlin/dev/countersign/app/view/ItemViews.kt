package dev.countersign.app.view

import android.annotation.TargetApi
import android.content.Context
import android.os.Build
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.ProgressBar
import android.widget.TextView
import dev.countersign.app.R
import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Banner
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.Camera
import dev.countersign.app.screens.Choices
import dev.countersign.app.screens.Code
import dev.countersign.app.screens.Fact
import dev.countersign.app.screens.Field
import dev.countersign.app.screens.Heading
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.NumberEntry
import dev.countersign.app.screens.Paragraph
import dev.countersign.app.screens.Picture
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Row
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.Wording
import dev.countersign.app.screens.resolved
import dev.countersign.app.screens.spoken

/** Makes the view of each kind of item. */
internal class ItemViews(
    private val context: Context,
    private val style: Style,
    private val wording: Wording,
    private val frame: FrameReader,
    private val act: (Action) -> Unit,
) {
    private val fields = FieldViews(context, style, wording, act)
    private val buttons = ButtonViews(context, style, wording, act)

    fun make(item: Item): View =
        when (item) {
            is Heading -> line(item.text, R.dimen.text_heading).also(::heading)
            is Paragraph -> line(item.text, R.dimen.text_body, style.tone(item.tone))
            is Fact -> fact(item)
            is Banner -> banner(item)
            is Field -> fields.field(item)
            is NumberEntry -> fields.number(item)
            is Choices -> buttons.choices(item)
            is Button -> buttons.button(item)
            is Row -> row(item)
            is Code -> code(item)
            is Camera -> CameraView(context, frame) { act(Action(item.id, it)) }.also { said(it, item) }
            is Progress -> progress(item)
            is Picture -> picture(item)
        }

    /** Lets [view], which shows [was], show [item] instead; whether it can. */
    fun update(
        view: View,
        was: Item,
        item: Item,
    ): Boolean =
        when {
            was is Field && item is Field && was.id == item.id -> fields.update(view, item.value)
            was is NumberEntry && item is NumberEntry && was.id == item.id -> fields.update(view, item.value)
            was is Button && item is Button && was.isLike(item) -> buttons.update(view, item)
            was is Choices && item is Choices && was.options == item.options -> buttons.update(view, item)
            was is Fact && item is Fact && was.label == item.label -> update(view, item)
            else -> false
        }

    private fun line(
        text: Text,
        size: Int,
        color: Int = R.color.text,
    ): TextView {
        val view = TextView(context)
        view.text = text.resolved(wording)
        view.contentDescription = text.spoken(wording)
        view.setTextColor(style.color(color))
        view.textAlignment = View.TEXT_ALIGNMENT_VIEW_START
        style.size(view, size)
        return view
    }

    private fun fact(item: Fact): View {
        val column = column(line(item.label, R.dimen.text_small, R.color.quiet), line(item.value, R.dimen.text_body))
        said(column, item)
        return column
    }

    private fun update(
        view: View,
        item: Fact,
    ): Boolean {
        val value = (view as LinearLayout).getChildAt(1) as TextView
        value.text = item.value.resolved(wording)
        said(view, item)
        return true
    }

    private fun banner(item: Banner): View {
        val text = line(item.text, R.dimen.text_body, style.tone(item.tone))
        val parts = listOfNotNull(text, item.action?.let { buttons.button(Button(it.label, it.action)) })
        return column(*parts.toTypedArray()).apply {
            background = style.surface(style.toneSurface(item.tone))
            setPadding(style.inner, style.inner, style.inner, style.inner)
        }
    }

    private fun row(item: Row): View {
        val words =
            listOfNotNull(
                line(item.title, R.dimen.text_body),
                item.subtitle?.let { line(it, R.dimen.text_small, R.color.quiet) },
                item.badge?.let { line(it, R.dimen.text_small, style.tone(item.tone)) },
            )
        return column(*words.toTypedArray()).apply {
            setPadding(style.inner, style.inner, style.inner, style.inner)
            minimumHeight = style.touch
            background = style.tappable(R.color.surface)
            item.action?.let { action -> setOnClickListener { act(action) } }
            said(this, item)
        }
    }

    private fun code(item: Code): View {
        val digits = item.digits
        val top = line(item.label, R.dimen.text_small, R.color.quiet)
        val shown = digits?.let { line(it, R.dimen.text_code) } ?: line(item.action.label, R.dimen.text_body, R.color.accent)
        // Digits stand in the order they are typed, whatever the language.
        if (digits != null) shown.textDirection = View.TEXT_DIRECTION_LTR
        val line = LinearLayout(context).apply { gravity = Gravity.CENTER_VERTICAL }
        line.addView(shown, LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f))
        item.ring?.let { line.addView(ring(it), style.ring, style.ring) }
        return column(top, line).apply {
            setPadding(style.inner, style.inner, style.inner, style.inner)
            minimumHeight = style.touch
            background = style.tappable(R.color.surface)
            setOnClickListener { act(item.action.action) }
            said(this, item)
        }
    }

    private fun ring(fraction: Float) = RingView(context, style.color(R.color.accent)).also { it.fraction = fraction }

    private fun progress(item: Progress): View {
        val words = line(item.label, R.dimen.text_body, R.color.quiet)
        words.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
        val row = LinearLayout(context).apply { gravity = Gravity.CENTER_VERTICAL }
        row.addView(ProgressBar(context), style.ring, style.ring)
        row.addView(words, MATCH_PARENT, WRAP_CONTENT)
        words.setPaddingRelative(style.gap, 0, 0, 0)
        return row
    }

    private fun picture(item: Picture): View =
        ImageView(context).apply {
            setImageResource(pictures.getValue(item.name))
            setColorFilter(style.color(R.color.accent))
            // What it means stands below it.
            importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
            minimumHeight = style.picture
            scaleType = ImageView.ScaleType.FIT_CENTER
        }

    private fun column(vararg views: View) =
        LinearLayout(context).apply {
            orientation = LinearLayout.VERTICAL
            views.forEach { addView(it, MATCH_PARENT, WRAP_CONTENT) }
        }

    /** One stop for a screen reader, with everything the item says. */
    private fun said(
        view: View,
        item: Item,
    ) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) focusable(view) else view.isFocusable = true
        view.contentDescription = item.spoken.joinToString(", ") { it.spoken(wording) }
    }

    @TargetApi(Build.VERSION_CODES.P)
    private fun focusable(view: View) {
        view.isScreenReaderFocusable = true
    }

    private fun Button.isLike(other: Button) = copy(enabled = other.enabled, armedAt = other.armedAt) == other

    private companion object {
        val pictures =
            mapOf(
                "yes" to R.drawable.picture_yes,
                "no" to R.drawable.picture_no,
                "wait" to R.drawable.picture_wait,
                "elsewhere" to R.drawable.picture_elsewhere,
                "empty" to R.drawable.picture_empty,
                "storage" to R.drawable.picture_storage,
            )
    }
}
