package dev.countersign.app.view

import android.annotation.SuppressLint
import android.annotation.TargetApi
import android.content.Context
import android.graphics.Rect
import android.os.Build
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.WindowInsets
import android.widget.FrameLayout
import android.widget.ImageButton
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import dev.countersign.app.R
import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.resolved
import dev.countersign.app.screens.spoken

/**
 * Draws a screen with the platform's own views, from edge to edge.
 *
 * @param act Is told what the person does.
 * @param obscured Is told whether another app draws over this one, with each touch.
 * @param frame Reads a frame of the camera.
 */
@SuppressLint("ViewConstructor")
class ScreenView(
    context: Context,
    private val act: (screen: String, Action) -> Unit,
    private val obscured: (Boolean) -> Unit,
    frame: FrameReader,
) : FrameLayout(context) {
    private val style = Style(context)
    private val wording = ResourceWording(context)
    private val items = ItemViews(context, style, wording, frame) { action -> shown?.let { act(it.id, action) } }
    private val back = ImageButton(context)
    private val title = TextView(context)
    private val announcement = TextView(context)
    private val list = LinearLayout(context)
    private val scroll = ScrollView(context)
    private var shown: Screen? = null
    private var drawn: List<Pair<Item, View>> = emptyList()

    init {
        back.setImageResource(R.drawable.icon_back)
        back.setColorFilter(style.color(R.color.text))
        back.background = style.tappable(R.color.background)
        back.contentDescription = context.getString(R.string.back)
        back.setOnClickListener { shown?.let { screen -> screen.back?.let { act(screen.id, it) } } }
        style.size(title, R.dimen.text_title)
        title.setTextColor(style.color(R.color.text))
        heading(title)
        // Not to be seen, but said when it changes.
        announcement.accessibilityLiveRegion = ACCESSIBILITY_LIVE_REGION_POLITE
        announcement.alpha = 0f
        list.orientation = LinearLayout.VERTICAL
        val bar = LinearLayout(context)
        bar.gravity = android.view.Gravity.CENTER_VERTICAL
        bar.addView(back, style.touch, style.touch)
        bar.addView(title, MATCH_PARENT, WRAP_CONTENT)
        val page = LinearLayout(context)
        page.orientation = LinearLayout.VERTICAL
        page.addView(bar, MATCH_PARENT, WRAP_CONTENT)
        page.addView(announcement, 1, 1)
        page.addView(list, MATCH_PARENT, WRAP_CONTENT)
        page.setPaddingRelative(style.margin, style.gap, style.margin, style.margin)
        scroll.clipToPadding = false
        scroll.addView(page, MATCH_PARENT, WRAP_CONTENT)
        addView(scroll, MATCH_PARENT, MATCH_PARENT)
        setOnApplyWindowInsetsListener { _, insets -> insets.also { keepOut(it) } }
    }

    /** Draws [screen]. What did not change keeps its view, and with it focus, cursor and camera. */
    fun show(screen: Screen) {
        val other = shown?.id != screen.id
        shown = screen
        back.visibility = if (screen.back == null) GONE else VISIBLE
        title.text = screen.title.resolved(wording)
        val said = screen.announce?.spoken(wording).orEmpty()
        if (announcement.text.toString() != said) announcement.text = said
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) accessibilityPaneTitle = title.text
        draw(screen.items, if (other) emptyList() else drawn)
        if (other) scroll.scrollTo(0, 0)
    }

    private fun draw(
        wanted: List<Item>,
        before: List<Pair<Item, View>>,
    ) {
        val left = before.toMutableList()
        val next =
            wanted.map { item ->
                val old = left.firstOrNull { (was, view) -> was == item || items.update(view, was, item) }
                if (old != null) left.remove(old)
                item to (old?.second ?: items.make(item))
            }
        if (next.map { it.second } != drawn.map { it.second }) {
            val kept = next.map { it.second }.toSet()
            drawn.map { it.second }.filter { it !in kept }.forEach(list::removeView)
            next.forEachIndexed { index, (_, view) -> place(view, index) }
        }
        drawn = next
    }

    /** Moving a view takes its focus: only those that are not where they belong are moved. */
    private fun place(
        view: View,
        index: Int,
    ) {
        if (list.getChildAt(index) === view) return
        list.removeView(view)
        val parameters = LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT)
        parameters.topMargin = style.gap
        list.addView(view, index, parameters)
    }

    override fun dispatchTouchEvent(event: MotionEvent): Boolean {
        val covered =
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
                MotionEvent.FLAG_WINDOW_IS_OBSCURED or MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED
            } else {
                MotionEvent.FLAG_WINDOW_IS_OBSCURED
            }
        obscured(event.flags and covered != 0)
        return super.dispatchTouchEvent(event)
    }

    /** Away from the status bar, the navigation bar, cutouts and the keyboard. */
    private fun keepOut(insets: WindowInsets) {
        val away = bars(insets)
        scroll.setPadding(away.left, away.top, away.right, away.bottom)
    }

    private fun bars(insets: WindowInsets): Rect {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) return allBars(insets)
        @Suppress("DEPRECATION")
        return Rect(
            insets.systemWindowInsetLeft,
            insets.systemWindowInsetTop,
            insets.systemWindowInsetRight,
            insets.systemWindowInsetBottom,
        )
    }
}

/** Marks what screen readers jump to. */
internal fun heading(view: View) {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) markHeading(view)
}

@TargetApi(Build.VERSION_CODES.P)
private fun markHeading(view: View) {
    view.isAccessibilityHeading = true
}

@TargetApi(Build.VERSION_CODES.R)
private fun allBars(insets: WindowInsets): Rect {
    val types = WindowInsets.Type.systemBars() or WindowInsets.Type.displayCutout() or WindowInsets.Type.ime()
    val found = insets.getInsets(types)
    return Rect(found.left, found.top, found.right, found.bottom)
}
