// The part of the conversion that is about logins and what became of them.

package dev.countersign

import kotlin.time.Duration.Companion.seconds
import dev.countersign.generated.ChallengeRecord as RawChallenge
import dev.countersign.generated.ChallengeReport as RawChallengeReport
import dev.countersign.generated.ChallengeStatus as RawChallengeStatus
import dev.countersign.generated.DecisionState as RawDecision
import dev.countersign.generated.DenyReason as RawDenyReason
import dev.countersign.generated.EventKind as RawEventKind
import dev.countersign.generated.EventRecord as RawEvent
import dev.countersign.generated.History as RawHistory
import dev.countersign.generated.HistoryEntry as RawHistoryEntry
import dev.countersign.generated.NumberChallenge as RawNumberChallenge
import dev.countersign.generated.PushOutcome as RawPushOutcome
import dev.countersign.generated.Recorded as RawRecorded
import dev.countersign.generated.Refreshed as RawRefreshed
import dev.countersign.generated.Restriction as RawRestriction
import dev.countersign.generated.UserVerification as RawUserVerification
import dev.countersign.generated.Verdict as RawVerdict

internal fun RawChallenge.lifted() =
    Challenge(
        id = ChallengeId(id),
        account = AccountId(account),
        issuedAt = moment(issuedAt),
        expiresAt = expiresAt?.let(::moment),
        leavesAt = moment(leavesAt),
        relyingParty = RelyingParty(relyingParty.name, relyingParty.host),
        context = LoginContext(context.app, context.ip, context.place, context.os, context.browser),
        text = text,
        details = details.map { Detail(it.label, it.value) },
        authorizationDetails = authorizationDetails.map { AuthorizationDetail(it.kind, it.json) },
        number =
            when (val number = number) {
                is RawNumberChallenge.Enter -> NumberChallenge.Enter(number.digits.toInt())
                is RawNumberChallenge.Select -> NumberChallenge.Select(number.choices)
                is RawNumberChallenge.NoNumber -> NumberChallenge.NoNumber
            },
        userVerification = userVerification.lifted(),
        restriction =
            when (restriction) {
                RawRestriction.UNKNOWN_CRITICAL -> Restriction.UNKNOWN_CRITICAL
                RawRestriction.UNDISPLAYABLE -> Restriction.UNDISPLAYABLE
                null -> null
            },
    )

internal fun RawChallengeReport.lifted() =
    ChallengeReport(
        challenge = challenge.lifted(),
        status = status.lifted(),
        age = ageSeconds.asSeconds(),
        burst = burst?.let { Burst(it.requests.capped(), it.windowSeconds.seconds) },
    )

internal fun RawChallengeStatus.lifted() =
    when (this) {
        is RawChallengeStatus.Pending -> ChallengeStatus.Pending
        is RawChallengeStatus.Latched -> ChallengeStatus.Latched(reason?.lifted())
        is RawChallengeStatus.Decided -> ChallengeStatus.Decided(verdict.lifted())
        is RawChallengeStatus.Settled -> ChallengeStatus.Settled(verdict?.lifted(), decision.lifted(), moment(at))
    }

internal fun RawDecision.lifted() =
    when (this) {
        is RawDecision.NotSent -> Decision.NotSent
        is RawDecision.Unknown -> Decision.Unknown
        is RawDecision.RecordedByUs -> Decision.RecordedByUs(recorded.lifted())
        is RawDecision.RecordedElsewhere -> Decision.RecordedElsewhere(recorded.lifted())
    }

internal fun RawRecorded.lifted() =
    when (this) {
        RawRecorded.APPROVED -> Recorded.APPROVED
        RawRecorded.DENIED -> Recorded.DENIED
        RawRecorded.WRONG_NUMBER -> Recorded.WRONG_NUMBER
        RawRecorded.EXPIRED -> Recorded.EXPIRED
        RawRecorded.CANCELED -> Recorded.CANCELED
        RawRecorded.UNDISCLOSED -> Recorded.UNDISCLOSED
    }

internal fun RawVerdict.lifted() =
    when (this) {
        RawVerdict.APPROVE -> Verdict.APPROVE
        RawVerdict.DENY -> Verdict.DENY
    }

internal fun RawDenyReason.lifted() =
    when (this) {
        RawDenyReason.MISTAKE -> DenyReason.MISTAKE
        RawDenyReason.SUSPICIOUS -> DenyReason.SUSPICIOUS
        RawDenyReason.WRONG_NUMBER -> DenyReason.WRONG_NUMBER
    }

internal fun DenyReason.lowered() =
    when (this) {
        DenyReason.MISTAKE -> RawDenyReason.MISTAKE
        DenyReason.SUSPICIOUS -> RawDenyReason.SUSPICIOUS
        DenyReason.WRONG_NUMBER -> RawDenyReason.WRONG_NUMBER
    }

internal fun RawUserVerification.lifted() =
    when (this) {
        RawUserVerification.UNVERIFIED -> UserVerification.UNVERIFIED
        RawUserVerification.DEVICE -> UserVerification.DEVICE
        RawUserVerification.BIOMETRIC -> UserVerification.BIOMETRIC
    }

internal fun UserVerification.lowered() =
    when (this) {
        UserVerification.UNVERIFIED -> RawUserVerification.UNVERIFIED
        UserVerification.DEVICE -> RawUserVerification.DEVICE
        UserVerification.BIOMETRIC -> RawUserVerification.BIOMETRIC
    }

internal fun RawPushOutcome.lifted() =
    when (this) {
        is RawPushOutcome.NotOurs -> PushOutcome.NotOurs
        is RawPushOutcome.Nothing -> PushOutcome.Nothing
        is RawPushOutcome.Waiting -> PushOutcome.Waiting(challenge.lifted())
        is RawPushOutcome.Notice -> PushOutcome.Notice(event.lifted())
    }

internal fun RawRefreshed.lifted() = Refreshed(newChallenges.map { it.lifted() }, problems.map { it.lifted() })

internal fun RawHistory.lifted() = History(entries.map { it.lifted() }, damaged.map { it.lifted() })

internal fun RawHistoryEntry.lifted() =
    when (this) {
        is RawHistoryEntry.Login -> Login(challenge.lifted(), status.lifted())
        is RawHistoryEntry.Happened -> event.lifted()
    }

internal fun RawEvent.lifted() =
    Event(
        moment(at),
        AccountId(account),
        when (kind) {
            RawEventKind.ENROLLED -> EventKind.ENROLLED
            RawEventKind.REMOVED -> EventKind.REMOVED
            RawEventKind.REMOVED_ON_SERVER -> EventKind.REMOVED_ON_SERVER
            RawEventKind.SUSPENDED -> EventKind.SUSPENDED
            RawEventKind.KEY_ROTATED -> EventKind.KEY_ROTATED
            RawEventKind.LOCKED_OUT -> EventKind.LOCKED_OUT
            RawEventKind.WEAK_CHALLENGE_REFUSED -> EventKind.WEAK_CHALLENGE_REFUSED
            RawEventKind.FORGED_CHALLENGE_REFUSED -> EventKind.FORGED_CHALLENGE_REFUSED
            RawEventKind.DEVICE_ADDED -> EventKind.DEVICE_ADDED
        },
        accountName,
    )
