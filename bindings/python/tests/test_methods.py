"""What the scenarios leave out: every other method, and mistakes in calling them."""

from __future__ import annotations

import asyncio
import logging

import pytest
from mock import running
from parts import UrllibTransport
from test_scenarios_logins import enrolled, login_seen_by

import countersign
from countersign import (
    AccountError,
    ChallengeError,
    ClosedError,
    EnrollmentError,
    InternalError,
    NetworkError,
    OneTimeCodes,
    Pending,
    PushTarget,
    StorageError,
    VaultFailure,
    VaultProblem,
)


def one_time(name, code="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"):
    return f"otpauth://totp/Example:{name}?secret={code}&issuer=Example"


async def test_an_account_is_renamed_and_gets_its_name_back(opened):
    phone = opened()
    account = await phone.enroll(await phone.preview(one_time("ann")))

    phone.rename(account, " Work ")
    assert phone.accounts().accounts[0].label == "Work"
    phone.rename(account.id, "")
    assert phone.accounts().accounts[0].label is None

    with pytest.raises(InternalError) as caught:
        phone.rename(account, "x" * 65)
    assert caught.value.code == "core.invalid_name"


async def test_a_code_may_be_read_as_one_of_many(opened):
    phone = opened()

    (preview,) = await phone.preview_all(one_time("ann"))

    assert (preview.account_name, preview.issuer_host, preview.part, preview.existing) == ("ann", "", None, None)
    assert (await phone.enroll(preview)).one_time_codes is OneTimeCodes.TIME


async def test_time_based_codes_end_by_themselves(opened):
    phone = opened()
    account = await phone.enroll(await phone.preview(one_time("ann")))

    code = phone.one_time_code(account)

    assert len(code.digits) == 6
    assert 1 <= code.seconds_left <= 30
    with pytest.raises(AccountError) as caught:
        phone.next_one_time_code(account)
    assert caught.value.code == "account.no_next_code"


async def test_who_is_signed_in_enrolls_without_a_code(opened):
    with running("--dialect", "wso2") as mock:
        user = mock.post("/control/wso2/users", {"username": "ann", "password": "pw"})
        token = mock.post("/control/wso2/tokens", {"user": user["id"], "scopes": ["internal_login"]})
        phone = opened()
        assert phone.token_dialects() == ("wso2",)

        preview = await phone.preview_with_token("wso2", mock.url, token["access_token"])
        with pytest.raises(EnrollmentError) as caught:
            await phone.preview_with_token("wso2", mock.url, "canary")

        assert preview.account_name == "ann"
        assert caught.value.code == "enroll.token_invalid"
        assert "canary" not in str(caught.value)


async def test_a_challenge_is_reported_with_age_and_status(server, opened):
    phone = opened()
    await enrolled(server, phone)
    _, challenge = await login_seen_by(phone, server)

    report = phone.challenge(challenge)

    assert (report.challenge, report.status, report.burst) == (challenge, Pending(), None)
    assert 0 <= report.age.total_seconds() < 60
    with pytest.raises(ChallengeError) as caught:
        phone.challenge("no id at all")
    assert caught.value.code == "challenge.not_found"


async def test_an_account_is_locked_from_the_phone(server, opened):
    phone = opened()
    account = await enrolled(server, phone)

    await phone.lock_out(account)

    with pytest.raises(OSError):
        server.login()


async def test_servers_that_cannot_be_told_where_pushes_go_are_named(server, opened):
    phone = opened()
    account = await enrolled(server, phone)
    assert await phone.set_push_target(PushTarget("fcm", "new")) == ()
    server.mock.stop()

    (problem,) = await phone.set_push_target(None)

    assert problem.account == account.id
    assert isinstance(problem.error, NetworkError)
    assert phone.accounts().accounts[0].is_push_stale


async def test_the_doctor_says_what_needs_attention(server, opened):
    phone = opened()
    account = await enrolled(server, phone)
    assert (await phone.doctor()).is_good
    server.mock.stop()

    health = await phone.doctor()

    assert not health.is_good
    (state,) = health.accounts
    assert (state.account, type(state.problem)) == (account.id, NetworkError)


async def test_a_push_of_somebody_else_is_not_ours(opened):
    outcome = await opened().handle_push({"from": "another app"})

    assert (outcome.is_ours, outcome.challenge, outcome.notice) == (False, None, None)


async def test_a_closed_phone_says_so_and_ends_its_stream(server, opened):
    phone = opened()

    async def close_soon():
        await asyncio.sleep(0)
        phone.close()

    closing = asyncio.create_task(close_soon())
    with pytest.raises(ClosedError):
        async for _ in phone.watch(every=3600):
            pass
    await closing
    with pytest.raises(ClosedError):
        phone.accounts()


async def test_a_number_is_text_because_zeros_count(server, opened):
    phone = opened()
    await enrolled(server, phone)
    _, challenge = await login_seen_by(phone, server)

    with pytest.raises(TypeError):
        await phone.approve(challenge, 482913)

    assert phone.challenge(challenge).status == Pending()


class Cancels(UrllibTransport):
    async def send(self, request):
        raise asyncio.CancelledError


class Confused(UrllibTransport):
    async def send(self, request):
        return "no response at all"


@pytest.mark.parametrize(("transport", "code"), [(Cancels, "net.canceled"), (Confused, "net.interrupted")])
async def test_a_transport_that_gives_nothing_useful_does_not_hang_the_call(server, opened, transport, code):
    phone = opened(transport=transport())

    async with asyncio.timeout(60):
        with pytest.raises(NetworkError) as caught:
            await phone.preview(server.offer())

    assert caught.value.code == code


class LockedVault:
    def load(self):
        raise VaultFailure(VaultProblem.LOCKED)

    def save(self, key):
        raise AssertionError("never asked")


class BrokenVault:
    def load(self):
        raise LookupError("canary")

    def save(self, key):
        raise AssertionError("never asked")


@pytest.mark.parametrize("vault", [LockedVault, BrokenVault])
def test_a_vault_that_cannot_tell_opens_nothing(opened, vault):
    with pytest.raises(StorageError) as caught:
        opened(vault=vault())

    assert caught.value.code == "store.locked"
    assert "canary" not in f"{caught.value!r} {caught.value.__cause__!r}"


async def test_the_log_goes_to_one_logger_per_process(server, opened, caplog):
    logger = logging.getLogger("countersign.test")
    phone = opened()
    server.mock.fault("enroll", kind="drop_reply")
    with caplog.at_level(logging.INFO, logger="countersign.test"):
        countersign.log_to(logger)
        with pytest.raises(InternalError) as caught:
            countersign.log_to(logger)
        with pytest.raises(NetworkError):
            await enrolled(server, phone)
        server.mock.stop()
        await phone.refresh()

    assert caught.value.code == "core.logging_taken"
    (record,) = caplog.records
    assert record.levelno == logging.INFO
    assert record.getMessage().startswith("enrollment is not finished yet")
    assert record.rust_target.startswith("countersign_core")


def test_everything_public_is_exported_and_documented():
    for name in countersign.__all__:
        thing = getattr(countersign, name)
        if isinstance(thing, type) or callable(thing):
            assert thing.__doc__, name
            # What dataclasses write themselves.
            assert not thing.__doc__.startswith(f"{name}("), name
