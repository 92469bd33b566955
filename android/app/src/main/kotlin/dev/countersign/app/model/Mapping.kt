package dev.countersign.app.model

import dev.countersign.Account
import dev.countersign.AccountHealth
import dev.countersign.AccountId
import dev.countersign.AccountState
import dev.countersign.Accounts
import dev.countersign.CameraFrame
import dev.countersign.Capabilities
import dev.countersign.Challenge
import dev.countersign.ChallengeReport
import dev.countersign.ChallengeStatus
import dev.countersign.Decision
import dev.countersign.Event
import dev.countersign.EventKind
import dev.countersign.Health
import dev.countersign.History
import dev.countersign.HistoryEntry
import dev.countersign.Login
import dev.countersign.NumberChallenge
import dev.countersign.NumberPolicy
import dev.countersign.OneTimeCode
import dev.countersign.OneTimeCodes
import dev.countersign.Preview
import dev.countersign.Recorded
import dev.countersign.Requirement
import dev.countersign.Restriction
import dev.countersign.UserVerification
import dev.countersign.Verdict
import dev.countersign.app.screens.Fact
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.count
import dev.countersign.app.screens.outside
import dev.countersign.app.screens.words
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

// What the library says, as the models hold it. All that is decided about its types is decided here; about its errors, in Troubles.kt.

private fun Account.card(capabilities: Capabilities) =
    AccountCard(
        id = id.value,
        name = label ?: issuerName.ifEmpty { issuerHost },
        account = accountName,
        host = issuerHost,
        ownName = label.orEmpty(),
        problem = state.problem(),
        codes =
            when (oneTimeCodes) {
                OneTimeCodes.NO_CODES -> Codes.NONE
                OneTimeCodes.TIME -> Codes.TIMED
                OneTimeCodes.COUNTER -> Codes.COUNTED
            },
        hasKey = hasKey,
        isBound = hasApprovalKey,
        abilities = capabilities.abilities(),
        enrolledAt = enrolledAt,
    )

internal suspend fun Accounts.list(capabilities: suspend (AccountId) -> Capabilities) =
    AccountList(accounts.map { it.card(capabilities(it.id)) }, damaged.map { it.account?.issuerHost.orEmpty() })

internal fun OneTimeCode.card() = CodeCard(digits, secondsLeft, periodSeconds)

internal fun Preview.card() =
    PreviewCard(
        host = issuerHost,
        issuer = issuerName,
        account = accountName,
        asksFor = policy.number.words(),
        exists = existing != null,
        binding = if (approvalKey) Binding.OFFERED else Binding.NONE,
        part = part?.let { it.number to it.of },
        handle = this,
    )

/** The request with the account it is for, as far as that is known, and what its server can do. */
internal fun ChallengeReport.card(
    account: Account?,
    capabilities: Capabilities?,
) =
    RequestCard(
        id = challenge.id.value,
        accountId = challenge.account.value,
        app = challenge.relyingParty.name,
        facts = facts(challenge, account),
        message = challenge.text,
        details = challenge.details.map { Fact(outside(it.label), outside(it.value)) },
        entry = challenge.number.entry(),
        needsVerification = challenge.userVerification == Requirement.REQUIRED || account?.hasApprovalKey == true,
        abilities = capabilities?.abilities().orEmpty(),
        restriction =
            when (challenge.restriction) {
                Restriction.UNKNOWN_CRITICAL -> words("restricted_unknown")
                Restriction.UNDISPLAYABLE -> words("restricted_undisplayable")
                null -> null
            },
        left = challenge.expiresAt?.let { it.epochSecond - challenge.issuedAt.epochSecond }?.seconds?.minus(age),
        age = age,
        burst = burst?.requests?.toInt(),
        ending = status.ending(),
    )

/** How an answer ended that returned. */
internal fun Decision.ending(): Ending =
    when (this) {
        Decision.NotSent, Decision.Unknown -> Ending.Unknown
        is Decision.RecordedByUs -> recorded.byUs()
        is Decision.RecordedElsewhere -> recorded.elsewhere()
    }

private fun HistoryEntry.card(): HistoryCard =
    when (this) {
        is Login -> {
            val (result, tone) = status.result()
            val from = challenge.context.place ?: challenge.relyingParty.host
            HistoryCard(outside(challenge.relyingParty.name), from?.let { outside(it) }, result, tone, challenge.issuedAt)
        }
        is Event -> HistoryCard(kind.words(), outside(accountName).takeIf { accountName.isNotEmpty() }, words("event"), kind.tone(), at)
    }

/** The first [limit] of what was asked for with one more. What cannot be read counts, too. */
internal fun History.page(limit: Int) = HistoryPage(entries.take(limit).map { it.card() }, entries.size + damaged.size > limit)

internal fun Health.checkup() =
    Checkup(isGood, accounts.map { it.checkup() }, damaged.size, unfinishedEnrollments.size, unconfirmedAnswers.toInt())

internal fun Frame.raw() = CameraFrame(width, height, luma, rowStride, number)

internal fun Verification.claim() =
    when (this) {
        Verification.NONE -> UserVerification.UNVERIFIED
        Verification.SCREEN_LOCK -> UserVerification.DEVICE
        Verification.BIOMETRIC -> UserVerification.BIOMETRIC
    }

internal fun Capabilities.abilities(): Set<Ability> =
    setOfNotNull(
        Ability.BE_ASKED.takeIf { polling || !challenges },
        Ability.TAKE_REASON.takeIf { denyReasons },
        Ability.LOCK_OUT.takeIf { lockout },
        Ability.NAME_DEVICE.takeIf { deviceName },
        Ability.ROTATE_KEY.takeIf { keyRotation },
    )

private fun AccountState.problem(): Text? =
    when (this) {
        AccountState.ACTIVE -> null
        AccountState.REMOVING -> words("state_removing")
        AccountState.REMOVED_ON_SERVER -> words("state_removed")
        AccountState.SUSPENDED -> words("state_suspended")
    }

private fun NumberPolicy.words(): Text =
    when (this) {
        is NumberPolicy.Enter -> count("asks_typed", digits)
        is NumberPolicy.Select -> count("asks_picked", choices)
        NumberPolicy.NoNumber -> words("asks_nothing")
    }

private fun NumberChallenge.entry(): Entry =
    when (this) {
        is NumberChallenge.Enter -> Entry.Typed(digits)
        is NumberChallenge.Select -> Entry.Picked(choices)
        NumberChallenge.NoNumber -> Entry.None
    }

private fun facts(
    challenge: Challenge,
    account: Account?,
): List<Fact> {
    val context = challenge.context
    return listOfNotNull(
        account?.let { fact("fact_account", it.label ?: it.accountName) },
        fact("fact_app", context.app.takeIf { it != challenge.relyingParty.name }),
        fact("fact_site", challenge.relyingParty.host ?: account?.issuerHost?.ifEmpty { null }),
        fact("fact_place", context.place),
        fact("fact_ip", context.ip),
        fact("fact_browser", context.browser),
        fact("fact_system", context.os),
    )
}

private fun fact(
    label: String,
    value: String?,
) = value?.let { Fact(words(label), outside(it)) }

internal fun ChallengeStatus.ending(): Ending? =
    when (this) {
        ChallengeStatus.Pending -> null
        is ChallengeStatus.Latched -> Ending.DeniedHere
        is ChallengeStatus.Decided -> if (verdict == Verdict.DENY) Ending.DeniedHere else Ending.Unknown
        is ChallengeStatus.Settled -> decision.ending()
    }

private fun Recorded.byUs(): Ending =
    when (this) {
        Recorded.APPROVED -> Ending.Approved
        Recorded.DENIED -> Ending.Denied
        Recorded.WRONG_NUMBER -> Ending.WrongNumber
        Recorded.EXPIRED -> Ending.Expired
        Recorded.CANCELED -> Ending.Withdrawn
        Recorded.UNDISCLOSED -> Ending.Over
    }

private fun Recorded.elsewhere(): Ending =
    when (this) {
        Recorded.APPROVED -> Ending.ApprovedElsewhere
        Recorded.DENIED, Recorded.WRONG_NUMBER -> Ending.DeniedElsewhere
        Recorded.EXPIRED -> Ending.Expired
        Recorded.CANCELED -> Ending.Withdrawn
        Recorded.UNDISCLOSED -> Ending.Over
    }

private fun ChallengeStatus.result(): Pair<Text, Tone> =
    when (ending()) {
        null -> words("waiting") to Tone.PLAIN
        Ending.Approved -> words("outcome_approved") to Tone.SUCCESS
        Ending.Denied -> words("outcome_denied") to Tone.SUCCESS
        Ending.DeniedHere -> words("outcome_denied_here") to Tone.WARNING
        Ending.WrongNumber -> words("outcome_wrong_number") to Tone.DANGER
        Ending.ApprovedElsewhere -> words("outcome_approved_elsewhere") to Tone.WARNING
        Ending.DeniedElsewhere -> words("outcome_denied_elsewhere") to Tone.PLAIN
        Ending.Expired -> words("outcome_expired") to Tone.PLAIN
        Ending.Withdrawn -> words("outcome_withdrawn") to Tone.PLAIN
        Ending.Over -> words("outcome_over") to Tone.PLAIN
        Ending.Unknown, is Ending.NotSent -> words("outcome_unknown") to Tone.WARNING
    }

private fun EventKind.words(): Text =
    when (this) {
        EventKind.ENROLLED -> words("event_enrolled")
        EventKind.REMOVED -> words("event_removed")
        EventKind.REMOVED_ON_SERVER -> words("event_removed_on_server")
        EventKind.SUSPENDED -> words("event_suspended")
        EventKind.KEY_ROTATED -> words("event_key_rotated")
        EventKind.LOCKED_OUT -> words("event_locked_out")
        EventKind.WEAK_CHALLENGE_REFUSED -> words("event_weak_refused")
        EventKind.FORGED_CHALLENGE_REFUSED -> words("event_forged_refused")
        EventKind.DEVICE_ADDED -> words("event_device_added")
    }

private fun EventKind.tone(): Tone =
    when (this) {
        EventKind.ENROLLED, EventKind.REMOVED, EventKind.KEY_ROTATED -> Tone.PLAIN
        EventKind.REMOVED_ON_SERVER, EventKind.SUSPENDED, EventKind.LOCKED_OUT, EventKind.DEVICE_ADDED -> Tone.WARNING
        EventKind.WEAK_CHALLENGE_REFUSED, EventKind.FORGED_CHALLENGE_REFUSED -> Tone.DANGER
    }

private fun AccountHealth.checkup() =
    AccountCheckup(account.value, problem?.trouble()?.text ?: state.problem(), clockOffset.words(), pushRegistered)

private fun Duration.words(): Text? =
    when {
        absoluteValue < NOTABLE -> null
        isPositive() -> count("clock_behind", inWholeMinutes.toInt())
        else -> count("clock_ahead", absoluteValue.inWholeMinutes.toInt())
    }

/** Less than this disturbs nobody: the server's time is used. */
private val NOTABLE = 120.seconds
