"""What an account spent and got over a number of days: sums over the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import distinct, func, select

from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine.accounts import (
    Balance,
    balance,
    has_wallet,
    refill_when_due,
)
from pixelengine_import.local_engine.schema import ledger, midnight

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pixelengine_import.api.period import Period

__all__ = ["Summary", "summarize"]

_DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Summary:
    """A billing summary, in credits.

    Attributes:
        period: The days that it covers.
        used: Sum of the debits.
        added: Sum of the credits: refills and purchases.
        refunds: Sum of the refunds.
        jobs_charged: How many jobs were charged.
        balance: The account as it stands now, whatever the period.
    """

    period: Period
    used: int
    added: int
    refunds: int
    jobs_charged: int
    balance: Balance

    @property
    def net_change(self) -> int:
        """By how much the account grew over the period."""
        return self.added + self.refunds - self.used


def summarize(
    connection: Connection, account: str, period: Period, now: int
) -> Summary:
    """Add the ledger up.

    A refill that is due is written down first, so that the sums and the balance that
    is shown beside them tell of the same credits.

    Args:
        connection: A writing transaction.
        account: Whose.
        period: The days in question.
        now: Milliseconds since 1970.

    Raises:
        RefusedError: 404; the account has no wallet.
    """
    if not has_wallet(connection, account):
        msg = "No wallet found for this account."
        raise RefusedError(msg, status=404, code="invalid_request")
    refill_when_due(connection, account, now)
    amount = func.sum(ledger.c.monthly + ledger.c.purchased)
    rows = connection.execute(
        select(ledger.c.kind, amount, func.count(distinct(ledger.c.job_id)))
        .where(
            ledger.c.account_id == account,
            ledger.c.at >= midnight(period.first),
            ledger.c.at < midnight(period.last) + _DAY_MS,
        )
        .group_by(ledger.c.kind)
    )
    found = {kind: (int(total), int(jobs)) for kind, total, jobs in rows}
    nothing = (0, 0)
    used, jobs_charged = found.get("debit", nothing)
    return Summary(
        period=period,
        used=used,
        added=found.get("credit", nothing)[0],
        refunds=found.get("refund", nothing)[0],
        jobs_charged=jobs_charged,
        balance=balance(connection, account, now),
    )
