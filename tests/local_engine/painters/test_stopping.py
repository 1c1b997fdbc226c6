"""Painters stop when they are asked, and are replaced when they break."""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.local_engine.endpoints import paint
from pixelengine_import.local_engine.orders import Order
from pixelengine_import.local_engine.painters.crew import Crew
from pixelengine_import.local_engine.painters.process import PaintingError
from pixelengine_import.local_engine.work import Cancelled, Work

from .conftest import (
    FREELY,
    animate,
    endless,
    in_thread,
    is_there,
    stopped_by,
    wait_until,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Scripted

BROKEN = Order("pixelate", 0, {"colors": 24}, 1, (b"no picture",))


# -- stopping -------------------------------------------------------------------------


def test_work_stops_in_the_middle_of_a_long_step() -> None:
    """The picture would take many seconds; a process that does not stop is ended."""
    stop = threading.Event()
    with Crew(1) as crew:
        crew.paint(animate(), FREELY)
        (first,) = crew.processes
        thread, came = in_thread(crew, endless(), stopped_by(stop))
        wait_until(lambda: crew._busy)
        stop.set()
        thread.join(30)
        assert isinstance(came[0], Cancelled)
        wait_until(lambda: crew._idle or not is_there(first))
        assert crew.paint(animate(), FREELY) == paint(animate(), FREELY)


def test_a_process_that_hears_nothing_is_killed(
    scripted: Callable[..., Scripted],
) -> None:
    """As in one call of a library that takes seconds; the next job has a new one."""
    deaf = scripted(
        """
        import signal
        child._Painter._paint = lambda self, order, paint: (
            self._say(child.Message("begun", order.job)), time.sleep(1000))
        child.main()
        """,
        "child.main()",
    )
    stop = threading.Event()
    with Crew(1, launch=deaf) as crew:
        thread, came = in_thread(crew, animate(), stopped_by(stop))
        wait_until(lambda: crew._busy)
        (first,) = crew.processes
        stop.set()
        thread.join(30)
        assert isinstance(came[0], Cancelled)
        wait_until(lambda: not is_there(first))
        crew.paint(animate(), FREELY)

    assert deaf.starts == 2


def test_waiting_for_a_painter_stops_too(scripted: Callable[..., Scripted]) -> None:
    """One that is still being loaded, for however long."""
    slow = scripted("time.sleep(1000)")
    stop = threading.Event()
    with Crew(1, launch=slow) as crew:
        thread, came = in_thread(crew, animate(), stopped_by(stop))
        wait_until(lambda: crew.processes)
        stop.set()
        thread.join(30)

    assert isinstance(came[0], Cancelled)


def test_a_job_that_is_larger_than_a_pipe_stops_before_it_was_read(
    scripted: Callable[..., Scripted],
) -> None:
    """Nobody reads, and nobody waits for that."""
    full = scripted(
        """
        orders, results = child._take_pipes()
        child.write_message(results, child.Message("ready"))
        time.sleep(1000)
        """
    )
    stop = threading.Event()
    with Crew(1, launch=full) as crew:
        thread, came = in_thread(crew, endless(), stopped_by(stop))
        wait_until(lambda: crew._busy)
        stop.set()
        thread.join(30)

    assert isinstance(came[0], Cancelled)


def test_closing_ends_all_processes_whatever_they_are_at() -> None:
    """The job that was under way has not failed: it is done at the next start."""
    crew = Crew(1)
    thread, came = in_thread(crew, endless(), FREELY)
    wait_until(lambda: crew._busy)
    (pid,) = crew.processes

    assert crew.close()
    assert not is_there(pid)
    thread.join(30)
    assert isinstance(came[0], Cancelled)


# -- breaking -------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV"])
def test_a_process_that_is_killed_fails_its_job_and_no_other(name: str) -> None:
    """By the system that has no memory left, or by a fault in a library."""
    with Crew(1) as crew:
        thread, came = in_thread(crew, endless(), FREELY)
        wait_until(lambda: any(process._begun for process in crew._busy))
        (pid,) = crew.processes
        os.kill(pid, getattr(signal, name))
        thread.join(30)

        assert isinstance(came[0], PaintingError)
        assert crew.paint(animate(), FREELY) == paint(animate(), FREELY)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_process_that_was_killed_while_it_waited_costs_no_job() -> None:
    """Nobody has seen its end yet when the next order comes."""
    with Crew(1) as crew:
        crew.paint(animate(), FREELY)
        (pid,) = crew.processes
        os.kill(pid, signal.SIGKILL)

        assert crew.paint(animate(), FREELY) == paint(animate(), FREELY)


def test_work_that_breaks_is_told_with_its_reason() -> None:
    """The process goes on."""
    with Crew(1) as crew:
        with pytest.raises(PaintingError, match="ImageError"):
            crew.paint(BROKEN, FREELY)
        before = crew.processes
        crew.paint(animate(), FREELY)

        assert crew.processes == before


def test_a_listener_that_breaks_leaves_no_process_at_its_work() -> None:
    """A record that cannot be written, say, while progress is reported."""

    def report(_share: float) -> None:
        msg = "the disk is full"
        raise OSError(msg)

    with Crew(1) as crew:
        with pytest.raises(OSError, match="disk is full"):
            crew.paint(animate(), Work(report, lambda: False))
        crew.paint(animate(), FREELY)


def test_a_painter_that_says_what_is_no_result_is_replaced(
    scripted: Callable[..., Scripted],
) -> None:
    """What it says is data, and is looked at before it is used."""
    liar = scripted(
        """
        child._Painter._paint = lambda self, order, paint: (
            self._say(child.Message("begun", order.job)),
            self._say(child.Message("done", order.job, {"type": 7})))
        child.main()
        """,
        "child.main()",
    )
    with Crew(1, launch=liar) as crew:
        with pytest.raises(PaintingError, match="another shape"):
            crew.paint(animate(), FREELY)
        crew.paint(animate(), FREELY)

    assert liar.starts == 2


@pytest.mark.skipif(sys.platform != "linux", reason="the system keeps no limit")
def test_a_picture_that_takes_too_much_memory_fails_its_job_alone(
    scripted: Callable[..., Scripted],
) -> None:
    """Within the limit numpy works as ever; beyond it there is an error, not swap."""
    small = scripted("child.MEMORY_LIMIT = 300 * 1024**2; child.main()")
    with Crew(1, launch=small) as crew:
        crew.paint(animate(), FREELY)
        before = crew.processes
        with pytest.raises(PaintingError, match="MemoryError"):
            crew.paint(endless(), FREELY)
        assert crew.paint(animate(), FREELY) == paint(animate(), FREELY)
        assert crew.processes == before
