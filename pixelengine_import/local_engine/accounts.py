"""Credits of an account: two pools, the holds on them, a ledger of every change.

The monthly pool is spent before the purchased one. A job first places a hold, which
lowers what is available but neither pool; success captures it, failure and cancelling
release it, and one that is still open after ten minutes has expired. So at every moment
``available = max(0, monthly + purchased - open holds)``.

All functions take a connection in a transaction of :class:`schema.Database`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import bindparam, func, select

from pixelengine_import.api.catalog import HOLD_SECONDS
from pixelengine_import.errors import CreditsError, RefusedError
from pixelengine_import.local_engine.schema import (
    accounts,
    holds,
    ledger,
    midnight,
    moment,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = [
    "DEFAULT_ACCOUNT",
    "HOLD_MS",
    "Balance",
    "Pools",
    "add_purchased",
    "balance",
    "capture_hold",
    "has_wallet",
    "open_account",
    "place_hold",
    "refill_when_due",
    "refund_job",
    "settle_hold",
    "split_charge",
]

DEFAULT_ACCOUNT = "default"
"""The account that every local key opens which was not given one of its own."""

HOLD_MS = HOLD_SECONDS * 1000

Entry = Literal["debit", "credit", "refund"]

_REFILL = "monthly refill"


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account holds, in credits."""

    monthly: int
    purchased: int
    reserved: int

    @property
    def total(self) -> int:
        """Both pools together."""
        return self.monthly + self.purchased

    @property
    def available(self) -> int:
        """What a new job may hold."""
        return max(0, self.total - self.reserved)


@dataclass(frozen=True, slots=True)
class Pools:
    """A change of both pools, in credits."""

    monthly: int
    purchased: int


def split_charge(monthly: int, purchased: int, cost: int) -> Pools:
    """Say which pool pays how much: monthly credits go first.

    Args:
        monthly: Credits in the monthly pool.
        purchased: Credits in the purchased pool.
        cost: Credits to pay, at most both pools together.

    Raises:
        ValueError: The pools hold less; a hold that was placed rules this out.
    """
    first = min(monthly, cost)
    second = cost - first
    if second > purchased:
        msg = f"{cost} credits cannot be paid from {monthly} + {purchased}"
        raise ValueError(msg)
    return Pools(first, second)


def open_account(
    connection: Connection, account: str, allowance: int | None, now: int
) -> None:
    """Make an account, or bring it up to date with the month and the allowance.

    Args:
        connection: A writing transaction.
        account: Its id.
        allowance: Monthly credits; None makes it without a wallet, and leaves one that
            is there as it is.
        now: Milliseconds since 1970.
    """
    row = connection.execute(
        select(accounts.c.allowance, accounts.c.wallet).where(accounts.c.id == account)
    ).one_or_none()
    if row is None:
        given = allowance or 0
        connection.execute(
            accounts.insert().values(
                id=account,
                allowance=given,
                monthly=given,
                purchased=0,
                month=_month(now),
                wallet=allowance is not None,
            )
        )
        if allowance is not None:
            change = Pools(given, 0)
            _record(connection, account, now, "credit", change, reason=_REFILL)
    elif allowance is not None and (row.allowance != allowance or not row.wallet):
        connection.execute(
            accounts.update()
            .where(accounts.c.id == account)
            .values(allowance=allowance, wallet=True)
        )
        _refill(connection, account, now, "allowance changed", at=now)
    refill_when_due(connection, account, now)


def has_wallet(connection: Connection, account: str) -> bool:
    """Tell whether an account has ever been given a wallet.

    Args:
        connection: Any transaction.
        account: Its id.
    """
    found = select(accounts.c.wallet).where(accounts.c.id == account)
    return bool(connection.execute(found).scalar_one())


def refill_when_due(connection: Connection, account: str, now: int) -> None:
    """Fill the monthly pool again when a new month has begun (UTC).

    The ledger dates the refill to the month's first moment, whenever it is noticed.

    Args:
        connection: A writing transaction.
        account: Whose.
        now: Milliseconds since 1970.
    """
    month = connection.execute(
        select(accounts.c.month).where(accounts.c.id == account)
    ).scalar_one()
    if month < _month(now):
        _refill(connection, account, now, _REFILL, at=_month_end(month))


def _refill(
    connection: Connection, account: str, now: int, reason: str, *, at: int
) -> None:
    row = connection.execute(select(accounts).where(accounts.c.id == account)).one()
    filled = _filled(row.allowance, row.purchased, _reserved(connection, account, now))
    change = filled - row.monthly
    connection.execute(
        accounts.update()
        .where(accounts.c.id == account)
        .values(monthly=filled, month=max(row.month, _month(now)))
    )
    if change:
        kind: Entry = "credit" if change > 0 else "debit"
        _record(connection, account, at, kind, Pools(abs(change), 0), reason=reason)


def _filled(allowance: int, purchased: int, reserved: int) -> int:
    """Return a full monthly pool: what is held by running jobs stays covered."""
    return max(allowance, reserved - purchased)


def balance(connection: Connection, account: str, now: int) -> Balance:
    """Read an account as it stands at a moment, without changing anything.

    A refill or an expiry that is due counts, whether it was written down or not. An
    account without a wallet holds nothing.

    Args:
        connection: Any transaction.
        account: Its id.
        now: Milliseconds since 1970.
    """
    row = connection.execute(_ACCOUNT, {"account": account}).one()
    reserved = _reserved(connection, account, now)
    monthly = row.monthly
    if row.month < _month(now):
        monthly = _filled(row.allowance, row.purchased, reserved)
    return Balance(monthly, row.purchased, reserved)


def place_hold(
    connection: Connection, account: str, job_id: str, cost: int, now: int
) -> None:
    """Reserve the credits of a job.

    Args:
        connection: A writing transaction; it makes asking and taking one step.
        account: Who pays.
        job_id: The job.
        cost: Credits, more than 0.
        now: Milliseconds since 1970.

    Raises:
        CreditsError: 402; less than ``cost`` is available.
    """
    refill_when_due(connection, account, now)
    # The row lock does for other databases what BEGIN IMMEDIATE does for SQLite.
    connection.execute(
        select(accounts.c.id).where(accounts.c.id == account).with_for_update()
    )
    available = balance(connection, account, now).available
    if available < cost:
        msg = (
            f"Not enough credits: the job costs {cost} (found {available} available). "
            "Wait for running jobs or the next month, or start the local engine with "
            "more credits."
        )
        raise CreditsError(msg, status=402, code="insufficient_credits")
    connection.execute(
        holds.insert().values(
            job_id=job_id,
            account_id=account,
            credits=cost,
            status="open",
            placed_at=now,
        )
    )


def capture_hold(connection: Connection, job_id: str, now: int) -> None:
    """Charge a job that succeeded. A job without a hold is free.

    Args:
        connection: A writing transaction.
        job_id: A job whose hold is open, or that has none.
        now: Milliseconds since 1970.
    """
    hold = connection.execute(
        select(holds).where(holds.c.job_id == job_id, holds.c.status == "open")
    ).one_or_none()
    if hold is None:
        return
    account = hold.account_id
    refill_when_due(connection, account, now)
    row = connection.execute(select(accounts).where(accounts.c.id == account)).one()
    paid = split_charge(row.monthly, row.purchased, hold.credits)
    connection.execute(
        accounts.update()
        .where(accounts.c.id == account)
        .values(
            monthly=accounts.c.monthly - paid.monthly,
            purchased=accounts.c.purchased - paid.purchased,
        )
    )
    _record(connection, account, now, "debit", paid, reason="job", job_id=job_id)
    settle_hold(connection, job_id, "captured", now)


def refund_job(connection: Connection, job_id: str, now: int) -> None:
    """Give back what a job cost, each pool what it paid.

    Args:
        connection: A writing transaction.
        job_id: The job.
        now: Milliseconds since 1970.

    Raises:
        RefusedError: 409; it was not charged, or its credits were given back already.
    """
    rows = connection.execute(select(ledger).where(ledger.c.job_id == job_id)).all()
    kinds = [row.kind for row in rows]
    if kinds != ["debit"]:
        given = "refund" in kinds
        why = "were given back already" if given else "were never taken"
        msg = f"The job's credits {why}."
        raise RefusedError(msg, status=409, code="invalid_request")
    (paid,) = rows
    refill_when_due(connection, paid.account_id, now)
    change = Pools(paid.monthly, paid.purchased)
    _grow(connection, paid.account_id, change)
    _record(
        connection,
        paid.account_id,
        now,
        "refund",
        change,
        reason="refund",
        job_id=job_id,
    )


def settle_hold(
    connection: Connection,
    job_id: str,
    status: Literal["captured", "released", "expired"],
    now: int,
) -> None:
    """Close a hold that is open; any other is left as it is.

    Args:
        connection: A writing transaction.
        job_id: The job.
        status: How it ends. Only :func:`capture_hold` charges.
        now: Milliseconds since 1970.
    """
    connection.execute(
        holds.update()
        .where(holds.c.job_id == job_id, holds.c.status == "open")
        .values(status=status, settled_at=now)
    )


def add_purchased(connection: Connection, account: str, amount: int, now: int) -> None:
    """Put credits into the purchased pool; the first ones open the wallet.

    Args:
        connection: A writing transaction.
        account: Whose.
        amount: Credits, more than 0.
        now: Milliseconds since 1970.

    Raises:
        ValueError: The amount is not above 0.
    """
    if amount <= 0:
        msg = f"purchased credits must be above 0 (found {amount})"
        raise ValueError(msg)
    change = Pools(0, amount)
    _grow(connection, account, change)
    _record(connection, account, now, "credit", change, reason="purchase")


def _grow(connection: Connection, account: str, change: Pools) -> None:
    connection.execute(
        accounts.update()
        .where(accounts.c.id == account)
        .values(
            monthly=accounts.c.monthly + change.monthly,
            purchased=accounts.c.purchased + change.purchased,
            wallet=True,
        )
    )


# Pollers ask for these: SQLAlchemy takes longer to make a query than to run it.
_ACCOUNT = select(accounts).where(accounts.c.id == bindparam("account"))
_RESERVED = select(func.coalesce(func.sum(holds.c.credits), 0)).where(
    holds.c.account_id == bindparam("account"),
    holds.c.status == "open",
    holds.c.placed_at > bindparam("expired"),
)


def _reserved(connection: Connection, account: str, now: int) -> int:
    given = {"account": account, "expired": now - HOLD_MS}
    return int(connection.execute(_RESERVED, given).scalar_one())


def _record(
    connection: Connection,
    account: str,
    at: int,
    kind: Entry,
    change: Pools,
    *,
    reason: str,
    job_id: str | None = None,
) -> None:
    connection.execute(
        ledger.insert().values(
            account_id=account,
            at=at,
            kind=kind,
            monthly=change.monthly,
            purchased=change.purchased,
            reason=reason,
            job_id=job_id,
        )
    )


def _month(now: int) -> str:
    return moment(now).strftime("%Y-%m")


def _month_end(month: str) -> int:
    """Return when the month after ``2026-03`` begins, milliseconds since 1970."""
    first = date.fromisoformat(f"{month}-01")
    return midnight((first + timedelta(days=31)).replace(day=1))
