"""From generated types to ours and back. The only module, with ``_adapters``, that knows the generated code."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from . import errors
from . import types as t
from ._native import countersign_ffi as native
from .abilities import Capabilities, NumberStyle
from .errors import Advice, CountersignError
from .platform import Algorithm

E = TypeVar("E", bound=enum.Enum)
T = TypeVar("T")

# What each variant of the generated error becomes.
_CLASSES: dict[type[BaseException], type[CountersignError]] = {
    native.Fault.Code: errors.CodeError,
    native.Fault.Enrollment: errors.EnrollmentError,
    native.Fault.Account: errors.AccountError,
    native.Fault.Key: errors.DeviceKeyError,
    native.Fault.UserVerification: errors.UserVerificationError,
    native.Fault.Challenge: errors.ChallengeError,
    native.Fault.Answer: errors.AnswerError,
    native.Fault.AlreadyDecided: errors.AlreadyDecidedError,
    native.Fault.Network: errors.NetworkError,
    native.Fault.Server: errors.ServerError,
    native.Fault.Storage: errors.StorageError,
    native.Fault.Internal: errors.InternalError,
}


def error(fault: Any) -> CountersignError:
    """Our exception for a generated one."""
    facts = fault.facts
    advice = Advice[variant(facts.advice)]
    retry_after = timedelta(seconds=facts.advice.seconds) if advice is Advice.AFTER else None
    decided = None if facts.decision is None else decision(facts.decision)
    return _CLASSES[type(fault)](facts.code, facts.detail, advice, retry_after, decided)


def variant(value: Any) -> str:
    """The name of a variant of a generated enum, with or without fields."""
    return value.name if isinstance(value, enum.Enum) else type(value).__name__.rpartition(".")[2]


def same(ours: type[E], value: Any) -> E:
    """The member of our enum with the same name."""
    return ours[variant(value)]


def maybe(ours: type[E], value: Any) -> E | None:
    return None if value is None else same(ours, value)


def moment(seconds: int) -> datetime:
    """What is outside the years 1 to 9999 becomes the nearest moment inside."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    try:
        return epoch + timedelta(seconds=seconds)
    except OverflowError:
        return (datetime.max if seconds > 0 else datetime.min).replace(tzinfo=UTC)


def maybe_moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else moment(seconds)


def decision(value: Any) -> t.Decision:
    state = same(t.DecisionState, value)
    return t.Decision(state, maybe(t.Recorded, getattr(value, "recorded", None)))


def policy(value: Any) -> t.Policy:
    number: t.EnterNumber | t.SelectFrom | None = None
    if value.number.is_enter():
        number = t.EnterNumber(value.number.digits)
    elif value.number.is_select():
        number = t.SelectFrom(value.number.choices)
    return t.Policy(number, same(t.Requirement, value.user_verification))


def account(value: Any) -> t.Account:
    return t.Account(
        id=value.id,
        dialect=value.dialect,
        issuer_host=value.issuer_host,
        issuer_name=value.issuer_name,
        account_name=value.account_name,
        label=value.label,
        has_key=value.has_key,
        has_approval_key=value.has_approval_key,
        policy=policy(value.policy),
        one_time_codes=same(t.OneTimeCodes, value.one_time_codes),
        state=same(t.AccountState, value.state),
        is_push_stale=value.is_push_stale,
        enrolled_at=moment(value.enrolled_at),
    )


def accounts(value: Any) -> t.Accounts:
    return t.Accounts(tuple(map(account, value.accounts)), tuple(map(damaged, value.damaged)))


def damaged(value: Any) -> t.DamagedRecord:
    lost = value.account and t.LostAccount(
        value.account.id, value.account.dialect, value.account.issuer_host, moment(value.account.enrolled_at)
    )
    return t.DamagedRecord(value.place, value.row, lost)


def number(value: Any) -> t.NumberChallenge:
    if value.is_enter():
        return t.EnterNumber(value.digits)
    if value.is_select():
        return t.SelectNumber(tuple(value.choices))
    return None


def challenge(value: Any) -> t.Challenge:
    party, place = value.relying_party, value.context
    return t.Challenge(
        id=value.id,
        account=value.account,
        issued_at=moment(value.issued_at),
        expires_at=maybe_moment(value.expires_at),
        leaves_at=moment(value.leaves_at),
        relying_party=t.RelyingParty(party.name, party.host),
        context=t.LoginContext(place.app, place.ip, place.place, place.os, place.browser),
        text=value.text,
        details=tuple(t.Detail(detail.label, detail.value) for detail in value.details),
        authorization_details=tuple(
            t.AuthorizationDetail(detail.kind, detail.json) for detail in value.authorization_details
        ),
        number=number(value.number),
        user_verification=same(t.Requirement, value.user_verification),
        restriction=maybe(t.Restriction, value.restriction),
    )


def status(value: Any) -> t.ChallengeStatus:
    if value.is_pending():
        return t.Pending()
    if value.is_latched():
        return t.Latched(maybe(t.DenyReason, value.reason))
    if value.is_decided():
        return t.Decided(same(t.Verdict, value.verdict))
    return t.Settled(maybe(t.Verdict, value.verdict), decision(value.decision), moment(value.at))


def report(value: Any) -> t.ChallengeReport:
    burst = value.burst and t.Burst(value.burst.requests, timedelta(seconds=value.burst.window_seconds))
    age = timedelta(seconds=min(value.age_seconds, timedelta.max.days * 86400))
    return t.ChallengeReport(challenge(value.challenge), status(value.status), age, burst)


def event(value: Any) -> t.Event:
    return t.Event(moment(value.at), value.account, same(t.EventKind, value.kind), value.account_name)


def history(value: Any) -> t.History:
    entries = (
        t.Login(challenge(entry.challenge), status(entry.status)) if entry.is_login() else event(entry.event)
        for entry in value.entries
    )
    return t.History(tuple(entries), tuple(map(damaged, value.damaged)))


def problems(values: Any) -> tuple[t.Problem, ...]:
    return tuple(t.Problem(value.account, error(value.fault)) for value in values)


def refreshed(value: Any) -> t.Refreshed:
    return t.Refreshed(tuple(map(challenge, value.new_challenges)), problems(value.problems))


def push_outcome(value: Any) -> t.PushOutcome:
    if value.is_waiting():
        return t.PushOutcome(True, challenge=challenge(value.challenge))
    if value.is_notice():
        return t.PushOutcome(True, notice=event(value.event))
    return t.PushOutcome(not value.is_not_ours())


def health(value: Any) -> t.Health:
    return t.Health(
        is_good=value.is_good,
        accounts=tuple(map(account_health, value.accounts)),
        damaged=tuple(map(damaged, value.damaged)),
        unfinished_enrollments=tuple(value.unfinished_enrollments),
        unconfirmed_answers=value.unconfirmed_answers,
    )


def account_health(value: Any) -> t.AccountHealth:
    limit = timedelta.max.days * 86400
    offset = max(-limit, min(limit, value.clock_offset))
    return t.AccountHealth(
        account=value.account,
        state=same(t.AccountState, value.state),
        clock_offset=timedelta(seconds=offset),
        push_registered=value.push_registered,
        problem=value.problem and error(value.problem),
    )


def one_time_code(value: Any) -> t.OneTimeCode:
    return t.OneTimeCode(value.digits, value.seconds_left, value.period_seconds)


def capabilities(value: Any) -> Capabilities:
    return Capabilities(
        number_styles=tuple(same(NumberStyle, style) for style in value.number_styles),
        algorithms=tuple(same(Algorithm, algorithm) for algorithm in value.algorithms),
        polling=value.polling,
        outcome=value.outcome,
        unique_names=value.unique_names,
        challenges=value.challenges,
        push_update=value.push_update,
        push_required=value.push_required,
        access_tokens=value.access_tokens,
        device_name=value.device_name,
        deny_reasons=value.deny_reasons,
        approval_key=value.approval_key,
        key_rotation=value.key_rotation,
        lockout=value.lockout,
    )


def camera_frame(value: t.CameraFrame) -> Any:
    return native.CameraFrame(
        width=value.width,
        height=value.height,
        row_stride=value.width if value.row_stride is None else value.row_stride,
        luma=value.luma,
        number=value.number,
    )


def told(call: Callable[..., T], *arguments: object) -> T:
    """What a call that waits for nobody returns, or our error."""
    try:
        return call(*arguments)
    except native.Fault as fault:
        raise error(fault) from None


async def heard(call: Awaitable[T]) -> T:
    """The same for one that waits."""
    try:
        return await call
    except native.Fault as fault:
        raise error(fault) from None


def device(value: t.Device, platform: str) -> Any:
    telemetry = value.telemetry and native.Telemetry(
        app_name=value.telemetry.app_name, app_version=value.telemetry.app_version
    )
    return native.DeviceInfo(
        name=value.name, platform=platform, app=value.app, push=push_target(value.push), telemetry=telemetry
    )


def push_target(value: t.PushTarget | None) -> Any:
    return value and native.PushTarget(provider=value.provider, token=value.token)
