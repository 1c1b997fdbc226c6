"""Engines without HTTP, on a clock and with painters of the test's own."""

from __future__ import annotations

import asyncio
import base64
import io
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from pixelengine_import.local_engine.encoding.files import encode_animation
from pixelengine_import.local_engine.motion import Cancelled
from pixelengine_import.local_engine.orders import Painting
from pixelengine_import.testing.clock import FakeClock

from .hosts import Net

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pixelengine_import.local_engine.engine import LocalEngine
    from pixelengine_import.local_engine.job_view import JobView
    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.orders import Order


def animate_body(**changes: object) -> dict[str, Any]:
    """A body that /animate takes."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 40, 40)).save(file, "PNG")
    image = base64.b64encode(file.getvalue()).decode("ascii")
    return {"image": image, "prompt": "breathing idle", **changes}


def paint_seed(order: Order, work: Work) -> Painting:
    """Show the seed of the order as a colour."""
    work.reached(1.0)
    frames = np.full((2, 4, 4, 4), 255, dtype=np.uint8)
    frames[..., 0] = order.seed % 251
    return Painting(encode_animation(frames, "spritesheet"))


@dataclass
class Gate:
    """A painter that waits for the test, and looks whether it is still wanted."""

    begun: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)
    cancelled: threading.Event = field(default_factory=threading.Event)

    def __call__(self, order: Order, work: Work) -> Painting:
        """Report half of the work, then wait."""
        work.progress(0.5)
        self.begun.set()
        while not self.opened.wait(0.002):
            if work.cancelled():
                self.cancelled.set()
                raise Cancelled
        return paint_seed(order, work)


async def finished(engine: LocalEngine, job_id: str) -> JobView:
    """Poll a job until it has ended."""
    while True:
        job = await engine.job(job_id)
        if job.status not in {"queued", "pending"}:
            return job
        await asyncio.sleep(0.002)


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands at 2 March 2026, 18:00 UTC."""
    return FakeClock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an engine keeps everything; not made yet."""
    return tmp_path / "state" / "engine"


@pytest.fixture
def net() -> Iterator[Net]:
    """Hosts that end with the test."""
    made = Net()
    yield made
    for host in made.hosts:
        host.listener.close()
