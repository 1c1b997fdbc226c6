"""Results on disk, named by what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import._fs import make_private_folder, replace_file, sha256

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Outputs"]


class Outputs:
    """A folder of results by SHA-256; two jobs with equal results share a file.

    Args:
        folder: The folder; made for its owner alone.
    """

    def __init__(self, folder: Path) -> None:
        """Make the folder."""
        make_private_folder(folder)
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Store a result.

        Args:
            data: The file.

        Returns:
            Its SHA-256 in hex.

        Raises:
            OSError: It cannot be written.
        """
        name = sha256(data)
        path = self._folder / name
        if not path.exists():
            replace_file(path, data, mode=0o600)
        return name

    def size(self, name: str) -> int | None:
        """Return the size of a result in bytes, None when it is gone."""
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, name: str, offset: int, count: int) -> bytes:
        """Read a part of a result.

        The file is not kept open between two parts: where an open file cannot be
        deleted, a slow client would hold up the sweep.

        Args:
            name: The result.
            offset: Where to begin, bytes.
            count: How many bytes.

        Returns:
            The part; shorter at the end of the file, and when it is gone.
        """
        try:
            with (self._folder / name).open("rb") as file:
                file.seek(offset)
                return file.read(count)
        except FileNotFoundError:
            return b""

    def names(self) -> list[str]:
        """List what is there, files that were never finished included."""
        return sorted(path.name for path in self._folder.iterdir())

    def delete(self, name: str) -> None:
        """Delete a result; one that is gone already is no error."""
        (self._folder / name).unlink(missing_ok=True)
