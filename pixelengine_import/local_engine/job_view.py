"""A job as it is shown: read from the record, changing nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from pixelengine_import.api.catalog import RETENTION_SECONDS
from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine.accounts import HOLD_MS
from pixelengine_import.local_engine.schema import holds, jobs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

__all__ = ["RETENTION_MS", "JobView", "read_job", "unknown_job"]

RETENTION_MS = RETENTION_SECONDS * 1000

_MESSAGES = {
    "generation_failed": "Generation failed",
    "job_cancelled": "Job was cancelled",
}


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


# Pollers ask for it: SQLAlchemy takes longer to make a query than to run it.
_JOB = (
    select(
        jobs,
        holds.c.credits,
        holds.c.status.label("hold_status"),
        holds.c.placed_at,
    )
    .join(holds, holds.c.job_id == jobs.c.id, isouter=True)
    .where(jobs.c.id == bindparam("job_id"))
)


def read_job(
    connection: Connection, job_id: str, now: int, *, account: str | None
) -> JobView:
    """Read a job.

    Args:
        connection: Any transaction; nothing is changed.
        job_id: The job.
        now: Milliseconds since 1970.
        account: Whose it has to be; None for anybody's.

    Raises:
        RefusedError: 404 ``job_not_found``; 410 ``job_expired`` when it had a result
            that is no longer kept.
    """
    row = connection.execute(_JOB, {"job_id": job_id}).one_or_none()
    if row is None or account not in {None, row.account_id}:
        raise unknown_job()
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
        error=None
        if row.error is None
        else (row.error, row.error_message or _MESSAGES[row.error]),
        output=row.output,
        content_type=row.content_type,
        metadata=row.metadata or {},
        notes=row.notes or {},
        overdue=open_hold and row.placed_at <= now - HOLD_MS,
    )


def unknown_job() -> RefusedError:
    """Return the 404 of an id that names no job of the account."""
    return RefusedError(
        "There is no job with this id.", status=404, code="job_not_found"
    )
