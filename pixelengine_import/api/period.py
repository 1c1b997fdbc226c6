"""The period of a billing summary: whole days in UTC, both ends included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from pixelengine_import.api.violations import Violation, shorten

__all__ = ["PERIOD_DAYS_MOST", "Period", "choose_period"]

PERIOD_DAYS_DEFAULT = 30
PERIOD_DAYS_MOST = 365

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in UTC.

    Attributes:
        first: The day at whose midnight it begins.
        last: The day at whose end it ends.
    """

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it holds, 1 or more."""
        return (self.last - self.first).days + 1


def choose_period(
    start_date: str | None, end_date: str | None, today: date
) -> Period | Violation:
    """Read the query of ``GET /billing``.

    Args:
        start_date: First day as ``YYYY-MM-DD``; None is 30 days before the last.
        end_date: Last day; None is today.
        today: The day that it is in UTC.

    Returns:
        The period, or the first rule that the query breaks.
    """
    last = today if end_date is None else _read_day(end_date)
    if last is None:
        return _no_day("end_date", end_date)
    if start_date is None:
        room = (last - date.min).days
        first: date | None = last - timedelta(min(PERIOD_DAYS_DEFAULT, room))
    else:
        first = _read_day(start_date)
    if first is None:
        return _no_day("start_date", start_date)
    if first > last:
        return Violation(
            ("start_date",),
            f"lies after the period's end (found {first} to {last})",
            "Swap the dates, or leave one out.",
        )
    period = Period(first, last)
    if period.days > PERIOD_DAYS_MOST:
        return Violation(
            ("start_date",),
            f"makes the period too long (found {period.days} days, {first} to {last})",
            f"Ask for at most {PERIOD_DAYS_MOST} days.",
        )
    return period


def _read_day(text: str) -> date | None:
    # The parser alone would take other forms of ISO 8601 too, such as 2026-W10-1.
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _no_day(name: str, found: str | None) -> Violation:
    problem = f"must be a day as YYYY-MM-DD (found {shorten(found)})"
    return Violation((name,), problem, "Write it as 2026-03-01.")
