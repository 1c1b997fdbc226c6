"""How a command reaches the watch that holds its project: files in the state folder.

One file is one order, in the words of ``pxe watch --stdin``. The folder is the user's
own and lies outside every project, so that no project brings orders along that spend
money: it must belong to the user, and nobody else may write there. An order is taken
out before it is carried out: one that is cut off is not carried out twice.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from stat import S_ISDIR, S_ISREG
from typing import TYPE_CHECKING, Any

from pixelengine_import._fs import make_private_folder, read_file, replace_file
from pixelengine_import.cli.orders import LONGEST
from pixelengine_import.errors import EXIT_DONE, LockedError, ProjectError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pixelengine_import.cli.console import Console
    from pixelengine_import.cli.session import Session

__all__ = ["PATIENCE", "WATCH", "Inbox", "hand_over", "run_or_hand_over"]

WATCH = "pxe watch"
PATIENCE = 10.0
"""Seconds to wait until a watch has read its orders; one that is busy reads them when
it is done."""
LOOK_EVERY, ASK_EVERY = 0.05, 0.5
"""Seconds between two looks at the folder, and at whether there still is a watch."""

SUFFIX = ".json"
_OTHERS_WRITE = 0o022


class Inbox:
    """The orders that wait for the watch of one project.

    Args:
        folder: Where; made when the first order is posted.
    """

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self._folder = folder

    def post(self, orders: Sequence[dict[str, Any]]) -> list[Path]:
        """Leave orders for the watch.

        Args:
            orders: As they are sent to the input of a watch, in their order.

        Returns:
            A file for each; it goes when the watch takes it.

        Raises:
            ProjectError: The folder cannot be used.
        """
        make_private_folder(self._folder)
        if not self._is_ours():
            msg = (
                f"{self._folder} is not yours alone, so no order is left there. Set "
                "PIXELENGINE_STATE_DIR to a folder that is."
            )
            raise ProjectError(msg)
        now, me = time.time_ns(), os.getpid()
        files = [
            self._folder / f"{now:020d}-{me}-{place:04d}{SUFFIX}"
            for place in range(len(orders))
        ]
        try:
            for file, order in zip(files, orders, strict=True):
                # After a power loss there is no watch to read it.
                replace_file(
                    file, json.dumps(order).encode(), mode=0o600, durable=False
                )
        except OSError as error:
            self.withdraw(files)
            msg = f"{self._folder} cannot be written ({error.strerror})."
            raise ProjectError(msg) from error
        return files

    @staticmethod
    def withdraw(files: Sequence[Path]) -> None:
        """Take back orders that nobody has taken."""
        for file in files:
            with suppress(OSError):
                file.unlink()

    def take(self) -> list[bytes]:
        """Take all orders out, the oldest first.

        Returns:
            Each as one line; what is no file of ours is thrown away.
        """
        lines: list[bytes] = []
        for name in self._names():
            file = self._folder / name
            with suppress(OSError):
                sound = S_ISREG(file.lstat().st_mode)
                line = read_file(file, LONGEST) if sound else b""
                # Only whoever removes it has it.
                file.unlink()
                lines += [line] if line else []
        return lines

    def clear(self) -> None:
        """Throw away what was meant for an earlier watch."""
        with suppress(OSError):
            for name in os.listdir(self._folder):  # noqa: PTH208 - names are enough
                with suppress(OSError):
                    (self._folder / name).unlink()

    def _names(self) -> list[str]:
        try:
            # Once a second while a watch runs: one call that finds nothing.
            names = os.listdir(self._folder)  # noqa: PTH208 - see above
        except OSError:
            return []
        orders = sorted(n for n in names if n.endswith(SUFFIX) and n[0] != ".")
        return orders if orders and self._is_ours() else []

    def _is_ours(self) -> bool:
        """Tell whether nobody but the user can have put something there."""
        try:
            seen = self._folder.lstat()
        except OSError:
            return False
        if not S_ISDIR(seen.st_mode):
            return False
        owner = getattr(os, "geteuid", None)
        if owner is None:
            return True  # Windows: the folder lies in the user's profile
        return seen.st_uid == owner() and not seen.st_mode & _OTHERS_WRITE


def hand_over(
    session: Session,
    error: LockedError,
    orders: Callable[[], list[dict[str, Any]]],
    console: Console,
) -> bool:
    """Hand what a command was to do to the watch that holds the project.

    Args:
        session: The project.
        error: Why the command cannot do it itself.
        orders: Says what it was to do.
        console: Who is told.

    Returns:
        True once the watch has the orders; False when it is gone, and they are taken
        back: the command can do it itself.

    Raises:
        LockedError: No watch holds the project.
        ProjectError: The orders cannot be left.
    """
    if error.command != WATCH:
        raise error
    inbox = Inbox(session.state.orders(session.project.root))
    wanted = orders()
    left = inbox.post(wanted)
    end, ask = time.monotonic() + PATIENCE, time.monotonic() + ASK_EVERY
    while (left := [file for file in left if file.exists()]) and (
        (now := time.monotonic()) < end
    ):
        if now >= ask:
            holder = _holder(session)
            if holder is None or holder.command != WATCH:
                inbox.withdraw(left)
                if holder is not None:
                    raise holder
                return False
            ask = now + ASK_EVERY
        time.sleep(LOOK_EVERY)
    console.record(
        "handed",
        to=WATCH,
        process=error.process,
        orders=wanted,
        taken=not left,
    )
    later = "; it is busy, and takes it up next" if left else ""
    console.say(f"handed to {WATCH} (process {error.process}){later}")
    return True


def run_or_hand_over(
    session: Session,
    main: Callable[[], int],
    orders: Callable[[], list[dict[str, Any]]],
    console: Console,
) -> int:
    """Run a command, or hand it to the watch that works on its project.

    Args:
        session: The project.
        main: Does the work under the project's lock; returns the exit code.
        orders: Says what it is to do, as orders for a watch.
        console: Who is told.

    Raises:
        LockedError: Another command holds the project.
    """
    while True:
        try:
            return main()
        except LockedError as error:
            if hand_over(session, error, orders, console):
                return EXIT_DONE


def _holder(session: Session) -> LockedError | None:
    """Say who holds the project now."""
    from pixelengine_import.journal.lock import hold_lock

    try:
        with hold_lock(session.state.lock(session.project.root), "a look at it"):
            return None
    except LockedError as error:
        return error
