package dev.countersign.app

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File

class StringsTest {
    private val languages = Resources.languages.map { Resources(it) }

    @Test
    fun `every language has every text`() {
        for (language in languages) {
            assertEquals(english.strings.keys, language.strings.keys, language.language)
            assertEquals(english.plurals.keys, language.plurals.keys, language.language)
        }
    }

    @Test
    fun `every plural has the forms of its language and no others`() {
        for (language in languages) {
            for ((key, items) in language.plurals) assertEquals(language.forms, items.keys, "$key in ${language.language}")
        }
    }

    @Test
    fun `placeholders are the same in every language`() {
        for (language in languages) {
            for ((key, text) in language.strings) {
                assertEquals(placeholders(english.strings.getValue(key)), placeholders(text), "$key in ${language.language}")
            }
            for ((key, items) in language.plurals) {
                // One and two may be said in a word.
                val placeholders = items.filterKeys { it !in setOf("one", "two") }.values.map(::placeholders).toSet()
                val expected = setOf(placeholders(english.plurals.getValue(key).getValue("other")))
                assertEquals(expected, placeholders, "$key in ${language.language}")
            }
        }
    }

    @Test
    fun `no text is empty or left in English`() {
        val names = setOf("app_name", "add_link_hint", "two_sentences", "two_parts")
        val same = names + setOf("fact_app", "fact_browser", "fact_system", "fact_push", "fact_host")
        for (language in languages.drop(1)) {
            for ((key, text) in language.strings) {
                assertTrue(text.isNotBlank(), key)
                assertTrue(key in same || text != english.strings[key], "$key in ${language.language} is English")
            }
        }
    }

    @Test
    fun `every text that the app names is there, and none is there that it does not name`() {
        val named = Regex("\"([a-z][a-z_]+)\"")
        val sources = File(System.getProperty("android.resources"), "..").canonicalFile
        val code = sources.walk().filter { it.extension == "kt" }.joinToString("\n") { it.readText() }
        val xml = sources.walk().filter { it.extension == "xml" && it.name != "strings.xml" }.joinToString("\n") { it.readText() }
        val words = Regex("(?:words|count)\\(\\s*\"([a-z_]+)\"").findAll(code).map { it.groupValues[1] }.toSet()
        val keys = english.strings.keys + english.plurals.keys

        assertEquals(emptySet<String>(), words - keys)
        val mentions = listOf(named.findAll(code), Regex("R\\.string\\.([a-z_]+)").findAll(code), Regex("@string/([a-z_]+)").findAll(xml))
        val mentioned = mentions.flatMap { found -> found.map { it.groupValues[1] } }.toSet()
        val endings = Regex("explain\\(\"([a-z_]+)\"").findAll(code).map { "outcome_${it.groupValues[1]}" }
        val outcomes = endings.flatMap { listOf(it, "${it}_text") }
        assertEquals(emptySet<String>(), keys - mentioned - outcomes.toSet())
    }

    private fun placeholders(text: String) = Regex("%[1-9]\\\$s").findAll(text).map { it.value }.toSet()
}
