"""Jobs as a heap of work: whose they are, and when their results have to go.

All functions take a connection in a transaction of :class:`schema.Database`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, select

from pixelengine_import.local_engine.job_view import RETENTION_MS
from pixelengine_import.local_engine.jobs import ACTIVE
from pixelengine_import.local_engine.schema import (
    accounts,
    holds,
    jobs,
    keys,
    ledger,
    pictures,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = [
    "adopt_jobs",
    "count_queued",
    "is_needed",
    "needed_outputs",
    "owners_of_unfinished",
    "requeue_jobs",
    "take_due_outputs",
    "wipe",
]


def count_queued(connection: Connection, owner: str) -> int:
    """Count the jobs that wait for an engine."""
    queued = and_(jobs.c.owner == owner, jobs.c.status == "queued")
    found = select(func.count()).select_from(jobs).where(queued)
    return int(connection.execute(found).scalar_one())


def owners_of_unfinished(connection: Connection) -> list[str]:
    """List the engines that have jobs to do."""
    found = select(jobs.c.owner).where(jobs.c.status.in_(ACTIVE)).distinct()
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
        .where(jobs.c.owner == gone, jobs.c.status.in_(ACTIVE))
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


def needed_outputs(connection: Connection) -> frozenset[str]:
    """Return the names of all results that jobs still hand out."""
    kept = select(jobs.c.output).where(
        jobs.c.output.is_not(None), jobs.c.deleted_at.is_(None)
    )
    return frozenset(connection.execute(kept.distinct()).scalars())


def wipe(connection: Connection) -> None:
    """Forget every account, key and job; secrets of the folder stay."""
    for table in (pictures, holds, ledger, jobs, keys, accounts):
        connection.execute(table.delete())
