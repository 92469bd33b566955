package dev.countersign.app.view

import android.annotation.TargetApi
import android.content.Context
import android.os.Build
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import android.widget.TextView
import dev.countersign.app.R
import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Choices
import dev.countersign.app.screens.Wording
import dev.countersign.app.screens.resolved
import dev.countersign.app.screens.spoken
import android.widget.Button as PlatformButton

/** Buttons. Those that approve take no touch through another app's window and are read to no app but the person's screen reader. */
internal class ButtonViews(
    private val context: Context,
    private val style: Style,
    private val wording: Wording,
    private val act: (Action) -> Unit,
) {
    fun button(item: Button): View {
        val button = made(item.label.resolved(wording), item.style, item.action)
        if (item.approves) guard(button)
        update(button, item)
        return button
    }

    fun choices(item: Choices): View {
        val column = LinearLayout(context)
        column.orientation = LinearLayout.VERTICAL
        val label = TextView(context)
        label.text = item.label.resolved(wording)
        label.setTextColor(style.color(R.color.text))
        style.size(label, R.dimen.text_body)
        column.addView(label, MATCH_PARENT, WRAP_CONTENT)
        for (option in item.options) {
            val button = made(option.label.resolved(wording), ButtonStyle.APPROVE, option.action)
            button.contentDescription = option.label.spoken(wording)
            guard(button)
            val place = LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT)
            place.topMargin = style.gap
            column.addView(button, place)
        }
        update(column, item)
        return column
    }

    fun update(
        view: View,
        item: Button,
    ): Boolean {
        view.isEnabled = item.enabled
        style.fade(view)
        return true
    }

    fun update(
        view: View,
        item: Choices,
    ): Boolean {
        val column = view as LinearLayout
        for (index in 1 until column.childCount) {
            val button = column.getChildAt(index)
            button.isEnabled = item.enabled
            style.fade(button)
        }
        return true
    }

    private fun made(
        label: String,
        kind: ButtonStyle,
        action: Action,
    ): PlatformButton =
        PlatformButton(context).apply {
            text = label
            isAllCaps = false
            minHeight = style.touch
            stateListAnimator = null
            background = style.button(kind)
            setTextColor(style.color(style.onButton(kind)))
            style.size(this, R.dimen.text_body)
            setOnClickListener { act(action) }
        }

    private fun guard(view: View) {
        view.filterTouchesWhenObscured = true
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) hideFromHelpers(view)
    }

    @TargetApi(Build.VERSION_CODES.UPSIDE_DOWN_CAKE)
    private fun hideFromHelpers(view: View) = view.setAccessibilityDataSensitive(View.ACCESSIBILITY_DATA_SENSITIVE_YES)
}
