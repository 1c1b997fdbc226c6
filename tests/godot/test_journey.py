"""The whole way, as a person goes it who never opens a terminal again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.godot.addon_project import SPECS
from tests.godot.screen import run_on_screen

if TYPE_CHECKING:
    from tests.godot_engine import RunGodot

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.godot, pytest.mark.timeout(600)]


def test_from_an_empty_project_to_a_sprite_in_a_scene(
    run_godot: RunGodot, godot: Path, tmp_path: Path
) -> None:
    """``pxe addon install``, the form, the watcher, the scene: one run of an editor."""
    project = tmp_path / "game"
    project.mkdir()
    (project / "project.godot").write_text("config_version=5\n")
    shutil.copy(ROOT / "sample_project/art/knight.png", project / "hero.png")
    pxe = Path(sys.executable).with_name("pxe")
    subprocess.run([pxe, "addon", "install", str(project)], check=True)
    (project / "specs").mkdir()
    for name in ("run.gd", "spec.gd", "journey.gd"):
        shutil.copy(SPECS / name, project / "specs")
    run_godot(project, "--import")
    home = tmp_path / "home"

    output = run_on_screen(
        godot,
        project,
        *("--script", "res://specs/run.gd", "--", "res://specs/journey.gd"),
        home=home,
        variables={
            "PATH": f"{pxe.parent}{os.pathsep}{os.environ['PATH']}",
            "PIXELENGINE_STATE_DIR": str(tmp_path / "state"),
            "PIXELENGINE_CONFIG_DIR": str(tmp_path / "config"),
        },
    )

    assert "ok journey.gd" in output
    assert "FAIL" not in output
