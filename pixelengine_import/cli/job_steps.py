"""What is done with one job: waited for, called off, fetched."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pixelengine_import._clock import SystemClock
from pixelengine_import._fs import sha256
from pixelengine_import.cli.environment import MissingKeyError, open_engine, read_wish
from pixelengine_import.cli.job_facts import WrongJobError, find_job, what_for
from pixelengine_import.cli.session import is_at_work
from pixelengine_import.cli.target import STDOUT, OutputNameError, Target, choose
from pixelengine_import.errors import (
    EXIT_DONE,
    EXIT_USAGE,
    JobError,
    PixelEngineError,
    ProjectError,
    ResultError,
)
from pixelengine_import.journal.jobs import ENDED_WITHOUT_RESULT, Intent
from pixelengine_import.journal.state import COMMANDS
from pixelengine_import.pipeline.ask import ADDRESS
from pixelengine_import.pipeline.collect import Collector
from pixelengine_import.pipeline.events import JobMoved
from pixelengine_import.pipeline.jobs import lost_answer
from pixelengine_import.pipeline.single import form_of_result
from pixelengine_import.sidecar.keys import canonical_json

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.api.responses import Job as RemoteJob
    from pixelengine_import.cli.console import Console
    from pixelengine_import.cli.environment import Engine
    from pixelengine_import.cli.shelf import Shelf
    from pixelengine_import.journal.jobs import Job
    from pixelengine_import.pipeline.collect import JobState

__all__ = ["OtherEngineError", "call_off", "fetch_to", "show_remote", "wait_for"]

LOOK_AGAIN = 0.5


class OtherEngineError(ProjectError):
    """The job is one of an engine that is not asked now."""

    exit_code = EXIT_USAGE
    code = "other-engine"


@asynccontextmanager
async def _engine_of(
    job: Job | None, shelf: Shelf, console: Console
) -> AsyncIterator[tuple[Engine, AsyncPixelEngine]]:
    """Open the engine that a job was sent to; of an unknown one, the usual engine."""
    wish = read_wish()
    if job is not None and job.engine == "live" and wish.key is None:
        msg = (
            f"job {job.id} is one of the live service. Set PIXEL_ENGINE_API_KEY to the "
            "key that it was sent with."
        )
        raise MissingKeyError(msg)
    async with open_engine(wish, shelf.state, SystemClock()) as (engine, client):
        if job is not None and engine.kind != job.engine:
            msg = (
                f"job {job.id} was sent to the {job.engine} engine, and this is the "
                f"{engine.title}. Run this as it was run then."
            )
            raise OtherEngineError(msg)
        console.engine(engine)
        yield engine, client


async def show_remote(shelf: Shelf, text: str, console: Console) -> int:
    """Show a job that only the service knows.

    Args:
        shelf: What was asked before.
        text: The service's id.
        console: Where to.

    Raises:
        PixelEngineError: The service does not say.
    """
    async with _engine_of(None, shelf, console) as (_, client):
        remote = await _ask(client, text)
    billing = remote.billing
    fault = None if remote.error is None else remote.error.message or remote.error.code
    console.record(
        "service_job",
        api_job_id=remote.api_job_id,
        state=remote.status,
        progress=remote.progress,
        cost=None if billing is None else billing.credits_held,
        credits=None if billing is None else billing.credits_charged,
        request=remote.inputs,
        metadata=None if remote.output is None else remote.output.metadata,
        reason=fault,
    )
    console.say(f"job {remote.api_job_id}: {remote.status}, {remote.progress:.0%}")
    if billing is not None:
        held, charged = billing.credits_held, billing.credits_charged
        console.say(f"  credits   {held} held, {charged} charged")
    for name, value in remote.inputs.items():
        console.say(f"  request   {name}: {value!s:.200}")
    if fault:
        console.say(f"  reason    {fault}")
    console.say("the journal does not know it; pxe jobs fetch takes it in")
    return EXIT_DONE


async def wait_for(shelf: Shelf, text: str, console: Console) -> int:
    """Wait until a job has ended, and store its result.

    Args:
        shelf: What was asked before.
        text: The job's number or id.
        console: Who is told.

    Raises:
        PixelEngineError: There is no result, and why.
    """
    job = await _Wait(shelf, console).result(text)
    console.record("stored", job=job.id, result=job.result, credits=job.credits_charged)
    console.say(
        f"job {job.id}: its result is stored. pxe jobs fetch {job.id} writes it as it "
        "came, the same command in its own way."
        if job.project == COMMANDS
        else f"job {job.id}: its result is stored; pxe sync uses it"
    )
    return EXIT_DONE


async def fetch_to(
    shelf: Shelf, text: str, console: Console, *, output: str | None, force: bool
) -> int:
    """Write a job's result to a file, as the service made it.

    Args:
        shelf: What was asked before.
        text: The job's number or id.
        console: Who is told.
        output: What ``-o`` says.
        force: Whether a file that is there is replaced.

    Raises:
        PixelEngineError: There is no result, or it cannot be written, and why.
    """
    told = None if output in {None, STDOUT} else Path(output or "")
    if output is not None and not (told is not None and told.is_dir()):
        Target(told, "png", force).check()  # what kind of file it is, is not known yet
    job = await _Wait(shelf, console).result(text)
    data = shelf.read(job)
    form = form_of_result(data)
    if form is None:
        msg = f"the result of job {job.id} is no picture. Look with pxe jobs show."
        raise ResultError(msg)
    usual = Path(f"job-{job.id}")
    if job.project == COMMANDS and job.sidecar != STDOUT:
        usual = Path(job.sidecar).with_suffix("")
    target = choose(output, usual, (form,), force=force)
    target.check()
    try:
        target.write(data)
    except BrokenPipeError:
        raise
    except OSError as error:
        msg = f"{target.shown} cannot be written ({error.strerror}). Name another."
        raise OutputNameError(msg) from None
    console.record(
        "fetched",
        job=job.id,
        file=None if target.path is None else str(target.path),
        sha256=sha256(data),
        bytes=len(data),
        content_type=job.content_type,
        metadata=job.metadata,
    )
    console.say(f"{target.shown}: the result of job {job.id}, {len(data):,} bytes")
    return EXIT_DONE


async def call_off(shelf: Shelf, text: str, console: Console) -> int:
    """Cancel a job.

    Args:
        shelf: What was asked before.
        text: The job's number or id.
        console: Who is told.

    Raises:
        PixelEngineError: It cannot be cancelled, and why.
    """
    job = find_job(shelf.journal, text)
    if job is not None and (job.has_result or job.state in ENDED_WITHOUT_RESULT):
        msg = f"job {job.id} has ended already ({job.state}); nothing is held by it."
        raise WrongJobError(msg)
    if job is not None and job.api_job_id is None:
        return _forget(job, shelf, console)
    async with _engine_of(job, shelf, console) as (_, client):
        job_id = text if job is None else job.api_job_id or ""
        await client.cancel(job_id)
        if job is not None:
            shelf.journal.end(job.id, "cancelled", "called off by a person")
        remote: RemoteJob | None = None
        with suppress(PixelEngineError):  # it is cancelled, whatever can be said of it
            remote = await client.job(job_id)
    held = None
    if remote is not None and remote.billing is not None:
        held = remote.billing.credits_held
    console.record("cancelled", job=None if job is None else job.id, released=held)
    name = job_id if job is None else f"job {job.id}"
    released = "nothing was held" if not held else f"{held} credits are released"
    if remote is None:
        released = "what it held is released"
    console.say(f"{name}: cancelled; {released}")
    return EXIT_DONE


def _forget(job: Job, shelf: Shelf, console: Console) -> int:
    """Give up a job that the service was never told of."""
    if job.state != "intent":
        raise lost_answer(job, job.error or "its answer was lost")
    if is_at_work(shelf.state, job):
        msg = f"another pxe is about to send job {job.id}. Interrupt that one."
        raise WrongJobError(msg)
    shelf.journal.end(job.id, "cancelled", "never sent; called off by a person")
    console.record("cancelled", job=job.id, released=0)
    console.say(f"job {job.id}: cancelled; it was never sent")
    return EXIT_DONE


@dataclass(frozen=True, slots=True)
class _Wait:
    """Waiting for a result, wherever it is."""

    shelf: Shelf
    console: Console

    async def result(self, text: str) -> Job:
        """Return the job with its result in the store.

        Raises:
            PixelEngineError: There is none, and why.
        """
        job = find_job(self.shelf.journal, text)
        if job is not None and not self.shelf.has(job):
            job = await self._known_there(job)
        if job is not None and self.shelf.has(job):
            return job
        async with _engine_of(job, self.shelf, self.console) as (engine, client):
            if job is None:
                job = self._adopt(await _ask(client, text), engine)
            finish = Collector(client, self.shelf.journal, self.shelf.blobs).finish
            with self.console:
                try:
                    return await finish(job, job.api_job_id or "", self._tell(job))
                except asyncio.CancelledError:
                    how = f"pxe jobs wait {job.id} goes on waiting"
                    text = f"interrupted; the job goes on. {how}."
                    self.console.record("interrupted", job=job.id, message=text)
                    self.console.say(text)
                    raise

    async def _known_there(self, job: Job) -> Job:
        """Return the job once the service knows it, or it has its result."""
        while job.api_job_id is None:
            if job.state in ENDED_WITHOUT_RESULT:
                break
            if job.state == "ambiguous" or not is_at_work(self.shelf.state, job):
                raise _stuck(job)
            await asyncio.sleep(LOOK_AGAIN)
            job = self.shelf.journal.job(job.id) or job
        if job.state in ENDED_WITHOUT_RESULT:
            msg = f"job {job.id} has ended without a result: {job.state} ({job.error})"
            raise JobError(msg, job_id=job.api_job_id or "", status=job.state)
        return job

    def _tell(self, job: Job) -> _Teller:
        return _Teller(job, self.console)

    def _adopt(self, remote: RemoteJob, engine: Engine) -> Job:
        """Take a job into the journal that was begun elsewhere."""
        document = {"api_job_id": remote.api_job_id}
        key = sha256(canonical_json(document).encode("ascii"))
        journal = self.shelf.journal
        held = 0 if remote.billing is None else remote.billing.credits_held
        intent = Intent(
            project=COMMANDS,
            sidecar=STDOUT,
            animation="jobs fetch",
            request_key=key,
            engine=engine.kind,
            endpoint="unknown",
            cost=held if engine.kind == "live" else 0,
            request={k: v for k, v in remote.inputs.items() if k != ADDRESS},
            images=(),
        )
        job = journal.begin(intent) or journal.alive(key, engine.kind)
        if job is None:
            msg = f"job {remote.api_job_id} is being taken in by another pxe."
            raise WrongJobError(msg)
        if job.api_job_id is None:
            journal.submitted(job.id, remote.api_job_id)
        return journal.job(job.id) or job


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells how far a job is."""

    job: Job
    console: Console

    def __call__(self, state: JobState, progress: float, job_id: str) -> None:
        done = min(max(progress, 0.0), 1.0)
        sidecar = PurePosixPath(self.job.sidecar)
        moved = JobMoved(sidecar, self.job.animation, state, done, job_id)
        self.console.listen(moved)


def _stuck(job: Job) -> PixelEngineError:
    """Say what can be done about a job that the service may not know."""
    if job.state == "intent" or job.engine == "local" or job.cost == 0:
        msg = f"job {job.id} was never sent: {what_for(job)}. Run that again."
        return WrongJobError(msg)
    return lost_answer(job, job.error or "pxe was stopped while it was on its way")


async def _ask(client: AsyncPixelEngine, text: str) -> RemoteJob:
    try:
        return await client.job(text)
    except JobError as error:
        if error.status != "unknown":
            raise
        msg = f"neither the journal nor the service knows job {text}: {error}"
        raise JobError(msg, job_id=text, status="unknown") from None
