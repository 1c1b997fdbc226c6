"""Which part of a project is watched: what Godot looks at, and no more.

Folders and files with a leading dot are left out everywhere (``.godot``, ``.git``,
``.import``, our own ``.pixelengine``), ``addons`` and build folders at the top, and
folders below a ``.gdignore``. Links to folders are not followed.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pixelengine_import.watch.settling import Look

__all__ = ["Scope"]

_PRUNED_AT_TOP = frozenset({"addons", "build", "export"})
_IGNORED = ".gdignore"


class Scope:
    """The part of a project that is watched.

    Args:
        root: The project's folder, absolute.
        interesting: Tells by its absolute path whether a file matters. It is called
            from other threads, must be quick and touch no disk.
    """

    def __init__(self, root: Path, interesting: Callable[[str], bool]) -> None:
        """Keep what decides."""
        self.root = root
        self.interesting = interesting
        self._prefix = str(root).rstrip(os.sep) + os.sep

    def holds(self, path: str) -> bool:
        """Tell by its path alone whether a file or folder is in the scope.

        Args:
            path: Absolute path.
        """
        if not path.startswith(self._prefix):
            return False
        parts = path[len(self._prefix) :].split(os.sep)  # noqa: PTH206 - for every event
        # A file at the top may well be called "build"; only folders are pruned, and a
        # file in one has a second part.
        if len(parts) > 1 and parts[0] in _PRUNED_AT_TOP:
            return False
        return not any(part.startswith(".") for part in parts)

    def wants(self, path: str) -> bool:
        """Tell whether a change of a file is to be reported.

        Args:
            path: Absolute path.
        """
        return self.holds(path) and self.interesting(path)

    def top_folders(self) -> dict[str, tuple[int, int]]:
        """Find the folders that are watched with all that is in them.

        Returns:
            Absolute path -> device and inode.

        Raises:
            OSError: The root cannot be read.
        """
        found: dict[str, tuple[int, int]] = {}
        with os.scandir(self.root) as entries:
            for entry in entries:
                if entry.name in _PRUNED_AT_TOP or entry.name.startswith("."):
                    continue
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        seen = entry.stat(follow_symlinks=False)
                        found[entry.path] = seen.st_dev, seen.st_ino
        return found

    def files(self) -> dict[str, Look]:
        """Find every file that is to be reported.

        Returns:
            Absolute path -> size, time and inode; what vanishes meanwhile is left out.
        """
        found: dict[str, Look] = {}
        pending = [str(self.root)]
        while pending:
            folder = pending.pop()
            files, folders = _read(folder)
            top = folder == str(self.root)
            pending += [f for f in folders if not (top and _is_pruned(f))]
            for entry in files:
                if self.interesting(entry.path):
                    with suppress(OSError):
                        seen = entry.stat()
                        look = seen.st_size, seen.st_mtime_ns, seen.st_ino
                        found[entry.path] = look
        return found

    def count_folders(self) -> int:
        """Count the folders that a native watcher needs a watch for."""
        return 1 + sum(1 for top in self.top_folders() for _ in _below(top))


def _is_pruned(folder: str) -> bool:
    return os.path.basename(folder) in _PRUNED_AT_TOP  # noqa: PTH119 - strings only


def _read(folder: str) -> tuple[list[os.DirEntry[str]], list[str]]:
    files: list[os.DirEntry[str]] = []
    folders: list[str] = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == _IGNORED:
                return [], []
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                files.append(entry)
    return files, folders


def _below(folder: str) -> Iterator[str]:
    """All folders in a folder and itself: watchdog takes the hidden ones too."""
    pending = [folder]
    while pending:
        current = pending.pop()
        yield current
        with suppress(OSError), os.scandir(current) as entries:
            pending += [e.path for e in entries if e.is_dir(follow_symlinks=False)]
