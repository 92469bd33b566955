// From generated types to ours and back. With the adapters and the authenticator, the only files that know the generated code; every `when`
// is exhaustive, so that a variant added to the library does not compile here.

package dev.countersign

import java.time.Instant
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import dev.countersign.generated.AccountHealth as RawAccountHealth
import dev.countersign.generated.AccountList as RawAccountList
import dev.countersign.generated.AccountRecord as RawAccount
import dev.countersign.generated.AccountState as RawAccountState
import dev.countersign.generated.Capabilities as RawCapabilities
import dev.countersign.generated.DamagedRecord as RawDamagedRecord
import dev.countersign.generated.DeviceInfo as RawDeviceInfo
import dev.countersign.generated.Health as RawHealth
import dev.countersign.generated.NumberPolicy as RawNumberPolicy
import dev.countersign.generated.NumberStyle as RawNumberStyle
import dev.countersign.generated.OneTimeCode as RawOneTimeCode
import dev.countersign.generated.OneTimeCodes as RawOneTimeCodes
import dev.countersign.generated.Policy as RawPolicy
import dev.countersign.generated.Preview as RawPreview
import dev.countersign.generated.Problem as RawProblem
import dev.countersign.generated.PushTarget as RawPushTarget
import dev.countersign.generated.Removal as RawRemoval
import dev.countersign.generated.Requirement as RawRequirement
import dev.countersign.generated.Telemetry as RawTelemetry

/** What is further away than dates go becomes the furthest. */
internal fun moment(seconds: Long): Instant =
    Instant.ofEpochSecond(seconds.coerceIn(Instant.MIN.epochSecond, Instant.MAX.epochSecond))

internal fun ULong.capped(): Long = coerceAtMost(Long.MAX_VALUE.toULong()).toLong()

internal fun ULong.asSeconds(): Duration = capped().seconds

/** Text that can cross: halves of characters, which no encoding has, are replaced. */
internal fun String.wellFormed(): String = encodeToByteArray().decodeToString()

internal fun RawAccountList.lifted() = Accounts(accounts.map { it.lifted() }, damaged.map { it.lifted() })

internal fun RawAccount.lifted() =
    Account(
        id = AccountId(id),
        dialect = dialect,
        issuerHost = issuerHost,
        issuerName = issuerName,
        accountName = accountName,
        label = label,
        hasKey = hasKey,
        hasApprovalKey = hasApprovalKey,
        policy = policy.lifted(),
        oneTimeCodes =
            when (oneTimeCodes) {
                RawOneTimeCodes.NO_CODES -> OneTimeCodes.NO_CODES
                RawOneTimeCodes.TIME -> OneTimeCodes.TIME
                RawOneTimeCodes.COUNTER -> OneTimeCodes.COUNTER
            },
        state = state.lifted(),
        isPushStale = isPushStale,
        enrolledAt = moment(enrolledAt),
    )

internal fun RawAccountState.lifted() =
    when (this) {
        RawAccountState.ACTIVE -> AccountState.ACTIVE
        RawAccountState.REMOVING -> AccountState.REMOVING
        RawAccountState.REMOVED_ON_SERVER -> AccountState.REMOVED_ON_SERVER
        RawAccountState.SUSPENDED -> AccountState.SUSPENDED
    }

internal fun RawDamagedRecord.lifted() =
    DamagedRecord(
        place,
        row,
        account?.let { LostAccount(AccountId(it.id), it.dialect, it.issuerHost, moment(it.enrolledAt)) },
    )

internal fun RawPolicy.lifted() =
    Policy(
        when (val number = number) {
            is RawNumberPolicy.Enter -> NumberPolicy.Enter(number.digits.toInt())
            is RawNumberPolicy.Select -> NumberPolicy.Select(number.choices.toInt())
            is RawNumberPolicy.NoNumber -> NumberPolicy.NoNumber
        },
        userVerification.lifted(),
    )

internal fun RawRequirement.lifted() =
    when (this) {
        RawRequirement.OPTIONAL -> Requirement.OPTIONAL
        RawRequirement.REQUIRED -> Requirement.REQUIRED
    }

internal fun RawOneTimeCode.lifted() = OneTimeCode(digits, secondsLeft?.toInt(), periodSeconds?.toInt())

internal fun RawCapabilities.lifted() =
    Capabilities(
        numberStyles = numberStyles.map { it.lifted() },
        algorithms = algorithms.map { it.lifted() },
        polling = polling,
        outcome = outcome,
        uniqueNames = uniqueNames,
        challenges = challenges,
        pushUpdate = pushUpdate,
        pushRequired = pushRequired,
        accessTokens = accessTokens,
        deviceName = deviceName,
        denyReasons = denyReasons,
        approvalKey = approvalKey,
        keyRotation = keyRotation,
        lockout = lockout,
    )

internal fun RawNumberStyle.lifted() =
    when (this) {
        RawNumberStyle.ENTER -> NumberStyle.ENTER
        RawNumberStyle.SELECT -> NumberStyle.SELECT
        RawNumberStyle.NO_NUMBER -> NumberStyle.NO_NUMBER
    }

internal fun RawPreview.lifted(): Preview {
    val details = details()
    return Preview(
        issuerHost = details.issuerHost,
        issuerName = details.issuerName,
        accountName = details.accountName,
        policy = details.policy.lifted(),
        approvalKey = details.approvalKey,
        expiresAt = details.expiresAt?.let(::moment),
        existing = details.existing?.let(::AccountId),
        part = details.part?.let { Part(it.number.toInt(), it.of.toInt()) },
        raw = this,
    )
}

internal fun RawProblem.lifted() = Problem(AccountId(account), fault.lifted())

internal fun RawHealth.lifted() =
    Health(
        isGood = isGood,
        accounts = accounts.map { it.lifted() },
        damaged = damaged.map { it.lifted() },
        unfinishedEnrollments = unfinishedEnrollments.map(::AccountId),
        unconfirmedAnswers = unconfirmedAnswers.capped(),
    )

internal fun RawAccountHealth.lifted() =
    AccountHealth(
        account = AccountId(account),
        state = state.lifted(),
        clockOffset = clockOffset.seconds,
        pushRegistered = pushRegistered,
        problem = problem?.lifted(),
    )

internal fun Device.lowered(platform: String) =
    RawDeviceInfo(
        name = name.wellFormed(),
        platform = platform,
        app = app.wellFormed(),
        push = push?.lowered(),
        telemetry = telemetry?.let { RawTelemetry(it.appName.wellFormed(), it.appVersion.wellFormed()) },
    )

internal fun RawPushTarget.lifted() = PushTarget(provider, token)

internal fun PushTarget.lowered() = RawPushTarget(provider.wellFormed(), token.wellFormed())

internal fun Removal.lowered() =
    when (this) {
        Removal.EVERYWHERE -> RawRemoval.EVERYWHERE
        Removal.ONLY_HERE -> RawRemoval.ONLY_HERE
    }
