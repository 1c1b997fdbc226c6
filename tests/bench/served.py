"""The served engine under load: ``python -m tests.bench served``.

The load comes from a process of its own, on connections that are kept alive. Memory is
read from ``/proc``, so it is printed on Linux alone.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

from pixelengine_import._clock import SystemClock
from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.api.polling import LOCAL_POLLING
from pixelengine_import.local_engine.in_process import in_process
from tests.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

POLLERS = 50


@dataclass(frozen=True)
class Engine:
    """A ``pxe serve`` that answers."""

    base_url: str
    api_key: str
    pid: int

    def memory(self, row: str) -> float | None:
        """Memory in MB: ``VmRSS`` as it is, ``VmHWM`` at its greatest."""
        status = Path(f"/proc/{self.pid}/status")
        if not status.exists():
            return None
        rows = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(rows[row].split()[0]) / 1024

    def forget_peak(self) -> None:
        """Begin to look for the greatest memory anew."""
        reset = Path(f"/proc/{self.pid}/clear_refs")
        if reset.exists():
            reset.write_text("5")


@contextmanager
def engine(folder: Path, *options: str) -> Iterator[Engine]:
    """Serve one until the end of the block."""
    command = [sys.executable, "-m", "pixelengine_import", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--json", "--state", str(folder), *options],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        try:
            yield Engine(told["base_url"], told["api_key"], process.pid)
        finally:
            process.terminate()


def main(seconds: float, jobs: int) -> None:
    """Measure and print.

    Args:
        seconds: How long each load lasts.
        jobs: How many jobs are finished before memory is read.
    """
    with tempfile.TemporaryDirectory() as folder, engine(Path(folder)) as served:
        polling(served, seconds)
        remembering(served, jobs)
    # Jobs wait for seconds there, so that no picture work is in the figures.
    slow = ("--speed", "real")
    with tempfile.TemporaryDirectory() as folder, engine(Path(folder), *slow) as served:
        submitting(served)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(calling(Path(folder)))


# -- requests per second --------------------------------------------------------------


def polling(served: Engine, seconds: float) -> None:
    """Ask for the balance and for a job that has ended, with 1 and with 50 clients."""
    with Wire(served.base_url, served.api_key) as wire:
        job_id = finish(wire, [picture(16)])[0]
    for path in ("balance", f"jobs?id={job_id}"):
        name = path.partition("?")[0]
        for count, pause in ((1, 0.0), (POLLERS, 0.0), (POLLERS, 1.0)):
            took = load(served, path, count, pause, seconds)
            p50, p99 = (took[round(share * (len(took) - 1))] for share in (0.5, 0.99))
            how = "once a second" if pause else "as fast as they can"
            print(
                f"/{name:<8} {count:>3} clients {how:<20}{len(took) / seconds:8.0f} /s"
                f"   p50 {p50 * 1000:6.1f} ms   p99 {p99 * 1000:6.1f} ms"
            )


def load(
    served: Engine, path: str, clients: int, pause: float, seconds: float
) -> list[float]:
    """Return how long each request of a load took, sorted, in seconds."""
    arguments = [served.base_url, served.api_key, path, clients, pause, seconds]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.served", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[float] = json.loads(done.stdout)
    return sorted(found)


async def send_load(
    base_url: str,
    api_key: str,
    path: str,
    *,
    clients: int,
    pause: float,
    seconds: float,
) -> list[float]:
    """Keep some clients busy for a while, each with a connection of its own."""
    parts = urlsplit(base_url)
    request = (
        f"GET {parts.path}/{path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        f"Authorization: Bearer {api_key}\r\n\r\n"
    ).encode()
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def ask(number: int) -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        await asyncio.sleep(pause * number / clients)
        while (begin := time.perf_counter()) < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            length = head.lower().split(b"content-length:")[1].split(b"\r\n")[0]
            await reader.readexactly(int(length))
            took.append(time.perf_counter() - begin)
            if pause:
                await asyncio.sleep(pause)
        writer.close()

    await asyncio.gather(*(ask(number) for number in range(clients)))
    return took


# -- submitting and remembering -------------------------------------------------------


def picture(side: int) -> str:
    """Base64 of noise, which no encoder makes smaller."""
    file = io.BytesIO()
    pixels = np.random.default_rng(7).integers(0, 256, (side, side, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(file, "PNG", compress_level=0)
    return base64.b64encode(file.getvalue()).decode("ascii")


def finish(wire: Wire, images: list[str]) -> list[str]:
    """Pixelate pictures, a few hundred at a time, and wait until all are done."""
    done: list[str] = []
    while len(done) < len(images):
        part = images[len(done) : len(done) + 200]
        answers = [wire.ask("POST", "pixelate", body={"image": i}) for i in part]
        ids = [answer.json()["api_job_id"] for answer in answers]
        for job_id in ids:
            while wire.ask("GET", f"jobs?id={job_id}").json()["output"] is None:
                time.sleep(0.01)
        done += ids
    return done


def submitting(served: Engine) -> None:
    """Send a body of 5 MB: to be taken, and to be refused for its prompt."""
    body: dict[str, Any] = {
        "image": picture(1120),
        "prompt": "waves",
        "model": "frame-engine-v1.1",
        "output_frames": 2,
    }
    for name, changes in (("taking", {}), ("refusing", {"prompt": ""})):
        data = json.dumps({**body, **changes}).encode()
        before, times = served.memory("VmRSS"), []
        served.forget_peak()
        with Wire(served.base_url, served.api_key) as wire:
            request = wire.head("POST", "animate", f"Content-Length: {len(data)}")
            for _ in range(9):
                begin = time.perf_counter()
                wire.send(request + data)
                answer = wire.answer()
                times.append(time.perf_counter() - begin)
                if answer.status == 200:
                    wire.ask(
                        "POST",
                        "cancel",
                        body={"api_job_id": answer.json()["api_job_id"]},
                    )
        peak = served.memory("VmHWM")
        grown = (
            "" if before is None or peak is None else f"peak +{peak - before:.0f} MB"
        )
        say(
            f"{name} a body of {len(data) / 1e6:.1f} MB",
            statistics.median(times),
            grown,
        )


def remembering(served: Engine, jobs: int) -> None:
    """Finish many jobs, and see what is still in memory."""
    before = served.memory("VmRSS")
    begin = time.perf_counter()
    with Wire(served.base_url, served.api_key) as wire:
        finish(wire, [picture(8)] * jobs)
    took = time.perf_counter() - begin
    after = served.memory("VmRSS")
    grown = (
        "" if before is None else f"RSS {before:.0f} MB before, {after:.0f} MB after"
    )
    say(f"{jobs} jobs, one client", took / max(1, jobs), f"each; {grown}")


async def calling(folder: Path) -> None:
    """Time a call of our own client without a socket."""
    async with (
        in_process(folder, clock=SystemClock()) as inside,
        AsyncPixelEngine(
            inside.api_key,
            base_url=inside.base_url,
            transport=inside.transport,
            polling=LOCAL_POLLING,
        ) as client,
    ):
        times = []
        for _ in range(500):
            begin = time.perf_counter()
            await client.balance()
            times.append(time.perf_counter() - begin)
    say("balance() in process", statistics.median(times), "median of 500")


def say(name: str, seconds: float, more: str = "") -> None:
    """Print one figure."""
    print(f"{name:<44}{seconds * 1000:8.2f} ms   {more}")


if __name__ == "__main__":
    url, key, asked, *numbers = sys.argv[1:]
    load_made = send_load(
        url,
        key,
        asked,
        clients=int(numbers[0]),
        pause=float(numbers[1]),
        seconds=float(numbers[2]),
    )
    print(json.dumps(asyncio.run(load_made)))
