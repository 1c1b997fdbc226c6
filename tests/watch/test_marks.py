"""Marks: noted by one thread, taken by another."""

from __future__ import annotations

import threading

from pixelengine_import.watch.marks import CAP, Kind, Marks, Taken


def test_the_last_mark_of_a_file_counts() -> None:
    """What happened before it is history."""
    marks = Marks()
    marks.note("/p/a", Kind.GONE)
    marks.note("/p/a", Kind.DONE)

    assert marks.take() == Taken({"/p/a": Kind.DONE})


def test_marks_are_taken_once() -> None:
    """The second taker finds nothing."""
    marks = Marks()
    marks.note("/p/a", Kind.DONE)
    marks.note_folders()
    marks.take()

    assert marks.take() == Taken()


def test_folders_ask_for_a_look_at_everything() -> None:
    """Their files may not be named."""
    marks = Marks()
    marks.note_folders()

    assert marks.take() == Taken(rescan=True, folders=True)


def test_too_many_marks_become_a_look_at_everything() -> None:
    """Memory stays bounded, and nothing is lost."""
    marks = Marks()
    for i in range(CAP):
        marks.note(f"/p/{i}", Kind.DONE)

    assert len(marks.take().files) == CAP

    for i in range(CAP + 1):
        marks.note(f"/p/{i}", Kind.DONE)

    assert marks.take() == Taken(rescan=True)


def test_a_wait_ends_with_a_mark_of_another_thread() -> None:
    """Without one it would wait for ever."""
    marks = Marks()
    threading.Timer(0.01, marks.note, ["/p/a", Kind.DONE]).start()
    marks.wait(None)

    assert marks.take().files == {"/p/a": Kind.DONE}


def test_a_wake_before_the_wait_is_not_lost() -> None:
    """Stopping and waiting may cross."""
    marks = Marks()
    marks.wake()
    marks.wait(None)

    assert marks.take() == Taken()
