"""When a changed file may be read: once it has stopped changing.

Editors write in place, in pieces, or delete first and rename then. A file is ready when
size, time and inode have not moved for a while after the last event; a deletion only
counts when nothing came back. Pure but for the ``look`` that is handed in.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pixelengine_import.watch.marks import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["GIVE_UP", "GONE_FOR", "HOLD", "Look", "Settling", "look_at"]

GONE_FOR = 2.0
"""Seconds without the file until a deletion is believed."""
GIVE_UP = 30.0
"""Seconds after which a file that never rests is handed out as it is."""
HOLD = 1.0
"""Seconds that a ready file waits for the others of its burst at most."""

Look: TypeAlias = tuple[int, int, int]
"""Size in bytes, time of the last change in nanoseconds, inode."""


def look_at(path: str) -> Look | None:
    """Look at a file without reading it.

    Args:
        path: Absolute path; a link is followed.

    Returns:
        What is compared, or None when there is nothing.
    """
    try:
        seen = os.stat(path)  # noqa: PTH116 - thousands at a checkout
    except (OSError, ValueError):
        return None
    return seen.st_size, seen.st_mtime_ns, seen.st_ino


@dataclass(slots=True)
class _Unsettled:
    since: float
    due: float
    quiet: float
    seen: Look | None


class Settling:
    """Files that changed and may still be changing.

    Args:
        settle: Seconds of rest after a finished write; twice that when the end of the
            writing cannot be seen.
        look: Looks at a file.
    """

    def __init__(
        self, settle: float, look: Callable[[str], Look | None] = look_at
    ) -> None:
        """Begin with nothing."""
        self._settle = settle
        self._look = look
        self._files: dict[str, _Unsettled] = {}
        self._ready: set[str] = set()
        self._ready_since = 0.0
        self._restless: list[str] = []

    def note(self, path: str, kind: Kind, now: float) -> None:
        """Take a mark in.

        Args:
            path: Absolute path.
            kind: What happened.
            now: Monotonic seconds.
        """
        quiet = self._settle * (1 if kind is Kind.DONE else 2)
        known = self._files.get(path)
        since = now if known is None else known.since
        seen = self._look(path)
        wait = GONE_FOR if seen is None else quiet
        self._files[path] = _Unsettled(
            since, min(now + wait, since + GIVE_UP), quiet, seen
        )

    def collect(self, now: float) -> frozenset[str]:
        """Hand out what is ready.

        Args:
            now: Monotonic seconds.

        Returns:
            Paths of files that rest or are gone. While others of the burst are still
            being written, ready ones wait for them for up to a second.
        """
        for path, file in list(self._files.items()):
            if file.due <= now and self._rests(path, file, now):
                del self._files[path]
                if not self._ready:
                    self._ready_since = now
                self._ready.add(path)
        busy = any(file.seen is not None for file in self._files.values())
        if not self._ready or (busy and now < self._ready_since + HOLD):
            return frozenset()
        ready, self._ready = frozenset(self._ready), set()
        return ready

    def restless(self) -> tuple[str, ...]:
        """Return, once, the files that were handed out without having come to rest."""
        restless, self._restless = tuple(self._restless), []
        return restless

    def next_due(self) -> float | None:
        """Return when :meth:`collect` has something to do, in monotonic seconds."""
        dues = [file.due for file in self._files.values()]
        if self._ready:
            dues.append(self._ready_since + HOLD)
        return min(dues, default=None)

    def _rests(self, path: str, file: _Unsettled, now: float) -> bool:
        seen, last = self._look(path), file.since + GIVE_UP
        # Being called late proves nothing; a rest that was cut short does.
        if seen == file.seen and file.due < last:
            return True
        if now >= last:
            self._restless.append(path)
            return True
        file.seen = seen
        file.due = min(now + (GONE_FOR if seen is None else file.quiet), last)
        return False
