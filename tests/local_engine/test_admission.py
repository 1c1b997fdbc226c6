"""Who is let in now and who has to come back."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from pixelengine_import.api.outcomes import Refused
from pixelengine_import.api.wire import Reply, interpret_submission
from pixelengine_import.local_engine.admission import BusyError, Intake, Uploads
from pixelengine_import.local_engine.app import create_app
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.keys import LOCAL_KEY
from pixelengine_import.local_engine.limits import Limits
from tests.wire import Wire

from .conftest import Gate, animate_body, paint_seed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pixelengine_import.testing.clock import FakeClock

KB = 1024
BASE_URL = "http://127.0.0.1:8642/functions/v1"
KEYED = {"Authorization": f"Bearer {LOCAL_KEY}"}


# -- the queue ------------------------------------------------------------------------


async def test_a_full_queue_refuses_and_holds_nothing(
    folder: Path, clock: FakeClock
) -> None:
    """Neither credits nor pictures are kept; a place that comes free is given away."""
    gate = Gate()
    engine = LocalEngine(
        folder, clock=clock, workers=1, queue=2, credits=500, painter=gate
    )
    await engine.start()
    try:
        await engine.submit("animate", animate_body())
        await asyncio.to_thread(gate.begun.wait)
        waiting = [await engine.submit("animate", animate_body()) for _ in range(2)]
        with pytest.raises(BusyError, match="queue is full") as submitted:
            await engine.submit("animate", animate_body())
        with pytest.raises(BusyError):
            await engine.check_room()
        reserved = (await engine.balance()).reserved
        await engine.cancel(waiting[0])
        await engine.check_room()
        await engine.submit("animate", animate_body())
    finally:
        gate.opened.set()
        await engine.stop()

    assert (submitted.value.status, submitted.value.retry_after) == (503, 1)
    assert reserved == 3 * 20


async def test_a_full_queue_is_said_before_the_body_is_read(
    folder: Path, clock: FakeClock
) -> None:
    """With the time after which a place may be free, at this pace."""
    engine = LocalEngine(
        folder, clock=clock, workers=2, queue=1, speed="real", painter=paint_seed
    )
    await engine.start()

    async def unread() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    transport = httpx.ASGITransport(create_app(engine, base_url=BASE_URL))
    try:
        await engine.submit("animate", animate_body())
        async with httpx.AsyncClient(transport=transport, headers=KEYED) as client:
            answers = [
                await client.post(f"{BASE_URL}/{name}", content=unread())
                for name in ("animate", "keyframes", "pixelate", "remove-background")
            ]
            free = await client.post(
                f"{BASE_URL}/enhance-prompt", json={"prompt": "walk"}
            )
    finally:
        await engine.stop()

    for answer in answers:
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "server_busy"
        assert answer.headers["retry-after"] == "45"
    assert free.status_code == 200


def test_our_own_client_comes_back_after_a_full_queue() -> None:
    """503 with a time is a refusal before any work, not a lost answer."""
    body = {"error": {"code": "server_busy", "message": "The queue is full."}}
    reply = Reply(503, {"retry-after": "45"}, json.dumps(body).encode())
    outcome = interpret_submission(reply, datetime(2026, 3, 2, tzinfo=UTC))

    assert isinstance(outcome, Refused)
    assert outcome.retry_after == 45


async def test_engines_that_share_a_folder_have_queues_of_their_own(
    folder: Path, clock: FakeClock
) -> None:
    """One that is busy does not turn the other's clients away."""
    engines = [
        LocalEngine(folder, clock=clock, queue=1, speed="real") for _ in range(2)
    ]
    for engine in engines:
        await engine.start()
    try:
        for engine in engines:
            await engine.submit("animate", animate_body())
            with pytest.raises(BusyError):
                await engine.check_room()
    finally:
        for engine in engines:
            await engine.stop()


# -- uploads --------------------------------------------------------------------------


async def test_large_bodies_take_turns_and_small_ones_do_not_wait() -> None:
    """First come, first served; a cancel passes them all."""
    uploads = Uploads(300 * KB, 60)
    order: list[str] = []
    leave = {name: asyncio.Event() for name in "abcd"}

    async def upload(name: str, size: int) -> None:
        async with uploads.room(size):
            order.append(name)
            await leave[name].wait()

    tasks = []
    for name, size in (("a", 200), ("b", 200), ("c", 100), ("d", 10)):
        tasks.append(asyncio.create_task(upload(name, size * KB)))
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    begun = list(order)
    for name in "adbc":
        leave[name].set()
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)

    assert begun == ["a", "d"]
    assert order == ["a", "d", "b", "c"]


async def test_a_body_that_finds_no_room_in_time_comes_back() -> None:
    """503 with a time; and the room is free again for the next one."""
    uploads = Uploads(100 * KB, 0.01)
    async with uploads.room(100 * KB):
        with pytest.raises(BusyError) as raised:
            async with uploads.room(100 * KB):
                pytest.fail("let in")
    async with uploads.room(100 * KB):
        pass

    assert (raised.value.status, raised.value.retry_after) == (503, 5)


async def test_a_body_larger_than_all_room_is_let_in_alone() -> None:
    """A limit that is set too low must not lock an endpoint."""
    uploads = Uploads(100 * KB, 0.01)
    async with uploads.room(40 * 1024 * KB):
        with pytest.raises(BusyError):
            async with uploads.room(70 * KB):
                pytest.fail("let in")


async def test_what_lies_about_its_size_is_refused_or_counted_in_full(
    folder: Path, clock: FakeClock
) -> None:
    """No length, or one beyond the limit: a claim costs nothing to make."""
    engine = LocalEngine(folder, clock=clock, painter=paint_seed)
    limits = Limits(upload_bytes=100 * KB, upload_seconds=0.05, body_seconds=0.5)
    transport = httpx.ASGITransport(
        create_app(engine, base_url=BASE_URL, limits=limits)
    )
    begun = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield b"{"
        begun.set()
        await asyncio.Event().wait()

    await engine.start()
    try:
        async with httpx.AsyncClient(transport=transport, headers=KEYED) as client:
            url = f"{BASE_URL}/enhance-prompt"
            first = asyncio.create_task(client.post(url, content=endless()))
            await begun.wait()
            waits = await client.post(url, content=endless())
            small = await client.post(url, json={"prompt": "walk"})
            claims = await client.post(
                url, content=endless(), headers={"Content-Length": str(10**12)}
            )
            slow = await first
    finally:
        await engine.stop()

    assert [waits.status_code, small.status_code] == [503, 200]
    assert (claims.status_code, claims.json()["error"]["code"]) == (
        400,
        "image_too_large",
    )
    assert slow.status_code == 408


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_many_large_bodies_at_once_need_no_more_memory_than_a_few(
    tmp_path: Path,
) -> None:
    """Sixteen uploads of 14 MB; alone, each costs about three times its size."""
    from .limited import SCRIPT

    limits = {"upload_bytes": 32 * 1024 * KB, "upload_seconds": 100}
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "e"), json.dumps(limits)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            base_url, key = json.loads(process.stdout.readline())
            body = json.dumps({"prompt": "x", "image": "A" * (14 * 1024 * KB)})
            before = _peak(process.pid)

            def upload(_number: int) -> int:
                with Wire(base_url, key) as wire:
                    length = f"Content-Length: {len(body)}"
                    wire.send(wire.head("POST", "animate", length))
                    wire.send(body.encode())
                    return wire.answer().status

            with ThreadPoolExecutor(16) as pool:
                statuses = list(pool.map(upload, range(16)))
            after = _peak(process.pid)
        finally:
            process.terminate()

    assert statuses == [400] * 16
    assert after - before < 200 * 1024  # 300 MB without turns


def _peak(pid: int) -> int:
    """The greatest memory of a process so far, kilobytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise AssertionError(pid)


# -- checking -------------------------------------------------------------------------


async def test_few_requests_are_checked_at_once() -> None:
    """Decoding takes memory and processor time that pollers need."""
    intake = Intake()
    inside, most = 0, 0
    lock, go = threading.Lock(), threading.Event()

    def check() -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        go.wait(0.02)
        with lock:
            inside -= 1

    await asyncio.gather(*(intake.run(check) for _ in range(40)))
    intake.close()

    assert 1 <= most <= 4


async def test_a_request_that_waits_for_another_host_is_in_nobodys_way(
    clock: FakeClock,
) -> None:
    """Its seat is free meanwhile: slow hosts do not stop the engine."""
    intake = Intake()
    answered = threading.Event()

    def slow(url: str, most: int) -> bytes:
        del url, most
        assert answered.wait(60)
        return b"picture"

    fetching = [
        asyncio.create_task(intake.run(intake.fetcher(slow, clock), "https://x", 9))
        for _ in range(8)
    ]
    await asyncio.sleep(0.05)
    checked = await asyncio.wait_for(intake.run(lambda: "checked"), 60)
    answered.set()
    fetched = await asyncio.gather(*fetching)
    intake.close()

    assert checked == "checked"
    assert fetched == [b"picture"] * 8
