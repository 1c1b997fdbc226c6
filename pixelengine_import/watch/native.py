"""Changes that the system reports, through watchdog.

Three things are not watchdog's defaults, each from a measured failure of 7.1: an event
filter (without one, reads are events too, and large trees lose nearly everything), a
watch on the folders that matter alone, and a handler that only marks (an exception in a
handler ends watchdog's thread for good).
"""

from __future__ import annotations

import logging
import os
import secrets
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from pixelengine_import.watch.marks import Kind

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver, ObservedWatch

    from pixelengine_import.watch.marks import Marks
    from pixelengine_import.watch.scope import Scope
    from pixelengine_import.watch.source import How

__all__ = ["NativeSource"]

_LOG = logging.getLogger(__name__)
_WATCHDOG_LOG = "watchdog.observers"
_JOIN_SECONDS = 5.0

# Only inotify says when a file is closed; elsewhere a change is all there is to see.
_WRITTEN: type[FileSystemEvent] = (
    FileClosedEvent if sys.platform == "linux" else FileModifiedEvent
)
_FILTER: list[type[FileSystemEvent]] = [
    _WRITTEN,
    FileCreatedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]


class NativeSource:
    """Lets the system report changes.

    Args:
        scope: What to watch.
    """

    how: How = "native"

    def __init__(self, scope: Scope) -> None:
        """Watch nothing yet."""
        self._scope = scope
        self._observer: BaseObserver | None = None
        self._handler: _Handler | None = None
        self._overflow: _Overflow | None = None
        self._watches: dict[str, tuple[ObservedWatch, tuple[int, int]]] = {}
        self._root_watch: ObservedWatch | None = None
        self._root = (0, 0)

    def start(self, marks: Marks) -> None:
        """Watch the root alone, and each folder in it with all that it holds.

        Args:
            marks: Takes what happens.

        Raises:
            OSError: The system refuses, such as for want of watches.
        """
        seen = self._scope.root.stat()
        self._root = seen.st_dev, seen.st_ino
        self._overflow = _Overflow(marks)
        logging.getLogger(_WATCHDOG_LOG).addHandler(self._overflow)
        self._handler = _Handler(self._scope, marks)
        self._observer = Observer()
        try:
            self._root_watch = self._observer.schedule(
                self._handler, str(self._scope.root), event_filter=_FILTER
            )
            self._observer.start()
            self.refresh()
        except BaseException:
            self.close()
            raise

    def step(self, now: float) -> float | None:  # noqa: ARG002 - watchdog has threads of its own
        """Nothing to do."""
        return None

    def refresh(self) -> None:
        """Watch folders that came, and let go of those that went.

        A folder that was deleted and made again has lost its watch, even under the same
        name and inode.

        Raises:
            OSError: The system refuses.
        """
        observer, handler = self._observer, self._handler
        if observer is None or handler is None:
            return
        alive = {e.watch for e in observer.emitters if e.is_alive()}
        gone = handler.take_gone()
        present = self._scope.top_folders()
        for path, (watch, identity) in list(self._watches.items()):
            fits = present.get(path) == identity and watch in alive
            if not fits or path in gone:
                # An emitter that ended by itself may be gone already.
                with suppress(KeyError, OSError):
                    observer.unschedule(watch)
                del self._watches[path]
        for path, identity in present.items():
            if path not in self._watches:
                try:
                    watch = observer.schedule(
                        handler, path, recursive=True, event_filter=_FILTER
                    )
                except (FileNotFoundError, NotADirectoryError):
                    continue
                self._watches[path] = watch, identity

    def problem(self) -> str:
        """Say why changes are no longer seen; empty while they are."""
        observer = self._observer
        if observer is None or not observer.is_alive():
            return "the thread that watches has ended"
        try:
            seen = self._scope.root.stat()
        except OSError:
            return "the project's folder is gone"
        if (seen.st_dev, seen.st_ino) != self._root:
            return "the project's folder was replaced by another one"
        dead = [e for e in observer.emitters if not e.is_alive()]
        # A folder that went takes its thread with it; that is no failure.
        if any(os.path.isdir(e.watch.path) for e in dead):  # noqa: PTH112 - str or bytes
            return "a thread that watches a folder has ended"
        return ""

    def close(self) -> None:
        """Stop all threads; may be called twice."""
        observer, self._observer = self._observer, None
        self._watches.clear()
        try:
            if observer is not None:
                observer.stop()
                # An observer that never started has no thread to wait for.
                if observer.is_alive():
                    observer.join(_JOIN_SECONDS)
        finally:
            # The last to go: while somebody listens, Python prints nothing of its own,
            # and threads that are stopped say that they are.
            if self._overflow is not None:
                logging.getLogger(_WATCHDOG_LOG).removeHandler(self._overflow)
                self._overflow = None

    def hears_itself(self, folder: Path, seconds: float = 1.0) -> bool:
        """Change a file and listen, as watchman does with its cookies.

        Args:
            folder: Where to make a hidden file for a moment.
            seconds: How long to listen at most.

        Returns:
            Whether the system reported it; True when no file can be made there, which
            proves nothing.
        """
        observer = self._observer
        if observer is None:
            return False
        probe = folder / f".pxe-probe-{secrets.token_hex(8)}"
        listener = _Listener(probe.name)
        # FSEvents refuses a second watch of one folder, so the root's own serves.
        shared = self._root_watch if folder == self._scope.root else None
        if shared is not None:
            observer.add_handler_for_watch(listener, shared)
        else:
            watch = observer.schedule(listener, str(folder), event_filter=_FILTER)
        try:
            probe.write_bytes(b"")
            return listener.heard.wait(seconds)
        except OSError:
            return True
        finally:
            with suppress(OSError):
                probe.unlink()
            if shared is not None:
                observer.remove_handler_for_watch(listener, shared)
            else:
                observer.unschedule(watch)


class _Handler(FileSystemEventHandler):
    """Turns events into marks, and nothing else."""

    def __init__(self, scope: Scope, marks: Marks) -> None:
        self._scope = scope
        self._marks = marks
        self._gone: set[str] = set()

    def dispatch(self, event: FileSystemEvent) -> None:
        try:
            self._mark(event)
        except Exception:  # noqa: BLE001 - logged, and made good by a rescan
            # Whatever escapes here would end watchdog's thread without a word.
            _LOG.exception("an event could not be read")
            self._marks.note_loss()

    def take_gone(self) -> set[str]:
        """Return the folders that went since the last time."""
        gone, self._gone = self._gone, set()
        return gone

    def _mark(self, event: FileSystemEvent) -> None:
        path = os.fsdecode(event.src_path)
        target = os.fsdecode(event.dest_path)
        if event.is_directory:
            if not isinstance(event, DirCreatedEvent):
                self._gone.add(path)
            if self._scope.holds(path) or (target and self._scope.holds(target)):
                self._marks.note_folders()
            return
        if isinstance(event, FileMovedEvent):
            self._note(path, Kind.GONE)
            self._note(target, Kind.DONE)
        elif isinstance(event, FileDeletedEvent):
            self._note(path, Kind.GONE)
        elif isinstance(event, FileClosedEvent):
            self._note(path, Kind.DONE)
        else:
            self._note(path, Kind.TOUCHED)

    def _note(self, path: str, kind: Kind) -> None:
        if path and self._scope.wants(path):
            self._marks.note(path, kind)


class _Listener(FileSystemEventHandler):
    """Waits for one name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.heard = threading.Event()

    def dispatch(self, event: FileSystemEvent) -> None:
        if Path(os.fsdecode(event.src_path)).name == self._name:
            self.heard.set()


class _Overflow(logging.Handler):
    """Hears watchdog 7.1 say that events were lost: it has no event for that."""

    def __init__(self, marks: Marks) -> None:
        super().__init__(logging.WARNING)
        self._marks = marks

    def emit(self, record: logging.LogRecord) -> None:
        if "overflow" in record.getMessage().lower():
            self._marks.note_loss()
