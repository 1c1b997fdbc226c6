"""Time as a thing that is handed in, so that tests can own it."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future

__all__ = ["BlockingClock", "Clock", "ManualClock", "SystemClock", "Time", "iso"]


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


class ManualClock:
    """A clock that stands still until somebody moves it.

    It may be read and moved from any thread; whoever sleeps on it is woken on the
    event loop on which it sleeps, or in its thread.

    Args:
        start: What ``now`` says at first; an aware time.

    Example::

        clock = ManualClock(datetime(2026, 3, 2, tzinfo=UTC))
        clock.advance(3600)  # wakes whoever sleeps for up to an hour
    """

    def __init__(self, start: datetime) -> None:
        """Set the clock."""
        self._start = start.astimezone(UTC)
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, AbstractEventLoop, Future[None]]] = []
        self._moved = threading.Condition()
        self._paused = 0
        self._turn = 0

    def now(self) -> datetime:
        """Return the wall clock in UTC."""
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        """Return the seconds that went by since the start."""
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was moved far enough; nothing else ends the wait."""
        import asyncio  # noqa: PLC0415 - as above

        if seconds <= 0:
            await asyncio.sleep(0)
            return
        loop = asyncio.get_running_loop()
        woken = loop.create_future()
        with self._moved:
            self._sleepers.append((self._elapsed + seconds, loop, woken))
        await woken

    def pause(self, seconds: float) -> None:
        """Hold up the calling thread until the clock was moved far enough."""
        with self._moved:
            end, turn = self._elapsed + seconds, self._turn
            self._paused += 1
            try:
                self._moved.wait_for(lambda: self._elapsed >= end or self._turn != turn)
            finally:
                self._paused -= 1

    def advance(self, seconds: float) -> None:
        """Move the clock on; whoever is due runs as soon as its loop gets a turn.

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
            due = [s for s in self._sleepers if s[0] <= self._elapsed]
            self._sleepers = [s for s in self._sleepers if s[0] > self._elapsed]
        _wake(due)

    def rewind(self) -> None:
        """Set the clock back to its start; all who sleep are woken."""
        with self._moved:
            self._elapsed = 0.0
            self._turn += 1
            self._moved.notify_all()
            due, self._sleepers = self._sleepers, []
        _wake(due)

    @property
    def sleeping(self) -> int:
        """How many sleepers wait, on event loops and in threads."""
        return self._paused + sum(not woken.done() for _, _, woken in self._sleepers)


def _wake(sleepers: list[tuple[float, AbstractEventLoop, Future[None]]]) -> None:
    """Wake sleepers in the order of their time, each on its own loop."""
    import asyncio  # noqa: PLC0415 - as above

    try:
        here = asyncio.get_running_loop()
    except RuntimeError:
        here = None
    for _, loop, woken in sorted(sleepers, key=lambda sleeper: sleeper[0]):
        if loop is here:
            _end(woken)
        elif not loop.is_closed():
            loop.call_soon_threadsafe(_end, woken)


def _end(wait: Future[None]) -> None:
    if not wait.done():
        wait.set_result(None)


def iso(moment: datetime) -> str:
    """Write a moment as the API does: ``2026-03-02T18:00:00.000Z``.

    Args:
        moment: An aware time; it is turned into UTC.

    Returns:
        ISO 8601 with milliseconds and ``Z``.
    """
    utc = moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"
