"""One pxe a project at a time, and no lock outlives its holder."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.errors import LockedError, ProjectError
from pixelengine_import.journal.lock import hold_lock

from .conftest import Child

if TYPE_CHECKING:
    from pathlib import Path

HOLDING = """
import os, sys
from pathlib import Path
from pixelengine_import.errors import LockedError
from pixelengine_import.journal.lock import hold_lock
try:
    with hold_lock(Path(sys.argv[1]), sys.argv[2]):
        print(os.getpid(), flush=True)
        sys.stdin.readline()
except LockedError as error:
    print(error, flush=True)
"""


def free(path: Path) -> bool:
    """Whether the lock can be had."""
    try:
        with hold_lock(path, "test"):
            return True
    except LockedError:
        return False


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A lock file in a folder that is not there yet."""
    return tmp_path / "locks" / "a.lock"


def test_a_second_process_is_told_who_holds_the_lock(path: Path) -> None:
    """Command and process, and what to do."""
    with hold_lock(path, "pxe watch"):
        child = Child(HOLDING, path, "pxe sync")
        said = child.says()
        assert child.end() == 0

    assert said == (
        f"pxe watch (process {os.getpid()}) is already working on this project. A "
        "running watch picks changes up by itself; else wait for it, or stop it."
    )


def test_the_lock_is_free_when_its_holder_has_ended(path: Path) -> None:
    """And keeps its file: removing it would let two in."""
    child = Child(HOLDING, path, "pxe sync")
    assert child.says().isdigit()
    assert not free(path)
    assert child.end() == 0

    assert free(path)
    assert path.exists()


def test_the_lock_is_free_at_once_when_its_holder_is_killed(path: Path) -> None:
    """The kernel drops it: there are no stale locks to clean up."""
    child = Child(HOLDING, path, "pxe sync")
    assert child.says().isdigit()
    assert not free(path)
    child.kill()

    assert free(path)


def test_the_lock_is_free_after_an_error(path: Path) -> None:
    """Whatever ended the work."""
    with pytest.raises(KeyError), hold_lock(path, "test"):
        raise KeyError

    assert free(path)


def test_projects_do_not_lock_each_other(tmp_path: Path) -> None:
    """One lock file each."""
    with hold_lock(tmp_path / "a.lock", "test"):
        assert free(tmp_path / "b.lock")


def test_a_wait_ends_as_soon_as_the_holder_does(path: Path) -> None:
    """Without a wait it is refused at once."""
    child = Child(HOLDING, path, "pxe sync")
    assert child.says().isdigit()
    child.go_on()

    with hold_lock(path, "test", wait=30):
        assert not free(path)
    child.end()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"pid": "x", "command": "y"}'])
def test_what_the_file_says_is_for_the_message_only(path: Path, text: str) -> None:
    """A message that cannot be read is no reason to let a second one in."""
    with hold_lock(path, "pxe sync"):
        path.with_suffix(".json").write_text(text)
        with pytest.raises(LockedError, match=r"^another pxe is already working"):
            hold_lock(path, "test").__enter__()


def test_lock_files_are_for_their_owner_only(path: Path) -> None:
    """As all of the state folder."""
    with hold_lock(path, "test"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_lock_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """A folder stands where the file should be."""
    path = tmp_path / "a.lock"
    path.mkdir()

    with pytest.raises(ProjectError) as caught:
        hold_lock(path, "test").__enter__()

    assert str(caught.value).startswith(f"{path} cannot be locked (")
    assert str(caught.value).endswith(
        "Make it writable, or set PIXELENGINE_STATE_DIR to a folder on a local disk."
    )
