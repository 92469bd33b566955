package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Heading
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Paragraph
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.words

/**
 * Locking an account whose password somebody else knows.
 *
 * @param account Which account.
 * @param request The request that showed it, if any.
 */
class LockOutModel(
    private val phone: Phone,
    private val account: String,
    private val request: String?,
) : Model() {
    private var trouble: Trouble? = null
    private var working = false
    private var locked = false

    override val screen: Screen
        get() = Screen("lock_out", words("lock_out_title"), items(), Action("back"), announce = words("lock_out_done").takeIf { locked })

    override suspend fun act(action: Action): Step {
        if (working) return Step.Stay
        return when (action.id) {
            "back" -> Step.Back
            "done" -> Step.Home
            "confirm" -> lock()
            else -> Step.Stay
        }
    }

    private suspend fun lock(): Step {
        working = true
        trouble = null
        changed()
        try {
            phone.lockOut(account, request)
            locked = true
        } catch (failed: TroubleException) {
            trouble = failed.trouble
        } finally {
            working = false
            changed()
        }
        return Step.Stay
    }

    private fun items(): List<Item> =
        when {
            working -> listOf(Progress(words("locking")))
            locked ->
                listOf(
                    Heading(words("lock_out_done")),
                    Paragraph(words("lock_out_done_text"), Tone.SUCCESS),
                    Button(words("done"), Action("done"), ButtonStyle.PRIMARY),
                )
            else ->
                listOf(Heading(words("lock_out_heading")), Paragraph(words("lock_out_text"))) +
                    listOfNotNull(trouble?.let { banner(it) }) +
                    Button(words("cancel"), Action("back")) +
                    Button(words("lock_out"), Action("confirm"), ButtonStyle.DANGER)
        }
}
