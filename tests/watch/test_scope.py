"""Which part of a project is watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pixelengine_import.watch.scope import Scope

if TYPE_CHECKING:
    from pathlib import Path


def make(root: Path, *names: str) -> None:
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")


@pytest.fixture
def scope(tmp_path: Path) -> Scope:
    return Scope(tmp_path, lambda path: path.endswith(".png"))


@pytest.mark.parametrize(
    "name", ["a.png", "art/a.png", "art/build/a.png", "art/addons/a.png", "Build/a.png"]
)
def test_files_of_the_game_are_wanted(scope: Scope, name: str) -> None:
    """Build folders are left out at the top alone."""
    assert scope.wants(str(scope.root / name))


@pytest.mark.parametrize(
    "name",
    [
        "a.txt",
        ".godot/a.png",
        "art/.git/a.png",
        ".a.png",
        "addons/x/a.png",
        "build/a.png",
        "export/a.png",
        ".pixelengine/a.png",
    ],
)
def test_what_godot_does_not_scan_is_not_wanted(scope: Scope, name: str) -> None:
    """Nor is what does not matter."""
    assert not scope.wants(str(scope.root / name))


def test_a_file_beside_the_project_is_not_wanted(scope: Scope) -> None:
    """Even when its path begins with the same letters."""
    assert not scope.wants(f"{scope.root}-other/a.png")
    assert not scope.wants(str(scope.root))


def test_every_file_in_the_scope_is_found(scope: Scope) -> None:
    """And no other; a .gdignore hides a folder with all that is in it."""
    make(scope.root, "a.png", "art/deep/b.png", "art/c.txt", "art/build/d.png")
    make(scope.root, ".git/x.png", "addons/x.png", "build/x.png", "art/.x.png")
    make(scope.root, "raw/.gdignore", "raw/x.png", "raw/deep/x.png")
    found = scope.files()

    assert {path.removeprefix(f"{scope.root}/") for path in found} == {
        "a.png",
        "art/deep/b.png",
        "art/build/d.png",
    }
    seen = (scope.root / "a.png").stat()
    assert found[str(scope.root / "a.png")] == (1, seen.st_mtime_ns, seen.st_ino)


def test_links_are_followed_to_files_and_not_to_folders(
    scope: Scope, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A link to a folder may lead in circles."""
    other = tmp_path_factory.mktemp("other")
    make(other, "x.png")
    (scope.root / "folder").symlink_to(other, target_is_directory=True)
    (scope.root / "circle").symlink_to(scope.root, target_is_directory=True)
    (scope.root / "link.png").symlink_to(other / "x.png")

    assert list(scope.files()) == [str(scope.root / "link.png")]
    assert scope.top_folders() == {}


def test_top_folders_are_told_apart_by_identity(scope: Scope) -> None:
    """A folder made again under the same name is another one."""
    make(scope.root, "art/a.png", "addons/a.png", ".git/a.png")
    seen = (scope.root / "art").stat()

    assert scope.top_folders() == {
        str(scope.root / "art"): (seen.st_dev, seen.st_ino),
    }


def test_every_folder_that_needs_a_watch_is_counted(scope: Scope) -> None:
    """watchdog watches hidden folders below the top too."""
    make(scope.root, "art/a/b/x.png", "art/.git/x", "ui/x.png", ".godot/a/x")

    # The root, art, art/a, art/a/b, art/.git and ui.
    assert scope.count_folders() == 6
