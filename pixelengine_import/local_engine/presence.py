"""Which engines are alive: several processes may share one folder.

Each running engine holds a lock on a file of its own. The system lets go of the lock
when the process ends, however it ends, so whoever can take it knows that the jobs of
that engine have no one who works at them. No clock and no process number is involved.
"""

from __future__ import annotations

import os
import uuid
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from pixelengine_import._fs import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Presence"]


class Presence:
    """The sign that this engine is alive.

    Args:
        folder: Where the signs are kept.
    """

    def __init__(self, folder: Path) -> None:
        """Put up the sign."""
        make_private_folder(folder)
        self._folder = folder
        self.name = uuid.uuid4().hex
        self._lock = self._lock_of(self.name)
        self._lock.acquire()
        while not self._file(self.name).exists():
            # Another engine saw the sign before it was locked, and took it down.
            self._lock.release()
            self._lock.acquire()

    def release(self) -> None:
        """Take the sign down; jobs that are left belong to nobody."""
        self._take_down(self.name, self._lock)

    def others(self) -> list[str]:
        """List the engines whose signs are still there, alive or gone."""
        found = (path.stem for path in self._folder.glob("*.lock"))
        return sorted(name for name in found if name != self.name)

    @contextmanager
    def inherit(self, name: str) -> Iterator[bool]:
        """Try to take over from another engine, as the only one who does.

        Args:
            name: The other engine.

        Yields:
            Whether it is gone; no third engine inherits while the block runs.
        """
        lock = self._lock_of(name)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            self._take_down(name, lock)

    def _take_down(self, name: str, lock: FileLock) -> None:
        file = self._file(name)
        if os.name != "nt":
            # While it is locked: who waits for the lock then sees that it is gone.
            file.unlink(missing_ok=True)
        lock.release()
        if os.name == "nt":
            with suppress(PermissionError):  # an open file cannot be deleted there
                file.unlink(missing_ok=True)

    def _lock_of(self, name: str) -> FileLock:
        return FileLock(self._file(name), thread_local=False, mode=0o600)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.lock"
