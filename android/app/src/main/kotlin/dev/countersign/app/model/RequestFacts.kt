package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Banner
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Fact
import dev.countersign.app.screens.Heading
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Labeled
import dev.countersign.app.screens.Paragraph
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.count
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words
import kotlin.time.Duration

/** What stands on the screen of a request above the buttons. */
internal fun requestFacts(
    card: RequestCard,
    left: Duration?,
    age: Duration,
    obscured: Boolean,
    verification: Verification,
): List<Item> =
    listOf(Heading(words("request_heading", outside(card.app)))) +
        warnings(card, obscured, verification) +
        Paragraph(words("request_question")) +
        card.facts +
        time(left, age) +
        message(card) +
        details(card)

/** The trouble alone, with what can be done. */
internal fun troubled(trouble: Trouble): List<Item> =
    listOf(banner(trouble)) +
        if (trouble.kind == TroubleKind.FINAL) emptyList() else listOf(Button(words("retry"), Action("retry"), ButtonStyle.PRIMARY))

/** What went wrong, and what to do next. */
internal fun banner(
    trouble: Trouble,
    action: Labeled? = null,
): Banner {
    val next = trouble.next
    val text = if (next == null) trouble.text else words("two_sentences", trouble.text, next)
    return Banner(text, if (trouble.kind == TroubleKind.FINAL) Tone.DANGER else Tone.WARNING, action)
}

private fun warnings(
    card: RequestCard,
    obscured: Boolean,
    verification: Verification,
): List<Item> =
    listOfNotNull(
        Banner(words("request_obscured"), Tone.DANGER).takeIf { obscured },
        card.burst?.let { Banner(count("request_burst", it), Tone.DANGER) },
        card.restriction?.let { Banner(it, Tone.WARNING) },
        Banner(words("request_no_lock"), Tone.WARNING, Labeled(words("open_settings"), Action("lock_settings")))
            .takeIf { card.needsVerification && verification == Verification.NONE },
    )

private fun time(
    left: Duration?,
    age: Duration,
): Item =
    if (left == null) {
        Fact(words("request_age"), duration(age))
    } else {
        Fact(words("request_left"), duration(left.coerceAtLeast(Duration.ZERO)))
    }

private fun duration(length: Duration): Text {
    val seconds = length.inWholeSeconds.toInt()
    return if (seconds < MINUTE) count("seconds", seconds) else count("minutes", seconds / MINUTE)
}

private fun message(card: RequestCard): List<Item> =
    card.message?.let { listOf(Fact(words("request_message"), outside(it))) } ?: emptyList()

private fun details(card: RequestCard): List<Item> =
    if (card.details.isEmpty()) emptyList() else listOf(Heading(words("request_details"))) + card.details

private const val MINUTE = 60
