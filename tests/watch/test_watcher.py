"""The watcher with a source that follows a script and a clock that stands still."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.errors import ProjectError
from pixelengine_import.testing.clock import FakeClock
from pixelengine_import.watch.marks import Kind, Marks
from pixelengine_import.watch.watcher import Changes, Status, Watcher, slept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pixelengine_import.watch.source import How

RESCAN = Changes(frozenset(), rescan=True)


class Script:
    """A source whose marks are made by the test."""

    how: How = "native"

    def __init__(self) -> None:
        self.marks = Marks()
        self.starts = 0
        self.refreshes = 0
        self.wrong = ""
        self.refuses = False

    def start(self, marks: Marks) -> None:
        if self.refuses:
            raise OSError(2, "No such file or directory")
        self.starts += 1
        self.marks = marks

    def step(self, now: float) -> float | None:
        return now + 1.0

    def refresh(self) -> None:
        self.refreshes += 1

    def problem(self) -> str:
        return self.wrong

    def close(self) -> None:
        self.marks = Marks()


class Stage:
    """A watcher, its script and its clock."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.clock = FakeClock()
        self.script = Script()
        self.asleep = 0.0
        self.watcher = Watcher(
            root,
            interesting=lambda path: path.endswith(".png"),
            clock=self.clock,
            suspended=lambda: self.asleep,
            source=self.script,
        )

    def write(self, name: str, kind: Kind = Kind.DONE) -> str:
        file = self.root / name
        file.write_bytes(b"x")
        self.script.marks.note(str(file), kind)
        return str(file)

    def after(self, seconds: float) -> Changes | None:
        self.clock.advance(seconds)
        return self.watcher.changes(0)

    def until_change(self, limit: float) -> tuple[Changes | None, float]:
        """Step by tenths of a second; say how many seconds it took."""
        for step in range(int(limit * 10)):
            if (changes := self.after(0.1)) is not None:
                return changes, (step + 1) / 10
        return None, limit


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path.resolve())
    with stage.watcher:
        yield stage


def test_a_saved_file_is_handed_out_once_it_rests(stage: Stage) -> None:
    """150 ms after it was closed."""
    path = stage.write("a.png")

    assert stage.after(0.0) is None
    assert stage.after(0.14) is None
    assert stage.after(0.02) == Changes(frozenset([path]), rescan=False)
    assert stage.after(1.0) is None


def test_several_files_of_one_burst_are_one_set(stage: Stage) -> None:
    """As a checkout makes them."""
    paths = {stage.write(f"{i}.png") for i in range(50)}
    stage.after(0.0)

    assert stage.after(0.2) == Changes(frozenset(paths), rescan=False)


def test_a_deleted_file_is_handed_out_after_two_seconds(stage: Stage) -> None:
    """It may come back."""
    stage.script.marks.note(str(stage.root / "a.png"), Kind.GONE)
    stage.after(0.0)

    assert stage.after(1.9) is None
    assert stage.after(0.2) == Changes(
        frozenset([str(stage.root / "a.png")]), rescan=False
    )


def test_moved_folders_are_followed_and_everything_is_looked_at(stage: Stage) -> None:
    """Once, a moment after the first event, for all of them."""
    for _ in range(5):
        stage.script.marks.note_folders()
    stage.after(0.0)

    assert stage.script.refreshes == 1
    assert stage.after(0.2) is None
    assert stage.after(0.2) == RESCAN
    assert stage.after(1.0) is None


def test_lost_events_are_made_good(stage: Stage) -> None:
    """An overflow has no path."""
    stage.script.marks.note_loss()
    stage.after(0.0)

    assert stage.after(0.3) == RESCAN


def test_everything_is_looked_at_every_minute(stage: Stage) -> None:
    """A lost event costs a minute, never a change."""
    assert stage.until_change(100)[1] == pytest.approx(60, abs=0.5)
    assert stage.until_change(100)[1] == pytest.approx(60, abs=0.5)


def test_a_slow_look_at_everything_becomes_rare(stage: Stage) -> None:
    """Half a second of work is worth 250 seconds of rest."""
    stage.watcher.rescanned(0.5)

    assert stage.until_change(300)[1] == pytest.approx(250, abs=0.5)


def test_waking_from_sleep_asks_for_a_look_at_everything(stage: Stage) -> None:
    """Who knows what happened meanwhile, on a share for instance."""
    stage.asleep = 3600.0
    changes, seconds = stage.until_change(20)

    assert changes == RESCAN
    assert seconds == pytest.approx(5.3, abs=0.5)
    assert stage.until_change(20) == (None, 20)


def test_a_source_that_died_is_started_again(stage: Stage) -> None:
    """What happened meanwhile is found by looking."""
    stage.script.wrong = "the thread that watches has ended"
    stage.after(4.0)
    assert stage.script.starts == 1

    stage.after(1.0)
    stage.script.wrong = ""

    assert stage.script.starts == 2
    assert stage.until_change(3)[0] == RESCAN
    path = stage.write("a.png")
    assert stage.until_change(3)[0] == Changes(frozenset([path]), rescan=False)


def test_a_folder_that_is_gone_is_tried_later_and_later(stage: Stage) -> None:
    """And watched again when it is back."""
    stage.script.wrong = "the project's folder is gone"
    stage.script.refuses = True
    for _ in range(40):
        stage.after(1.0)

    assert str(stage.watcher.status) == (
        f"watching {stage.root} (the project's folder is gone)"
    )
    stage.script.refuses, stage.script.wrong = False, ""
    starts = stage.script.starts
    for _ in range(60):
        stage.after(1.0)

    assert stage.script.starts == starts + 1
    assert stage.watcher.status == Status(stage.root, "native")
    path = stage.write("a.png")
    assert stage.until_change(3)[0] == Changes(frozenset([path]), rescan=False)


def test_no_change_in_time_is_none(stage: Stage) -> None:
    """The caller has other things to do."""
    assert stage.watcher.changes(0) is None


def test_a_stop_from_another_thread_ends_the_wait(tmp_path: Path) -> None:
    """Ctrl-C comes from elsewhere."""
    with Watcher(tmp_path, interesting=lambda _: True, source=Script()) as watcher:
        threading.Timer(0.02, watcher.stop).start()

        assert watcher.changes() is None
        assert watcher.changes() is None


def test_leaving_waits_for_the_thread_that_listens(tmp_path: Path) -> None:
    """Nothing of a watcher runs once its block has ended."""
    results: list[Changes | None] = []
    watcher = Watcher(tmp_path, interesting=lambda _: True, source=Script())
    with watcher:
        thread = threading.Thread(target=lambda: results.append(watcher.changes()))
        thread.start()
    thread.join(10)

    assert results == [None]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """With a way out."""
    missing = (tmp_path / "missing").resolve()
    with pytest.raises(ProjectError) as caught:
        Watcher(missing, interesting=lambda _: True).__enter__()

    assert str(caught.value) == (
        f"{missing} cannot be watched (found No such file or directory). Check that "
        "the folder is there, or use --watcher poll."
    )


def test_polling_is_done_when_it_is_asked_for(tmp_path: Path) -> None:
    """And sees what the events would have said."""
    clock = FakeClock()
    root = tmp_path.resolve()
    with Watcher(
        root,
        interesting=lambda path: path.endswith(".png"),
        mode="poll",
        clock=clock,
        suspended=lambda: 0.0,
    ) as watcher:
        (root / "a.png").write_bytes(b"1")
        clock.advance(2.0)
        assert watcher.changes(0) is None
        clock.advance(0.4)

        assert watcher.changes(0) == Changes(
            frozenset([str(root / "a.png")]), rescan=False
        )
        assert str(watcher.status) == f"polling {root} (as asked)"


def test_what_matters_may_change(tmp_path: Path) -> None:
    """A sidecar may name other art."""
    clock = FakeClock()
    root = tmp_path.resolve()
    with Watcher(
        root,
        interesting=lambda path: path.endswith(".png"),
        mode="poll",
        clock=clock,
        suspended=lambda: 0.0,
    ) as watcher:
        watcher.update(lambda path: path.endswith(".jpg"))
        for name in ("a.png", "a.jpg"):
            (root / name).write_bytes(b"1")
        for _ in range(2):
            clock.advance(2.0)
            changes = watcher.changes(0)

        assert changes == Changes(frozenset([str(root / "a.jpg")]), rescan=False)


def test_sleep_is_measured_in_seconds() -> None:
    """It never runs backwards."""
    first = slept()

    assert 0.0 <= first <= slept() + 0.001
