"""The watcher on a real file system that reports changes."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from watchdog.events import FileClosedEvent

from pixelengine_import.testing.clock import FakeClock
from pixelengine_import.watch.marks import Kind, Marks, Taken
from pixelengine_import.watch.native import NativeSource
from pixelengine_import.watch.scope import Scope
from pixelengine_import.watch.watcher import Changes, Watcher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.inotify,
    pytest.mark.skipif(sys.platform != "linux", reason="inotify is Linux's own"),
]

SETTLE = 0.05


def interesting(path: str) -> bool:
    return path.endswith((".png", ".pxe.json"))


class Project:
    """A watched folder."""

    def __init__(self, root: Path, watcher: Watcher) -> None:
        self.root = root
        self.watcher = watcher

    def collect(self, *names: str) -> set[str]:
        """Gather changes until all of these came, or nothing does for long."""
        found: set[str] = set()
        while not found >= set(names):
            changes = self.watcher.changes(10)
            assert changes is not None, f"missing {set(names) - found}"
            found |= {self.relative(path) for path in changes.paths}
        return found

    def rescan(self) -> None:
        """Wait for the word that everything has to be looked at."""
        changes: Changes | None = None
        while changes is None or not changes.rescan:
            changes = self.watcher.changes(10)
            assert changes is not None, "no rescan"

    def relative(self, path: str) -> str:
        return path.removeprefix(f"{self.root}/")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    root = tmp_path.resolve()
    for folder in ("art", ".git", "addons", ".pixelengine"):
        (root / folder).mkdir()
    with Watcher(root, interesting=interesting, settle=SETTLE) as watcher:
        assert str(watcher.status) == f"watching {root}"
        yield Project(root, watcher)


def test_a_file_that_is_written_in_place_is_reported(project: Project) -> None:
    """At the top and below."""
    (project.root / "a.png").write_bytes(b"1")
    (project.root / "art/b.png").write_bytes(b"1")

    assert project.collect("a.png", "art/b.png") == {"a.png", "art/b.png"}


def test_a_file_that_is_renamed_into_place_is_reported(project: Project) -> None:
    """The way of Krita, VS Code, Godot and ourselves; the other name is not."""
    (project.root / "art/x.tmp").write_bytes(b"1")
    (project.root / "art/x.tmp").replace(project.root / "art/a.png")

    assert project.collect("art/a.png") == {"art/a.png"}


def test_vims_way_of_saving_is_one_change(project: Project) -> None:
    """Rename to a backup, write anew, delete the backup."""
    file = project.root / "art/a.pxe.json"
    file.write_bytes(b"1")
    project.collect("art/a.pxe.json")
    file.rename(project.root / "art/a.pxe.json~")
    file.write_bytes(b"2")
    (project.root / "art/a.pxe.json~").unlink()
    changes = project.watcher.changes(10)

    assert changes == Changes(frozenset([str(file)]), rescan=False)


def test_a_deleted_file_is_reported(project: Project) -> None:
    """After it stayed away."""
    file = project.root / "art/a.png"
    file.write_bytes(b"1")
    project.collect("art/a.png")
    file.unlink()

    assert project.collect("art/a.png") == {"art/a.png"}


def test_reading_is_no_change(project: Project) -> None:
    """Godot, git and we ourselves read all day long."""
    file = project.root / "art/a.png"
    file.write_bytes(b"1")
    project.collect("art/a.png")
    for _ in range(20):
        file.read_bytes()
        file.stat()
    (project.root / "art/last.png").write_bytes(b"1")

    assert project.collect("art/last.png") == {"art/last.png"}


def test_folders_outside_the_scope_stay_silent(project: Project) -> None:
    """So do files that do not matter."""
    for name in (".git/a.png", "addons/a.png", ".pixelengine/a.png", "art/a.txt"):
        (project.root / name).write_bytes(b"1")
    (project.root / "art/last.png").write_bytes(b"1")

    assert project.collect("art/last.png") == {"art/last.png"}


def test_a_new_folder_at_the_top_is_watched(project: Project) -> None:
    """What was in it before the watch is found by looking."""
    (project.root / "new/deep").mkdir(parents=True)
    (project.root / "new/deep/a.png").write_bytes(b"1")
    project.rescan()
    (project.root / "new/deep/b.png").write_bytes(b"1")

    assert "new/deep/b.png" in project.collect("new/deep/b.png")


def test_a_folder_that_is_made_again_is_watched_again(project: Project) -> None:
    """Under the same name, perhaps with the same inode."""
    shutil.rmtree(project.root / "art")
    project.rescan()
    (project.root / "art").mkdir()
    project.rescan()
    (project.root / "art/a.png").write_bytes(b"1")

    assert "art/a.png" in project.collect("art/a.png")


def test_a_folder_that_moves_asks_for_a_look_at_everything(project: Project) -> None:
    """Its files are not always named."""
    (project.root / "art/old").mkdir()
    project.rescan()
    (project.root / "art/old").rename(project.root / "art/new")
    project.rescan()


def test_a_checkout_of_many_is_seen_whole(project: Project) -> None:
    """A thousand files, replaced as git does it."""
    names = {f"art/{i}.pxe.json" for i in range(1_000)}
    for name in names:
        (project.root / "art/lock").write_bytes(b"1")
        (project.root / "art/lock").replace(project.root / name)

    assert project.collect(*names) == names


def test_a_name_that_is_not_utf8_harms_nothing(project: Project) -> None:
    """It comes with escapes, as Python writes such names."""
    os.close(os.open(os.fsencode(project.root) + b"/art/\xff.png", os.O_CREAT, 0o600))
    (project.root / "art/a.png").write_bytes(b"1")

    assert project.collect("art/a.png", "art/\udcff.png") >= {"art/a.png"}


def test_a_predicate_that_fails_ends_nothing(tmp_path: Path) -> None:
    """The thread lives, and a look at everything makes up for it."""
    root, failures = tmp_path.resolve(), ["once"]

    def fragile(path: str) -> bool:
        if failures and path.endswith("bad.png"):
            raise ValueError(failures.pop())
        return interesting(path)

    with Watcher(root, interesting=fragile, settle=SETTLE) as watcher:
        project = Project(root, watcher)
        (root / "bad.png").write_bytes(b"1")
        project.rescan()
        (root / "good.png").write_bytes(b"1")

        assert "good.png" in project.collect("good.png")


def test_a_root_that_is_replaced_is_watched_anew(tmp_path: Path) -> None:
    """A clone deleted and made again; seen by the check of every few seconds."""
    root, clock = (tmp_path / "game").resolve(), FakeClock()
    root.mkdir()
    with Watcher(
        root, interesting=interesting, clock=clock, suspended=lambda: 0.0
    ) as watcher:
        root.rename(tmp_path / "elsewhere")
        clock.advance(5.0)
        watcher.changes(0)
        assert watcher.status.reason == "the project's folder is gone"

        root.mkdir()
        clock.advance(6.0)
        watcher.changes(0)
        assert watcher.status.reason == ""
        clock.advance(1.0)
        assert watcher.changes(0) == Changes(frozenset(), rescan=True)


def test_an_overflow_in_the_log_is_a_loss(tmp_path: Path) -> None:
    """watchdog 7.1 logs it and says nothing else."""
    source, marks = NativeSource(Scope(tmp_path.resolve(), interesting)), Marks()
    source.start(marks)
    logger = logging.getLogger("watchdog.observers.inotify_c")
    logger.warning("something else")
    assert marks.take() == Taken()

    logger.warning("Inotify queue overflowed; filesystem events were lost")
    assert marks.take() == Taken(rescan=True)

    source.close()
    assert logging.getLogger("watchdog.observers").handlers == []


def test_the_source_knows_when_it_is_deaf(tmp_path: Path) -> None:
    """A closed one hears nothing; a living one hears itself and leaves no trace."""
    root = tmp_path.resolve()
    source, marks = NativeSource(Scope(root, interesting)), Marks()
    source.start(marks)

    assert source.problem() == ""
    assert source.hears_itself(root)
    (root / "own").mkdir()
    assert source.hears_itself(root / "own")
    assert list(root.iterdir()) == [root / "own"]

    source.close()
    source.close()
    assert source.problem() == "the thread that watches has ended"
    assert not source.hears_itself(root)


def test_no_thread_is_left_behind(tmp_path: Path) -> None:
    """A clean stop joins them all."""
    before = set(threading.enumerate())
    for folder in "abc":
        (tmp_path / folder).mkdir()
    with Watcher(tmp_path, interesting=interesting) as watcher:
        watcher.changes(0)

    assert not [t for t in set(threading.enumerate()) - before if t.is_alive()]


def test_only_a_closed_file_counts_as_written(tmp_path: Path) -> None:
    """A slow writer is heard of at its end."""
    marks = Marks()
    source = NativeSource(Scope(tmp_path.resolve(), interesting))
    source.start(marks)
    handler = source._handler
    assert handler is not None
    handler.dispatch(FileClosedEvent(str(tmp_path.resolve() / "a.png")))
    source.close()

    assert marks.take().files == {str(tmp_path.resolve() / "a.png"): Kind.DONE}


LIMITED = """
import sys
from pathlib import Path
from pixelengine_import.testing.clock import FakeClock
from pixelengine_import.watch.watcher import Watcher

Path("/proc/sys/user/max_inotify_watches").write_text("20")
clock = FakeClock()
with Watcher(
    Path(sys.argv[1]), interesting=lambda p: True, mode=sys.argv[2], clock=clock,
    suspended=lambda: 0.0,
) as watcher:
    for _ in range(3):
        clock.advance(6)
        watcher.changes(0)
    print(watcher.status.how, watcher.status.reason)
"""


def in_namespace(*command: str) -> subprocess.CompletedProcess[str]:
    """Run as root of a user namespace, whose limits are its own."""
    return subprocess.run(
        ["unshare", "--user", "--map-root-user", *command],
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.mark.skipif(
    shutil.which("unshare") is None or in_namespace("true").returncode != 0,
    reason="this system allows no user namespaces",
)
@pytest.mark.parametrize("mode", ["auto", "native"])
def test_a_system_out_of_watches_is_found_out(tmp_path: Path, mode: str) -> None:
    """watchdog says nothing; we poll, or say it when native was asked for."""
    for i in range(60):
        (tmp_path / f"art/{i}").mkdir(parents=True)
    done = in_namespace(sys.executable, "-c", LIMITED, str(tmp_path), mode)

    assert done.stderr == ""
    how, _, reason = done.stdout.strip().partition(" ")
    assert how == ("poll" if mode == "auto" else "native")
    assert reason.endswith(
        "of 62 folders watched; raise fs.inotify.max_user_watches"
    ) or reason.startswith("the system refused a watch")
