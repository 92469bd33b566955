package dev.countersign.app

import com.fasterxml.jackson.databind.ObjectMapper
import com.ibm.icu.util.ULocale
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
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.resolved
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import java.io.File

/** Hands the screens to the gallery that draws them, as JSON with their texts in one language. */
class GalleryTest {
    @Test
    fun `the gallery has every kind of screen`() =
        runBlocking {
            val main = setOf("accounts", "add", "preview", "request", "outcome", "history", "account", "doctor", "storage")
            val others = setOf("lock_out", "device_name", "rotate", "diagnostics")
            assertEquals(main + others, gallery().values.map { it.id }.toSet())
        }

    @Test
    fun `screens are written for the gallery in every language`() =
        runBlocking {
            val folder = File(System.getProperty("gallery")).also { it.mkdirs() }
            for (language in Resources.languages.map { Resources(it) }) {
                for ((name, screen) in gallery()) {
                    ObjectMapper().writeValue(folder.resolve("$name.${language.language}.json"), Drawn(language).screen(screen))
                }
            }
            assertEquals(gallery().size * Resources.languages.size, folder.list()!!.size)
        }

    private class Drawn(
        private val language: Resources,
    ) {
        fun screen(screen: Screen) =
            mapOf(
                "screen" to screen.id,
                "language" to language.language,
                "direction" to if (ULocale(language.language).isRightToLeft) "rtl" else "ltr",
                "title" to screen.title.said,
                "back" to (screen.back != null),
                "items" to screen.items.map(::item),
            )

        private fun item(item: Item): Map<String, Any?> =
            when (item) {
                is Heading -> mapOf("kind" to "heading", "text" to item.text.said)
                is Paragraph -> mapOf("kind" to "text", "text" to item.text.said, "tone" to item.tone.name.lowercase())
                is Fact -> mapOf("kind" to "fact", "label" to item.label.said, "value" to item.value.said)
                is Banner ->
                    mapOf(
                        "kind" to "banner",
                        "text" to item.text.said,
                        "tone" to item.tone.name.lowercase(),
                        "action" to item.action?.label?.said,
                    )
                is Field -> mapOf("kind" to "field", "label" to item.label.said, "value" to item.value, "hint" to item.hint?.said)
                is NumberEntry -> mapOf("kind" to "number", "label" to item.label.said, "value" to item.value, "digits" to item.digits)
                is Choices ->
                    mapOf(
                        "kind" to "choices",
                        "label" to item.label.said,
                        "options" to item.options.map { it.label.said },
                        "enabled" to item.enabled,
                    )
                is Button ->
                    mapOf("kind" to "button", "label" to item.label.said, "style" to item.style.name.lowercase(), "enabled" to item.enabled)
                is Row ->
                    mapOf(
                        "kind" to "row",
                        "title" to item.title.said,
                        "subtitle" to item.subtitle?.said,
                        "badge" to item.badge?.said,
                        "tone" to item.tone.name.lowercase(),
                    )
                is Code ->
                    mapOf(
                        "kind" to "code",
                        "label" to item.label.said,
                        "digits" to item.digits?.value,
                        "ring" to item.ring,
                        "action" to item.action.label.said,
                    )
                is Camera -> mapOf("kind" to "camera", "label" to item.label.said)
                is Progress -> mapOf("kind" to "progress", "label" to item.label.said)
                is Picture -> mapOf("kind" to "picture", "name" to item.name)
            }

        private val Text.said get() = resolved(language)
    }
}
