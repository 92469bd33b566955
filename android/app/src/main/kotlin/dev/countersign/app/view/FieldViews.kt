package dev.countersign.app.view

import android.content.Context
import android.text.Editable
import android.text.InputFilter
import android.text.InputType
import android.text.TextWatcher
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import dev.countersign.app.R
import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Field
import dev.countersign.app.screens.Keyboard
import dev.countersign.app.screens.NumberEntry
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.Wording
import dev.countersign.app.screens.resolved

/** Fields to type in, each with its label above it. */
internal class FieldViews(
    private val context: Context,
    private val style: Style,
    private val wording: Wording,
    private val act: (Action) -> Unit,
) {
    fun field(item: Field): View {
        val input = input(item.id, item.value)
        input.hint = item.hint?.resolved(wording)
        input.inputType =
            when (item.keyboard) {
                Keyboard.TEXT, Keyboard.SEARCH -> InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
                Keyboard.NUMBER -> InputType.TYPE_CLASS_NUMBER
            }
        return labeled(item.label, input)
    }

    fun number(item: NumberEntry): View {
        val input = input(item.id, item.value)
        input.inputType = InputType.TYPE_CLASS_NUMBER
        input.filters = arrayOf(InputFilter.LengthFilter(item.digits))
        input.textDirection = View.TEXT_DIRECTION_LTR
        style.size(input, R.dimen.text_code)
        return labeled(item.label, input)
    }

    /** Shows [value], unless that is what stands there: replacing it would move the cursor. */
    fun update(
        view: View,
        value: String,
    ): Boolean {
        val input = (view as LinearLayout).getChildAt(1) as EditText
        if (input.text.toString() != value) {
            input.setText(value)
            input.setSelection(input.text.length)
        }
        return true
    }

    private fun input(
        id: String,
        value: String,
    ): EditText =
        EditText(context).apply {
            this.id = View.generateViewId()
            setText(value)
            setTextColor(style.color(R.color.text))
            setHintTextColor(style.color(R.color.quiet))
            style.size(this, R.dimen.text_body)
            minHeight = style.touch
            // What is typed here is learned by no keyboard and kept by no autofill.
            imeOptions = EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING or EditorInfo.IME_ACTION_DONE
            importantForAutofill = View.IMPORTANT_FOR_AUTOFILL_NO
            isSaveEnabled = false
            addTextChangedListener(Typed { act(Action(id, it)) })
        }

    private fun labeled(
        text: Text,
        input: EditText,
    ): View {
        val label = TextView(context)
        label.text = text.resolved(wording)
        label.labelFor = input.id
        label.setTextColor(style.color(R.color.quiet))
        style.size(label, R.dimen.text_small)
        val column = LinearLayout(context)
        column.orientation = LinearLayout.VERTICAL
        column.addView(label, MATCH_PARENT, WRAP_CONTENT)
        column.addView(input, MATCH_PARENT, WRAP_CONTENT)
        return column
    }

    private class Typed(
        private val tell: (String) -> Unit,
    ) : TextWatcher {
        override fun afterTextChanged(text: Editable) = tell(text.toString())

        override fun beforeTextChanged(
            text: CharSequence,
            start: Int,
            count: Int,
            after: Int,
        ) = Unit

        override fun onTextChanged(
            text: CharSequence,
            start: Int,
            before: Int,
            count: Int,
        ) = Unit
    }
}
