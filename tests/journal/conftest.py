"""A real journal in a real folder, and children that are really killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from pixelengine_import.journal.jobs import Intent, Journal
from pixelengine_import.testing.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "0" * 63 + "1"
INTENT = Intent(
    project="/home/me/game",
    sidecar="art/hero.pxe.json",
    animation="walk",
    request_key=KEY,
    engine="live",
    endpoint="animate",
    cost=20,
    request={"prompt": "walk “quickly”", "seed": 7},
    images=("a" * 64,),
)


def intent(**changes: Any) -> Intent:
    """An intent that differs in something."""
    return replace(INTENT, **changes)


class OpenJournal(Protocol):
    """Opens the journal; the one opened before is closed first."""

    def __call__(self) -> Journal:
        """Open it."""
        ...


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still."""
    return FakeClock()


@pytest.fixture
def journal_path(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path / "journal.db"


@pytest.fixture
def reopen(journal_path: Path, clock: FakeClock) -> Iterator[OpenJournal]:
    """Open the journal as a new run would."""
    opened: list[Journal] = []

    def again() -> Journal:
        while opened:
            opened.pop().close()
        opened.append(Journal(journal_path, clock))
        return opened[-1]

    yield again
    while opened:
        opened.pop().close()


@pytest.fixture
def journal(reopen: OpenJournal) -> Journal:
    """A new journal."""
    return reopen()


class Child:
    """A Python process that runs a program of a test and says how far it is.

    Args:
        program: The source; it prints a line for each step and reads one to go on.
        arguments: What it finds in ``sys.argv[1:]``.
    """

    def __init__(self, program: str, *arguments: object) -> None:
        """Start it."""
        self._process = subprocess.Popen(
            [sys.executable, "-c", program, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        self._out, self._in = self._process.stdout, self._process.stdin

    def says(self) -> str:
        """Wait for its next line; empty when it has ended."""
        return self._out.readline().strip()

    def go_on(self) -> None:
        """Let it take its next step."""
        self._in.write("\n")
        self._in.flush()

    def kill(self) -> None:
        """End it as ``kill -9`` does, and wait until it is gone."""
        self._process.kill()
        assert self._process.wait() == -signal.SIGKILL
        self._out.close()
        self._in.close()

    def end(self) -> int:
        """Wait for its own end and return the exit code."""
        self._in.close()
        code = self._process.wait()
        self._out.close()
        return code
