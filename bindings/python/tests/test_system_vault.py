"""The operating system's key store: GNOME's, on a message bus of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

CODE = "otpauth://totp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example"
PROGRAM = f"""
import asyncio, sys
from countersign import Authenticator, StorageError

async def main():
    with Authenticator.open(sys.argv[1]) as phone:
        if not phone.accounts().accounts:
            await phone.enroll(await phone.preview("{CODE}"))
        print(*(account.account_name for account in phone.accounts().accounts))

try:
    asyncio.run(main())
except StorageError as error:
    print(error.code)
"""


def environment(folder: Path, address: str) -> dict[str, str]:
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    session = {
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_DATA_HOME": str(folder / "data"),
        "DBUS_SESSION_BUS_ADDRESS": address,
        "DISPLAY": "",
        "WAYLAND_DISPLAY": "",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return os.environ | session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a desktop session whose key store is unlocked."""
    with ExitStack() as stack:
        bus = started(stack, ["dbus-daemon", "--session", "--nofork", "--print-address=1"], environment(tmp_path, ""))
        assert bus.stdout is not None
        variables = environment(tmp_path, bus.stdout.readline().decode().strip())
        store = started(stack, ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"], variables)
        assert store.stdin is not None
        store.stdin.write(b"correct horse\n")
        store.stdin.close()
        subprocess.run(
            ["gdbus", "wait", "--session", "--timeout", "30", "org.freedesktop.secrets"], env=variables, check=True
        )
        yield variables


def started(stack: ExitStack, command: list[str], variables: dict[str, str]) -> subprocess.Popen[bytes]:
    process = stack.enter_context(
        subprocess.Popen(
            command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    )
    stack.callback(process.terminate)
    return process


def run(home: Path, variables: dict[str, str]) -> str:
    command = [sys.executable, "-c", PROGRAM, str(home)]
    return subprocess.run(command, env=variables, check=True, capture_output=True, text=True).stdout.strip()


def test_the_key_is_in_the_key_store_and_in_no_file(tmp_path: Path, session: dict[str, str]) -> None:
    home = tmp_path / "phone"

    assert [run(home, session), run(home, session)] == ["ann", "ann"]

    assert "vault.key" not in os.listdir(home)


def test_without_a_message_bus_nothing_is_opened(tmp_path: Path) -> None:
    assert run(tmp_path / "phone", environment(tmp_path, "")) == "store.locked"
