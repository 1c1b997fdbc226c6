"""A job that the service knows, from the first question to the stored result."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal, Protocol

from pixelengine_import._clock import iso
from pixelengine_import.api.responses import ENDED
from pixelengine_import.errors import (
    CredentialsError,
    CreditsError,
    ImageError,
    JobError,
    ProjectError,
    RefusedError,
    ResultError,
    ServiceError,
    UnreachableError,
)
from pixelengine_import.pipeline.ask import rerun
from pixelengine_import.pipeline.decode import decode_result

if TYPE_CHECKING:
    from datetime import datetime

    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.api.download import Download
    from pixelengine_import.api.responses import Job as RemoteJob
    from pixelengine_import.errors import PixelEngineError
    from pixelengine_import.journal.blobs import BlobStore
    from pixelengine_import.journal.jobs import Job, Journal

__all__ = ["GONE", "Collector", "JobState", "Tell", "keep", "will_pass"]

JobState = Literal["sending", "queued", "running", "downloading", "stored", "ended"]
GONE = frozenset({"unknown", "expired"})
"""Statuses under which a service has nothing to hand out any more."""

_WITHOUT_RESULT = ENDED - {"success"}


class Tell(Protocol):
    """Who is told how far a job is."""

    def __call__(self, state: JobState, progress: float, job_id: str) -> None:
        """Take note; never raise."""
        ...


def will_pass(error: PixelEngineError) -> bool:
    """Tell whether an error may be gone by itself after a while.

    Args:
        error: What stopped a job from being submitted or collected.
    """
    if isinstance(error, JobError):
        return error.status not in GONE | ENDED
    if isinstance(error, RefusedError | CredentialsError | CreditsError):
        return False
    return isinstance(error, UnreachableError | ServiceError)


async def keep(
    blobs: BlobStore, data: bytes, what: str, again: str = "pxe sync"
) -> str:
    """Store bytes without holding up other work.

    Args:
        blobs: The store.
        data: What.
        what: Its name in the message.
        again: What is to be run once there is room.

    Returns:
        SHA-256 in hex.

    Raises:
        ProjectError: There is no room, or the folder cannot be written.
    """
    try:
        return await asyncio.to_thread(blobs.put, data)
    except OSError as error:
        msg = (
            f"{what} cannot be kept ({error.strerror}). Make room in the state folder, "
            f"then run {again}; the service keeps a result for 24 hours."
        )
        raise ProjectError(msg) from None


class Collector:
    """Fetches what the service has made.

    Args:
        client: The engine's client.
        journal: Where every step is written down.
        blobs: Where results are kept.
    """

    def __init__(
        self, client: AsyncPixelEngine, journal: Journal, blobs: BlobStore
    ) -> None:
        """Ask nothing yet."""
        self._client = client
        self._journal = journal
        self._blobs = blobs

    async def finish(self, job: Job, job_id: str, tell: Tell) -> Job:
        """Poll, download, check and store.

        Args:
            job: The job.
            job_id: The service's id of it.
            tell: Who is told how far it is.

        Returns:
            The job with its stored result.

        Raises:
            PixelEngineError: There is no result, and why.
        """
        remote = await self._wait(job, job_id, tell)
        output = remote.output
        if output is None or remote.status in _WITHOUT_RESULT:
            raise self._without_result(job, remote)
        self._journal.ready(
            job.id,
            metadata=output.metadata,
            credits_charged=_charge(remote),
            server_created_at=_text(remote.created_at),
            expires_at=_text(output.expires_at),
        )
        tell("downloading", 1.0, job_id)
        again = rerun(job.project)
        download = await self._checked_download(remote, again)
        digest = await keep(
            self._blobs, download.data, f"the result of job {job_id}", again
        )
        content_type = download.content_type or output.content_type
        self._journal.stored(job.id, digest, content_type)
        if remote.billing is None or remote.billing.hold_status == "captured":
            self._journal.settled(job.id, _charge(remote))
        stored = self._journal.job(job.id)
        return job if stored is None else stored

    async def _wait(self, job: Job, job_id: str, tell: Tell) -> RemoteJob:
        def told(remote: RemoteJob) -> None:
            state: JobState = "queued" if remote.status == "queued" else "running"
            tell(state, remote.progress, job_id)

        try:
            return await self._client.wait(job_id, told)
        except JobError as error:
            raise self._gone(job, job_id, error) from None

    def _gone(self, job: Job, job_id: str, error: JobError) -> JobError:
        """Write down that there is nothing to wait for; say what can be done."""
        name = f'"{job.animation}" of {job.sidecar}'
        again = rerun(job.project)
        if error.status == "expired":
            self._journal.end(job.id, "expired", str(error))
            msg = (
                f"{name}: the service keeps the result of job {job_id} no longer "
                f"({error}). Run {again} to make it anew; what that costs is said "
                "first."
            )
        elif error.status == "unknown" and job.engine == "local":
            self._journal.end(job.id, "forgotten", "the local engine does not know it")
            msg = f"{name}: the local engine does not know job {job_id}. Run {again}."
        elif error.status == "unknown":
            msg = (
                f"{name}: the service does not know job {job_id} ({error}). Use the "
                "key of the account that it was sent from, or give it up with "
                f"pxe resolve {job.id} --resubmit."
            )
        else:
            msg = f"{name}: {error}. It goes on there; run {again} to wait for it."
        return JobError(msg, job_id=job_id, status=error.status)

    async def _checked_download(self, remote: RemoteJob, again: str) -> Download:
        """Fetch a result that can be used, trying twice."""
        metadata = {} if remote.output is None else remote.output.metadata
        fault: Exception | None = None
        kept = ""
        for _ in range(2):
            try:
                download = await self._client.download(remote)
                kept = await keep(
                    self._blobs,
                    download.data,
                    f"the result of {remote.api_job_id}",
                    again,
                )
                await asyncio.to_thread(decode_result, download.data, metadata)
            except (ImageError, ResultError) as error:
                fault = error
            else:
                return download
        left = f" Its bytes are kept as {kept[:12]};" if kept else ""
        msg = (
            f"the result of job {remote.api_job_id} cannot be used ({fault})."
            f"{left or ' Nothing was kept;'} the next run fetches it again."
        )
        raise ResultError(msg)

    def _without_result(self, job: Job, remote: RemoteJob) -> PixelEngineError:
        if remote.status == "success":
            msg = (
                f"job {remote.api_job_id} succeeded and names no result yet. Run "
                f"{rerun(job.project)} again in a moment."
            )
            return ResultError(msg)
        fault = remote.error
        reason = (fault.message or fault.code) if fault is not None else "no reason"
        cancelled = remote.status == "cancelled" or remote.cancelled_at is not None
        self._journal.end(job.id, "cancelled" if cancelled else "failed", reason)
        word = "was cancelled" if cancelled else "failed"
        charged = _charge(remote)
        cost = f"{charged} credits were" if charged else "nothing was"
        msg = f'the job for "{job.animation}" {word} ({reason}); {cost} charged'
        return JobError(msg, job_id=remote.api_job_id, status=remote.status)


def _charge(remote: RemoteJob) -> int | None:
    return None if remote.billing is None else remote.billing.credits_charged


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)
