"""The state folder: the user's own, and never the project's."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pixelengine_import.errors import ProjectError
from pixelengine_import.journal.state import COMMANDS, STATE_VARIABLE, StateFolder


def test_the_environment_names_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For tests, shared machines and odd set-ups; a relative one is made absolute."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(STATE_VARIABLE, "state")

    assert StateFolder.default() == StateFolder(tmp_path / "state")


def test_a_home_in_the_name_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a shell would."""
    monkeypatch.setenv(STATE_VARIABLE, "~/pxe")

    assert StateFolder.default() == StateFolder(Path.home() / "pxe")


def test_else_it_is_the_users_state_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty variable names nothing."""
    monkeypatch.setenv(STATE_VARIABLE, "")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    folder = StateFolder.default().root

    assert folder.name == "pixelengine-import"
    assert folder.is_absolute()


def test_the_folder_is_made_private_with_its_parents(tmp_path: Path) -> None:
    """It holds what was paid for, and for what."""
    state = StateFolder(tmp_path / "a" / "b")
    state.make()
    state.make()

    modes = [stat.S_IMODE(p.stat().st_mode) for p in (state.root, state.root.parent)]
    assert modes == [0o700, 0o700]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """With the way out."""
    (tmp_path / "file").write_text("")
    state = StateFolder(tmp_path / "file" / "state")

    with pytest.raises(ProjectError) as caught:
        state.make()

    assert str(caught.value) == (
        f"the folder {state.root} cannot be made (Not a directory). Make it writable, "
        "or set PIXELENGINE_STATE_DIR to another folder."
    )


def test_everything_lies_in_the_folder(tmp_path: Path) -> None:
    """Each thing has one place."""
    state = StateFolder(tmp_path)
    places = [
        state.journal,
        state.index,
        state.blobs,
        state.local_engine,
        state.lock(Path("/home/me/game")),
    ]

    assert len(set(places)) == 5
    assert all(place.is_relative_to(tmp_path) for place in places)


def test_each_project_has_a_lock_of_its_own(tmp_path: Path) -> None:
    """Named by the project's real path, whatever characters are in it."""
    state = StateFolder(tmp_path)
    names = ["/a", "/b", "/a ", "/\udcff", "/" + "x" * 3000]
    locks = {state.lock(Path(name)) for name in names}

    assert len(locks) == len(names)
    assert all(len(lock.name) == 37 for lock in locks)


def test_a_job_of_a_command_has_a_lock_of_its_own(tmp_path: Path) -> None:
    """Commands know nothing of each other; a job of a project shares its project's."""
    state = StateFolder(tmp_path)
    keys = ["a" * 64, "b" * 64]
    locks = {state.lock_of_job(COMMANDS, key) for key in keys}

    assert len(locks) == 2
    assert {state.lock_of_job("/game", key) for key in keys} == {
        state.lock(Path("/game"))
    }
    assert not Path(COMMANDS).is_absolute()  # so it is the real path of no project
