package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Paragraph
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words

/** The report for those who help. What is shared is what is shown, and it goes where the person sends it. */
class DiagnosticsModel(
    private val phone: Phone,
) : Model() {
    private var report: String? = null
    private var trouble: Trouble? = null

    override val screen: Screen
        get() = Screen("diagnostics", words("diagnostics_title"), items(), Action("back"), announce = trouble?.text)

    override suspend fun load(): Step {
        trouble = null
        try {
            // What the person reads does not change while it is being read.
            report = report ?: phone.diagnostics()
        } catch (failed: TroubleException) {
            trouble = failed.trouble
        } finally {
            changed()
        }
        return Step.Stay
    }

    override suspend fun act(action: Action): Step =
        when (action.id) {
            "back" -> Step.Back
            "retry" -> load()
            "share" -> report?.let { Step.Ask(Wish.SHARE, it) } ?: Step.Stay
            else -> Step.Stay
        }

    private fun items(): List<Item> {
        trouble?.let { return troubled(it) }
        val report = report ?: return listOf(Progress(words("loading")))
        return listOf(
            Paragraph(words("diagnostics_text")),
            Button(words("diagnostics_share"), Action("share"), ButtonStyle.PRIMARY),
            Paragraph(outside(report), Tone.QUIET),
        )
    }
}
