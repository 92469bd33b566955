package dev.countersign.app

import dev.countersign.app.model.Ability
import dev.countersign.app.model.AccountCard
import dev.countersign.app.model.AccountList
import dev.countersign.app.model.Binding
import dev.countersign.app.model.Checkup
import dev.countersign.app.model.CodeCard
import dev.countersign.app.model.Ending
import dev.countersign.app.model.Entry
import dev.countersign.app.model.Frame
import dev.countersign.app.model.HistoryCard
import dev.countersign.app.model.HistoryPage
import dev.countersign.app.model.OnlyHere
import dev.countersign.app.model.Phone
import dev.countersign.app.model.PreviewCard
import dev.countersign.app.model.RequestCard
import dev.countersign.app.model.Suspicion
import dev.countersign.app.model.Trouble
import dev.countersign.app.model.TroubleException
import dev.countersign.app.model.TroubleKind
import dev.countersign.app.model.Verification
import dev.countersign.app.screens.Fact
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.receiveAsFlow
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

/** A phone that says what a test wants to hear, and remembers what was asked of it. */
class ScriptedPhone : Phone {
    override var verifications = setOf(Verification.BIOMETRIC, Verification.SCREEN_LOCK)
    var accounts = AccountList(emptyList())
    var codes = ArrayDeque<CodeCard>()
    var previews: List<PreviewCard> = emptyList()
    var requests = mutableListOf<RequestCard>()
    var ending: Ending = Ending.Approved
    var history: List<HistoryCard> = emptyList()
    var checkup = Checkup(true, emptyList(), 0, 0, 0)
    var refreshed: List<Trouble> = emptyList()
    var picture: String? = null
    var report = "countersign diagnostics 1"

    /** What the next call fails with, by its name. */
    val failures = mutableMapOf<String, Trouble>()

    /** What was asked, in order. */
    val asked = mutableListOf<String>()

    val arrivals = Channel<String>(Channel.UNLIMITED)

    override suspend fun accounts() = told("accounts") { accounts }

    override suspend fun code(account: String) = told("code $account") { codes.first() }

    override suspend fun nextCode(account: String) = told("nextCode $account") { codes.also { it.removeFirst() }.first() }

    override suspend fun preview(code: String) = told("preview $code") { previews }

    override suspend fun read(picture: Frame) = told("read") { this.picture }

    override suspend fun enroll(preview: PreviewCard) = told("enroll ${preview.account}") { }

    override suspend fun rename(
        account: String,
        name: String,
    ) = told("rename $account $name") { }

    override suspend fun nameDevice(
        account: String,
        name: String,
    ) = told("nameDevice $account $name") { }

    override suspend fun rotateKey(account: String) = told("rotateKey $account") { }

    override suspend fun remove(
        account: String,
        onlyHere: OnlyHere,
    ) = told("remove $account $onlyHere") { }

    override suspend fun lockOut(
        account: String,
        request: String?,
    ) = told("lockOut $account $request") { }

    override suspend fun refresh() = told("refresh") { refreshed }

    override fun waiting(): Flow<String> = arrivals.receiveAsFlow()

    override suspend fun requests() = told("requests") { requests }

    override suspend fun request(id: String) = told("request $id") { requests.single { it.id == id } }

    override suspend fun approve(
        id: String,
        number: String?,
        verification: Verification,
    ) = told("approve $id $number $verification") { ending }

    override suspend fun deny(
        id: String,
        suspicion: Suspicion,
    ) = told("deny $id $suspicion") { ending }

    override suspend fun history(
        account: String?,
        limit: Int,
    ) = told("history $account $limit") { HistoryPage(history.take(limit), history.size > limit) }

    override suspend fun checkup() = told("checkup") { checkup }

    override suspend fun diagnostics() = told("diagnostics") { report }

    private fun <T> told(
        call: String,
        answer: () -> T,
    ): T {
        asked += call
        failures.remove(call.substringBefore(' '))?.let { throw TroubleException(it) }
        return answer()
    }
}

fun account(
    id: String,
    name: String = "Shop",
) = AccountCard(id, name, "alice@example.com", "login.shop.example", abilities = Ability.entries.toSet())

fun request(
    id: String = "r1",
    entry: Entry = Entry.None,
    needsVerification: Boolean = false,
    abilities: Set<Ability> = Ability.entries.toSet(),
    restriction: Text? = null,
    left: Duration? = 60.seconds,
    burst: Int? = null,
    ending: Ending? = null,
) = RequestCard(
    id = id,
    accountId = "a1",
    app = "Shop",
    facts = listOf(Fact(words("fact_account"), outside("alice")), Fact(words("fact_place"), outside("Berlin"))),
    message = "Order 17",
    details = listOf(Fact(outside("Amount"), outside("12 €"))),
    entry = entry,
    needsVerification = needsVerification,
    abilities = abilities,
    restriction = restriction,
    left = left,
    age = 5.seconds,
    burst = burst,
    ending = ending,
)

fun preview(
    account: String = "alice",
    exists: Boolean = false,
    binding: Binding = Binding.NONE,
    part: Pair<Int, Int>? = null,
) = PreviewCard("login.shop.example", "Shop", account, words("asks_nothing"), exists, binding, part, Any())

val offline = Trouble(TroubleKind.OFFLINE, words("trouble_offline"), words("trouble_network_next"), "net.offline")
val locked = Trouble(TroubleKind.STORAGE, words("storage_locked"), words("trouble_unlock"), "store.locked")
val refused = Trouble(TroubleKind.FINAL, words("trouble_code"), words("trouble_code_next"), "qr.malformed")
