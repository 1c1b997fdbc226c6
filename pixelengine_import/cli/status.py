"""``pxe status``: the state of every sidecar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pixelengine_import.cli.board import Look, knows
from pixelengine_import.cli.console import Console
from pixelengine_import.cli.environment import read_wish
from pixelengine_import.cli.report import settled, show_findings
from pixelengine_import.cli.session import (
    Session,
    exit_code,
    json_option,
    open_session,
    path_argument,
)
from pixelengine_import.pipeline.standing import Standing

if TYPE_CHECKING:
    from pathlib import Path, PurePosixPath

    from pixelengine_import.api.outcomes import EngineKind
    from pixelengine_import.errors import PixelEngineError
    from pixelengine_import.journal.jobs import Job

__all__ = ["command"]

_WORDS = {
    "fresh": "fresh",
    "preview": "preview (local engine)",
    "stale": "stale",
    "running": "running",
    "held": "held",
    "conflict": "conflict",
    "kept": "kept as it is",
    "failed": "failed",
}


@click.command("status")
@path_argument
@json_option
def command(path: Path, *, as_json: bool) -> int:
    """Show the state of every sidecar; no network, no output changes.

    \b
      fresh      outputs are what the sidecar asks for
      preview    the same, made by the local engine
      stale      pxe sync would write something
      running    a job is under way
      held       a paid request's answer was lost: pxe resolve
      conflict   an output was changed by a person: pxe accept, or pxe keep
      kept       a person's output stays until the sidecar or its art changes
      failed     the sidecar or its art cannot be used
    \b
    Examples:
      pxe status
      pxe status --json
    """
    console = Console(as_json=as_json)
    wish = read_wish()
    with open_session(path) as session:
        sidecars = session.sidecars()
        console.warn(session.refused)
        console.board = found = Look()
        # Without asking the service, a key is taken to mean the live one.
        stale = set(session.stale(sidecars, wish.kind))
        known = knows(session.project)
        quick = [p for p in sidecars if p not in stale and str(p) in known]
        for one in settled(session, quick):
            _show(console, one)
        # Of these more must be read: they are to be done, or no program was told yet.
        rest = [p for p in sidecars if p not in quick]
        errors = _look(session, rest, wish.kind or "live", console) if rest else []
        console.board = None
        _show_jobs(session, console)
        if not sidecars:
            console.say("no sidecars here")
        code = exit_code(errors)
        show_findings(session, found, sidecars, "pxe status", console, code=code)
        return code


def _look(
    session: Session,
    sidecars: list[PurePosixPath],
    engine: EngineKind,
    console: Console,
) -> list[PixelEngineError]:
    from pixelengine_import.pipeline.survey import look_at, survey

    with session.journal() as journal:
        found = survey(
            look_at(
                session.project,
                sidecars,
                engine=engine,
                journal=journal,
                blobs=session.blobs(),
                settings=session.settings,
            )
        )
    from pixelengine_import.pipeline.standing import standing

    for plan in found.plans:
        _show(console, standing(plan))
    for path, error in found.errors.items():
        _show(console, Standing(path, "failed"))
        console.problem(error, path)
    return list(found.errors.values())


def _show(console: Console, found: Standing) -> None:
    console.record("sidecar", **found.document())
    why = f": {'; '.join(found.reasons)}" if found.reasons else ""
    console.say(f"{_WORDS[found.state]:<24}{found.path}{why}")


def _show_jobs(session: Session, console: Console) -> None:
    if not session.state.journal.exists():
        return
    with session.journal() as journal:
        for job in journal.open_jobs(session.project.id):
            console.record(
                "open_job",
                job=job.id,
                sidecar=job.sidecar,
                animation=job.animation,
                state=job.state,
                engine=job.engine,
                api_job_id=job.api_job_id,
                cost=job.cost,
                reason=job.error,
            )
            console.say(_job_line(job))


def _job_line(job: Job) -> str:
    known = f", {job.api_job_id}" if job.api_job_id else ""
    line = f'job {job.id}: "{job.animation}" of {job.sidecar}: {job.state}{known}'
    if job.state == "ambiguous":
        return f"{line} ({job.error}); run pxe resolve {job.id}"
    return line
