package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Choices
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Labeled
import dev.countersign.app.screens.NumberEntry
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.words
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/**
 * A login request: is it you?
 *
 * @property request Which one.
 */
class RequestModel(
    private val phone: Phone,
    private val clock: Clock,
    val request: String,
) : Model() {
    private val arming = Arming(clock)
    private var card: RequestCard? = null
    private var loadedAt = 0L
    private var number = ""
    private var trouble: Trouble? = null
    private var work: Work? = null

    override val ticks: Boolean get() = card != null && work == null

    override val screen: Screen
        get() =
            Screen(
                id = "request",
                title = words("request_title"),
                items = items(),
                back = Action("back"),
                secure = true,
                announce = announcement(),
            )

    override suspend fun load(): Step =
        try {
            val found = phone.request(request)
            card = found
            loadedAt = clock.millis()
            trouble = null
            arming.renewed()
            found.ending?.let { ended(it) } ?: Step.Stay
        } catch (failed: TroubleException) {
            trouble = failed.trouble
            Step.Stay
        } finally {
            changed()
        }

    override suspend fun act(action: Action): Step {
        if (work != null) return Step.Stay
        return when (action.id) {
            "back" -> Step.Back
            "retry" -> load()
            "number" -> typed(action.argument)
            "deny" -> answer(Work.DENYING) { phone.deny(request, Suspicion.NONE) }
            "not_me" -> answer(Work.DENYING) { phone.deny(request, Suspicion.NOT_ME) }
            "approve" -> approve(number.ifEmpty { null }, phone.verification)
            "approve_screen_lock" -> approve(number.ifEmpty { null }, Verification.SCREEN_LOCK)
            "pick" -> approve(action.argument, phone.verification)
            "lock_settings" -> Step.Ask(Wish.LOCK_SETTINGS)
            else -> Step.Stay
        }
    }

    override suspend fun tick(): Step {
        val left = left()
        changed()
        return if (left != null && left <= Duration.ZERO) ended(Ending.Expired) else Step.Stay
    }

    override fun appeared() {
        arming.appeared()
        changed()
    }

    override fun disappeared() = arming.disappeared()

    override fun obscured(now: Boolean) {
        arming.obscured(now)
        changed()
    }

    private fun typed(text: String): Step {
        val digits = (card?.entry as? Entry.Typed)?.digits ?: return Step.Stay
        number = asciiDigits(text).take(digits)
        changed()
        return Step.Stay
    }

    private suspend fun approve(
        number: String?,
        verification: Verification,
    ): Step {
        val card = card ?: return Step.Stay
        if (!canApprove(card) || !arming.isArmed || !fits(card.entry, number)) return Step.Stay
        val claimed = if (card.needsVerification) verification else Verification.NONE
        return answer(Work.APPROVING) { phone.approve(request, number, claimed) }
    }

    private suspend fun answer(
        kind: Work,
        send: suspend () -> Ending,
    ): Step {
        work = kind
        trouble = null
        changed()
        try {
            val ending = send()
            if (ending is Ending.NotSent) trouble = ending.trouble else return ended(ending, kind)
        } catch (failed: TroubleException) {
            trouble = failed.trouble
        } finally {
            work = null
            arming.renewed()
            changed()
        }
        return Step.Stay
    }

    private fun ended(
        ending: Ending,
        kind: Work? = null,
    ): Step {
        val card = card
        val lockable = card?.accountId?.takeIf { Ability.LOCK_OUT in card.abilities }
        val refused = kind == Work.DENYING || ending == Ending.WrongNumber
        return Step.Replace(OutcomeModel(phone, request, card?.app, Refusal(lockable).takeIf { refused }, ending))
    }

    private fun canApprove(card: RequestCard) =
        card.restriction == null && !(card.needsVerification && phone.verification == Verification.NONE)

    private fun fits(
        entry: Entry,
        number: String?,
    ) = when (entry) {
        Entry.None -> number == null
        is Entry.Typed -> number?.length == entry.digits
        is Entry.Picked -> number in entry.choices
    }

    private fun left(): Duration? = card?.left?.minus(passed())

    private fun passed(): Duration = (clock.millis() - loadedAt).milliseconds

    private fun announcement(): Text? {
        val card = card ?: return null
        return trouble?.text ?: words("request_announce", Text.Outside(card.app))
    }

    private fun items(): List<Item> {
        val card = card
        if (card == null) return trouble?.let { troubled(it) } ?: listOf(Progress(words("loading")))
        val shown = requestFacts(card, left(), card.age + passed(), arming.isObscured, phone.verification)
        val working = work
        if (working != null) return shown + Progress(words(working.label))
        return shown + listOfNotNull(trouble?.let { banner(it) }) + answers(card)
    }

    /** Deny first, and once more with a reason at the end; approving in between. */
    private fun answers(card: RequestCard): List<Item> {
        val deny = Button(words("deny"), Action("deny"), ButtonStyle.DENY)
        val notMe = listOf(Button(words("not_me"), Action("not_me"))).filter { Ability.TAKE_REASON in card.abilities }
        if (!canApprove(card)) return listOf(deny) + notMe
        return when (val entry = card.entry) {
            is Entry.Picked -> listOf(deny, choices(entry)) + notMe
            is Entry.Typed -> listOf(typing(entry), deny, approveButton(card)) + screenLock(card) + notMe
            Entry.None -> listOf(deny, approveButton(card)) + screenLock(card) + notMe
        }
    }

    private fun choices(entry: Entry.Picked) =
        Choices(
            words("number_pick"),
            entry.choices.map { Labeled(Text.Digits(it), Action("pick", it)) },
            arming.isArmed,
            arming.armedAt,
        )

    private fun typing(entry: Entry.Typed) = NumberEntry("number", words("number_enter"), entry.digits, number)

    private fun approveButton(card: RequestCard): Button {
        val complete = fits(card.entry, number.ifEmpty { null })
        return Button(
            words("approve"),
            Action("approve"),
            ButtonStyle.APPROVE,
            complete && arming.isArmed,
            arming.armedAt.takeIf { complete },
        )
    }

    private fun screenLock(card: RequestCard): List<Item> {
        val ways = phone.verifications
        if (!card.needsVerification || !ways.containsAll(setOf(Verification.BIOMETRIC, Verification.SCREEN_LOCK))) return emptyList()
        // It approves just as much: everything but its look stays.
        val ready = approveButton(card)
        return listOf(ready.copy(label = words("approve_screen_lock"), action = Action("approve_screen_lock"), style = ButtonStyle.PLAIN))
    }

    private enum class Work(val label: String) {
        APPROVING("approving"),
        DENYING("denying"),
    }
}

/** The ASCII digits for what was typed with any keyboard. */
internal fun asciiDigits(text: String): String =
    text.mapNotNull { character -> Character.digit(character, RADIX).takeIf { it >= 0 } }.joinToString("")

private const val RADIX = 10
