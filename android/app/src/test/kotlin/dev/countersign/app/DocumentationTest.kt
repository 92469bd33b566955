package dev.countersign.app

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File

class DocumentationTest {
    private val root = File(System.getProperty("android.resources"), "../../../../..").canonicalFile
    private val guide = root.resolve("docs/embedding-android.md").readText()

    @Test
    fun `the guide shows the sample that is compiled, in less than 50 lines`() {
        val file = Regex("<!-- (android/sample/.*) -->\n```kotlin\n([^`]*)```").find(guide)!!
        val sample = root.resolve(file.groupValues[1]).readText().substringAfter("\n\nclass ").let { "class $it" }

        assertEquals(sample, file.groupValues[2])
        assertTrue(sample.lines().size < 50)
    }

    @Test
    fun `what the guide declares is declared by the app, too`() {
        val manifest = root.resolve("android/app/src/main/AndroidManifest.xml").readText()
        val names = Regex("android:name=\"([^\"]+)\"").findAll(guide).map { it.groupValues[1] }.toSet()

        assertTrue(names.size > 5)
        assertEquals(emptyList<String>(), names.filter { "\"$it\"" !in manifest })
    }
}
