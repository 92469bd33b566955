"""What servers can do."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from .platform import Algorithm


class NumberStyle(enum.Enum):
    """How numbers can be asked for."""

    ENTER = "ENTER"
    """Typed."""
    SELECT = "SELECT"
    """Picked."""
    NO_NUMBER = "NO_NUMBER"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an account's server can do, so that an app offers nothing else."""

    number_styles: tuple[NumberStyle, ...]
    """How numbers may be asked for."""
    algorithms: tuple[Algorithm, ...]
    """Key algorithms that may be accepted."""
    polling: bool
    """Waiting challenges can be fetched without a push. Where not, a push that is lost is a login that is lost."""
    outcome: bool
    """What was recorded can be asked. Where not, an answer without a trustworthy reply is simply sent again."""
    unique_names: bool
    """Issuer and account name tell accounts apart, so the same pair is never enrolled twice."""
    challenges: bool
    """Challenges arrive; not so for accounts that only make one-time codes."""
    push_update: bool
    """The push address can be changed later."""
    push_required: bool
    """A device without a push address cannot be enrolled."""
    access_tokens: bool
    """Somebody who is signed in can be enrolled without a code, by an access token."""
    device_name: bool
    """The device's name in the person's device list can be changed: ``name_device``."""
    deny_reasons: bool
    """A deny can say why."""
    approval_key: bool
    """Approvals can have a key of their own, which only the person can use."""
    key_rotation: bool
    """The device key can be replaced: ``rotate_key``."""
    lockout: bool
    """An account can be locked from the phone: ``lock_out``."""
