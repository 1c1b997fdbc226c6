"""A typed asynchronous client of the Pixel Engine API.

The rules that decide what an answer means stand in
:mod:`pixelengine_import.api.wire`; this module says which call is made when. Everything
that the network does passes one :class:`httpx.AsyncBaseTransport`, so the local engine
in process, a server on a socket and a scripted service in a test look the same.
"""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING, Self, TypeVar

import httpx
from pydantic import ValidationError

from pixelengine_import._clock import Clock, SystemClock
from pixelengine_import.api.access import LIVE_BASE_URL, ApiKey
from pixelengine_import.api.catalog import ENDPOINTS, Endpoint
from pixelengine_import.api.download import Download, fetch
from pixelengine_import.api.exchange import (
    PAST_PROXIES,
    Answered,
    Bearer,
    FirstByte,
    Retrier,
    kind_of,
    receive,
    unreachable,
)
from pixelengine_import.api.outcomes import (
    Ambiguous,
    EngineKind,
    NeverSent,
    Submission,
)
from pixelengine_import.api.polling import LIVE_POLLING, Polling
from pixelengine_import.api.requests import CancelBody, dump_body
from pixelengine_import.api.responses import (
    ACTIVE,
    Answer,
    Balance,
    BillingSummary,
    Cancelled,
    EnhancedPrompt,
    Job,
)
from pixelengine_import.api.wire import (
    Reply,
    engine_of,
    interpret_submission,
    printable,
    retry_after,
    without_queries,
)
from pixelengine_import.errors import (
    CredentialsError,
    CreditsError,
    JobError,
    RefusedError,
    ResultError,
    ServiceError,
    UnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from types import TracebackType

    from pixelengine_import.api.requests import (
        AnimateBody,
        EnhancePromptBody,
        KeyframesBody,
        PixelateBody,
        RemoveBackgroundBody,
    )

__all__ = ["ANSWER_MOST", "AsyncPixelEngine"]

A = TypeVar("A", bound=Answer)

_LOG = logging.getLogger(__name__)
_READ = httpx.Timeout(connect=5, read=60, write=60, pool=10)
_PAID = httpx.Timeout(connect=10, read=120, write=120, pool=10)
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_ACCEPT = {"Accept": "application/json"}
_PORT_MOST = 65_535
ANSWER_MOST = 4 * 1024 * 1024


class AsyncPixelEngine:
    """A client for one account.

    Example::

        async with AsyncPixelEngine(key) as engine:
            match await engine.animate(body):
                case Accepted(job_id=job_id):
                    job = await engine.wait(job_id)
                    result = await engine.download(job)

    Args:
        api_key: The key, ``pe_sk_…``.
        base_url: Where the API is, up to and with ``/functions/v1``.
        transport: What moves the bytes; None is a real network.
        clock: Waits and dates.
        polling: How often a running job is asked about.
        rng: Where jitter comes from.

    Raises:
        CredentialsError: The key cannot be a key.
        UnreachableError: The address cannot be one.
    """

    def __init__(
        self,
        api_key: ApiKey | str,
        *,
        base_url: str = LIVE_BASE_URL,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock | None = None,
        polling: Polling = LIVE_POLLING,
        rng: random.Random | None = None,
    ) -> None:
        """Prepare two HTTP clients; nothing is sent."""
        key = api_key if isinstance(api_key, ApiKey) else ApiKey(api_key)
        if not key.usable:
            msg = "the API key is empty or holds characters that no key has"
            raise CredentialsError(msg, status=401, code="unauthorized")
        self.base_url = base_url.rstrip("/")
        self.polling = polling
        self._host = _host_of(self.base_url)
        self._auth = Bearer(key)
        self._clock = clock or SystemClock()
        self._rng = rng or random.Random()  # noqa: S311 - jitter, not a secret
        self._retrier = Retrier(self._clock, self._rng)
        # Only a transport over httpcore says when the first byte is about to leave.
        self._traced = transport is None or isinstance(
            transport, httpx.AsyncHTTPTransport
        )
        self._reader = httpx.AsyncClient(
            transport=transport, mounts=PAST_PROXIES, timeout=_READ
        )
        # A stale kept-alive connection dies in a way that cannot be told from an
        # accepted request: paid calls get a fresh one each.
        self._payer = httpx.AsyncClient(
            transport=transport,
            mounts=PAST_PROXIES,
            timeout=_PAID,
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close all connections."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        await self._reader.aclose()
        await self._payer.aclose()

    async def balance(self) -> Balance:
        """Return the credits of the account.

        Raises:
            CredentialsError: The key is not accepted.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        return _parse(Balance, await self._read(ENDPOINTS["balance"]))

    async def billing(
        self, start_date: date | None = None, end_date: date | None = None
    ) -> BillingSummary:
        """Add up what the account spent and got over a number of days.

        Args:
            start_date: First day (UTC); None is 30 days before the last.
            end_date: Last day (UTC), included; None is today.

        Raises:
            RefusedError: The period is longer than 365 days, or ends before it begins.
            CredentialsError: The key is not accepted.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        days = {"start_date": start_date, "end_date": end_date}
        query = {name: day.isoformat() for name, day in days.items() if day is not None}
        return _parse(BillingSummary, await self._read(ENDPOINTS["billing"], query))

    async def probe(self) -> tuple[EngineKind, Balance]:
        """Ask who answers at this address, with a call that costs nothing.

        Returns:
            ``local`` for an engine that names itself so, else ``live``; and the
            account's balance.

        Raises:
            CredentialsError: The key is not accepted.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        reply = await self._read(ENDPOINTS["balance"])
        return engine_of(reply.headers), _parse(Balance, reply)

    async def animate(
        self,
        body: AnimateBody,
        *,
        intent: str | None = None,
        before_send: Callable[[], None] | None = None,
    ) -> Submission:
        """Submit an animation; see :meth:`submit`."""
        return await self.submit(
            "animate", dump_body(body), intent=intent, before_send=before_send
        )

    async def keyframes(
        self,
        body: KeyframesBody,
        *,
        intent: str | None = None,
        before_send: Callable[[], None] | None = None,
    ) -> Submission:
        """Submit a keyframe animation; see :meth:`submit`."""
        return await self.submit(
            "keyframes", dump_body(body), intent=intent, before_send=before_send
        )

    async def pixelate(
        self,
        body: PixelateBody,
        *,
        intent: str | None = None,
        before_send: Callable[[], None] | None = None,
    ) -> Submission:
        """Submit a picture to become pixel art, for free; see :meth:`submit`."""
        return await self.submit(
            "pixelate", dump_body(body), intent=intent, before_send=before_send
        )

    async def remove_background(
        self,
        body: RemoveBackgroundBody,
        *,
        intent: str | None = None,
        before_send: Callable[[], None] | None = None,
    ) -> Submission:
        """Submit a picture or animation to be cut out; see :meth:`submit`."""
        return await self.submit(
            "remove_background", dump_body(body), intent=intent, before_send=before_send
        )

    async def enhance_prompt(self, body: EnhancePromptBody) -> EnhancedPrompt:
        """Have a prompt rewritten; free, and answered at once.

        Args:
            body: The prompt, and what moves.

        Raises:
            RefusedError: The request breaks a rule.
            CredentialsError: The key is not accepted.
            ServiceError: Any other error answer, 502 ``upstream_error`` among them.
            UnreachableError: No answer.
        """
        row = ENDPOINTS["enhance_prompt"]
        return _parse(EnhancedPrompt, await self._read(row, body=dump_body(body)))

    async def submit(
        self,
        endpoint: str,
        body: Mapping[str, object],
        *,
        intent: str | None = None,
        before_send: Callable[[], None] | None = None,
    ) -> Submission:
        """Send one request that makes a job, once: it may cost credits.

        Args:
            endpoint: Name of the endpoint.
            body: The JSON body.
            intent: A name for this request, sent as ``Idempotency-Key``; the service
                is not known to honour it.
            before_send: Called once the connection stands and before the first byte
                leaves: what it writes down is true from then on.

        Returns:
            What became of it. Only :class:`Ambiguous` leaves room for doubt.
        """
        row = ENDPOINTS[endpoint]
        headers = dict(_ACCEPT)
        if intent is not None:
            headers["Idempotency-Key"] = intent
        sent = FirstByte(before_send)
        if not self._traced:
            sent()
        request = self._payer.build_request(
            row.method,
            self.base_url + row.path,
            json=dict(body),
            headers=headers,
            extensions={"trace": sent.trace},
        )
        try:
            response = await self._payer.send(request, auth=self._auth, stream=True)
            reply = await receive(response, ANSWER_MOST)
        except httpx.HTTPError as error:
            # The kind of the error is a second opinion: what counts is whether a
            # byte left.
            if isinstance(error, _NEVER_SENT) or not sent.done:
                return NeverSent(unreachable(self.base_url, error))
            return Ambiguous(f"the connection broke ({kind_of(error)})")
        if reply is None:
            return Ambiguous("the answer is too large", response.status_code)
        return interpret_submission(reply, self._clock.now())

    async def job(self, job_id: str) -> Job:
        """Return the current state of a job.

        Raises:
            JobError: It does not exist, or its output has expired.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        job, _ = await self._ask(job_id)
        return job

    async def _ask(self, job_id: str) -> tuple[Job, float | None]:
        """Return a job, and when the service wants to be asked again (seconds)."""
        try:
            reply = await self._read(ENDPOINTS["jobs"], {"id": job_id})
        except RefusedError as error:
            if error.service_code == "job_expired" or error.status == httpx.codes.GONE:
                raise JobError(str(error), job_id=job_id, status="expired") from None
            if error.service_code == "job_not_found":
                raise JobError(str(error), job_id=job_id, status="unknown") from None
            raise
        return _parse(Job, reply), retry_after(reply.headers, self._clock.now())

    async def wait(
        self, job_id: str, on_update: Callable[[Job], None] | None = None
    ) -> Job:
        """Ask until the job has ended.

        Args:
            job_id: The job.
            on_update: Called with every answer.

        Returns:
            The job in its last state, whatever that is.

        Raises:
            JobError: The deadline passed, or the job is gone.
            ServiceError: An error answer that is not about to go away.
            UnreachableError: No answer, even after several tries.
        """
        polling = self.polling
        end = self._clock.monotonic() + polling.deadline
        wait, asked = polling.first, None
        unknown: set[str] = set()
        while True:
            spread = self._rng.uniform(1 - polling.jitter, 1 + polling.jitter)
            await self._clock.sleep(wait * spread if asked is None else asked)
            job, asked = await self._ask(job_id)
            if on_update is not None:
                on_update(job)
            if job.done:
                return job
            if job.status not in ACTIVE | unknown:
                unknown.add(job.status)
                _LOG.warning("job %s: unknown status %r", job_id, job.status)
            if self._clock.monotonic() > end:
                msg = f"job {job_id} is still {job.status} after its deadline"
                raise JobError(msg, job_id=job_id, status=job.status)
            wait = min(wait * polling.factor, polling.most)

    async def cancel(self, job_id: str) -> Cancelled:
        """Cancel a job; its hold is released at once.

        Raises:
            JobError: The job has ended in another way already.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        body = dump_body(CancelBody(api_job_id=job_id))
        try:
            reply = await self._read(ENDPOINTS["cancel"], body=body)
        except RefusedError as error:
            if error.status != httpx.codes.CONFLICT:
                raise
            job = await self.job(job_id)
            if job.status == "cancelled":  # a repeated cancel has done its work
                return Cancelled(api_job_id=job_id, status=job.status)
            raise JobError(error.message, job_id=job_id, status=job.status) from None
        return _parse(Cancelled, reply)

    async def download(self, job: Job) -> Download:
        """Fetch the result of a job.

        The address carries its own token, so no key is sent to the storage host. An
        address that has died is replaced once by a fresh one.

        Args:
            job: A job that succeeded.

        Returns:
            The bytes as they came; nothing about them is checked yet.

        Raises:
            JobError: The output has expired.
            ResultError: There is no output, or it is too large, or cut short, or its
                address is not one to follow.
            ServiceError: The storage host does not hand it out.
            UnreachableError: No answer, or none that was whole.
        """
        for fresh in (False, True):
            current = await self.job(job.api_job_id) if fresh else job
            if current.output is None:
                msg = f"job {job.api_job_id} has no output"
                raise ResultError(msg)
            url = current.output.url
            try:
                return await self._fetch(url)
            except (RefusedError, CredentialsError, CreditsError) as error:
                if fresh:
                    raise _kept_back(error) from None
        raise AssertionError  # the loop returns or raises

    async def _fetch(self, url: str) -> Download:
        async def once() -> Download:
            return await fetch(self._reader, url, own_host=self._host)

        return await self._retrier.run(once, url)

    async def _read(
        self,
        row: Endpoint,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> Reply:
        async def once() -> Reply:
            request = self._reader.build_request(
                row.method,
                self.base_url + row.path,
                params=params,
                json=None if body is None else dict(body),
                headers=_ACCEPT,
            )
            response = await self._reader.send(request, auth=self._auth, stream=True)
            reply = await receive(response, ANSWER_MOST)
            if reply is None:
                msg = "the service's answer is too large"
                raise ServiceError(msg, status=response.status_code)
            if not reply.ok:
                raise Answered(reply)
            return reply

        return await self._retrier.run(once, self.base_url)


def _parse(kind: type[A], reply: Reply) -> A:
    try:
        return kind.model_validate(reply.json())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(printable(part) for part in first["loc"])
        what = f"{where}: {first['msg']}" if where else "it is no JSON object"
        msg = f"the service's answer is not understood ({what})"
        raise ServiceError(msg, status=reply.status) from None


def _kept_back(error: ServiceError) -> ServiceError:
    """Turn a storage host's refusal into an error that is not about our request."""
    said = without_queries(error.message)
    msg = f"the storage host does not hand out the result: {said}"
    return ServiceError(msg, status=error.status, code=error.service_code)


def _host_of(base_url: str) -> str:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.host and 0 < (url.port or 443) <= _PORT_MOST:
        return url.host
    msg = (
        "the service's address is not an address (found "
        f'"{printable(without_queries(base_url))}"). Use one such as {LIVE_BASE_URL}.'
    )
    raise UnreachableError(msg)
