package dev.countersign.app.view

import android.content.Context
import android.text.format.DateUtils
import dev.countersign.app.screens.Wording
import java.text.NumberFormat
import java.time.Instant
import java.util.Locale

/** The string resources of the person's language. */
class ResourceWording(
    private val context: Context,
) : Wording {
    private val resources = context.resources
    private val locale: Locale = resources.configuration.locales[0]
    private val ids = HashMap<String, Int>()

    override fun string(key: String): String = resources.getString(id("string", key))

    override fun plural(
        key: String,
        quantity: Int,
    ): String = resources.getQuantityString(id("plurals", key), quantity)

    override fun number(value: Int): String = NumberFormat.getIntegerInstance(locale).format(value)

    override fun moment(at: Instant): String =
        DateUtils.formatDateTime(
            context,
            at.toEpochMilli(),
            DateUtils.FORMAT_SHOW_DATE or DateUtils.FORMAT_SHOW_TIME or DateUtils.FORMAT_SHOW_YEAR or DateUtils.FORMAT_ABBREV_MONTH,
        )

    private fun id(
        type: String,
        key: String,
    ): Int = ids.getOrPut(key) { resources.getIdentifier(key, type, context.packageName) }
}
