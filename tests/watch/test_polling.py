"""Changes found by looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pixelengine_import.watch.marks import Kind, Marks
from pixelengine_import.watch.polling import PollingSource
from pixelengine_import.watch.scope import Scope

if TYPE_CHECKING:
    from pathlib import Path


class Polled:
    """A polled folder whose looks take as long as they are told to."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.cost = 0.0
        self.clock = 0.0
        self.marks = Marks()
        self.now = 0.0
        self.source = PollingSource(
            Scope(root, lambda path: path.endswith(".png")), monotonic=self.monotonic
        )

    def monotonic(self) -> float:
        self.clock += self.cost / 2
        return self.clock

    def step(self, seconds: float = 2.0) -> dict[str, Kind]:
        self.now += seconds
        self.source.step(self.now)
        files = self.marks.take().files
        return {path.removeprefix(f"{self.root}/"): k for path, k in files.items()}


@pytest.fixture
def polled(tmp_path: Path) -> Polled:
    (tmp_path / "a.png").write_bytes(b"1")
    polled = Polled(tmp_path)
    polled.source.start(polled.marks)
    return polled


def test_what_was_there_is_no_change(polled: Polled) -> None:
    """The first look only learns."""
    assert polled.step() == {}


def test_new_changed_and_deleted_files_are_marked(polled: Polled) -> None:
    """Each once."""
    (polled.root / "b.png").write_bytes(b"1")
    (polled.root / "c.txt").write_bytes(b"1")

    assert polled.step() == {"b.png": Kind.TOUCHED}

    (polled.root / "a.png").write_bytes(b"22")
    (polled.root / "b.png").unlink()

    assert polled.step() == {"a.png": Kind.TOUCHED, "b.png": Kind.GONE}
    assert polled.step() == {}


def test_a_file_in_a_new_folder_is_found(polled: Polled) -> None:
    """Each look begins at the root."""
    (polled.root / "deep/er").mkdir(parents=True)
    (polled.root / "deep/er/x.png").write_bytes(b"1")

    assert polled.step() == {"deep/er/x.png": Kind.TOUCHED}


def test_nobody_looks_before_it_is_time(polled: Polled) -> None:
    """Two seconds lie between two looks."""
    (polled.root / "a.png").write_bytes(b"22")

    assert polled.step(1.9 - polled.now) == {}
    assert polled.source.step(1.9) == pytest.approx(2.0)
    assert polled.step(0.2) == {"a.png": Kind.TOUCHED}


def test_a_slow_look_makes_looks_rare(polled: Polled) -> None:
    """A fiftieth of the time at most is spent on looking."""
    polled.cost = 0.2
    polled.step()

    assert polled.source.step(polled.now) == pytest.approx(polled.now + 50 * 0.1)


def test_a_closed_source_looks_no_more(polled: Polled) -> None:
    """And has nothing to do."""
    polled.source.close()
    (polled.root / "a.png").write_bytes(b"22")

    assert polled.source.step(99.0) is None
    assert polled.step() == {}
