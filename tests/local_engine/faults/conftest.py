"""A served engine whose faults a test scripts, and a client without a library."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from pixelengine_import.local_engine.faults.rules import FaultRules, read_rules
from pixelengine_import.local_engine.in_thread import InThread
from pixelengine_import.testing.clock import FakeClock
from tests.local_engine.conftest import animate_body

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Raw:
    """What came over a socket until its end.

    Attributes:
        data: Every byte.
        end: How it ended: ``closed``, ``reset`` or ``silent``.
    """

    data: bytes
    end: str

    @property
    def head(self) -> bytes:
        """Status and headers, in lower case."""
        return self.data.partition(b"\r\n\r\n")[0].lower()

    @property
    def body(self) -> bytes:
        """What came behind the headers."""
        return self.data.partition(b"\r\n\r\n")[2]

    @property
    def status(self) -> int:
        """HTTP status."""
        return int(self.data.split(b" ", 2)[1])

    @property
    def length(self) -> int:
        """What Content-Length promises."""
        lines = self.head.split(b"\r\n")
        return next(int(li[15:]) for li in lines if li.startswith(b"content-length:"))


@dataclass(frozen=True)
class Wild:
    """A served engine, and what can be done to it."""

    engine: InThread
    clock: FakeClock

    def rules(self, *rules: dict[str, Any], seed: int | None = None) -> None:
        """Add fault rules."""
        found = read_rules({"seed": seed, "rules": list(rules)})
        assert isinstance(found, FaultRules), found
        self.engine.faults.add(found)

    def jobs(self) -> list[dict[str, Any]]:
        """The jobs that were accepted."""
        return self.engine.call(self.engine.operator.jobs())

    def ask(
        self, method: str, address: str, document: object = None, wait: float = 20
    ) -> Raw:
        """Do one exchange on a connection of its own, and read until it ends."""
        host, _, port = self.engine.base_url.split("/")[2].partition(":")
        path = address if address[0] == "/" else "/" + address.split("/", 3)[3]
        if not path.startswith("/storage"):
            path = "/functions/v1" + path
        body = b"" if document is None else json.dumps(document).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\n"
            f"Authorization: Bearer {self.engine.api_key}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        data = b""
        with socket.create_connection((host, int(port)), wait) as wire:
            wire.sendall(head.encode() + body)
            try:
                while part := wire.recv(65536):
                    data += part
            except ConnectionResetError:
                return Raw(data, "reset")
            except TimeoutError:
                return Raw(data, "silent")
        return Raw(data, "closed")

    def submit(self) -> str:
        """Submit an animation that is taken."""
        answer = self.ask("POST", "/animate", animate_body())
        return str(json.loads(answer.body)["api_job_id"])

    def result(self) -> str:
        """Return the address of a finished animation."""
        job_id = self.submit()
        while True:
            job = json.loads(self.ask("GET", f"/jobs?id={job_id}").body)
            if job["output"] is not None:
                return str(job["output"]["url"])


@pytest.fixture
def wild(tmp_path: Path) -> Iterator[Wild]:
    """An engine with 1000 credits on a port of its own."""
    clock = FakeClock()
    with InThread(tmp_path / "engine", clock=clock, credits=1000) as engine:
        yield Wild(engine, clock)
