"""A client, a server that plays a script, and a clock on which nobody waits."""

from __future__ import annotations

import random
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.api.polling import Polling
from pixelengine_import.testing.clock import InstantClock
from pixelengine_import.testing.service import ScriptedService

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    import httpx

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


class OpenEngine(Protocol):
    """Makes clients that are closed when the test ends."""

    def __call__(
        self,
        *,
        base_url: str | None = ...,
        transport: httpx.AsyncBaseTransport | None = ...,
        polling: Polling = ...,
    ) -> AsyncPixelEngine:
        """Make one."""
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


@pytest.fixture
async def open_engine(
    service: ScriptedService, clock: InstantClock
) -> AsyncIterator[OpenEngine]:
    """Make clients of the scripted service."""
    async with AsyncExitStack() as stack:

        def make(
            *,
            base_url: str | None = None,
            transport: httpx.AsyncBaseTransport | None = None,
            polling: Polling = STEADY,
        ) -> AsyncPixelEngine:
            engine = AsyncPixelEngine(
                KEY,
                base_url=base_url or service.origin + PREFIX,
                transport=transport,
                clock=clock,
                polling=polling,
                rng=random.Random(7),
            )
            stack.push_async_callback(engine.aclose)
            return engine

        yield make


@pytest.fixture
def engine(open_engine: OpenEngine) -> AsyncPixelEngine:
    """A client of the scripted service."""
    return open_engine()
