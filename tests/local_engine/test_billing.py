"""Sums over the ledger; what they add up to is shown in :mod:`test_credits`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pixelengine_import.api.period import Period
from pixelengine_import.local_engine.accounts import (
    DEFAULT_ACCOUNT,
    Pools,
    open_account,
)
from pixelengine_import.local_engine.billing import summarize
from pixelengine_import.local_engine.schema import Database, ledger, milliseconds

if TYPE_CHECKING:
    from pathlib import Path

START = milliseconds(datetime(2026, 3, 2, 18, 0, tzinfo=UTC))
YEAR = Period(date(2026, 3, 1), date(2027, 2, 28))


def test_refunds_are_added_up_beside_the_rest(folder: Path) -> None:
    """A refund gives back what was used; both stay in sight, and one job is one job."""
    rows = [("debit", Pools(20, 4)), ("debit", Pools(0, 1)), ("refund", Pools(20, 4))]
    database = Database(folder / "engine.db")
    with database.writing() as connection:
        open_account(connection, DEFAULT_ACCOUNT, 100, START)
        for kind, change in rows:
            connection.execute(
                ledger.insert().values(
                    account_id=DEFAULT_ACCOUNT,
                    at=START,
                    kind=kind,
                    monthly=change.monthly,
                    purchased=change.purchased,
                    reason="job",
                    job_id="a",
                )
            )
        found = summarize(connection, DEFAULT_ACCOUNT, YEAR, START)
    database.close()

    assert (found.used, found.added, found.refunds) == (25, 100, 24)
    assert found.net_change == 99
    assert found.jobs_charged == 1
