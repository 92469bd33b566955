package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Banner
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Code
import dev.countersign.app.screens.Field
import dev.countersign.app.screens.Heading
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Keyboard
import dev.countersign.app.screens.Labeled
import dev.countersign.app.screens.Paragraph
import dev.countersign.app.screens.Picture
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Row
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.count
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words

/** The first screen: all accounts, their one-time codes, and what waits. */
class AccountsModel(
    private val phone: Phone,
    private val clock: Clock,
    private val surroundings: Surroundings,
) : Model() {
    private var list: AccountList? = null
    private var requests: List<RequestCard> = emptyList()
    private var query = ""
    private var trouble: Trouble? = null
    private var refreshing = false
    private val shown = mutableMapOf<String, CodeCard>()

    override val ticks: Boolean get() = shown.values.any { it.secondsLeft != null }

    override val screen: Screen
        get() =
            Screen(
                id = "accounts",
                title = words("accounts_title"),
                items = items(),
                secure = shown.isNotEmpty(),
                announce = trouble?.text,
            )

    override suspend fun load(): Step {
        val step = read()
        return if (step == Step.Stay) refresh() else step
    }

    override suspend fun act(action: Action): Step {
        when (action.id) {
            "search" -> query = action.argument
            "show_code" -> return show(action.argument) { phone.code(it) }
            "next_code" -> return show(action.argument) { phone.nextCode(it) }
            "copy_code" -> return shown[action.argument]?.let { Step.Ask(Wish.COPY, it.digits) } ?: Step.Stay
            "refresh" -> return refresh()
            "retry" -> return load()
            "add" -> return Step.Open(AddModel(phone))
            "history" -> return Step.Open(HistoryModel(phone, null))
            "doctor" -> return Step.Open(DoctorModel(phone, surroundings))
            "request" -> return Step.Open(RequestModel(phone, clock, action.argument))
            "account" -> return Step.Open(AccountModel(phone, action.argument))
            "settings" -> return Step.Ask(Wish.NOTIFICATION_SETTINGS)
        }
        changed()
        return Step.Stay
    }

    override suspend fun tick(): Step {
        for (account in shown.filterValues { it.secondsLeft != null }.keys) {
            val step = show(account) { phone.code(it) }
            if (step != Step.Stay) return step
        }
        return Step.Stay
    }

    override fun disappeared() {
        shown.clear()
        changed()
    }

    private suspend fun read(): Step =
        try {
            list = phone.accounts()
            requests = phone.requests()
            Step.Stay
        } catch (failed: TroubleException) {
            failed(failed.trouble)
        } finally {
            changed()
        }

    private suspend fun refresh(): Step {
        if (refreshing || list == null) return Step.Stay
        refreshing = true
        changed()
        return try {
            trouble = phone.refresh().firstOrNull()
            list = phone.accounts()
            requests = phone.requests()
            Step.Stay
        } catch (failed: TroubleException) {
            failed(failed.trouble)
        } finally {
            refreshing = false
            changed()
        }
    }

    private suspend fun show(
        account: String,
        code: suspend (String) -> CodeCard,
    ): Step =
        try {
            shown[account] = code(account)
            Step.Stay
        } catch (failed: TroubleException) {
            shown.remove(account)
            failed(failed.trouble)
        } finally {
            changed()
        }

    private fun failed(trouble: Trouble): Step {
        if (trouble.kind == TroubleKind.STORAGE) return Step.Open(StorageModel(phone, trouble))
        this.trouble = trouble
        return Step.Stay
    }

    private fun items(): List<Item> {
        val list = list ?: return trouble?.let { troubled(it) } ?: listOf(Progress(words("loading")))
        val above = listOfNotNull(trouble?.let(::offline), lost(list), notifications()) + requests.map(::requestRow)
        return above + (if (list.cards.isEmpty()) empty() else accounts(list.cards)) + below(list)
    }

    private fun offline(trouble: Trouble): Item = banner(trouble, Labeled(words("retry"), Action("refresh")))

    private fun lost(list: AccountList): Item? =
        list.lost.size.takeIf { it > 0 }?.let {
            Banner(count("accounts_lost", it), Tone.DANGER, Labeled(words("doctor_title"), Action("doctor")))
        }

    private fun notifications(): Item? =
        Banner(words("notifications_off"), Tone.WARNING, Labeled(words("open_settings"), Action("settings")))
            .takeUnless { surroundings.notificationsAllowed || list?.cards.isNullOrEmpty() }

    private fun requestRow(card: RequestCard) =
        Row(words("request_heading", outside(card.app)), card.facts.firstOrNull()?.value, words("waiting"), Action("request", card.id))

    private fun empty(): List<Item> =
        listOf(
            Picture("empty", words("accounts_empty")),
            Heading(words("accounts_empty")),
            Paragraph(words("accounts_empty_text")),
        )

    private fun accounts(cards: List<AccountCard>): List<Item> {
        val found = cards.filter { it.matches(query) }
        val search = Field("search", words("search"), query, Keyboard.SEARCH, words("search_hint"))
        val none = listOf(Paragraph(words("search_nothing"), Tone.QUIET)).takeIf { found.isEmpty() } ?: emptyList()
        return (if (cards.size > 1) listOf(search) else emptyList()) + none + found.flatMap(::account)
    }

    private fun account(card: AccountCard): List<Item> {
        val row = Row(outside(card.name), outside(card.account), card.problem, Action("account", card.id))
        return listOf(row) + codes(card)
    }

    private fun codes(card: AccountCard): List<Item> {
        if (card.codes == Codes.NONE) return emptyList()
        val label = words("code_of", outside(card.name))
        val code = shown[card.id] ?: return listOf(Code(label, null, null, null, Labeled(words("code_show"), Action("show_code", card.id))))
        val copy = Labeled(words("code_copy"), Action("copy_code", card.id))
        val item = Code(label, Text.Digits(code.digits), ring(code), code.secondsLeft, copy)
        val next = Button(words("code_next"), Action("next_code", card.id))
        return if (card.codes == Codes.COUNTED) listOf(item, next) else listOf(item)
    }

    private fun ring(code: CodeCard): Float? {
        val left = code.secondsLeft ?: return null
        val period = code.period ?: return null
        return (left.toFloat() / period).coerceIn(0f, 1f)
    }

    private fun below(list: AccountList): List<Item> =
        listOfNotNull(
            Button(words("add_account"), Action("add"), ButtonStyle.PRIMARY),
            Button(words("history_title"), Action("history")).takeIf { list.cards.isNotEmpty() },
            Button(words("doctor_title"), Action("doctor")).takeIf { list.cards.isNotEmpty() },
            Progress(words("refreshing")).takeIf { refreshing },
        )
}

/** What the models need to know of the platform. */
interface Surroundings {
    /** Whether notifications can be shown. */
    val notificationsAllowed: Boolean

    /** How pushes come, in the words of the platform; `null` when none come now, and servers are only asked. */
    val pushes: String?
}

private fun AccountCard.matches(query: String): Boolean =
    query.isBlank() || listOf(name, account, host, ownName).any { it.contains(query.trim(), ignoreCase = true) }
