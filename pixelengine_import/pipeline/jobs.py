"""One request from the intent to the stored result.

Each step ends in one transaction of the journal; a run that is killed between two steps
is taken up again at the last one. A paid request is sent at most once.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, assert_never

from pixelengine_import.api.outcomes import Accepted, Ambiguous, NeverSent, Refused
from pixelengine_import.api.requests import EnhancePromptBody
from pixelengine_import.errors import (
    AmbiguousSubmitError,
    CredentialsError,
    CreditsError,
    JobError,
    LockedError,
    PixelEngineError,
    ProjectError,
    ResultError,
    StateError,
)
from pixelengine_import.journal.jobs import Intent
from pixelengine_import.pipeline.ask import (
    hide_queries,
    is_whole,
    rerun,
    whole_body,
)
from pixelengine_import.pipeline.collect import GONE, Collector, keep, will_pass
from pixelengine_import.pipeline.events import Failed, JobMoved
from pixelengine_import.pipeline.finish import finish

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import._clock import Clock
    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.api.outcomes import EngineKind, Submission
    from pixelengine_import.journal.blobs import BlobStore
    from pixelengine_import.journal.jobs import Job, Journal
    from pixelengine_import.pipeline.ask import Ask, Prepared
    from pixelengine_import.pipeline.collect import JobState
    from pixelengine_import.pipeline.events import Listener

__all__ = ["JobLane", "lost_answer"]

SEND_TRIES = 4
TEXT_MOST = 10_000
ROOM_LEAST = 64 * 1024 * 1024
OTHERS_TRIES, OTHERS_WAIT = 150, 1.0
AGAIN_FIRST, AGAIN_MOST = 15.0, 600.0


@dataclass(frozen=True, slots=True)
class _Label:
    """Whose job it is, for telling."""

    ask: Ask
    listen: Listener

    def __call__(
        self, state: JobState, progress: float = 0.0, job_id: str | None = None
    ) -> None:
        done = min(max(progress, 0.0), 1.0)
        ask = self.ask
        self.listen(JobMoved(ask.sidecar, ask.name, state, done, job_id))


class JobLane:
    """Everything that is sent to one engine in one run.

    Args:
        project: Who asks, named as in the journal.
        client: The engine's client.
        engine: Who it is.
        journal: Where every step is written down.
        blobs: Where pictures and results are kept.
        clock: For waiting.
        listen: Who is told.
        at_once: Jobs under way at the same time.
        room: Returns the free bytes where results are kept.
        is_at_work: Tells whether whoever began a job is at work on it now.
    """

    def __init__(
        self,
        project: str,
        client: AsyncPixelEngine,
        engine: EngineKind,
        *,
        journal: Journal,
        blobs: BlobStore,
        clock: Clock,
        listen: Listener,
        at_once: int,
        room: Callable[[], int],
        is_at_work: Callable[[Job], bool],
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
        self._is_at_work = is_at_work
        self._collector = Collector(client, journal, blobs)
        self._blocked: PixelEngineError | None = None
        self._tasks: dict[str, asyncio.Task[Job]] = {}
        self._awaited: Counter[str] = Counter()
        self._texts: dict[str, asyncio.Task[str]] = {}
        self._left: set[asyncio.Task[None]] = set()
        # Addresses whose queries may hold a token are written down nowhere.
        self._unwritten: dict[int, dict[str, Any]] = {}

    async def result(self, ask: Ask, *, begin: bool = True) -> Job:
        """Return the job with the stored result of a request.

        Several sidecars that ask for the same thing share one job. Cancelling the
        caller leaves the job running; see :meth:`abandon`.

        Args:
            ask: What for.
            begin: Whether a new job may be begun: it was planned, priced and agreed
                to. Else only one that is under way is waited for. The local engine is
                free, and always begins one.

        Raises:
            PixelEngineError: There is no result, and why.
        """
        task = self._tasks.get(ask.key)
        if task is None or task.done():
            may = begin or self._engine == "local"
            task = asyncio.create_task(self._run(ask, begin=may))
            self._tasks[ask.key] = task
        self._awaited[ask.key] += 1
        try:
            return await asyncio.shield(task)
        finally:
            self._awaited[ask.key] -= 1

    async def text(self, ask: Ask) -> str:
        """Have a prompt rewritten: free, answered at once, and kept like a result.

        Args:
            ask: What for.

        Returns:
            The text.

        Raises:
            PixelEngineError: There is none, and why.
        """
        task = self._texts.get(ask.key)
        if task is None or task.done():
            task = asyncio.create_task(self._write_text(ask))
            self._texts[ask.key] = task
        return await asyncio.shield(task)

    def _kept_text(self, key: str) -> str | None:
        """Return a text that is stored already; one that is gone is forgotten."""
        job = self._journal.alive(key, self._engine)
        if job is None or not job.has_result or job.result is None:
            return None
        kept = self._blobs.get(job.result)
        if kept is None:
            self._journal.revoke(job.id, "its bytes are gone from the store")
            return None
        return kept.decode()

    async def _write_text(self, ask: Ask) -> str:
        kept_text = self._kept_text(ask.key)
        if kept_text is not None:
            return kept_text
        job = self._journal.alive(ask.key, self._engine)
        label = _Label(ask, self._listen)
        if job is None:
            job = await self._begin(ask)
        if job is None:
            job = self._journal.alive(ask.key, self._engine)
        prepared = await asyncio.to_thread(ask.prepare)
        body = EnhancePromptBody.model_validate(prepared.body())
        label("sending")
        try:
            text = (await self._client.enhance_prompt(body)).enhanced_prompt.strip()
            if len(text) > TEXT_MOST:
                msg = f"the rewritten prompt is too long (found {len(text)} characters)"
                raise ResultError(msg)
            digest = await keep(self._blobs, text.encode(), "a rewritten prompt")
        except PixelEngineError:
            label("ended")
            raise
        # Another run may have been answered in the meantime, in other words: what goes
        # on from the text is paid for by the one that was stored first.
        first = self._kept_text(ask.key)
        if first is not None:
            text = first
        elif job is not None:
            self._journal.stored(job.id, digest, "text/plain")
            self._journal.settled(job.id, 0)
        label("stored", 1.0)
        return text

    async def abandon(self, wanted: frozenset[str]) -> None:
        """Cancel the jobs that nobody wants any more; a cancelled job costs nothing.

        A job that somebody waits for is wanted, whether its key was foreseen or not:
        what goes on from another result has a key that no plan knows before.

        What cannot be cancelled is paid for: it is fetched in the background.

        Args:
            wanted: Request keys that are wanted still.
        """
        for key, task in list(self._tasks.items()):
            if key in wanted or self._awaited[key]:
                continue
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            del self._tasks[key]
            await self._let_go(key)

    async def close(self) -> None:
        """Let go of all jobs; they go on at the service and are taken up again."""
        every: list[asyncio.Task[Job] | asyncio.Task[None] | asyncio.Task[str]]
        every = [*self._tasks.values(), *self._left, *self._texts.values()]
        for task in every:
            task.cancel()
        await asyncio.gather(*every, return_exceptions=True)

    async def collect(self, job: Job) -> Job:
        """Finish a job that is not asked for in this run.

        Args:
            job: A job with the service's id.

        Raises:
            PixelEngineError: There is no result, and why.
        """
        if job.api_job_id is None:
            raise lost_answer(job, job.error or "its answer was lost")
        return await self._collector.finish(job, job.api_job_id, _tell_nobody)

    # -- steps --------------------------------------------------------------------

    async def _run(self, ask: Ask, *, begin: bool) -> Job:
        label = _Label(ask, self._listen)
        async with self._places:
            try:
                try:
                    done = await self._once(ask, label, begin=begin)
                except JobError as error:
                    if self._engine == "live" or error.status not in GONE:
                        raise
                    # Another local engine, or one that was reset: asking it is free.
                    done = await self._once(ask, label, begin=begin)
            except PixelEngineError:
                label("ended")
                raise
        label("stored", 1.0, done.api_job_id)
        return done

    async def _once(self, ask: Ask, label: _Label, *, begin: bool) -> Job:
        job = await self._submitted(ask, label, begin=begin)
        if job.has_result and job.result is not None and self._blobs.get(job.result):
            return job
        if job.api_job_id is None:
            raise lost_answer(job, job.error or "its answer was lost")
        return await self._collector.finish(job, job.api_job_id, label)

    async def _submitted(self, ask: Ask, label: _Label, *, begin: bool) -> Job:
        """Return a living job that the service knows."""
        job = await self._intended(ask, begin=begin)
        if job.state == "sending" and _is_free(job):
            self._journal.not_sent(job.id)
        elif job.state == "sending":
            reason = "pxe was stopped while the request was on its way"
            self._journal.end(job.id, "ambiguous", reason)
            raise lost_answer(job, reason)
        if job.state in {"intent", "sending"}:
            await self._send(job, label)
        current = self._journal.job(job.id)
        return job if current is None else current

    async def _intended(self, ask: Ask, *, begin: bool) -> Job:
        """Return the living job for a request, a new intent when there is none."""
        for _ in range(OTHERS_TRIES):
            job = self._journal.alive(ask.key, self._engine)
            if not begin and (job is None or job.state == "intent"):
                raise _over(ask, self._project)
            if job is None:
                job = await self._begin(ask)
                if job is not None:
                    return job
            elif job.project != self._project and job.state in {"intent", "sending"}:
                # Another checkout asks for the same thing: only one of us may send it.
                if self._is_at_work(job):
                    await self._clock.sleep(OTHERS_WAIT)
                elif job.state == "sending":
                    return job
                else:
                    reason = "never sent; another project asks for it now"
                    self._journal.end(job.id, "forgotten", reason)
            elif job.state == "intent" and not self._can_be_sent(job):
                reason = "never sent, and not all of it was kept"
                self._journal.end(job.id, "forgotten", reason)
            else:
                return job
        msg = (
            f'"{ask.name}" of {ask.sidecar}: another pxe is about to ask for the very '
            f"same thing. Run {rerun(self._project)} when it is done; both share one "
            "job."
        )
        raise LockedError(msg)

    def _can_be_sent(self, job: Job) -> bool:
        whole = job.id in self._unwritten or is_whole(job.request)
        return whole and all(map(self._blobs.get, job.images))

    async def _begin(self, ask: Ask) -> Job | None:
        """Write an intent down; None when somebody else has just done so."""
        prepared = await asyncio.to_thread(ask.prepare)
        intent = await self._intent(ask, prepared)
        job = self._journal.begin(intent)
        if job is not None and not is_whole(intent.request):
            self._unwritten[job.id] = prepared.parameters
        return job

    async def _intent(self, ask: Ask, prepared: Prepared) -> Intent:
        if self._engine == "live" and self._room() < ROOM_LEAST:
            msg = "less than 64 MB are free where results are kept. Make room first."
            raise ProjectError(msg)
        what = f'the art of "{ask.name}"'
        images = [await keep(self._blobs, data, what) for data in prepared.images]
        return Intent(
            project=self._project,
            sidecar=str(ask.sidecar),
            animation=ask.name,
            request_key=ask.key,
            engine=self._engine,
            endpoint=ask.endpoint,
            cost=ask.price if self._engine == "live" else 0,
            request=hide_queries(prepared.parameters),
            images=tuple(images),
        )

    async def _send(self, job: Job, label: _Label) -> None:
        """Send a request once, and write down what became of it."""
        images = [data for d in job.images if (data := self._blobs.get(d)) is not None]
        body = whole_body(self._unwritten.get(job.id, job.request), images)
        async with self._till:
            for attempt in range(1, SEND_TRIES + 1):
                await self._check_open(job)
                label("sending")
                # A cancelled run waits for the answer: it may be about a payment. One
                # that waits for its turn sends nothing any more.
                wait = await finish(
                    self._send_once(job, body, last=attempt == SEND_TRIES)
                )
                if wait is None:
                    return
                await self._clock.sleep(wait or 0.5 * 2**attempt)

    async def _check_open(self, job: Job) -> None:
        """Stop after the service has said that key or credits will not do."""
        if isinstance(self._blocked, CreditsError):
            balance = await self._client.balance()
            if balance.available >= job.cost:
                self._blocked = None
        if self._blocked is not None:
            raise self._blocked

    async def _send_once(
        self, job: Job, body: dict[str, object], *, last: bool
    ) -> float | None:
        submission = await self._client.submit(
            job.endpoint,
            body,
            intent=f"{job.request_key[:32]}-{job.id}",
            before_send=lambda: self._journal.sending(job.id),
        )
        return self._judge(job, submission, last=last)

    def _judge(self, job: Job, submission: Submission, *, last: bool) -> float | None:
        """Write down what became of a request; return seconds to wait for a retry."""
        match submission:
            case Accepted(job_id=job_id):
                self._accepted(job, job_id)
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
                if _is_free(job):
                    self._journal.not_sent(job.id)
                    if last:
                        raise JobError(reason, job_id=str(job.id), status="unsent")
                    return 0.0
                self._journal.end(job.id, "ambiguous", reason)
                raise lost_answer(job, reason)
            case _:
                assert_never(submission)

    def _accepted(self, job: Job, job_id: str) -> None:
        try:
            self._journal.submitted(job.id, job_id)
        except StateError as error:
            msg = (
                f'"{job.animation}" of {job.sidecar}: the service accepted it as job '
                f"{job_id}, and that could not be written down ({error}) Mend that, "
                f"run {rerun(job.project)}, then pxe resolve {job.id} --adopt {job_id}."
            )
            raise StateError(msg) from None

    # -- jobs that nobody wants -----------------------------------------------------

    async def _let_go(self, key: str) -> None:
        job = self._journal.alive(key, self._engine)
        if job is None or job.state not in {"submitted", "ready"}:
            return
        if job.state == "submitted" and job.api_job_id is not None:
            try:
                await self._client.cancel(job.api_job_id)
            except PixelEngineError:
                pass  # it has ended, or nobody knows: its own status is the truth
            else:
                self._journal.end(job.id, "cancelled", "no longer wanted")
                return
        task = asyncio.create_task(self._fetch(job))
        self._left.add(task)
        task.add_done_callback(self._left.discard)

    async def _fetch(self, job: Job) -> None:
        """Take in what was paid for, however long the network is away."""
        wait = AGAIN_FIRST
        while True:
            try:
                await self.collect(job)
            except PixelEngineError as error:
                if not will_pass(error):
                    self._listen(Failed(PurePosixPath(job.sidecar), error))
                    return
            else:
                return
            await self._clock.sleep(wait)
            wait = min(wait * 2, AGAIN_MOST)


def _is_free(job: Job) -> bool:
    """Tell whether asking twice costs nobody anything: play money, or no price."""
    return job.engine == "local" or job.cost == 0


def _tell_nobody(state: JobState, progress: float, job_id: str) -> None:
    """Leave it: no sidecar of this run asks."""


def _over(ask: Ask, asker: str) -> JobError:
    msg = (
        f'the job for "{ask.name}" of {ask.sidecar} ended without a result since it '
        f"was looked at. Run {rerun(asker)} to plan it anew."
    )
    return JobError(msg, job_id="", status="unknown")


def lost_answer(job: Job, reason: str) -> AmbiguousSubmitError:
    """Say that nobody knows whether a request was accepted, and what to do."""
    return AmbiguousSubmitError(
        f'"{job.animation}" of {job.sidecar}: it is not known whether a request for up '
        f"to {job.cost} credits was accepted ({reason}). It is not sent again by "
        f"itself. Look at your account, then run pxe resolve {job.id}."
    )
