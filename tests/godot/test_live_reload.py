"""What pxe writes is seen in an open scene, pixel by pixel, on a screen."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.godot.addon_project import enable_addon
from tests.godot.screen import run_on_screen

pytestmark = pytest.mark.godot


def test_new_pixels_are_shown_within_three_seconds(
    imported_specs: Path, godot: Path, tmp_path: Path
) -> None:
    """With the editor's own watch, and with pxe in a terminal."""
    project = tmp_path / "game"
    shutil.copytree(imported_specs, project)
    enable_addon(project)
    pxe = Path(sys.executable).with_name("pxe")

    output = run_on_screen(
        godot,
        project,
        *("--script", "res://specs/run.gd", "--", "res://specs/live_reload.gd"),
        home=tmp_path / "home",
        variables={
            "PXE": str(pxe),
            "PATH": f"{pxe.parent}{os.pathsep}{os.environ['PATH']}",
            "PIXELENGINE_STATE_DIR": str(tmp_path / "state"),
            "PIXELENGINE_CONFIG_DIR": str(tmp_path / "config"),
        },
    )

    assert "ok live_reload.gd" in output, output
    assert "FAIL" not in output, output
