package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Heading
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Paragraph
import dev.countersign.app.screens.Picture
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.words

/**
 * The accounts cannot be read now: why, and what helps. Nothing is deleted here.
 *
 * @param trouble What went wrong.
 */
class StorageModel(
    private val phone: Phone,
    private var trouble: Trouble,
) : Model() {
    private var trying = false

    override val screen: Screen
        get() = Screen("storage", words("storage_title"), items(), announce = trouble.text)

    override suspend fun act(action: Action): Step =
        when (action.id) {
            "retry" -> if (trying) Step.Stay else retry()
            "settings" -> Step.Ask(Wish.APP_SETTINGS)
            else -> Step.Stay
        }

    private suspend fun retry(): Step {
        trying = true
        changed()
        return try {
            phone.accounts()
            Step.Home
        } catch (failed: TroubleException) {
            trouble = failed.trouble
            Step.Stay
        } finally {
            trying = false
            changed()
        }
    }

    private fun items(): List<Item> =
        listOf(Picture("storage", words("storage_title")), Heading(trouble.text)) +
            listOfNotNull(trouble.next?.let { Paragraph(it) }) +
            Paragraph(words("storage_kept"), Tone.QUIET) +
            Paragraph(words("support_code", Text.Outside(trouble.code)), Tone.QUIET) +
            if (trying) {
                listOf(Progress(words("checking")))
            } else {
                listOf(
                    Button(words("retry"), Action("retry"), ButtonStyle.PRIMARY),
                    Button(words("open_settings"), Action("settings")),
                )
            }
}
