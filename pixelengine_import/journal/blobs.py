"""Results and sent pictures, stored once by the SHA-256 of their bytes."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pixelengine_import._clock import Clock, SystemClock
from pixelengine_import._fs import (
    TMP_SUFFIX,
    make_private_folder,
    sha256,
    sync_folder,
)

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BlobStore"]

_DIGEST: Final = re.compile("[0-9a-f]{64}")
_LEFT_BEHIND_SECONDS: Final = 3600
"""Nobody writes a file of some megabytes for an hour."""


class BlobStore:
    """A folder of read-only files named by their own hash.

    Args:
        folder: The folder; it is made when the first blob is put.
    """

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self._folder = folder

    def path(self, digest: str) -> Path:
        """Return where a blob is, or would be.

        Args:
            digest: Its SHA-256 in lower-case hex.

        Raises:
            ValueError: It is none: a name from elsewhere must not lead elsewhere.
        """
        if not _DIGEST.fullmatch(digest):
            msg = f"a blob is named by its SHA-256 (found {digest!r:.80})"
            raise ValueError(msg)
        return self._folder / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Tell whether a blob is there; its bytes are checked when it is read."""
        return bool(_DIGEST.fullmatch(digest)) and self.path(digest).is_file()

    def put(self, data: bytes) -> str:
        """Store bytes so that they survive a power loss.

        Args:
            data: What.

        Returns:
            SHA-256 in hex.

        Raises:
            OSError: There is no room, or the folder cannot be written.
        """
        digest = sha256(data)
        target = self.path(digest)
        if self.get(digest) is not None:
            return digest
        make_private_folder(target.parent)
        temporary = target.with_name(f"{digest}.{secrets.token_hex(4)}{TMP_SUFFIX}")
        handle = os.open(
            temporary,
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0),
            0o600,
        )
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o400)
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(target.parent)
        return digest

    def get(self, digest: str) -> bytes | None:
        """Read a blob.

        Args:
            digest: Its SHA-256.

        Returns:
            Its bytes, or None when it is missing or damaged; a damaged one counts as
            missing, so that it is fetched or made again.
        """
        try:
            data = self.path(digest).read_bytes()
        except (OSError, ValueError):
            return None
        return data if sha256(data) == digest else None

    def sweep(self, clock: Clock | None = None) -> int:
        """Remove temporary files that a killed run left behind.

        The store is shared by all projects of a user, so another run may be writing:
        only files that are an hour old are taken.

        Args:
            clock: What time it is.

        Returns:
            How many were removed.
        """
        now = (clock or SystemClock()).now().timestamp()
        removed = 0
        for path in self._folder.glob(f"*/*{TMP_SUFFIX}"):
            with suppress(OSError):
                if now - path.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                    path.unlink()
                    removed += 1
        return removed
