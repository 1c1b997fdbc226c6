"""What sources of events say: these files changed, or look at everything.

A mark is a hint, never the truth. The thread that notes it does nothing else; stats and
decisions are for the thread that takes the marks.
"""

from __future__ import annotations

import enum
import threading
from dataclasses import dataclass, field

__all__ = ["CAP", "Kind", "Marks", "Taken"]

CAP = 4096
"""Beyond this many marks a look at everything is cheaper than one at each."""


class Kind(enum.Enum):
    """What happened to a file, as far as the source can tell."""

    DONE = "done"
    """Written to its end: closed, or moved into place."""
    TOUCHED = "touched"
    """Made or modified; the writer may not have finished."""
    GONE = "gone"
    """Deleted or moved away; it may come back at once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Marks that were taken at once.

    Attributes:
        files: Absolute path -> what happened last.
        rescan: Whether more happened than is marked.
        folders: Whether folders came or went.
    """

    files: dict[str, Kind] = field(default_factory=dict)
    rescan: bool = False
    folders: bool = False


class Marks:
    """Marks of changes, noted by one thread and taken by another."""

    def __init__(self) -> None:
        """Begin without marks."""
        self._changed = threading.Condition()
        self._files: dict[str, Kind] = {}
        self._rescan = False
        self._folders = False
        self._woken = False

    def note(self, path: str, kind: Kind) -> None:
        """Mark a file.

        Args:
            path: Absolute path.
            kind: What happened; it replaces an earlier mark.
        """
        with self._changed:
            self._files[path] = kind
            if len(self._files) > CAP:
                self._files.clear()
                self._rescan = True
            self._changed.notify_all()

    def note_folders(self) -> None:
        """Mark that folders came, went or moved: their files may not be named."""
        with self._changed:
            self._rescan = self._folders = True
            self._changed.notify_all()

    def note_loss(self) -> None:
        """Mark that changes were lost: everything has to be looked at."""
        with self._changed:
            self._rescan = True
            self._changed.notify_all()

    def take(self) -> Taken:
        """Return what was marked since the last time."""
        with self._changed:
            taken = Taken(self._files, self._rescan, self._folders)
            self._files, self._rescan, self._folders = {}, False, False
            return taken

    def wake(self) -> None:
        """End a running or the next :meth:`wait` at once."""
        with self._changed:
            self._woken = True
            self._changed.notify_all()

    def wait(self, seconds: float | None) -> None:
        """Wait for a mark.

        Args:
            seconds: At most this long; None waits without end.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._woken or self._rescan or bool(self._files), seconds
            )
            self._woken = False
