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
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.count
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words

/** What is wrong with this phone, its pushes and its accounts, and what helps. */
class DoctorModel(
    private val phone: Phone,
    private val surroundings: Surroundings,
) : Model() {
    private var checkup: Checkup? = null
    private var cards: List<AccountCard> = emptyList()
    private var trouble: Trouble? = null
    private var checking = true

    override val screen: Screen
        get() = Screen("doctor", words("doctor_title"), items(), Action("back"), announce = announcement())

    override suspend fun load(): Step {
        checking = true
        trouble = null
        changed()
        try {
            cards = phone.accounts().cards
            checkup = phone.checkup()
        } catch (failed: TroubleException) {
            trouble = failed.trouble
        } finally {
            checking = false
            changed()
        }
        return Step.Stay
    }

    override suspend fun act(action: Action): Step =
        when (action.id) {
            "back" -> Step.Back
            "retry" -> if (checking) Step.Stay else load()
            "settings" -> Step.Ask(Wish.NOTIFICATION_SETTINGS)
            "diagnostics" -> Step.Open(DiagnosticsModel(phone))
            "lock_settings" -> Step.Ask(Wish.LOCK_SETTINGS)
            else -> Step.Stay
        }

    private fun announcement() = checkup?.takeIf { !checking }?.let { words(if (isGood(it)) "doctor_good" else "doctor_bad") }

    private fun isGood(checkup: Checkup) =
        checkup.isGood &&
            surroundings.notificationsAllowed &&
            phone.verification != Verification.NONE &&
            cards.none { card -> lacksPushes(card, checkup.accounts.firstOrNull { it.id == card.id }) }

    /** Whether logins are lost on the way to this account: its server is never asked, and pushes of it do not come here. */
    private fun lacksPushes(
        card: AccountCard,
        found: AccountCheckup?,
    ) = card.hasKey && Ability.BE_ASKED !in card.abilities && (surroundings.pushes == null || found?.push != true)

    private fun items(): List<Item> {
        if (checking) return listOf(Progress(words("checking")))
        trouble?.let { return troubled(it) + diagnostics() }
        val found = checkup ?: return emptyList()
        return listOf(verdict(found)) + device() + storage(found) + found.accounts.flatMap(::account) + again() + diagnostics()
    }

    private fun verdict(found: Checkup): Item =
        if (isGood(found)) Banner(words("doctor_good"), Tone.SUCCESS) else Banner(words("doctor_bad"), Tone.WARNING)

    private fun device(): List<Item> =
        listOfNotNull(
            Heading(words("doctor_phone")),
            Fact(words("fact_notifications"), words(if (surroundings.notificationsAllowed) "allowed" else "not_allowed")),
            Button(words("open_settings"), Action("settings")).takeUnless { surroundings.notificationsAllowed },
            Fact(words("fact_pushes"), surroundings.pushes?.let { outside(it) } ?: words("pushes_none")),
            Fact(words("fact_lock"), words(lock())),
            Banner(words("request_no_lock"), Tone.WARNING, Labeled(words("open_settings"), Action("lock_settings")))
                .takeIf { phone.verification == Verification.NONE },
        )

    private fun lock() =
        when (phone.verification) {
            Verification.NONE -> "lock_none"
            Verification.SCREEN_LOCK -> "lock_screen"
            Verification.BIOMETRIC -> "lock_biometric"
        }

    private fun storage(found: Checkup): List<Item> =
        listOfNotNull(
            Banner(count("accounts_lost", found.lost), Tone.DANGER).takeIf { found.lost > 0 },
            Paragraph(count("doctor_unfinished", found.unfinished), Tone.WARNING).takeIf { found.unfinished > 0 },
            Paragraph(count("doctor_unconfirmed", found.unconfirmed), Tone.WARNING).takeIf { found.unconfirmed > 0 },
        )

    private fun account(found: AccountCheckup): List<Item> {
        val card = cards.firstOrNull { it.id == found.id }
        val lacksPushes = card != null && lacksPushes(card, found)
        return listOfNotNull(
            Heading(card?.let { words("two_parts", outside(it.name), outside(it.account)) } ?: words("account_title")),
            Paragraph(words("push_needed"), Tone.WARNING).takeIf { lacksPushes },
            found.problem?.let { Paragraph(it, Tone.WARNING) } ?: Paragraph(words("account_good"), Tone.SUCCESS).takeUnless { lacksPushes },
            found.clock?.let { Fact(words("fact_clock"), it) },
            found.push?.let { Fact(words("fact_push"), words(if (it) "push_registered" else "push_not_registered")) },
        )
    }

    private fun again() = Button(words("check_again"), Action("retry"), ButtonStyle.PRIMARY)

    private fun diagnostics() = Button(words("diagnostics_title"), Action("diagnostics"))
}
