package dev.countersign.app

import com.ibm.icu.text.DateFormat
import com.ibm.icu.text.NumberFormat
import com.ibm.icu.text.PluralRules
import com.ibm.icu.util.TimeZone
import com.ibm.icu.util.ULocale
import dev.countersign.app.screens.Wording
import org.w3c.dom.Element
import java.io.File
import java.time.Instant
import java.util.Date
import javax.xml.parsers.DocumentBuilderFactory

/** The app's own string resources in one language, read as Android reads them. */
class Resources(
    val language: String,
) : Wording {
    val strings: Map<String, String>
    val plurals: Map<String, Map<String, String>>
    private val locale = ULocale(language)
    private val rules = PluralRules.forLocale(locale)

    init {
        val folder = if (language == "en") "values" else "values-$language"
        val own = file(folder)
        // What is not translated comes from the default language.
        val default = if (language == "en") emptyMap() else Resources("en").strings.filterKeys { it == "app_name" }
        strings = default + own.children("string").associate { it.getAttribute("name") to it.text() }
        plurals =
            own.children("plurals").associate { plural ->
                plural.getAttribute("name") to plural.children("item").associate { it.getAttribute("quantity") to it.text() }
            }
    }

    /** The forms that this language has. */
    val forms: Set<String> get() = rules.keywords

    override fun string(key: String) = strings[key] ?: error("no string $key in $language")

    override fun plural(
        key: String,
        quantity: Int,
    ): String {
        val items = plurals[key] ?: error("no plurals $key in $language")
        return items[rules.select(quantity.toDouble())] ?: error("no form of $key for $quantity in $language")
    }

    override fun number(value: Int): String = NumberFormat.getIntegerInstance(locale).format(value)

    override fun moment(at: Instant): String {
        val format = DateFormat.getDateTimeInstance(DateFormat.MEDIUM, DateFormat.SHORT, locale)
        format.timeZone = TimeZone.getTimeZone("UTC")
        return format.format(Date.from(at))
    }

    private fun file(folder: String): Element {
        val file = File(System.getProperty("android.resources"), "$folder/strings.xml")
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file).documentElement
    }

    private fun Element.children(name: String): List<Element> {
        val found = getElementsByTagName(name)
        return (0 until found.length).map { found.item(it) as Element }
    }

    private fun Element.text() = textContent.replace("\\'", "'")

    companion object {
        val languages = listOf("en", "de", "ar")
    }
}
