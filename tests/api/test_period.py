"""Days of a billing summary: what is a period and what is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixelengine_import.api.period import PERIOD_DAYS_MOST, Period, choose_period
from pixelengine_import.api.violations import Violation

TODAY = date(2026, 3, 31)


def test_nothing_given_is_the_last_thirty_days() -> None:
    """The reference: today, and 30 days before it."""
    assert choose_period(None, None, TODAY) == Period(date(2026, 3, 1), TODAY)


def test_the_start_follows_the_end() -> None:
    """An end alone is enough; a start alone runs until today."""
    last = date(2025, 1, 31)

    assert choose_period(None, "2025-01-31", TODAY) == Period(date(2025, 1, 1), last)
    assert choose_period("2026-03-31", None, TODAY) == Period(TODAY, TODAY)


def test_the_first_days_of_all_have_no_thirty_before_them() -> None:
    """A day is a day, however early: the period begins where the calendar does."""
    found = choose_period(None, "0001-01-05", TODAY)

    assert found == Period(date.min, date(1, 1, 5))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-3-1",
        "2026-02-30",
        "2026-13-01",
        "0000-01-01",
        "20260301",
        "2026-W10-1",
        "2026-03-01T00:00:00Z",
        " 2026-03-01",
        "2026-03-01\n",
        "\u0662\u0660\u0662\u0666-03-01",
        "yesterday",
    ],
)
@pytest.mark.parametrize("name", ["start_date", "end_date"])
def test_only_year_month_day_is_a_day(name: str, text: str) -> None:
    """Other forms of ISO 8601, and days that do not exist, are refused by name."""
    given = {"start_date": None, "end_date": None, name: text}
    found = choose_period(given["start_date"], given["end_date"], TODAY)

    assert isinstance(found, Violation)
    assert found.field == (name,)
    assert str(found).startswith(f'"{name}" must be a day as YYYY-MM-DD (found "')


def test_a_period_ends_after_it_begins() -> None:
    """The message shows both days, today included when it was the default."""
    found = choose_period("2026-04-01", None, TODAY)

    assert str(found) == (
        '"start_date" lies after the period\'s end '
        "(found 2026-04-01 to 2026-03-31). Swap the dates, or leave one out."
    )


@settings(max_examples=100)
@given(last=st.dates(min_value=date(3, 1, 1)), days=st.integers(1, 600))
@example(last=TODAY, days=365)
@example(last=TODAY, days=366)
def test_a_period_holds_at_most_365_days(last: date, days: int) -> None:
    """Both ends count."""
    first = last - timedelta(days - 1)
    found = choose_period(first.isoformat(), last.isoformat(), TODAY)

    if days <= PERIOD_DAYS_MOST:
        assert found == Period(first, last)
        assert isinstance(found, Period)
        assert found.days == days
    else:
        assert isinstance(found, Violation)
        assert f"found {days} days" in str(found)
