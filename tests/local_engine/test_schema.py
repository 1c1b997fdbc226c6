"""The database file: made, recognised, refused."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelengine_import.errors import ProjectError, StateError
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.schema import (
    SCHEMA_VERSION,
    Database,
    milliseconds,
    moment,
)

if TYPE_CHECKING:
    from pixelengine_import.testing.clock import FakeClock


def test_a_new_file_gets_its_tables_and_its_version(folder: Path) -> None:
    """Opening it again changes nothing."""
    for _ in range(2):
        Database(folder / "engine.db").close()
    file = sqlite3.connect(folder / "engine.db")
    version = file.execute("PRAGMA user_version").fetchone()
    mode = file.execute("PRAGMA journal_mode").fetchone()
    file.close()

    assert version == (SCHEMA_VERSION,)
    assert mode == ("wal",)


def test_a_file_of_a_newer_version_is_left_alone(folder: Path) -> None:
    """An old program must not write what it does not understand."""
    Database(folder / "engine.db").close()
    file = sqlite3.connect(folder / "engine.db")
    file.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    file.close()
    with pytest.raises(StateError, match=r"written by a newer version .* Update"):
        Database(folder / "engine.db")


def held_open(folder: Path) -> list[Path]:
    """Return the files of a folder that this process has open; empty if unknown."""
    table = Path("/proc/self/fd")
    found = []
    for number in table.iterdir() if table.exists() else ():
        with suppress(OSError):  # the one of this very list
            found.append(number.readlink())
    return [path for path in found if path.is_relative_to(folder)]


def test_a_file_is_let_go_when_it_is_closed_at_last(folder: Path) -> None:
    """Whoever reads it then still can; on Windows nobody could delete it otherwise."""
    database = Database(folder / "engine.db")
    with database.reading() as connection:
        database.close()
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1

    assert held_open(folder) == []


def test_a_file_that_is_no_database_is_said_to_be_one(folder: Path) -> None:
    """Never overwritten: a person decides."""
    folder.mkdir(parents=True)
    (folder / "engine.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StateError, match=r"cannot be read .* Move the file away"):
        Database(folder / "engine.db")

    assert (folder / "engine.db").read_bytes().startswith(b"this is no")


def test_a_place_that_cannot_be_written_is_said_to_be_one(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "taken").write_bytes(b"")
    with pytest.raises(ProjectError, match="cannot be made"):
        Database(tmp_path / "taken" / "engine.db")


def test_many_processes_may_make_the_file_at_once(folder: Path) -> None:
    """One of them makes the tables, the others find them."""
    script = (
        "import sys; from pathlib import Path\n"
        "from pixelengine_import.local_engine.schema import Database\n"
        "Database(Path(sys.argv[1])).close()"
    )
    command = [sys.executable, "-c", script, str(folder / "engine.db")]
    processes = [subprocess.Popen(command) for _ in range(4)]

    assert [process.wait(60) for process in processes] == [0] * 4


@given(st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive by hypothesis' rule
def test_a_moment_survives_as_milliseconds(when: datetime) -> None:
    """To the millisecond, in UTC."""
    at = milliseconds(when)

    assert milliseconds(moment(at)) == at
    assert abs((moment(at) - when).total_seconds()) < 0.001


VERSION_1 = """
CREATE TABLE accounts (
    id VARCHAR NOT NULL, allowance INTEGER NOT NULL, monthly INTEGER NOT NULL,
    purchased INTEGER NOT NULL, month VARCHAR(7) NOT NULL, PRIMARY KEY (id)
);
CREATE TABLE pictures (
    job_id VARCHAR NOT NULL, place INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (job_id, place)
);
CREATE TABLE settings (
    name VARCHAR NOT NULL, value BLOB NOT NULL, PRIMARY KEY (name)
);
CREATE TABLE holds (
    job_id VARCHAR NOT NULL, account_id VARCHAR NOT NULL, credits INTEGER NOT NULL,
    status VARCHAR NOT NULL, placed_at BIGINT NOT NULL, settled_at BIGINT,
    PRIMARY KEY (job_id), FOREIGN KEY(account_id) REFERENCES accounts (id)
);
CREATE INDEX holds_open ON holds (account_id, status);
CREATE TABLE ledger (
    id INTEGER NOT NULL, account_id VARCHAR NOT NULL, at BIGINT NOT NULL,
    kind VARCHAR NOT NULL, monthly INTEGER NOT NULL, purchased INTEGER NOT NULL,
    reason VARCHAR NOT NULL, job_id VARCHAR, PRIMARY KEY (id),
    FOREIGN KEY(account_id) REFERENCES accounts (id)
);
CREATE INDEX ix_ledger_at ON ledger (at);
CREATE TABLE jobs (
    sequence INTEGER NOT NULL, id VARCHAR NOT NULL, account_id VARCHAR NOT NULL,
    owner VARCHAR NOT NULL, endpoint VARCHAR NOT NULL, inputs JSON NOT NULL,
    seed BIGINT NOT NULL, status VARCHAR NOT NULL, progress FLOAT NOT NULL,
    created_at BIGINT NOT NULL, finished_at BIGINT, cancelled_at BIGINT,
    error VARCHAR, output VARCHAR, content_type VARCHAR, metadata JSON, notes JSON,
    deleted_at BIGINT, PRIMARY KEY (sequence), UNIQUE (id),
    FOREIGN KEY(account_id) REFERENCES accounts (id)
);
CREATE INDEX jobs_turn ON jobs (owner, status, sequence);
CREATE INDEX jobs_kept ON jobs (deleted_at, created_at);
CREATE INDEX jobs_output ON jobs (output);
PRAGMA user_version=1;
PRAGMA journal_mode=WAL;
INSERT INTO accounts VALUES ('default', 100, 60, 7, '2026-03');
INSERT INTO ledger VALUES (1, 'default', 0, 'credit', 100, 0, 'monthly refill', NULL);
INSERT INTO ledger VALUES (2, 'default', 5, 'credit', 0, 7, 'purchase', NULL);
INSERT INTO ledger VALUES (3, 'default', 9, 'debit', 40, 0, 'job', 'done');
INSERT INTO holds VALUES ('done', 'default', 40, 'captured', 8, 9);
INSERT INTO jobs VALUES (1, 'done', 'default', 'x', 'animate', '{"prompt": "idle"}',
    3, 'failure', 0.5, 8, 9, NULL, 'generation_failed', NULL, NULL, NULL, NULL, NULL);
INSERT INTO settings VALUES ('secret', x'00ff');
"""
"""What version 1 of this engine wrote: its tables, and an account that was used."""


def laid_out(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Each table's columns, each index's too; the order of a table's is left out."""
    with closing(sqlite3.connect(path)) as file, file:
        names = file.execute(
            "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'index') "
            "AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        found: dict[str, set[tuple[object, ...]]] = {}
        for name, kind in names:
            rows = file.execute(f"PRAGMA {kind}_info({name})").fetchall()
            # Of an index: place and column. Of a table: name, type, null, default, key.
            found[name] = {(r[0], r[2]) if kind == "index" else r[1:] for r in rows}
    return found


def test_a_file_of_version_1_is_brought_up_to_date(tmp_path: Path) -> None:
    """It gets every table, column and index that a new one has, and loses no row."""
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    with closing(sqlite3.connect(old)) as file, file:
        file.executescript(VERSION_1)
    for path in (old, new, old):
        Database(path).close()

    assert laid_out(old) == laid_out(new)
    with closing(sqlite3.connect(old)) as file, file:
        version = file.execute("PRAGMA user_version").fetchone()
        account = file.execute("SELECT * FROM accounts").fetchall()
        job = file.execute("SELECT id, error, error_message FROM jobs").fetchall()
        kept = file.execute("SELECT value FROM settings").fetchall()
    assert version == (SCHEMA_VERSION,)
    assert account == [("default", 100, 60, 7, "2026-03", 1)]
    assert job == [("done", "generation_failed", None)]
    assert kept == [(b"\x00\xff",)]


async def test_an_engine_goes_on_with_a_record_of_version_1(
    folder: Path, clock: FakeClock
) -> None:
    """Account, ledger and jobs read as before; the account has its wallet."""
    await asyncio.to_thread(folder.mkdir, parents=True)
    with closing(sqlite3.connect(folder / "engine.db")) as file, file:
        file.executescript(VERSION_1)
    engine = LocalEngine(folder, clock=clock, credits=100)
    await engine.start()
    try:
        assert (await engine.balance()).total == 67
        billing = await engine.billing("1970-01-01", "1970-01-01")
        assert (billing.used, billing.added, billing.jobs_charged) == (40, 107, 1)
        assert (await engine.job("done")).error == (
            "generation_failed",
            "Generation failed",
        )
    finally:
        await engine.stop()
