"""Time as a thing that is handed in, so that tests can own it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

__all__ = ["Clock", "SystemClock", "iso"]


class Clock(Protocol):
    """The three uses of time: what to write down, how long it took, waiting."""

    def now(self) -> datetime:
        """Return the wall clock in UTC; printed and stored, never subtracted."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards; for every duration."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait without holding up other work."""
        ...


class SystemClock:
    """The machine's own clocks."""

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


def iso(moment: datetime) -> str:
    """Write a moment as the API does: ``2026-03-02T18:00:00.000Z``.

    Args:
        moment: An aware time; it is turned into UTC.

    Returns:
        ISO 8601 with milliseconds and ``Z``.
    """
    utc = moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"
