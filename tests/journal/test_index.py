"""The cache of stamps: it saves time, and it is never trusted further than that."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import._fs import Stamp, sha256, stamp
from pixelengine_import.errors import StateError
from pixelengine_import.journal.database import open_database
from pixelengine_import.journal.index import RACY_NS, Index, Seen, Settled, look

if TYPE_CHECKING:
    from pathlib import Path

SECOND = 1_000_000_000
PROJECT = "/home/me/game"
ROW = Settled(
    "1",
    "local",
    {
        "hero.png": Seen("a" * 64, Stamp(10, 2 * SECOND, 3 * SECOND, 4), 9 * SECOND),
        "hero.jpg": Seen(None, None, 9 * SECOND),
    },
)


# -- when a file is clean -----------------------------------------------------------

STAMP = Stamp(size=10, mtime_ns=100 * SECOND, ctime_ns=100 * SECOND, inode=4)


def test_an_old_file_with_the_same_stamp_is_clean() -> None:
    """It is not read."""
    assert Seen("a", STAMP, 103 * SECOND).is_clean(STAMP)


@pytest.mark.parametrize(
    "now",
    [
        Stamp(11, STAMP.mtime_ns, STAMP.ctime_ns, STAMP.inode),
        Stamp(STAMP.size, STAMP.mtime_ns + 1, STAMP.ctime_ns, STAMP.inode),
        Stamp(STAMP.size, STAMP.mtime_ns, STAMP.ctime_ns + 1, STAMP.inode),
        Stamp(STAMP.size, STAMP.mtime_ns, STAMP.ctime_ns, 5),
        None,
    ],
    ids=["size", "mtime", "ctime", "inode", "gone"],
)
def test_a_file_whose_stamp_moved_is_read_again(now: Stamp | None) -> None:
    """ctime catches ``touch -r``, the inode a file that was moved into place."""
    assert not Seen("a", STAMP, 103 * SECOND).is_clean(now)


@pytest.mark.parametrize("seen_at", [100, 101, 102])
def test_a_file_that_was_young_when_it_was_read_is_read_again(seen_at: int) -> None:
    """A later write within the same tick of the clock would leave the same stamp."""
    assert not Seen("a", STAMP, seen_at * SECOND).is_clean(STAMP)


def test_a_file_that_must_stay_away_is_clean_while_it_does() -> None:
    """Art of a higher rank, for instance."""
    away = Seen(None, None, 103 * SECOND)

    assert away.is_clean(None)
    assert not away.is_clean(STAMP)


@given(
    tick=st.sampled_from([1, 1_000_000, 10_000_000, SECOND, RACY_NS]),
    first=st.integers(0, 10 * SECOND),
    looked_after=st.integers(0, 5 * SECOND),
    written_after=st.integers(0, 5 * SECOND),
    same_size=st.booleans(),
)
@settings(max_examples=300)
def test_no_write_after_we_looked_is_ever_missed(
    tick: int,
    first: int,
    looked_after: int,
    written_after: int,
    same_size: bool,  # noqa: FBT001 - drawn
) -> None:
    """On any file system whose clock ticks at least every two seconds."""

    def on_disk(at: int, size: int) -> Stamp:
        ticked = at // tick * tick
        return Stamp(size, ticked, ticked, 4)

    looked = first + looked_after
    seen = Seen("a", on_disk(first, 10), looked)
    rewritten = on_disk(looked + written_after, 10 if same_size else 11)

    assert not seen.is_clean(rewritten)


@given(st.integers(0, 10 * SECOND), st.integers(RACY_NS + 1, 100 * SECOND))
@settings(max_examples=50)
def test_a_file_that_rested_before_we_looked_is_not_read_again(
    first: int, rest: int
) -> None:
    """Else the cache would save nothing."""
    old = Stamp(10, first, first, 4)

    assert Seen("a", old, first + rest).is_clean(old)


def test_looking_takes_the_stamp_before_the_content(tmp_path: Path) -> None:
    """A write in between then shows as a stamp that moved."""
    path = tmp_path / "hero.png"
    path.write_bytes(b"art")

    assert look(path, 7) == Seen(sha256(b"art"), stamp(path), 7)
    assert look(tmp_path / "none.png", 7) == Seen(None, None, 7)
    assert look(tmp_path, 7) == Seen(None, None, 7)


# -- the file -----------------------------------------------------------------------


def test_rows_come_back_as_they_were_saved(tmp_path: Path) -> None:
    """Each project sees its own."""
    index = Index(tmp_path / "index.db")
    index.save(PROJECT, {"hero.pxe.json": ROW})
    index.close()

    index = Index(tmp_path / "index.db")
    found, elsewhere = index.load(PROJECT), index.load("/elsewhere")
    index.close()

    assert found == {"hero.pxe.json": ROW}
    assert elsewhere == {}


def test_a_row_replaces_the_older_one_of_its_sidecar(tmp_path: Path) -> None:
    """The others stay."""
    newer = Settled("2", "live", {})
    index = Index(tmp_path / "index.db")
    index.save(PROJECT, {"a": ROW, "b": ROW})
    index.save(PROJECT, {"a": newer})
    index.save(PROJECT, {})
    found = index.load(PROJECT)
    index.close()

    assert found == {"a": newer, "b": ROW}


def test_a_lost_file_costs_time_only(tmp_path: Path) -> None:
    """The next run reads everything again."""
    path = tmp_path / "index.db"
    index = Index(path)
    index.save(PROJECT, {"a": ROW})
    index.close()
    path.unlink()

    index = Index(path)
    assert index.load(PROJECT) == {}
    index.close()


def test_a_damaged_file_is_begun_anew(tmp_path: Path) -> None:
    """Nobody is asked: nothing in it was paid for."""
    path = tmp_path / "index.db"
    path.write_bytes(b"not a database" * 400)

    index = Index(path)
    index.save(PROJECT, {"a": ROW})
    found = index.load(PROJECT)
    index.close()

    assert found == {"a": ROW}


def test_a_file_of_a_newer_version_is_begun_anew(tmp_path: Path) -> None:
    """A cache is not worth an upgrade."""
    path = tmp_path / "index.db"
    open_database(path, ("CREATE TABLE a (x)",) * 1, durable=False).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA user_version=99")
    db.close()

    index = Index(path)
    assert index.load(PROJECT) == {}
    index.close()


def test_damage_that_shows_while_reading_is_begun_anew(tmp_path: Path) -> None:
    """The run goes on, and the next one has its cache again."""
    path = tmp_path / "index.db"
    index = Index(path)
    index.save(PROJECT, {f"{n}.pxe.json": ROW for n in range(200)})
    index.close()
    index = Index(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))

    assert index.load(PROJECT) == {}
    index.save(PROJECT, {"a": ROW})
    assert index.load(PROJECT) == {"a": ROW}
    index.close()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"a": 1}', '{"a": [1, [2], 3]}', "7"])
def test_a_row_that_makes_no_sense_is_left_out(tmp_path: Path, text: str) -> None:
    """A row that is wrong costs time, never correctness."""
    path = tmp_path / "index.db"
    index = Index(path)
    index.save(PROJECT, {"a": ROW, "b": ROW})
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE settled SET files = ? WHERE sidecar = 'a'", (text,))
    db.close()

    assert index.load(PROJECT) == {"b": ROW}
    index.close()


def test_a_cache_that_cannot_be_written_does_not_stop_the_run(tmp_path: Path) -> None:
    """The older rows stay: each is checked against its files anyway."""
    path = tmp_path / "index.db"
    index = Index(path)
    index.save(PROJECT, {"a": ROW})
    index._db.execute("PRAGMA query_only=ON")  # as a full disk does

    index.save(PROJECT, {"a": Settled("2", "live", {})})

    assert index.load(PROJECT) == {"a": ROW}
    index.close()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Where the cache cannot be, the journal cannot be either."""
    with pytest.raises(StateError, match="cannot be opened"):
        Index(tmp_path / "none" / "index.db")


def test_a_real_file_becomes_clean_once_it_has_rested(tmp_path: Path) -> None:
    """The rule holds for real stamps."""
    path = tmp_path / "hero.png"
    path.write_bytes(b"art")
    now = stamp(path)
    assert now is not None

    assert not look(path, now.mtime_ns).is_clean(stamp(path))
    assert look(path, now.mtime_ns + RACY_NS + 1).is_clean(stamp(path))
    os.utime(path, ns=(now.mtime_ns, now.mtime_ns))  # touch -r: same mtime, new ctime
    assert not look_at(now, path)


def look_at(before: Stamp, path: Path) -> bool:
    """Whether a file would pass for the one that had an older stamp."""
    return Seen("a", before, before.mtime_ns + RACY_NS + 1).is_clean(stamp(path))
