"""A job, from the first question about it to its result."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.api.download import fetch, whole
from pixelengine_import.api.flows.effects import sleep
from pixelengine_import.api.flows.service import parse
from pixelengine_import.api.requests import CancelBody, dump_body
from pixelengine_import.api.responses import ACTIVE, ENDED, Cancelled, Job
from pixelengine_import.api.wire import (
    retry_after,
    service_error,
    without_queries,
)
from pixelengine_import.errors import (
    CredentialsError,
    CreditsError,
    JobError,
    RefusedError,
    ResultError,
    ServiceError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.api.download import Download
    from pixelengine_import.api.flows.effects import Flow
    from pixelengine_import.api.flows.service import Service

__all__ = ["Watch", "cancel", "download", "job", "wait"]

_FAILED = ENDED - {"success"}
_CONFLICT = 409
_GONE = 410
_LOG = logging.getLogger("pixelengine_import.api")


def job(service: Service, job_id: str) -> Flow[Job]:
    """Ask for the state of a job."""
    found, _ = yield from _ask(service, job_id)
    return found


def _ask(service: Service, job_id: str) -> Flow[tuple[Job, float | None]]:
    """Return a job, and when the service wants to be asked again (seconds)."""
    try:
        reply = yield from service.ask(ENDPOINTS["jobs"], {"id": job_id})
    except RefusedError as error:
        if error.service_code == "job_expired" or error.status == _GONE:
            raise JobError(str(error), job_id=job_id, status="expired") from None
        if error.service_code == "job_not_found":
            raise JobError(str(error), job_id=job_id, status="unknown") from None
        raise
    return parse(Job, reply), retry_after(reply.headers, service.clock.now())


class Watch:
    """Asks about a job again and again, at growing intervals.

    Args:
        service: Who has it.
        job_id: The job.
        deadline: Seconds until it counts as lost from sight; None takes the polling's.
    """

    def __init__(
        self, service: Service, job_id: str, deadline: float | None = None
    ) -> None:
        """Ask nothing yet; the time runs from here."""
        self._service = service
        self._job_id = job_id
        self._deadline = deadline
        self._begun = service.clock.monotonic()
        self._step: float | None = None
        self._asked: float | None = None
        self._last: Job | None = None
        self._unknown: set[str] = set()

    def next(self) -> Flow[Job]:
        """Wait as long as is polite, and ask once.

        Raises:
            JobError: The deadline has passed, or the job is gone.
        """
        if self._last is not None and self._left() <= 0:
            msg = f"job {self._job_id} is still {self._last.status} after its deadline"
            raise JobError(msg, job_id=self._job_id, status=self._last.status)
        yield from sleep(self._wait())
        found, self._asked = yield from _ask(self._service, self._job_id)
        self._last = found
        if not found.done and found.status not in ACTIVE | self._unknown:
            self._unknown.add(found.status)
            _LOG.warning("job %s: unknown status %r", self._job_id, found.status)
        return found

    def changed(self) -> Flow[Job | None]:
        """Ask until something about the job is new; None after its end."""
        before = self._last
        if before is not None and before.done:
            return None
        while True:
            found = yield from self.next()
            if found.done or before is None or _face(found) != _face(before):
                return found

    def _wait(self) -> float:
        """Return the seconds until the next question."""
        polling, rng = self._service.polling, self._service.rng
        grown = polling.first if self._step is None else self._step * polling.factor
        self._step = min(grown, polling.most)
        spread = rng.uniform(1 - polling.jitter, 1 + polling.jitter)
        wait = self._step * spread if self._asked is None else self._asked
        return max(min(wait, self._left()), 0.0)

    def _left(self) -> float:
        """Return the seconds until the deadline."""
        deadline = self._deadline
        if deadline is None:
            deadline = self._service.polling.deadline
        return self._begun + deadline - self._service.clock.monotonic()


def _face(found: Job) -> tuple[object, ...]:
    """Return what is worth telling; an output's address is another one each time."""
    return found.status, found.progress, found.error, found.output is None


def wait(
    service: Service,
    job_id: str,
    on_update: Callable[[Job], None] | None,
    deadline: float | None,
) -> Flow[Job]:
    """Ask until the job has ended."""
    watch = Watch(service, job_id, deadline)
    while True:
        found = yield from watch.next()
        if on_update is not None:
            on_update(found)
        if found.done:
            return found


def cancel(service: Service, job_id: str) -> Flow[Cancelled]:
    """Cancel a job; a job that is cancelled already counts as done."""
    body = dump_body(CancelBody(api_job_id=job_id))
    try:
        reply = yield from service.ask(ENDPOINTS["cancel"], body=body)
    except RefusedError as error:
        if error.status != _CONFLICT:
            raise
        found = yield from job(service, job_id)
        if found.status == "cancelled":  # a repeated cancel has done its work
            return Cancelled(api_job_id=job_id, status=found.status)
        raise JobError(error.message, job_id=job_id, status=found.status) from None
    return parse(Cancelled, reply)


def download(service: Service, ended: Job) -> Flow[Download]:
    """Fetch a result; an address that has died is replaced once by a fresh one."""
    for fresh in (False, True):
        current = ended
        if fresh:
            current = yield from job(service, ended.api_job_id)
        if current.output is None or current.status in _FAILED:
            raise _without_result(current)
        url = current.output.url
        reply = yield from service.repeat(
            partial(fetch, url, own_host=service.host), url
        )
        if reply.ok:
            return whole(reply)
        error = service_error(reply)
        refused = isinstance(error, RefusedError | CredentialsError | CreditsError)
        if not refused:
            raise error
        if fresh:
            raise _kept_back(error)
    raise AssertionError  # the loop returns or raises


def _without_result(found: Job) -> JobError | ResultError:
    """Say why there is nothing to fetch."""
    if not found.done:
        msg = f"job {found.api_job_id} has no output yet (it is {found.status})"
        return ResultError(msg)
    if found.status == "success":
        msg = f"job {found.api_job_id} has no output"
        return ResultError(msg)
    fault = found.error
    reason = (fault.message or fault.code) if fault is not None else ""
    cancelled = found.status == "cancelled" or found.cancelled_at is not None
    word = "was cancelled" if cancelled else "failed"
    charged = 0 if found.billing is None else found.billing.credits_charged
    cost = f"{charged} credits were" if charged else "nothing was"
    said = f" ({reason.rstrip('.')})" if reason else ""
    msg = f"job {found.api_job_id} {word}{said}; {cost} charged"
    return JobError(msg, job_id=found.api_job_id, status=found.status)


def _kept_back(error: ServiceError) -> ServiceError:
    """Turn a storage host's refusal into an error that is not about our request."""
    said = without_queries(error.message)
    msg = f"the storage host does not hand out the result: {said}"
    return ServiceError(msg, status=error.status, code=error.service_code)
