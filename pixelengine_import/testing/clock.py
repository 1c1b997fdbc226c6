"""Clocks that tests own: one stands still, one lets nobody wait."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

__all__ = ["FakeClock", "InstantClock"]

_START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


class FakeClock:
    """Time for tests: a :class:`pixelengine_import._clock.Clock` moved by hand.

    Reading it is allowed from any thread; sleeping and moving it belong to one event
    loop.

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
        self._elapsed += seconds
        due = [sleeper for sleeper in self._sleepers if sleeper[0] <= self._elapsed]
        self._sleepers = [s for s in self._sleepers if s[0] > self._elapsed]
        for _, woken in sorted(due, key=lambda sleeper: sleeper[0]):
            if not woken.done():
                woken.set_result(None)

    @property
    def sleeping(self) -> int:
        """How many sleepers wait."""
        return sum(not woken.done() for _, woken in self._sleepers)


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
