"""Painters are started when needed, stopped when asked, replaced when they break."""

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
from pixelengine_import.local_engine.painters.launch import (
    CannotStartError,
    Launch,
    cores,
    python_launch,
)
from pixelengine_import.local_engine.painters.process import PaintingError
from pixelengine_import.local_engine.work import Cancelled, Work

from .conftest import FREELY, animate, endless, is_there, stopped_by, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Scripted

BROKEN = Order("pixelate", 0, {"colors": 24}, 1, (b"no picture",))


def in_thread(
    crew: Crew, order: Order, work: Work
) -> tuple[threading.Thread, list[object]]:
    """Paint in a thread; what comes of it is put into the list."""
    came: list[object] = []

    def run() -> None:
        try:
            came.append(crew.paint(order, work))
        except (Cancelled, PaintingError) as error:
            came.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, came


# -- starting -------------------------------------------------------------------------


def test_nothing_is_started_before_there_is_work() -> None:
    """A crew that is made and closed has cost nothing."""
    with Crew() as crew:
        assert crew.processes == []


def test_one_process_does_one_job_after_the_other() -> None:
    """It is kept, and no other one is started for work that it keeps up with."""
    with Crew() as crew:
        crew.paint(animate(), FREELY)
        first = crew.processes
        for prompt in ("jump", "idle", "attack"):
            crew.paint(animate(prompt), FREELY)

        assert len(first) == 1
        assert crew.processes == first


def test_work_that_is_expected_is_done_by_the_process_that_was_started_for_it() -> None:
    """Expecting it twice starts one."""
    with Crew() as crew:
        crew.expect()
        crew.expect()
        expected = crew.processes
        crew.paint(animate(), FREELY)

        assert len(expected) == 1
        assert crew.processes == expected


@pytest.mark.skipif(cores() < 2, reason="one core has one painter")
def test_a_backlog_starts_another_one_and_no_more_than_there_may_be(
    scripted: Callable[..., Scripted],
) -> None:
    """Two jobs that go on until they are stopped, and one that waits for either."""
    patient = scripted(
        """
        def wait(self, order, paint):
            self._say(child.Message("begun", order.job))
            while self._unwanted != order.job:
                time.sleep(0.005)
            self._say(child.Message("cancelled", order.job))
        child._Painter._paint = wait
        child.main()
        """
    )
    stop = threading.Event()
    with Crew(2, launch=patient) as crew:
        painting = [in_thread(crew, animate(), stopped_by(stop)) for _ in range(3)]
        wait_until(lambda: len(crew._busy) == 2)
        assert len(crew.processes) == 2
        stop.set()
        for thread, _ in painting:
            thread.join()

    assert all(isinstance(came[0], Cancelled) for _, came in painting)


def test_a_process_without_work_ends_by_itself() -> None:
    """And the next job starts another one."""
    with Crew(idle=(0.2, 0.2)) as crew:
        crew.paint(animate(), FREELY)
        (first,) = crew.processes
        wait_until(lambda: not crew.processes)
        wait_until(lambda: not is_there(first))
        crew.paint(animate(), FREELY)


@pytest.mark.skipif(cores() < 2, reason="one core has one painter")
def test_the_process_that_knows_a_picture_gets_it_again() -> None:
    """What it found out about it is still in its memory."""
    one, other = animate(hue=10), animate(hue=90)
    held, let_go = threading.Event(), threading.Event()

    def hold(_share: float) -> None:
        held.set()
        let_go.wait()

    with Crew(2) as crew:
        with crew._changed:
            crew._start()
            crew._start()
        wait_until(lambda: len(crew._idle) == 2)
        thread, _ = in_thread(crew, one, Work(hold, lambda: False))
        held.wait()
        crew.paint(other, FREELY)
        let_go.set()
        thread.join()
        for order in (one, one, other, one, other, other):
            crew.paint(order, FREELY)
        known = [list(process._known) for process in crew._idle]

    assert [len(names) for names in known] == [1, 1]
    assert known[0] != known[1]


# -- the same result ------------------------------------------------------------------


@pytest.mark.parametrize("order", [animate(), animate("blink", hue=90)])
def test_a_process_makes_the_bytes_that_a_thread_makes(order: Order) -> None:
    """Where work is done shows in nothing."""
    with Crew(1) as crew, Crew(0) as none:
        there, here = crew.paint(order, FREELY), none.paint(order, FREELY)

        assert crew.processes
        assert not none.processes
    assert there == here == paint(order, FREELY)


def test_progress_is_heard_and_never_falls() -> None:
    """From the process as from a thread."""
    shares: list[float] = []
    with Crew(1) as crew:
        crew.paint(animate(), Work(shares.append, lambda: False))

    assert len(shares) >= 4
    assert shares == sorted(shares)
    assert 0 < shares[-1] <= 1


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


# -- where there are no processes -----------------------------------------------------


def nowhere() -> Launch:
    """There are none here."""
    msg = "there are no processes on this platform"
    raise CannotStartError(msg)


def test_without_processes_work_is_done_in_the_thread(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With the same bytes, and a word about it for those who look."""
    caplog.set_level("DEBUG", "pixelengine_import")
    with Crew(launch=nowhere) as crew:
        assert crew.paint(animate(), FREELY) == paint(animate(), FREELY)
        assert crew.processes == []

    assert "no painter starts (there are no processes on" in caplog.text


@pytest.mark.parametrize("executable", ["", "/opt/blender/blender", "/no/such/python3"])
def test_a_program_that_is_no_python_is_not_started(
    monkeypatch: pytest.MonkeyPatch, executable: str
) -> None:
    """An embedded interpreter does not know where one is, or names its host."""
    monkeypatch.setattr(sys, "executable", executable)
    with Crew() as crew:
        assert crew.paint(animate(), FREELY) == paint(animate(), FREELY)
        assert crew.processes == []


def test_a_frozen_program_is_not_started_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its executable may well be called python."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    with pytest.raises(CannotStartError):
        python_launch()


def test_a_painter_that_ends_before_it_is_ready_is_not_waited_for(
    scripted: Callable[..., Scripted],
) -> None:
    """It is not tried again with every job either."""
    broken = scripted("sys.exit(3)")
    with Crew(launch=broken) as crew:
        for _ in range(3):
            assert crew.paint(animate(), FREELY) == paint(animate(), FREELY)

    assert broken.starts == 1


@pytest.mark.parametrize("processes", [0, 1])
def test_after_closing_nothing_is_begun(processes: int) -> None:
    """Neither in a process nor in a thread."""
    crew = Crew(processes)
    crew.close()

    with pytest.raises(Cancelled):
        crew.paint(animate(), FREELY)
    assert crew.processes == []
