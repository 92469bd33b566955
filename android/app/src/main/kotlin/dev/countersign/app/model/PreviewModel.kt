package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Banner
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Fact
import dev.countersign.app.screens.Heading
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Paragraph
import dev.countersign.app.screens.Picture
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.count
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words

/**
 * Who is asking to be added. Nothing has been made yet.
 *
 * @param previews Who asks; several for an export.
 */
class PreviewModel(
    private val phone: Phone,
    private val previews: List<PreviewCard>,
) : Model() {
    private val added = mutableSetOf<PreviewCard>()
    private var trouble: Trouble? = null
    private var adding = false
    private var finished = false

    override val screen: Screen
        get() =
            Screen(
                id = "preview",
                title = words("preview_title"),
                items = if (finished) done() else items(),
                back = Action(if (finished) "done" else "back"),
                announce = if (finished) addedText() else trouble?.text,
            )

    override suspend fun act(action: Action): Step {
        if (adding) return Step.Stay
        return when (action.id) {
            "back", "done" -> Step.Home
            "add" -> if (wanted().isEmpty()) Step.Stay else add()
            else -> Step.Stay
        }
    }

    private fun wanted() = previews.filter { !it.exists && it !in added }

    /** Goes on after what is added already: repeating it after a failure makes no account twice. */
    private suspend fun add(): Step {
        adding = true
        trouble = null
        changed()
        try {
            for (preview in wanted()) {
                phone.enroll(preview)
                added += preview
            }
            finished = true
        } catch (failed: TroubleException) {
            trouble = told(failed.trouble)
        } finally {
            adding = false
            changed()
        }
        return Step.Stay
    }

    /** Who cancels here has not answered a request. */
    private fun told(trouble: Trouble) = if (trouble.code == "uv.canceled") trouble.copy(next = words("preview_canceled")) else trouble

    private fun items(): List<Item> =
        listOf(Heading(words(if (previews.size == 1) "preview_heading" else "preview_heading_many"))) +
            previews.flatMap { facts(it) } +
            Paragraph(words("preview_nothing_yet"), Tone.QUIET) +
            parts() +
            binding() +
            listOfNotNull(trouble?.let { banner(it) }) +
            buttons()

    private fun facts(preview: PreviewCard): List<Item> =
        listOfNotNull(
            Fact(words("fact_issuer"), outside(preview.issuer)).takeIf { preview.issuer.isNotEmpty() },
            Fact(words("fact_account"), outside(preview.account)),
            if (preview.host.isEmpty()) {
                Fact(words("fact_host"), words("preview_no_server"))
            } else {
                Fact(words("fact_host"), outside(preview.host))
            },
            Fact(words("fact_asks_for"), preview.asksFor).takeIf { preview.host.isNotEmpty() },
            Banner(words("preview_exists"), Tone.WARNING).takeIf { preview.exists },
        )

    private fun parts(): List<Item> {
        val (number, of) = previews.firstOrNull()?.part ?: return emptyList()
        if (of < 2) return emptyList()
        return listOf(Paragraph(words("preview_part", Text.Digits(number.toString()), Text.Digits(of.toString()))))
    }

    /** What is going to be asked, before it is asked. */
    private fun binding(): List<Item> =
        when {
            wanted().none { it.binding == Binding.OFFERED } -> emptyList()
            phone.verification == Verification.NONE -> listOf(Paragraph(words("preview_unbound"), Tone.WARNING))
            else -> listOf(Paragraph(words("preview_prompt")))
        }

    private fun buttons(): List<Item> =
        when {
            adding -> listOf(Progress(words("preview_adding")))
            wanted().isEmpty() -> listOf(Button(words("done"), Action("done"), ButtonStyle.PRIMARY))
            else ->
                listOf(
                    Button(words("cancel"), Action("back")),
                    Button(count("preview_add", wanted().size), Action("add"), ButtonStyle.PRIMARY),
                )
        }

    private fun done(): List<Item> =
        listOf(
            Picture("yes", addedText()),
            Heading(addedText()),
            Paragraph(words("preview_added_text"), Tone.SUCCESS),
            Button(words("done"), Action("done"), ButtonStyle.PRIMARY),
        )

    private fun addedText(): Text = count("preview_added", added.size)
}
