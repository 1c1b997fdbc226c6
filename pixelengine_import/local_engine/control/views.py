"""The record as the control plane shows it: plain JSON, without keys and pictures.

All functions take a connection in a transaction of :class:`schema.Database`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from pixelengine_import._clock import iso
from pixelengine_import.local_engine import accounts as money
from pixelengine_import.local_engine.answers import balance_answer
from pixelengine_import.local_engine.job_view import unknown_job
from pixelengine_import.local_engine.schema import (
    accounts,
    holds,
    jobs,
    keys,
    ledger,
    moment,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

__all__ = ["JOBS_MOST", "show_accounts", "show_job", "show_jobs", "show_ledger"]

JOBS_MOST = 1000


def show_accounts(connection: Connection, now: int) -> list[dict[str, Any]]:
    """List the accounts with their balances; keys are only counted.

    Args:
        connection: Any transaction.
        now: Milliseconds since 1970.
    """
    counted = select(keys.c.account_id, keys.c.active, func.count()).group_by(
        keys.c.account_id, keys.c.active
    )
    count = {(row[0], row[1]): row[2] for row in connection.execute(counted)}
    rows = connection.execute(select(accounts).order_by(accounts.c.id)).all()
    return [
        {
            "account": row.id,
            "wallet": row.wallet,
            "monthly_allowance": row.allowance,
            **balance_answer(money.balance(connection, row.id, now)),
            "keys": {
                "active": count.get((row.id, True), 0),
                "inactive": count.get((row.id, False), 0),
            },
        }
        for row in rows
    ]


def show_jobs(connection: Connection, most: int = JOBS_MOST) -> list[dict[str, Any]]:
    """List the newest jobs in the order in which they were accepted.

    Args:
        connection: Any transaction.
        most: How many at most.
    """
    newest = _JOBS.order_by(jobs.c.sequence.desc()).limit(most)
    return [_job(row) for row in reversed(connection.execute(newest).all())]


def show_job(connection: Connection, job_id: str) -> dict[str, Any]:
    """Show one job.

    Args:
        connection: Any transaction.
        job_id: Its id.

    Raises:
        RefusedError: 404 ``job_not_found``.
    """
    row = connection.execute(_JOBS.where(jobs.c.id == job_id)).one_or_none()
    if row is None:
        raise unknown_job()
    return _job(row)


_JOBS = select(jobs, holds.c.credits, holds.c.status.label("hold")).join(
    holds, holds.c.job_id == jobs.c.id, isouter=True
)


def _job(row: Row[Any]) -> dict[str, Any]:
    return {
        "api_job_id": row.id,
        "account": row.account_id,
        "endpoint": row.endpoint,
        "status": row.status,
        "progress": row.progress,
        "created_at": iso(moment(row.created_at)),
        "credits_held": row.credits or 0,
        "hold_status": row.hold,
        "error": row.error,
        "inputs": row.inputs,
        "seed": row.seed,
        "output": row.output,
    }


def show_ledger(connection: Connection, account: str | None) -> list[dict[str, Any]]:
    """List every change of credits, oldest first.

    Args:
        connection: Any transaction.
        account: Whose; None for everybody's.
    """
    asked = select(ledger).order_by(ledger.c.id)
    if account is not None:
        asked = asked.where(ledger.c.account_id == account)
    return [
        {
            "at": iso(moment(row.at)),
            "account": row.account_id,
            "kind": row.kind,
            "monthly": row.monthly,
            "purchased": row.purchased,
            "reason": row.reason,
            "api_job_id": row.job_id,
        }
        for row in connection.execute(asked)
    ]
