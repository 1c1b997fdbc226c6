"""A run with nothing to do knows that from stamps, and is never fooled by them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from pixelengine_import._fs import sha256
from pixelengine_import.journal.index import Index
from pixelengine_import.pipeline import freshness
from pixelengine_import.pipeline.freshness import find_stale, settle
from pixelengine_import.pipeline.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pixelengine_import.api.outcomes import EngineKind

SIDECAR, ART = PurePosixPath("hero.pxe.json"), PurePosixPath("hero.png")
LONG_AGO = 1_600_000_000


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A sidecar and its art, both old."""
    for name in (SIDECAR, ART):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (LONG_AGO, LONG_AGO))
    return Project(tmp_path)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An empty cache."""
    index = Index(tmp_path / "index.db")
    yield index
    index.close()


def save(project: Project, index: Index, engine: EngineKind = "live") -> None:
    """Settle the sidecar; art of higher rank was not there."""
    digest = sha256(b"x")
    expected = {SIDECAR: digest, ART: digest, PurePosixPath("hero.webp"): None}
    row = settle(project, expected, engine)
    assert row is not None
    index.save(project.id, {str(SIDECAR): row})


def stale(project: Project, index: Index, engine: EngineKind | None = "live") -> bool:
    """Tell whether the sidecar must be looked at."""
    return find_stale(project, [SIDECAR], index, engine) == [SIDECAR]


def test_a_sidecar_that_was_never_settled_is_stale(
    project: Project, index: Index
) -> None:
    """Nothing is known of it."""
    assert stale(project, index)


def test_a_settled_sidecar_is_fresh(project: Project, index: Index) -> None:
    """Without reading a file."""
    save(project, index)

    assert not stale(project, index)


@pytest.mark.parametrize("name", [SIDECAR, ART])
def test_other_bytes_make_it_stale(
    project: Project, index: Index, name: PurePosixPath
) -> None:
    """Even with the same size and an mtime that was set back."""
    save(project, index)
    project.file(name).write_bytes(b"y")
    os.utime(project.file(name), (LONG_AGO, LONG_AGO))

    assert stale(project, index)


def test_the_same_bytes_written_again_leave_it_fresh(
    project: Project, index: Index
) -> None:
    """They are read once more, and noted."""
    save(project, index)
    project.file(ART).write_bytes(b"x")
    os.utime(project.file(ART), (LONG_AGO + 9, LONG_AGO + 9))

    assert not stale(project, index)
    (row,) = index.load(project.id).values()
    stamp = row.files[str(ART)].stamp
    assert stamp is not None
    assert stamp.mtime_ns == (LONG_AGO + 9) * 10**9


def test_a_file_that_is_gone_makes_it_stale(project: Project, index: Index) -> None:
    """An output that was deleted comes back."""
    save(project, index)
    project.file(ART).unlink()

    assert stale(project, index)


def test_art_of_higher_rank_that_appears_makes_it_stale(
    project: Project, index: Index
) -> None:
    """It takes the place of what was used."""
    save(project, index)
    project.file("hero.webp").write_bytes(b"x")

    assert stale(project, index)


@pytest.mark.parametrize(
    ("made_by", "asked", "expected"),
    [
        ("live", "live", False),
        ("live", "local", False),
        ("live", None, False),
        ("local", "local", False),
        ("local", "live", True),
        ("local", None, True),
    ],
)
def test_a_preview_is_fresh_for_the_local_engine_alone(
    project: Project,
    index: Index,
    made_by: EngineKind,
    asked: EngineKind | None,
    *,
    expected: bool,
) -> None:
    """Who has a key wants live results; who answers may not be known yet."""
    save(project, index, made_by)

    assert stale(project, index, asked) is expected


def test_an_upgrade_of_the_exporter_looks_at_everything_again(
    project: Project, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may write the same frames in another way."""
    save(project, index)
    monkeypatch.setattr(freshness, "EXPORTER", "next/1")

    assert stale(project, index)


def test_a_file_that_changed_since_it_was_read_is_not_settled(
    project: Project,
) -> None:
    """A save while we worked: the outputs are of the old art."""
    expected = {SIDECAR: sha256(b"x"), ART: sha256(b"as it was read")}

    assert settle(project, expected, "live") is None


def test_a_damaged_row_costs_a_look(project: Project, index: Index) -> None:
    """Never correctness."""
    save(project, index)
    (row,) = index.load(project.id).values()
    files = {path: replace(seen, digest="0" * 64) for path, seen in row.files.items()}
    files = {
        path: replace(seen, stamp=None) if seen.stamp else seen
        for path, seen in files.items()
    }
    index.save(project.id, {str(SIDECAR): replace(row, files=files)})

    assert stale(project, index)
