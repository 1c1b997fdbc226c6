"""Outputs are put in place whole, in order, and never over a person's work."""

from __future__ import annotations

import errno
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest

from pixelengine_import._fs import TMP_SUFFIX, replace_file, sha256
from pixelengine_import.errors import ConflictError, ProjectError
from pixelengine_import.pipeline import publish
from pixelengine_import.pipeline.committed import read_committed
from pixelengine_import.pipeline.plan import Known, SidecarPlan
from pixelengine_import.pipeline.project import Outputs
from pixelengine_import.pipeline.publish import (
    check_writable,
    conflict,
    new_hashes,
    sweep,
    write_outputs,
)

from .service import HERO

if TYPE_CHECKING:
    from .service import Bench

OUTPUTS = Outputs.of(HERO)
NEW = {OUTPUTS.sheet: b"sheet", OUTPUTS.frames: b"frames", OUTPUTS.metadata: b"meta"}


def plan(bench: Bench, *ours: bytes) -> SidecarPlan:
    """Plan with outputs that the journal knows as ours."""
    known = frozenset(map(sha256, ours))
    committed = read_committed(bench.project, OUTPUTS)
    what = Known(committed, dict.fromkeys(OUTPUTS, known), {})
    return SidecarPlan(bench.wanted(), what, (), "render")


def files(bench: Bench) -> list[bytes | None]:
    """Read the three outputs."""
    paths = [bench.project.file(path) for path in OUTPUTS]
    return [path.read_bytes() if path.exists() else None for path in paths]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files in the order in which they are written."""
    names: list[str] = []

    def note(path: Path, data: bytes) -> None:
        names.append(path.name)
        replace_file(path, data)

    monkeypatch.setattr(publish, "replace_file", note)
    return names


def test_the_metadata_is_written_last(bench: Bench, written: list[str]) -> None:
    """Who finds no matching metadata treats the others as unfinished."""
    done = write_outputs(bench.project, HERO, plan(bench).known, NEW)

    assert written == ["hero.sheet.png", "hero.frames.tres", "hero.frames.json"]
    assert done == tuple(OUTPUTS)
    assert files(bench) == [b"sheet", b"frames", b"meta"]


def test_the_same_bytes_are_left_alone(bench: Bench, written: list[str]) -> None:
    """Neither bytes nor mtime change: Godot imports nothing anew."""
    bench.project.file(OUTPUTS.frames).write_bytes(b"frames")

    done = write_outputs(bench.project, HERO, plan(bench).known, NEW)

    assert OUTPUTS.frames not in done
    assert "hero.frames.tres" not in written


def test_a_person_s_file_is_found_before_anything_is_written(
    bench: Bench, written: list[str]
) -> None:
    """All or nothing: not half of the outputs new and half a person's."""
    bench.project.file(OUTPUTS.metadata).write_bytes(b"a person's")

    with pytest.raises(ConflictError, match=r"hero\.frames\.json: was not written"):
        write_outputs(bench.project, HERO, plan(bench, b"sheet").known, NEW)

    assert written == []
    assert files(bench) == [None, None, b"a person's"]


@pytest.mark.parametrize("path", list(OUTPUTS))
def test_a_folder_or_a_dead_link_is_not_replaced(
    bench: Bench, path: PurePosixPath, written: list[str]
) -> None:
    """What cannot be read cannot be known to be ours."""
    bench.project.file(path).symlink_to("nowhere")

    with pytest.raises(ConflictError):
        write_outputs(bench.project, HERO, plan(bench).known, NEW)

    assert written == []


def test_paid_work_is_not_done_for_an_output_that_cannot_be_replaced(
    bench: Bench,
) -> None:
    """It is a conflict before anything is sent."""
    bench.project.file(OUTPUTS.sheet).mkdir()

    found = bench.survey()

    assert found.plans[0].verdict == "conflict"
    assert found.price == 0


def test_a_file_that_we_wrote_is_replaced(bench: Bench) -> None:
    """The journal knows its hash."""
    bench.project.file(OUTPUTS.sheet).write_bytes(b"old")

    write_outputs(bench.project, HERO, plan(bench, b"old").known, NEW)

    assert files(bench) == [b"sheet", b"frames", b"meta"]


def test_a_full_disk_leaves_whole_files_and_the_next_run_goes_on(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sheet is new, the rest is old, and nothing is half."""

    def full(path: Path, data: bytes) -> None:
        if path.name.endswith(".tres"):
            raise OSError(errno.ENOSPC, "No space left on device")
        replace_file(path, data)

    monkeypatch.setattr(publish, "replace_file", full)
    with pytest.raises(ProjectError, match=r"No space left on device.*result is kept"):
        write_outputs(bench.project, HERO, plan(bench).known, NEW)
    assert files(bench) == [b"sheet", None, None]
    monkeypatch.undo()

    done = write_outputs(bench.project, HERO, plan(bench, b"sheet").known, NEW)

    assert done == (OUTPUTS.frames, OUTPUTS.metadata)
    assert files(bench) == [b"sheet", b"frames", b"meta"]


def test_a_folder_that_is_gone_is_found_before_paying(bench: Bench) -> None:
    """Nothing is left behind by looking, either."""
    check_writable(bench.project, HERO.parent)
    with pytest.raises(ProjectError, match="outputs cannot be written here"):
        check_writable(bench.project, PurePosixPath("nowhere"))

    assert list(bench.project.root.rglob(f"*{TMP_SUFFIX}")) == []


def test_sweeping_removes_our_temporary_files_alone(bench: Bench) -> None:
    """A killed run leaves them beside sidecars."""
    art = bench.project.root / "art"
    (art / f".hero.sheet.png.0a{TMP_SUFFIX}").touch()
    (art / "mine.tmp").touch()

    assert sweep(bench.project, [HERO]) == 1

    assert (art / "mine.tmp").exists()


def test_hashes_go_by_path() -> None:
    """As the journal keeps them."""
    assert new_hashes({OUTPUTS.sheet: b"x"}) == {"art/hero.sheet.png": sha256(b"x")}


def test_a_conflict_names_every_file() -> None:
    """One trip, not three."""
    one = conflict(HERO, [OUTPUTS.sheet])
    both = conflict(HERO, [OUTPUTS.sheet, OUTPUTS.frames])

    assert str(one).startswith("art/hero.sheet.png: was not written by pxe")
    assert str(both).startswith("art/hero.sheet.png and hero.frames.tres: were not")
    assert both.paths == ("art/hero.sheet.png", "art/hero.frames.tres")
    for error in (one, both):
        assert "pxe accept art/hero.pxe.json" in str(error)
        assert "pxe keep art/hero.pxe.json" in str(error)


def test_a_conflict_can_be_copied_to_a_command_line() -> None:
    """Also with a space in its path."""
    sidecar = PurePosixPath("my art/hero.pxe.json")

    said = str(conflict(sidecar, [sidecar.with_name("hero.sheet.png")]))

    assert 'pxe keep "my art/hero.pxe.json"' in said
