"""A submitted job as a thing: twins for event loops and for threads.

A handle is no more than a job's id and a client: it can be made again from the id in
another process, hours later.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Self

from pixelengine_import.api.flows import jobs
from pixelengine_import.errors import PixelEngineError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from types import TracebackType

    from pixelengine_import.api.download import Download
    from pixelengine_import.api.drivers import AsyncDriver, Driver
    from pixelengine_import.api.flows.service import Service
    from pixelengine_import.api.responses import Cancelled, Job

__all__ = ["AsyncJobHandle", "JobHandle"]


class _Handle:
    """What both twins are: an id, and what was last heard.

    Attributes:
        id: The service's id of the job.
        last: The job as it was last heard of; None before the first answer.
    """

    def __init__(self, service: Service, job_id: str) -> None:
        """Ask nothing yet."""
        self.id = job_id
        self.last: Job | None = None
        self._cancelled = False
        self._service = service

    def __repr__(self) -> str:
        """Return the id, and the last status when there is one."""
        status = "" if self.last is None else f" ({self.last.status})"
        return f"<job {self.id}{status}>"

    @property
    def _ended(self) -> bool:
        return self._cancelled or (self.last is not None and self.last.done)

    def _hear(self, job: Job) -> Job:
        self.last = job
        return job

    def _telling(
        self, on_update: Callable[[Job], None] | None
    ) -> Callable[[Job], None]:
        def hear(job: Job) -> None:
            self.last = job
            if on_update is not None:
                on_update(job)

        return hear


class AsyncJobHandle(_Handle):
    """A job that the service has, for event loops.

    As a context manager it cancels the job when the block is left before the job was
    seen to end: what nobody waits for any more should cost nothing.

    Attributes:
        id: The service's id of the job.
        last: The job as it was last heard of; None before the first answer.
    """

    def __init__(self, service: Service, driver: AsyncDriver, job_id: str) -> None:
        """Ask nothing yet; ``AsyncPixelEngine.handle`` makes handles."""
        super().__init__(service, job_id)
        self._driver = driver

    async def __aenter__(self) -> Self:
        """Return the handle itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Cancel the job unless it has ended."""
        if not self._ended:
            with suppress(PixelEngineError):  # it has ended unseen, or nobody answers
                await self.cancel()

    async def refresh(self) -> Job:
        """Ask for the job's current state.

        Raises:
            JobError: It does not exist, or its output has expired.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        return self._hear(await self._driver.run(jobs.job(self._service, self.id)))

    async def wait(
        self,
        deadline: float | None = None,
        on_update: Callable[[Job], None] | None = None,
    ) -> Job:
        """Ask until the job has ended.

        Args:
            deadline: Seconds; None takes the client's. 0 asks once.
            on_update: Called with every answer.

        Returns:
            The job in its last state, whatever that is.

        Raises:
            JobError: The deadline passed, or the job is gone.
            ServiceError: An error answer that is not about to go away.
            UnreachableError: No answer, even after several tries.
        """
        hear = self._telling(on_update)
        flow = jobs.wait(self._service, self.id, hear, deadline)
        return await self._driver.run(flow)

    async def events(self, deadline: float | None = None) -> AsyncIterator[Job]:
        """Yield the job whenever something about it is new, its end last.

        Args:
            deadline: Seconds; None takes the client's.

        Yields:
            The job in another state each time.

        Raises:
            PixelEngineError: As for :meth:`wait`.
        """
        watch = jobs.Watch(self._service, self.id, deadline)
        while (job := await self._driver.run(watch.changed())) is not None:
            yield self._hear(job)

    async def result(
        self,
        deadline: float | None = None,
        on_update: Callable[[Job], None] | None = None,
    ) -> Download:
        """Wait for the job and fetch what it has made.

        Args:
            deadline: Seconds to wait for its end; None takes the client's.
            on_update: Called with every answer.

        Returns:
            The bytes as they came; nothing about them is checked yet.

        Raises:
            JobError: It failed or was cancelled, or the deadline passed, or it is gone.
            ResultError: What it has made cannot be fetched.
            ServiceError: An error answer that is not about to go away.
            UnreachableError: No answer, even after several tries.
        """
        ended = await self.wait(deadline, on_update)
        return await self._driver.run(jobs.download(self._service, ended))

    async def download(self) -> Download:
        """Fetch what the job has made, without waiting for its end.

        Returns:
            The bytes as they came; nothing about them is checked yet.

        Raises:
            JobError: It failed or was cancelled, or it is gone.
            ResultError: There is nothing yet, or it cannot be fetched.
            ServiceError: An error answer that is not about to go away.
            UnreachableError: No answer, even after several tries.
        """
        found = await self.refresh()
        return await self._driver.run(jobs.download(self._service, found))

    async def cancel(self) -> Cancelled:
        """Cancel the job; its hold is released at once.

        Raises:
            JobError: It has ended in another way already.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        done = await self._driver.run(jobs.cancel(self._service, self.id))
        self._cancelled = True
        return done


class JobHandle(_Handle):
    """A job that the service has, for threads.

    As a context manager it cancels the job when the block is left before the job was
    seen to end: what nobody waits for any more should cost nothing.

    Attributes:
        id: The service's id of the job.
        last: The job as it was last heard of; None before the first answer.
    """

    def __init__(self, service: Service, driver: Driver, job_id: str) -> None:
        """Ask nothing yet; ``PixelEngine.handle`` makes handles."""
        super().__init__(service, job_id)
        self._driver = driver

    def __enter__(self) -> Self:
        """Return the handle itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Cancel the job unless it has ended."""
        if not self._ended:
            with suppress(PixelEngineError):  # it has ended unseen, or nobody answers
                self.cancel()

    def refresh(self) -> Job:
        """Ask for the job's current state.

        Raises:
            JobError: It does not exist, or its output has expired.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        return self._hear(self._driver.run(jobs.job(self._service, self.id)))

    def wait(
        self,
        deadline: float | None = None,
        on_update: Callable[[Job], None] | None = None,
    ) -> Job:
        """Ask until the job has ended.

        Args:
            deadline: Seconds; None takes the client's. 0 asks once.
            on_update: Called with every answer.

        Returns:
            The job in its last state, whatever that is.

        Raises:
            JobError: The deadline passed, or the job is gone.
            ServiceError: An error answer that is not about to go away.
            UnreachableError: No answer, even after several tries.
        """
        hear = self._telling(on_update)
        flow = jobs.wait(self._service, self.id, hear, deadline)
        return self._driver.run(flow)

    def events(self, deadline: float | None = None) -> Iterator[Job]:
        """Yield the job whenever something about it is new, its end last.

        Args:
            deadline: Seconds; None takes the client's.

        Yields:
            The job in another state each time.

        Raises:
            PixelEngineError: As for :meth:`wait`.
        """
        watch = jobs.Watch(self._service, self.id, deadline)
        while (job := self._driver.run(watch.changed())) is not None:
            yield self._hear(job)

    def result(
        self,
        deadline: float | None = None,
        on_update: Callable[[Job], None] | None = None,
    ) -> Download:
        """Wait for the job and fetch what it has made.

        Args:
            deadline: Seconds to wait for its end; None takes the client's.
            on_update: Called with every answer.

        Returns:
            The bytes as they came; nothing about them is checked yet.

        Raises:
            JobError: It failed or was cancelled, or the deadline passed, or it is gone.
            ResultError: What it has made cannot be fetched.
            ServiceError: An error answer that is not about to go away.
            UnreachableError: No answer, even after several tries.
        """
        ended = self.wait(deadline, on_update)
        return self._driver.run(jobs.download(self._service, ended))

    def download(self) -> Download:
        """Fetch what the job has made, without waiting for its end.

        Returns:
            The bytes as they came; nothing about them is checked yet.

        Raises:
            JobError: It failed or was cancelled, or it is gone.
            ResultError: There is nothing yet, or it cannot be fetched.
            ServiceError: An error answer that is not about to go away.
            UnreachableError: No answer, even after several tries.
        """
        found = self.refresh()
        return self._driver.run(jobs.download(self._service, found))

    def cancel(self) -> Cancelled:
        """Cancel the job; its hold is released at once.

        Raises:
            JobError: It has ended in another way already.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        done = self._driver.run(jobs.cancel(self._service, self.id))
        self._cancelled = True
        return done
