"""What costs credits, asked for in the editor and paid at a service that counts."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import serve

if TYPE_CHECKING:
    from tests.godot_engine import RunGodot

pytestmark = [pytest.mark.godot, pytest.mark.timeout(600)]


def test_nothing_is_spent_without_a_yes(
    run_godot: RunGodot,
    imported_specs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The dock shows a price, asks, and pays once; the key stays with pxe."""
    project = tmp_path / "game"
    shutil.copytree(imported_specs, project)
    knight = (project / "art" / "knight.png").read_bytes()
    shutil.rmtree(project / "art")
    (project / "art").mkdir()
    (project / "art" / "hero.png").write_bytes(knight)
    sidecar = {"animate": {"prompt": "breathing idle"}}
    (project / "art" / "hero.pxe.json").write_text(json.dumps(sidecar))
    monkeypatch.setenv("PXE", str(Path(sys.executable).with_name("pxe")))
    monkeypatch.setenv("PIXELENGINE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PIXELENGINE_CONFIG_DIR", str(tmp_path / "config"))

    with serve(tmp_path / "live", "--pretend-live") as server:
        for name, value in server.variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PXE_TYPED_KEY", server.variables["PIXEL_ENGINE_API_KEY"])
        output = run_godot(
            project,
            *("--editor", "--script", "res://specs/run.gd"),
            *("--", "res://specs/money.gd"),
            timeout=540,
        )

    assert output.count("\nok money.gd") == 3
    assert "FAIL" not in output
    kept = [path for path in project.rglob("*") if path.is_file()]
    key = server.variables["PIXEL_ENGINE_API_KEY"].encode()
    assert [path for path in kept if key in path.read_bytes()] == []
