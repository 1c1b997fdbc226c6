"""Opening a SQLite file with the durability that its content needs."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from pixelengine_import.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["open_database"]


def open_database(
    path: Path, schema: Sequence[str], *, durable: bool
) -> sqlite3.Connection:
    """Open a database, making its tables when it is new.

    Args:
        path: The file; its folder exists.
        schema: The SQL of version 1, 2, …; a database of an older version gets the
            steps that it lacks.
        durable: True survives a power loss (``synchronous=FULL``); False is for what
            may be lost.

    Returns:
        A connection in autocommit mode; use ``with connection:`` and ``BEGIN``.

    Raises:
        StateError: The file is damaged, or of a newer version of this program.
    """
    _make_private(path)
    try:
        connection = sqlite3.connect(
            path, isolation_level=None, timeout=30, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        connection.execute("PRAGMA foreign_keys=ON")
        if durable and sys.platform == "darwin":
            connection.execute("PRAGMA fullfsync=ON")
        _upgrade(connection, path, schema)
    except sqlite3.DatabaseError as error:
        msg = (
            f"{path} is damaged ({error}). It records what was paid for. Move it away "
            "to start a new one; results in committed outputs stay valid."
        )
        raise StateError(msg) from error
    return connection


def _make_private(path: Path) -> None:
    """Create the file readable by its owner only, before SQLite would."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        msg = f"{path} cannot be opened ({error.strerror}). Make its folder writable."
        raise StateError(msg) from error


def _upgrade(connection: sqlite3.Connection, path: Path, schema: Sequence[str]) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(schema):
        connection.close()
        msg = (
            f"{path} was written by a newer version of pxe (schema {version}, this "
            f"version knows {len(schema)}). Upgrade pixelengine-import."
        )
        raise StateError(msg)
    if version == len(schema):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for step in schema[version:]:
            for statement in step.split(";"):
                if statement.strip():
                    with closing(connection.execute(statement)):
                        pass
        connection.execute(f"PRAGMA user_version={len(schema)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
