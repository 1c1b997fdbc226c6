"""Moving a job by hand, one step at a time.

All functions take a connection in a transaction of :class:`schema.Database`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine import jobs as moves
from pixelengine_import.local_engine.job_view import unknown_job
from pixelengine_import.local_engine.schema import holds, jobs

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

__all__ = ["ended", "expire", "fail", "find", "progress", "start"]


def find(connection: Connection, job_id: str, owner: str) -> str:
    """Return the id of the job that is meant.

    Args:
        connection: Any transaction.
        job_id: An id, or ``next`` for the oldest job that is not over.
        owner: The engine whose jobs are meant by ``next``.

    Raises:
        RefusedError: 404 ``job_not_found``.
    """
    asked = select(jobs.c.id).where(jobs.c.id == job_id)
    if job_id == "next":
        asked = (
            select(jobs.c.id)
            .where(jobs.c.owner == owner, jobs.c.status.in_(moves.ACTIVE))
            .order_by(jobs.c.sequence)
            .limit(1)
        )
    found: str | None = connection.execute(asked).scalar_one_or_none()
    if found is None:
        raise unknown_job()
    return found


def start(connection: Connection, job_id: str, now: int) -> None:
    """Let a job be picked up; one that is running already goes on.

    Args:
        connection: A writing transaction.
        job_id: The job.
        now: Milliseconds since 1970.

    Raises:
        RefusedError: 409; it is over.
    """
    moves.expire_holds(connection, now)
    status = _row(connection, job_id).status
    if status not in moves.ACTIVE:
        raise ended(status)
    connection.execute(
        jobs.update().where(jobs.c.id == job_id).values(status="pending")
    )


def progress(connection: Connection, job_id: str, share: float, now: int) -> None:
    """Let a job come further.

    Args:
        connection: A writing transaction.
        job_id: The job.
        share: How far.
        now: Milliseconds since 1970.

    Raises:
        RefusedError: 409; it is over, or has come further already.
    """
    start(connection, job_id, now)
    reached = _row(connection, job_id).progress
    if share < reached:
        msg = f"Progress never falls (the job has reached {reached})."
        raise RefusedError(msg, status=409, code="invalid_request")
    moves.report_progress(connection, job_id, share)


def fail(
    connection: Connection, job_id: str, code: str, message: str, now: int
) -> None:
    """Let a job fail.

    Args:
        connection: A writing transaction.
        job_id: The job.
        code: The error's code.
        message: The error's message.
        now: Milliseconds since 1970.

    Raises:
        RefusedError: 409; it is over.
    """
    start(connection, job_id, now)
    moves.fail_job(connection, job_id, now, code=code, message=message)


def expire(connection: Connection, job_id: str, now: int) -> None:
    """Let the hold of a job run out.

    Args:
        connection: A writing transaction.
        job_id: The job.
        now: Milliseconds since 1970.

    Raises:
        RefusedError: 409; it is over, or holds nothing.
    """
    moves.expire_holds(connection, now)
    row = _row(connection, job_id)
    if row.status not in moves.ACTIVE:
        raise ended(row.status)
    hold = select(holds.c.status).where(holds.c.job_id == job_id)
    if connection.execute(hold).scalar_one_or_none() != "open":
        msg = "The job is free: there is no hold that could expire."
        raise RefusedError(msg, status=409, code="invalid_request")
    moves.expire_hold(connection, job_id, now)


def ended(status: str) -> RefusedError:
    """Return the 409 for a job that is over."""
    msg = f"The job has ended already (its status is {status})."
    return RefusedError(msg, status=409, code="invalid_request")


def _row(connection: Connection, job_id: str) -> Row[Any, Any]:
    asked = select(jobs.c.status, jobs.c.progress).where(jobs.c.id == job_id)
    found = connection.execute(asked).one_or_none()
    if found is None:
        raise unknown_job()
    return found
