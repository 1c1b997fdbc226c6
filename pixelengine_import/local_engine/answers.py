"""What the API answers, as JSON: each shape in one function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pixelengine_import import __version__
from pixelengine_import._clock import iso
from pixelengine_import.local_engine.schema import moment

if TYPE_CHECKING:
    from pixelengine_import.errors import ServiceError
    from pixelengine_import.local_engine.accounts import Balance
    from pixelengine_import.local_engine.billing import Summary
    from pixelengine_import.local_engine.job_view import JobView

__all__ = [
    "balance_answer",
    "billing_answer",
    "cancelled_answer",
    "enhanced_answer",
    "error_answer",
    "job_answer",
    "storage_fault",
    "submitted_answer",
]

Answer = dict[str, Any]


def error_answer(code: str, message: str) -> Answer:
    """Return the envelope of every error."""
    return {"error": {"code": code, "message": message}}


def storage_fault(error: ServiceError) -> Answer:
    """Return an error of the storage host, which has a shape of its own."""
    return {
        "statusCode": str(error.status),
        "error": error.service_code,
        "message": error.message,
    }


def submitted_answer(job_id: str) -> Answer:
    """Return the answer of every POST that makes a job."""
    return {"api_job_id": job_id, "status": "queued", "error": None}


def cancelled_answer(job_id: str) -> Answer:
    """Return the answer of ``POST /cancel``."""
    return {"api_job_id": job_id, "status": "cancelled"}


def balance_answer(balance: Balance) -> Answer:
    """Return the answer of ``GET /balance``."""
    return {
        "monthly_balance": balance.monthly,
        "purchased_balance": balance.purchased,
        "total_balance": balance.total,
        "reserved": balance.reserved,
        "available": balance.available,
    }


def enhanced_answer(text: str) -> Answer:
    """Return the answer of ``POST /enhance-prompt``."""
    return {"enhanced_prompt": text}


def billing_answer(summary: Summary) -> Answer:
    """Return the answer of ``GET /billing``."""
    return {
        "period": {
            "start_date": f"{summary.period.first.isoformat()}T00:00:00.000Z",
            "end_date": f"{summary.period.last.isoformat()}T23:59:59.999Z",
        },
        "totals": {
            "credits_used": summary.used,
            "credits_added": summary.added,
            "refunds": summary.refunds,
            "net_change": summary.net_change,
            "jobs_charged": summary.jobs_charged,
        },
        "balance": balance_answer(summary.balance),
    }


def job_answer(job: JobView, *, url: str, pretend_live: bool) -> Answer:
    """Return the answer of ``GET /jobs``.

    Args:
        job: The job.
        url: Where its output can be downloaded; used when it has one.
        pretend_live: Leaves out what only this engine says of a result.
    """
    return {
        "api_job_id": job.job_id,
        "status": job.status,
        "progress": round(job.progress, 3),
        "created_at": _time(job.created_at),
        "finished_at": _time(job.finished_at),
        "cancelled_at": _time(job.cancelled_at),
        "billing": _billing(job),
        "inputs": dict(job.inputs),
        "output": _output(job, url, pretend_live=pretend_live),
        "error": None
        if job.error is None
        else {"code": job.error[0], "message": job.error[1]},
    }


def _billing(job: JobView) -> Answer | None:
    if job.hold is None:
        return None
    credits_held, status = job.hold
    return {
        "credits_held": credits_held,
        "credits_charged": credits_held if status == "captured" else 0,
        "hold_status": status,
    }


def _output(job: JobView, url: str, *, pretend_live: bool) -> Answer | None:
    if job.output is None:
        return None
    metadata = dict(job.metadata)
    if not pretend_live:
        metadata |= {
            "engine": "pixelengine-local",
            "engine_version": __version__,
            "simulated": True,
            **job.notes,
        }
    return {
        "url": url,
        "content_type": job.content_type,
        "metadata": metadata,
        "expires_at": _time(job.expires_at),
    }


def _time(at: int | None) -> str | None:
    return None if at is None else iso(moment(at))
