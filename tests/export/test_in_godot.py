"""The resource as a real Godot reads it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pixelengine_import.export.animation import played_order
from pixelengine_import.export.godot_text import derive_uid
from pixelengine_import.export.layout import Layout
from pixelengine_import.export.sheet import compose_sheet
from pixelengine_import.export.sprite_frames import write_sprite_frames
from pixelengine_import.imaging.png import encode_png

from .sample import animation, packed

if TYPE_CHECKING:
    from tests.godot_engine import RunGodot

pytestmark = pytest.mark.godot

UID = derive_uid("hero")
MANY_UIDS = [derive_uid(f"sprite {k}") for k in range(200)]
MOVES = [
    animation("walk", count=6, fps=12.5),
    animation("Walk", count=2, size=(16, 9), fps=1 / 3, loop=False),
    animation("-a b", count=3, direction="pingpong", fps=10),
    animation("_a-b", count=3, direction="pingpong", loop=False),
    animation("10", count=4, durations=(100, 130, 77, 333), direction="reverse"),
    animation("9", count=1, durations=(5,), fps=2),
]


@pytest.fixture(scope="module")
def seen(
    run_godot: RunGodot, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """A project with our outputs, imported and described by Godot."""
    project = tmp_path_factory.mktemp("project")
    packing = packed(MOVES, Layout(max_side=40, padding=1))
    text = write_sprite_frames(
        MOVES, packing, sheet_res_path="res://hero.sheet.png", uid=UID
    )
    (project / "project.godot").write_text("config_version=5\n")
    (project / "hero.sheet.png").write_bytes(encode_png(compose_sheet(MOVES, packing)))
    (project / "hero.frames.tres").write_text(text, newline="\n")
    script = Path(__file__).with_name("describe.gd")
    shutil.copy(script, project / "describe.gd")
    log = run_godot(project, "--import")
    log += run_godot(project, "--script", "res://describe.gd", "--", *MANY_UIDS)
    [line] = [part for part in log.splitlines() if part.startswith("FOUND ")]
    found: dict[str, Any] = json.loads(line.removeprefix("FOUND "))
    return {
        **found,
        "log": log.replace(line, ""),
        "written": text,
        "now": (project / "hero.frames.tres").read_text(),
    }


def test_godot_has_nothing_to_complain_about(seen: dict[str, Any]) -> None:
    """Neither on import nor on load."""
    assert re.findall(r"(?m)^.*(?:ERROR|WARNING).*$", seen["log"]) == []


def test_names_come_in_the_order_that_godot_saves(seen: dict[str, Any]) -> None:
    """So a resource that is saved by the editor stays as it is."""
    names = [move.name for move in MOVES]

    assert [entry["name"] for entry in seen["animations"]] == sorted(names)


def test_every_frame_shows_its_pixels_for_its_time(seen: dict[str, Any]) -> None:
    """Order of play, pixels, durations, speed and loop are as asked."""
    by_name = {entry["name"]: entry for entry in seen["animations"]}
    for move in MOVES:
        entry = by_name[move.name]
        order = played_order(move.count, move.direction, loop=move.loop)
        assert entry["loop"] == move.loop
        assert entry["speed"] == pytest.approx(move.fps)
        for i, (*_, duration, pixels) in zip(order, entry["frames"], strict=True):
            shown = np.frombuffer(bytes.fromhex(pixels), dtype=np.uint8)
            assert np.array_equal(shown, move.frames[i].ravel())
            seconds = duration / entry["speed"]
            wanted = move.milliseconds[i] / 1000 if move.durations else 1 / move.fps
            assert seconds == pytest.approx(wanted, rel=1e-5)


def test_saving_again_changes_nothing_but_names_of_the_moment(
    seen: dict[str, Any],
) -> None:
    """The bytes are Godot's own; only the sheet's id and the uid are drawn anew."""
    again = re.sub(r'"1_[a-z0-9]{5}"', '"1_sheet"', seen["again"])
    again = re.sub(
        r'format=3(?: uid="[^"]*")?', f'format=3 uid="{UID}"', again, count=1
    )
    again = re.sub(r'(type="Texture2D") uid="[^"]*"', r"\1", again)

    assert again == seen["written"]


def test_the_file_is_left_alone_and_known_by_its_uid(seen: dict[str, Any]) -> None:
    """Import and scan do not rewrite it."""
    assert seen["now"] == seen["written"]
    assert seen["uid"] == UID


def test_uids_mean_the_same_to_godot(seen: dict[str, Any]) -> None:
    """Text to number to text: canonical."""
    assert seen["uids"] == {uid: uid for uid in MANY_UIDS}
