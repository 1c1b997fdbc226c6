"""Time as a thing that is handed in, so that tests can own it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

__all__ = ["BlockingClock", "Clock", "SystemClock", "Time", "iso"]


class Time(Protocol):
    """Two of the three uses of time: what to write down, and how long it took."""

    def now(self) -> datetime:
        """Return the wall clock in UTC; printed and stored, never subtracted."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards; for every duration."""
        ...


class Clock(Time, Protocol):
    """Time, and the third use of it: waiting on an event loop."""

    async def sleep(self, seconds: float) -> None:
        """Wait without holding up other work."""
        ...


class BlockingClock(Time, Protocol):
    """Time, and waiting in a thread."""

    def pause(self, seconds: float) -> None:
        """Hold up the calling thread."""
        ...


class SystemClock:
    """The machine's own clocks, for event loops and for threads."""

    def now(self) -> datetime:
        """Return the machine's wall clock in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the machine's monotonic clock in seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait on the running event loop."""
        import asyncio  # noqa: PLC0415 - costs 50 ms, and a run with nothing to do never waits

        await asyncio.sleep(seconds)

    def pause(self, seconds: float) -> None:
        """Hold up the calling thread."""
        time.sleep(max(seconds, 0.0))


def iso(moment: datetime) -> str:
    """Write a moment as the API does: ``2026-03-02T18:00:00.000Z``.

    Args:
        moment: An aware time; it is turned into UTC.

    Returns:
        ISO 8601 with milliseconds and ``Z``.
    """
    utc = moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"
