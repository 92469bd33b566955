"""What the library shows: plain values that never change.

Times are in UTC, by the server's clock unless said otherwise.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from .errors import CountersignError


class Requirement(enum.Enum):
    """Whether something must be there."""

    OPTIONAL = "OPTIONAL"
    REQUIRED = "REQUIRED"


class UserVerification(enum.Enum):
    """How the person was verified while deciding."""

    UNVERIFIED = "UNVERIFIED"
    """Not at all."""
    DEVICE = "DEVICE"
    """By the device's screen lock."""
    BIOMETRIC = "BIOMETRIC"
    """By fingerprint or face."""


class DenyReason(enum.Enum):
    """Why a login was denied."""

    MISTAKE = "MISTAKE"
    """Started by mistake."""
    SUSPICIOUS = "SUSPICIOUS"
    """Somebody else is trying to get in."""
    WRONG_NUMBER = "WRONG_NUMBER"
    """The number picked was not the one on the login page. Never a person's choice."""


class Verdict(enum.Enum):
    """Approve or deny."""

    APPROVE = "APPROVE"
    DENY = "DENY"


class Recorded(enum.Enum):
    """What a server recorded for a challenge. Final."""

    APPROVED = "APPROVED"
    DENIED = "DENIED"
    WRONG_NUMBER = "WRONG_NUMBER"
    """The login was refused and counts as a failed attempt."""
    EXPIRED = "EXPIRED"
    CANCELED = "CANCELED"
    UNDISCLOSED = "UNDISCLOSED"
    """The login is over, and the server does not say how."""


class DecisionState(enum.Enum):
    """Where a decision stands."""

    NOT_SENT = "NOT_SENT"
    """The server has nothing from us: answering again is safe."""
    UNKNOWN = "UNKNOWN"
    """Sent, or perhaps sent, without a reply that can be trusted. Calling again finds out before anything is sent."""
    RECORDED_BY_US = "RECORDED_BY_US"
    """The server recorded our answer."""
    RECORDED_ELSEWHERE = "RECORDED_ELSEWHERE"
    """The server recorded something that did not come from this decision."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a decision stands, and what the server recorded if it did."""

    state: DecisionState
    recorded: Recorded | None = None


class AccountState(enum.Enum):
    """Whether an account can be used."""

    ACTIVE = "ACTIVE"
    REMOVING = "REMOVING"
    """The person removed it; the server has not confirmed yet."""
    REMOVED_ON_SERVER = "REMOVED_ON_SERVER"
    """The server no longer knows this device. History stays; enroll again to use it."""
    SUSPENDED = "SUSPENDED"
    """The server refuses this device until an administrator helps."""


class OneTimeCodes(enum.Enum):
    """Whether an account has one-time codes, and what makes them change."""

    NO_CODES = "NO_CODES"
    TIME = "TIME"
    """Each ends by itself after a while."""
    COUNTER = "COUNTER"
    """Each stays until the person asks for the next."""


class Removal(enum.Enum):
    """How far a removal goes."""

    EVERYWHERE = "EVERYWHERE"
    """Tell the server, then forget. Stays in progress until the server has confirmed."""
    ONLY_HERE = "ONLY_HERE"
    """Forget here at once. The server may go on sending challenges nobody can answer."""


class Vault(enum.Enum):
    """Where the key that protects the accounts is kept, unless the app brings a key vault."""

    SYSTEM = "SYSTEM"
    """The operating system's key store."""
    FILE = "FILE"
    """A file of mode 0600 beside the accounts, for CI: whoever can read the folder can read the accounts."""


@dataclass(frozen=True, slots=True)
class EnterNumber:
    """The person types what the login page shows."""

    digits: int
    """How many digits, 2 to 8; in a policy, at least this many."""


@dataclass(frozen=True, slots=True)
class SelectNumber:
    """The person picks the number that the login page shows."""

    choices: tuple[str, ...]
    """To be shown in this order, each as it is."""


@dataclass(frozen=True, slots=True)
class SelectFrom:
    """A policy: the number is picked, from at least this many."""

    choices: int


NumberChallenge: TypeAlias = EnterNumber | SelectNumber | None
"""What approving asks for; ``None`` for no number."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The weakest challenge an account's issuer may send."""

    number: EnterNumber | SelectFrom | None
    user_verification: Requirement


@dataclass(frozen=True, slots=True)
class Account:
    """An enrolled account."""

    id: str
    """Its id on this device."""
    dialect: str
    """The language its server speaks, for example ``native``."""
    issuer_host: str
    """To be shown in full; empty when no server is ever asked."""
    issuer_name: str
    account_name: str
    label: str | None
    """What the person calls it, once renamed."""
    has_key: bool
    """Without a device key an account only makes one-time codes."""
    has_approval_key: bool
    """Whether approving it uses a key that only the person can use: then every approval needs user verification."""
    policy: Policy
    one_time_codes: OneTimeCodes
    state: AccountState
    is_push_stale: bool
    """Whether the server still has to be told where pushes go."""
    enrolled_at: datetime


@dataclass(frozen=True, slots=True)
class LostAccount:
    """What stays known of an account that cannot be read: enough to enroll it again."""

    id: str
    dialect: str
    issuer_host: str
    enrolled_at: datetime


@dataclass(frozen=True, slots=True)
class DamagedRecord:
    """A record that cannot be read. It is kept."""

    place: str
    """Table and column that failed."""
    row: str
    """The record's id as far as it is readable."""
    account: LostAccount | None


@dataclass(frozen=True, slots=True)
class Accounts:
    """All accounts."""

    accounts: tuple[Account, ...]
    """In order of enrollment."""
    damaged: tuple[DamagedRecord, ...]
    """Those that cannot be read: show them, and offer to enroll again."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """Who asks for a login."""

    name: str
    host: str | None
    """Where the person is logging in, if the server says."""


@dataclass(frozen=True, slots=True)
class LoginContext:
    """Where a login comes from. Every field is a claim of the server."""

    app: str | None
    ip: str | None
    place: str | None
    os: str | None
    browser: str | None


@dataclass(frozen=True, slots=True)
class Detail:
    """One labeled fact."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class AuthorizationDetail:
    """One element of ``authorization_details`` (RFC 9396 section 2)."""

    kind: str
    """Its ``type``."""
    json: str
    """The whole element."""


class Restriction(enum.Enum):
    """Why a challenge can only be denied."""

    UNKNOWN_CRITICAL = "UNKNOWN_CRITICAL"
    """The server marked something as critical that this version does not know."""
    UNDISPLAYABLE = "UNDISPLAYABLE"
    """The server sent more than can be shown."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """A verified login request, exactly as it is shown to the person."""

    id: str
    account: str
    """Id of the account that it is for."""
    issued_at: datetime
    expires_at: datetime | None
    """When it ends, where the server says so. Otherwise show its age."""
    leaves_at: datetime
    """When it no longer waits for the person."""
    relying_party: RelyingParty
    context: LoginContext
    text: str | None
    details: tuple[Detail, ...]
    """To be shown in order."""
    authorization_details: tuple[AuthorizationDetail, ...]
    """What is to be authorized, typed. All of it is in ``details`` too."""
    number: NumberChallenge
    user_verification: Requirement
    """Whether approving needs user verification."""
    restriction: Restriction | None


@dataclass(frozen=True, slots=True)
class Pending:
    """The challenge waits for the person."""


@dataclass(frozen=True, slots=True)
class Latched:
    """The person denied, but the key could not sign yet. Nothing can turn this into an approve."""

    reason: DenyReason | None


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer is on disk; the server has not confirmed it."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Settled:
    """The challenge is over."""

    verdict: Verdict | None
    """What this device had decided, if anything."""
    decision: Decision
    at: datetime
    """When this device learned of it."""


ChallengeStatus: TypeAlias = Pending | Latched | Decided | Settled
"""Where a challenge stands on this device."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Many requests in a short time: somebody may be hoping for a tired tap."""

    requests: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class ChallengeReport:
    """One challenge and all there is to know about it now."""

    challenge: Challenge
    status: ChallengeStatus
    age: timedelta
    """How long ago the server made it."""
    burst: Burst | None
    """Whether unusually many requests came for its account shortly before."""


class EventKind(enum.Enum):
    """Kinds of events."""

    ENROLLED = "ENROLLED"
    REMOVED = "REMOVED"
    REMOVED_ON_SERVER = "REMOVED_ON_SERVER"
    SUSPENDED = "SUSPENDED"
    KEY_ROTATED = "KEY_ROTATED"
    LOCKED_OUT = "LOCKED_OUT"
    WEAK_CHALLENGE_REFUSED = "WEAK_CHALLENGE_REFUSED"
    FORGED_CHALLENGE_REFUSED = "FORGED_CHALLENGE_REFUSED"
    DEVICE_ADDED = "DEVICE_ADDED"
    """The server says that another device was registered for the account. Nothing proves it."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something worth remembering that is not a login."""

    at: datetime
    account: str
    """Id of the account; it may be gone by now."""
    kind: EventKind
    account_name: str


@dataclass(frozen=True, slots=True)
class Login:
    """A login in history."""

    challenge: Challenge
    status: ChallengeStatus


@dataclass(frozen=True, slots=True)
class History:
    """A part of history."""

    entries: tuple[Login | Event, ...]
    """Newest first."""
    damaged: tuple[DamagedRecord, ...]


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """A one-time code to show to the person."""

    digits: str = field(repr=False)
    seconds_left: int | None
    """Seconds until the next code; ``None`` for a code that stays until the person asks for the next."""
    period_seconds: int | None
    """Seconds from one code to the next, for a countdown; likewise."""


@dataclass(frozen=True, slots=True)
class CameraFrame:
    """A frame of a camera: one byte of brightness per pixel, as the Y plane of a YUV image has it."""

    width: int
    """Pixels per row, at least 40."""
    height: int
    """Rows, at least 40; at most 16 million pixels together."""
    luma: bytes = field(repr=False)
    """Brightness, row by row; 0 is black."""
    row_stride: int | None = None
    """From the start of one row to the start of the next, in bytes; the width when there is no padding."""
    number: int = 0
    """Running number: each frame is looked at in another way, so that a code missed in one is found in one of the next."""


@dataclass(frozen=True, slots=True)
class PushTarget:
    """A push provider's address of this device."""

    provider: str
    """``fcm``, ``apns``, ``webpush``..."""
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What an app that chose to be counted says of itself."""

    app_name: str
    app_version: str


@dataclass(frozen=True, slots=True)
class Device:
    """What servers are told about this device."""

    name: str = "Headless phone"
    """For the person's device list, at most 64 characters."""
    app: str = "countersign-python"
    """Name and version of the app, at most 64 characters."""
    push: PushTarget | None = None
    """Where pushes go, if anywhere."""
    telemetry: Telemetry | None = None
    """For servers that collect statistics; nothing unless the app chose to be counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with one account."""

    account: str
    error: CountersignError


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What asking all servers brought."""

    new_challenges: tuple[Challenge, ...]
    problems: tuple[Problem, ...]
    """What went wrong, account by account; the others are up to date."""


@dataclass(frozen=True, slots=True)
class PushOutcome:
    """What a push turned out to be. Show what is there; when nothing is, there is nothing to show."""

    is_ours: bool
    """Whether it was for this library: if not, pass it on."""
    challenge: Challenge | None = None
    """A challenge waits."""
    notice: Event | None = None
    """News for the person to read, now in history."""


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """The state of one account."""

    account: str
    state: AccountState
    clock_offset: timedelta
    """Server time minus this device's time."""
    push_registered: bool | None
    """Whether the server knows where pushes go; ``None`` for a device that only polls."""
    problem: CountersignError | None
    """What went wrong when the server was asked just now."""


@dataclass(frozen=True, slots=True)
class Health:
    """The state of everything."""

    is_good: bool
    """Whether nothing needs attention."""
    accounts: tuple[AccountHealth, ...]
    damaged: tuple[DamagedRecord, ...]
    unfinished_enrollments: tuple[str, ...]
    unconfirmed_answers: int
