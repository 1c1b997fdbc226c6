"""Who is let in now, and who has to come back: bounds on work that is not yet queued.

A request that carries pictures costs several times its size while it is read, parsed
and decoded. So large bodies take turns, and so does the picture work of checking them.
"""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from pixelengine_import.errors import ServiceError
from pixelengine_import.local_engine.pictures import FetchError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from pixelengine_import._clock import Clock
    from pixelengine_import.local_engine.pictures import Fetch

__all__ = ["SMALL_BODY", "BusyError", "Intake", "Uploads"]

SMALL_BODY = 64 * 1024
"""Bodies up to this size, bytes, take no turns: a cancel must not wait for uploads."""

_SEATS_MOST = 4
_THREADS = 16
_UPLOAD_RETRY = 5
_FETCH_SECONDS = 20.0
"""How long one request may wait for the pictures that it names by their address."""

Given = ParamSpec("Given")
Result = TypeVar("Result")


class BusyError(ServiceError):
    """There is no room: nothing was begun and nothing is held.

    Args:
        message: What is full.
        retry_after: When to come back, seconds.
    """

    def __init__(self, message: str, *, retry_after: int) -> None:
        """Keep what the answer's ``Retry-After`` says."""
        super().__init__(message, status=503, code="server_busy")
        self.retry_after = retry_after


class Uploads:
    """Room for the bodies of requests that are being read or checked.

    Args:
        most: Greatest size of all of them together, bytes; a single larger one is
            alone.
        patience: How long one waits for its turn, seconds.
    """

    def __init__(self, most: int, patience: float) -> None:
        """Begin empty."""
        self._most = most
        self._free = most
        self._patience = patience
        self._turn = asyncio.Lock()  # who came first is first
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def room(self, size: int) -> AsyncIterator[None]:
        """Hold room for a body for the length of a block.

        Args:
            size: What the body may grow to, bytes.

        Raises:
            BusyError: No room has come free in time.
        """
        if size <= SMALL_BODY:
            yield
            return
        size = min(size, self._most)
        try:
            async with asyncio.timeout(self._patience), self._turn:
                while self._free < size:
                    self._freed.clear()
                    await self._freed.wait()
                self._free -= size
        except TimeoutError:
            msg = "Too many large requests are being read. Send fewer at the same time."
            raise BusyError(msg, retry_after=_UPLOAD_RETRY) from None
        try:
            yield
        finally:
            self._free += size
            self._freed.set()


class Intake:
    """The threads in which requests are checked: their pictures are decoded there.

    A few of them work at a time, whatever the number of clients: that bounds memory,
    and leaves processor time to those who only poll. A thread that waits for another
    host gives up its seat meanwhile.
    """

    def __init__(self) -> None:
        """Start no thread yet."""
        self._seats = threading.BoundedSemaphore(
            min(_SEATS_MOST, max(2, os.cpu_count() or 2))
        )
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="pxe-intake")

    async def run(
        self, step: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
    ) -> Result:
        """Check a request when it is its turn.

        Args:
            step: What to do, in a thread.
            given: What it gets.
            named: What it gets by name.
        """

        def seated() -> Result:
            with self._seats:
                return step(*given, **named)

        return await asyncio.get_running_loop().run_in_executor(self._pool, seated)

    def fetcher(self, fetch: Fetch, clock: Clock) -> Fetch:
        """Return what one request that is being checked here fetches with.

        Args:
            fetch: Gets one picture.
            clock: How long that took.

        Returns:
            The same, without a seat while it waits, and with an end to the waiting:
            a request may name many pictures.
        """
        end = clock.monotonic() + _FETCH_SECONDS

        def fetch_away(url: str, most: int) -> bytes:
            if clock.monotonic() > end:
                msg = "was not fetched: the pictures before it took too long"
                raise FetchError(msg, 'Send the pictures themselves as "image".')
            self._seats.release()
            try:
                return fetch(url, most)
            finally:
                self._seats.acquire()

        return fetch_away

    def close(self) -> None:
        """End the threads; what they are at is finished first."""
        self._pool.shutdown(wait=False, cancel_futures=True)
