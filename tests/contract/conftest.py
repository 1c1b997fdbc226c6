"""The whole engine behind its HTTP app, on a clock and painters of the tests' own."""

from __future__ import annotations

import asyncio
import base64
import io
import threading
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import httpx
import numpy as np
import pytest
from PIL import Image

from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.local_engine.app import create_app
from pixelengine_import.local_engine.encoding.files import encode_animation
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.keys import LOCAL_KEY
from pixelengine_import.local_engine.motion import Cancelled
from pixelengine_import.local_engine.orders import Painting
from pixelengine_import.testing.clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.orders import Order
    from pixelengine_import.local_engine.pace import Speed
    from pixelengine_import.local_engine.workers import Painter

BASE_URL = "http://127.0.0.1:8642/functions/v1"
ORIGIN = "http://127.0.0.1:8642"


def picture(
    width: int = 8, height: int = 8, form: str = "PNG", shade: int = 200
) -> str:
    """Base64 of a picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (shade, 40, 40)).save(file, form)
    return base64.b64encode(file.getvalue()).decode("ascii")


def animate_body(**changes: object) -> dict[str, Any]:
    """A body that /animate takes; None takes a field out."""
    body = {"image": picture(), "prompt": "breathing idle", **changes}
    return {name: value for name, value in body.items() if value is not None}


def keyframes_body(**changes: object) -> dict[str, Any]:
    """A body that /keyframes takes; None takes a field out."""
    frames = [{"index": 0, "image": picture()}, {"index": 3, "image": picture()}]
    body: dict[str, object] = {
        "prompt": "sword slash",
        "render_mode": "pixel",
        "total_frames": 4,
        "frames": frames,
    }
    body |= changes
    return {name: value for name, value in body.items() if value is not None}


def paint_plainly(order: Order, work: Work) -> Painting:
    """Show the first picture in every frame, a little darker each time."""
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
class Api:
    """A client of one engine."""

    engine: LocalEngine
    clock: FakeClock
    client: httpx.AsyncClient

    async def post(self, name: str, document: object) -> httpx.Response:
        """Send JSON to an endpoint."""
        return await self.client.post(f"{BASE_URL}/{name}", json=document)

    async def get(self, name: str, **query: str) -> httpx.Response:
        """Ask an endpoint."""
        return await self.client.get(f"{BASE_URL}/{name}", params=query)

    async def submit(self, name: str = "animate", /, **changes: object) -> str:
        """Submit a job that is taken."""
        make = {"animate": animate_body, "keyframes": keyframes_body}[name]
        answer = await self.post(name, make(**changes))
        assert answer.status_code == 200, answer.text
        return str(answer.json()["api_job_id"])

    async def job(self, job_id: str) -> dict[str, Any]:
        """Read a job that can be read."""
        answer = await self.get("jobs", id=job_id)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def finished(self, job_id: str) -> dict[str, Any]:
        """Poll a job until it has ended."""
        while True:
            job = await self.job(job_id)
            if job["status"] not in {"queued", "pending"}:
                return job
            await asyncio.sleep(0.002)

    def with_key(self, key: str) -> Api:
        """The same engine, asked with another key."""
        headers = {"Authorization": f"Bearer {key}"}
        client = httpx.AsyncClient(transport=self.client._transport, headers=headers)
        return Api(self.engine, self.clock, client)

    async def balance(self) -> dict[str, int]:
        """Read the balance."""
        found: dict[str, int] = (await self.get("balance")).json()
        return found


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
    app = create_app(engine, base_url=BASE_URL, pretend_live=pretend_live)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {LOCAL_KEY}"}
    try:
        async with httpx.AsyncClient(transport=transport, headers=headers) as client:
            yield Api(engine, clock, client)
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


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and error code of an answer, whose body must be the envelope."""
    document: Mapping[str, Any] = answer.json()
    assert document.keys() == {"error"}
    assert document["error"].keys() == {"code", "message"}
    assert document["error"]["message"]
    return answer.status_code, document["error"]["code"]
