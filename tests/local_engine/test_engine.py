"""Many at once, stopped, killed, started again: what an engine keeps and drops."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.errors import CreditsError, RefusedError
from pixelengine_import.local_engine.accounts import HOLD_MS, Balance
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.job_view import RETENTION_MS
from pixelengine_import.local_engine.motion import Work

from .conftest import Gate, animate_body, finished, paint_seed

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.local_engine.orders import Order, Painting
    from pixelengine_import.testing.clock import FakeClock


@pytest.mark.parametrize(
    "wrong",
    [
        {"credits": -1},
        {"workers": 0},
        {"speed": "wild"},
        {"keys": {"pe_sk_local_a": -1}},
        {"keys": {"pe_sk_live": 1}},
    ],
)
def test_settings_out_of_range_are_refused(
    folder: Path, clock: FakeClock, wrong: dict[str, int]
) -> None:
    """At once, not at the first job."""
    with pytest.raises(ValueError, match=r"0 or more credits|speed is|live service"):
        LocalEngine(folder, clock=clock, **wrong)  # type: ignore[arg-type]


async def test_credits_for_one_job_pay_for_one_job(
    folder: Path, clock: FakeClock
) -> None:
    """However many ask at once: asking and taking are one step."""
    engine = LocalEngine(folder, clock=clock, credits=39, painter=Gate(), workers=1)
    await engine.start()
    tries = [engine.submit("animate", animate_body()) for _ in range(8)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    await engine.stop()

    assert sum(isinstance(r, str) for r in results) == 1
    assert sum(isinstance(r, CreditsError) for r in results) == 7


async def test_two_engines_on_one_folder_sell_no_credit_twice(
    folder: Path, clock: FakeClock
) -> None:
    """Two processes may share a folder: the database decides."""
    engines = [
        LocalEngine(folder, clock=clock, credits=39, painter=Gate()) for _ in range(2)
    ]
    for engine in engines:
        await engine.start()
    tries = [e.submit("animate", animate_body()) for e in engines * 3]
    results = await asyncio.gather(*tries, return_exceptions=True)
    for engine in engines:
        await engine.stop()

    assert sum(isinstance(r, str) for r in results) == 1


async def test_a_living_engine_keeps_its_jobs(folder: Path, clock: FakeClock) -> None:
    """Another one that starts on the same folder leaves them alone, and sees them."""
    gate = Gate()
    first = LocalEngine(folder, clock=clock, painter=gate)
    await first.start()
    job_id = await first.submit("animate", animate_body())
    await asyncio.to_thread(gate.begun.wait)
    second = LocalEngine(folder, clock=clock, painter=paint_seed)
    await second.start()
    try:
        assert (await second.job(job_id)).status == "pending"
        gate.opened.set()
        assert (await finished(second, job_id)).status == "success"
    finally:
        await second.stop()
        await first.stop()


async def test_cancelling_through_another_engine_stops_the_work(
    folder: Path, clock: FakeClock
) -> None:
    """The worker learns it from the record, at its next report of progress."""
    begun = asyncio.Event()
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()

    def paint(order: Order, work: Work) -> Painting:
        loop.call_soon_threadsafe(begun.set)
        share = 0.0
        try:
            while share < 0.9:
                share += 0.0001
                work.reached(share)
        finally:
            loop.call_soon_threadsafe(stopped.set)
        return paint_seed(order, work)

    first = LocalEngine(folder, clock=clock, painter=paint)
    second = LocalEngine(folder, clock=clock)
    await first.start()
    await second.start()
    try:
        job_id = await first.submit("animate", animate_body())
        await begun.wait()
        await second.cancel(job_id)
        await asyncio.wait_for(stopped.wait(), 30)
        assert (await first.job(job_id)).status == "cancelled"
        assert (await first.balance()).total == 100_000
    finally:
        await first.stop()
        await second.stop()


async def test_stopping_leaves_unfinished_jobs_to_the_next_start(
    folder: Path, clock: FakeClock
) -> None:
    """Running and queued ones alike; their credits stay held, progress never falls."""
    gate = Gate()
    engine = LocalEngine(folder, clock=clock, painter=gate, workers=1)
    await engine.start()
    ids = [await engine.submit("animate", animate_body(seed=n)) for n in (3, 4)]
    await asyncio.to_thread(gate.begun.wait)
    await engine.stop()
    assert gate.cancelled.is_set()

    waiting = Gate()
    engine = LocalEngine(folder, clock=clock, painter=waiting, workers=1)
    await engine.start()
    assert (await engine.job(ids[0])).progress == 0.5
    assert (await engine.balance()).reserved == 40
    waiting.opened.set()
    ended = [await finished(engine, job_id) for job_id in ids]
    await engine.stop()

    assert [job.status for job in ended] == ["success", "success"]
    assert ended[0].output != ended[1].output


async def test_work_that_does_not_stop_is_left_behind(
    folder: Path, clock: FakeClock
) -> None:
    """Stopping has its limit; the job is done anew, a late result changes nothing."""
    gate = Gate()

    def deaf(order: Order, work: Work) -> Painting:
        return gate(order, Work(work.progress, lambda: False))

    engine = LocalEngine(folder, clock=clock, painter=deaf)
    await engine.start()
    job_id = await engine.submit("animate", animate_body(seed=3))
    await asyncio.to_thread(gate.begun.wait)
    assert not await engine.stop(patience=0.01)
    other = LocalEngine(folder, clock=clock, painter=paint_seed)
    await other.start()
    job = await finished(other, job_id)
    gate.opened.set()
    assert await other.stop()

    assert job.status == "success"
    assert job.hold == (20, "captured")


async def test_a_killed_engine_loses_nothing(folder: Path, clock: FakeClock) -> None:
    """A process that dies in its work leaves a job that is finished later."""
    script = textwrap.dedent(
        """
        import asyncio, json, os, sys
        from pathlib import Path
        from pixelengine_import.local_engine.engine import LocalEngine
        from pixelengine_import.testing.clock import FakeClock

        def die(order, work):
            work.progress(0.5)
            print(flush=True)
            os._exit(9)

        async def main():
            folder, body = Path(sys.argv[1]), json.load(sys.stdin)
            engine = LocalEngine(folder, clock=FakeClock(), painter=die)
            await engine.start()
            print(await engine.submit("animate", body), flush=True)
            await asyncio.sleep(60)

        asyncio.run(main())
        """
    )
    process = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", script, str(folder)],
        input=json.dumps(animate_body(seed=3)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 9, process.stderr
    job_id = process.stdout.split()[0]

    engine = LocalEngine(folder, clock=clock, painter=paint_seed)
    await engine.start()
    job = await finished(engine, job_id)
    left = list((folder / "engines").iterdir())
    await engine.stop()

    assert job.status == "success"
    assert job.hold == (20, "captured")
    assert len(left) == 1


async def test_a_job_whose_hold_expired_fails_by_itself(
    folder: Path, clock: FakeClock
) -> None:
    """Ten minutes: the work is stopped, the credits are free, the hold says expired."""
    gate = Gate()
    engine = LocalEngine(folder, clock=clock, painter=gate)
    await engine.start()
    job_id = await engine.submit("animate", animate_body())
    await asyncio.to_thread(gate.begun.wait)
    clock.advance(HOLD_MS / 1000)
    job = await engine.job(job_id)
    assert await asyncio.to_thread(gate.cancelled.wait, 30)
    money = await engine.balance()
    await engine.stop()

    assert job.status == "failure"
    assert job.error == ("generation_failed", "Generation failed")
    assert job.hold == (20, "expired")
    assert money == Balance(100_000, 0, 0)


async def test_a_job_that_waited_too_long_is_not_resumed(
    folder: Path, clock: FakeClock
) -> None:
    """An engine that starts after the hold has expired finds a failure, not work."""
    gate = Gate()
    engine = LocalEngine(folder, clock=clock, painter=gate)
    await engine.start()
    job_id = await engine.submit("animate", animate_body())
    await asyncio.to_thread(gate.begun.wait)
    await engine.stop()
    clock.advance(HOLD_MS / 1000)
    engine = LocalEngine(folder, clock=clock, painter=paint_seed)
    await engine.start()
    job = await finished(engine, job_id)
    await engine.stop()

    assert (job.status, job.hold) == ("failure", (20, "expired"))


async def test_equal_results_share_a_file_until_the_last_is_deleted(
    folder: Path, clock: FakeClock
) -> None:
    """A result is named by what it holds; a start sweeps what is older than a day."""
    outputs = folder / "outputs"
    engine = LocalEngine(folder, clock=clock, painter=paint_seed)
    await engine.start()
    first = await engine.submit("animate", animate_body(seed=3))
    await finished(engine, first)
    clock.advance(60)
    second = await engine.submit("animate", animate_body(seed=3))
    await finished(engine, second)
    await engine.stop()
    assert len(list(outputs.iterdir())) == 1

    clock.advance(RETENTION_MS / 1000 - 60)
    await engine.start()
    with pytest.raises(RefusedError) as caught:
        await engine.job(first)
    assert caught.value.service_code == "job_expired"
    assert (await engine.job(second)).status == "success"
    assert len(list(outputs.iterdir())) == 1
    await engine.stop()

    clock.advance(60)
    await engine.start()
    assert list(outputs.iterdir()) == []
    await engine.stop()


async def test_addresses_outlive_a_restart(folder: Path, clock: FakeClock) -> None:
    """The secret is kept in the folder, unless one is given."""
    engine = LocalEngine(folder, clock=clock, painter=paint_seed)
    await engine.start()
    job_id = await engine.submit("animate", animate_body())
    await finished(engine, job_id)
    token = engine.token(job_id)
    await engine.stop()
    await engine.start()
    assert (await engine.download(job_id, token)).content_type == "image/png"
    await engine.stop()

    other = LocalEngine(folder, clock=clock, secret=b"another")
    await other.start()
    with pytest.raises(RefusedError, match="signature does not match"):
        await other.download(job_id, token)
    await other.stop()


async def test_an_output_that_somebody_deleted_is_not_found(
    folder: Path, clock: FakeClock
) -> None:
    """A good token opens what is there, and nothing else."""
    engine = LocalEngine(folder, clock=clock, painter=paint_seed)
    await engine.start()
    job_id = await engine.submit("animate", animate_body())
    await finished(engine, job_id)
    for file in (folder / "outputs").iterdir():
        file.unlink()
    with pytest.raises(RefusedError, match="Object not found"):
        await engine.download(job_id, engine.token(job_id))
    await engine.stop()


async def test_a_result_that_cannot_be_written_is_a_failure(
    folder: Path, clock: FakeClock
) -> None:
    """Nothing hangs, nothing is charged."""
    gate = Gate()
    engine = LocalEngine(folder, clock=clock, painter=gate)
    await engine.start()
    job_id = await engine.submit("animate", animate_body())
    await asyncio.to_thread(gate.begun.wait)
    (folder / "outputs").rmdir()
    gate.opened.set()
    job = await finished(engine, job_id)
    money = await engine.balance()
    await engine.stop()

    assert job.status == "failure"
    assert money.available == 100_000


async def test_purchased_credits_pay_when_the_month_is_used_up(
    folder: Path, clock: FakeClock
) -> None:
    """Both pools are one balance to a job."""
    engine = LocalEngine(folder, clock=clock, credits=15, painter=paint_seed)
    await engine.start()
    await engine.purchase(10)
    await finished(engine, await engine.submit("animate", animate_body()))

    assert await engine.balance() == Balance(0, 5, 0)
    await engine.stop()


async def test_what_is_kept_is_for_its_owner_alone(
    folder: Path, clock: FakeClock
) -> None:
    """Folders 0700, files 0600: art that is not published yet is nobody's business."""
    engine = LocalEngine(folder, clock=clock, painter=paint_seed)
    await engine.start()
    await finished(engine, await engine.submit("animate", animate_body()))
    modes = _modes(folder)
    folders = {folder.name, "outputs", "engines"}
    await engine.stop()

    assert {modes[name] for name in folders} == {0o700}
    assert {mode for name, mode in modes.items() if name not in folders} == {0o600}


def _modes(folder: Path) -> dict[str, int]:
    found = [folder, *folder.rglob("*")]
    return {path.name: path.stat().st_mode & 0o777 for path in found}


async def test_an_engine_runs_once(folder: Path, clock: FakeClock) -> None:
    """Starting twice is a slip; stopping twice is not."""
    engine = LocalEngine(folder, clock=clock)
    await engine.start()
    with pytest.raises(RuntimeError, match="runs already"):
        await engine.start()
    await engine.stop()
    await engine.stop()
    with pytest.raises(RuntimeError, match="call start"):
        await engine.balance()
