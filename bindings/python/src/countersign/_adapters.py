"""What an app brings, as the generated code wants it. Nothing an app raises gets through but the failures it may name."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any, TypeVar

from . import _convert as convert
from . import platform as p
from ._native import countersign_ffi as native
from .types import UserVerification

logger = logging.getLogger("countersign")

T = TypeVar("T")


class AppTransport(native.Transport):  # type: ignore[misc]
    def __init__(self, transport: p.Transport) -> None:
        self._transport = transport

    async def send(self, request: Any) -> Any:
        headers = tuple((header.name, header.value) for header in request.headers)
        ours = p.HttpRequest(request.method, request.url, headers, request.body, request.response_limit)
        response = await answered(self._sent(ours), native.TransportFailure.Interrupted, native.TransportFailure.Canceled)
        return response

    async def _sent(self, request: p.HttpRequest) -> Any:
        try:
            response = await self._transport.send(request)
        except p.TransportFailure as failure:
            raise getattr(native.TransportFailure, failure.problem.value)() from None
        headers = [native.HttpHeader(name=name, value=value) for name, value in response.headers]
        return lowerable(
            native._UniffiFfiConverterTypeHttpResponse,
            native.HttpResponse(status=response.status, headers=headers, body=response.body),
        )


class AppSigner(native.Signer):  # type: ignore[misc]
    def __init__(self, signer: p.Signer) -> None:
        self._signer = signer

    async def generate(self, handle: str, purpose: Any, algorithms: Any) -> Any:
        wanted = tuple(convert.same(p.Algorithm, algorithm) for algorithm in algorithms)
        return await self._answered(self._generated(handle, convert.same(p.KeyPurpose, purpose), wanted))

    async def _generated(self, handle: str, purpose: p.KeyPurpose, algorithms: tuple[p.Algorithm, ...]) -> Any:
        key = await self._signer.generate(handle, purpose, algorithms)
        return lowerable(native._UniffiFfiConverterTypePublicKey, public_key(key))

    async def sign(self, handle: str, payload: bytes, prompt: Any) -> bytes:
        return await self._answered(self._signed(handle, payload, prompt))

    async def _signed(self, handle: str, payload: bytes, prompt: Any) -> bytes:
        verification = convert.maybe(UserVerification, getattr(prompt, "verification", None))
        why = p.Prompt(convert.same(p.PromptKind, prompt), verification or UserVerification.UNVERIFIED)
        signature: bytes = lowerable(native._UniffiFfiConverterBytes, await self._signer.sign(handle, payload, why))
        return signature

    async def delete(self, handle: str) -> None:
        await self._answered(self._signer.delete(handle))

    async def _answered(self, call: Awaitable[T]) -> T:
        return await answered(named(call), native.SignerFailure.Failed, native.SignerFailure.Canceled)


async def named(call: Awaitable[T]) -> T:
    """A signer's own failure as the generated one."""
    try:
        return await call
    except p.SignerFailure as failure:
        raise getattr(native.SignerFailure, failure.problem.value)() from None


class AppVault(native.KeyVault):  # type: ignore[misc]
    def __init__(self, vault: p.KeyVault) -> None:
        self._vault = vault

    def load(self) -> bytes | None:
        try:
            key: bytes | None = lowerable(native._UniffiFfiConverterOptionalBytes, self._vault.load())
            return key
        except Exception as error:
            raise vault_failure(error) from None

    def save(self, key: bytes) -> None:
        try:
            self._vault.save(key)
        except Exception as error:
            raise vault_failure(error) from None


def vault_failure(error: Exception) -> BaseException:
    if isinstance(error, p.VaultFailure):
        failure: BaseException = getattr(native.VaultFailure, error.problem.value)()
    else:
        tell(error)
        failure = native.VaultFailure.Failed()
    return failure


async def answered(call: Awaitable[T], otherwise: Any, canceled: Any) -> T:
    """What ``call`` returns. Whatever it raises that has no name here becomes ``otherwise``."""
    try:
        return await call
    except (native.TransportFailure, native.SignerFailure):
        raise
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # Raised by the app itself: nobody is canceling, and somebody is waiting for an answer.
        raise canceled() from None
    except Exception as error:
        tell(error)
        raise otherwise() from None


def tell(error: Exception) -> None:
    logger.error("what the app brought raised %s", type(error).__name__)
    logger.debug("it raised", exc_info=error)


def lowerable(converter: Any, value: Any) -> Any:
    """``value``, if it can cross: what an app returns is checked while its mistake can still be named."""
    converter.check_lower(value)
    return value


def public_key(key: p.PublicKey) -> Any:
    match key:
        case p.Ed25519Key(data):
            return native.PublicKey.ED25519(bytes=data)
        case p.P256Key(x, y):
            return native.PublicKey.ES256(x=x, y=y)
        case p.RsaKey(n, e):
            return native.PublicKey.RS256(n=n, e=e)
