"""A watch runs for days: networks go and come, and nothing paid is left behind."""

from __future__ import annotations

import io
import json
from contextlib import asynccontextmanager
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

from pixelengine_import.cli import shift as shifts
from pixelengine_import.cli.console import Console
from pixelengine_import.cli.environment import Engine
from pixelengine_import.cli.session import Session, Workshop
from pixelengine_import.cli.shift import Shift
from pixelengine_import.cli.spending import Consent
from pixelengine_import.journal.state import StateFolder
from pixelengine_import.pipeline.settings import read_settings
from pixelengine_import.watch.watcher import Changes
from tests.pipeline.service import Bench, error, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

HERO = PurePosixPath("art/hero.pxe.json")
RESCAN = Changes(frozenset(), rescan=True)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A project with a service in memory, and a watch that does not dawdle."""
    monkeypatch.setattr(shifts, "QUIET", 0.0)
    monkeypatch.setattr(shifts, "AGAIN_FIRST", 0.02)
    bench = Bench.make(tmp_path)
    yield bench
    bench.close()


@asynccontextmanager
async def watching(
    bench: Bench, consent: Consent | None = None
) -> AsyncIterator[tuple[Shift, io.StringIO]]:
    """Begin a watch; it ends with the block."""
    out = io.StringIO()
    console = Console(as_json=True, out=out)
    state = StateFolder(bench.state)
    settings = read_settings(bench.project)
    session = Session(bench.project, state, bench.index, settings, None)
    lane = bench.lane()
    bench.listen = console.listen  # type: ignore[method-assign]  # told as in a watch
    shop = Workshop(
        session,
        Engine("live", "live service"),
        bench.journal,
        bench.blobs,
        lane,
        bench.runner(lane),
    )
    watch = Shift(shop, consent or Consent(yes=True, budget=None), console)
    await watch.begin()
    try:
        yield watch, out
    finally:
        await watch.end()
        await lane.close()


def told(out: io.StringIO, kind: str) -> list[dict[str, Any]]:
    """Return what the watch said, of one kind."""
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    return [line for line in lines if line["type"] == kind]


async def test_a_job_that_outlasts_the_network_is_fetched_when_it_is_back(
    bench: Bench,
) -> None:
    """The result is kept for 24 hours; the sidecar is not touched meanwhile."""
    bench.service.down = True
    async with watching(bench) as (_, out):
        await until(lambda: len(told(out, "error")) >= 2)
        assert bench.state_of(bench.want()) == "submitted"
        bench.service.down = False
        await until(lambda: bool(told(out, "published")))

    assert bench.service.posts == 1
    assert {line["code"] for line in told(out, "error")} == {"unreachable"}


async def test_a_job_over_its_time_is_waited_for_again(bench: Bench) -> None:
    """Slow is not lost."""
    bench.service.outcome = {"status": "pending", "output": None}
    async with watching(bench) as (_, out):
        await until(lambda: bool(told(out, "error")))
        bench.service.jobs["job-1"] = bench.service.success("job-1")
        await until(lambda: bool(told(out, "published")))

    assert bench.service.posts == 1


async def test_a_job_that_failed_is_not_begun_anew(bench: Bench) -> None:
    """Nobody agreed to another one."""
    bench.service.outcome = {"status": "failure", "output": None}
    async with watching(bench) as (watch, out):
        await until(lambda: bool(told(out, "error")))
        await watch.notice(RESCAN)
        await until(lambda: not watch._tasks)

    assert bench.service.posts == 1


async def test_an_edit_while_the_network_is_away_does_not_end_the_watch(
    bench: Bench,
) -> None:
    """The old job cannot be cancelled now: its result is fetched later, and kept."""
    old = bench.want()
    bench.service.outcome = {"status": "pending", "output": None}
    async with watching(bench) as (watch, out):
        await until(lambda: bench.state_of(old) == "submitted")
        bench.service.down = True
        bench.sidecar(prompt="jump")
        await watch.notice(RESCAN)
        assert bench.service.cancelled == []
        bench.service.jobs["job-1"] = bench.service.success("job-1")
        bench.service.outcome = {}
        bench.service.down = False
        await until(lambda: bool(told(out, "published")))
        await until(lambda: bench.state_of(old) == "settled")

    assert len(bench.service.accepted) == 2


async def test_a_paid_job_is_fetched_while_new_ones_wait_for_consent(
    bench: Bench,
) -> None:
    """Not agreeing to more does not lose what was agreed to before."""
    bench.service.outcome = {"status": "pending", "output": None}
    async with watching(bench) as _:
        await until(lambda: bench.state_of(bench.want()) == "submitted")
    bench.service.jobs["job-1"] = bench.service.success("job-1")
    bench.sidecar(
        text="""{"animations": {
  "default": {"animate": {"prompt": "idle", "output_frames": 2}},
  "jump": {"animate": {"prompt": "jump", "output_frames": 2}}
}}"""
    )
    idle = bench.wanted().wants[0]

    async with watching(bench, Consent(yes=False, budget=0)) as (_, out):
        await until(lambda: bench.state_of(idle) == "settled")

    assert bench.service.posts == 1
    assert [line["code"] for line in told(out, "error")] == ["budget"]


async def test_credits_that_run_out_stop_nothing_else(bench: Bench) -> None:
    """The watch goes on, and the next save finds the account filled."""
    bench.service.paid.append(error(402, "insufficient_credits"))
    async with watching(bench) as (watch, out):
        await until(lambda: bool(told(out, "error")))
        bench.service.credits = 20
        bench.sidecar(prompt="run")
        file = str(bench.project.file(HERO))
        await watch.notice(Changes(frozenset({file}), rescan=False))
        await until(lambda: bool(told(out, "published")))

    assert len(bench.service.accepted) == 1


def test_a_palette_file_matters_like_art() -> None:
    """Whatever its format: sidecars rest on it."""
    shift = Shift.__new__(Shift)
    for ending in ("hex", "gpl", "pal", "png"):
        assert shift.is_interesting(f"/game/palettes/dusk.{ending}")
    assert not shift.is_interesting("/game/palettes/dusk.txt")
