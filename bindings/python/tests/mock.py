"""The mock server as a child process, and its control API."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Mock:
    """A running mock server."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        self.url = url

    def get(self, path: str) -> Any:
        return self._send(path, None, "GET")

    def post(self, path: str, body: object) -> Any:
        return self._send(path, body, "POST")

    def put(self, path: str, body: object) -> Any:
        return self._send(path, body, "PUT")

    def fault(self, operation: str, times: int = 1, **action: object) -> None:
        self.post("/control/faults", {"operation": operation, "times": times, "action": action})

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    async def push(self, token: str) -> str:
        """The next push for a virtual phone, as its provider would deliver it."""
        return await asyncio.to_thread(self._push, token)

    def _push(self, token: str) -> str:
        with urllib.request.urlopen(f"{self.url}/gateway/fcm/{token}", timeout=30) as stream:
            for line in stream:
                if line.startswith(b"data:"):
                    return line.removeprefix(b"data:").strip().decode()
        raise AssertionError("the stream of pushes ended")

    def _send(self, path: str, body: object, method: str) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as reply:
            text = reply.read()
        return json.loads(text) if text else None


@contextmanager
def running(*options: str) -> Iterator[Mock]:
    """A mock server with these options on a port of its own."""
    command = [os.environ["COUNTERSIGN_MOCK"], "--listen", "127.0.0.1:0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Mock(process, json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()


class NativeServer:
    """A mock server of the native protocol with one user."""

    USER = "alice"

    def __init__(self, mock: Mock) -> None:
        self.mock = mock
        mock.post("/control/users", {"name": self.USER})

    def offer(self) -> str:
        uri: str = self.mock.post(f"/control/users/{self.USER}/offers", {})["uri"]
        return uri

    def login(self) -> dict[str, Any]:
        login: dict[str, Any] = self.mock.post("/api/logins", {"user": self.USER, "app": "Shop"})
        return login

    def status(self, login: dict[str, Any]) -> str:
        status: str = self.mock.get(f"/api/logins/{login['id']}")["status"]
        return status

    def answers(self) -> int:
        """How many answers reached the server, whatever became of them."""
        return len([entry for entry in self.mock.get("/control/journal") if entry["operation"] == "answer"])


def wrong(number: str) -> str:
    """Another number of the same length."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)
