package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Banner
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Fact
import dev.countersign.app.screens.Field
import dev.countersign.app.screens.Heading
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Keyboard
import dev.countersign.app.screens.Paragraph
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words

/**
 * One account: what it is, its name, and the way out.
 *
 * @param account Which one.
 */
class AccountModel(
    private val phone: Phone,
    private val account: String,
) : Model() {
    private var card: AccountCard? = null
    private var name = ""
    private var trouble: Trouble? = null
    private var removing = Removing.NO

    override val screen: Screen
        get() =
            Screen(
                id = "account",
                title = card?.let { outside(it.name) } ?: words("account_title"),
                items = items(),
                back = Action("back"),
                announce = trouble?.text,
            )

    override suspend fun load(): Step =
        tried {
            val found = phone.accounts().cards.firstOrNull { it.id == account }
            card = found
            name = found?.ownName.orEmpty()
            if (found == null) Step.Back else Step.Stay
        }

    override suspend fun act(action: Action): Step {
        if (removing == Removing.NOW) return Step.Stay
        return when (action.id) {
            "back" -> back()
            "retry" -> load()
            "name" -> typed(action.argument)
            "save" -> tried { phone.rename(account, name.trim()).let { load() } }
            "device_name" -> Step.Open(DeviceNameModel(phone, account))
            "rotate" -> Step.Open(RotateModel(phone, account))
            "history" -> Step.Open(HistoryModel(phone, account))
            "lock_out" -> Step.Open(LockOutModel(phone, account, null))
            "remove" -> asking()
            "remove_confirm" -> remove(OnlyHere.NO)
            "remove_only_here" -> remove(OnlyHere.YES)
            else -> Step.Stay
        }
    }

    private fun back(): Step {
        if (removing == Removing.NO) return Step.Back
        removing = Removing.NO
        trouble = null
        changed()
        return Step.Stay
    }

    private fun typed(text: String): Step {
        name = text.take(NAME_LENGTH)
        changed()
        return Step.Stay
    }

    private fun asking(): Step {
        removing = Removing.ASKED
        changed()
        return Step.Stay
    }

    private suspend fun remove(onlyHere: OnlyHere): Step {
        removing = Removing.NOW
        changed()
        return try {
            tried { phone.remove(account, onlyHere).let { Step.Home } }
        } finally {
            removing = Removing.ASKED
            changed()
        }
    }

    private suspend fun tried(work: suspend () -> Step): Step {
        trouble = null
        return try {
            work()
        } catch (failed: TroubleException) {
            trouble = failed.trouble
            Step.Stay
        } finally {
            changed()
        }
    }

    private fun items(): List<Item> {
        val card = card ?: return trouble?.let { troubled(it) } ?: listOf(Progress(words("loading")))
        val banner = listOfNotNull(trouble?.let { banner(it) })
        return when (removing) {
            Removing.NOW -> listOf(Progress(words("removing")))
            Removing.ASKED -> banner + confirmation(card)
            Removing.NO -> banner + details(card)
        }
    }

    private fun details(card: AccountCard): List<Item> =
        listOfNotNull(
            card.problem?.let { Banner(it, Tone.WARNING) },
            Fact(words("fact_account"), outside(card.account)),
            Fact(words("fact_host"), if (card.host.isEmpty()) words("preview_no_server") else outside(card.host)),
            Fact(words("fact_added"), Text.Moment(card.enrolledAt)),
            Fact(words("fact_can"), words(if (card.hasKey) "can_answer" else "can_codes_only")),
            Paragraph(words("approval_bound")).takeIf { card.isBound },
            Field("name", words("account_name"), name, Keyboard.TEXT, words("account_name_hint")),
            Button(words("save"), Action("save"), enabled = name.trim() != card.ownName),
            Button(words("history_title"), Action("history")),
            Button(words("device_name"), Action("device_name")).takeIf { card.canUse(Ability.NAME_DEVICE) },
            Button(words("rotate"), Action("rotate")).takeIf { card.canUse(Ability.ROTATE_KEY) },
            Button(words("lock_out"), Action("lock_out"), ButtonStyle.DANGER).takeIf { card.canUse(Ability.LOCK_OUT) },
            Button(words("remove"), Action("remove"), ButtonStyle.DANGER),
        )

    /** A server that does not take this phone any more takes nothing from it. */
    private fun AccountCard.canUse(ability: Ability) = hasKey && problem == null && ability in abilities

    private fun confirmation(card: AccountCard): List<Item> =
        listOf(
            Heading(words("remove_heading", outside(card.name))),
            Paragraph(words(if (card.host.isEmpty()) "remove_text_local" else "remove_text"), Tone.DANGER),
            Button(words("cancel"), Action("back")),
            Button(words("remove"), Action("remove_confirm"), ButtonStyle.DANGER),
        ) +
            if (trouble == null || card.host.isEmpty()) emptyList() else onlyHere()

    /** Offered only after the server could not be told. */
    private fun onlyHere(): List<Item> =
        listOf(Paragraph(words("remove_only_here_text")), Button(words("remove_only_here"), Action("remove_only_here"), ButtonStyle.DANGER))

    private enum class Removing { NO, ASKED, NOW }

    private companion object {
        const val NAME_LENGTH = 64
    }
}
