"""Opening the record: durable, private, and never silently begun anew."""

from __future__ import annotations

import os
import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.errors import StateError
from pixelengine_import.journal.database import open_database, transaction

from .conftest import Child

if TYPE_CHECKING:
    from pathlib import Path

ONE = ("CREATE TABLE a (x TEXT); CREATE TABLE b (y TEXT)",)
TWO = (*ONE, "ALTER TABLE a ADD COLUMN z TEXT DEFAULT 'new'")


def test_a_new_file_gets_its_tables(tmp_path: Path) -> None:
    """All statements of the schema, and its version."""
    db = open_database(tmp_path / "x.db", ONE, durable=True)
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master")]
    (version,) = db.execute("PRAGMA user_version").fetchone()
    db.close()

    assert names == ["a", "b"]
    assert version == 1


def test_an_older_file_gets_the_steps_that_it_lacks(tmp_path: Path) -> None:
    """And keeps what it holds."""
    db = open_database(tmp_path / "x.db", ONE, durable=True)
    db.execute("INSERT INTO a VALUES ('kept')")
    db.close()

    db = open_database(tmp_path / "x.db", TWO, durable=True)
    rows = [tuple(row) for row in db.execute("SELECT * FROM a")]
    db.close()

    assert rows == [("kept", "new")]


def test_a_step_that_fails_leaves_the_older_file(tmp_path: Path) -> None:
    """The next version can try again."""
    open_database(tmp_path / "x.db", ONE, durable=True).close()

    with pytest.raises(StateError):
        open_database(tmp_path / "x.db", (*ONE, "DROP TABLE a; NONSENSE"), durable=True)

    db = open_database(tmp_path / "x.db", ONE, durable=True)
    assert db.execute("SELECT count(*) FROM a").fetchone()[0] == 0
    db.close()


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    """An older version would not know what it breaks."""
    path = tmp_path / "x.db"
    open_database(path, TWO, durable=True).close()

    with pytest.raises(StateError) as caught:
        open_database(path, ONE, durable=True)

    assert str(caught.value) == (
        f"{path} was written by a newer version of pxe (schema 2, this version knows "
        "1). Upgrade pixelengine-import."
    )


def test_a_file_that_is_no_database_is_not_begun_anew(tmp_path: Path) -> None:
    """An empty record would mean paying again."""
    path = tmp_path / "x.db"
    path.write_bytes(b"this is not a database" * 100)

    with pytest.raises(StateError) as caught:
        open_database(path, ONE, durable=True)

    assert str(caught.value) == (
        f"{path} is damaged (file is not a database). It records what was paid for. "
        "Move it away to start a new one; results in committed outputs stay valid."
    )
    assert path.read_bytes() == b"this is not a database" * 100


def test_damage_in_the_middle_is_found_when_the_file_is_opened(tmp_path: Path) -> None:
    """Not weeks later, while something is being paid for."""
    path = tmp_path / "x.db"
    db = open_database(path, ONE, durable=True)
    with transaction(db):
        rows = [(f"{n:0500}",) for n in range(400)]
        db.executemany("INSERT INTO a VALUES (?)", rows)
    db.close()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 8192)

    with pytest.raises(StateError, match=r"x\.db is damaged \("):
        open_database(path, ONE, durable=True)


def test_the_record_is_for_its_owner_only(tmp_path: Path) -> None:
    """Its log files too, whatever the umask."""
    before = os.umask(0)
    try:
        db = open_database(tmp_path / "x.db", ONE, durable=True)
        db.execute("INSERT INTO a VALUES ('x')")
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
        db.close()
    finally:
        os.umask(before)

    assert modes == {"x.db": 0o600, "x.db-wal": 0o600, "x.db-shm": 0o600}


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
def test_only_what_must_survive_a_power_loss_waits_for_the_disk(
    tmp_path: Path,
    durable: bool,  # noqa: FBT001 - a table
    level: int,
) -> None:
    """synchronous: 2 is FULL, 1 is NORMAL."""
    db = open_database(tmp_path / "x.db", ONE, durable=durable)
    (found,) = db.execute("PRAGMA synchronous").fetchone()
    (mode,) = db.execute("PRAGMA journal_mode").fetchone()
    db.close()

    assert (found, mode) == (level, "wal")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """With what to do."""
    path = tmp_path / "none" / "x.db"

    with pytest.raises(StateError) as caught:
        open_database(path, ONE, durable=True)

    assert str(caught.value) == (
        f"{path} cannot be opened (No such file or directory). Make its folder "
        "writable."
    )


def test_a_transaction_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """And the connection can be used afterwards."""
    db = open_database(tmp_path / "x.db", ONE, durable=True)

    def fail() -> None:
        with transaction(db):
            db.execute("INSERT INTO a VALUES ('lost')")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with transaction(db):
        db.execute("INSERT INTO a VALUES ('kept')")
    rows = [row[0] for row in db.execute("SELECT x FROM a")]
    db.close()

    assert rows == ["kept"]


def test_a_transaction_that_sqlite_ended_keeps_the_first_error(tmp_path: Path) -> None:
    """A second ROLLBACK would hide what went wrong."""
    db = open_database(tmp_path / "x.db", ONE, durable=True)

    def fail() -> None:
        with transaction(db):
            db.execute("ROLLBACK")  # as SQLite does when the disk is full
            db.execute("INSERT INTO missing VALUES (1)")

    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        fail()
    db.close()


OPENING = """
import sys
from pathlib import Path
from pixelengine_import.journal.database import open_database
print("ready", flush=True)
sys.stdin.readline()
for n in range(20):
    schema = tuple(f"CREATE TABLE t{i} (x)" for i in range(3))
    open_database(Path(sys.argv[1]) / f"{n}.db", schema, durable=True).close()
"""


def test_two_processes_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """Each table is made once."""
    children = [Child(OPENING, tmp_path) for _ in range(2)]
    assert [child.says() for child in children] == ["ready", "ready"]
    for child in children:
        child.go_on()

    assert [child.end() for child in children] == [0, 0]
