"""The examples of the documentation run, in order, as one program."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from mock import NativeServer

from countersign import Authenticator, Device, PushTarget

ROOT = Path(__file__).parents[3]
TOKEN = "token-of-the-docs"


def examples() -> list[str]:
    text = (ROOT / "docs" / "embedding-python.md").read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


async def run(example: str, names: dict[str, object]) -> None:
    code = compile(example, "embedding-python.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    result = eval(code, names)
    if inspect.iscoroutine(result):
        await result


async def test_the_examples_run_in_order(server: NativeServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    enroll, watch, push, picture, health, errors, parts = examples()
    names: dict[str, object] = {"home": tmp_path, "code": server.offer()}
    await run(enroll, names)
    phone = names["phone"]
    assert isinstance(phone, Authenticator)

    login = server.login()
    await run(watch, names | {"number": login["number"]})
    assert server.status(login) == "approved"

    await phone.set_push_target(PushTarget("fcm", TOKEN))
    login = server.login()
    await run(push, names | {"payload": await server.mock.push(TOKEN)})
    assert server.status(login) == "denied"

    await run(picture, names | {"png": (ROOT / "tests" / "scenarios" / "code.png").read_bytes()})
    assert capsys.readouterr().out == "755224 None None\n"
    await run(health, names)
    assert str(names["report"]).startswith("countersign diagnostics 1\n")

    await run(errors, names)
    assert capsys.readouterr().out == "qr.unknown_scheme AFTER_USER_ACTION None\n"
    await run(parts, names)
    offline = names["offline"]
    assert isinstance(offline, Authenticator)
    offline.close()
    phone.close()


def test_enrolling_takes_five_lines_and_answering_three() -> None:
    enroll, watch, *_ = examples()

    assert len([line for line in enroll.splitlines() if line]) <= 5
    assert len(watch.splitlines()) <= 3


def test_texts_of_values_hide_what_is_secret() -> None:
    assert "canary" not in repr(Device(push=PushTarget("fcm", "canary")))
