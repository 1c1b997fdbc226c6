"""The whole engine behind its HTTP app, on a clock and painters of the tests' own."""

from __future__ import annotations

import os
import threading
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import httpx
import numpy as np
import pytest

from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.local_engine.app import create_app
from pixelengine_import.local_engine.encoding.files import encode_animation
from pixelengine_import.local_engine.endpoints import paint
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.keys import LOCAL_KEY
from pixelengine_import.local_engine.motion import Cancelled
from pixelengine_import.local_engine.orders import Painting
from pixelengine_import.local_engine.painters.crew import Crew
from pixelengine_import.local_engine.pictures import fetch_nothing
from pixelengine_import.testing.clock import FakeClock

from .remote import JOB_SECONDS, LOOK_SECONDS, Remote, Target, remote_client
from .service import Service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.orders import Order
    from pixelengine_import.local_engine.pace import Speed
    from pixelengine_import.local_engine.pictures import Fetch
    from pixelengine_import.local_engine.workers import Painter

BASE_URL = "http://127.0.0.1:8642/functions/v1"
ORIGIN = "http://127.0.0.1:8642"
HERE = Path(__file__).parent


def paint_plainly(order: Order, work: Work) -> Painting:
    """Show the first picture in every frame, a little darker; stills as ever."""
    if order.endpoint not in {"animate", "keyframes"}:
        return paint(order, work)
    inputs = order.inputs
    count = inputs.get("output_frames") or inputs["total_frames"]
    still = decode_still(order.pictures[0])
    frames = np.repeat(still[None], count, axis=0)
    for i in range(count):
        frames[i, ..., 0] -= np.uint8(i)
        work.reached((i + 1) / count)
    notes = {"method": "plain", "understood": "idle, walk", "ignored": ""}
    return Painting(encode_animation(frames, inputs["output_format"]), notes)


@dataclass
class Gate:
    """A painter that waits for the test, and looks whether it is still wanted."""

    begun: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)
    share: float = 0.5

    def __call__(self, order: Order, work: Work) -> Painting:
        """Report half of the work, then wait."""
        work.progress(self.share)
        self.begun.set()
        while not self.opened.wait(0.002):
            if work.cancelled():
                self.cancelled.set()
                raise Cancelled
        return paint_plainly(order, work)


@dataclass
class Api(Service):
    """A client of an engine in this process, whose clock the test moves.

    Attributes:
        engine: The engine.
        clock: Its clock.
        faults: What goes wrong on purpose; rules may be added at any time.
    """

    engine: LocalEngine = field(kw_only=True)
    clock: FakeClock = field(kw_only=True)
    faults: FaultPlan = field(kw_only=True)

    def with_key(self, key: str) -> Api:
        """The same engine, asked with another key."""
        headers = {"Authorization": f"Bearer {key}"}
        client = httpx.AsyncClient(transport=self.client._transport, headers=headers)
        return replace(self, client=client)


class OpenApi(Protocol):
    """Starts an engine for the length of the test."""

    async def __call__(
        self,
        *,
        painter: Painter | None = ...,
        credits: int = ...,  # noqa: A002 - the API's own word
        speed: Speed = ...,
        workers: int = ...,
        pretend_live: bool = ...,
        clock: FakeClock | None = ...,
        folder: Path | None = ...,
        fetch: Fetch = ...,
        keys: Mapping[str, int] | None = ...,
        seed: int | None = ...,
    ) -> Api:
        """Start it."""
        ...


@asynccontextmanager
async def running(
    engine: LocalEngine, clock: FakeClock, *, pretend_live: bool
) -> AsyncIterator[Api]:
    """Run an engine and a client with a good key."""
    await engine.start()
    faults = FaultPlan()
    app = create_app(
        engine, base_url=BASE_URL, pretend_live=pretend_live, faults=faults
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {LOCAL_KEY}"}
    try:
        async with httpx.AsyncClient(transport=transport, headers=headers) as client:
            yield Api(client, BASE_URL, engine=engine, clock=clock, faults=faults)
    finally:
        await engine.stop()


@pytest.fixture
async def open_api(tmp_path: Path) -> AsyncIterator[OpenApi]:
    """Start engines that are stopped when the test ends."""
    async with AsyncExitStack() as stack:

        async def start(
            *,
            painter: Painter | None = paint_plainly,
            credits: int = 1000,  # noqa: A002 - the API's own word
            speed: Speed = "instant",
            workers: int = 2,
            pretend_live: bool = False,
            clock: FakeClock | None = None,
            folder: Path | None = None,
            fetch: Fetch = fetch_nothing,
            keys: Mapping[str, int] | None = None,
            seed: int | None = None,
        ) -> Api:
            clock = clock or FakeClock()
            engine = LocalEngine(
                folder or tmp_path / "engine",
                clock=clock,
                credits=credits,
                workers=workers,
                speed=speed,
                painter=painter,
                crew=Crew(0),  # in threads: its processes have tests of their own
                fetch=fetch,
                keys=keys,
                seed=seed,
            )
            return await stack.enter_async_context(
                running(engine, clock, pretend_live=pretend_live)
            )

        yield start


@pytest.fixture
async def api(open_api: OpenApi) -> Api:
    """An engine with 1000 credits."""
    return await open_api()


@pytest.fixture
async def service(
    request: pytest.FixtureRequest, open_api: OpenApi
) -> AsyncIterator[Service]:
    """An API to be looked at from outside: ours, or the one that the suite is aimed at.

    Tests that take it are marked ``remote``: they need HTTP and a key, nothing else.
    """
    target = request.config.stash[TARGET]
    if target is None:
        yield await open_api(painter=None)
        return
    async with remote_client(target) as client:
        yield Remote(client, target.base_url, LOOK_SECONDS, target=target)


ONE_PROCESS = "Run without -n: what may be spent is counted in one process."
TARGET = pytest.StashKey[Target | None]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Mark what can run anywhere, and give it time where time is not ours."""
    target = config.stash.setdefault(TARGET, Target.chosen(os.environ))
    for item in items:
        if "service" in getattr(item, "fixturenames", ()) and item.path.parent == HERE:
            item.add_marker("remote")
            if target is not None:
                item.add_marker(pytest.mark.timeout(JOB_SECONDS))
            if target is not None and hasattr(config, "workerinput"):
                item.add_marker(pytest.mark.skip(ONE_PROCESS))
