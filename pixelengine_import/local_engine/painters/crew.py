"""All painters of an engine: who gets which order, and when another one is started.

A process takes 0.4 s of a core to start, most jobs far less than that. So the first one
is started for the first job, and a further one only when jobs have waited so long that
there seem to be many. Each ends by itself when it had nothing to do for long.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from typing import TYPE_CHECKING, Self

from pixelengine_import.local_engine.painters.launch import (
    CannotStartError,
    Launch,
    cores,
    python_launch,
)
from pixelengine_import.local_engine.painters.process import (
    NeverBegunError,
    PainterProcess,
    PaintingError,
)
from pixelengine_import.local_engine.work import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from pixelengine_import.local_engine.orders import Order, Painting
    from pixelengine_import.local_engine.work import Work

__all__ = ["MOST_PROCESSES", "Crew"]

MOST_PROCESSES = 8
"""Each takes about 100 MB."""
GRACE_SECONDS = 0.1
"""How long the work on a job may take to stop before its process is killed."""
BACKLOG_SECONDS = 1.0
"""How long jobs wait for busy painters, all together, before another one is started.

More than twice what it costs: a handful of small jobs is done sooner without."""
START_SECONDS = 30.0
"""After this a start has failed; starts that failed are not repeated for as long."""
IDLE_SECONDS, LAST_IDLE_SECONDS = 60.0, 600.0
"""After so long without work a painter ends; the one that was started first, later."""
_TRIES = 3
_LOOK_SECONDS = 0.02

logger = logging.getLogger(__name__)


class Crew:
    """The painters of one engine; may be used from any thread.

    Nothing is started before there is work, or :meth:`expect` says that there will be.
    Where no process can be started, the work is done in the thread that asks for it:
    slower when there is much of it, and with the same result.

    Args:
        processes: How many there may be; 0 does all work in the thread that asks.
        launch: How one is started; for tests.
        idle: Seconds after which a painter ends, and the same for the first one.

    Example::

        with Crew(processes=2) as crew:
            engine = LocalEngine(folder, clock=clock, crew=crew)
    """

    def __init__(
        self,
        processes: int | None = None,
        *,
        launch: Callable[[], Launch] = python_launch,
        idle: tuple[float, float] = (IDLE_SECONDS, LAST_IDLE_SECONDS),
    ) -> None:
        """Start nothing."""
        most = MOST_PROCESSES if processes is None else processes
        self._most = min(most, max(cores(), 1))
        self._launch = launch
        self._idle_seconds = idle
        self._changed = threading.Condition()
        self._starting: dict[PainterProcess, float] = {}
        self._idle: list[PainterProcess] = []
        self._busy: set[PainterProcess] = set()
        self._ending: list[PainterProcess] = []
        self._waited = 0.0
        self._no_start_before = 0.0
        self._closed = False

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all painters."""
        self.close()

    @property
    def processes(self) -> list[int]:
        """The numbers of the painters' processes that are there."""
        with self._changed:
            return sorted(process.pid for process in self._all())

    def expect(self) -> None:
        """Say that there will be work: a painter is started, if there is none."""
        with self._changed:
            if not self._all():
                self._start()

    def paint(self, order: Order, work: Work) -> Painting:
        """Do the picture work of an order.

        Args:
            order: What to paint.
            work: Told how far it is; may stop it, which takes less than 0.2 s in a
                process, and up to a frame's work in a thread.

        Raises:
            Cancelled: The work was stopped, or the crew was closed.
            PaintingError: It broke, or the process in which it was done did.
        """
        picture = _name_of(order)
        for _ in range(_TRIES):
            process = self._take(picture, work)
            if process is None:
                break
            settled = False
            try:
                painting = process.paint(
                    order, work, grace=GRACE_SECONDS, picture=picture
                )
            except NeverBegunError:
                continue
            except (Cancelled, PaintingError):
                settled = True
                if self._closed:
                    # It was ended by us: that is no failure of the work.
                    raise Cancelled from None
                raise
            else:
                settled = True
                return painting
            finally:
                self._give_back(process, settled=settled)
        return _paint_here(order, work)

    def close(self, patience: float = 2.0) -> bool:
        """End all painters, whatever they are at; what is asked for later is not done.

        Args:
            patience: How long they may take to end before they are killed, seconds.

        Returns:
            Whether no process is left.
        """
        with self._changed:
            self._closed = True
            ending = [*self._all(), *self._ending]
            self._changed.notify_all()
        for process in ending:
            process.close()
        end = time.monotonic() + patience
        stubborn = [
            process
            for process in ending
            if not process.wait(max(0.0, end - time.monotonic()))
        ]
        for process in stubborn:
            process.kill()
        left = [process for process in stubborn if not process.wait(patience)]
        return not left

    def _all(self) -> list[PainterProcess]:
        return [*self._starting, *self._idle, *self._busy]

    def _take(self, picture: str, work: Work) -> PainterProcess | None:
        """Wait for a painter that has nothing to do; None when there will be none.

        Raises:
            Cancelled: The work is no longer wanted.
        """
        while True:
            with self._changed:
                if self._closed:
                    raise Cancelled
                if self._idle:
                    return self._choose(picture)
                backlog = self._waited > BACKLOG_SECONDS
                if not self._starting and (backlog or not self._busy):
                    self._start()
                if not self._all():
                    return None
                self._end_stuck()
                begun = time.monotonic()
                self._changed.wait(_LOOK_SECONDS)
                if not self._starting:
                    self._waited += time.monotonic() - begun
            if work.cancelled():
                raise Cancelled

    def _choose(self, picture: str) -> PainterProcess:
        """Take one that knows the picture, or the one that was busy last."""
        known = [process for process in self._idle if process.knows(picture)]
        process = (known or self._idle)[-1]
        self._idle.remove(process)
        self._busy.add(process)
        return process

    def _give_back(self, process: PainterProcess, *, settled: bool) -> None:
        """Put a painter to the others, or end one that is still at something."""
        with self._changed:
            if process not in self._busy:
                return  # it has ended
            self._busy.discard(process)
            if settled and not process.killed and not self._closed:
                self._idle.append(process)
            else:
                self._ending.append(process)
                process.kill()
            self._changed.notify_all()

    def _start(self) -> None:
        """Start another one, if there may be one."""
        full = len(self._all()) >= self._most
        now = time.monotonic()
        if self._closed or full or now < self._no_start_before:
            return
        idle = self._idle_seconds[0 if self._all() else 1]
        try:
            process = PainterProcess(
                self._launch(), idle, ready=self._ready, gone=self._gone
            )
        except CannotStartError as error:
            self._refuse(str(error))
            return
        self._starting[process] = now
        self._waited = 0.0
        self._ending = [gone for gone in self._ending if not gone.wait(0)]

    def _refuse(self, why: str) -> None:
        """Start none for a while."""
        self._no_start_before = time.monotonic() + START_SECONDS
        logger.debug("pictures are made in threads: no painter starts (%s)", why)

    def _end_stuck(self) -> None:
        """End those that should have been ready long ago."""
        now = time.monotonic()
        for process, since in list(self._starting.items()):
            if now - since > START_SECONDS:
                process.kill()

    def _ready(self, process: PainterProcess) -> None:
        with self._changed:
            if self._starting.pop(process, None) is not None:
                self._idle.append(process)
                self._changed.notify_all()

    def _gone(self, process: PainterProcess) -> None:
        with self._changed:
            if self._starting.pop(process, None) is not None and not self._closed:
                self._refuse("it ended before it was ready")
            if process in self._idle:
                self._idle.remove(process)
            self._busy.discard(process)
            if process not in self._ending:
                self._ending.append(process)
            self._changed.notify_all()


def _name_of(order: Order) -> str:
    """Name the pictures of an order by what they hold."""
    together = hashlib.sha256()
    for picture in order.pictures:
        together.update(hashlib.sha256(picture).digest())
    return together.hexdigest()


def _paint_here(order: Order, work: Work) -> Painting:
    from pixelengine_import.local_engine.endpoints import paint  # noqa: PLC0415 - heavy

    return paint(order, work)
