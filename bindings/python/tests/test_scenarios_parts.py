"""Scenarios about what an app brings, and about calls that overlap or end early."""

from __future__ import annotations

import asyncio
import gc
import os

import pytest
from parts import MemoryVault, P256Signer, UrllibTransport
from test_scenarios_logins import APPROVED, DENIED, enrolled, login_seen_by

from countersign import (
    Authenticator,
    Decided,
    Decision,
    DecisionState,
    HttpRequest,
    NetworkError,
    Prompt,
    PromptKind,
    ServerError,
    StorageError,
    UserVerification,
    UserVerificationError,
    Vault,
    Verdict,
)


def is_answer(request: HttpRequest) -> bool:
    return "/answer" in request.url


async def test_own_transport(server, opened):
    transport = UrllibTransport()
    phone = opened(transport=transport)
    await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)

    decision = await phone.approve(challenge, login["number"])

    assert decision == APPROVED
    assert server.status(login) == "approved"
    assert len(transport.requests) >= 4
    assert server.mock.url not in repr(transport.requests)


async def test_refused_redirect(server, opened):
    transport = UrllibTransport()
    phone = opened(transport=transport)
    server.mock.fault("preview", kind="redirect", url=f"{server.mock.url}/elsewhere")

    with pytest.raises(ServerError) as caught:
        await phone.preview(server.offer())

    assert caught.value.code == "net.redirect_refused"
    assert len(transport.requests) == 1


async def test_own_vault(server, opened):
    vault = MemoryVault()
    account = await enrolled(server, opened(vault=vault))

    again = opened(vault=vault)

    assert again.accounts().accounts == (account,)
    assert (vault.saved, len(vault.key)) == (1, 32)


async def test_lost_vault(server, opened):
    vault = MemoryVault()
    account = await enrolled(server, opened(vault=vault))

    with pytest.raises(StorageError) as caught:
        opened(vault=MemoryVault())

    assert caught.value.code == "store.key_lost"
    assert opened(vault=vault).accounts().accounts == (account,)


async def test_own_signer(server, opened):
    signer = P256Signer()
    phone = opened(signer=signer)
    account = await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)

    decision = await phone.approve(challenge, login["number"], verification=UserVerification.BIOMETRIC)

    assert decision == APPROVED
    assert account.has_key
    approvals = [prompt for prompt in signer.prompts if prompt.kind is PromptKind.APPROVE]
    assert {prompt.verification for prompt in approvals} == {UserVerification.BIOMETRIC}


async def test_approval_key(server, opened):
    signer = P256Signer()
    signer.has_approval_keys = True
    phone = opened(signer=signer)
    account = await enrolled(server, phone)
    _, denied = await login_seen_by(phone, server)
    assert await phone.deny(denied) == DENIED

    assert account.has_approval_key and phone.capabilities(account).approval_key
    assert signer.asked == [Prompt(PromptKind.REGISTER_KEY)]

    login, challenge = await login_seen_by(phone, server)
    with pytest.raises(UserVerificationError) as caught:
        await phone.approve(challenge, login["number"])
    assert (caught.value.code, caught.value.decision) == ("uv.required", Decision(DecisionState.NOT_SENT))
    assert len(signer.asked) == 1
    decision = await phone.approve(challenge, login["number"], verification=UserVerification.BIOMETRIC)

    assert decision == APPROVED
    assert signer.asked[1:] == [Prompt(PromptKind.APPROVE, UserVerification.BIOMETRIC)]


async def test_refused_prompt(server, opened):
    signer = P256Signer()
    phone = opened(signer=signer)
    await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)
    signer.refuses_to_approve = True

    with pytest.raises(UserVerificationError) as caught:
        await phone.approve(challenge, login["number"])
    signer.refuses_to_approve = False
    decision = await phone.approve(challenge, login["number"])

    assert caught.value.code == "uv.canceled"
    assert caught.value.decision == Decision(DecisionState.NOT_SENT)
    assert decision == APPROVED


class FailingTransport(UrllibTransport):
    """Sends the first answer and the question that follows, and fails after each as no transport should."""

    failures = 2

    async def send(self, request):
        reply = await super().send(request)
        if self.failures and any(map(is_answer, self.requests)):
            self.failures -= 1
            raise LookupError("canary-7f3a")
        return reply


async def test_failing_callback(server, opened, capfd):
    phone = opened(transport=FailingTransport())
    await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)

    with pytest.raises(NetworkError) as caught:
        await phone.approve(challenge, login["number"])
    decision = await phone.approve(challenge, login["number"])

    assert caught.value.code == "net.interrupted"
    assert caught.value.decision == Decision(DecisionState.UNKNOWN)
    assert decision == APPROVED
    output = capfd.readouterr()
    assert "canary-7f3a" not in f"{caught.value!r} {caught.value.__cause__!r} {output.out} {output.err}"


class SlowTransport(UrllibTransport):
    """Holds answers back until it is told to go on."""

    def __init__(self):
        super().__init__()
        self.holds = asyncio.Event()
        self.was_canceled = asyncio.Event()
        self.is_slow = True

    async def send(self, request):
        if is_answer(request) and self.is_slow:
            self.holds.set()
            try:
                await asyncio.Event().wait()
            finally:
                self.was_canceled.set()
        return await super().send(request)


async def test_canceled_while_slow(server, opened):
    transport = SlowTransport()
    phone = opened(transport=transport)
    await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)

    call = asyncio.create_task(phone.approve(challenge, login["number"]))
    await transport.holds.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    async with asyncio.timeout(30):
        await transport.was_canceled.wait()
    status = phone.challenge(challenge).status
    transport.is_slow = False
    decision = await phone.approve(challenge, login["number"])

    assert status == Decided(Verdict.APPROVE)
    assert decision == APPROVED
    assert server.answers() == 1


async def test_two_calls_at_once(server, opened):
    phone = opened()
    await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)

    calls = (phone.approve(challenge, login["number"]) for _ in range(2))
    decisions = await asyncio.gather(*calls)

    assert decisions == [APPROVED, APPROVED]
    assert server.status(login) == "approved"


async def test_open_and_close(tmp_path):
    def cycle():
        with Authenticator.open(tmp_path, vault=Vault.FILE, allow_loopback=True) as phone:
            assert phone.accounts().accounts == ()

    def open_files():
        gc.collect()
        return len(os.listdir("/proc/self/fd"))

    cycle()
    before = open_files()
    for _ in range(200):
        cycle()

    assert open_files() <= before
