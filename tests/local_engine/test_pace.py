"""The two speeds of a job."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pixelengine_import.local_engine.pace import PACES, Pace


def test_a_real_job_takes_about_90_seconds() -> None:
    """As on the live service, and far less than a hold lasts."""
    assert PACES["real"].queued + PACES["real"].running == 90
    assert PACES["instant"].queued + PACES["instant"].running == 0


@given(st.lists(st.floats(0, 1000), min_size=2))
def test_progress_never_falls_and_never_says_done(times: list[float]) -> None:
    """Only success is 1."""
    shares = [PACES["real"].progress(at) for at in sorted(times)]

    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 0.99


def test_a_pace_without_length_has_no_progress_of_its_own() -> None:
    """The work itself reports then."""
    assert Pace().progress(5) == 0
