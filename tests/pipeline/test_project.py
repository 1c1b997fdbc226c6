"""Sidecars are found by names alone, where Godot would look."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath

import pytest

from pixelengine_import.errors import ProjectError
from pixelengine_import.pipeline.project import (
    Outputs,
    Project,
    find_project,
    list_files,
    list_sidecars,
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project."""
    (tmp_path / "project.godot").touch()
    return Project(tmp_path.resolve())


def put(project: Project, *names: str) -> None:
    """Make empty files."""
    for name in names:
        file = project.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()


def names(project: Project, below: Path | None = None) -> list[str]:
    """List sidecars as text."""
    return [str(path) for path in list_sidecars(project, below)]


def test_the_project_is_the_nearest_one_above(project: Project) -> None:
    """From a folder, a file, or the project itself."""
    put(project, "a/b/hero.pxe.json", "inner/project.godot", "inner/x.pxe.json")

    for start in (".", "a/b", "a/b/hero.pxe.json", "project.godot"):
        assert find_project(project.root / start) == project
    assert find_project(project.root / "inner/x.pxe.json").root.name == "inner"


def test_no_project_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    """A project one folder below is proposed."""
    with pytest.raises(ProjectError, match="Run pxe in a project's folder"):
        find_project(tmp_path)
    (tmp_path / "game").mkdir()
    (tmp_path / "game/project.godot").touch()
    with pytest.raises(ProjectError, match=r"Did you mean game\?"):
        find_project(tmp_path)


@pytest.mark.parametrize("name", ["nothing", "x" * 300, "nul\0byte"])
def test_a_path_that_is_not_there_is_an_error(tmp_path: Path, name: str) -> None:
    """However odd it is."""
    with pytest.raises(ProjectError, match=r"(?s)there is no .* Name a folder"):
        find_project(tmp_path / name)


def test_what_godot_does_not_scan_is_left_out(project: Project) -> None:
    """Hidden folders, .gdignore, addons and build folders at the top."""
    put(
        project,
        "b/hero.pxe.json",
        "a.pxe.json",
        ".hidden/x.pxe.json",
        ".x.pxe.json",
        "ignored/x.pxe.json",
        "ignored/.gdignore",
        "addons/x.pxe.json",
        "build/x.pxe.json",
        "b/build/y.pxe.json",
        "b/hero.json",
    )

    assert names(project) == ["a.pxe.json", "b/build/y.pxe.json", "b/hero.pxe.json"]


def test_links_to_folders_are_not_followed(project: Project) -> None:
    """They may lead out of the project, or round in circles."""
    put(project, "a/x.pxe.json")
    (project.root / "a/round").symlink_to(project.root)

    assert names(project) == ["a/x.pxe.json"]


def test_one_folder_or_one_sidecar_can_be_named(project: Project) -> None:
    """And nothing else."""
    put(project, "a/x.pxe.json", "b/y.pxe.json", "b/y.png")

    assert names(project, project.root / "b") == ["b/y.pxe.json"]
    assert names(project, project.root / "a/x.pxe.json") == ["a/x.pxe.json"]
    assert len(names(project, project.root / "project.godot")) == 2
    with pytest.raises(ProjectError, match="is not a sidecar"):
        names(project, project.root / "b/y.png")


def test_a_folder_that_has_just_gone_is_no_error(project: Project) -> None:
    """A watch looks while others delete."""
    assert names(project, project.root / "gone") == []


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_a_name_that_is_not_utf8_is_left_out_and_told(project: Project) -> None:
    """It cannot be written down; the others are found all the same."""
    put(project, "a.pxe.json")
    Path(os.fsdecode(os.fsencode(project.root) + b"/h\xff.pxe.json")).touch()
    refused: list[str] = []

    found = list_sidecars(project, refused=refused)

    assert found == [PurePosixPath("a.pxe.json")]
    assert refused == [
        "'h\\udcff.pxe.json': its path is not UTF-8, so it is left out. Rename it."
    ]


def test_a_folder_that_cannot_be_listed_is_told(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As git does with lost+found; the others are found all the same."""
    put(project, "a.pxe.json", "lost+found/x.pxe.json")
    real = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("lost+found"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    refused: list[str] = []

    found = list_sidecars(project, refused=refused)

    assert found == [PurePosixPath("a.pxe.json")]
    assert len(refused) == 1
    assert refused[0].startswith("lost+found: cannot be listed (Permission denied)")


def test_outputs_stand_beside_their_sidecar_and_metadata_comes_last() -> None:
    """In the order in which they are written."""
    outputs = Outputs.of(PurePosixPath("art/hero.v2.pxe.json"))

    assert [str(path) for path in outputs] == [
        "art/hero.v2.sheet.png",
        "art/hero.v2.frames.tres",
        "art/hero.v2.frames.json",
    ]


def test_files_are_listed_by_their_ending(project: Project) -> None:
    """Metadata of sidecars that are gone is found too."""
    put(project, "a/x.frames.json", "addons/y.frames.json", "z.json")

    assert list_files(project, ".frames.json") == [PurePosixPath("a/x.frames.json")]
