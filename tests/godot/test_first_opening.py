"""A project that holds the addon, opened for the very first time, and by scripts."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.godot.addon_project import PRESET, enable_addon, make_project
from tests.godot.screen import run_on_screen

if TYPE_CHECKING:
    from tests.godot_engine import RunGodot

pytestmark = [pytest.mark.godot, pytest.mark.long]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the addon switched on, and a pxe that it can find."""
    folder = make_project(tmp_path / "game")
    shutil.rmtree(folder / "specs")
    enable_addon(folder)
    pxe = Path(sys.executable).with_name("pxe")
    monkeypatch.setenv("PATH", f"{pxe.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PIXELENGINE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PIXELENGINE_CONFIG_DIR", str(tmp_path / "config"))
    return folder


def was_watched(project: Path) -> bool:
    """Tell whether pxe was ever at work in a project."""
    return (project / ".pixelengine").exists()


def test_a_first_import_is_silent_and_starts_no_watch(
    run_godot: RunGodot, project: Path
) -> None:
    """A script that imports a fresh clone has an editor, and nobody in front of it."""
    run_godot(project, "--import")

    assert not was_watched(project)


def test_an_export_is_silent_and_starts_no_watch(
    run_godot: RunGodot, project: Path, tmp_path: Path
) -> None:
    """Neither does one that exports."""
    (project / "export_presets.cfg").write_text(PRESET)
    run_godot(project, "--import")
    run_godot(project, "--export-pack", "Pack", str(tmp_path / "game.zip"))

    assert (tmp_path / "game.zip").exists()
    assert not was_watched(project)


def test_a_first_opening_is_silent_and_starts_the_watch(
    godot: Path, project: Path, tmp_path: Path
) -> None:
    """On a screen, without anything that Godot remembers of the project."""
    (project / "wait.gd").write_text(
        "@tool\nextends SceneTree\n\n\nfunc _initialize() -> void:\n"
        '\tvar status: String = "res://.pixelengine/status.json"\n'
        "\tfor i: int in 600:\n"
        "\t\tawait create_timer(0.1).timeout\n"
        "\t\tif FileAccess.file_exists(status):\n"
        "\t\t\tbreak\n"
        "\tawait create_timer(1.0).timeout\n"
        "\tquit()\n"
    )
    run_on_screen(
        godot,
        project,
        *("--script", "res://wait.gd"),
        home=tmp_path / "home",
        variables={},
    )

    assert was_watched(project)
