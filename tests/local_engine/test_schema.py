"""The database file: made, recognised, refused."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixelengine_import.errors import ProjectError, StateError
from pixelengine_import.local_engine.schema import (
    SCHEMA_VERSION,
    Database,
    milliseconds,
    moment,
)

if TYPE_CHECKING:
    from pathlib import Path


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
