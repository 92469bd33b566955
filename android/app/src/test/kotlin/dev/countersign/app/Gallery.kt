package dev.countersign.app

import dev.countersign.app.model.AccountCheckup
import dev.countersign.app.model.AccountList
import dev.countersign.app.model.AccountModel
import dev.countersign.app.model.AccountsModel
import dev.countersign.app.model.AddModel
import dev.countersign.app.model.Binding
import dev.countersign.app.model.Checkup
import dev.countersign.app.model.CodeCard
import dev.countersign.app.model.Codes
import dev.countersign.app.model.DeviceNameModel
import dev.countersign.app.model.DiagnosticsModel
import dev.countersign.app.model.DoctorModel
import dev.countersign.app.model.Ending
import dev.countersign.app.model.Entry
import dev.countersign.app.model.HistoryCard
import dev.countersign.app.model.HistoryModel
import dev.countersign.app.model.LockOutModel
import dev.countersign.app.model.OutcomeModel
import dev.countersign.app.model.PreviewModel
import dev.countersign.app.model.Refusal
import dev.countersign.app.model.RequestModel
import dev.countersign.app.model.RotateModel
import dev.countersign.app.model.StorageModel
import dev.countersign.app.screens.Fact
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.count
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words
import java.time.Instant
import kotlin.time.Duration.Companion.seconds

/** Each main screen as a person may meet it, by the name of its picture. */
suspend fun gallery(): Map<String, Screen> =
    mapOf(
        "accounts" to accounts(),
        "accounts-empty" to AccountsModel(ScriptedPhone(), TestClock(), TestSurroundings()).also { it.load() }.screen,
        "add" to AddModel(ScriptedPhone()).also { it.act("camera", "allowed") }.screen,
        "preview" to PreviewModel(ScriptedPhone(), listOf(preview())).screen,
        "request-number" to request(Entry.Typed(6)),
        "request-choices" to request(Entry.Picked(listOf("17", "42", "85"))),
        "request-burst" to request(Entry.None, burst = 7),
        "outcome" to OutcomeModel(ScriptedPhone(), "r1", "Shop", null, Ending.Approved).screen,
        "outcome-unknown" to OutcomeModel(ScriptedPhone(), "r1", "Shop", null, Ending.Unknown).screen,
        "not-me" to OutcomeModel(ScriptedPhone(), "r1", "Shop", Refusal("1"), Ending.Denied).screen,
        "lock-out" to LockOutModel(ScriptedPhone(), "1", "r1").screen,
        "history" to history(),
        "account" to AccountModel(listed(), "1").also { it.load() }.screen,
        "device-name" to DeviceNameModel(ScriptedPhone(), "1").also { it.act("device_name", "Alice's phone") }.screen,
        "rotate" to RotateModel(ScriptedPhone(), "1").screen,
        "doctor" to doctor(),
        "diagnostics" to DiagnosticsModel(ScriptedPhone().also { it.report = REPORT }).also { it.load() }.screen,
        "storage" to StorageModel(ScriptedPhone(), locked).screen,
    )

private fun preview() = preview("alice@example.com", binding = Binding.OFFERED).copy(asksFor = count("asks_typed", 6))

private fun listed() =
    ScriptedPhone().also {
        it.accounts =
            AccountList(
                listOf(
                    account("1", "Shop").copy(isBound = true, enrolledAt = Instant.parse("2026-11-03T09:30:00Z")),
                    account("2", "Bank").copy(account = "1002 34", host = "id.bank.example", codes = Codes.TIMED),
                    account("3", "Work").copy(account = "a.liddell", host = "sso.work.example", problem = words("state_suspended")),
                    account("4", "Forum").copy(account = "alice", host = "", codes = Codes.TIMED, hasKey = false),
                ),
            )
        it.codes.add(CodeCard("482913", 21, 30))
    }

private suspend fun accounts(): Screen {
    val model = AccountsModel(listed(), TestClock(), TestSurroundings())
    model.load()
    model.act("show_code", "2")
    return model.screen
}

private suspend fun request(
    entry: Entry,
    burst: Int? = null,
): Screen {
    val phone = ScriptedPhone()
    val clock = TestClock()
    val card = request(entry = entry, burst = burst, left = 52.seconds)
    val from = listOf("fact_ip" to "203.0.113.7", "fact_browser" to "Firefox 132", "fact_system" to "Linux")
    phone.requests += card.copy(facts = card.facts + from.map { (label, value) -> Fact(words(label), outside(value)) })
    val model = RequestModel(phone, clock, "r1")
    model.appeared()
    model.load()
    clock.now += 500
    if (entry is Entry.Typed) model.act("number", "4829")
    return model.screen
}

private suspend fun history(): Screen {
    val phone = ScriptedPhone()
    val start = Instant.parse("2026-11-20T18:05:00Z")
    phone.history =
        listOf(
            HistoryCard(outside("Shop"), outside("Berlin"), words("outcome_approved"), Tone.SUCCESS, start),
            HistoryCard(outside("Shop"), outside("Lagos"), words("outcome_denied"), Tone.SUCCESS, start.minusSeconds(4_000)),
            HistoryCard(outside("Bank"), outside("Berlin"), words("outcome_expired"), Tone.PLAIN, start.minusSeconds(90_000)),
            HistoryCard(words("event_enrolled"), outside("alice@example.com"), words("event"), Tone.PLAIN, start.minusSeconds(190_000)),
        )
    phone.history += List(50) { phone.history.last() }
    val model = HistoryModel(phone, null).also { it.load() }
    // What a phone shows of it: the first lines, and the end.
    return model.screen.copy(items = model.screen.items.let { it.take(4) + it.last() })
}

private suspend fun doctor(): Screen {
    val phone = listed()
    phone.checkup =
        Checkup(
            isGood = false,
            accounts =
                listOf(
                    AccountCheckup("1", null, null, true),
                    AccountCheckup("3", words("state_suspended"), count("clock_ahead", 12), false),
                ),
            lost = 0,
            unfinished = 0,
            unconfirmed = 1,
        )
    return DoctorModel(phone, TestSurroundings()).also { it.load() }.screen
}

private const val REPORT =
    """countersign diagnostics 1
core 0.1.0 on android aarch64
app Countersign for Android on android
clock Sun, 22 Nov 2026 15:54:09 GMT
storage works: accounts 1, pending 0, unconfirmed answers 0, unfinished enrollments 0
account gcq2 native at login.shop.example: Active, key Ed25519, number Enter { digits: 6 }, verification Required
failed net.timeout, 2 times, last Sun, 22 Nov 2026 15:51:30 GMT"""
