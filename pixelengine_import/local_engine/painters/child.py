"""The painter: reads orders, writes results, and ends when its engine does.

``python -m pixelengine_import.local_engine.painters.child IDLE_SECONDS``
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from pixelengine_import.local_engine.painters.wire import (
    Message,
    WireError,
    order_of,
    read_message,
    said_painting,
    write_message,
)
from pixelengine_import.local_engine.work import Cancelled, Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.local_engine.orders import Order, Painting

__all__ = ["MEMORY_LIMIT", "main"]

MEMORY_LIMIT = 4 * 1024**3
"""Bytes that a painter may allocate, on Linux. What needs most of all that the engine
takes, 16 million pixels whose background is removed, needs 2.4 GB."""

_STEP = 0.01
"""Progress is told in steps of this share."""
_LOOK_SECONDS = 2.0
"""How often is looked whether the engine is still there."""
_MOST_ERROR = 8000


def main() -> None:
    """Paint until there is no engine, or nothing to do for long."""
    idle = float(sys.argv[1])
    orders_in, results_out = _take_pipes()
    _ignore_signals()
    _limit_memory()
    painter = _Painter(results_out)
    threading.Thread(target=painter.listen, args=(orders_in,), daemon=True).start()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    painter.work(idle)
    os._exit(0)  # the thread that listens cannot be asked to end


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for ourselves: what libraries print must not get into them."""
    orders_in = os.fdopen(os.dup(0), "rb")
    results_out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return orders_in, results_out


def _ignore_signals() -> None:
    """Leave Ctrl-C to the engine; it says what is to be done."""
    for name in ("SIGINT", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_IGN)


def _limit_memory() -> None:
    """Bound what a hostile picture can take, and be the first to go when memory ends.

    Data and not address space is limited: libraries reserve addresses that they never
    use. Elsewhere than on Linux the limit is not kept by the system.
    """
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - not on Windows

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    endless = hard == resource.RLIM_INFINITY
    most = MEMORY_LIMIT if endless else min(MEMORY_LIMIT, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # not in every container
        Path("/proc/self/oom_score_adj").write_text("500", "ascii")


def _end_with(parent: int) -> None:
    """End when we are handed to another parent.

    The end of the pipe tells first, unless a fork of the engine's process holds the
    other end.
    """
    if sys.platform == "win32":
        return  # there are no forks
    while os.getppid() == parent:
        threading.Event().wait(_LOOK_SECONDS)
    os._exit(0)


class _Painter:
    """Paints in the main thread, and listens in another."""

    def __init__(self, results: BinaryIO) -> None:
        self._results = results
        self._orders: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._unwanted = 0

    def listen(self, orders: BinaryIO) -> None:
        """Take orders until there are no more; then end at once, whatever is begun."""
        with suppress(OSError, WireError):
            while (message := read_message(orders)) is not None:
                if message.kind == "cancel":
                    self._unwanted = message.job
                else:
                    self._orders.put(message)
        os._exit(0)

    def work(self, idle: float) -> None:
        """Paint until nothing was to be done for ``idle`` seconds."""
        from pixelengine_import.local_engine.endpoints import paint  # noqa: PLC0415

        self._say(Message("ready"))
        if self._orders.empty():
            # Nearly all work needs them, and they take 0.3 s to load.
            import scipy.ndimage  # noqa: F401, PLC0415

            import pixelengine_import.local_engine.motion  # noqa: F401, PLC0415
        with suppress(queue.Empty):
            while True:
                self._paint(self._orders.get(timeout=idle), paint)

    def _paint(
        self, message: Message, paint: Callable[[Order, Work], Painting]
    ) -> None:
        job = message.job
        self._say(Message("begun", job))
        told = 0.0

        def progress(share: float) -> None:
            nonlocal told
            if share - told >= _STEP:
                told = share
                self._say(Message("progress", job, {"share": share}))

        def cancelled() -> bool:
            return self._unwanted == job

        try:
            painting = paint(order_of(message), Work(progress, cancelled))
        except Cancelled:
            self._say(Message("cancelled", job))
        except Exception:  # noqa: BLE001 - told to the engine, which fails the job
            error = traceback.format_exc()[-_MOST_ERROR:]
            self._say(Message("failed", job, {"error": error}))
        else:
            self._say(said_painting(job, painting))

    def _say(self, message: Message) -> None:
        try:
            write_message(self._results, message)
        except OSError:
            os._exit(0)  # nobody listens


if __name__ == "__main__":
    main()
