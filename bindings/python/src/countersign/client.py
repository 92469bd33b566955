"""The one object that apps hold."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from . import _convert as convert
from . import types as t
from ._adapters import AppSigner, AppTransport, AppVault
from ._convert import heard, told
from ._native import countersign_ffi as native
from .abilities import Capabilities
from .errors import ClosedError
from .platform import KeyVault, Signer, Transport

@dataclass(frozen=True, slots=True)
class Preview:
    """Who asks to be enrolled, verified. Show it; nothing has been made yet."""

    issuer_host: str
    """In full, punycode where it could deceive; empty when no server is ever asked."""
    issuer_name: str
    account_name: str
    policy: t.Policy
    """The weakest challenge the issuer promises to send."""
    approval_key: bool
    """Whether the issuer takes a key of its own for approvals: then the person is asked once while enrolling, if the signer makes one."""
    expires_at: datetime | None
    """When the code ends, if anybody said."""
    existing: str | None
    """Id of the account that it would make a second time. Enrolling is then refused."""
    part: tuple[int, int] | None
    """Which code of how many, for exports that took more than one."""
    _held: Any = field(repr=False, compare=False)


class Authenticator:
    """A push authenticator: all accounts of one person on one device.

    Open it with ``Authenticator.open`` and close it, or use it in a ``with`` block. Several calls may run at once, in one process or in many.
    A call that is canceled leaves nothing half done: what must not be lost is stored before anything is sent.

    Methods without ``async`` read and write storage only. They, and the parts of the others that do so, run on the calling thread.
    """

    def __init__(self, core: Any) -> None:
        self._core = core
        self._watchers: set[asyncio.Event] = set()

    @classmethod
    def open(
        cls,
        home: str | os.PathLike[str],
        *,
        vault: t.Vault | KeyVault = t.Vault.SYSTEM,
        transport: Transport | None = None,
        signer: Signer | None = None,
        device: t.Device | None = None,
        allow_loopback: bool = False,
    ) -> Authenticator:
        """Opens the accounts in the folder ``home``, making it when it is not there. Contacts nobody.

        Without ``transport`` HTTP is built in, and without ``signer`` keys are kept in software. ``allow_loopback`` lets servers be on this
        machine, also with plain HTTP: for tests only.
        """
        built_in = vault if isinstance(vault, t.Vault) else t.Vault.FILE
        settings = native.Settings(
            home=os.fspath(home),
            device=convert.device(device or t.Device(), sys.platform),
            loopback=native.LoopbackHttp.ALLOWED if allow_loopback else native.LoopbackHttp.REFUSED,
            vault=native.DesktopVault[built_in.name],
        )
        return cls(
            told(
                native.Authenticator.open,
                settings,
                None if isinstance(vault, t.Vault) else AppVault(vault),
                transport and AppTransport(transport),
                signer and AppSigner(signer),
            )
        )

    def close(self) -> None:
        """Lets go of the accounts. Calls that are under way still end; further ones raise ``ClosedError``."""
        self._core = None
        self._wake_watchers()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # Enrollment

    async def preview(self, code: str, *, server: str | None = None) -> Preview:
        """Reads a scanned or pasted code and asks its issuer who it is for. Makes nothing, here or there.

        ``server`` is a domain or a URL, for codes that name no server and for apps built for one.
        """
        return shown(await heard(self._open().preview(code, server)))

    async def preview_all(self, code: str, *, server: str | None = None) -> tuple[Preview, ...]:
        """The same for a code that may carry several accounts, as exports of one-time-code apps do."""
        return tuple(map(shown, await heard(self._open().preview_all(code, server))))

    async def preview_with_token(self, dialect: str, server: str, access_token: str) -> Preview:
        """Fetches a code from ``server`` for the person to whom ``access_token`` belongs, and previews it. The token is never kept."""
        return shown(await heard(self._open().preview_with_token(dialect, server, access_token)))

    def token_dialects(self) -> tuple[str, ...]:
        """The languages whose servers ``preview_with_token`` can ask."""
        return tuple(told(self._open().token_dialects))

    async def enroll(self, preview: Preview) -> t.Account:
        """Makes the device key and the account. The person has agreed to what the preview shows.

        Repeating it after any failure, crash or lost reply ends with exactly one account or none.
        """
        return convert.account(await heard(self._open().enroll(preview._held)))

    # Accounts

    def accounts(self) -> t.Accounts:
        """All accounts in order of enrollment."""
        return convert.accounts(told(self._open().accounts))

    def rename(self, account: t.Account | str, name: str) -> None:
        """Sets what the person calls an account on this device, at most 64 characters; an empty name takes it back."""
        told(self._open().rename, id_of(account), name)

    def capabilities(self, account: t.Account | str) -> Capabilities:
        """What the account's server can do, so that an app offers nothing else."""
        return convert.capabilities(told(self._open().capabilities, id_of(account)))

    async def name_device(self, account: t.Account | str, name: str) -> None:
        """Sets the name of this device in the account's device list on the server, at most 64 characters."""
        await heard(self._open().name_device(id_of(account), name))

    async def rotate_key(self, account: t.Account | str) -> None:
        """Replaces the account's device key by a new one of the same kind. When the server cannot be told, ``refresh`` goes on; when it
        refuses the new key, the old one stays."""
        await heard(self._open().rotate_key(id_of(account)))

    async def remove(self, account: t.Account | str, removal: t.Removal = t.Removal.EVERYWHERE) -> None:
        """Removes an account. History stays. When the server cannot be told, ``refresh`` goes on."""
        await heard(self._open().remove(id_of(account), native.Removal[removal.name]))

    async def lock_out(self, account: t.Account | str, challenge: t.Challenge | str | None = None) -> None:
        """Tells the issuer that somebody is attacking the account, and asks it to let nobody in."""
        await heard(self._open().lock_out(id_of(account), challenge and id_of(challenge)))

    async def set_push_target(self, target: t.PushTarget | None) -> tuple[t.Problem, ...]:
        """Sets where pushes go, for all accounts, and tells their servers; ``None`` stops pushes.

        Servers that cannot be told now are told by the next ``refresh``; those accounts are returned.
        """
        return convert.problems(await heard(self._open().set_push_target(convert.push_target(target))))

    def web_push_target(self, endpoint: str) -> t.PushTarget:
        """Where pushes go for the endpoint that a Web Push service gave this device: for ``set_push_target``. The keys in it are made on the
        first call and stay the same.

        An endpoint that is no public https address of at most 2,048 characters is ``push.target_refused``.
        """
        target = told(self._open().web_push_target, endpoint)
        return t.PushTarget(provider=target.provider, token=target.token)

    # Logins

    async def handle_push(self, payload: bytes | str | Mapping[str, object]) -> t.PushOutcome:
        """Takes what the push provider delivered: the data map of FCM or the ``userInfo`` of APNs, as JSON or as a mapping.

        The same payload may be taken again, after a failure or because it arrived twice: it is one challenge.
        """
        if isinstance(payload, Mapping):
            payload = json.dumps(payload)
        data = payload.encode() if isinstance(payload, str) else bytes(payload)
        outcome = convert.push_outcome(await heard(self._open().handle_push(data)))
        self._wake_watchers()
        return outcome

    async def handle_web_push(self, content: bytes) -> t.PushOutcome:
        """The same for the content of a push by Web Push as it arrived, still encrypted. What cannot be decrypted is
        ``challenge.push_malformed``: if keys were lost, telling servers a new ``web_push_target`` helps."""
        outcome = convert.push_outcome(await heard(self._open().handle_web_push(bytes(content))))
        self._wake_watchers()
        return outcome

    async def refresh(self) -> t.Refreshed:
        """Asks every server what waits, and brings everything else up to date on the way: unconfirmed answers, interrupted enrollments and
        removals, push registration, challenges that ended elsewhere."""
        return convert.refreshed(await heard(self._open().refresh()))

    def pending(self) -> tuple[t.Challenge, ...]:
        """Challenges that wait for the person, oldest first, as stored on this device."""
        return tuple(map(convert.challenge, told(self._open().pending)))

    async def watch(
        self, every: float = 1.0, *, on_problem: Callable[[t.Problem], object] | None = None
    ) -> AsyncIterator[t.Challenge]:
        """Challenges as they come to wait, each once: those that wait already, then what servers say every ``every`` seconds and what
        ``handle_push`` brings. Ends with the loop around it, or by ``ClosedError``.

        A server that fails is asked less and less often, at least every minute, and not before it said; ``on_problem`` is told.
        """
        turns = told(self._open().watch, round(every * 1000))
        arrived = asyncio.Event()
        self._watchers.add(arrived)
        try:
            while self._open():
                arrived.clear()
                turn = await heard(turns.next())
                if on_problem is not None:
                    for problem in convert.problems(turn.problems):
                        on_problem(problem)
                for challenge in turn.news:
                    yield convert.challenge(challenge)
                try:
                    async with asyncio.timeout(turn.again_millis / 1000):
                        await arrived.wait()
                except TimeoutError:
                    pass
        finally:
            self._watchers.discard(arrived)

    def challenge(self, challenge: t.Challenge | str) -> t.ChallengeReport:
        """One challenge: where it stands, how old it is, and whether requests pile up."""
        return convert.report(told(self._open().challenge, id_of(challenge)))

    async def approve(
        self,
        challenge: t.Challenge | str,
        number: str | None = None,
        *,
        verification: t.UserVerification = t.UserVerification.UNVERIFIED,
    ) -> t.Decision:
        """Answers "it is me", once, with the number from the login page where the challenge asks for one.

        Returning means that the server recorded this approval. An error says in ``decision`` where it stands; calling again with the same
        answer goes on where it stopped.
        """
        verified = native.UserVerification[verification.name]
        return convert.decision(await heard(self._open().approve(id_of(challenge), number, verified)))

    async def deny(self, challenge: t.Challenge | str, reason: t.DenyReason | None = None) -> t.Decision:
        """Answers "it is not me", once. Never needs a number.

        From the moment this returns or raises, nothing on this device can approve the challenge.
        """
        why = reason and native.DenyReason[reason.name]
        return convert.decision(await heard(self._open().deny(id_of(challenge), why)))

    # The rest

    def history(
        self, account: t.Account | str | None = None, *, before: datetime | None = None, limit: int = 50
    ) -> t.History:
        """What happened, newest first: ``limit`` entries and all of the same second as the last of them, only of ``account`` and only strictly
        before ``before`` where given. The next page is the one before the time of the last entry."""
        seconds = None if before is None else int(before.timestamp())
        return convert.history(told(self._open().history, account and id_of(account), seconds, limit))

    def one_time_code(self, account: t.Account | str) -> t.OneTimeCode:
        """The account's one-time code at this moment, by its server's clock."""
        return convert.one_time_code(told(self._open().one_time_code, id_of(account)))

    async def one_time_codes(self, account: t.Account | str) -> AsyncIterator[t.OneTimeCode]:
        """The account's one-time code, every second anew with what is left of it. A code that stays comes once, then the stream ends."""
        again: int | None = 0
        while again is not None:
            code = told(self._open().one_time_code, id_of(account))
            yield convert.one_time_code(code)
            again = code.again_millis
            await asyncio.sleep((again or 0) / 1000)

    def next_one_time_code(self, account: t.Account | str) -> t.OneTimeCode:
        """Gives up the account's counter-based code for the next one, for good. Call it when the person used the code."""
        return convert.one_time_code(told(self._open().next_one_time_code, id_of(account)))

    async def doctor(self) -> t.Health:
        """Asks every server, reads every record, and says what needs attention."""
        return convert.health(await heard(self._open().doctor()))

    def diagnostics(self) -> str:
        """A text of at most 32 KiB for a developer who is to help: versions, accounts without their names, what failed and what happened
        lately. No secret, token, name or address is in it; show it to the person before it is sent."""
        text: str = told(self._open().diagnostics)
        return text

    def _open(self) -> Any:
        if self._core is None:
            raise ClosedError("the authenticator is closed")
        return self._core

    def _wake_watchers(self) -> None:
        for watcher in self._watchers:
            watcher.set()


def id_of(thing: t.Account | t.Challenge | str) -> str:
    return thing if isinstance(thing, str) else thing.id


def shown(held: Any) -> Preview:
    details = held.details()
    return Preview(
        issuer_host=details.issuer_host,
        issuer_name=details.issuer_name,
        account_name=details.account_name,
        policy=convert.policy(details.policy),
        approval_key=details.approval_key,
        expires_at=convert.maybe_moment(details.expires_at),
        existing=details.existing,
        part=details.part and (details.part.number, details.part.of),
        _held=held,
    )
