"""Opening a SQLite file with the durability that its content needs."""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pixelengine_import.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

__all__ = ["is_damage", "open_database", "state_errors", "transaction"]

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_BUSY_SECONDS = 30.0
_PRIMARY = 0xFF  # the low byte of an extended result code is the plain one


def open_database(
    path: Path, schema: Sequence[str], *, durable: bool
) -> sqlite3.Connection:
    """Open a database, making its tables when it is new.

    Args:
        path: The file; its folder exists.
        schema: The SQL of version 1, 2, …; a database of an older version gets the
            steps that it lacks.
        durable: True survives a power loss (``synchronous=FULL``) and is looked
            through for damage; False is for what may be lost.

    Returns:
        A connection in autocommit mode; use :func:`transaction` for writing.

    Raises:
        StateError: The file is damaged, of a newer version of this program, or
            cannot be used at all.
    """
    _make_private(path)
    with state_errors(path):
        connection = sqlite3.connect(
            path, isolation_level=None, timeout=_BUSY_SECONDS, check_same_thread=False
        )
        try:
            _prepare(connection, path, schema, durable=durable)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(
    connection: sqlite3.Connection, path: Path, schema: Sequence[str], *, durable: bool
) -> None:
    connection.row_factory = sqlite3.Row
    _log_ahead(connection)
    connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    connection.execute("PRAGMA foreign_keys=ON")
    if durable and sys.platform == "darwin":
        connection.execute("PRAGMA fullfsync=ON")
    _upgrade(connection, path, schema)
    if durable:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise StateError(_damaged(path, found.partition("\n")[2] or found))


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging; SQLite's own waiting does not cover this step."""
    end = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & _PRIMARY == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > end:
                raise
            time.sleep(0.005)
        else:
            return


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Tell whether SQLite found a file damaged, not just busy or its disk full."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _DAMAGED


@contextmanager
def state_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite says about a file into our own words.

    A broken constraint is a fault of ours and passes as it is.

    Args:
        path: The database file.

    Raises:
        StateError: The file is damaged, or cannot be read or written now.
    """
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise StateError(_damaged(path, str(error))) from error
        msg = (
            f"{path} cannot be used now ({error}). Look for room on its disk and for "
            "another program that holds it, then run the same command again."
        )
        raise StateError(msg) from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all of a block, or nothing of it.

    Args:
        connection: A connection in autocommit mode.

    Raises:
        sqlite3.DatabaseError: It was not written.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # SQLite rolls back by itself when the disk is full.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _damaged(path: Path, found: str) -> str:
    return (
        f"{path} is damaged ({found}). It records what was paid for. Move it away "
        "to start a new one; results in committed outputs stay valid."
    )


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
        msg = (
            f"{path} was written by a newer version of pxe (schema {version}, this "
            f"version knows {len(schema)}). Upgrade pixelengine-import."
        )
        raise StateError(msg)
    if version == len(schema):
        return
    with transaction(connection):
        # Another process may have done it while we waited for the lock.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for step in schema[version:]:
            for statement in step.split(";"):
                if statement.strip():
                    with closing(connection.execute(statement)):
                        pass
        connection.execute(f"PRAGMA user_version={max(version, len(schema))}")
