"""The few things that are done to files, each in one place.

A file that the game or the editor can see is only ever replaced whole: the bytes go to
a hidden name in the same folder, are flushed, and are renamed over the old file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from stat import S_ISREG
from typing import TYPE_CHECKING

from pixelengine_import.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = [
    "TMP_SUFFIX",
    "Stamp",
    "create_file",
    "make_private_folder",
    "read_file",
    "replace_file",
    "sha256",
    "sha256_file",
    "stamp",
    "sync_folder",
]

TMP_SUFFIX = ".pxe-tmp"
_BLOCK = 1 << 16
_TRIES, _PAUSE = 5, 0.02
"""How often a rename is tried again, and after how many seconds."""
# Without O_BINARY Windows rewrites line ends; without O_NONBLOCK a pipe that stands
# where a picture should be would hold us up for ever.
_READ_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the file system says of a file without reading it.

    Attributes:
        size: Bytes.
        mtime_ns: Last change of the content, nanoseconds.
        ctime_ns: Last change of content or inode: catches ``touch -r``.
        inode: Identity of the file on its file system.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


def stamp(path: str | os.PathLike[str]) -> Stamp | None:
    """Look at a file.

    Args:
        path: The file; a link is followed.

    Returns:
        Its stamp, or None when there is no regular file.
    """
    try:
        seen = os.stat(path)  # noqa: PTH116 - a Path for each of 40,000 files is slow
    except OSError:
        return None
    if not S_ISREG(seen.st_mode):
        return None
    return Stamp(seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes in hex."""
    return hashlib.sha256(data).hexdigest()


def _blocks(handle: int) -> Iterator[bytes]:
    while block := os.read(handle, _BLOCK):
        yield block


def _open_regular(path: str | os.PathLike[str]) -> int:
    handle = os.open(path, _READ_FLAGS)
    if S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise OSError(errno.EINVAL, "not a regular file", os.fspath(path))


def sha256_file(path: str | os.PathLike[str]) -> str | None:
    """Hash a file.

    Args:
        path: The file.

    Returns:
        SHA-256 in hex, or None when it cannot be read or is no regular file.
    """
    digest = hashlib.sha256()
    try:
        handle = _open_regular(path)
    except OSError:
        return None
    try:
        for block in _blocks(handle):
            digest.update(block)
    except OSError:
        return None
    finally:
        os.close(handle)
    return digest.hexdigest()


def read_file(path: Path, limit: int) -> bytes:
    """Read a whole file that may be hostile.

    Args:
        path: The file.
        limit: Greatest size in bytes.

    Returns:
        Its bytes; a file over the limit is returned cut one byte above it, so that
        the caller sees that it is too large without reading all of it.

    Raises:
        OSError: It cannot be read, or is no regular file.
    """
    with os.fdopen(_open_regular(path), "rb") as file:
        return file.read(limit + 1)


def replace_file(
    path: Path, data: bytes, *, mode: int | None = None, durable: bool = True
) -> None:
    """Write a file whole, or not at all.

    The whole-second mtime of a replaced file always grows: Godot looks at nothing
    else, and would miss the second of two writes within one second.

    Args:
        path: Where; a link there is replaced, never followed.
        data: What.
        mode: Permissions; None takes those of the old file, else the umask's.
        durable: Whether it must survive a power loss.

    Raises:
        OSError: The folder cannot be written; nothing has changed then.
    """
    temporary = _temporary(path)
    try:
        rights = 0o666 if mode is None else mode
        _write_new(temporary, data, rights, durable=durable)
        _take_after(path, temporary, keep_mode=mode is None)
        _rename(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    if durable:
        sync_folder(path.parent)


def create_file(path: Path, data: bytes) -> None:
    """Write a new file whole, or not at all, and never over another one.

    Args:
        path: Where; the name must be free, and a link that leads nowhere takes it too.
        data: What.

    Raises:
        FileExistsError: Something of this name is there, since whenever.
        OSError: The folder cannot be written.
    """
    temporary = _temporary(path)
    try:
        _write_new(temporary, data, 0o666)
        try:
            # A hard link takes the name only if it is free, in one step.
            path.hardlink_to(temporary)
        except FileExistsError:
            raise
        except OSError:
            _take_name(path, temporary)
    finally:
        with suppress(OSError):
            temporary.unlink()
    sync_folder(path.parent)


def _take_name(path: Path, temporary: Path) -> None:
    """Hold a free name with an empty file for a moment: FAT has no hard links."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    try:
        _rename(temporary, path)
    except OSError:
        path.unlink()
        raise


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}{TMP_SUFFIX}")


def _write_new(path: Path, data: bytes, mode: int, *, durable: bool = True) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())


def _rename(
    old: Path,
    new: Path,
    *,
    windows: bool = os.name == "nt",
    pause: Callable[[float], None] = time.sleep,
) -> None:
    """Rename over a file that another program may have open for a moment.

    Windows refuses that while the editor reads the board; elsewhere a refusal is one
    for good.
    """
    for _ in range(_TRIES if windows else 0):
        try:
            old.replace(new)
        except PermissionError:
            pause(_PAUSE)
        else:
            return
    old.replace(new)


def _take_after(old: Path, new: Path, *, keep_mode: bool) -> None:
    """Give the new file the old one's permissions and a later whole second."""
    try:
        before = old.lstat()
    except FileNotFoundError:
        return
    if keep_mode and S_ISREG(before.st_mode):
        new.chmod(before.st_mode & 0o777)
    second = int(before.st_mtime)
    with suppress(OSError):  # a link that leads nowhere has no time to be later than
        second = max(second, int(old.stat().st_mtime))
    if int(new.stat().st_mtime) <= second:
        os.utime(new, (second + 1, second + 1))


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power loss, where the system can do that."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # Windows opens no folders; its renames are in the file system's journal
    try:
        os.fsync(handle)
    except OSError:
        return  # some network file systems refuse it; the rename itself has happened
    finally:
        os.close(handle)


def make_private_folder(path: Path) -> None:
    """Make a folder that only its owner can enter.

    Args:
        path: The folder; parents that are missing are made too, as private as it is.
            A folder that is there already keeps its permissions.

    Raises:
        ProjectError: It cannot be made.
    """
    try:
        missing = [p for p in (path, *path.parents) if not p.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
        if not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "Not a directory", str(path))
    except OSError as error:
        msg = (
            f"the folder {path} cannot be made ({error.strerror}). Make it writable, "
            "or set PIXELENGINE_STATE_DIR to another folder."
        )
        raise ProjectError(msg) from error
