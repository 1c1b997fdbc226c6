"""How jobs of the journal look."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pixelengine_import._clock import SystemClock
from pixelengine_import.errors import EXIT_USAGE, ProjectError
from pixelengine_import.journal.state import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pixelengine_import.cli.console import Console
    from pixelengine_import.cli.shelf import Shelf
    from pixelengine_import.journal.jobs import Job, Journal

__all__ = ["WrongJobError", "find_job", "show_job", "show_list", "what_for"]

TEXT = "text/plain"
_AGES = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
_DIGITS_MOST = 18  # a number of SQLite's has no more
_ID_LEAST = 8


class WrongJobError(ProjectError):
    """There is no such job, or not this can be done with it."""

    exit_code = EXIT_USAGE
    code = "wrong-job"


def find_job(journal: Journal, text: str) -> Job | None:
    """Look a job up.

    Args:
        journal: The record of jobs.
        text: Its number, or the service's id or the beginning of that.

    Returns:
        The job; None for an id that the journal does not know.

    Raises:
        WrongJobError: There is none of this number, or the beginning fits two.
    """
    if text.isascii() and text.isdigit():
        job = journal.job(int(text)) if len(text) <= _DIGITS_MOST else None
        if job is None:
            msg = f"there is no job {text:.20}. pxe jobs ls lists them."
            raise WrongJobError(msg)
        return job
    if len(text) < _ID_LEAST:
        msg = f"{text!r} is neither a job's number nor enough of an id."
        raise WrongJobError(msg)
    found = journal.known_as(text)
    if len(found) > 1:
        msg = f"the ids of several jobs begin with {text}. Write more of it."
        raise WrongJobError(msg)
    return found[0] if found else None


def what_for(job: Job) -> str:
    """Say who asked for a job, and what for."""
    if job.project == COMMANDS:
        return f"pxe {job.animation} -> {job.sidecar}"
    return f'"{job.animation}" of {job.sidecar} in {job.project}'


def show_list(jobs: Iterable[Job], console: Console) -> None:
    """Show jobs, one a line.

    Args:
        jobs: In the order to be shown.
        console: Where to.
    """
    now = SystemClock().now()
    rows: list[tuple[str, ...]] = []
    for job in jobs:
        console.record("journal_job", **_facts(job))
        cells = (str(job.id), job.state, job.engine, job.endpoint, _price(job))
        rows.append((*cells, _age(job.created_at, now), what_for(job)))
    for line in _columns(rows):
        console.say(line)
    if not rows:
        console.say("no jobs")


def show_job(job: Job, shelf: Shelf, console: Console) -> None:
    """Show everything that the journal knows of a job.

    Args:
        job: The job.
        shelf: Where its result may be.
        console: Where to.
    """
    history = shelf.journal.history(job.id)
    console.record(
        "journal_job",
        **_facts(job),
        request_key=job.request_key,
        request=job.request,
        images=list(job.images),
        metadata=job.metadata,
        stored=shelf.has(job),
        expires_at=job.expires_at,
        history=[{"at": at, "text": text} for at, text in history],
    )
    console.say(f"job {job.id}: {what_for(job)}")
    for name, text in _lines(job, stored=shelf.has(job)):
        console.say(f"  {name:<12}{text}")
    if job.content_type == TEXT and shelf.has(job):
        console.say(f"  {'text':<12}{_short(shelf.read(job).decode(errors='replace'))}")
    for at, text in history:
        console.say(f"  {at}  {text}")


def _lines(job: Job, *, stored: bool) -> list[tuple[str, str]]:
    lines = [
        ("state", job.state if job.error is None else f"{job.state} ({job.error})"),
        ("engine", job.engine),
        ("endpoint", job.endpoint),
        ("credits", _price(job)),
        ("id there", job.api_job_id or "none yet"),
    ]
    if job.result is not None:
        where = "in the store" if stored else "no longer in the store"
        lines.append(("result", f"{job.content_type} {job.result[:12]}, {where}"))
    if job.metadata:
        lines.append(("metadata", json.dumps(job.metadata)))
    if job.expires_at is not None:
        lines.append(("there until", job.expires_at))
    lines += [("request", f"{name}: {_short(v)}") for name, v in job.request.items()]
    if job.images:
        lines.append(("request", f"pictures: {len(job.images)}"))
    return lines


def _facts(job: Job) -> dict[str, Any]:
    return {
        "job": job.id,
        "state": job.state,
        "engine": job.engine,
        "endpoint": job.endpoint,
        "cost": job.cost,
        "credits": job.credits_charged if job.engine == "live" else 0,
        "created_at": job.created_at,
        "project": None if job.project == COMMANDS else job.project,
        "sidecar": job.sidecar,
        "animation": job.animation,
        "api_job_id": job.api_job_id,
        "result": job.result,
        "reason": job.error,
    }


def _price(job: Job) -> str:
    """Say what a job was charged, else what it can cost at most."""
    if job.engine == "local" or job.cost == 0 == (job.credits_charged or 0):
        return "free"
    if job.credits_charged is not None and job.has_result:
        return str(job.credits_charged)
    return f"up to {job.cost}"


def _age(created_at: str, now: datetime) -> str:
    seconds = int((now - datetime.fromisoformat(created_at)).total_seconds())
    unit, name = next((a for a in _AGES if seconds >= a[0]), _AGES[-1])
    return f"{max(seconds, 0) // unit} {name}"


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 200 else f"{text[:199]}…"  # noqa: PLR2004 - some lines


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align all but the last cell of each row; numbers stand to the right."""
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        first, *middle, last = row
        cells = [f"{first:>{widths[0]}}"]
        cells += [f"{c:<{w}}" for c, w in zip(middle, widths[1:-1], strict=True)]
        lines.append("  ".join([*cells, last]))
    return lines
