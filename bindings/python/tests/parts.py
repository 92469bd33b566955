"""What an app would bring: HTTP by urllib, keys by cryptography, a key vault in memory."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from countersign import (
    Algorithm,
    HttpRequest,
    HttpResponse,
    KeyPurpose,
    P256Key,
    Prompt,
    PromptKind,
    SignerFailure,
    SignerProblem,
    TransportFailure,
    TransportProblem,
)


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class UrllibTransport:
    """HTTP of the standard library, off the event loop."""

    def __init__(self) -> None:
        self.requests: list[HttpRequest] = []
        self._opener = urllib.request.build_opener(NoRedirects(), urllib.request.ProxyHandler({}))

    async def send(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        return await asyncio.to_thread(self._send, request)

    def _send(self, request: HttpRequest) -> HttpResponse:
        outgoing = urllib.request.Request(request.url, request.body or None, dict(request.headers), method=request.method)
        try:
            with self._opener.open(outgoing, timeout=30) as reply:
                return HttpResponse(reply.status, reply.getheaders(), reply.read(request.response_limit + 1))
        except urllib.error.HTTPError as reply:
            with reply:
                return HttpResponse(reply.code, list(reply.headers.items()), reply.read(request.response_limit + 1))
        except urllib.error.URLError:
            raise TransportFailure(TransportProblem.CONNECT) from None


class MemoryVault:
    """Keeps the key in memory and counts how often it was given one."""

    def __init__(self) -> None:
        self.key: bytes | None = None
        self.saved = 0

    def load(self) -> bytes | None:
        return self.key

    def save(self, key: bytes) -> None:
        self.key = key
        self.saved += 1


class P256Signer:
    """Keys like those of a hardware key store."""

    def __init__(self) -> None:
        self.keys: dict[str, ec.EllipticCurvePrivateKey] = {}
        self.prompts: list[Prompt] = []
        self.refuses_to_approve = False
        self.has_approval_keys = False
        self.approval_keys: set[str] = set()
        self.asked: list[Prompt] = []
        """Prompts of approval keys."""

    async def generate(self, handle: str, purpose: KeyPurpose, algorithms: Sequence[Algorithm]) -> P256Key:
        is_possible = purpose is KeyPurpose.DEVICE or self.has_approval_keys
        if not is_possible or Algorithm.ES256 not in algorithms:
            raise SignerFailure(SignerProblem.UNSUPPORTED)
        if purpose is KeyPurpose.APPROVAL:
            self.approval_keys.add(handle)
        key = self.keys.setdefault(handle, ec.generate_private_key(ec.SECP256R1()))
        numbers = key.public_key().public_numbers()
        return P256Key(numbers.x.to_bytes(32), numbers.y.to_bytes(32))

    async def sign(self, handle: str, payload: bytes, prompt: Prompt) -> bytes:
        self.prompts.append(prompt)
        if handle in self.approval_keys:
            self.asked.append(prompt)
        if self.refuses_to_approve and prompt.kind is PromptKind.APPROVE:
            raise SignerFailure(SignerProblem.CANCELED)
        r, s = decode_dss_signature(self.keys[handle].sign(payload, ec.ECDSA(SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    async def delete(self, handle: str) -> None:
        self.keys.pop(handle, None)
