"""Why a call did not do what was asked.

Choose your own text by class and ``code``. What an error prints is English, for logs, and holds no secret, token, name or URL.
"""

from __future__ import annotations

import enum
from datetime import timedelta

from .types import Decision


class Advice(enum.Enum):
    """What to do next."""

    NEVER = "NEVER"
    """Trying again will not help."""
    NOW = "NOW"
    """Try again at once."""
    AFTER = "AFTER"
    """Try again after ``retry_after``."""
    AFTER_USER_ACTION = "AFTER_USER_ACTION"
    """The person has to do something first: unlock, free space, type another number, scan another code."""
    AFTER_ADMINISTRATOR = "AFTER_ADMINISTRATOR"
    """An administrator has to do something first."""
    AFTER_ENROLLMENT = "AFTER_ENROLLMENT"
    """The account must be enrolled again."""
    AFTER_UPDATE = "AFTER_UPDATE"
    """Update the app."""


class CountersignError(Exception):
    """What all errors say."""

    code: str
    """Stable, for example ``challenge.expired``. Never reused for something else."""
    advice: Advice
    """What to do next."""
    retry_after: timedelta | None
    """How long to wait, with ``Advice.AFTER``."""
    decision: Decision | None
    """Where the decision stands, for errors of ``approve`` and ``deny``."""
    detail: str
    """Explanation in English, for logs."""

    def __init__(
        self,
        code: str,
        detail: str,
        advice: Advice,
        retry_after: timedelta | None = None,
        decision: Decision | None = None,
    ) -> None:
        super().__init__(f"{detail} [{code}]")
        self.code = code
        self.detail = detail
        self.advice = advice
        self.retry_after = retry_after
        self.decision = decision


class CodeError(CountersignError):
    """The scanned or pasted code cannot be used: show another one."""


class EnrollmentError(CountersignError):
    """The server refused the enrollment, or the account is already here."""


class AccountError(CountersignError):
    """The account cannot be used now, or no longer."""


class DeviceKeyError(CountersignError):
    """The device key cannot be used now, or no longer."""


class UserVerificationError(CountersignError):
    """The person has to be verified (again)."""


class ChallengeError(CountersignError):
    """The challenge is over, unknown, or was refused as unsafe."""


class AnswerError(CountersignError):
    """The answer was not accepted as given."""


class AlreadyDecidedError(CountersignError):
    """A decision was made before, here or elsewhere."""


class NetworkError(CountersignError):
    """The server could not be reached."""


class ServerError(CountersignError):
    """The server failed or said something unacceptable."""


class StorageError(CountersignError):
    """Something is wrong with the storage of this device."""


class InternalError(CountersignError):
    """The caller or this software made a mistake."""


class ClosedError(RuntimeError):
    """The authenticator was closed."""
