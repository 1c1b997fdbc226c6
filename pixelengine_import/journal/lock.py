"""One pxe a project at a time.

The lock is the kernel's own (``flock`` or its like): it is gone the moment its holder
is, even after ``kill -9``, so there are no stale locks to clean up. What the file says
about its holder is for messages only.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from pixelengine_import._fs import make_private_folder
from pixelengine_import.errors import LockedError, ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["A_LOOK", "hold_lock"]

A_LOOK = 0.3
"""Seconds for which work waits for the lock: a command that only looks (``pxe status``,
or one that asks who works) holds it for a few milliseconds."""


@contextmanager
def hold_lock(path: Path, purpose: str, *, wait: float = 0.0) -> Iterator[None]:
    """Hold a project's lock.

    Args:
        path: The lock file; it is made and never removed.
        purpose: The command, for the message that others get.
        wait: Seconds to wait for another holder.

    Raises:
        LockedError: Another process holds it.
        ProjectError: The file system does not let us lock.
    """
    make_private_folder(path.parent)
    lock = FileLock(path, timeout=wait, mode=0o600)
    holder = path.with_suffix(".json")
    try:
        lock.acquire()
    except Timeout:
        raise _locked(holder) from None
    except (OSError, NotImplementedError) as error:
        msg = (
            f"{path} cannot be locked ({error}). Make it writable, or set "
            "PIXELENGINE_STATE_DIR to a folder on a local disk."
        )
        raise ProjectError(msg) from error
    try:
        with suppress(OSError):  # a message for others is not worth failing for
            holder.write_text(json.dumps({"pid": os.getpid(), "command": purpose}))
        yield
    finally:
        lock.release()


def _locked(holder: Path) -> LockedError:
    command: str | None = None
    process: int | None = None
    try:
        known = json.loads(holder.read_text())
        command, process = str(known["command"]), int(known["pid"])
        who = f"{command} (process {process})"
    except (OSError, ValueError, KeyError, TypeError):
        command = None
        who = "another pxe"
    return LockedError(
        f"{who} is already working on this project. "
        "A running watch picks changes up by itself; else wait for it, or stop it.",
        command,
        process,
    )
