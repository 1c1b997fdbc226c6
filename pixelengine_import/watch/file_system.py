"""What is known of the file system that a project lies on."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

__all__ = ["count_watches", "file_system_of", "is_suspect", "type_in_mountinfo"]

# These take watches and report no change that was made on the other side.
_SUSPECTS = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|9p|drvfs|fuse(\..*)?|vboxsf|prl_fs|virtiofs|vmhgfs.*"
)
_OCTAL = re.compile(r"\\([0-7]{3})")


def is_suspect(kind: str) -> bool:
    """Tell whether a type of file system is known to keep changes to itself.

    Args:
        kind: Its name in the mount table, such as ``9p``.
    """
    return _SUSPECTS.fullmatch(kind) is not None


def file_system_of(path: Path) -> str:
    """Name the type of the file system that holds a path.

    Args:
        path: An absolute path with links resolved.

    Returns:
        Such as ``ext4``; empty where there is no mount table to read.
    """
    with suppress(OSError):
        table = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
        return type_in_mountinfo(table, path)
    return ""


def type_in_mountinfo(table: str, path: Path) -> str:
    """Find a path's file system in a mount table.

    Args:
        table: Text in the form of proc(5), ``/proc/PID/mountinfo``.
        path: An absolute path.

    Returns:
        The type of the innermost mount, the last one of several at one place; empty
        when none holds the path.
    """
    best, kind = -1, ""
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        fields, types = before.split(" "), after.split(" ")
        if len(fields) < 5 or not types[0]:  # noqa: PLR2004 - the mount point is the fifth
            continue
        place = Path(_OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[4]))
        depth = len(place.parts)
        if depth >= best and (place == path or place in path.parents):
            best, kind = depth, types[0]
    return kind


def count_watches() -> int | None:
    """Count the inotify watches of this process.

    Returns:
        Their number, or None on systems that do not tell.
    """
    folder = Path("/proc/self/fdinfo")
    try:
        entries = list(folder.iterdir())
    except OSError:
        return None
    count = 0
    for entry in entries:
        with suppress(OSError):
            count += entry.read_text("ascii", "replace").count("inotify wd:")
    return count
