"""Scenarios about codes, logins and accounts."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from conftest import TOKEN
from mock import wrong
from web_push import encrypted

from countersign import (
    Advice,
    AlreadyDecidedError,
    AnswerError,
    ChallengeError,
    CodeError,
    Decision,
    DecisionState,
    DenyReason,
    EnrollmentError,
    EnterNumber,
    Event,
    EventKind,
    NetworkError,
    OneTimeCodes,
    Recorded,
    ServerError,
)

APPROVED = Decision(DecisionState.RECORDED_BY_US, Recorded.APPROVED)
DENIED = Decision(DecisionState.RECORDED_BY_US, Recorded.DENIED)


async def enrolled(server, phone):
    return await phone.enroll(await phone.preview(server.offer()))


async def login_seen_by(phone, server):
    login = server.login()
    await phone.refresh()
    (challenge,) = phone.pending()
    return login, challenge


async def test_enroll(server, opened):
    phone = opened()
    preview = await phone.preview(server.offer())
    assert (preview.issuer_host, preview.account_name) == ("127.0.0.1", "alice")
    assert phone.accounts().accounts == ()

    account = await phone.enroll(preview)
    with pytest.raises(EnrollmentError) as caught:
        await phone.enroll(preview)

    assert caught.value.code == "enroll.already_enrolled"
    assert phone.accounts().accounts == (account,)
    assert account.account_name == "alice"


async def test_approve_pushed_number(server, opened):
    phone = opened()
    account = await enrolled(server, phone)
    login = server.login()

    outcome = await phone.handle_push(await server.mock.push(TOKEN))
    decision = await phone.approve(outcome.challenge, login["number"])

    assert outcome.challenge.account == account.id
    assert outcome.challenge.number == EnterNumber(6)
    assert outcome.challenge.relying_party.name == "Shop"
    assert decision == APPROVED
    assert server.status(login) == "approved"
    assert phone.pending() == ()


async def test_web_push(server, opened):
    phone = opened()
    account = await enrolled(server, phone)
    login = server.login()
    hint = await server.mock.push(TOKEN)
    target = phone.web_push_target("https://push.example/up")
    moved = phone.web_push_target("https://push.example/moved")

    problems = await phone.set_push_target(moved)
    content = encrypted(target, hint)
    outcome = await phone.handle_web_push(content)
    with pytest.raises(ChallengeError) as malformed:
        await phone.handle_web_push(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(EnrollmentError) as refused:
        phone.web_push_target("http://push.example/up")

    subscription, keys = json.loads(target.token), json.loads(moved.token)["keys"]
    assert target.provider == "webpush"
    assert subscription == {"endpoint": "https://push.example/up", "keys": keys}
    assert keys.keys() == {"p256dh", "auth"}
    assert problems == ()
    assert outcome.challenge.account == account.id
    assert await phone.approve(outcome.challenge, login["number"]) == APPROVED
    assert (malformed.value.code, refused.value.code) == ("challenge.push_malformed", "push.target_refused")


async def test_deny(server, opened):
    phone = opened()
    await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)

    decision = await phone.deny(challenge, DenyReason.SUSPICIOUS)

    assert decision == DENIED
    assert server.status(login) == "denied_suspicious"


async def test_deny_stays(server, opened):
    phone = opened()
    await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)
    await phone.deny(challenge)

    with pytest.raises(AlreadyDecidedError) as caught:
        await phone.approve(challenge, login["number"])

    assert caught.value.code == "answer.already_answered"
    assert caught.value.decision == DENIED
    assert server.status(login) == "denied"


async def test_wrong_number(server, opened):
    phone = opened()
    await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)

    with pytest.raises(AnswerError) as caught:
        await phone.approve(challenge, wrong(login["number"]))

    assert caught.value.code == "answer.number_mismatch"
    assert caught.value.advice is Advice.NEVER
    assert caught.value.decision == Decision(DecisionState.RECORDED_BY_US, Recorded.WRONG_NUMBER)
    assert server.status(login) != "approved"


async def test_no_code(opened):
    phone = opened()

    with pytest.raises(CodeError) as caught:
        await phone.preview("https://example.com/nothing")

    assert caught.value.code == "qr.unknown_scheme"
    assert caught.value.advice is Advice.AFTER_USER_ACTION
    assert caught.value.decision is None
    assert "example.com" not in str(caught.value)


async def test_busy_server_says_when(server, opened):
    phone = opened()
    server.mock.fault("preview", kind="status", code=503, retry_after=7)

    with pytest.raises(ServerError) as caught:
        await phone.preview(server.offer())

    assert caught.value.code == "server.unavailable"
    assert caught.value.advice is Advice.AFTER
    assert caught.value.retry_after == timedelta(seconds=7)


async def test_server_unreachable(server, opened):
    phone = opened()
    await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)
    server.mock.stop()

    with pytest.raises(NetworkError) as caught:
        await phone.approve(challenge, login["number"])

    assert caught.value.decision.state in (DecisionState.NOT_SENT, DecisionState.UNKNOWN)
    assert "127.0.0.1" not in str(caught.value)


async def test_lost_reply(server, opened):
    phone = opened()
    await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)
    # The phone asks at once what was recorded, and does not hear that either.
    server.mock.fault("answer", kind="drop_reply")
    server.mock.fault("outcome", kind="drop_reply")

    with pytest.raises(NetworkError) as caught:
        await phone.approve(challenge, login["number"])
    decision = await phone.approve(challenge, login["number"])

    assert caught.value.decision == Decision(DecisionState.UNKNOWN)
    assert decision == APPROVED
    assert server.status(login) == "approved"


async def test_watch(server, opened):
    phone = opened()
    await enrolled(server, phone)
    logins = [server.login()]
    seen = []

    async with asyncio.timeout(60):
        async for challenge in phone.watch(every=0.05):
            seen.append(challenge.id)
            if len(seen) == 2:
                break
            logins.append(server.login())

    assert len(set(seen)) == 2
    assert [challenge.id for challenge in phone.pending()] == seen


async def test_one_time_codes(opened):
    phone = opened()
    code = "otpauth://hotp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&counter=0"

    account = await phone.enroll(await phone.preview(code))

    assert (account.one_time_codes, account.has_key) == (OneTimeCodes.COUNTER, False)
    assert phone.one_time_code(account).digits == "755224"
    assert phone.one_time_code(account).seconds_left is None
    assert phone.next_one_time_code(account).digits == "287082"
    assert "287082" not in repr(phone.one_time_code(account))


async def test_remove(server, opened):
    phone = opened()
    account = await enrolled(server, phone)

    await phone.remove(account)

    assert phone.accounts().accounts == ()
    assert server.mock.get("/control/devices") == []
    kinds = [entry.kind for entry in phone.history().entries if isinstance(entry, Event)]
    assert kinds == [EventKind.REMOVED, EventKind.ENROLLED]
