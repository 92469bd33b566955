package dev.countersign.app

import dev.countersign.app.screens.Code
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.count
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.resolved
import dev.countersign.app.screens.spoken
import dev.countersign.app.screens.words
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class AccessibilityTest {
    @Test
    fun `everything on every screen is spoken, in every language`() =
        runBlocking {
            for (language in Resources.languages.map { Resources(it) }) {
                for ((name, screen) in gallery()) {
                    assertTrue(screen.title.spoken(language).isNotBlank(), name)
                    for (item in screen.items) {
                        assertTrue(item.spoken.isNotEmpty(), "$item on $name")
                        assertTrue(item.spoken.all { it.spoken(language).isNotBlank() }, "$item on $name")
                    }
                }
            }
        }

    @Test
    fun `every screen but the first and the locked one can be left`() =
        runBlocking {
            for ((name, screen) in gallery()) assertEquals(screen.id !in setOf("accounts", "storage"), screen.back != null, name)
        }

    @Test
    fun `no two things on a screen do the same`() =
        runBlocking {
            for ((name, screen) in gallery()) {
                val actions = screen.actions.filter { it != screen.back }
                assertEquals(actions.distinct(), actions, name)
            }
        }

    @Test
    fun `digits are spoken one by one`() {
        assertEquals("1 2 3 4 5 6", Text.Digits("123456").spoken(english))
        assertEquals("123456", Text.Digits("123456").resolved(english))
    }

    @Test
    fun `what comes from outside cannot turn the words around it`() {
        val text = words("request_heading", outside("\u05d0\u05d1")).resolved(Resources("ar"))
        assertTrue("\u2068\u05d0\u05d1\u2069" in text)
    }

    @Test
    fun `numbers are written and counted as the language does`() {
        assertEquals("ثانيتان", count("seconds", 2).resolved(Resources("ar")))
        assertTrue(count("seconds", 11).resolved(Resources("ar")).endsWith("ثانية"))
        assertEquals("1 Sekunde", count("seconds", 1).resolved(Resources("de")))
    }

    @Test
    fun `a code says whose it is, what it is and how long it lasts`() =
        runBlocking {
            val code = gallery().getValue("accounts").all<Code>().first { it.digits != null }
            val spoken = code.spoken.map { text -> text.spoken(english).filterNot { it in '\u2066'..'\u2069' } }
            assertEquals(listOf("Code for Bank", "4 8 2 9 1 3", "21 seconds left", "Copy code"), spoken)
        }
}
