"""The addon in a real editor."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.godot.addon_project import PRESET, enable_addon

if TYPE_CHECKING:
    from tests.godot.conftest import ImportedSample
    from tests.godot_engine import RunGodot

ADDONS = Path(__file__).resolve().parents[2] / "godot_addon" / "addons"
pytestmark = pytest.mark.godot


def _export(run_godot: RunGodot, project: Path) -> set[str]:
    pack = project.with_suffix(".zip")
    run_godot(project, "--export-pack", "Pack", str(pack))
    with zipfile.ZipFile(pack) as archive:
        return set(archive.namelist())


@pytest.fixture
def project(imported_sample: ImportedSample, tmp_path: Path) -> Path:
    """The sample project with a preset that exports everything."""
    copy = tmp_path / "game"
    shutil.copytree(imported_sample.project, copy)
    (copy / "export_presets.cfg").write_text(PRESET)
    return copy


def test_prompts_are_not_shipped(run_godot: RunGodot, project: Path) -> None:
    """With the addon an exported game holds no sidecar and no metadata."""
    shutil.copytree(ADDONS, project / "addons")
    enable_addon(project)

    # A file of the game's own is not ours to keep back, whatever it is called.
    (project / "boss.frames.json").write_text('{"hp": 9}')
    run_godot(project, "--import")

    names = _export(run_godot, project)

    assert "boss.frames.json" in names
    names.discard("boss.frames.json")
    assert not {n for n in names if n.endswith((".pxe.json", ".frames.json"))}
    assert any(name.startswith("art/knight.frames.") for name in names)


def test_without_the_addon_they_would_be(run_godot: RunGodot, project: Path) -> None:
    """The test above would notice an addon that does nothing."""
    assert "art/knight.pxe.json" in _export(run_godot, project)
