"""Clocks that tests own: one stands still, one lets nobody wait."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from pixelengine_import._clock import ManualClock

__all__ = ["FakeClock", "InstantClock"]

_START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


class FakeClock(ManualClock):
    """A clock for tests: it stands still until it is moved by hand.

    Args:
        start: What ``now`` says at first; an aware time.

    Example::

        clock = FakeClock()
        clock.advance(3600)  # wakes whoever sleeps for up to an hour
    """

    def __init__(self, start: datetime = _START) -> None:
        """Set the clock."""
        super().__init__(start)


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
