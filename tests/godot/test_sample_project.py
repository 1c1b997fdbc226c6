"""The sample project in a real Godot: what is committed imports, plays and agrees."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from .conftest import SAMPLE_PROJECT, project_files

if TYPE_CHECKING:
    from tests.godot_engine import RunGodot

    from .conftest import ImportedSample

SPRITES = sorted(
    path.name.removesuffix(".pxe.json") for path in SAMPLE_PROJECT.rglob("*.pxe.json")
)
PROBE = Path(__file__).with_name("probe.gd")
PRESS_KEYS = Path(__file__).with_name("press_keys.gd")

pytestmark = pytest.mark.godot


@pytest.fixture(scope="session")
def probed(
    imported_sample: ImportedSample, run_godot: RunGodot
) -> dict[str, dict[str, Any]]:
    """What Godot itself sees in each SpriteFrames, by the sprite's name."""
    paths = [f"res://art/{sprite}.frames.tres" for sprite in SPRITES]
    output = run_godot(imported_sample.project, "--script", str(PROBE), "--", *paths)
    seen = _json_lines(output)
    return {
        sprite: found
        for sprite, path in zip(SPRITES, paths, strict=True)
        for found in seen
        if found["path"] == path
    }


def test_there_are_sprites_to_test() -> None:
    """A moved folder must not turn the tests below into none at all."""
    assert len(SPRITES) >= 4


def test_importing_changes_no_committed_file(imported_sample: ImportedSample) -> None:
    """Opening a fresh clone leaves ``git status`` clean.

    Godot keeps the identity of textures and scripts in ``.import`` and ``.uid`` files;
    with those missing every clone would make up its own.
    """
    after = project_files(imported_sample.project)
    assert sorted(after) == sorted(imported_sample.committed)
    changed = [path for path in after if after[path] != imported_sample.committed[path]]
    assert changed == []


@pytest.mark.parametrize("sprite", SPRITES)
def test_godot_knows_the_animations_that_the_sidecar_asks_for(
    probed: dict[str, dict[str, Any]], sprite: str
) -> None:
    """Names, speed and looping come from the sidecar."""
    sidecar = _read_json(f"{sprite}.pxe.json")
    wanted: dict[str, Any] = sidecar.get("animations", {"default": sidecar})
    animations = probed[sprite]["animations"]
    assert sorted(animations) == sorted(wanted)
    for name, animation in wanted.items():
        assert animations[name]["loop"] == animation.get("loop", True)
        if "fps" in animation:
            assert animations[name]["speed"] == animation["fps"]


@pytest.mark.parametrize("sprite", SPRITES)
def test_godot_plays_what_the_metadata_says(
    probed: dict[str, dict[str, Any]], sprite: str
) -> None:
    """Frame order, regions, durations, speed and looping agree with the metadata."""
    metadata = _read_json(f"{sprite}.frames.json")
    tags = metadata["meta"]["frameTags"]
    animations = probed[sprite]["animations"]
    assert sorted(animations) == sorted(tag["name"] for tag in tags)
    for tag in tags:
        shown = animations[tag["name"]]
        recorded = metadata["pixelengine"]["animations"][tag["name"]]
        frames = [metadata["frames"][index] for index in _play_order(tag)]
        assert shown["speed"] == recorded["fps"]
        assert shown["loop"] == recorded["loop"]
        regions = [[frame["frame"][key] for key in "xywh"] for frame in frames]
        assert [frame["region"] for frame in shown["frames"]] == regions
        for seen, frame in zip(shown["frames"], frames, strict=True):
            milliseconds = seen["duration"] * 1000 / shown["speed"]
            # The metadata holds whole milliseconds.
            assert milliseconds == pytest.approx(frame["duration"], abs=0.501)


@pytest.mark.parametrize("sprite", SPRITES)
def test_every_region_shows_the_pixels_of_the_sheet(
    probed: dict[str, dict[str, Any]], sprite: str
) -> None:
    """Godot's imported texture and the PNG agree, region by region."""
    metadata = _read_json(f"{sprite}.frames.json")
    sheet = _read_sheet(metadata)
    height, width = sheet.shape[:2]
    assert metadata["meta"]["size"] == {"w": width, "h": height}
    res_path = f"res://art/{metadata['meta']['image']}"
    assert probed[sprite]["sheets"] == {res_path: [width, height]}
    for tag in metadata["meta"]["frameTags"]:
        shown = probed[sprite]["animations"][tag["name"]]["frames"]
        for seen, index in zip(shown, _play_order(tag), strict=True):
            x, y, w, h = (metadata["frames"][index]["frame"][key] for key in "xywh")
            assert x + w <= width
            assert y + h <= height
            assert seen["size"] == [w, h]
            pixels = sheet[y : y + h, x : x + w].tobytes()
            assert seen["sha256"] == hashlib.sha256(pixels).hexdigest()


@pytest.mark.parametrize("sprite", SPRITES)
def test_every_animation_moves_on_a_clear_ground(
    probed: dict[str, dict[str, Any]], sprite: str
) -> None:
    """No animation is one picture repeated, and no frame is empty or a filled box."""
    metadata = _read_json(f"{sprite}.frames.json")
    sheet = _read_sheet(metadata)
    for name, animation in probed[sprite]["animations"].items():
        assert len({frame["sha256"] for frame in animation["frames"]}) >= 2, name
        for frame in animation["frames"]:
            x, y, w, h = frame["region"]
            opaque = int(np.count_nonzero(sheet[y : y + h, x : x + w, 3]))
            assert 0 < opaque < w * h, name


def test_the_main_scene_runs_without_a_complaint(
    imported_sample: ImportedSample, run_godot: RunGodot
) -> None:
    """Twenty seconds of play bring every animation of the tour on the stage."""
    run_godot(imported_sample.project, "--fixed-fps", "60", "--quit-after", "1200")


def test_the_keys_change_the_animation_of_the_chosen_sprite(
    imported_sample: ImportedSample, run_godot: RunGodot
) -> None:
    """Up and down step through the animations; left and right choose the sprite."""
    actions = ["ui_down", "ui_up", "ui_right", "ui_down", "ui_accept", "ui_left"]
    output = run_godot(
        imported_sample.project,
        "--fixed-fps",
        "60",
        "--quit-after",
        "200",
        "--script",
        str(PRESS_KEYS),
        "--",
        *actions,
    )
    start, down, up, right, second, again, left = _json_lines(output)
    first_sprite, second_sprite = list(start)[:2]
    assert _changed(start, down) == [first_sprite]
    assert up == start
    assert right == start
    assert _changed(start, second) == [second_sprite]
    assert again == second
    assert left == second


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [name for name in before if before[name] != after[name]]


def _json_lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def _read_json(name: str) -> dict[str, Any]:
    text = (SAMPLE_PROJECT / "art" / name).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _read_sheet(metadata: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    with Image.open(SAMPLE_PROJECT / "art" / metadata["meta"]["image"]) as sheet:
        pixels = np.array(sheet.convert("RGBA"))
    # Godot's import recolours clear pixels; nobody sees them.
    pixels[pixels[..., 3] == 0] = 0
    return pixels


def _play_order(tag: dict[str, Any]) -> list[int]:
    """Indices of frames as Aseprite plays a tag."""
    forward = list(range(tag["from"], tag["to"] + 1))
    match tag["direction"]:
        case "forward":
            return forward
        case "reverse":
            return forward[::-1]
        case "pingpong":
            return forward + forward[-2:0:-1]
        case other:
            pytest.fail(f"unknown direction {other!r}")
