"""Jobs: what states they have and how they move between them.

``queued -> pending -> success | failure | cancelled``. Every move is one transaction
that names the state it comes from, so that a job which was cancelled, or whose hold has
expired, takes no result any more, whoever is still at work on it.

All functions take a connection in a transaction of :class:`schema.Database`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, exists, func, select

from pixelengine_import.api.catalog import RETENTION_SECONDS
from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine.accounts import (
    ACCOUNT,
    HOLD_MS,
    capture_hold,
    place_hold,
    settle_hold,
)
from pixelengine_import.local_engine.orders import Order
from pixelengine_import.local_engine.schema import holds, jobs, pictures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

__all__ = [
    "RETENTION_MS",
    "Claim",
    "JobView",
    "add_job",
    "adopt_jobs",
    "cancel_job",
    "claim_next",
    "count_queued",
    "expire_holds",
    "fail_job",
    "is_needed",
    "owners_of_unfinished",
    "read_job",
    "report_progress",
    "requeue_jobs",
    "succeed_job",
    "take_due_outputs",
]

RETENTION_MS = RETENTION_SECONDS * 1000

_ACTIVE = ("queued", "pending")
_MESSAGES = {
    "generation_failed": "Generation failed",
    "job_cancelled": "Job was cancelled",
}


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


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it stands at a moment; times are milliseconds since 1970.

    Attributes:
        job_id: The job.
        status: One of the five states.
        progress: 0 to 1.
        created_at: When it was accepted.
        finished_at: When it succeeded or failed.
        cancelled_at: When it was cancelled.
        inputs: Its parameters, without pictures.
        hold: Credits held and the hold's status, None for free jobs.
        error: Code and message of a job that ended without a result.
        output: Name of the result in the store.
        content_type: Media type of the result.
        metadata: What the API says of the result.
        notes: What only this engine says of it.
        overdue: Whether its hold has expired without that being written down yet.
    """

    job_id: str
    status: str
    progress: float
    created_at: int
    finished_at: int | None
    cancelled_at: int | None
    inputs: Mapping[str, Any]
    hold: tuple[int, str] | None
    error: tuple[str, str] | None
    output: str | None
    content_type: str | None
    metadata: Mapping[str, Any]
    notes: Mapping[str, str]
    overdue: bool

    @property
    def expires_at(self) -> int:
        """When its output is deleted, milliseconds since 1970."""
        return self.created_at + RETENTION_MS


def add_job(
    connection: Connection, job_id: str, owner: str, order: Order, now: int
) -> None:
    """Accept an order: its hold, its row and its pictures in one step.

    Args:
        connection: A writing transaction.
        job_id: A new id.
        owner: The engine that will do it.
        order: What to do.
        now: Milliseconds since 1970.

    Raises:
        CreditsError: 402; nothing was kept.
    """
    expire_holds(connection, now)
    if order.credits > 0:
        place_hold(connection, job_id, order.credits, now)
    connection.execute(
        jobs.insert().values(
            id=job_id,
            account_id=ACCOUNT,
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


def claim_next(connection: Connection, owner: str, now: int) -> Claim | None:
    """Begin the oldest queued job of an engine.

    Args:
        connection: A writing transaction.
        owner: The engine.
        now: Milliseconds since 1970.

    Returns:
        The job, now ``pending``; None when no job is queued.
    """
    expire_holds(connection, now)
    row = connection.execute(
        select(jobs, holds.c.credits, holds.c.placed_at)
        .join(holds, holds.c.job_id == jobs.c.id, isouter=True)
        .where(jobs.c.owner == owner, jobs.c.status == "queued")
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
    return bool(connection.execute(status).scalar_one() == "pending")


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


def fail_job(connection: Connection, job_id: str, now: int) -> None:
    """End a job whose work went wrong; its credits are free again.

    Args:
        connection: A writing transaction.
        job_id: The job; one that nobody works at (any more) is left as it is.
        now: Milliseconds since 1970.
    """
    expire_holds(connection, now)
    taken = connection.execute(
        jobs.update()
        .where(jobs.c.id == job_id, jobs.c.status == "pending")
        .values(status="failure", finished_at=now, error="generation_failed")
    )
    if taken.rowcount == 1:
        settle_hold(connection, job_id, "released", now)
        _drop_pictures(connection, job_id)


def cancel_job(connection: Connection, job_id: str, now: int) -> None:
    """End a job that is no longer wanted; its credits are free at once.

    Args:
        connection: A writing transaction.
        job_id: The job.
        now: Milliseconds since 1970.

    Raises:
        RefusedError: 404 ``job_not_found``; 409 ``invalid_request`` when it has ended.
    """
    expire_holds(connection, now)
    status = connection.execute(
        select(jobs.c.status).where(jobs.c.id == job_id)
    ).scalar_one_or_none()
    if status is None:
        raise _unknown()
    if status not in _ACTIVE:
        msg = f"The job has ended already (its status is {status})."
        raise RefusedError(msg, status=409, code="invalid_request")
    connection.execute(
        jobs.update()
        .where(jobs.c.id == job_id)
        .values(status="cancelled", cancelled_at=now, error="job_cancelled")
    )
    settle_hold(connection, job_id, "released", now)
    _drop_pictures(connection, job_id)


def read_job(connection: Connection, job_id: str, now: int) -> JobView:
    """Read a job.

    Args:
        connection: Any transaction; nothing is changed.
        job_id: The job.
        now: Milliseconds since 1970.

    Raises:
        RefusedError: 404 ``job_not_found``; 410 ``job_expired`` when it had a result
            that is no longer kept.
    """
    row = connection.execute(
        select(
            jobs,
            holds.c.credits,
            holds.c.status.label("hold_status"),
            holds.c.placed_at,
        )
        .join(holds, holds.c.job_id == jobs.c.id, isouter=True)
        .where(jobs.c.id == job_id)
    ).one_or_none()
    if row is None:
        raise _unknown()
    gone = row.deleted_at is not None or now >= row.created_at + RETENTION_MS
    if row.status == "success" and gone:
        msg = "The job's output has been deleted. Outputs are kept for 24 hours."
        raise RefusedError(msg, status=410, code="job_expired")
    return _view(row, now)


def _view(row: Row[Any], now: int) -> JobView:
    open_hold = row.hold_status == "open"
    return JobView(
        job_id=row.id,
        status=row.status,
        progress=row.progress,
        created_at=row.created_at,
        finished_at=row.finished_at,
        cancelled_at=row.cancelled_at,
        inputs=row.inputs,
        hold=None if row.credits is None else (row.credits, row.hold_status),
        error=None if row.error is None else (row.error, _MESSAGES[row.error]),
        output=row.output,
        content_type=row.content_type,
        metadata=row.metadata or {},
        notes=row.notes or {},
        overdue=open_hold and row.placed_at <= now - HOLD_MS,
    )


def expire_holds(connection: Connection, now: int) -> None:
    """Write down which holds have run out; their jobs fail.

    Args:
        connection: A writing transaction.
        now: Milliseconds since 1970.
    """
    overdue = and_(holds.c.status == "open", holds.c.placed_at <= now - HOLD_MS)
    late = connection.execute(select(holds.c.job_id).where(overdue)).scalars().all()
    for job_id in late:
        settle_hold(connection, job_id, "expired", now)
        connection.execute(
            jobs.update()
            .where(jobs.c.id == job_id, jobs.c.status.in_(_ACTIVE))
            .values(status="failure", finished_at=now, error="generation_failed")
        )
        _drop_pictures(connection, job_id)


def count_queued(connection: Connection, owner: str) -> int:
    """Count the jobs that wait for an engine."""
    queued = and_(jobs.c.owner == owner, jobs.c.status == "queued")
    found = select(func.count()).select_from(jobs).where(queued)
    return int(connection.execute(found).scalar_one())


def owners_of_unfinished(connection: Connection) -> list[str]:
    """List the engines that have jobs to do."""
    found = select(jobs.c.owner).where(jobs.c.status.in_(_ACTIVE)).distinct()
    return sorted(connection.execute(found).scalars())


def adopt_jobs(connection: Connection, gone: str, owner: str) -> None:
    """Give the unfinished jobs of an engine that is gone to another.

    Args:
        connection: A writing transaction.
        gone: The engine that is gone.
        owner: The engine that does them from now on.
    """
    connection.execute(
        jobs.update()
        .where(jobs.c.owner == gone, jobs.c.status.in_(_ACTIVE))
        .values(owner=owner, status="queued")
    )


def requeue_jobs(connection: Connection, owner: str) -> None:
    """Put the jobs that an engine has begun back into its queue."""
    connection.execute(
        jobs.update()
        .where(jobs.c.owner == owner, jobs.c.status == "pending")
        .values(status="queued")
    )


def take_due_outputs(connection: Connection, now: int) -> list[str]:
    """Mark results that were kept long enough as deleted.

    Args:
        connection: A writing transaction; the files are to be deleted within it, so
            that no new job with an equal result comes in between.
        now: Milliseconds since 1970.

    Returns:
        Names of results that no job needs any more.
    """
    due = and_(
        jobs.c.status == "success",
        jobs.c.deleted_at.is_(None),
        jobs.c.created_at <= now - RETENTION_MS,
    )
    names = sorted(set(connection.execute(select(jobs.c.output).where(due)).scalars()))
    if not names:
        return []
    connection.execute(jobs.update().where(due).values(deleted_at=now))
    return [name for name in names if not is_needed(connection, name)]


def is_needed(connection: Connection, output: str) -> bool:
    """Tell whether any job still hands out a result.

    Args:
        connection: Any transaction.
        output: Name of the result.
    """
    kept = exists().where(jobs.c.output == output, jobs.c.deleted_at.is_(None))
    return bool(connection.execute(select(kept)).scalar_one())


def _drop_pictures(connection: Connection, job_id: str) -> None:
    connection.execute(delete(pictures).where(pictures.c.job_id == job_id))


def _unknown() -> RefusedError:
    return RefusedError(
        "There is no job with this id.", status=404, code="job_not_found"
    )
