"""Jobs: what states they have and how they move between them.

``queued -> pending -> success | failure | cancelled``. Every move is one transaction
that names the state it comes from, so that a job which was cancelled, or whose hold has
expired, takes no result any more, whoever is still at work on it.

All functions take a connection in a transaction of :class:`schema.Database`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, select

from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine.accounts import (
    HOLD_MS,
    capture_hold,
    place_hold,
    settle_hold,
)
from pixelengine_import.local_engine.job_view import unknown_job
from pixelengine_import.local_engine.orders import Order
from pixelengine_import.local_engine.schema import holds, jobs, pictures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection

__all__ = [
    "ACTIVE",
    "Claim",
    "add_job",
    "cancel_job",
    "claim_job",
    "claim_next",
    "expire_hold",
    "expire_holds",
    "fail_job",
    "next_number",
    "report_progress",
    "succeed_job",
]

ACTIVE = ("queued", "pending")
"""States of a job that is not over."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that somebody has begun to work at.

    Attributes:
        job_id: The job.
        order: What to do.
        deadline: When its hold expires, milliseconds since 1970; None for free jobs.
    """

    job_id: str
    order: Order
    deadline: int | None


def add_job(
    connection: Connection,
    job_id: str,
    order: Order,
    now: int,
    *,
    account: str,
    owner: str,
) -> None:
    """Accept an order: its hold, its row and its pictures in one step.

    Args:
        connection: A writing transaction.
        job_id: A new id.
        order: What to do.
        now: Milliseconds since 1970.
        account: Who asks, and pays.
        owner: The engine that will do it.

    Raises:
        CreditsError: 402; nothing was kept.
    """
    expire_holds(connection, now)
    if order.credits > 0:
        place_hold(connection, account, job_id, order.credits, now)
    connection.execute(
        jobs.insert().values(
            id=job_id,
            account_id=account,
            owner=owner,
            endpoint=order.endpoint,
            inputs=dict(order.inputs),
            seed=order.seed,
            status="queued",
            progress=0.0,
            created_at=now,
        )
    )
    if order.pictures:
        rows = [
            {"job_id": job_id, "place": i, "data": data}
            for i, data in enumerate(order.pictures)
        ]
        connection.execute(pictures.insert(), rows)


def next_number(connection: Connection) -> int:
    """Return the number of the job that is accepted next, from 1.

    Args:
        connection: A writing transaction: nobody else takes the number.
    """
    last = select(func.coalesce(func.max(jobs.c.sequence), 0))
    return int(connection.execute(last).scalar_one()) + 1


def claim_next(connection: Connection, owner: str, now: int) -> Claim | None:
    """Begin the oldest queued job of an engine.

    Args:
        connection: A writing transaction.
        owner: The engine.
        now: Milliseconds since 1970.

    Returns:
        The job, now ``pending``; None when no job is queued.
    """
    mine = and_(jobs.c.owner == owner, jobs.c.status == "queued")
    return _claim(connection, mine, now)


def claim_job(
    connection: Connection, job_id: str, owner: str, now: int
) -> Claim | None:
    """Begin, or go on with, one job of an engine.

    Args:
        connection: A writing transaction.
        job_id: The job.
        owner: The engine.
        now: Milliseconds since 1970.

    Returns:
        The job, now ``pending``; None when it is over, or another engine's.
    """
    asked = and_(jobs.c.id == job_id, jobs.c.owner == owner, jobs.c.status.in_(ACTIVE))
    return _claim(connection, asked, now)


def _claim(
    connection: Connection, which: ColumnElement[bool], now: int
) -> Claim | None:
    expire_holds(connection, now)
    row = connection.execute(
        select(jobs, holds.c.credits, holds.c.placed_at)
        .join(holds, holds.c.job_id == jobs.c.id, isouter=True)
        .where(which)
        .order_by(jobs.c.sequence)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    connection.execute(
        jobs.update().where(jobs.c.id == row.id).values(status="pending")
    )
    files = connection.execute(
        select(pictures.c.data)
        .where(pictures.c.job_id == row.id)
        .order_by(pictures.c.place)
    ).scalars()
    order = Order(
        row.endpoint, row.credits or 0, row.inputs, row.seed, tuple(files.all())
    )
    deadline = None if row.placed_at is None else row.placed_at + HOLD_MS
    return Claim(row.id, order, deadline)


def report_progress(connection: Connection, job_id: str, share: float) -> bool:
    """Write down how far a job is; a smaller share than before is left out.

    Args:
        connection: A writing transaction.
        job_id: The job.
        share: 0 to 1.

    Returns:
        Whether the job is still wanted.
    """
    connection.execute(
        jobs.update()
        .where(jobs.c.id == job_id, jobs.c.status == "pending", jobs.c.progress < share)
        .values(progress=share)
    )
    status = select(jobs.c.status).where(jobs.c.id == job_id)
    # The whole record may have been wiped while somebody was at work.
    return connection.execute(status).scalar_one_or_none() == "pending"


def succeed_job(
    connection: Connection,
    job_id: str,
    now: int,
    *,
    output: str,
    content_type: str,
    metadata: Mapping[str, Any],
    notes: Mapping[str, str],
) -> bool:
    """End a job with a result, and charge it.

    Args:
        connection: A writing transaction.
        job_id: The job.
        now: Milliseconds since 1970.
        output: Name of the result, which is in the store already.
        content_type: Its media type.
        metadata: What the API says of it.
        notes: What only this engine says of it.

    Returns:
        False when the job has ended otherwise in the meantime: nothing is charged.
    """
    expire_holds(connection, now)
    taken = connection.execute(
        jobs.update()
        .where(jobs.c.id == job_id, jobs.c.status == "pending")
        .values(
            status="success",
            progress=1.0,
            finished_at=now,
            output=output,
            content_type=content_type,
            metadata=dict(metadata),
            notes=dict(notes),
        )
    )
    if taken.rowcount != 1:
        return False
    capture_hold(connection, job_id, now)
    _drop_pictures(connection, job_id)
    return True


def fail_job(
    connection: Connection,
    job_id: str,
    now: int,
    *,
    code: str = "generation_failed",
    message: str | None = None,
) -> bool:
    """End a job whose work went wrong; its credits are free again.

    Args:
        connection: A writing transaction.
        job_id: The job; one that nobody works at (any more) is left as it is.
        now: Milliseconds since 1970.
        code: The error's code.
        message: Its message; None takes the one that belongs to the code.

    Returns:
        False when the job has ended otherwise in the meantime.
    """
    expire_holds(connection, now)
    taken = connection.execute(
        jobs.update()
        .where(jobs.c.id == job_id, jobs.c.status == "pending")
        .values(status="failure", finished_at=now, error=code, error_message=message)
    )
    if taken.rowcount != 1:
        return False
    settle_hold(connection, job_id, "released", now)
    _drop_pictures(connection, job_id)
    return True


def cancel_job(connection: Connection, account: str, job_id: str, now: int) -> None:
    """End a job that is no longer wanted; its credits are free at once.

    Args:
        connection: A writing transaction.
        account: Whose it has to be.
        job_id: The job.
        now: Milliseconds since 1970.

    Raises:
        RefusedError: 404 ``job_not_found``; 409 ``invalid_request`` when it has ended.
    """
    expire_holds(connection, now)
    status = connection.execute(
        select(jobs.c.status).where(jobs.c.id == job_id, jobs.c.account_id == account)
    ).scalar_one_or_none()
    if status is None:
        raise unknown_job()
    if status not in ACTIVE:
        msg = f"The job has ended already (its status is {status})."
        raise RefusedError(msg, status=409, code="invalid_request")
    connection.execute(
        jobs.update()
        .where(jobs.c.id == job_id)
        .values(status="cancelled", cancelled_at=now, error="job_cancelled")
    )
    settle_hold(connection, job_id, "released", now)
    _drop_pictures(connection, job_id)


def expire_holds(connection: Connection, now: int) -> None:
    """Write down which holds have run out; their jobs failed at that moment.

    Args:
        connection: A writing transaction.
        now: Milliseconds since 1970.
    """
    overdue = and_(holds.c.status == "open", holds.c.placed_at <= now - HOLD_MS)
    late = select(holds.c.job_id, holds.c.placed_at).where(overdue)
    for job_id, placed_at in connection.execute(late).all():
        expire_hold(connection, job_id, placed_at + HOLD_MS)


def expire_hold(connection: Connection, job_id: str, at: int) -> None:
    """Let one open hold run out, whatever its age; its job fails with it.

    Args:
        connection: A writing transaction.
        job_id: The job.
        at: When it ran out, milliseconds since 1970.
    """
    settle_hold(connection, job_id, "expired", at)
    connection.execute(
        jobs.update()
        .where(jobs.c.id == job_id, jobs.c.status.in_(ACTIVE))
        .values(status="failure", finished_at=at, error="generation_failed")
    )
    _drop_pictures(connection, job_id)


def _drop_pictures(connection: Connection, job_id: str) -> None:
    connection.execute(delete(pictures).where(pictures.c.job_id == job_id))
