from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# Helpers beside the tests; the package itself comes from the wheel.
sys.path.insert(0, str(Path(__file__).parent))

from mock import NativeServer, running

from countersign import Authenticator, Device, PushTarget, Vault

TOKEN = "push-token"


@pytest.fixture
def server() -> Iterator[NativeServer]:
    with running() as mock:
        yield NativeServer(mock)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Authenticator]]:
    """Opens phones over one folder that listen to pushes; the same folder again is a restart."""
    phones: list[Authenticator] = []

    def opened(**parts: object) -> Authenticator:
        parts.setdefault("vault", Vault.FILE)
        device = Device(name="Test phone", push=PushTarget("fcm", TOKEN))
        phones.append(Authenticator.open(tmp_path / "phone", allow_loopback=True, device=device, **parts))
        return phones[-1]

    yield opened
    for phone in phones:
        phone.close()
