"""An engine whose pictures are made in processes: what clients see of it."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pixelengine_import._clock import SystemClock
from pixelengine_import.local_engine.control.bodies import Start, Succeed
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.painters.crew import Crew
from pixelengine_import.testing.clock import FakeClock
from tests.local_engine.conftest import animate_body, finished
from tests.support import Workplace

from .conftest import endless, is_there, wait_until

if TYPE_CHECKING:
    from pathlib import Path


def endless_body() -> dict[str, str]:
    """A request whose work takes far longer than any test."""
    return {"image": base64.b64encode(endless().pictures[0]).decode("ascii")}


async def until_busy(crew: Crew) -> int:
    """Wait until a painter has begun; return its process."""
    await asyncio.to_thread(
        wait_until, lambda: any(process._begun for process in list(crew._busy))
    )
    return next(iter(crew._busy)).pid


async def test_processes_and_threads_make_the_same_results(tmp_path: Path) -> None:
    """The file, its metadata, what is said of it, what it costs."""
    seen = []
    for name, processes in (("processes", 2), ("threads", 0)):
        crew = Crew(processes)
        engine = LocalEngine(tmp_path / name, clock=FakeClock(), crew=crew, seed=7)
        await engine.start()
        ids = [
            await engine.submit("animate", animate_body(prompt=prompt, seed=3))
            for prompt in ("walk", "jump")
        ]
        wish = {"prompt": "a red knight", "pixel_config": {"colors": 16}}
        ids.append(await engine.submit("generate_image", wish))
        jobs = [await finished(engine, job_id) for job_id in ids]
        files = {
            file.name: file.read_bytes()
            for file in (tmp_path / name / "outputs").iterdir()
        }
        seen.append((jobs, files, await engine.balance()))
        assert bool(crew.processes) is bool(processes)
        await engine.stop()

    assert [job.status for job in seen[0][0]] == ["success"] * 3
    assert seen[0] == seen[1]


async def test_cancelling_frees_the_worker_in_the_middle_of_a_long_step(
    tmp_path: Path,
) -> None:
    """The only worker does the next job; the picture would take it many seconds."""
    crew = Crew(1)
    engine = LocalEngine(tmp_path, clock=SystemClock(), crew=crew, workers=1)
    await engine.start()
    long = await engine.submit("pixelate", endless_body())
    await until_busy(crew)
    after = await engine.submit("animate", animate_body())
    await engine.cancel(long)
    done = await finished(engine, after)
    cancelled = await engine.job(long)
    await engine.stop()

    assert done.status == "success"
    assert cancelled.status == "cancelled"
    assert cancelled.progress < 1


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
async def test_a_painter_that_dies_fails_its_job_and_pays_nothing(
    tmp_path: Path,
) -> None:
    """The engine goes on with a new one."""
    crew = Crew(1)
    engine = LocalEngine(tmp_path, clock=SystemClock(), crew=crew, workers=1)
    await engine.start()
    before = await engine.balance()
    doomed = await engine.submit("pixelate", endless_body())
    os.kill(await until_busy(crew), signal.SIGKILL)
    job = await finished(engine, doomed)
    after = await engine.balance()
    next_job = await finished(engine, await engine.submit("animate", animate_body()))
    await engine.stop()

    assert job.status == "failure"
    assert job.error == ("generation_failed", "Generation failed")
    assert after == before
    assert next_job.status == "success"


async def test_stopping_ends_the_processes_and_keeps_the_job(tmp_path: Path) -> None:
    """What was under way is done at the next start, by other processes."""
    crew = Crew(1)
    engine = LocalEngine(tmp_path, clock=SystemClock(), crew=crew)
    await engine.start()
    job_id = await engine.submit("pixelate", endless_body())
    painter = await until_busy(crew)
    assert await engine.stop()
    assert not is_there(painter)

    await engine.start()
    job = await engine.job(job_id)
    await engine.stop()

    assert job.status in {"queued", "pending"}


async def test_a_reset_engine_keeps_its_processes(tmp_path: Path) -> None:
    """They hold nothing that is reset."""
    crew = Crew(1)
    engine = LocalEngine(tmp_path, clock=FakeClock(), crew=crew)
    await engine.start()
    await finished(engine, await engine.submit("animate", animate_body()))
    before = crew.processes
    await engine.reset()
    again = await finished(engine, await engine.submit("animate", animate_body()))
    after = crew.processes
    await engine.stop()

    assert again.status == "success"
    assert before == after


async def test_a_job_that_is_moved_by_hand_is_painted_by_a_process(
    tmp_path: Path,
) -> None:
    """Nothing is started for one that only waits."""
    crew = Crew(1)
    engine = LocalEngine(tmp_path, clock=FakeClock(), crew=crew, speed="manual")
    await engine.start()
    operator = Operator(engine, FaultPlan())
    job_id = await engine.submit("animate", animate_body())
    await operator.move(job_id, Start(do="start"))
    idle = crew.processes
    await operator.move(job_id, Succeed(do="succeed"))
    job, used = await engine.job(job_id), crew.processes
    await engine.stop()

    assert idle == []
    assert len(used) == 1
    assert job.status == "success"


STARTED = """
import json, sys
started = []
def look(name, given):
    if name == "subprocess.Popen":
        started.append(given[1])
sys.addaudithook(look)
from pixelengine_import.cli.app import run
code = run(["sync"])
print(json.dumps([code, sum("painters.child" in " ".join(c) for c in started)]))
"""


def test_a_sync_starts_a_painter_only_when_something_is_to_be_done(
    tmp_path: Path,
) -> None:
    """One for one sprite, none for a run with nothing to do."""
    place = Workplace.make(tmp_path)
    place.hero()

    def starts() -> list[int]:
        done = subprocess.run(
            [sys.executable, "-c", STARTED],
            cwd=place.root,
            env=place.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        found: list[int] = json.loads(done.stdout.splitlines()[-1])
        return found

    assert starts() == [0, 1]
    assert starts() == [0, 0]
