"""What was written into a project, and what a person has decided about it.

An output is ours while it holds bytes that we wrote or were about to write. What holds
other bytes is a person's, until that person says whose it shall be.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixelengine_import.journal.database import state_errors, transaction

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["Kept", "OutputRecord"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A person's bytes that stay where an output would be.

    Attributes:
        digest: SHA-256 of the file.
        asked: Name of everything that the output would have been made from. The
            decision stands until that changes.
    """

    digest: str
    asked: str


class OutputRecord:
    """The part of the journal that is about outputs.

    Args:
        path: The database file, for messages.
        db: The open database.
    """

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        """Take the database over."""
        self._path = path
        self._db = db

    def known_hashes(self, project: str, path: str) -> frozenset[str]:
        """Return the hashes under which we wrote, or were about to write, a file."""
        rows = self._rows(
            "SELECT published, planned FROM output WHERE project = ? AND path = ?",
            (project, path),
        )
        return frozenset(digest for row in rows for digest in row if digest)

    def planning(self, project: str, sidecar: str, files: Mapping[str, str]) -> None:
        """Record what is about to be written, before the first file is touched.

        Args:
            project: Real path of the project.
            sidecar: The sidecar that the files belong to.
            files: SHA-256 of the new content by path relative to the project.
        """
        with self._transaction():
            self._db.executemany(
                "INSERT INTO output (project, path, sidecar, planned)"
                " VALUES (?, ?, ?, ?) ON CONFLICT (project, path) DO UPDATE SET"
                " sidecar = excluded.sidecar, planned = excluded.planned",
                [(project, path, sidecar, new) for path, new in files.items()],
            )

    def published(self, project: str, files: Mapping[str, str]) -> None:
        """Record that all files of a publication are in place."""
        with self._transaction():
            self._db.executemany(
                "UPDATE output SET published = ?, planned = NULL"
                " WHERE project = ? AND path = ?",
                [(new, project, path) for path, new in files.items()],
            )

    def outputs_of(self, project: str, sidecar: str) -> list[str]:
        """Return the files that were published for a sidecar."""
        rows = self._rows(
            "SELECT path FROM output WHERE project = ? AND sidecar = ?"
            " AND published IS NOT NULL ORDER BY path",
            (project, sidecar),
        )
        return [row["path"] for row in rows]

    def claim(self, project: str, folded: str, sidecar: str) -> str:
        """Claim an output name for a sidecar.

        Args:
            project: Real path of the project.
            folded: The output's path, case-folded and NFC: on some systems
                ``Hero.tres`` and ``hero.tres`` are one file.
            sidecar: Who claims it.

        Returns:
            Who holds it: the first one to claim it.
        """
        with self._transaction():
            self._db.execute(
                "INSERT INTO claim (project, folded, sidecar) VALUES (?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                (project, folded, sidecar),
            )
            row = self._db.execute(
                "SELECT sidecar FROM claim WHERE project = ? AND folded = ?",
                (project, folded),
            ).fetchone()
        return str(row["sidecar"])

    def hand_over_claim(self, project: str, folded: str, sidecar: str) -> None:
        """Give a claim to another sidecar, since the one that held it is gone."""
        with self._transaction():
            self._db.execute(
                "UPDATE claim SET sidecar = ? WHERE project = ? AND folded = ?",
                (sidecar, project, folded),
            )

    # -- decisions ----------------------------------------------------------------

    def adopt(self, project: str, sidecar: str, files: Mapping[str, str]) -> None:
        """Record that files of a person may be replaced, as if we had written them.

        Args:
            project: Real path of the project.
            sidecar: The sidecar that the files belong to.
            files: SHA-256 of what stands there by path relative to the project.
        """
        with self._transaction():
            self._db.executemany(
                "INSERT INTO output (project, path, sidecar, published)"
                " VALUES (?, ?, ?, ?) ON CONFLICT (project, path) DO UPDATE SET"
                " sidecar = excluded.sidecar, published = excluded.published,"
                " planned = NULL",
                [(project, path, sidecar, digest) for path, digest in files.items()],
            )
            self._db.executemany(
                "DELETE FROM kept WHERE project = ? AND path = ?",
                [(project, path) for path in files],
            )

    def keep(self, project: str, files: Mapping[str, Kept]) -> None:
        """Record that files of a person stay as they are.

        Args:
            project: Real path of the project.
            files: What was decided, by path relative to the project.
        """
        with self._transaction():
            self._db.executemany(
                "REPLACE INTO kept (project, path, digest, asked) VALUES (?, ?, ?, ?)",
                [(project, path, k.digest, k.asked) for path, k in files.items()],
            )

    def kept(self, project: str, path: str) -> Kept | None:
        """Return what was decided about an output, None when nothing was."""
        rows = self._rows(
            "SELECT digest, asked FROM kept WHERE project = ? AND path = ?",
            (project, path),
        )
        return Kept(rows[0]["digest"], rows[0]["asked"]) if rows else None

    # -- inside -------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with state_errors(self._path), transaction(self._db):
            yield

    def _rows(self, sql: str, values: tuple[str | int, ...]) -> list[sqlite3.Row]:
        with state_errors(self._path):
            return self._db.execute(sql, values).fetchall()
