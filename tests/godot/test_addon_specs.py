"""The addon's own specifications, run by a real editor."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.godot_engine import RunGodot

ROOT = Path(__file__).resolve().parents[2]
SPECS = Path(__file__).parent / "gd"
PROJECT = """config_version=5

[application]

config/name="Game"

[debug]

gdscript/warnings/exclude_addons=false
gdscript/warnings/directory_rules={"res://addons": 1}
gdscript/warnings/untyped_declaration=2
gdscript/warnings/inferred_declaration=2
gdscript/warnings/unused_variable=2
gdscript/warnings/unused_parameter=2
gdscript/warnings/shadowed_variable=2
gdscript/warnings/shadowed_variable_base_class=2
"""

pytestmark = pytest.mark.godot


def make_project(folder: Path) -> Path:
    """Make a project that holds the sample's art, the addon and the specifications."""
    shutil.copytree(ROOT / "sample_project" / "art", folder / "art")
    shutil.copytree(ROOT / "godot_addon" / "addons", folder / "addons")
    shutil.copytree(SPECS, folder / "specs")
    (folder / "project.godot").write_text(PROJECT)
    return folder


@pytest.mark.parametrize(
    "spec", sorted(path.name for path in SPECS.glob("test_*.gd")), ids=str
)
def test_specification(
    run_godot: RunGodot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spec: str,
) -> None:
    """Every method of it holds, and Godot complains about nothing."""
    project = make_project(tmp_path / "game")
    monkeypatch.setenv("PXE", str(Path(sys.executable).with_name("pxe")))
    monkeypatch.setenv("PIXELENGINE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PIXELENGINE_CONFIG_DIR", str(tmp_path / "config"))
    run_godot(project, "--import")

    output = run_godot(
        project,
        *("--editor", "--script", "res://specs/run.gd"),
        *("--", f"res://specs/{spec}"),
        timeout=180,
    )

    said = [line for line in output.splitlines() if line.startswith(("ok ", "FAIL "))]
    wanted = (SPECS / spec).read_text().count("\nfunc test_")
    assert [line for line in said if line.startswith("FAIL")] == []
    assert len(said) == wanted
