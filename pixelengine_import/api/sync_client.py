"""A typed client of the Pixel Engine API, for threads.

The twin of :mod:`pixelengine_import.api.client`, which has the same calls for event
loops. It may be shared by threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, Unpack

from pixelengine_import._clock import BlockingClock, SystemClock
from pixelengine_import.api.access import LIVE_BASE_URL, usable_key
from pixelengine_import.api.drivers import Driver
from pixelengine_import.api.flows import jobs, raw, reads
from pixelengine_import.api.flows.service import Service
from pixelengine_import.api.handles import JobHandle
from pixelengine_import.api.job_calls import JobCalls
from pixelengine_import.api.outcomes import job_id_of
from pixelengine_import.api.timeouts import LIVE_TIMEOUTS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping
    from datetime import date
    from types import TracebackType

    import httpx

    from pixelengine_import.api.access import ApiKey
    from pixelengine_import.api.download import Download
    from pixelengine_import.api.options import EnhancePromptOptions
    from pixelengine_import.api.outcomes import EngineKind, Submission
    from pixelengine_import.api.polling import Polling
    from pixelengine_import.api.requests import EnhancePromptBody
    from pixelengine_import.api.responses import (
        Balance,
        BatchJobs,
        BillingSummary,
        Cancelled,
        EnhancedPrompt,
        Job,
    )
    from pixelengine_import.api.timeouts import Timeouts
    from pixelengine_import.api.wire import Reply

__all__ = ["PixelEngine"]


class PixelEngine(JobCalls):
    """A client for one account.

    Example::

        with PixelEngine(key) as client:
            job = client.handle(client.animate("hero.png", "walk cycle"))
            result = job.result()

    The methods that make jobs return a closed union, see
    :mod:`pixelengine_import.api.outcomes`; :meth:`handle` raises what was not accepted.
    Pictures are paths, bytes, PIL images, base64, data URLs or https addresses, see
    :mod:`pixelengine_import.api.images`; options have the API's own names, see
    :mod:`pixelengine_import.api.options`.

    Args:
        api_key: The key, ``pe_sk_…``.
        base_url: Where the API is, up to and with ``/functions/v1``.
        transport: What moves the bytes; None is a real network.
        clock: Waits and dates.
        polling: How often a running job is asked about; None is often for a local
            engine, and as the reference recommends for all else.
        timeouts: How long one exchange may take.
        rng: Where jitter comes from.
        observed: Allow the endpoints that are not in the API reference.

    Raises:
        CredentialsError: The key cannot be a key.
        UnreachableError: The address cannot be one.
    """

    def __init__(
        self,
        api_key: ApiKey | str,
        *,
        base_url: str = LIVE_BASE_URL,
        transport: httpx.BaseTransport | None = None,
        clock: BlockingClock | None = None,
        polling: Polling | None = None,
        timeouts: Timeouts = LIVE_TIMEOUTS,
        rng: random.Random | None = None,
        observed: bool = False,
    ) -> None:
        """Prepare everything; nothing is sent."""
        key, clock = usable_key(api_key), clock or SystemClock()
        self._service = Service(
            base_url, clock=clock, rng=rng, polling=polling, observed=observed
        )
        self._driver = Driver(key, transport, clock, timeouts)

    @property
    def base_url(self) -> str:
        """Where the API is."""
        return self._service.base_url

    @property
    def polling(self) -> Polling:
        """How often a running job is asked about."""
        return self._service.polling

    @polling.setter
    def polling(self, polling: Polling) -> None:
        self._service.polling = polling

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all connections."""
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()

    # -- the account --------------------------------------------------------------

    def balance(self) -> Balance:
        """Return the credits of the account.

        Raises:
            CredentialsError: The key is not accepted.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        return self._driver.run(reads.balance(self._service))

    def billing(
        self, start_date: date | None = None, end_date: date | None = None
    ) -> BillingSummary:
        """Add up what the account spent and got over a number of days.

        Args:
            start_date: First day (UTC); None is 30 days before the last.
            end_date: Last day (UTC), included; None is today.

        Raises:
            InvalidRequestError: The period is longer than 365 days, or ends before it
                begins; a RefusedError when only the service can tell.
            CredentialsError: The key is not accepted.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        flow = reads.billing(self._service, start_date, end_date)
        return self._driver.run(flow)

    def probe(self) -> tuple[EngineKind, Balance]:
        """Ask who answers at this address, with a call that costs nothing.

        Returns:
            ``local`` for an engine that names itself so, else ``live``; and the
            account's balance.

        Raises:
            CredentialsError: The key is not accepted.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        return self._driver.run(reads.probe(self._service))

    # -- jobs ---------------------------------------------------------------------

    def handle(self, job: str | Submission) -> JobHandle:
        """Make a handle of a job; nothing is asked.

        Args:
            job: The service's id of it, from anywhere; or what became of a request.

        Raises:
            ServiceError: The request was refused.
            UnreachableError: It was never sent.
            AmbiguousSubmitError: Its answer is lost: a person decides.
        """
        job_id = job if isinstance(job, str) else job_id_of(job)
        return JobHandle(self._service, self._driver, job_id)

    def job(self, job_id: str) -> Job:
        """Return the current state of a job.

        Raises:
            JobError: It does not exist, or its output has expired.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        return self._driver.run(jobs.job(self._service, job_id))

    def wait(
        self,
        job_id: str,
        on_update: Callable[[Job], None] | None = None,
        *,
        deadline: float | None = None,
    ) -> Job:
        """Ask until the job has ended.

        Args:
            job_id: The job.
            on_update: Called with every answer.
            deadline: Seconds; None takes the polling's. 0 asks once.

        Returns:
            The job in its last state, whatever that is.

        Raises:
            JobError: The deadline passed, or the job is gone.
            ServiceError: An error answer that is not about to go away.
            UnreachableError: No answer, even after several tries.
        """
        flow = jobs.wait(self._service, job_id, on_update, deadline)
        return self._driver.run(flow)

    def cancel(self, job_id: str) -> Cancelled:
        """Cancel a job; its hold is released at once.

        Raises:
            JobError: The job has ended in another way already.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        return self._driver.run(jobs.cancel(self._service, job_id))

    def download(self, job: Job) -> Download:
        """Fetch the result of a job.

        The address carries its own token, so no key is sent to the storage host. An
        address that has died is replaced once by a fresh one.

        Args:
            job: A job that succeeded.

        Returns:
            The bytes as they came; nothing about them is checked yet.

        Raises:
            JobError: It did not succeed, or its output has expired.
            ResultError: There is no output, or it is too large, or cut short, or its
                address is not one to follow.
            ServiceError: The storage host does not hand it out.
            UnreachableError: No answer, or none that was whole.
        """
        return self._driver.run(jobs.download(self._service, job))

    # -- the rest -----------------------------------------------------------------

    def enhance_prompt(
        self, prompt: str | EnhancePromptBody, **options: Unpack[EnhancePromptOptions]
    ) -> EnhancedPrompt:
        """Have a prompt rewritten; free, and answered at once.

        Args:
            prompt: The animation in words, which may be empty beside an image; or a
                whole body.
            **options: ``image``: what moves; ``model``: that of /animate.

        Raises:
            InvalidRequestError: It breaks a rule; nothing was sent.
            CredentialsError: The key is not accepted.
            ServiceError: Any other error answer, 502 ``upstream_error`` among them.
            UnreachableError: No answer.
        """
        flow = reads.enhance_prompt(self._service, prompt, options)
        return self._driver.run(flow)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Reply:
        """Send any request to the API, and return its answer as it came.

        What can cost nothing (a GET, a POST to an endpoint known to be free) is
        repeated when that may help; all else is sent once.

        Args:
            method: HTTP method.
            path: Path below the base URL: ``/jobs``.
            query: Fields of the query.
            body: JSON.

        Returns:
            Status, headers and body, also of an error answer.

        Raises:
            InvalidRequestError: It is no request.
            UnreachableError: No answer, and none that could be about work.
            AmbiguousSubmitError: The answer to what may cost credits is lost.
            ServiceError: The answer is too large.
        """
        flow = raw.request(self._service, method, path, query, body)
        return self._driver.run(flow)

    def batch_jobs(self, batch_id: str) -> BatchJobs:
        """Return the current state of a batch; observed.

        Raises:
            InvalidRequestError: The client was not made with ``observed=True``.
            ServiceError: An error answer.
            UnreachableError: No answer.
        """
        return self._driver.run(reads.batch_jobs(self._service, batch_id))
