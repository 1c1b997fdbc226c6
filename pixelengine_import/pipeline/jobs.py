"""One request from the intent to the stored result.

Each step ends in one transaction of the journal; a run that is killed between two steps
is taken up again at the last one. A paid request is sent at most once.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never

from pixelengine_import._clock import iso
from pixelengine_import.api.outcomes import Accepted, Ambiguous, NeverSent, Refused
from pixelengine_import.errors import (
    AmbiguousSubmitError,
    CredentialsError,
    CreditsError,
    ImageError,
    JobError,
    PixelEngineError,
    ProjectError,
    ResultError,
)
from pixelengine_import.journal.jobs import Intent
from pixelengine_import.pipeline.body import prepare, whole_body
from pixelengine_import.pipeline.events import JobMoved
from pixelengine_import.pipeline.finish import finish
from pixelengine_import.pipeline.render import decode_result

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pixelengine_import._clock import Clock
    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.api.download import Download
    from pixelengine_import.api.outcomes import EngineKind, Submission
    from pixelengine_import.api.responses import Job as RemoteJob
    from pixelengine_import.journal.blobs import BlobStore
    from pixelengine_import.journal.jobs import Job, Journal
    from pixelengine_import.pipeline.events import Listener
    from pixelengine_import.pipeline.project import Project
    from pixelengine_import.pipeline.want import Want

__all__ = ["JobLane", "lost_answer"]

SEND_TRIES = 4
ROOM_LEAST = 64 * 1024 * 1024
State = Literal["sending", "queued", "running", "downloading", "stored", "ended"]


@dataclass(frozen=True, slots=True)
class _Label:
    """Whose job it is, for telling."""

    want: Want

    def moved(
        self, state: State, progress: float = 0.0, job_id: str | None = None
    ) -> JobMoved:
        return JobMoved(
            self.want.sidecar, self.want.name, state, min(progress, 1.0), job_id
        )


class JobLane:
    """Everything that is sent to one engine in one run.

    Args:
        project: Who asks.
        client: The engine's client.
        engine: Who it is.
        journal: Where every step is written down.
        blobs: Where pictures and results are kept.
        clock: For waiting.
        listen: Who is told.
        at_once: Jobs under way at the same time.
        room: Returns the free bytes where results are kept.
    """

    def __init__(
        self,
        project: Project,
        client: AsyncPixelEngine,
        engine: EngineKind,
        *,
        journal: Journal,
        blobs: BlobStore,
        clock: Clock,
        listen: Listener,
        at_once: int,
        room: Callable[[], int],
    ) -> None:
        """Send nothing yet."""
        self._project = project
        self._client = client
        self._engine = engine
        self._journal = journal
        self._blobs = blobs
        self._clock = clock
        self._listen = listen
        self._places = asyncio.Semaphore(at_once)
        # One paid request at a time: when an answer is lost, only one is in question.
        self._till = asyncio.Lock()
        self._room = room
        self._blocked: PixelEngineError | None = None
        self._tasks: dict[str, asyncio.Task[Job]] = {}

    async def result(self, want: Want) -> Job:
        """Return the job with the stored result for an animation.

        Several sidecars that ask for the same thing share one job. Cancelling the
        caller leaves the job running; see :meth:`abandon`.

        Args:
            want: The animation.

        Raises:
            PixelEngineError: There is no result, and why.
        """
        task = self._tasks.get(want.key)
        if task is None or (task.done() and not _good(task)):
            task = asyncio.create_task(self._run(want))
            self._tasks[want.key] = task
        return await asyncio.shield(task)

    async def abandon(self, keep: frozenset[str]) -> None:
        """Cancel the jobs that nobody wants any more; a cancelled job costs nothing.

        Args:
            keep: Request keys that are wanted still.
        """
        for key, task in list(self._tasks.items()):
            if key in keep or task.done():
                continue
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            del self._tasks[key]
            job = self._journal.alive(key, self._engine)
            if job is None or job.state != "submitted" or job.api_job_id is None:
                continue
            try:
                await self._client.cancel(job.api_job_id)
            except JobError:
                continue  # it has finished: the next run collects what was paid for
            self._journal.end(job.id, "cancelled", "no longer wanted")

    async def close(self) -> None:
        """Let go of all jobs; they go on at the service and are taken up again."""
        tasks = [task for task in self._tasks.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def collect(self, job: Job) -> Job:
        """Finish a job that nobody asked for in this run.

        Args:
            job: A job with the service's id.

        Raises:
            PixelEngineError: There is no result, and why.
        """
        return await self._finish(job, None)

    # -- steps --------------------------------------------------------------------

    async def _run(self, want: Want) -> Job:
        label = _Label(want)
        async with self._places:
            try:
                job = await self._submitted(want, label)
                done = await self._finish(job, label)
            except PixelEngineError:
                self._listen(label.moved("ended"))
                raise
        self._listen(label.moved("stored", 1.0, done.api_job_id))
        return done

    async def _submitted(self, want: Want, label: _Label) -> Job:
        """Return a living job that the service knows."""
        job = self._journal.alive(want.key, self._engine)
        if job is None:
            job = await self._intend(want)
        if job.state == "sending" and self._engine == "local":
            # Play money: asking the local engine twice costs nobody anything.
            self._journal.not_sent(job.id)
        elif job.state == "sending":
            reason = "pxe was stopped while the request was on its way"
            self._journal.end(job.id, "ambiguous", reason)
            raise lost_answer(job, reason)
        if job.state in {"intent", "sending"}:
            # A cancelled run waits for the answer: it may be about a payment.
            await finish(self._send(want, job, label))
        current = self._journal.job(job.id)
        return job if current is None else current

    async def _intend(self, want: Want) -> Job:
        prepared = await asyncio.to_thread(prepare, want)
        if self._engine == "live" and self._room() < ROOM_LEAST:
            msg = "less than 64 MB are free where results are kept. Make room first."
            raise ProjectError(msg)
        images = tuple(self._blobs.put(data) for data in prepared.images)
        intent = Intent(
            project=self._project.id,
            sidecar=str(want.sidecar),
            animation=want.name,
            request_key=want.key,
            engine=self._engine,
            endpoint=want.animation.endpoint,
            cost=want.price if self._engine == "live" else 0,
            request=prepared.parameters,
            images=images,
        )
        job = self._journal.begin(intent) or self._journal.alive(want.key, self._engine)
        if job is None:
            msg = "the journal lost a job that it had just begun. Run pxe sync again."
            raise ProjectError(msg)
        return job

    async def _send(self, want: Want, job: Job, label: _Label) -> None:
        """Send a request once, and write down what became of it."""
        images = [self._blobs.get(digest) for digest in job.images]
        whole = [data for data in images if data is not None]
        if len(whole) < len(images):
            whole = list((await asyncio.to_thread(prepare, want)).images)
        body = whole_body(dict(job.request), whole)
        async with self._till:
            for attempt in range(1, SEND_TRIES + 1):
                if self._blocked is not None:
                    raise self._blocked
                self._listen(label.moved("sending"))
                submission = await self._client.submit(
                    job.endpoint,
                    body,
                    intent=f"{job.request_key[:32]}-{job.id}",
                    before_send=lambda: self._journal.sending(job.id),
                )
                wait = self._judge(job, submission, last=attempt == SEND_TRIES)
                if wait is None:
                    return
                await self._clock.sleep(wait or 0.5 * 2**attempt)

    def _judge(self, job: Job, submission: Submission, *, last: bool) -> float | None:
        """Write down what became of a request; return seconds to wait for a retry."""
        match submission:
            case Accepted(job_id=job_id):
                self._journal.submitted(job.id, job_id)
                return None
            case NeverSent(error=unreachable):
                self._journal.not_sent(job.id)
                if last:
                    raise unreachable
                return 0.0
            case Refused(error=refusal, retry_after=wait):
                if wait is not None and not last:
                    self._journal.not_sent(job.id)
                    return wait
                self._journal.end(job.id, "rejected", str(refusal))
                if isinstance(refusal, CredentialsError | CreditsError):
                    self._blocked = refusal
                raise refusal
            case Ambiguous(reason=reason):
                if self._engine == "local":
                    self._journal.not_sent(job.id)
                    if last:
                        raise JobError(reason, job_id=str(job.id), status="unknown")
                    return 0.0
                self._journal.end(job.id, "ambiguous", reason)
                raise lost_answer(job, reason)
            case _:
                assert_never(submission)

    async def _finish(self, job: Job, label: _Label | None) -> Job:
        """Poll, download, check and store."""
        if job.api_job_id is None:
            raise lost_answer(job, job.error or "its answer was lost")
        job_id = job.api_job_id

        def tell(remote: RemoteJob) -> None:
            if label is not None:
                state: State = "queued" if remote.status == "queued" else "running"
                self._listen(label.moved(state, remote.progress, job_id))

        try:
            remote = await self._client.wait(job_id, tell)
        except JobError as error:
            if error.status == "expired":
                self._journal.end(job.id, "expired", str(error))
            elif error.status == "unknown" and self._engine == "local":
                self._journal.end(job.id, "forgotten", "the local engine was reset")
            raise
        if not remote.succeeded:
            raise self._ended(job, remote)
        output = remote.output
        self._journal.ready(
            job.id,
            metadata={} if output is None else output.metadata,
            credits_charged=None if remote.billing is None else _charge(remote),
            server_created_at=_text(remote.created_at),
            expires_at=_text(None if output is None else output.expires_at),
        )
        if label is not None:
            self._listen(label.moved("downloading", 1.0, job_id))
        download = await self._checked_download(remote)
        digest = await asyncio.to_thread(self._blobs.put, download.data)
        content_type = download.content_type or (output.content_type if output else "")
        self._journal.stored(job.id, digest, content_type)
        if remote.billing is None or remote.billing.hold_status == "captured":
            self._journal.settled(job.id, _charge(remote))
        stored = self._journal.job(job.id)
        return job if stored is None else stored

    async def _checked_download(self, remote: RemoteJob) -> Download:
        """Fetch a result that can be used, trying twice."""
        metadata = {} if remote.output is None else remote.output.metadata
        download = await self._client.download(remote)
        for again in (True, False):
            try:
                await asyncio.to_thread(
                    decode_result, download.data, download.content_type, metadata
                )
            except (ImageError, ResultError) as error:
                if again:
                    download = await self._client.download(remote)
                    continue
                kept = await asyncio.to_thread(self._blobs.put, download.data)
                msg = (
                    f"the result of job {remote.api_job_id} cannot be used ({error}). "
                    f"Its bytes are kept as {kept[:12]}; the next run fetches it again."
                )
                raise ResultError(msg) from None
            else:
                break
        return download

    def _ended(self, job: Job, remote: RemoteJob) -> JobError:
        fault = remote.error
        reason = (fault.message or fault.code) if fault is not None else "no reason"
        cancelled = remote.status == "cancelled" or remote.cancelled_at is not None
        self._journal.end(job.id, "cancelled" if cancelled else "failed", reason)
        word = "was cancelled" if cancelled else "failed"
        msg = f'the job for "{job.animation}" {word} ({reason}); nothing was charged'
        return JobError(msg, job_id=remote.api_job_id, status=remote.status)


def _good(task: asyncio.Task[Job]) -> bool:
    return not task.cancelled() and task.exception() is None


def _charge(remote: RemoteJob) -> int | None:
    return None if remote.billing is None else remote.billing.credits_charged


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)


def lost_answer(job: Job, reason: str) -> AmbiguousSubmitError:
    """Say that nobody knows whether a request was accepted, and what to do."""
    return AmbiguousSubmitError(
        f'"{job.animation}" of {job.sidecar}: it is not known whether a request for up '
        f"to {job.cost} credits was accepted ({reason}). It is not sent again by "
        f"itself. Look at your account, then run pxe resolve {job.id}."
    )
