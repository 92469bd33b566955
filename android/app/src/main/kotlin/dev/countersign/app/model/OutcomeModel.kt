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
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words

/**
 * What happened after an answer.
 *
 * @param request The request that was answered.
 * @param app Who asked.
 * @param refusal What can be done about a login that this phone refused.
 * @param ending What became of it.
 */
class OutcomeModel(
    private val phone: Phone,
    private val request: String,
    private val app: String?,
    private val refusal: Refusal?,
    ending: Ending,
) : Model() {
    private var ending = ending
    private var trouble: Trouble? = null
    private var checking = false

    override val screen: Screen
        get() =
            Screen(
                id = "outcome",
                title = words("outcome_title"),
                items = items(),
                back = Action("done"),
                announce = telling(ending).heading,
            )

    override suspend fun act(action: Action): Step =
        when (action.id) {
            "done" -> Step.Home
            "check" -> check()
            "lock_out" -> refusal?.lockable?.let { Step.Open(LockOutModel(phone, it, request)) } ?: Step.Stay
            else -> Step.Stay
        }

    /** Asks the server what it recorded. Never answers again. */
    private suspend fun check(): Step {
        if (checking) return Step.Stay
        checking = true
        trouble = null
        changed()
        try {
            trouble = phone.refresh().firstOrNull()
            phone.request(request).ending?.let { ending = it }
        } catch (failed: TroubleException) {
            trouble = failed.trouble
        } finally {
            checking = false
            changed()
        }
        return Step.Stay
    }

    private fun items(): List<Item> {
        val telling = telling(ending)
        return listOf(Picture(telling.picture, telling.heading), Heading(telling.heading)) +
            listOfNotNull(app?.let { Paragraph(words("outcome_for", outside(it)), Tone.QUIET) }) +
            Paragraph(telling.text, telling.tone) +
            (trouble?.let { listOf(banner(it)) } ?: emptyList()) +
            next()
    }

    private fun next(): List<Item> {
        if (checking) return listOf(Progress(words("checking")))
        val check = Button(words("check_again"), Action("check"), ButtonStyle.PRIMARY)
        val done = Button(words("done"), Action("done"), if (isOpen(ending)) ButtonStyle.PLAIN else ButtonStyle.PRIMARY)
        val buttons = if (isOpen(ending)) listOf(check, done) else listOf(done)
        return listOfNotNull(refusal).flatMap(::advice) + buttons
    }

    private fun advice(refusal: Refusal): List<Item> =
        listOfNotNull(
            Heading(words("not_me_next")),
            Paragraph(words(if (refusal.lockable == null) "not_me_advice_only" else "not_me_advice")),
            Button(words("lock_out"), Action("lock_out"), ButtonStyle.DANGER).takeIf { refusal.lockable != null },
        )
}

/**
 * A login was refused: somebody else may have begun it.
 *
 * @property lockable The account, when its server can lock it.
 */
data class Refusal(val lockable: String?)

/** How an ending is told. */
private class Telling(
    val heading: Text,
    val text: Text,
    val tone: Tone,
    val picture: String,
)

private fun isOpen(ending: Ending) = ending == Ending.Unknown || ending == Ending.DeniedHere

private fun telling(ending: Ending): Telling =
    when (ending) {
        Ending.Approved -> explain("approved", Tone.SUCCESS, "yes")
        Ending.Denied -> explain("denied", Tone.SUCCESS, "no")
        Ending.DeniedHere -> explain("denied_here", Tone.WARNING, "wait")
        Ending.WrongNumber -> explain("wrong_number", Tone.DANGER, "no")
        Ending.ApprovedElsewhere -> explain("approved_elsewhere", Tone.WARNING, "elsewhere")
        Ending.DeniedElsewhere -> explain("denied_elsewhere", Tone.PLAIN, "elsewhere")
        Ending.Expired -> explain("expired", Tone.PLAIN, "wait")
        Ending.Withdrawn -> explain("withdrawn", Tone.PLAIN, "no")
        Ending.Over -> explain("over", Tone.PLAIN, "wait")
        Ending.Unknown -> explain("unknown", Tone.WARNING, "wait")
        is Ending.NotSent -> Telling(words("outcome_not_sent"), ending.trouble.text, Tone.WARNING, "wait")
    }

private fun explain(
    name: String,
    tone: Tone,
    picture: String,
) = Telling(words("outcome_$name"), words("outcome_${name}_text"), tone, picture)
