"""Clocks that tests own: one stands still, one lets nobody wait."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta

__all__ = ["FakeClock", "InstantClock"]

_START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


class FakeClock:
    """Time for tests, moved by hand: for event loops and for threads.

    Reading it is allowed from any thread. Whoever sleeps on an event loop is woken from
    there: while there are such sleepers, moving the clock belongs to that loop.

    Args:
        start: What ``now`` says at first; an aware time.

    Example::

        clock = FakeClock()
        clock.advance(3600)  # wakes whoever sleeps for up to an hour
    """

    def __init__(self, start: datetime = _START) -> None:
        """Set the clock."""
        self._start = start.astimezone(UTC)
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self._moved = threading.Condition()
        self._paused = 0

    def now(self) -> datetime:
        """Return the wall clock in UTC."""
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        """Return the seconds that went by since the start."""
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was moved far enough; nothing else ends the wait."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._elapsed + seconds, woken))
        await woken

    def pause(self, seconds: float) -> None:
        """Hold up the thread until the clock was moved far enough."""
        with self._moved:
            end = self._elapsed + seconds
            self._paused += 1
            try:
                self._moved.wait_for(lambda: self._elapsed >= end)
            finally:
                self._paused -= 1

    def advance(self, seconds: float) -> None:
        """Move the clock on; whoever is due runs as soon as the caller awaits.

        Args:
            seconds: 0 or more.

        Raises:
            ValueError: The clock would run backwards.
        """
        if seconds < 0:
            msg = f"a clock does not run backwards (found {seconds} s)"
            raise ValueError(msg)
        with self._moved:
            self._elapsed += seconds
            self._moved.notify_all()
        due = [sleeper for sleeper in self._sleepers if sleeper[0] <= self._elapsed]
        self._sleepers = [s for s in self._sleepers if s[0] > self._elapsed]
        for _, woken in sorted(due, key=lambda sleeper: sleeper[0]):
            if not woken.done():
                woken.set_result(None)

    @property
    def sleeping(self) -> int:
        """How many sleepers wait, on event loops and in threads."""
        return self._paused + sum(not woken.done() for _, woken in self._sleepers)


class InstantClock(FakeClock):
    """A clock on which nobody waits: sleeping moves it, and is written down.

    Args:
        start: What ``now`` says at first; an aware time.

    Attributes:
        sleeps: The seconds of each sleep, oldest first.
    """

    def __init__(self, start: datetime = _START) -> None:
        """Set the clock."""
        super().__init__(start)
        self.sleeps: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once; others get their turn."""
        self.sleeps.append(seconds)
        self.advance(max(seconds, 0.0))
        await asyncio.sleep(0)

    def pause(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.sleeps.append(seconds)
        self.advance(max(seconds, 0.0))
