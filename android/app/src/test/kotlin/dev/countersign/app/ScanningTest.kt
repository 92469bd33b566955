package dev.countersign.app

import dev.countersign.app.model.AddModel
import dev.countersign.app.model.Step
import dev.countersign.app.screens.Banner
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test

class ScanningTest {
    private val phone = ScriptedPhone().also { it.previews = listOf(preview()) }
    private val model = AddModel(phone)
    private val again get() = model.screen.all<Banner>().single().action

    @Test
    fun `a code that was refused is not asked about again while it stays before the camera`() =
        runBlocking {
            phone.failures["preview"] = refused
            repeat(3) { assertEquals(Step.Stay, model.act("scanned", "bad")) }
            assertEquals(listOf("preview bad"), phone.asked)
            assertNull(again, "the same again would end the same")

            assertInstanceOf(Step.Replace::class.java, model.act("scanned", "good"))
            assertEquals(listOf("preview bad", "preview good"), phone.asked)
        }

    @Test
    fun `a code that could not be asked about is asked about again when the person says so`() =
        runBlocking {
            phone.failures["preview"] = offline
            model.act("scanned", "code")
            model.act("scanned", "code")
            assertEquals(listOf("preview code"), phone.asked)

            assertInstanceOf(Step.Replace::class.java, model.act(again!!.action))
            assertEquals(listOf("preview code", "preview code"), phone.asked)
        }

    @Test
    fun `a code that is pasted is asked about each time`() =
        runBlocking {
            repeat(2) {
                phone.failures["preview"] = refused
                model.act("code", "bad")
            }
            assertEquals(listOf("preview bad", "preview bad"), phone.asked)
        }
}
