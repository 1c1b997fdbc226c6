"""When a changed file may be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.watch.marks import Kind
from pixelengine_import.watch.settling import (
    GIVE_UP,
    GONE_FOR,
    HOLD,
    Look,
    Settling,
    look_at,
)

if TYPE_CHECKING:
    from pathlib import Path

SETTLE = 0.15
A, B = "/p/a.png", "/p/b.png"


class Disk:
    """Files that exist by being named."""

    def __init__(self, *paths: str) -> None:
        self.files: dict[str, Look] = dict.fromkeys(paths, (1, 1, 1))

    def write(self, path: str) -> None:
        size, time, inode = self.files.get(path, (0, 0, 1))
        self.files[path] = (size + 1, time + 1, inode)

    def delete(self, path: str) -> None:
        self.files.pop(path, None)


def settling(disk: Disk) -> Settling:
    return Settling(SETTLE, disk.files.get)


@pytest.mark.parametrize(
    ("kind", "rest"), [(Kind.DONE, SETTLE), (Kind.TOUCHED, 2 * SETTLE)]
)
def test_a_file_is_ready_when_it_rested(kind: Kind, rest: float) -> None:
    """Twice as long when the end of the writing was not seen."""
    files = settling(Disk(A))
    files.note(A, kind, 10.0)

    assert files.next_due() == 10.0 + rest
    assert files.collect(10.0 + rest - 0.01) == frozenset()
    assert files.collect(10.0 + rest) == {A}
    assert files.collect(99.0) == frozenset()
    assert files.next_due() is None


def test_a_file_that_is_still_written_starts_over() -> None:
    """Its size, time or inode tell, without any event."""
    disk = Disk(A)
    files = settling(disk)
    files.note(A, Kind.DONE, 0.0)
    disk.write(A)

    assert files.collect(SETTLE) == frozenset()
    assert files.collect(2 * SETTLE) == {A}


def test_another_event_starts_the_rest_over() -> None:
    """Three quick saves are one change."""
    files = settling(Disk(A))
    for now in (0.0, 0.1, 0.2):
        files.note(A, Kind.DONE, now)

    assert files.collect(0.3) == frozenset()
    assert files.collect(0.2 + SETTLE) == {A}


def test_a_deletion_is_believed_after_two_seconds() -> None:
    """Editors delete first and write then."""
    disk = Disk(A)
    files = settling(disk)
    disk.delete(A)
    files.note(A, Kind.GONE, 0.0)

    assert files.collect(GONE_FOR - 0.1) == frozenset()
    assert files.collect(GONE_FOR) == {A}


def test_a_file_that_comes_back_is_one_change() -> None:
    """Delete and create, as vim and git do it."""
    disk = Disk(A)
    files = settling(disk)
    disk.delete(A)
    files.note(A, Kind.GONE, 0.0)
    disk.write(A)
    files.note(A, Kind.DONE, 1.0)

    assert files.collect(1.0 + SETTLE) == {A}
    assert files.next_due() is None


def test_a_file_that_came_back_unseen_settles_first() -> None:
    """The event of its return was lost."""
    disk = Disk()
    files = settling(disk)
    files.note(A, Kind.GONE, 0.0)
    disk.write(A)

    assert files.collect(GONE_FOR) == frozenset()
    assert files.collect(GONE_FOR + 2 * SETTLE) == {A}


def test_a_file_that_never_rests_is_handed_out_and_named() -> None:
    """After half a minute a person has to hear of it."""
    disk = Disk(A)
    files = settling(disk)
    now = 0.0
    while now < GIVE_UP:
        disk.write(A)
        files.note(A, Kind.DONE, now)
        assert files.collect(now) == frozenset()
        now += 0.1

    assert files.collect(GIVE_UP) == {A}
    assert files.restless() == (A,)
    assert files.restless() == ()


def test_being_asked_late_makes_no_file_restless() -> None:
    """The caller may have been busy for a minute."""
    files = settling(Disk(A))
    files.note(A, Kind.DONE, 0.0)

    assert files.collect(60.0) == {A}
    assert files.restless() == ()


def test_a_burst_is_handed_out_together() -> None:
    """A checkout of many files is one change, not many."""
    files = settling(Disk(A, B))
    files.note(A, Kind.DONE, 0.0)
    files.note(B, Kind.DONE, 0.1)

    assert files.collect(SETTLE) == frozenset()
    assert files.collect(0.1 + SETTLE) == {A, B}


def test_a_ready_file_waits_a_second_for_others_at_most() -> None:
    """One slow writer does not hold up everything."""
    disk = Disk(A, B)
    files = settling(disk)
    files.note(A, Kind.DONE, 0.0)
    for step in range(12):
        disk.write(B)
        files.note(B, Kind.DONE, step / 10)
        files.collect(step / 10)

    assert files.next_due() == pytest.approx(0.2 + HOLD)
    assert files.collect(0.2 + HOLD) == {A}


def test_a_deletion_holds_nothing_up() -> None:
    """Two seconds are long for whoever waits for another file."""
    files = settling(Disk(A))
    files.note(B, Kind.GONE, 0.0)
    files.note(A, Kind.DONE, 0.0)

    assert files.collect(SETTLE) == {A}
    assert files.collect(GONE_FOR) == {B}


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([A, B]),
            st.sampled_from(["write", "delete", "silent"]),
            st.floats(0.01, 3.0),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_every_change_is_handed_out_at_last(
    steps: list[tuple[str, str, float]],
) -> None:
    """Whatever happens in whatever order, the last state of a file is reported."""
    disk, now = Disk(), 0.0
    files = settling(disk)
    reported: dict[str, Look | None] = {}

    def collect() -> None:
        for path in files.collect(now):
            reported[path] = disk.files.get(path)

    for path, what, pause in steps:
        if what == "delete":
            disk.delete(path)
            files.note(path, Kind.GONE, now)
        else:
            disk.write(path)
            if what == "write":
                files.note(path, Kind.DONE, now)
        collect()
        now += pause
    for path, what, _ in reversed(steps):
        if what == "silent":
            files.note(path, Kind.TOUCHED, now)
    while (due := files.next_due()) is not None:
        now = max(now, due)
        collect()

    assert reported == {path: disk.files.get(path) for path in reported}
    assert set(reported) == {path for path, _, _ in steps}


def test_a_look_at_a_real_file_sees_size_time_and_inode(tmp_path: Path) -> None:
    """And nothing where there is nothing, whatever the name."""
    file = tmp_path / "a"
    file.write_bytes(b"abc")
    seen = file.stat()

    assert look_at(str(file)) == (3, seen.st_mtime_ns, seen.st_ino)
    assert look_at(str(file / "below")) is None
    assert look_at("no\0name") is None
