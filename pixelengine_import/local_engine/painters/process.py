"""One painter as the engine sees it: a child process, two pipes, two threads.

The threads only carry bytes: neither a picture that fills a pipe nor a process that
says nothing can hold up who waits for it.
"""

from __future__ import annotations

import logging
import queue
import subprocess
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING

from pixelengine_import.local_engine.painters.wire import (
    Message,
    WireError,
    painting_of,
    read_message,
    said_order,
    write_message,
)
from pixelengine_import.local_engine.work import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.local_engine.orders import Order, Painting
    from pixelengine_import.local_engine.painters.launch import Launch
    from pixelengine_import.local_engine.work import Work

__all__ = ["NeverBegunError", "PainterProcess", "PaintingError"]

_LOOK_SECONDS = 0.02
"""How often is asked whether a job is still wanted."""
_LEAVE_SECONDS = 0.5
_REMEMBERED = 8

logger = logging.getLogger(__name__)


class PaintingError(Exception):
    """The work on an order broke, or the process in which it was done."""


class NeverBegunError(Exception):
    """The process was gone before it took the order: another one may."""


class PainterProcess:
    """A painter.

    Args:
        launch: How it is started.
        idle: Seconds after which it ends when nothing is to be done.
        ready: Called once when it can paint, in a thread of its own.
        gone: Called once when it has ended, in the same thread.

    Attributes:
        killed: Whether it was not left to end by itself.

    Raises:
        CannotStartError: The system refuses.
    """

    def __init__(
        self,
        launch: Launch,
        idle: float,
        *,
        ready: Callable[[PainterProcess], None],
        gone: Callable[[PainterProcess], None],
    ) -> None:
        """Start it; it is of use once it was ready."""
        self._process = launch.start(idle)
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._outbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self.killed = False
        self._job = 0
        self._begun = False
        self._known: OrderedDict[str, None] = OrderedDict()
        self._reader = threading.Thread(
            target=self._read, args=(ready, gone), name="pxe-painter-in", daemon=True
        )
        self._writer = threading.Thread(
            target=self._write, name="pxe-painter-out", daemon=True
        )
        self._reader.start()
        self._writer.start()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def knows(self, picture: str) -> bool:
        """Tell whether it has painted a picture lately, and may have its analysis."""
        return picture in self._known

    def paint(
        self, order: Order, work: Work, *, grace: float, picture: str
    ) -> Painting:
        """Do the picture work of an order; to be called for one at a time.

        Whatever ends this with an error other than :class:`Cancelled` or
        :class:`PaintingError` leaves the process at its work: kill it.

        Args:
            order: What to paint.
            work: Told how far it is; may stop it.
            grace: How long it may take to stop, in seconds, before it is killed.
            picture: Name of what is remembered of it.

        Raises:
            Cancelled: The work was stopped; within ``grace`` seconds, or by ending the
                process.
            PaintingError: It broke, or the process did.
            NeverBegunError: The process was gone before.
        """
        self._job += 1
        self._begun = False
        self._remember(picture)
        self._outbox.put(said_order(self._job, order))
        told: float | None = None
        while True:
            painting = self._hear(work, stopping=told is not None)
            if painting is not None:
                return painting
            if told is None and work.cancelled():
                told = time.monotonic()
                self._outbox.put(Message("cancel", self._job))
            elif told is not None and time.monotonic() - told > grace:
                self.kill()
                raise Cancelled

    def close(self) -> None:
        """Ask it to end; it does so at once, whatever it is at."""
        self._outbox.put(None)

    def kill(self) -> None:
        """End it."""
        self.killed = True
        with suppress(OSError):
            self._process.kill()

    def wait(self, patience: float) -> bool:
        """Wait until it has ended.

        Args:
            patience: How long at most, seconds.

        Returns:
            Whether nothing of it is left.
        """
        self._reader.join(patience)
        return not self._reader.is_alive()

    def _remember(self, picture: str) -> None:
        self._known[picture] = None
        self._known.move_to_end(picture)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    def _hear(self, work: Work, *, stopping: bool) -> Painting | None:
        """Act on what is said next about the job; return its result when that came."""
        try:
            message = self._inbox.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            return None
        if message is None:
            raise self._ended(stopping=stopping)
        if message.job != self._job:
            return None
        match message.kind:
            case "begun":
                self._begun = True
            case "progress" if not stopping:
                work.progress(_share(message))
            case "done":
                return self._result(message)
            case "cancelled":
                raise Cancelled
            case "failed":
                raise PaintingError(str(message.fields.get("error")))
            case _:
                pass
        return None

    def _ended(self, *, stopping: bool) -> Exception:
        """Say what the end of the process is to the job that it was at."""
        if stopping:
            return Cancelled()
        if not self._begun:
            return NeverBegunError()
        return PaintingError(f"the painter's process {self.pid} ended at its work")

    def _result(self, message: Message) -> Painting:
        try:
            return painting_of(message)
        except WireError as error:
            self.kill()
            msg = f"the painter said {error}"
            raise PaintingError(msg) from error

    def _read(
        self,
        ready: Callable[[PainterProcess], None],
        gone: Callable[[PainterProcess], None],
    ) -> None:
        """Hand on what it says, until it has ended."""
        stream = self._process.stdout
        assert stream is not None  # noqa: S101 - it was asked for
        try:
            while (message := read_message(stream)) is not None:
                if message.kind == "ready":
                    ready(self)
                else:
                    self._inbox.put(message)
        except (OSError, WireError) as error:
            logger.debug("painter %d: %s", self.pid, error)
        gone(self)
        self._inbox.put(None)
        self._outbox.put(None)
        try:
            self._process.wait(_LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        self._writer.join()
        stream.close()
        logger.debug("painter %d ended: %d", self.pid, self._process.returncode)

    def _write(self) -> None:
        """Say what is to be said, until there is no more."""
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 - it was asked for
        with suppress(OSError):  # it has ended: the reader sees it
            while (message := self._outbox.get()) is not None:
                write_message(stream, message)
        with suppress(OSError):
            stream.close()


def _share(message: Message) -> float:
    share = message.fields.get("share")
    return float(share) if isinstance(share, int | float) else 0.0
