"""The clock of the tests: it moves when it is told to, and only then."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from pixelengine_import.testing.clock import FakeClock


def test_it_stands_still_until_it_is_moved() -> None:
    """Both clocks move together."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    clock = FakeClock(start)
    assert (clock.now(), clock.monotonic()) == (start, 0.0)
    clock.advance(1.5)

    assert (clock.now(), clock.monotonic()) == (start + timedelta(seconds=1.5), 1.5)


async def test_sleepers_wake_in_the_order_of_their_time() -> None:
    """Whoever is due, and nobody else."""
    clock, woken = FakeClock(), list[float]()

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(seconds)

    tasks = [asyncio.create_task(sleep(seconds)) for seconds in (5, 1, 3)]
    await asyncio.sleep(0)
    assert clock.sleeping == 3
    clock.advance(3)
    await asyncio.sleep(0.01)
    assert woken == [1, 3]
    clock.advance(2)
    await asyncio.gather(*tasks)

    assert woken == [1, 3, 5]
    assert clock.sleeping == 0


async def test_a_sleeper_that_was_cancelled_is_forgotten() -> None:
    """Moving on does not trip over it."""
    clock = FakeClock()
    task = asyncio.create_task(clock.sleep(5))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    clock.advance(10)

    assert clock.sleeping == 0


async def test_no_time_is_no_wait() -> None:
    """Others get their turn all the same."""
    await FakeClock().sleep(0)


def test_threads_wait_for_it_too() -> None:
    """Whoever is due goes on, and nobody else."""
    clock, woken = FakeClock(), list[float]()

    def pause(seconds: float) -> None:
        clock.pause(seconds)
        woken.append(seconds)

    threads = [threading.Thread(target=pause, args=(s,)) for s in (5, 1)]
    for thread in threads:
        thread.start()
    while clock.sleeping < 2:
        time.sleep(0.001)
    clock.advance(3)
    threads[1].join(10)
    assert (woken, clock.sleeping) == ([1], 1)
    clock.advance(2)
    threads[0].join(10)

    assert (woken, clock.sleeping) == ([1, 5], 0)


def test_it_does_not_run_backwards() -> None:
    """Monotonic means that."""
    with pytest.raises(ValueError, match="backwards"):
        FakeClock().advance(-1)
