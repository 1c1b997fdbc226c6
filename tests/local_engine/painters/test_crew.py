"""Painters are started when needed, and where they can be."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.local_engine.endpoints import paint
from pixelengine_import.local_engine.painters.crew import Crew
from pixelengine_import.local_engine.painters.launch import (
    CannotStartError,
    Launch,
    cores,
    python_launch,
)
from pixelengine_import.local_engine.work import Cancelled, Work

from .conftest import FREELY, animate, in_thread, is_there, stopped_by, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.local_engine.orders import Order

    from .conftest import Scripted

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
