"""Time as it is written down, and as nobody has to wait for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pixelengine_import._clock import SystemClock, iso
from pixelengine_import.testing.clock import InstantClock


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 3, 2, 18, tzinfo=UTC), "2026-03-02T18:00:00.000Z"),
        (
            datetime(2026, 3, 2, 18, 0, 7, 123_999, tzinfo=UTC),
            "2026-03-02T18:00:07.123Z",
        ),
        (
            datetime(2026, 3, 2, 0, 30, tzinfo=timezone(timedelta(hours=2))),
            "2026-03-01T22:30:00.000Z",
        ),
    ],
)
def test_a_moment_is_written_as_the_api_does(moment: datetime, text: str) -> None:
    """UTC, with milliseconds that are cut and never rounded into the next second."""
    assert iso(moment) == text


async def test_the_machines_clock_is_aware_and_never_runs_backwards() -> None:
    """Dates are in UTC, durations come from the monotonic clock."""
    clock = SystemClock()
    before = clock.monotonic()
    await clock.sleep(0)

    assert clock.now().tzinfo is UTC
    assert clock.monotonic() >= before


def test_the_machines_clock_holds_up_a_thread() -> None:
    """For a moment; no time at all is no error either."""
    clock = SystemClock()
    before = clock.monotonic()
    clock.pause(0.01)
    clock.pause(-1)

    assert clock.monotonic() - before >= 0.01


async def test_an_instant_clock_lets_nobody_wait_and_remembers_for_how_long() -> None:
    """A minute of polling takes no time."""
    clock = InstantClock()

    await clock.sleep(3)
    await clock.sleep(0.5)
    clock.pause(1.5)

    assert clock.sleeps == [3, 0.5, 1.5]
    assert clock.monotonic() == 5
