"""``pxe resolve``: deciding about a paid request whose answer was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.environment import open_engine, read_wish
from pixelengine_import.cli.session import json_option, open_session, run_async
from pixelengine_import.errors import EXIT_DONE, EXIT_USAGE, ProjectError

if TYPE_CHECKING:
    from pixelengine_import.cli.session import Session
    from pixelengine_import.journal.jobs import Job, Journal

__all__ = ["ResolveError", "command"]


class ResolveError(ProjectError):
    """The decision cannot be taken."""

    exit_code = EXIT_USAGE
    code = "resolve"


@click.command("resolve")
@click.argument("job", type=int)
@click.option(
    "--adopt", metavar="ID", help="The service accepted it as this job: fetch it."
)
@click.option("--resubmit", is_flag=True, help="It was not accepted: plan it anew.")
@json_option
def command(job: int, *, adopt: str | None, resubmit: bool, as_json: bool) -> int:
    """Decide about a paid request whose answer was lost.

    JOB is the number that pxe status shows. The service has no way to repeat a request
    safely, so nothing was sent again. Look at your account's jobs, then choose.

    \b
    Examples:
      pxe resolve 12                     show what was asked
      pxe resolve 12 --adopt f47ac10b…   it was accepted: fetch that job (free)
      pxe resolve 12 --resubmit          it was not: the next sync may pay for it
    """
    from pathlib import Path

    console = Console(as_json=as_json)
    if adopt is not None and resubmit:
        msg = "choose one of --adopt and --resubmit"
        raise click.UsageError(msg)
    with open_session(Path()) as session, session.journal() as journal:
        found = journal.job(job)
        if found is None or found.project != session.project.id:
            msg = f"there is no job {job} in this project. pxe status lists them."
            raise ResolveError(msg)
        if found.state != "ambiguous":
            msg = f"job {job} needs no decision (it is {found.state})."
            raise ResolveError(msg)
        if adopt is not None:
            text = adopt  # for the closure's type
            return run_async(lambda: _adopt(session, journal, found, text, console))
        if resubmit:
            journal.end(found.id, "forgotten", "to be sent again: decided by a person")
            console.say("the next pxe sync plans it anew, with its price")
        else:
            _show(found, journal, console)
    return EXIT_DONE


def _show(job: Job, journal: Journal, console: Console) -> None:
    console.record(
        "open_job",
        job=job.id,
        sidecar=job.sidecar,
        animation=job.animation,
        endpoint=job.endpoint,
        cost=job.cost,
        request=job.request,
        reason=job.error,
    )
    console.say(f'job {job.id}: "{job.animation}" of {job.sidecar}, /{job.endpoint}')
    console.say(f"  up to {job.cost} credits; seed {job.request.get('seed')}")
    console.say(f"  prompt: {job.request.get('prompt')}")
    for at, text in journal.history(job.id):
        console.say(f"  {at}  {text}")
    console.say("choose: --adopt ID or --resubmit (pxe resolve --help)")


async def _adopt(
    session: Session, journal: Journal, job: Job, job_id: str, console: Console
) -> int:
    from pixelengine_import._clock import SystemClock

    wish = read_wish()
    async with open_engine(wish, session.state, SystemClock()) as (engine, client):
        if engine.kind != job.engine:
            msg = f"the job was sent to the {job.engine} engine, and this is another."
            raise ResolveError(msg)
        remote = await client.job(job_id)
    for field in ("seed", "prompt"):
        if remote.inputs.get(field) != job.request.get(field):
            msg = (
                f"job {job_id} is another one: its {field} is "
                f"{remote.inputs.get(field)!r}, not {job.request.get(field)!r}."
            )
            raise ResolveError(msg)
    journal.submitted(job.id, job_id)
    console.say(f"adopted {job_id}; pxe sync fetches it")
    return EXIT_DONE
