"""Plans are carried out each for itself, and what is paid for is never left behind."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.errors import (
    AmbiguousSubmitError,
    ConflictError,
    JobError,
    ProjectError,
)
from pixelengine_import.pipeline.body import ask_of
from pixelengine_import.pipeline.choices import InSheet, New, Running
from pixelengine_import.pipeline.events import Failed, Published, Unchanged, Warned
from pixelengine_import.pipeline.freshness import find_stale
from pixelengine_import.pipeline.settings import Settings

from .service import HERO, error, until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelengine_import.errors import PixelEngineError

    from .service import Bench

TWIN = PurePosixPath("art/twin.pxe.json")
PAIR = """{"animations": {
  "idle": {"animate": {"prompt": "idle", "output_frames": 2}},
  "jump": {"animate": {"prompt": "jump", "output_frames": 2}}
}}"""


async def sync(
    bench: Bench, *sidecars: PurePosixPath, settings: Settings | None = None
) -> list[PixelEngineError]:
    """Plan and carry out in a new run."""
    lane = bench.lane()
    runner = bench.runner(lane, settings)
    try:
        return await runner.run(bench.survey(*sidecars).plans)
    finally:
        await lane.close()


def outputs(bench: Bench) -> Mapping[str, bytes]:
    """Read what stands beside the sidecars."""
    ends = (".sheet.png", ".frames.tres", ".frames.json")
    files = sorted((bench.project.root / "art").iterdir())
    return {f.name: f.read_bytes() for f in files if f.name.endswith(ends)}


async def test_a_plan_ends_in_three_files_and_a_settled_sidecar(bench: Bench) -> None:
    """And then there is nothing left to do."""
    assert await sync(bench) == []

    (published,) = bench.told(Published)
    names = [path.name for path in published.written]
    assert names == ["hero.sheet.png", "hero.frames.tres", "hero.frames.json"]
    assert find_stale(bench.project, [HERO], bench.index, "live") == []
    assert bench.survey().plans[0].verdict == "unchanged"


async def test_an_unchanged_sidecar_is_settled_without_a_job(bench: Bench) -> None:
    """The stamp cache may be lost; it costs reading only."""
    await sync(bench)
    bench.index.close()
    (bench.state / "index.db").unlink()
    bench.index = type(bench.index)(bench.state / "index.db")

    assert await sync(bench) == []

    assert bench.told(Unchanged) == [Unchanged(HERO, "live")]
    assert find_stale(bench.project, [HERO], bench.index, "live") == []


async def test_one_failing_animation_does_not_lose_the_others_result(
    bench: Bench,
) -> None:
    """It was paid for: it is stored, and the next run needs the failed one alone."""
    bench.sidecar(text=PAIR)
    bench.service.paid.append(error(400, "invalid_request"))

    errors = await sync(bench)

    assert len(errors) == 1
    assert bench.service.posts == 2
    assert len(bench.service.accepted) == 1
    assert bench.survey().new_jobs == 1
    assert await sync(bench) == []
    assert len(bench.service.accepted) == 2


async def test_a_failing_sidecar_does_not_hold_up_the_others(bench: Bench) -> None:
    """Each for itself."""
    bench.sidecar("twin", prompt="jump")
    bench.service.paid.append(error(400, "invalid_request"))

    errors = await sync(bench, HERO, TWIN)

    assert len(errors) == len(bench.told(Failed)) == 1
    assert len(bench.told(Published)) == 1


async def test_two_sidecars_that_ask_for_the_same_share_a_job(bench: Bench) -> None:
    """One payment, two publications."""
    bench.sidecar("twin")
    found = bench.survey(HERO, TWIN)
    assert (found.new_jobs, found.price) == (1, 20)

    assert await sync(bench, HERO, TWIN) == []

    assert bench.service.posts == 1
    assert {event.sidecar for event in bench.told(Published)} == {HERO, TWIN}


async def _submit_and_stop(bench: Bench) -> None:
    """End a run while its job is under way; the job succeeds afterwards."""
    bench.service.outcome = {"status": "pending", "output": None}
    lane = bench.lane()
    plan = bench.survey().plans[0]
    task = asyncio.create_task(bench.runner(lane).carry_out(plan))
    await until(lambda: len(bench.service.accepted) == 1)
    await until(lambda: bench.state_of(bench.want()) != "sending")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await lane.close()
    bench.service.outcome = {}
    bench.service.jobs["job-1"] = bench.service.success("job-1")


async def test_a_job_under_way_is_fetched_though_an_output_is_in_conflict(
    bench: Bench,
) -> None:
    """The conflict may stand for longer than the service keeps a result."""
    await _submit_and_stop(bench)
    want = bench.want()
    (bench.project.root / "art/hero.sheet.png").write_bytes(b"a person's")
    bench.journal.planning(bench.project.id, str(HERO), {"art/hero.sheet.png": "ours"})
    assert bench.survey().plans[0].verdict == "conflict"

    errors = await sync(bench)

    assert [type(one) for one in errors] == [ConflictError]
    assert bench.state_of(want) == "settled"
    assert (bench.project.root / "art/hero.sheet.png").read_bytes() == b"a person's"


async def test_a_job_under_way_is_fetched_though_a_person_must_decide_of_another(
    bench: Bench,
) -> None:
    """One animation's lost answer does not cost the other's result."""
    await _submit_and_stop(bench)
    bench.sidecar(text=PAIR)
    idle, jump = bench.wanted().wants
    assert isinstance(bench.survey().plans[0].choices[0], Running)
    bench.service.paid.append(error(500, "internal_error"))
    lane = bench.lane()
    with pytest.raises(AmbiguousSubmitError):
        await lane.result(ask_of(jump))

    errors = await sync(bench)

    assert [type(one) for one in errors] == [AmbiguousSubmitError]
    assert bench.state_of(idle) == "settled"


async def test_a_job_under_way_is_fetched_though_outputs_cannot_be_written(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result is kept; nothing is published."""
    await _submit_and_stop(bench)

    def refuse(*_: object) -> None:
        msg = "outputs cannot be written here"
        raise ProjectError(msg)

    monkeypatch.setattr("pixelengine_import.pipeline.run.check_writable", refuse)

    errors = await sync(bench)

    assert [str(one) for one in errors] == ["outputs cannot be written here"]
    assert bench.state_of(bench.want()) == "settled"
    assert outputs(bench) == {}


async def test_a_plan_that_saw_a_running_job_begins_no_new_one(bench: Bench) -> None:
    """It had no price, so nobody agreed to one."""
    await _submit_and_stop(bench)
    plan = bench.survey().plans[0]
    job = bench.journal.alive(bench.want().key, "live")
    assert job is not None
    bench.journal.end(job.id, "failed", "meanwhile")
    lane = bench.lane()

    failed = await bench.runner(lane).carry_out(plan)

    assert isinstance(failed, JobError)
    assert bench.service.posts == 1


async def test_strays_are_fetched_and_kept(bench: Bench) -> None:
    """A sidecar that is gone had a paid job under way."""
    await _submit_and_stop(bench)
    want = bench.want()
    lane = bench.lane()

    errors = await bench.runner(lane).collect_strays(frozenset(), "live")

    assert errors == []
    assert bench.state_of(want) == "settled"
    assert len(bench.told(Warned)) == 1


async def test_a_stray_that_cannot_be_fetched_is_an_error_of_the_run(
    bench: Bench,
) -> None:
    """Its exit code must not say that all is well."""
    await _submit_and_stop(bench)
    bench.service.jobs["job-1"]["status"] = "expired"

    errors = await bench.runner(bench.lane()).collect_strays(frozenset(), "live")

    assert [type(one) for one in errors] == [JobError]


async def test_a_wanted_job_is_no_stray(bench: Bench) -> None:
    """Its sidecar takes care of it."""
    await _submit_and_stop(bench)
    want = bench.want()

    await bench.runner(bench.lane()).collect_strays(frozenset({want.key}), "live")

    assert bench.state_of(want) == "submitted"


async def test_settings_that_change_while_it_works_leave_it_stale(
    bench: Bench,
) -> None:
    """The outputs are laid out by the settings that were read before."""
    lane = bench.lane()
    runner = bench.runner(lane)
    plan = bench.survey().plans[0]
    (bench.project.root / "pixelengine.toml").write_text("[sheet]\npadding = 2\n")

    assert await runner.carry_out(plan) is None

    assert find_stale(bench.project, [HERO], bench.index, "live") == [HERO]


async def test_a_live_sheet_survives_a_publication_that_is_cut_off_in_a_clone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A colleague's paid frames stand on the sheet alone, and it is written first."""
    # With padding the sheet is another file than the result that it was made from.
    (bench.project.root / "pixelengine.toml").write_text("[sheet]\npadding = 1\n")
    await sync(bench)
    idle = bench.want().key
    bench.journal.revoke(1, "as in a clone: no store, no journal")
    bench.sidecar(text=PAIR.replace('"idle": {', '"default": {'))

    def disk_full(path: object, data: bytes, **_: object) -> None:
        if str(path).endswith(".tres"):
            raise OSError(28, "No space left on device")
        write(path, data)  # type: ignore[arg-type]

    from pixelengine_import._fs import replace_file as write

    monkeypatch.setattr("pixelengine_import.pipeline.publish.replace_file", disk_full)
    errors = await sync(bench)
    assert "cannot be written (No space left on device)" in str(errors[0])

    monkeypatch.undo()
    plan = bench.survey().plans[0]
    assert isinstance(plan.choices[0], InSheet)
    assert plan.price == 0
    assert await sync(bench) == []
    assert bench.service.posts == 2
    assert bench.survey().plans[0].known.committed.animations[idle].engine == "live"


async def test_a_publication_that_was_cut_off_twice_is_no_conflict(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first attempt wrote is ours, though the second planned other bytes."""
    from pixelengine_import._fs import replace_file as write

    await sync(bench)
    full = {".tres"}

    def disk_full(path: object, data: bytes, **_: object) -> None:
        if str(path).endswith(tuple(full)):
            raise OSError(28, "No space left on device")
        write(path, data)  # type: ignore[arg-type]

    monkeypatch.setattr("pixelengine_import.pipeline.publish.replace_file", disk_full)
    bench.sidecar(prompt="jump")
    await sync(bench, settings=Settings(padding=1))
    full = {".tres", ".png"}
    await sync(bench, settings=Settings(padding=2))
    monkeypatch.undo()

    assert await sync(bench) == []
    assert bench.survey().plans[0].verdict == "unchanged"


async def test_a_new_job_is_planned_with_its_price(bench: Bench) -> None:
    """Until then nothing is sent."""
    plan = bench.survey().plans[0]

    assert plan.choices == (New(20),)
    assert bench.service.posts == 0
