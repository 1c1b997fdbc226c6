"""The tables of the local engine, and the database that holds them.

Moments are whole milliseconds since 1970 in UTC: they compare as numbers, and a row can
be written as the API writes it without rounding.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from filelock import FileLock
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    true,
)
from sqlalchemy.exc import DatabaseError

from pixelengine_import._fs import make_private_folder
from pixelengine_import.errors import ProjectError, StateError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection
    from sqlalchemy.engine.interfaces import DBAPIConnection

__all__ = [
    "SCHEMA_VERSION",
    "Database",
    "accounts",
    "holds",
    "jobs",
    "keys",
    "ledger",
    "midnight",
    "milliseconds",
    "moment",
    "pictures",
    "settings",
]

SCHEMA_VERSION = 2
_BUSY_MS = 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

tables = MetaData()

accounts = Table(
    "accounts",
    tables,
    Column("id", String, primary_key=True),
    Column("allowance", Integer, nullable=False),
    Column("monthly", Integer, nullable=False),
    Column("purchased", Integer, nullable=False),
    Column("month", String(7), nullable=False),
    Column("wallet", Boolean, nullable=False, server_default=true()),
)

keys = Table(
    "keys",
    tables,
    Column("hash", String, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("active", Boolean, nullable=False),
)

holds = Table(
    "holds",
    tables,
    Column("job_id", String, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("credits", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("placed_at", BigInteger, nullable=False),
    Column("settled_at", BigInteger),
    Index("holds_open", "account_id", "status"),
    Index("holds_due", "status", "placed_at"),
)

ledger = Table(
    "ledger",
    tables,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("monthly", Integer, nullable=False),
    Column("purchased", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Column("job_id", String),
)

jobs = Table(
    "jobs",
    tables,
    Column("sequence", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("owner", String, nullable=False),
    Column("endpoint", String, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("status", String, nullable=False),
    Column("progress", Float, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("cancelled_at", BigInteger),
    Column("error", String),
    Column("error_message", String),
    Column("output", String),
    Column("content_type", String),
    Column("metadata", JSON),
    Column("notes", JSON),
    Column("deleted_at", BigInteger),
    Index("jobs_turn", "owner", "status", "sequence"),
    Index("jobs_output", "output"),
    Index("jobs_kept", "deleted_at", "created_at"),
)

pictures = Table(
    "pictures",
    tables,
    Column("job_id", String, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

settings = Table(
    "settings",
    tables,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

_STEPS = {
    1: (
        "ALTER TABLE accounts ADD COLUMN wallet BOOLEAN DEFAULT 1 NOT NULL",
        "ALTER TABLE jobs ADD COLUMN error_message VARCHAR",
        "CREATE INDEX holds_due ON holds (status, placed_at)",
    ),
}
"""What a record of each older format lacks, beside whole tables."""


def milliseconds(when: datetime) -> int:
    """Write an aware moment as whole milliseconds since 1970."""
    return (when - _EPOCH) // timedelta(milliseconds=1)


def midnight(day: date) -> int:
    """Return when a day begins in UTC, as whole milliseconds since 1970."""
    return (day - _EPOCH.date()) // timedelta(milliseconds=1)


def moment(at: int) -> datetime:
    """Read whole milliseconds since 1970 as a moment in UTC."""
    return _EPOCH + timedelta(milliseconds=at)


class Database:
    """One SQLite file, open for many threads and for many processes.

    A writing transaction takes the write lock at its start, so that what it reads
    cannot change before it writes: two requests never spend the same credits.

    Args:
        path: The file; it and its folder are made when missing, for the owner alone.

    Raises:
        ProjectError: The folder cannot be used.
        StateError: The file is no database of ours, or was written by a newer version.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, and make the tables when it is new."""
        self._path = path
        self._closed = False
        make_private_folder(path.parent)
        self._engine = create_engine(f"sqlite:///{path.as_posix()}")
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        try:
            # Two processes that start at once must not both change the journal mode.
            with FileLock(path.with_suffix(".lock"), thread_local=False, mode=0o600):
                _touch(path)
                self._make_tables()
        except OSError as error:
            self.close()
            msg = (
                f"the local engine cannot write to {path.parent} "
                f"({error.strerror or error}). Make the folder writable."
            )
            raise ProjectError(msg) from error
        except DatabaseError as error:
            self.close()
            msg = (
                f"the local engine's record cannot be read ({path}: {error.orig}). "
                "Move the file away; jobs and results in it are lost."
            )
            raise StateError(msg) from error
        except StateError:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one moment and changes nothing."""
        with self._connected() as bare:
            connection = bare.execution_options(pxe_reading=True)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that nobody else can write beside."""
        with self._connected() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close all connections, those that are in use once they are not."""
        self._closed = True
        self._engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        """Lend a connection; it is closed if the file was closed meanwhile."""
        with self._engine.connect() as connection:
            try:
                yield connection
            finally:
                if self._closed:
                    connection.detach()  # it goes back to no pool

    def _make_tables(self) -> None:
        with self._engine.connect() as bare:
            raw = bare.connection.cursor()
            raw.execute("PRAGMA journal_mode=WAL")
            raw.close()
        with self.writing() as connection:
            found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if found > SCHEMA_VERSION:
                msg = (
                    "the local engine's record was written by a newer version "
                    f"(found format {found}, this version knows {SCHEMA_VERSION}: "
                    f"{self._path}). Update pixelengine-import."
                )
                raise StateError(msg)
            if found == SCHEMA_VERSION:
                return
            for older in range(found, SCHEMA_VERSION) if found else ():
                for statement in _STEPS[older]:
                    connection.exec_driver_sql(statement)
            # What is there already is left as it is.
            tables.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")


def _touch(path: Path) -> None:
    """Make the file for its owner alone; SQLite's side files take after it."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _prepare(connection: DBAPIConnection, _record: object) -> None:
    # The driver's own implicit BEGIN comes too late to protect a read before a write.
    untyped: Any = connection
    untyped.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("pxe_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
