"""Changes found by looking, where the file system reports none.

Network folders, shared folders of virtual machines and ``/mnt/c`` of WSL accept a watch
and then say nothing. Only the files that matter are looked at, and never for more than
a fiftieth of the time.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from pixelengine_import.watch.marks import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.watch.marks import Marks
    from pixelengine_import.watch.scope import Scope
    from pixelengine_import.watch.settling import Look
    from pixelengine_import.watch.source import How

__all__ = ["INTERVAL", "PollingSource"]

INTERVAL = 2.0
SHARE = 50


class PollingSource:
    """Compares what is there with what was there.

    Args:
        scope: What to look at.
        interval: Seconds between two looks at least; they are further apart when a look
            takes more than a fiftieth of that.
        monotonic: Seconds for measuring how long a look takes.
    """

    how: How = "poll"

    def __init__(
        self,
        scope: Scope,
        *,
        interval: float = INTERVAL,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Know of no file yet."""
        self._scope = scope
        self._interval = interval
        self._monotonic = monotonic
        self._marks: Marks | None = None
        self._known: dict[str, Look] = {}
        self._next = 0.0

    def start(self, marks: Marks) -> None:
        """Take what is there now as known."""
        self._marks = marks
        self._known = self._look(self._monotonic())

    def step(self, now: float) -> float | None:
        """Look again when it is time, and mark what differs."""
        marks = self._marks
        if marks is None:
            return None
        if now >= self._next:
            found = self._look(now)
            for path in self._known.keys() - found.keys():
                marks.note(path, Kind.GONE)
            for path, look in found.items():
                if self._known.get(path) != look:
                    marks.note(path, Kind.TOUCHED)
            self._known = found
        return self._next

    def refresh(self) -> None:
        """Nothing to follow: each look begins at the root."""

    def problem(self) -> str:
        """Looking cannot fail silently."""
        return ""

    def close(self) -> None:
        """Look no more."""
        self._marks = None

    def _look(self, now: float) -> dict[str, Look]:
        begun = self._monotonic()
        found = self._scope.files()
        took = self._monotonic() - begun
        self._next = now + max(self._interval, SHARE * took)
        return found
