"""The addon's own specifications, run by a real editor."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.godot.addon_project import SPECS

if TYPE_CHECKING:
    from tests.godot_engine import RunGodot

pytestmark = [pytest.mark.godot, pytest.mark.timeout(600)]


TOGETHER = ("test_core.gd", "test_draft.gd", "test_move_plan.gd")
"""They need no editor of their own: they calculate."""
ALONE = sorted({path.name for path in SPECS.glob("test_*.gd")} - {*TOGETHER})


@pytest.mark.parametrize(
    "specs", [*((name,) for name in ALONE), TOGETHER], ids="+".join
)
def test_specification(
    run_godot: RunGodot,
    imported_specs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    specs: tuple[str, ...],
) -> None:
    """Every method of it holds, and Godot complains about nothing."""
    project = tmp_path / "game"
    shutil.copytree(imported_specs, project)
    monkeypatch.setenv("PXE", str(Path(sys.executable).with_name("pxe")))
    monkeypatch.setenv("PIXELENGINE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PIXELENGINE_CONFIG_DIR", str(tmp_path / "config"))

    output = run_godot(
        project,
        *("--editor", "--script", "res://specs/run.gd"),
        *("--", *(f"res://specs/{spec}" for spec in specs)),
        timeout=540,
    )

    said = [line for line in output.splitlines() if line.startswith(("ok ", "FAIL "))]
    wanted = sum((SPECS / spec).read_text().count("\nfunc test_") for spec in specs)
    assert [line for line in said if line.startswith("FAIL")] == []
    assert len(said) == wanted
