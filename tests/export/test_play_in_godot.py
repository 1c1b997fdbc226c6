"""The scene and the animation library as a real Godot plays them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pixelengine_import.export.animation import played_order
from pixelengine_import.export.animation_library import write_animation_library
from pixelengine_import.export.godot_text import derive_uid
from pixelengine_import.export.layout import Layout
from pixelengine_import.export.scene import write_scene
from pixelengine_import.export.sheet import compose_sheet
from pixelengine_import.export.sprite_frames import write_sprite_frames
from pixelengine_import.imaging.png import encode_png

from .sample import animation, packed

if TYPE_CHECKING:
    from pixelengine_import.export.animation import Animation
    from tests.godot_engine import RunGodot

pytestmark = pytest.mark.godot

MOVES = [
    animation("walk", count=6, fps=12.5),
    animation("a b", count=3, direction="pingpong", fps=10),
    animation("a-b", count=3, direction="pingpong", loop=False),
    animation("10", count=4, durations=(100, 130, 70, 300), direction="reverse"),
]
UNEVEN = [*MOVES, animation("big", count=2, size=(9, 7), fps=1 / 3, loop=False)]
for number, one in enumerate(UNEVEN):
    one.frames[..., 1] = 40 + number  # no frame looks like that of another animation


@pytest.fixture(scope="module")
def seen(
    run_godot: RunGodot, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """A project with our outputs, imported and played by Godot."""
    project = tmp_path_factory.mktemp("project")
    (project / "project.godot").write_text("config_version=5\n")
    for kind, moves in (("grid", MOVES), ("regions", UNEVEN)):
        # The grid is wider than any row, and rows are broken.
        packing = packed(moves, Layout(max_side=30))
        sheet = encode_png(compose_sheet(moves, packing))
        (project / f"{kind}.sheet.png").write_bytes(sheet)
        library = write_animation_library(
            moves,
            packing,
            sheet_res_path=f"res://{kind}.sheet.png",
            uid=derive_uid(kind),
        )
        (project / f"{kind}.animations.tres").write_text(library, newline="\n")
    frames = write_sprite_frames(
        MOVES,
        packed(MOVES, Layout(max_side=30)),
        sheet_res_path="res://grid.sheet.png",
        uid=derive_uid("frames"),
    )
    (project / "hero.frames.tres").write_text(frames, newline="\n")
    scene = write_scene(
        "hero",
        MOVES[0].name,
        frames_res_path="res://hero.frames.tres",
        frames_uid=derive_uid("frames"),
        uid=derive_uid("scene"),
    )
    (project / "hero.scene.tscn").write_text(scene, newline="\n")
    (project / "rect.gd").write_text(script_of_the_docs())
    shutil.copy(Path(__file__).with_name("play.gd"), project / "play.gd")
    log = run_godot(project, "--import")
    log += run_godot(project, "--script", "res://play.gd")
    [line] = [part for part in log.splitlines() if part.startswith("FOUND ")]
    found: dict[str, Any] = json.loads(line.removeprefix("FOUND "))
    return {**found, "log": log.replace(line, "")}


def script_of_the_docs() -> str:
    """The script for user interfaces in docs/outputs.md."""
    text = (Path(__file__).parents[2] / "docs" / "outputs.md").read_text()
    [script] = re.findall(
        r"```gdscript\n(extends TextureRect\n.*?)```", text, re.DOTALL
    )
    return str(script)


def test_the_script_of_the_docs_plays_an_animation(seen: dict[str, Any]) -> None:
    """Eight frames a second, looked at every 0.06 s; it rests on its last frame."""
    move = MOVES[2]
    cells = packed(MOVES, Layout(max_side=30)).regions[2]
    wanted = [cells[shown(move, step * 0.06)] for step in range(10)]

    assert seen["shown"] == [f"({c.x:.1f}, {c.y:.1f})" for c in wanted]


def test_godot_has_nothing_to_complain_about(seen: dict[str, Any]) -> None:
    """Neither on import nor while it plays."""
    assert re.findall(r"(?m)^.*(?:ERROR|WARNING).*$", seen["log"]) == []


def test_a_scene_plays_by_itself(seen: dict[str, Any]) -> None:
    """One node, its frames, its first animation, sharp pixels, its own uid."""
    assert seen["scene"] == {
        "name": "hero",
        "animation": "walk",
        "autoplay": "walk",
        "filter": 1,
        "frames": "res://hero.frames.tres",
        "uid": derive_uid("scene"),
        "playing": True,
    }


def shown(move: Animation, time: float) -> int:
    """Say which frame is to be seen at a time, counted as it was drawn."""
    order = played_order(move.count, move.direction, loop=move.loop)
    for i in order:
        lasts = 1 / move.fps if move.durations is None else move.durations[i] / 1000
        if time < lasts:
            return i
        time -= lasts
    return order[-1]


@pytest.mark.parametrize(("kind", "moves"), [("grid", MOVES), ("regions", UNEVEN)])
def test_a_player_shows_each_frame_for_its_time(
    seen: dict[str, Any], kind: str, moves: list[Animation]
) -> None:
    """Over a bare Sprite2D, at forty moments of each animation."""
    shows = seen["shows"][kind]

    assert shows.keys() == {move.name for move in moves}
    for move in moves:
        played = shows[move.name]
        assert played["loops"] is move.loop
        wanted = [
            [*move.frames[shown(move, time), 0, 0, :3].tolist()]
            for time, _ in played["seen"]
        ]
        assert [pixel for _, pixel in played["seen"]] == wanted


LENGTHS = [
    animation("seconds", count=8, fps=8),
    animation("thirds", count=3, fps=30),
    animation("uneven", count=3, durations=(300, 33, 77)),
    animation("even", count=2, durations=(125, 125)),
    *(
        animation(f"speed {number}", count=7, fps=fps)
        for number, fps in enumerate((7, 9.7, 12, 24, 60, 0.013))
    ),
]
SAVE = """extends SceneTree


func _init() -> void:
	ResourceSaver.save(load("res://hero.animations.tres"), "res://again.tres")
	quit()
"""


def test_godot_saves_a_library_as_we_write_it(
    run_godot: RunGodot, tmp_path: Path
) -> None:
    """Byte for byte, but for the uids, which belong to the file and the moment."""
    packing = packed(LENGTHS)
    sheet, uid = "res://hero.sheet.png", derive_uid("hero")
    written = write_animation_library(LENGTHS, packing, sheet_res_path=sheet, uid=uid)
    (tmp_path / "project.godot").write_text("config_version=5\n")
    picture = encode_png(compose_sheet(LENGTHS, packing))
    (tmp_path / "hero.sheet.png").write_bytes(picture)
    (tmp_path / "hero.animations.tres").write_text(written, newline="\n")
    (tmp_path / "save.gd").write_text(SAVE, newline="\n")
    run_godot(tmp_path, "--import")
    run_godot(tmp_path, "--script", "res://save.gd")
    again = (tmp_path / "again.tres").read_text()
    head, lines = again.split("\n", 1)
    ids = re.sub(r'"1_[a-z0-9]{5}"', '"1_sheet"', lines)
    plain = re.sub(r'(type="Texture2D") uid="[^"]*"', r"\1", ids)

    assert head.startswith('[gd_resource type="AnimationLibrary" format=3')
    assert plain == written.split("\n", 1)[1]
