package dev.countersign

import dev.countersign.examples.exampleAnswer
import dev.countersign.examples.exampleEnroll
import dev.countersign.examples.exampleErrors
import dev.countersign.examples.exampleParts
import dev.countersign.examples.examplePush
import org.junit.jupiter.api.Test
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.PrintStream
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** The examples of the documentation run, in order, as one program. */
class DocumentationTest : PhoneTest() {
    @Test
    fun the_examples_run_in_order() =
        story {
            val phone = kept(exampleEnroll(folder, server.offer()))

            var login = server.login()
            exampleAnswer(phone, login.number)
            assertEquals("approved", server.status(login))

            phone.setPushTarget(PushTarget("fcm", TOKEN))
            login = server.login()
            examplePush(phone, server.mock.push(TOKEN))
            assertEquals("denied", server.status(login))

            assertEquals("qr.unknown_scheme AFTER_USER_ACTION null", printed { exampleErrors(phone) })
            kept(exampleParts(folder))
        }

    @Test
    fun enrolling_takes_five_lines_and_answering_three() {
        val text = File("../../docs/embedding-kotlin.md").readText()
        val blocks = Regex("```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(text).map { it.groupValues[1] }
        val (enroll, answer) = blocks.take(2).map { block -> block.lines().count { it.isNotBlank() } }.toList()

        assertTrue(enroll in 1..5)
        assertTrue(answer in 1..3)
    }

    private suspend fun printed(call: suspend () -> Unit): String {
        val before = System.out
        val output = ByteArrayOutputStream()
        System.setOut(PrintStream(output, true))
        try {
            call()
        } finally {
            System.setOut(before)
        }
        return output.toString().trim()
    }
}
