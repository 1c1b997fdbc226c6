"""Who works jobs off: a few tasks, each with a thread for what takes its time.

The event loop only waits. The threads use the database and do the picture work; that
of the engine's own painter is done by a process, for which its thread waits.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar

from pixelengine_import.local_engine import jobs, upkeep
from pixelengine_import.local_engine.schema import milliseconds
from pixelengine_import.local_engine.work import Cancelled, Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import._clock import Clock
    from pixelengine_import.local_engine.jobs import Claim
    from pixelengine_import.local_engine.orders import Order, Painting
    from pixelengine_import.local_engine.outputs import Outputs
    from pixelengine_import.local_engine.pace import Pace
    from pixelengine_import.local_engine.schema import Database

__all__ = ["Painter", "Workers", "Workplace"]

Painter: TypeAlias = "Callable[[Order, Work], Painting]"
"""Does the picture work of an order; asks ``work.cancelled`` at least once a frame."""

_PROGRESS_STEP = 0.1
_FAILED = "job %s failed"

Given = ParamSpec("Given")
Result = TypeVar("Result")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workplace:
    """What the workers of one engine work with.

    Attributes:
        database: Where jobs are.
        outputs: Where results go.
        clock: What time it is.
        owner: The engine whose jobs are worked off.
        pace: How fast.
        painter: Who does the picture work.
    """

    database: Database
    outputs: Outputs
    clock: Clock
    owner: str
    pace: Pace
    painter: Painter

    def now(self) -> int:
        """Return the wall clock as milliseconds since 1970."""
        return milliseconds(self.clock.now())


class Workers:
    """The workers of one engine. To be made and used on one event loop.

    Args:
        place: What they work with.
        count: How many jobs run at once.
    """

    def __init__(self, place: Workplace, count: int) -> None:
        """Start the workers; they wait to be woken."""
        self._place = place
        self._flags: dict[str, threading.Event] = {}
        self._busy: set[Future[Any]] = set()
        self._turns = asyncio.Semaphore(0)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="pxe-engine")
        self._tasks = [asyncio.create_task(self._serve()) for _ in range(count)]

    def wake(self, count: int = 1) -> None:
        """Say that there are ``count`` more jobs in the queue."""
        if self._place.pace.manual:
            return
        for _ in range(count):
            self._turns.release()

    def cancel(self, job_id: str) -> None:
        """Stop the work on a job at its next frame; its result is thrown away."""
        if flag := self._flags.get(job_id):
            flag.set()

    async def work_off(self, job_id: str) -> bool:
        """Do one job now, to its end, without waiting for a turn.

        Args:
            job_id: A job that has not ended.

        Returns:
            False when it is over, another engine's, or being worked at already.
        """
        if job_id in self._flags:
            return False
        flag = self._flags[job_id] = threading.Event()
        try:
            claim = await self._run(self._begin, job_id)
            if claim is None:
                return False
            await self._work_at(claim, flag)
        finally:
            flag.set()
            self._flags.pop(job_id, None)
        return True

    async def stop(self, patience: float | None) -> bool:
        """Stop all work at the next frame, and wait until no thread is at it.

        A thread that is waited for no longer does no harm: what it would record is
        for a job that it has begun, and such a job is not its own any more.

        Args:
            patience: Greatest wait in seconds, None for as long as it takes.

        Returns:
            Whether all threads have ended.
        """
        for task in self._tasks:
            task.cancel()
        for flag in list(self._flags.values()):
            flag.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        busy = frozenset(self._busy)
        _, left = await asyncio.to_thread(wait, busy, timeout=patience)
        self._pool.shutdown(wait=not left, cancel_futures=True)
        return not left

    def _run(
        self, step: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> asyncio.Future[Result]:
        """Run a step in the pool, and remember that a thread is busy with it."""
        future = self._pool.submit(step, *given, **named)
        self._busy.add(future)
        future.add_done_callback(self._busy.discard)
        return asyncio.wrap_future(future)

    async def _serve(self) -> None:
        while True:
            await self._turns.acquire()
            try:
                await self._work_off_one()
            except Exception:
                # A full disk or a locked database must not end the worker. The job
                # stays as it is, and fails when its hold expires.
                logger.exception("the local engine could not work at a job")

    async def _work_off_one(self) -> None:
        place = self._place
        if place.pace.queued > 0:
            await place.clock.sleep(place.pace.queued)
        claim = await self._run(self._begin)
        if claim is None:
            return
        try:
            await self._work_at(claim, self._flags[claim.job_id])
        finally:
            del self._flags[claim.job_id]

    async def _work_at(self, claim: Claim, flag: threading.Event) -> None:
        started = self._place.clock.monotonic()
        work = self._run(self._paint, claim, flag)
        try:
            await self._keep_pace(claim, flag, started)
            painting = await work
            if painting is not None:
                await self._run(self._finish, claim, painting)
        except BaseException:
            flag.set()
            raise

    def _begin(self, job_id: str | None = None) -> Claim | None:
        """Claim a job, the next one when none is named."""
        place = self._place
        with place.database.writing() as connection:
            if job_id is not None:
                return jobs.claim_job(connection, job_id, place.owner, place.now())
            claim = jobs.claim_next(connection, place.owner, place.now())
        if claim is not None:
            self._flags[claim.job_id] = threading.Event()
        return claim

    async def _keep_pace(
        self, claim: Claim, flag: threading.Event, started: float
    ) -> None:
        """Let a job take the time that it would take on the live service."""
        pace, clock = self._place.pace, self._place.clock
        while (elapsed := clock.monotonic() - started) < pace.running:
            if flag.is_set():
                return
            await clock.sleep(min(pace.step, pace.running - elapsed))
            share = pace.progress(clock.monotonic() - started)
            await asyncio.to_thread(self._report, claim, flag, share)

    def _report(self, claim: Claim, flag: threading.Event, share: float) -> None:
        with self._place.database.writing() as connection:
            wanted = jobs.report_progress(connection, claim.job_id, share)
        if not wanted:
            # Another process may have cancelled it: the record is what counts.
            flag.set()

    def _paint(self, claim: Claim, flag: threading.Event) -> Painting | None:
        """Do the picture work; None when there is no result to keep."""
        place = self._place
        reported = 0.0

        def progress(share: float) -> None:
            nonlocal reported
            if place.pace.running <= 0 and share - reported >= _PROGRESS_STEP:
                reported = share
                self._report(claim, flag, min(share, 0.99))

        def cancelled() -> bool:
            late = claim.deadline is not None and place.now() >= claim.deadline
            return flag.is_set() or late

        try:
            return place.painter(claim.order, Work(progress, cancelled))
        except Cancelled:
            with place.database.writing() as connection:
                jobs.expire_holds(connection, place.now())
        except Exception:  # whatever breaks in it, the job has failed
            logger.debug(_FAILED, claim.job_id, exc_info=True)
            self._fail(claim)
        return None

    def _finish(self, claim: Claim, painting: Painting) -> None:
        """Keep a result and end its job, or throw it away when the job has ended.

        The file is written within the transaction: a sweep in another process cannot
        delete it between its being found there and the job that needs it.
        """
        place, file = self._place, painting.file
        try:
            with place.database.writing() as connection:
                name = place.outputs.keep(file.data)
                kept = jobs.succeed_job(
                    connection,
                    claim.job_id,
                    place.now(),
                    output=name,
                    content_type=file.content_type,
                    metadata=file.metadata,
                    notes=painting.notes,
                )
                if not kept and not upkeep.is_needed(connection, name):
                    place.outputs.delete(name)
        except OSError:
            logger.debug(_FAILED, claim.job_id, exc_info=True)
            self._fail(claim)

    def _fail(self, claim: Claim) -> None:
        with self._place.database.writing() as connection:
            jobs.fail_job(connection, claim.job_id, self._place.now())
