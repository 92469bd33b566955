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
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.words

/**
 * Replacing the key of an account: what it does, and what came of it.
 *
 * @param account Which account.
 */
class RotateModel(
    private val phone: Phone,
    private val account: String,
) : Model() {
    private var trouble: Trouble? = null
    private var working = false
    private var replaced = false

    override val screen: Screen
        get() = Screen("rotate", words("rotate"), items(), Action("back"), announce = announcement())

    override suspend fun act(action: Action): Step {
        if (working) return Step.Stay
        return when (action.id) {
            "back" -> Step.Back
            "confirm" -> if (replaced) Step.Stay else replace()
            else -> Step.Stay
        }
    }

    private suspend fun replace(): Step {
        working = true
        trouble = null
        changed()
        try {
            phone.rotateKey(account)
            replaced = true
        } catch (failed: TroubleException) {
            trouble = failed.trouble
        } finally {
            working = false
            changed()
        }
        return Step.Stay
    }

    private fun announcement() = trouble?.text ?: words("rotate_done").takeIf { replaced }

    private fun items(): List<Item> =
        when {
            working -> listOf(Progress(words("rotating")))
            replaced ->
                listOf(
                    Picture("yes", words("rotate_done")),
                    Heading(words("rotate_done")),
                    Button(words("done"), Action("back"), ButtonStyle.PRIMARY),
                )
            else ->
                listOf(Heading(words("rotate_heading")), Paragraph(words("rotate_text"))) +
                    problem() +
                    Button(words("cancel"), Action("back")) +
                    Button(words("rotate"), Action("confirm"), ButtonStyle.PRIMARY)
        }

    /** The new key stays ready: what the server missed is made up for. */
    private fun problem(): List<Item> {
        val trouble = trouble ?: return emptyList()
        val later = Paragraph(words("rotate_later"), Tone.QUIET).takeIf { trouble.kind == TroubleKind.OFFLINE }
        return listOfNotNull(banner(trouble), later)
    }
}
