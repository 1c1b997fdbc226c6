"""Decisions about changed outputs are whole or not at all, and are gone on with."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.errors import ConflictError, StateError
from pixelengine_import.pipeline import ownership
from pixelengine_import.pipeline.freshness import find_stale
from pixelengine_import.pipeline.ownership import give_to_person, give_to_us

from .service import HERO
from .test_run import sync

if TYPE_CHECKING:
    from pathlib import Path

    from .service import Bench

FRAMES = PurePosixPath("art/hero.frames.tres")


def change(bench: Bench, text: str = "mine") -> Path:
    """Change an output as a person would."""
    file = bench.project.file(FRAMES)
    file.write_text(text)
    return file


async def test_a_decision_that_is_cut_off_is_gone_on_with(bench: Bench) -> None:
    """Killed between the decision and the writing: the next run makes it anew."""
    await sync(bench)
    file = change(bench)
    (plan,) = bench.survey().plans
    assert plan.verdict == "conflict"

    (copy,) = give_to_us(
        bench.project, plan, bench.journal, bench.index, bench.state / "replaced"
    )

    assert file.read_text() == "mine"
    (left,) = bench.survey().plans
    assert (left.verdict, left.price) == ("render", 0)
    assert await sync(bench) == []
    assert file.read_text().startswith("[gd_resource")
    assert copy.copy.read_text() == "mine"


async def test_what_was_settled_is_looked_at_again(bench: Bench) -> None:
    """A keep that is taken back and then cut off must not be taken for settled."""
    await sync(bench)
    change(bench)
    give_to_person(bench.project, bench.survey().plans[0], bench.journal)
    await sync(bench)
    assert find_stale(bench.project, [HERO], bench.index, "live") == []
    (plan,) = bench.survey().plans

    give_to_us(
        bench.project, plan, bench.journal, bench.index, bench.state / "replaced"
    )

    assert find_stale(bench.project, [HERO], bench.index, "live") == [HERO]
    assert bench.survey().plans[0].verdict == "render"


async def test_without_a_copy_nothing_is_decided(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is too large to be copied stays in conflict."""
    await sync(bench)
    file = change(bench)
    monkeypatch.setattr(ownership, "COPY_MOST", 3)
    (plan,) = bench.survey().plans

    with pytest.raises(ConflictError, match="no copy of it is made"):
        give_to_us(
            bench.project, plan, bench.journal, bench.index, bench.state / "replaced"
        )

    assert bench.survey().plans[0].verdict == "conflict"
    assert file.read_text() == "mine"


async def test_a_file_that_changes_under_the_decision_is_a_conflict(
    bench: Bench,
) -> None:
    """What was decided is about bytes, not about a name."""
    await sync(bench)
    change(bench)
    (plan,) = bench.survey().plans
    give_to_person(bench.project, plan, bench.journal)
    give_to_us(
        bench.project, plan, bench.journal, bench.index, bench.state / "replaced"
    )

    change(bench, "mine again")

    assert bench.survey().plans[0].verdict == "conflict"


async def test_a_keep_pays_nothing_and_makes_nothing(bench: Bench) -> None:
    """Even where the frames are nowhere to be found any more."""
    change(bench)
    (plan,) = bench.survey().plans
    assert plan.verdict == "conflict"

    assert give_to_person(bench.project, plan, bench.journal) == (FRAMES,)

    (kept,) = bench.survey().plans
    assert (kept.verdict, kept.price, kept.new_jobs) == ("kept", 0, 0)
    assert await sync(bench) == []
    assert not bench.project.file(PurePosixPath("art/hero.sheet.png")).exists()


async def test_an_index_that_cannot_be_written_stops_a_decision(
    bench: Bench,
) -> None:
    """Else the old row would say that nothing is to be done."""
    await sync(bench)
    change(bench)
    (plan,) = bench.survey().plans
    bench.index._db.execute("PRAGMA query_only = ON")

    with pytest.raises(StateError):
        give_to_us(
            bench.project, plan, bench.journal, bench.index, bench.state / "replaced"
        )

    assert bench.survey().plans[0].verdict == "conflict"
