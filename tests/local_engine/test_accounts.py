"""Pools, holds and the ledger, on a real database."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pixelengine_import.errors import CreditsError
from pixelengine_import.local_engine.accounts import (
    DEFAULT_ACCOUNT,
    HOLD_MS,
    Balance,
    add_purchased,
    balance,
    capture_hold,
    open_account,
    place_hold,
    settle_hold,
    split_charge,
)
from pixelengine_import.local_engine.schema import Database, ledger, milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row

NOW = milliseconds(datetime(2026, 3, 2, 18, 0, tzinfo=UTC))
APRIL = milliseconds(datetime(2026, 4, 1, tzinfo=UTC))


@pytest.fixture
def connection(folder: Path) -> Iterator[Connection]:
    """A writing transaction on a new account of 100 monthly credits."""
    database = Database(folder / "engine.db")
    with database.writing() as opened:
        open_account(opened, DEFAULT_ACCOUNT, 100, NOW)
        yield opened
    database.close()


@given(
    monthly=st.integers(0, 500), purchased=st.integers(0, 500), cost=st.integers(0, 999)
)
def test_monthly_credits_are_spent_first(
    monthly: int, purchased: int, cost: int
) -> None:
    """Purchased credits pay only what the monthly pool cannot; no pool goes below 0."""
    if cost > monthly + purchased:
        with pytest.raises(ValueError, match="cannot be paid"):
            split_charge(monthly, purchased, cost)
        return
    paid = split_charge(monthly, purchased, cost)

    assert paid.monthly + paid.purchased == cost
    assert 0 <= paid.monthly <= monthly
    assert 0 <= paid.purchased <= purchased
    assert paid.purchased == 0 or paid.monthly == monthly


STEP = st.one_of(
    st.tuples(st.just("hold"), st.integers(1, 60)),
    st.tuples(st.just("capture"), st.integers(0, 7)),
    st.tuples(st.just("release"), st.integers(0, 7)),
    st.tuples(st.just("buy"), st.integers(1, 50)),
    st.tuples(st.just("wait"), st.integers(0, HOLD_MS)),
    st.tuples(st.just("allow"), st.integers(0, 120)),
)


class Bank:
    """An account, and beside it what should be true of it."""

    def __init__(self, connection: Connection) -> None:
        """Open an account of 100 monthly credits."""
        self._connection = connection
        self._now = NOW
        self._placed = 0
        self._held: dict[str, tuple[int, int]] = {}
        open_account(connection, DEFAULT_ACCOUNT, 100, self._now)

    def seen(self) -> Balance:
        """Read the account."""
        return balance(self._connection, DEFAULT_ACCOUNT, self._now)

    def expected_reserved(self) -> int:
        """Add up the holds that are younger than ten minutes."""
        held = self._held.values()
        return sum(cost for cost, since in held if self._now - since < HOLD_MS)

    def hold(self, cost: int) -> None:
        """Place a hold: exactly when it can be paid."""
        available = self.seen().available
        name = f"job-{self._placed}"
        try:
            place_hold(self._connection, DEFAULT_ACCOUNT, name, cost, self._now)
        except CreditsError:
            assert available < cost
        else:
            assert available >= cost
            self._held[name] = (cost, self._now)
            self._placed += 1

    def capture(self, which: int) -> None:
        """Charge a job, or let its hold expire when it is too late."""
        if not self._held:
            return
        name = sorted(self._held)[which % len(self._held)]
        cost, since = self._held.pop(name)
        before = self.seen()
        if self._now - since >= HOLD_MS:
            settle_hold(self._connection, name, "expired", self._now)
            assert self.seen() == before
        else:
            capture_hold(self._connection, name, self._now)
            after = self.seen()
            assert before.total - after.total == cost
            assert before.purchased == after.purchased or not after.monthly

    def release(self, which: int) -> None:
        """Give a job's credits free."""
        if not self._held:
            return
        name = sorted(self._held)[which % len(self._held)]
        del self._held[name]
        total = self.seen().total
        settle_hold(self._connection, name, "released", self._now)
        assert self.seen().total == total

    def buy(self, amount: int) -> None:
        """Fill the purchased pool."""
        add_purchased(self._connection, DEFAULT_ACCOUNT, amount, self._now)

    def wait(self, time: int) -> None:
        """Let time go by, in milliseconds."""
        self._now += time

    def allow(self, allowance: int) -> None:
        """Start with another number of monthly credits."""
        open_account(self._connection, DEFAULT_ACCOUNT, allowance, self._now)


@settings(max_examples=60)
@given(steps=st.lists(STEP, max_size=20))
def test_credits_add_up_whatever_happens(steps: list[tuple[str, int]]) -> None:
    """No pool is negative, nothing is sold twice, and the ledger explains it all."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "engine.db")
        with database.writing() as connection:
            bank = Bank(connection)
            for word, number in steps:
                getattr(bank, word)(number)
                seen = bank.seen()
                assert seen.reserved == bank.expected_reserved()
                assert min(seen.monthly, seen.purchased) >= 0
                assert seen.available == seen.total - seen.reserved
                assert _ledger_total(connection) == seen.total
        database.close()


def _ledger_total(connection: Connection) -> int:
    total = 0
    for row in connection.execute(select(ledger)):
        sign = -1 if row.kind == "debit" else 1
        total += sign * (row.monthly + row.purchased)
    return total


def test_a_hold_lowers_what_is_available_and_nothing_else(
    connection: Connection,
) -> None:
    """Pools change when a job succeeds, not before."""
    place_hold(connection, DEFAULT_ACCOUNT, "a", 20, NOW)

    assert balance(connection, DEFAULT_ACCOUNT, NOW) == Balance(
        monthly=100, purchased=0, reserved=20
    )
    assert balance(connection, DEFAULT_ACCOUNT, NOW).available == 80


def test_a_hold_expires_after_ten_minutes(connection: Connection) -> None:
    """One millisecond decides, whether it was written down or not."""
    place_hold(connection, DEFAULT_ACCOUNT, "a", 20, NOW)

    assert balance(connection, DEFAULT_ACCOUNT, NOW + HOLD_MS - 1).reserved == 20
    assert balance(connection, DEFAULT_ACCOUNT, NOW + HOLD_MS).reserved == 0


def test_what_is_available_is_never_negative() -> None:
    """The floor is 0, as in the reference."""
    assert Balance(monthly=5, purchased=1, reserved=20).available == 0


def test_the_monthly_pool_is_refilled_on_the_first(connection: Connection) -> None:
    """At midnight UTC; what was left over is lost, purchased credits stay."""
    add_purchased(connection, DEFAULT_ACCOUNT, 7, NOW)
    place_hold(connection, DEFAULT_ACCOUNT, "a", 30, NOW)
    capture_hold(connection, "a", NOW)

    assert balance(connection, DEFAULT_ACCOUNT, APRIL - 1) == Balance(70, 7, 0)
    assert balance(connection, DEFAULT_ACCOUNT, APRIL) == Balance(100, 7, 0)

    place_hold(connection, DEFAULT_ACCOUNT, "b", 104, APRIL)
    capture_hold(connection, "b", APRIL)
    assert balance(connection, DEFAULT_ACCOUNT, APRIL) == Balance(0, 3, 0)
    kinds = [
        (r.kind, r.monthly, r.purchased, r.reason, r.job_id) for r in _rows(connection)
    ]
    assert kinds == [
        ("credit", 100, 0, "monthly refill", None),
        ("credit", 0, 7, "purchase", None),
        ("debit", 30, 0, "job", "a"),
        ("credit", 30, 0, "monthly refill", None),
        ("debit", 100, 4, "job", "b"),
    ]


def _rows(connection: Connection) -> list[Row[Any]]:
    return list(connection.execute(select(ledger).order_by(ledger.c.id)))


def test_a_month_is_refilled_once(connection: Connection) -> None:
    """Opening the account again in the same month gives nothing."""
    place_hold(connection, DEFAULT_ACCOUNT, "a", 30, NOW)
    capture_hold(connection, "a", NOW)
    open_account(connection, DEFAULT_ACCOUNT, 100, NOW)

    assert balance(connection, DEFAULT_ACCOUNT, NOW).monthly == 70


def test_a_smaller_allowance_leaves_running_jobs_covered(
    connection: Connection,
) -> None:
    """A job that was accepted can always be paid."""
    place_hold(connection, DEFAULT_ACCOUNT, "a", 60, NOW)
    open_account(connection, DEFAULT_ACCOUNT, 10, NOW)

    assert balance(connection, DEFAULT_ACCOUNT, NOW) == Balance(60, 0, 60)
    capture_hold(connection, "a", NOW)
    assert balance(connection, DEFAULT_ACCOUNT, NOW) == Balance(0, 0, 0)


def test_a_job_without_a_hold_is_free(connection: Connection) -> None:
    """Free endpoints place none, and capturing finds none."""
    capture_hold(connection, "free", NOW)

    assert balance(connection, DEFAULT_ACCOUNT, NOW).monthly == 100


@pytest.mark.parametrize("amount", [0, -5])
def test_only_a_positive_amount_is_purchased(
    connection: Connection, amount: int
) -> None:
    """Nobody sells back."""
    with pytest.raises(ValueError, match="must be above 0"):
        add_purchased(connection, DEFAULT_ACCOUNT, amount, NOW)
