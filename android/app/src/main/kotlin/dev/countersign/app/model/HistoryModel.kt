package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Paragraph
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Row
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.words

/**
 * What happened, newest first.
 *
 * @param account Of which account; `null` for all.
 */
class HistoryModel(
    private val phone: Phone,
    private val account: String?,
) : Model() {
    private var page: HistoryPage? = null
    private var limit = PAGE
    private var trouble: Trouble? = null

    override val screen: Screen
        get() = Screen("history", words("history_title"), items(), Action("back"), announce = trouble?.text)

    override suspend fun load(): Step {
        try {
            page = phone.history(account, limit)
            trouble = null
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
            "earlier" -> earlier()
            else -> Step.Stay
        }

    private suspend fun earlier(): Step {
        if (page?.hasEarlier != true) return Step.Stay
        limit += PAGE
        return load()
    }

    private fun items(): List<Item> {
        trouble?.let { return troubled(it) }
        val page = page ?: return listOf(Progress(words("loading")))
        val rows = page.cards.map { Row(it.title, subtitle(it), it.result, tone = it.tone) }
        val earlier = Button(words("history_earlier"), Action("earlier")).takeIf { page.hasEarlier }
        return (rows + listOfNotNull(earlier)).ifEmpty { listOf(Paragraph(words("history_empty"), Tone.QUIET)) }
    }

    private fun subtitle(entry: HistoryCard): Text {
        val moment = Text.Moment(entry.at)
        return entry.subtitle?.let { words("two_parts", it, moment) } ?: moment
    }

    private companion object {
        const val PAGE = 50
    }
}
