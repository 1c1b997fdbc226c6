"""A cache of file stamps, so that a run with nothing to do reads no file.

The rules are git's: a file is clean when size, mtime, ctime and inode are as they were
and the mtime is old enough that a later write could not share it; else its content is
hashed. A row that is missing or wrong costs time, never correctness.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixelengine_import._fs import Stamp, sha256_file, stamp
from pixelengine_import.errors import StateError
from pixelengine_import.journal.database import (
    is_damage,
    open_database,
    state_errors,
    transaction,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pixelengine_import.api.outcomes import EngineKind

__all__ = ["RACY_NS", "Index", "Seen", "Settled", "look"]

RACY_NS = 2_000_000_000
"""A file changed within this time before we looked may change again unseen: 2 s covers
FAT and kernels with coarse clocks."""

_SCHEMA = (
    """
    CREATE TABLE settled (
        project TEXT NOT NULL,
        sidecar TEXT NOT NULL,
        exporter TEXT NOT NULL,
        engine TEXT NOT NULL,
        files TEXT NOT NULL,
        PRIMARY KEY (project, sidecar)
    ) WITHOUT ROWID
    """,
    "ALTER TABLE settled ADD COLUMN kept INTEGER NOT NULL DEFAULT 0",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was when it was last read.

    Attributes:
        digest: SHA-256 of its content, or None for a file that was not there and
            must stay away (an art file of higher rank, for instance).
        stamp: What the file system said then.
        seen_at_ns: The wall clock then.
    """

    digest: str | None
    stamp: Stamp | None
    seen_at_ns: int

    def is_clean(self, now: Stamp | None) -> bool:
        """Tell whether the file is surely the same without reading it."""
        if self.stamp is None or now is None:
            return self.stamp is now
        return now == self.stamp and now.mtime_ns < self.seen_at_ns - RACY_NS


def look(path: Path, now_ns: int) -> Seen:
    """Read a file's stamp and hash.

    Args:
        path: The file.
        now_ns: The wall clock, taken before the call.
    """
    before = stamp(path)
    if before is None:
        return Seen(None, None, now_ns)
    return Seen(sha256_file(path), before, now_ns)


@dataclass(frozen=True, slots=True)
class Settled:
    """A sidecar with nothing left to do.

    Attributes:
        exporter: Version of the writer of its outputs.
        engine: ``live`` when every result is a live one, else ``local``.
        files: All files that this rests on, by path relative to the project.
        kept: Whether a person's bytes stand where an output would be, and stay.
    """

    exporter: str
    engine: EngineKind
    files: Mapping[str, Seen]
    kept: bool = False


class Index:
    """The cache of one user, read for one project at a time.

    A damaged file is thrown away and begun anew; what cannot be written is left out.
    Both cost time only.

    Args:
        path: The database file; its folder exists.

    Raises:
        StateError: The folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the database."""
        self._path = path
        try:
            self._db = open_database(path, _SCHEMA, durable=False)
        except StateError:
            self._db = self._begin_anew()

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def load(self, project: str) -> dict[str, Settled]:
        """Return all settled sidecars of a project by their relative path."""
        sql = "SELECT * FROM settled WHERE project = ?"
        try:
            rows = self._db.execute(sql, (project,)).fetchall()
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                self._db.close()
                self._db = self._begin_anew()
            return {}
        found = ((row["sidecar"], _settled(row)) for row in rows)
        return {sidecar: row for sidecar, row in found if row is not None}

    def save(self, project: str, rows: Mapping[str, Settled]) -> None:
        """Write rows, each replacing an older one of the same sidecar."""
        if not rows:
            return
        values = [
            (
                *(project, sidecar, row.exporter, row.engine),
                *(_files(row.files), row.kept),
            )
            for sidecar, row in rows.items()
        ]
        try:
            with transaction(self._db):
                self._db.executemany(
                    "REPLACE INTO settled VALUES (?, ?, ?, ?, ?, ?)", values
                )
        except sqlite3.DatabaseError as error:
            # A full disk or a busy file: the next run reads those sidecars again.
            if is_damage(error):
                self._db.close()
                self._db = self._begin_anew()

    def forget(self, project: str, sidecar: str) -> None:
        """Have a sidecar looked at again, whatever its files say.

        Raises:
            StateError: The row cannot be taken out now.
        """
        with state_errors(self._path), transaction(self._db):
            self._db.execute(
                "DELETE FROM settled WHERE project = ? AND sidecar = ?",
                (project, sidecar),
            )

    def _begin_anew(self) -> sqlite3.Connection:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink()
        return open_database(self._path, _SCHEMA, durable=False)


def _files(files: Mapping[str, Seen]) -> str:
    def row(seen: Seen) -> list[object]:
        s = seen.stamp
        numbers = None if s is None else [s.size, s.mtime_ns, s.ctime_ns, s.inode]
        return [seen.digest, numbers, seen.seen_at_ns]

    return json.dumps({path: row(seen) for path, seen in files.items()})


def _settled(row: sqlite3.Row) -> Settled | None:
    """Read a row, or None when it is not as we would have written it."""
    try:
        files = {
            path: Seen(digest, None if numbers is None else Stamp(*numbers), seen_at)
            for path, (digest, numbers, seen_at) in json.loads(row["files"]).items()
        }
    except (ValueError, TypeError, AttributeError):
        return None
    return Settled(row["exporter"], row["engine"], files, bool(row["kept"]))
