"""What an app may bring: HTTP, device keys, a key vault.

Raise the failures named here to say what happened. Any other exception counts as the most careful of them, and nothing of its text goes on;
the logger ``countersign`` is told its class, and the exception itself at level ``DEBUG``.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from .types import UserVerification


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request to send, once and as it is."""

    method: str
    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    """Empty for none."""
    response_limit: int
    """The most bytes of body to read in reply."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A reply, whatever its status."""

    status: int
    headers: Sequence[tuple[str, str]] = field(repr=False)
    body: bytes = field(repr=False)


class TransportProblem(enum.Enum):
    """Why there is no reply. What is not certainly before sending counts as perhaps received by the server."""

    OFFLINE = "Offline"
    DNS = "Dns"
    CONNECT = "Connect"
    TLS = "Tls"
    PIN_MISMATCH = "PinMismatch"
    TIMEOUT = "Timeout"
    INTERRUPTED = "Interrupted"
    TOO_LARGE = "TooLarge"
    CANCELED = "Canceled"
    INVALID = "Invalid"


class TransportFailure(Exception):
    """Raised by a transport."""

    def __init__(self, problem: TransportProblem) -> None:
        super().__init__(problem.name)
        self.problem = problem


class Transport(Protocol):
    """Sends HTTP requests. Follow no redirects, send no cookies, send each request at most once, read at most ``response_limit`` bytes."""

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Sends ``request``; any status is a reply. The call may be canceled."""
        ...


class KeyPurpose(enum.Enum):
    """What a key is for."""

    DEVICE = "DEVICE"
    """Everything a device says while it is awake: fetching, denying, housekeeping. Where there is no approval key, also approving."""
    APPROVAL = "APPROVAL"
    """Approving. The key store itself gives the key out only for one verification of the person each, whatever the app says."""


class Algorithm(enum.Enum):
    """A signature algorithm."""

    ED25519 = "ED25519"
    ES256 = "ES256"
    """ECDSA on P-256 with SHA-256: what hardware key stores have."""
    RS256 = "RS256"
    """RSA of 2,048 bits, PKCS #1 v1.5 with SHA-256."""


@dataclass(frozen=True, slots=True)
class Ed25519Key:
    """A public key: the 32 bytes of RFC 8032."""

    data: bytes


@dataclass(frozen=True, slots=True)
class P256Key:
    """A public key: coordinates of 32 bytes each, big-endian."""

    x: bytes
    y: bytes


@dataclass(frozen=True, slots=True)
class RsaKey:
    """A public key: modulus and exponent, big-endian without leading zeros."""

    n: bytes
    e: bytes


PublicKey: TypeAlias = Ed25519Key | P256Key | RsaKey


class PromptKind(enum.Enum):
    """Why a key is used."""

    SILENT = "SILENT"
    """No person needs to be asked."""
    APPROVE = "APPROVE"
    DENY = "DENY"
    REGISTER_KEY = "REGISTER_KEY"
    """A new approval key signs that it belongs to the device: the person agrees to approve with it from now on."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Why a key is used, so that a signer that asks the person can say it."""

    kind: PromptKind
    verification: UserVerification = UserVerification.UNVERIFIED
    """Claimed with an approve: the key must not sign without it."""


class SignerProblem(enum.Enum):
    """Why a key could not be made or used."""

    CANCELED = "Canceled"
    """The person canceled the prompt."""
    INVALIDATED = "Invalidated"
    """The key exists no longer or never works again: enroll again."""
    LOCKED = "Locked"
    """The key cannot be used now."""
    UNSUPPORTED = "Unsupported"
    """This signer can do none of the wanted algorithms, or makes no keys for the wanted purpose."""
    FAILED = "Failed"


class SignerFailure(Exception):
    """Raised by a signer."""

    def __init__(self, problem: SignerProblem) -> None:
        super().__init__(problem.name)
        self.problem = problem


class Signer(Protocol):
    """Makes keys and signs with them. Private keys never leave it."""

    async def generate(self, handle: str, purpose: KeyPurpose, algorithms: Sequence[Algorithm]) -> PublicKey:
        """Makes a key for ``purpose``, of the first algorithm it can do; when ``handle`` is taken, returns the key that is there.

        A signer without keys that ask the person answers ``UNSUPPORTED`` for an approval key: the account then has its device key only.
        """
        ...

    async def sign(self, handle: str, payload: bytes, prompt: Prompt) -> bytes:
        """Signs: 64 bytes for Ed25519 and ES256 (``r || s``, not DER), as many as the modulus has for RS256."""
        ...

    async def delete(self, handle: str) -> None:
        """Deletes the key. Deleting twice is deleting once."""
        ...


class VaultProblem(enum.Enum):
    """Why a vault could not be used. "There is no key" is not a failure but an answer."""

    LOCKED = "Locked"
    UNAVAILABLE = "Unavailable"
    PERMISSION = "Permission"
    MALFORMED = "Malformed"
    FAILED = "Failed"


class VaultFailure(Exception):
    """Raised by a key vault."""

    def __init__(self, problem: VaultProblem) -> None:
        super().__init__(problem.name)
        self.problem = problem


class KeyVault(Protocol):
    """Keeps one 32-byte key outside the accounts' folder. Asked while an authenticator is opened, on that thread."""

    def load(self) -> bytes | None:
        """The key; ``None`` when the vault works and has none."""
        ...

    def save(self, key: bytes) -> None:
        """Stores the key of a new folder."""
        ...
