"""``pxe resolve``: deciding about a paid request whose answer was lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pixelengine_import.cli.console import Console
from pixelengine_import.cli.environment import open_engine, read_wish
from pixelengine_import.cli.session import json_option, open_journal, run_async
from pixelengine_import.errors import EXIT_DONE, EXIT_USAGE, ProjectError
from pixelengine_import.journal.state import COMMANDS, StateFolder

if TYPE_CHECKING:
    from pixelengine_import.api.client import AsyncPixelEngine
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

    JOB is the number that pxe status and pxe jobs ls show. The service has no way to
    repeat a request safely, so nothing was sent again. Look at your account's jobs,
    then choose. A job that the service does not know any more can be given up with
    --resubmit too.

    \b
    Examples:
      pxe resolve 12                     show what was asked
      pxe resolve 12 --adopt f47ac10b…   it was accepted: fetch that job (free)
      pxe resolve 12 --resubmit          it was not: the next run may pay for it
    """
    from pixelengine_import.journal.lock import hold_lock

    console = Console(as_json=as_json)
    if adopt is not None and resubmit:
        msg = "choose one of --adopt and --resubmit"
        raise click.UsageError(msg)
    state = StateFolder.default()
    state.make()
    with open_journal(state) as journal:
        found = journal.job(job)
        if found is None:
            msg = f"there is no job {job}. pxe jobs ls lists them."
            raise ResolveError(msg)
        if found.state not in {"ambiguous", "submitted", "ready"}:
            msg = f"job {job} needs no decision (it is {found.state})."
            raise ResolveError(msg)
        if adopt is None and not resubmit:
            _show(found, journal, console)
            return EXIT_DONE
        if found.state == "ambiguous" and adopt is None:
            _give_up(journal, found, console)
            return EXIT_DONE
        lock = state.lock_of_job(found.project, found.request_key)
        with hold_lock(lock, "pxe resolve"):
            return run_async(lambda: _decide(state, journal, found, adopt, console))


def _show(job: Job, journal: Journal, console: Console) -> None:
    console.record(
        "open_job",
        job=job.id,
        sidecar=job.sidecar,
        animation=job.animation,
        endpoint=job.endpoint,
        cost=job.cost,
        state=job.state,
        api_job_id=job.api_job_id,
        request=job.request,
        reason=job.error,
    )
    console.say(f'job {job.id}: "{job.animation}" of {job.sidecar}, /{job.endpoint}')
    if job.project != COMMANDS:
        console.say(f"  in {job.project}")
    console.say(f"  up to {job.cost} credits; seed {job.request.get('seed')}")
    console.say(f"  prompt: {job.request.get('prompt')}")
    for at, text in journal.history(job.id):
        console.say(f"  {at}  {text}")
    if job.state == "ambiguous":
        console.say("choose: --adopt ID or --resubmit (pxe resolve --help)")
    else:
        console.say(f"it is job {job.api_job_id} of the service; {_fetching(job)}")


def _give_up(journal: Journal, job: Job, console: Console) -> None:
    journal.end(job.id, "forgotten", "to be sent again: decided by a person")
    console.record("resolved", job=job.id, how="resubmit", cost=job.cost)
    console.say(f"{_next_run(job)} plans it anew, for up to {job.cost} credits")


async def _decide(
    state: StateFolder, journal: Journal, job: Job, adopt: str | None, console: Console
) -> int:
    """Ask the service about a job, and write down what a person has decided."""
    from pixelengine_import._clock import SystemClock

    wish = read_wish()
    async with open_engine(wish, state, SystemClock()) as (engine, client):
        if engine.kind != job.engine:
            msg = (
                f"job {job.id} was sent to the {job.engine} engine, and this is the "
                f"{engine.title}. Run this with the key that it was sent with."
            )
            raise ResolveError(msg)
        if adopt is None:
            await _make_sure_it_is_gone(client, job)
            _give_up(journal, job, console)
            return EXIT_DONE
        remote = await client.job(adopt)
    if job.state != "ambiguous":
        msg = f"job {job.id} is known to be {job.api_job_id}: {_fetching(job)}."
        raise ResolveError(msg)
    for field in ("seed", "prompt"):
        if remote.inputs.get(field) != job.request.get(field):
            msg = (
                f"job {adopt} is another one: its {field} is "
                f"{remote.inputs.get(field)!r}, not {job.request.get(field)!r}. Look "
                "for the one with the seed and prompt that pxe resolve shows."
            )
            raise ResolveError(msg)
    journal.submitted(job.id, adopt)
    console.record("resolved", job=job.id, how="adopt", api_job_id=adopt)
    console.say(f"adopted {adopt}; {_fetching(job)}")
    return EXIT_DONE


async def _make_sure_it_is_gone(client: AsyncPixelEngine, job: Job) -> None:
    """Refuse to give up a job that the service has: it may be paid for."""
    from pixelengine_import.errors import JobError

    try:
        await client.job(job.api_job_id or "")
    except JobError:
        return
    msg = f"the service has job {job.api_job_id}: {_fetching(job)}."
    raise ResolveError(msg)


def _next_run(job: Job) -> str:
    return f"the next {'run' if job.project == COMMANDS else 'pxe sync'}"


def _fetching(job: Job) -> str:
    """Say what fetches a job's result."""
    if job.project == COMMANDS:
        return f"the same command writes its result, or pxe jobs fetch {job.id}"
    return "pxe sync fetches it"
