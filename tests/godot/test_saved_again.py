"""What a real editor makes of our files when it saves and moves them."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.godot.addon_project import SPECS
from tests.godot.screen import run_on_screen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.godot_engine import RunGodot
    from tests.support import Workplace

pytestmark = [pytest.mark.godot, pytest.mark.long]

ENDS = (".scene.tscn", ".animations.tres", ".frames.tres")
TOOLS = ("run.gd", "spec.gd", "dock_hand.gd", "save_again.gd")


@pytest.fixture
def imported(workplace: Workplace, run_godot: RunGodot) -> Workplace:
    """A sprite with all outputs, in a project that Godot has seen."""
    workplace.hero(outputs={"scene": True, "animation_library": True})
    assert workplace.pxe("sync").code == 0
    (workplace.root / "specs").mkdir()
    for name in TOOLS:
        shutil.copy(SPECS / name, workplace.root / "specs")
    run_godot(workplace.root, "--import")
    return workplace


def texts(workplace: Workplace, folder: str = "art") -> dict[str, str]:
    """Read what Godot saves."""
    found = {end: workplace.root / folder / f"hero{end}" for end in ENDS}
    return {end: path.read_text() for end, path in found.items()}


def edit(workplace: Workplace, godot: Path, home: Path, method: str) -> None:
    """Run a method of the specification in an editor with a window."""
    spec = workplace.root / "specs" / "save_again.gd"
    # Only one method: the names of the others begin otherwise.
    spec.write_text(
        re.sub(rf"func test_(?!{method}\b)", "func not_", spec.read_text()),
        newline="\n",
    )
    arguments = ("--script", "res://specs/run.gd", "--", "res://specs/save_again.gd")
    output = run_on_screen(godot, workplace.root, *arguments, home=home, variables={})

    assert f"ok save_again.gd test_{method}" in output
    assert "FAIL" not in output


def test_what_is_saved_unchanged_is_no_conflict(
    imported: Workplace, godot: Path, tmp_path: Path
) -> None:
    """Godot adds a number and uids; they stay when the files are made anew."""
    before = texts(imported)
    edit(imported, godot, tmp_path / "home", "saved")
    after = texts(imported)

    assert " unique_id=" in after[".scene.tscn"]
    assert '"Texture2D" uid=' in after[".animations.tres"]
    assert after != before
    assert imported.pxe("sync").out.endswith("nothing changed\n")
    assert texts(imported) == after
    imported.output(".sheet.png").unlink()
    assert imported.pxe("sync").code == 0
    again = texts(imported)
    assert {e: again[e] for e in ENDS[:2]} == {e: after[e] for e in ENDS[:2]}


def test_a_scene_that_is_saved_while_it_plays_is_no_conflict(
    imported: Workplace, godot: Path, tmp_path: Path
) -> None:
    """Godot writes down how far it had come."""
    edit(imported, godot, tmp_path / "home", "played")

    assert "frame_progress = " in texts(imported)[".scene.tscn"]
    assert imported.pxe("sync").out.endswith("nothing changed\n")


@pytest.mark.parametrize(
    ("end", "changed"),
    [(".scene.tscn", "texture_filter = "), (".animations.tres", "interp = ")],
)
def test_what_a_person_changed_and_saved_is(
    imported: Workplace, godot: Path, tmp_path: Path, end: str, changed: str
) -> None:
    """Whatever Godot adds to it."""
    file = imported.output(end)
    text = file.read_text()
    assert f"{changed}1" in text
    file.write_text(text.replace(f"{changed}1", f"{changed}2"), newline="\n")
    edit(imported, godot, tmp_path / "home", "saved")
    saved = file.read_text()
    result = imported.pxe("sync")

    assert f"{changed}2" in saved
    assert result.code != 0
    assert file.read_text() == saved


def test_what_lies_in_a_moved_folder_is_no_conflict(
    imported: Workplace, godot: Path, tmp_path: Path
) -> None:
    """Godot names the new places in it; pxe makes the files anew there."""
    edit(imported, godot, tmp_path / "home", "moved")
    moved = texts(imported, "pictures")

    assert 'path="res://pictures/hero.frames.tres"' in moved[".scene.tscn"]
    assert 'path="res://pictures/hero.sheet.png"' in moved[".animations.tres"]
    assert imported.pxe("sync").code == 0
    assert texts(imported, "pictures") == moved
    assert imported.pxe("sync").out.endswith("nothing changed\n")
