"""Painters start, stop, and work together: ``python -m tests.bench painters``."""

from __future__ import annotations

import asyncio
import io
import json
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from pixelengine_import._clock import SystemClock
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.motion import analysis
from pixelengine_import.local_engine.orders import Order
from pixelengine_import.local_engine.painters.crew import Crew
from pixelengine_import.local_engine.painters.launch import cores
from pixelengine_import.local_engine.work import Cancelled, Work
from tests.bench.served import picture, say
from tests.support import draw

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels

PROMPTS = ("walk cycle", "breathing idle", "sword slash attack", "jumping")
FREELY = Work(lambda _share: None, lambda: False)


def main(runs: int) -> None:
    """Measure and print.

    Args:
        runs: How often each is done.
    """
    starting(min(runs, 5))
    stopping(min(runs, 7))
    sharing(runs)
    working_together()
    asyncio.run(answering())


def starting(runs: int) -> None:
    """Time the first small job of a crew, and the one after it."""
    first: list[float] = []
    second: list[float] = []
    for _ in range(runs):
        with Crew(1) as crew:
            for times in (first, second):
                begin = time.perf_counter()
                crew.paint(animate(draw(32, 32)), FREELY)
                times.append(time.perf_counter() - begin)
    say("first job of a crew (32x32, 8 frames)", statistics.median(first))
    say("next job", statistics.median(second))


def stopping(runs: int) -> None:
    """Time from the wish to stop until whoever waits is free, in the middle of work."""
    for name, order in (
        ("pixelate 2048x2048", pixelate(2048)),
        ("keyframes 256x256, 20 frames", keyframes(256)),
    ):
        with Crew(1) as crew:
            times = [stopped_after(crew, order, 0.4 + 0.05 * i) for i in range(runs)]
        say(
            f"stopping {name}", statistics.median(times), f"max {1000 * max(times):.0f}"
        )


def stopped_after(crew: Crew, order: Order, seconds: float) -> float:
    """Stop an order some time after it began; return how long that took."""
    crew.paint(animate(draw(8, 8)), FREELY)
    unwanted = threading.Event()
    asked = [0.0]

    def stop() -> None:
        asked[0] = time.perf_counter()
        unwanted.set()

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        crew.paint(order, Work(lambda _share: None, unwanted.is_set))
    except Cancelled:
        return time.perf_counter() - asked[0]
    raise AssertionError(order.endpoint)


def sharing(runs: int) -> None:
    """Play four prompts over one picture, with its analysis kept and without."""
    large = {"model": "frame-engine-v1.1", "output_frames": 2}
    for what, image, inputs in (
        ("128x128 sprite, 8 frames", hatched(128), {"output_frames": 8}),
        ("1024x1024 picture, 2 frames", hatched(1024), large),
    ):
        orders = [
            order("animate", [image], **{"prompt": prompt, **inputs})
            for prompt in PROMPTS
        ]
        for name, kept in (("anew", 0), ("kept", analysis.MOST_BYTES)):
            times = [in_turn(orders, kept) for _ in range(runs)]
            say(f"4 prompts, {what}, {name}", statistics.median(times))
    analysis.KEPT.most = analysis.MOST_BYTES


def in_turn(orders: list[Order], kept: int) -> float:
    """Paint orders in this process; return how long that took."""
    analysis.KEPT.clear()
    analysis.KEPT.most = kept
    with Crew(0) as here:
        begin = time.perf_counter()
        for one in orders:
            here.paint(one, FREELY)
        return time.perf_counter() - begin


def working_together() -> None:
    """Paint a batch with one process and with one for each core."""
    orders = [animate(hatched(256, hue), "walk", 16) for hue in range(24)]
    for count in sorted({1, cores()}):
        with Crew(count) as crew:
            begin = time.perf_counter()
            threads = [
                threading.Thread(target=paint_all, args=(crew, orders[i::count]))
                for i in range(count)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            took = time.perf_counter() - begin
            started = len(crew.processes)
        say("24 clips of 256x256, 16 frames", took, f"{started} processes")


def paint_all(crew: Crew, orders: list[Order]) -> None:
    """Paint one order after the other."""
    for order in orders:
        crew.paint(order, FREELY)


async def answering() -> None:
    """Read the balance while every worker is at a large picture."""
    for name, processes in (("threads", 0), ("processes", None)):
        with tempfile.TemporaryDirectory() as folder:
            engine = LocalEngine(
                Path(folder), clock=SystemClock(), crew=Crew(processes)
            )
            await engine.start()
            body = {"image": picture(1500)}
            jobs = [await engine.submit("pixelate", body) for _ in range(4)]
            await asyncio.sleep(1.5)
            times, late = [], []
            for _ in range(100):
                begin = time.perf_counter()
                await engine.balance()
                times.append(time.perf_counter() - begin)
                begin = time.perf_counter()
                await asyncio.sleep(0.005)
                late.append(time.perf_counter() - begin - 0.005)
            busy = (await engine.job(jobs[-1])).status != "success"
            await engine.stop()
        times.sort()
        say(
            f"balance() while {name} paint",
            statistics.median(times),
            f"p99 {1000 * times[98]:.1f} ms, loop late by {1000 * max(late):.1f} ms at "
            f"most{'' if busy else ' (not busy to the end)'}",
        )


def hatched(side: int, hue: int = 0) -> Pixels:
    """Draw a creature with many colours, as shaded art has."""
    image = draw(side, side, hue=hue)
    y, x = np.mgrid[0:side, 0:side]
    shade = ((x * 7 + y * 13) % 32).astype(np.uint8)
    image[..., :3] -= np.minimum(image[..., :3], shade[..., None])
    image[image[..., 3] == 0] = 0
    return image


def packed(image: Pixels) -> bytes:
    """Pack a picture as PNG."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return file.getvalue()


def animate(image: Pixels, prompt: str = "walk", frames: int = 8) -> Order:
    """Ask for a clip."""
    return order("animate", [image], prompt=prompt, output_frames=frames)


def keyframes(side: int) -> Order:
    """Ask for many frames between two large pictures."""
    images = [hatched(side), hatched(side)[:, ::-1]]
    places = [{"index": 0, "strength": 1.0}, {"index": 19, "strength": 1.0}]
    return order(
        "keyframes",
        images,
        prompt="walk",
        total_frames=20,
        render_mode="pixel",
        frames=places,
    )


def pixelate(side: int) -> Order:
    """Ask for a large picture to be reduced."""
    noise = np.random.default_rng(7).integers(0, 256, (side, side, 3), dtype=np.uint8)
    return Order("pixelate", 0, {"colors": 24}, 1, (packed(noise),))


def order(endpoint: str, images: list[Pixels], **inputs: Any) -> Order:
    """Make an order of the endpoints that make clips."""
    shared = {
        "output_format": "spritesheet",
        "pixel_config": {"colors": 24},
        "matte_color": "#808080",
        "negative_prompt": "",
    }
    if endpoint == "animate":
        shared["model"] = "pixel-engine-v1.1"
    document = json.loads(json.dumps({**shared, **inputs}))
    return Order(endpoint, 20, document, 5, tuple(packed(image) for image in images))
