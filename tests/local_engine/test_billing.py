"""Accounts as a machine: whatever happens, the ledger explains every credit."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
)

from pixelengine_import.api.period import Period
from pixelengine_import.errors import CreditsError, RefusedError
from pixelengine_import.local_engine import jobs
from pixelengine_import.local_engine.accounts import (
    ACCOUNT,
    HOLD_MS,
    Pools,
    add_purchased,
    open_account,
)
from pixelengine_import.local_engine.billing import Summary, summarize
from pixelengine_import.local_engine.orders import Order
from pixelengine_import.local_engine.schema import Database, ledger, milliseconds

if TYPE_CHECKING:
    from sqlalchemy import Connection

START = milliseconds(datetime(2026, 3, 2, 18, 0, tzinfo=UTC))
YEAR = Period(date(2026, 3, 1), date(2027, 2, 28))
DAY_MS = 24 * 3600 * 1000
OWNER = "engine"


def committed(summary: Summary) -> int:
    """What jobs have taken or will take: spent for good, and held."""
    return summary.used - summary.refunds + summary.balance.reserved


class Accounts(RuleBasedStateMachine):
    """Jobs and credits in any order, on a real database.

    Beside the account stands a model of it: the open holds by job, and how many jobs
    were charged.
    """

    submitted = Bundle("submitted")

    def __init__(self) -> None:
        """Open a database of its own."""
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._database = Database(Path(self._folder.name) / "engine.db")
        self._now = START
        self._count = 0
        self._charged = 0
        self._holds: dict[str, tuple[int, int]] = {}

    @initialize(allowance=st.integers(0, 100))
    def open(self, allowance: int) -> None:
        """Begin with an account of some monthly credits."""
        self._allowance = allowance
        with self._database.writing() as connection:
            open_account(connection, allowance, self._now)

    def teardown(self) -> None:
        """Close the database."""
        self._database.close()
        self._folder.cleanup()

    def _sum(self, connection: Connection) -> Summary:
        return summarize(connection, YEAR, self._now)

    def _holding(self) -> int:
        held = self._holds.values()
        return sum(cost for cost, since in held if self._now - since < HOLD_MS)

    def _alive(self, job_id: str) -> bool:
        return job_id in self._holds and self._now - self._holds[job_id][1] < HOLD_MS

    @rule(target=submitted, cost=st.sampled_from([0, 6, 20, 24, 36]))
    def submit(self, cost: int) -> str:
        """Accept a job: exactly when it can be paid, and its cost is committed."""
        job_id = f"job-{self._count:04d}"
        self._count += 1
        order = Order("animate", cost, {"prompt": "x"}, 1, ())
        with self._database.writing() as connection:
            before = self._sum(connection)
            try:
                jobs.add_job(connection, job_id, OWNER, order, self._now)
            except CreditsError:
                assert before.balance.available < cost
                assert self._sum(connection) == before
                return job_id
            after = self._sum(connection)
        assert before.balance.available >= cost
        assert committed(after) - committed(before) == cost
        if cost:
            self._holds[job_id] = (cost, self._now)
        return job_id

    @rule(ends_well=st.booleans())
    def run(self, *, ends_well: bool) -> None:
        """Take the oldest job; charge it, or give its credits free."""
        with self._database.writing() as connection:
            claim = jobs.claim_next(connection, OWNER, self._now)
            if claim is None:
                return
            alive = self._alive(claim.job_id)
            before = self._sum(connection)
            if ends_well:
                kept = jobs.succeed_job(
                    connection,
                    claim.job_id,
                    self._now,
                    output="0" * 64,
                    content_type="image/webp",
                    metadata={},
                    notes={},
                )
                assert kept
            else:
                jobs.fail_job(connection, claim.job_id, self._now)
            after = self._sum(connection)
        cost, _ = self._holds.pop(claim.job_id, (0, 0))
        assert alive or not cost
        if ends_well:
            self._charged += bool(cost)
            assert committed(after) == committed(before)
            assert after.used - before.used == cost
        else:
            assert committed(before) - committed(after) == cost
            assert after.used == before.used

    @rule(job_id=consumes(submitted))
    def cancel(self, job_id: str) -> None:
        """Cancel a job: what it held is free at once, if it still held anything."""
        with self._database.writing() as connection:
            before = self._sum(connection)
            alive = self._alive(job_id)
            try:
                jobs.cancel_job(connection, job_id, self._now)
            except RefusedError:
                assert self._sum(connection) == before
                assert not alive
                return
            after = self._sum(connection)
        cost, _ = self._holds.pop(job_id, (0, 0))
        assert committed(before) - committed(after) == cost
        assert before.used == after.used

    @rule(amount=st.integers(1, 60))
    def purchase(self, amount: int) -> None:
        """Buy credits: they are added, and commit nothing."""
        with self._database.writing() as connection:
            before = self._sum(connection)
            add_purchased(connection, amount, self._now)
            after = self._sum(connection)
        assert after.added - before.added == amount
        assert committed(after) == committed(before)

    @rule(time=st.integers(1, HOLD_MS + 1))
    def wait(self, time: int) -> None:
        """Let minutes go by: holds may expire."""
        self._now += time

    @rule(days=st.integers(1, 33))
    def sleep(self, days: int) -> None:
        """Let days go by: the monthly pool may be filled again."""
        last = milliseconds(datetime(2027, 2, 1, tzinfo=UTC))
        self._now = min(self._now + days * DAY_MS, max(last, self._now))

    @rule()
    def restart(self) -> None:
        """Open the account again, as every start of an engine does."""
        with self._database.writing() as connection:
            before = self._sum(connection)
            open_account(connection, self._allowance, self._now)
            assert self._sum(connection) == before

    @invariant()
    def everything_adds_up(self) -> None:
        """The ledger equals the balances, none is negative, holds are the model's."""
        with self._database.writing() as connection:
            found = self._sum(connection)
        assert found.net_change == found.balance.total
        assert min(found.balance.monthly, found.balance.purchased) >= 0
        assert min(found.used, found.added, found.refunds) >= 0
        assert found.balance.reserved == self._holding()
        assert found.balance.available == found.balance.total - self._holding()
        assert found.jobs_charged == self._charged


Accounts.TestCase.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None
)
TestAccounts = Accounts.TestCase


def test_refunds_are_added_up_beside_the_rest(folder: Path) -> None:
    """A refund gives back what was used; both stay in sight, and one job is one job."""
    rows = [("debit", Pools(20, 4)), ("debit", Pools(0, 1)), ("refund", Pools(20, 4))]
    database = Database(folder / "engine.db")
    with database.writing() as connection:
        open_account(connection, 100, START)
        for kind, change in rows:
            connection.execute(
                ledger.insert().values(
                    account_id=ACCOUNT,
                    at=START,
                    kind=kind,
                    monthly=change.monthly,
                    purchased=change.purchased,
                    reason="job",
                    job_id="a",
                )
            )
        found = summarize(connection, YEAR, START)
    database.close()

    assert (found.used, found.added, found.refunds) == (25, 100, 24)
    assert found.net_change == 99
    assert found.jobs_charged == 1
