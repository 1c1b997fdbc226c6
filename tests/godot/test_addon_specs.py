"""The addon's own specifications, run by a real editor."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.godot.addon_project import SPECS, make_project

if TYPE_CHECKING:
    from tests.godot_engine import RunGodot

pytestmark = [pytest.mark.godot, pytest.mark.timeout(600)]


@pytest.fixture(scope="session")
def imported(run_godot: RunGodot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the specifications, imported once."""
    project = make_project(tmp_path_factory.mktemp("specs") / "game")
    run_godot(project, "--import")
    return project


@pytest.mark.parametrize(
    "spec", sorted(path.name for path in SPECS.glob("test_*.gd")), ids=str
)
def test_specification(
    run_godot: RunGodot,
    imported: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    spec: str,
) -> None:
    """Every method of it holds, and Godot complains about nothing."""
    project = tmp_path / "game"
    shutil.copytree(imported, project)
    monkeypatch.setenv("PXE", str(Path(sys.executable).with_name("pxe")))
    monkeypatch.setenv("PIXELENGINE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PIXELENGINE_CONFIG_DIR", str(tmp_path / "config"))

    output = run_godot(
        project,
        *("--editor", "--script", "res://specs/run.gd"),
        *("--", f"res://specs/{spec}"),
        timeout=540,
    )

    said = [line for line in output.splitlines() if line.startswith(("ok ", "FAIL "))]
    wanted = (SPECS / spec).read_text().count("\nfunc test_")
    assert [line for line in said if line.startswith("FAIL")] == []
    assert len(said) == wanted
