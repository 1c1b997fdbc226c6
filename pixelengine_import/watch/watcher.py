"""Changed files of a project, settled, one set after the other.

Events are hints and may be lost; a look at everything is the truth. So besides paths
there is the word that everything should be looked at: when folders moved, when events
were lost, when the machine slept, and now and then for no reason at all.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

from pixelengine_import._clock import Clock, SystemClock
from pixelengine_import.errors import ProjectError
from pixelengine_import.watch.file_system import (
    count_watches,
    file_system_of,
    is_suspect,
)
from pixelengine_import.watch.marks import Marks
from pixelengine_import.watch.native import NativeSource
from pixelengine_import.watch.polling import PollingSource
from pixelengine_import.watch.scope import Scope
from pixelengine_import.watch.settling import Settling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from pixelengine_import.watch.source import How, Source

__all__ = ["Changes", "Mode", "Status", "Watcher", "slept"]

_LOG = logging.getLogger(__name__)

Mode: TypeAlias = Literal["auto", "native", "poll"]

HEALTH_EVERY = 5.0
BACK_OFF_MOST = 60.0
RESCAN_SHARE = 500
SLEPT_AT_LEAST = 2.0
PROBE_FOLDER = ".pixelengine"


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the last time.

    Attributes:
        paths: Absolute paths of files that changed and rest now, or are gone.
        rescan: Whether more may have changed: look at everything.
    """

    paths: frozenset[str]
    rescan: bool


@dataclass(frozen=True, slots=True)
class Status:
    """How a project is watched.

    Attributes:
        root: The project's folder.
        how: Whether the system reports changes, or we look for them.
        reason: Why we look, or what is wrong; empty when all is well.
    """

    root: Path
    how: How
    reason: str = ""

    def __str__(self) -> str:
        """Return one line for people."""
        text = "watching" if self.how == "native" else "polling"
        return f"{text} {self.root}" + (f" ({self.reason})" if self.reason else "")


def slept() -> float:
    """Return the seconds that this machine was suspended since it started.

    Only Linux tells; elsewhere it is 0 and the regular look at everything has to do.
    """
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    if boot is None:
        return 0.0
    # The two are read one after the other, so a machine that never slept is a hair off.
    return max(0.0, time.clock_gettime(boot) - time.clock_gettime(time.CLOCK_MONOTONIC))


class Watcher:
    """Watches a project; a context manager.

    Args:
        root: The project's folder.
        interesting: Tells by its absolute path whether a file matters; called from
            other threads, must be quick and touch no disk.
        settle: Seconds without a change until a written file is handed out.
        rescan_every: Seconds between two looks at everything.
        mode: ``native`` trusts the system, ``poll`` looks by itself, ``auto`` finds out
            which of them works here.
        clock: Time.
        suspended: Seconds that the machine slept so far.
        source: Takes the place of the sources of this package.

    Example::

        with Watcher(root, interesting=lambda path: path.endswith(".png")) as watcher:
            while (changes := watcher.changes()) is not None:
                ...
    """

    def __init__(
        self,
        root: Path,
        *,
        interesting: Callable[[str], bool],
        settle: float = 0.15,
        rescan_every: float = 60.0,
        mode: Mode = "auto",
        clock: Clock | None = None,
        suspended: Callable[[], float] = slept,
        source: Source | None = None,
    ) -> None:
        """Prepare; nothing is watched before the ``with``."""
        self._root = root.resolve()
        self._scope = Scope(self._root, interesting)
        self._settle = settle
        self._settling = Settling(settle)
        self._rescan_every = rescan_every
        self._mode: Mode = mode
        self._clock = clock or SystemClock()
        self._suspended = suspended
        self._given = source
        self._source: Source | None = None
        self._status = Status(self._root, "native")
        self._marks = Marks()
        self._turn = threading.Lock()
        self._stopped = threading.Event()
        self._rescan_due: float | None = None
        self._next_rescan = 0.0
        self._next_health = 0.0
        self._back_off = HEALTH_EVERY
        self._slept = 0.0
        self._recount = False
        self._short = False

    def __enter__(self) -> Self:
        """Begin to watch.

        Raises:
            ProjectError: The folder cannot be watched in the way that was asked for.
        """
        now = self._clock.monotonic()
        self._slept = self._suspended()
        self._next_rescan = now + self._rescan_every
        self._next_health = now + HEALTH_EVERY
        try:
            self._open()
        except OSError as error:
            reason = error.strerror or str(error)
            msg = (
                f"{self._root} cannot be watched (found {reason}). Check that the "
                "folder is there, or use --watcher poll."
            )
            raise ProjectError(msg) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop, and wait until nothing of this watcher runs any more."""
        self.stop()
        with self._turn:
            self._close()

    @property
    def status(self) -> Status:
        """How the project is watched now, and why."""
        return self._status

    def stop(self) -> None:
        """End a running :meth:`changes` and all later ones; from any thread."""
        self._stopped.set()
        self._marks.wake()

    def update(self, interesting: Callable[[str], bool]) -> None:
        """Change what matters, such as when a sidecar names other art.

        Args:
            interesting: As for the constructor.
        """
        self._scope.interesting = interesting

    def rescanned(self, seconds: float) -> None:
        """Tell how long a look at everything took, so that it stays rare enough.

        Args:
            seconds: Its duration.
        """
        now = self._clock.monotonic()
        period = max(self._rescan_every, RESCAN_SHARE * seconds)
        self._next_rescan = now + period

    def changes(self, timeout: float | None = None) -> Changes | None:
        """Wait for changes; one caller at a time.

        Args:
            timeout: Seconds to wait at most; None waits until :meth:`stop`.

        Returns:
            What changed, or None when nothing did in time or the watcher was stopped.
        """
        with self._turn:
            begun = self._clock.monotonic()
            deadline = None if timeout is None else begun + timeout
            while not self._stopped.is_set():
                now = self._clock.monotonic()
                wake = self._work(now)
                if (changes := self._collect(now)) is not None:
                    return changes
                if deadline is not None and now >= deadline:
                    return None
                dues = [self._settling.next_due(), self._rescan_due, wake, deadline]
                until = min(due for due in dues if due is not None)
                self._marks.wait(max(0.0, until - now))
            return None

    def _work(self, now: float) -> float:
        """Do all that is due; return when something is again."""
        look = None if self._source is None else self._source.step(now)
        if now >= self._next_health:
            self._check(now)
        taken = self._marks.take()
        if taken.folders:
            self._follow()
        if taken.rescan and self._rescan_due is None:
            # Folders come with their files; a moment later one look finds them all.
            self._rescan_due = now + 2 * self._settle
        for path, kind in taken.files.items():
            self._settling.note(path, kind, now)
        if now >= self._next_rescan and self._rescan_due is None:
            self._rescan_due = now
        wake = min(self._next_health, self._next_rescan)
        return wake if look is None else min(wake, look)

    def _collect(self, now: float) -> Changes | None:
        paths = self._settling.collect(now)
        for path in self._settling.restless():
            _LOG.warning("%r keeps changing; it is read as it is now", path)
        rescan = self._rescan_due is not None and now >= self._rescan_due
        if rescan:
            self._rescan_due = None
            self._next_rescan = now + self._rescan_every
        return Changes(paths, rescan) if paths or rescan else None

    def _check(self, now: float) -> None:
        """See every few seconds whether changes would still be seen."""
        self._next_health = now + HEALTH_EVERY
        slept_now = self._suspended()
        if slept_now - self._slept >= SLEPT_AT_LEAST:
            self._marks.note_loss()
        self._slept = slept_now
        problem = self._status.reason or "not watched"
        if self._source is not None:
            problem = self._source.problem()
        if not problem:
            self._back_off = HEALTH_EVERY
            self._count()
            return
        self._close()
        try:
            self._open()
        except OSError:
            # Asked again later and later, until the folder is back.
            self._status = Status(self._root, self._status.how, problem)
            self._next_health = now + self._back_off
            self._back_off = min(2 * self._back_off, BACK_OFF_MOST)
            return
        self._back_off = HEALTH_EVERY
        self._marks.note_loss()

    def _follow(self) -> None:
        """Watch the folders that came."""
        if self._source is None:
            return
        try:
            self._source.refresh()
        except FileNotFoundError:
            self._next_health = self._clock.monotonic()  # the root itself is gone
        except OSError as error:
            self._fall_back(f"the system refused a watch: {error.strerror or error}")
        self._recount = True

    def _count(self) -> None:
        """Poll when fewer folders are watched than there are, twice in a row.

        watchdog adds the watches of new folders a moment after their events.
        """
        if not self._recount:
            return
        reason = self._short_of_watches()
        if reason and self._short:
            self._fall_back(reason)
        self._short = bool(reason) and not self._short
        self._recount = self._short

    def _open(self) -> None:
        if self._given is not None:
            self._given.start(self._marks)
            self._source = self._given
            self._status = Status(self._root, self._given.how)
            return
        if self._mode == "poll":
            self._poll("as asked")
            return
        kind = file_system_of(self._root)
        if self._mode == "auto" and is_suspect(kind):
            self._poll(f"{kind} does not report the changes of others")
            return
        self._root.stat()  # a missing folder is no reason to poll it
        native = NativeSource(self._scope)
        try:
            native.start(self._marks)
        except OSError as error:
            if self._mode == "native":
                raise
            self._poll(f"the system refused a watch: {error.strerror or error}")
            return
        self._source = native
        self._status = Status(self._root, "native")
        if self._mode == "auto" and not native.hears_itself(self._probe_folder()):
            self._fall_back(f"{kind or 'this file system'} does not report changes")
        self._recount = True

    def _probe_folder(self) -> Path:
        own = self._root / PROBE_FOLDER
        return own if own.is_dir() else self._root

    def _short_of_watches(self) -> str:
        """Say it when fewer folders are watched than there are.

        watchdog 7.1 starts without a word when the system's watches are used up.
        """
        if self._source is None or self._source.how != "native" or self._given:
            return ""
        watched = count_watches()
        if watched is None:
            return ""
        try:
            folders = self._scope.count_folders()
        except OSError:
            return ""  # the root has just gone, which the next check finds
        if watched >= folders:
            return ""
        return (
            f"watch limit reached: {watched} of {folders} folders watched; "
            "raise fs.inotify.max_user_watches"
        )

    def _fall_back(self, reason: str) -> None:
        """Poll from now on, unless native was asked for; then say what is wrong."""
        if self._mode == "native":
            self._status = Status(self._root, "native", reason)
            return
        self._close()
        self._poll(reason)
        self._marks.note_loss()

    def _poll(self, reason: str) -> None:
        source = PollingSource(self._scope, monotonic=self._clock.monotonic)
        source.start(self._marks)
        self._source = source
        self._status = Status(self._root, "poll", reason)

    def _close(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            source.close()
