"""A typed asynchronous client of the Pixel Engine API.

The rules that decide what an answer means stand in
:mod:`pixelengine_import.api.wire`; this module only moves bytes. Everything that the
network does passes one :class:`httpx.AsyncBaseTransport`, so the local engine in
process, a server on a socket and a scripted service in a test look the same.
"""

from __future__ import annotations

import logging
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

import httpx
from pydantic import ValidationError

from pixelengine_import._clock import Clock, SystemClock
from pixelengine_import.api.catalog import ENDPOINTS, LIVE_BASE_URL, Endpoint
from pixelengine_import.api.outcomes import (
    Ambiguous,
    EngineKind,
    NeverSent,
    Submission,
)
from pixelengine_import.api.requests import CancelBody, dump_body
from pixelengine_import.api.responses import Answer, Balance, Cancelled, Job
from pixelengine_import.api.wire import (
    READ_TRIES,
    ApiKey,
    Reply,
    engine_of,
    interpret_submission,
    retry_after,
    retry_delay,
    service_error,
    should_retry_read,
)
from pixelengine_import.errors import (
    CredentialsError,
    JobError,
    RefusedError,
    ResultError,
    ServiceError,
    UnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import TracebackType

    from pixelengine_import.api.requests import AnimateBody, KeyframesBody

__all__ = ["AsyncPixelEngine", "Download", "Polling"]

T = TypeVar("T")
A = TypeVar("A", bound=Answer)

_READ = httpx.Timeout(connect=5, read=60, write=60, pool=10)
_PAID = httpx.Timeout(connect=10, read=120, write=120, pool=10)
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
DOWNLOAD_MOST = 64 * 1024 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_REDIRECTS_MOST = 3


class _HideQueries(logging.Filter):
    """Keeps the tokens of signed addresses out of httpx's own log lines."""

    _query = re.compile(r"\?[^\s\"']*")

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self._query.sub("?…", record.getMessage())
        record.args = ()
        return True


logging.getLogger("httpx").addFilter(_HideQueries())


@dataclass(frozen=True, slots=True)
class Polling:
    """How often a running job is asked about; seconds.

    Attributes:
        first: Wait before the first question.
        factor: Each wait is this much longer than the one before.
        most: Longest wait.
        jitter: Share by which each wait is varied, so that many jobs spread out.
        deadline: Time after which a job counts as lost from sight.
    """

    first: float = 3.0
    factor: float = 1.25
    most: float = 15.0
    jitter: float = 0.1
    deadline: float = 15 * 60.0


LIVE_POLLING = Polling()
LOCAL_POLLING = Polling(first=0.02, factor=1.4, most=0.5)


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes of a result.

    Attributes:
        data: All of them.
        content_type: What the storage host called them.
    """

    data: bytes
    content_type: str


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
        self._key = key
        self._clock = clock or SystemClock()
        self._rng = rng or random.Random()  # noqa: S311 - jitter, not a secret
        self._traced = transport is None
        self._reader = httpx.AsyncClient(transport=transport, timeout=_READ)
        # A stale kept-alive connection dies in a way that cannot be told from an
        # accepted request: paid calls get a fresh one each.
        self._payer = httpx.AsyncClient(
            transport=transport,
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

    async def submit(
        self,
        endpoint: str,
        body: Mapping[str, object],
        *,
        intent: str | None = None,
        before_send: Callable[[], None] | None = None,
    ) -> Submission:
        """Send one paid request, once.

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
        headers = self._headers()
        if intent is not None:
            headers["Idempotency-Key"] = intent
        sent = _Once(before_send)
        if not self._traced:
            sent()
        try:
            response = await self._payer.request(
                row.method,
                self.base_url + row.path,
                json=dict(body),
                headers=headers,
                extensions={"trace": sent.trace},
            )
        except _NEVER_SENT as error:
            return NeverSent(_unreachable(self.base_url, error))
        except httpx.HTTPError as error:
            return Ambiguous(f"the connection broke ({_kind(error)})")
        return interpret_submission(_reply(response))

    async def job(self, job_id: str) -> Job:
        """Return the current state of a job.

        Raises:
            JobError: It does not exist, or its output has expired.
            ServiceError: Any other error answer.
            UnreachableError: No answer.
        """
        try:
            reply = await self._read(ENDPOINTS["jobs"], {"id": job_id})
        except RefusedError as error:
            if error.service_code == "job_expired" or error.status == httpx.codes.GONE:
                raise JobError(str(error), job_id=job_id, status="expired") from None
            if error.service_code == "job_not_found":
                raise JobError(str(error), job_id=job_id, status="unknown") from None
            raise
        return _parse(Job, reply)

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
        wait = polling.first
        while True:
            spread = self._rng.uniform(1 - polling.jitter, 1 + polling.jitter)
            await self._clock.sleep(wait * spread)
            job = await self.job(job_id)
            if on_update is not None:
                on_update(job)
            if job.done:
                return job
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
            ResultError: There is no output, or it is too large, or cut short.
            UnreachableError: No answer.
        """
        for fresh in (False, True):
            current = await self.job(job.api_job_id) if fresh else job
            if current.output is None:
                msg = f"job {job.api_job_id} has no output"
                raise ResultError(msg)
            try:
                return await self._fetch(current.output.url)
            except RefusedError:
                if fresh:
                    raise
        raise AssertionError  # the loop returns or raises

    async def _fetch(self, url: str) -> Download:
        return await self._retrying(lambda: self._fetch_once(url))

    async def _fetch_once(self, url: str) -> Download:
        for _ in range(_REDIRECTS_MOST + 1):
            self._check_address(url)
            request = self._reader.build_request("GET", url)
            response = await self._reader.send(request, stream=True)
            try:
                if response.next_request is not None:
                    url = str(response.next_request.url)
                    continue
                body = bytearray()
                async for block in response.aiter_bytes():
                    body += block
                    if len(body) > DOWNLOAD_MOST:
                        msg = "the result is larger than 64 MB"
                        raise ResultError(msg)
            finally:
                await response.aclose()
            reply = Reply(response.status_code, _lower(response.headers), bytes(body))
            if not reply.ok:
                raise _Answered(reply)
            promised = reply.headers.get("content-length", "")
            encoded = "content-encoding" in reply.headers
            if promised.isdigit() and int(promised) != len(body) and not encoded:
                msg = f"the result was cut short ({len(body)} of {promised} bytes)"
                raise ResultError(msg)
            kind = reply.headers.get("content-type", "").partition(";")[0].strip()
            return Download(reply.body, kind)
        msg = "the result's address leads from one to the next"
        raise ResultError(msg)

    def _check_address(self, url: str) -> None:
        """Refuse addresses that an honest service would not hand out."""
        try:
            target = httpx.URL(url)
        except httpx.InvalidURL:
            msg = "the result's address is not an address"
            raise ResultError(msg) from None
        ours = httpx.URL(self.base_url)
        if target.scheme == "https":
            return
        own_loopback = ours.host in _LOOPBACK and target.host in _LOOPBACK
        if target.scheme == "http" and own_loopback:
            return
        msg = f"the result's address is not https (found {target.scheme})"
        raise ResultError(msg)

    async def _read(
        self,
        row: Endpoint,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> Reply:
        async def once() -> Reply:
            response = await self._reader.request(
                row.method,
                self.base_url + row.path,
                params=params,
                json=None if body is None else dict(body),
                headers=self._headers(),
            )
            reply = _reply(response)
            if not reply.ok:
                raise _Answered(reply)
            return reply

        return await self._retrying(once)

    async def _retrying(self, call: Callable[[], Awaitable[T]]) -> T:
        """Run something that is safe to repeat."""
        for attempt in range(1, READ_TRIES + 1):
            wait: float | None = None
            try:
                return await call()
            except _Answered as answered:
                reply = answered.reply
                wait = retry_after(reply.headers, self._clock.now())
                if attempt == READ_TRIES or not should_retry_read(reply.status):
                    raise service_error(reply) from None
            except httpx.HTTPError as error:
                if attempt == READ_TRIES:
                    raise _unreachable(self.base_url, error) from None
            await self._clock.sleep(retry_delay(attempt, wait, self._rng))
        raise AssertionError  # the loop returns or raises

    def _headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self._key.reveal()}",
            "Accept": "application/json",
        }


class _Answered(Exception):  # noqa: N818 - never leaves this module
    """An answer that is not a success, on its way to the retry rule."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class _Once:
    """Runs ``before_send`` when the first byte is about to leave, once."""

    def __init__(self, call: Callable[[], None] | None) -> None:
        self._call = call

    def __call__(self) -> None:
        call, self._call = self._call, None
        if call is not None:
            call()

    async def trace(self, event: str, info: Mapping[str, object]) -> None:
        """Listen to httpcore: its events name protocol, phase and progress."""
        del info
        if event.endswith("send_request_headers.started"):
            self()


def _parse(kind: type[A], reply: Reply) -> A:
    try:
        return kind.model_validate(reply.json())
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        msg = f"the service's answer is not understood ({where}: {first['msg']})"
        raise ServiceError(msg, status=reply.status) from None


def _reply(response: httpx.Response) -> Reply:
    return Reply(response.status_code, _lower(response.headers), response.content)


def _lower(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _kind(error: Exception) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()


def _unreachable(base_url: str, error: Exception) -> UnreachableError:
    host = httpx.URL(base_url).netloc.decode("ascii", "replace")
    msg = f"no connection to {host} ({_kind(error)}). Check the network and try again."
    return UnreachableError(msg)
