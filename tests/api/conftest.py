"""Both clients, a server that plays a script, and a clock on which nobody waits.

Tests of the clients are written once, for an event loop. The client for threads runs
them too: behind a face that has each of its calls done in a thread.
"""

from __future__ import annotations

import asyncio
import inspect
import random
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Protocol, Self, cast

import httpx
import pytest

from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.api.handles import AsyncJobHandle, JobHandle
from pixelengine_import.api.polling import Polling
from pixelengine_import.api.sync_client import PixelEngine
from pixelengine_import.testing.clock import InstantClock
from pixelengine_import.testing.service import ScriptedService

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

KEY = "pe_sk_canary_5f3a9c"
TOKEN = "canary-token-77"  # noqa: S105 - a canary
PREFIX = "/functions/v1"
STEADY = Polling(jitter=0.0)


def job(status: str = "success", **changes: object) -> dict[str, Any]:
    """An answer of GET /jobs."""
    return {"api_job_id": "f47", "status": status, "progress": 0.5} | changes


def output(url: str, content_type: str = "image/webp") -> dict[str, object]:
    """The output object of a job."""
    return {"url": f"{url}?token={TOKEN}", "content_type": content_type}


class Threaded:
    """The client for threads, or a handle of it, with the face of its twin.

    Args:
        inner: What is driven.
        twin: Whose face it has.
    """

    def __init__(self, inner: object, twin: type) -> None:
        """Hold it."""
        self._inner = inner
        self._twin = twin

    def __getattr__(self, name: str) -> Any:
        """Return an attribute; what its twin awaits runs in a thread."""
        found = getattr(self._inner, name.replace("aclose", "close"))
        kind = inspect.getattr_static(self._twin, name, None)
        if inspect.iscoroutinefunction(kind):
            return lambda *args, **named: asyncio.to_thread(found, *args, **named)
        if inspect.isasyncgenfunction(kind):
            return lambda *args, **named: _aiter(found(*args, **named))
        if name == "handle":
            return lambda job: Threaded(found(job), AsyncJobHandle)
        return found

    def __repr__(self) -> str:
        """Print what is driven."""
        return repr(self._inner)

    async def __aenter__(self) -> Self:
        """Enter the block."""
        await asyncio.to_thread(cast("JobHandle", self._inner).__enter__)
        return self

    async def __aexit__(self, *error: object) -> None:
        """Leave the block."""
        leave: Any = cast("JobHandle", self._inner).__exit__
        await asyncio.to_thread(leave, *error)


async def _aiter(items: Iterator[Any]) -> AsyncIterator[Any]:
    end = object()
    while (item := await asyncio.to_thread(next, items, end)) is not end:
        yield item


class OpenEngine(Protocol):
    """Makes clients that are closed when the test ends."""

    def __call__(
        self,
        *,
        base_url: str | None = ...,
        transport: httpx.AsyncBaseTransport | None = ...,
        polling: Polling | None = ...,
        observed: bool = ...,
        patience: float | None = ...,
    ) -> AsyncPixelEngine:
        """Make one.

        Args:
            base_url: Where the service is; None is the scripted one.
            transport: What moves the bytes, for either driver.
            polling: How often jobs are asked about.
            observed: Whether observed endpoints are allowed.
            patience: Seconds that are waited for an answer; None leaves it.
        """
        ...


@pytest.fixture
def service() -> Iterator[ScriptedService]:
    """A server on this machine."""
    with ScriptedService() as running:
        yield running


@pytest.fixture
def clock() -> InstantClock:
    """A clock that writes down how long everybody would have waited."""
    return InstantClock()


class Impatient(httpx.AsyncHTTPTransport):
    """A network on which nobody waits long for an answer."""

    def __init__(self, patience: float) -> None:
        """Wait for that many seconds."""
        super().__init__()
        self._patience = patience

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Cut the time for reading."""
        request.extensions["timeout"]["read"] = self._patience
        return await super().handle_async_request(request)


class ImpatientThread(httpx.HTTPTransport):
    """The same for the client for threads."""

    def __init__(self, patience: float) -> None:
        """Wait for that many seconds."""
        super().__init__()
        self._patience = patience

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Cut the time for reading."""
        request.extensions["timeout"]["read"] = self._patience
        return super().handle_request(request)


@pytest.fixture(params=["async", "sync"])
def driver(request: pytest.FixtureRequest) -> str:
    """Which of the two clients is tested."""
    return str(request.param)


@pytest.fixture
async def open_engine(
    service: ScriptedService, clock: InstantClock, driver: str
) -> AsyncIterator[OpenEngine]:
    """Make clients of the scripted service."""
    async with AsyncExitStack() as stack:

        def make(
            *,
            base_url: str | None = None,
            transport: httpx.AsyncBaseTransport | None = None,
            polling: Polling | None = STEADY,
            observed: bool = False,
            patience: float | None = None,
        ) -> AsyncPixelEngine:
            kind: Any = AsyncPixelEngine if driver == "async" else PixelEngine
            moves: object = transport
            if patience is not None:
                impatient = Impatient if driver == "async" else ImpatientThread
                moves = impatient(patience)
            engine = kind(
                KEY,
                base_url=base_url or service.origin + PREFIX,
                transport=moves,
                clock=clock,
                polling=polling,
                rng=random.Random(7),
                observed=observed,
            )
            if driver == "sync":
                engine = Threaded(engine, AsyncPixelEngine)
            stack.push_async_callback(engine.aclose)
            return cast("AsyncPixelEngine", engine)

        yield make


@pytest.fixture
def engine(open_engine: OpenEngine) -> AsyncPixelEngine:
    """A client of the scripted service."""
    return open_engine()
