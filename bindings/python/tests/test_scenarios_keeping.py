"""Scenarios about pictures, countdowns, diagnostics, and what servers can do."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_scenarios_logins import enrolled, login_seen_by

from countersign import (
    Algorithm,
    CameraFrame,
    CodeError,
    InternalError,
    NetworkError,
    NumberStyle,
    find_code,
    read_code,
)

SCENARIOS = Path(__file__).parents[3] / "tests" / "scenarios"
CODE = "otpauth://hotp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&counter=0"
TICKING = "otpauth://totp/Example:ben?secret=JBSWY3DPEHPK3PXP&issuer=Example&period=1"


def frame(padding: int = 0, **changes: object) -> CameraFrame:
    """The picture as a camera delivers it: with padding after each row."""
    pixels = (SCENARIOS / "code.pgm").read_bytes().removeprefix(b"P5\n98 98\n255\n")
    rows = (pixels[start : start + 98] + bytes([7]) * padding for start in range(0, len(pixels), 98))
    facts = {"width": 98, "height": 98, "luma": b"".join(rows), "row_stride": 98 + padding}
    return CameraFrame(**(facts | changes))


async def test_code_from_picture(opened):
    phone = opened()

    assert read_code((SCENARIOS / "code.png").read_bytes()) == CODE
    code = find_code(frame(padding=30))
    assert code == CODE
    account = await phone.enroll(await phone.preview(code))
    assert phone.one_time_code(account).digits == "755224"

    assert find_code(frame(luma=bytes([255]) * 98 * 98)) is None
    with pytest.raises(InternalError) as short:
        find_code(frame(height=99))
    assert short.value.code == "core.invalid_image"
    with pytest.raises(CodeError) as refused:
        read_code((SCENARIOS / "code.pgm").read_bytes())
    assert refused.value.code == "qr.image_unreadable"


async def test_ticking_codes(opened):
    phone = opened()
    ticking = await phone.enroll(await phone.preview(TICKING))
    counting = await phone.enroll(await phone.preview(CODE))

    codes = []
    async for code in phone.one_time_codes(ticking):
        assert (code.seconds_left, code.period_seconds) == (1, 1)
        codes.append(code.digits)
        if len(codes) == 3:
            break

    assert len(set(codes)) == 3
    assert [code.digits async for code in phone.one_time_codes(counting)] == ["755224"]


async def test_diagnostics(server, opened):
    phone = opened()
    await enrolled(server, phone)
    login, challenge = await login_seen_by(phone, server)
    await phone.approve(challenge, login["number"])
    server.mock.fault("challenges", kind="status", code=503)
    await phone.refresh()

    told = phone.diagnostics()

    assert told.startswith("countersign diagnostics 1\n")
    for fact in ("native", "push fcm registered", "server.unavailable", "RecordedByUs(Approved)"):
        assert fact in told
    for personal in (server.USER, "push-token", "Test phone", "127.0.0.1"):
        assert personal not in told


async def test_capabilities(server, opened):
    phone = opened()
    native = phone.capabilities(await enrolled(server, phone))
    none = phone.capabilities(await phone.enroll(await phone.preview(CODE)))

    assert native.polling and native.device_name and native.key_rotation and native.lockout
    assert not native.push_required
    assert native.number_styles == (NumberStyle.ENTER, NumberStyle.SELECT, NumberStyle.NO_NUMBER)
    assert Algorithm.ED25519 in native.algorithms
    assert not none.challenges and not none.device_name and none.algorithms == ()


async def test_name_device(server, opened):
    phone = opened()
    account = await enrolled(server, phone)

    await phone.name_device(account, " Second phone ")
    with pytest.raises(InternalError) as refused:
        await phone.name_device(account, "")

    assert [device["name"] for device in server.mock.get("/control/devices")] == ["Second phone"]
    assert refused.value.code == "core.invalid_name"


async def test_rotate_key(server, opened):
    phone = opened()
    account = await enrolled(server, phone)
    (before,) = server.mock.get("/control/devices")

    await phone.rotate_key(account)
    login, challenge = await login_seen_by(phone, server)
    await phone.approve(challenge, login["number"])

    (after,) = server.mock.get("/control/devices")
    assert after["thumbprint"] != before["thumbprint"]
    assert server.status(login) == "approved"


async def test_watch_goes_on(server, opened):
    phone = opened()
    await enrolled(server, phone)
    server.mock.fault("challenges", kind="drop_reply")
    server.login()
    problems = []

    async for challenge in phone.watch(every=0.01, on_problem=problems.append):
        break

    (problem,) = problems
    assert isinstance(problem.error, NetworkError)
    assert phone.pending() == (challenge,)
