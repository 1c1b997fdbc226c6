"""The animation library as text: which field moves, when, and for how long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from pixelengine_import.errors import ImageError
from pixelengine_import.export.animation_library import (
    is_our_library,
    write_animation_library,
)
from pixelengine_import.export.godot_text import derive_uid, uid_of
from pixelengine_import.export.layout import Layout
from pixelengine_import.export.metadata import read_metadata, write_metadata

from .sample import animation, animations, packed

if TYPE_CHECKING:
    from pixelengine_import.export.animation import Animation

UID = derive_uid("library")


def library(*animations: Animation, layout: Layout | None = None) -> str:
    """Write a library."""
    packing = packed(animations, layout)
    return write_animation_library(
        animations, packing, sheet_res_path="res://hero.sheet.png", uid=UID
    )


def tracks(text: str) -> dict[str, tuple[list[float], str]]:
    """Read the times and values of each track of the only animation."""
    found = {}
    for field, keys in re.findall(
        r'Sprite2D:(\w+)"\).*?keys = \{(.*?)\n\}', text, re.DOTALL
    ):
        times = re.search(r"PackedFloat32Array\((.*?)\)", keys)
        values = re.search(r'"values": \[(.*)\]', keys)
        assert times is not None
        assert values is not None
        found[field] = ([float(t) for t in times[1].split(", ")], values[1])
    return found


def test_frames_of_one_grid_are_numbers() -> None:
    """Counted along the rows of the whole sheet, so that people can edit them."""
    text = library(animation(count=4, fps=8), layout=Layout(max_side=18))

    assert tracks(text) == {
        "texture": ([0.0], 'ExtResource("1_sheet")'),
        "region_enabled": ([0.0], "false"),
        "hframes": ([0.0], "3"),
        "vframes": ([0.0], "2"),
        "frame": ([0.0, 0.125, 0.25, 0.375], "0, 1, 2, 3"),
    }
    assert "length = 0.5\nloop_mode = 1\nstep = 0.125\n" in text


def test_other_frames_are_regions() -> None:
    """Sizes that differ, or padding between them."""
    text = library(animation(count=2), layout=Layout(padding=1))
    one, two = animation("a", count=1), animation("b", count=1, size=(3, 3))

    assert tracks(text)["region_rect"] == (
        [0.0, 0.125],
        "Rect2(0, 0, 6, 4), Rect2(7, 0, 6, 4)",
    )
    assert "frame" not in tracks(text)
    assert "region_rect" in library(one, two)


def test_the_second_animation_goes_on_in_the_grid() -> None:
    """Each starts a new row."""
    text = library(animation("a", count=3), animation("b", count=2))

    assert '"values": [3, 4]' in text


def test_durations_directions_and_ends() -> None:
    """A pingpong is spelled out; what plays once does not loop."""
    text = library(
        animation(count=3, durations=(100, 50, 25), direction="pingpong", loop=False)
    )

    assert tracks(text)["frame"] == ([0.0, 0.1, 0.15, 0.175, 0.225], "0, 1, 2, 1, 0")
    assert "length = 0.325\ntracks" in text
    assert "loop_mode" not in text


@pytest.mark.parametrize(
    ("count", "fps", "said"),
    [
        (5, 12, "length = 0.41666666\nloop_mode = 1\nstep = 0.083333336\n"),
        (8, 8, '"walk"\nloop_mode = 1\nstep = 0.125\n'),
        (3, 30, "length = 0.1\nloop_mode = 1\ntracks"),
    ],
)
def test_lengths_are_said_as_godot_says_them(count: int, fps: int, said: str) -> None:
    """As 32-bit floats, and not where they are those of any animation: 1 and 1/30."""
    assert said in library(animation(count=count, fps=fps))


GODOTS_UID = "uid://b6y64372exh65"
MOVED = "res://pictures/hero.sheet.png"


def judged(*moves: Animation, text: str, sheet: str = MOVED) -> bool:
    """Judge a text by the metadata that are written with the animations."""
    described = write_metadata(
        moves, packed(moves), sheet_name="hero.sheet.png", provenance={}
    )
    return is_our_library(
        text,
        read_metadata(described),
        speeds={one.name: one.fps for one in moves},
        sheet_res_path=sheet,
        uid=UID,
    )


def after_move(*moves: Animation) -> str:
    """Write what Godot makes of the file when the sheet is moved."""
    text = library(*moves).replace(
        'path="res://hero.sheet.png" id="1_sheet"',
        f'uid="{GODOTS_UID}" path="{MOVED}" id="3_x"',
    )
    return text.replace('ExtResource("1_sheet")', 'ExtResource("3_x")')


@settings(max_examples=50)
@given(animations())
def test_what_godot_saves_is_nobodys_work(moves: list[Animation]) -> None:
    """The sheet's new place, uid and id; loading steps; the file as it was."""
    text = after_move(*moves)

    assert judged(*moves, text=text)
    assert judged(*moves, text=text.replace(" format=", " load_steps=7 format=", 1))
    assert judged(*moves, text=library(*moves), sheet="res://hero.sheet.png")
    assert not judged(*moves, text=text, sheet="res://hero.sheet.png")


def test_the_uid_of_the_sheet_is_kept() -> None:
    """The line is Godot's, byte for byte."""
    text = write_animation_library(
        [animation()],
        packed([animation()]),
        sheet_res_path=MOVED,
        uid=UID,
        sheet_uid=GODOTS_UID,
    )
    assert text == after_move(animation()).replace("3_x", "1_sheet")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("length = 0.5", "length = 0.6"),
        ("loop_mode = 1", "loop_mode = 2"),
        ("interp = 1", "interp = 2"),
        ("[0, 1, 2, 3]", "[0, 1, 2, 2]"),
        ("(0, 0.125", "(0, 0.126"),
        ("tracks/0/enabled = true", "tracks/0/enabled = false"),
        ('&"walk"', '&"run"'),
        (UID, GODOTS_UID),
        ("[resource]", '[resource]\nmetadata/a = "b"'),
        (
            "\n[sub_resource",
            '[ext_resource type="Script" path="res://a.gd" id="9"]\n\n[sub_resource',
        ),
        ("}\n", "}\nscript = null\n"),
    ],
)
def test_anything_else_in_it_is_somebodys_work(old: str, new: str) -> None:
    """One change beside the move is seen."""
    text = after_move(animation())
    assert old in text

    assert not judged(animation(), text=text.replace(old, new, 1))


def test_its_uid_is_read_back() -> None:
    """A file that is written again keeps it."""
    assert uid_of(library(animation()), "AnimationLibrary") == UID


def test_names_that_collide_as_ids_stay_two() -> None:
    """Godot takes fewer letters there than in names."""
    text = library(animation("a b"), animation("a-b"))

    assert '&"a b": SubResource("Animation_a_b")' in text
    assert '&"a-b": SubResource("Animation_a_b_")' in text


def test_what_does_not_belong_together_is_refused() -> None:
    """As for the SpriteFrames."""
    with pytest.raises(ImageError):
        write_animation_library(
            [animation(count=3)],
            packed([animation(count=2)]),
            sheet_res_path="res://a.png",
            uid=UID,
        )
    with pytest.raises(ImageError):
        write_animation_library(
            [animation()],
            packed([animation()]),
            sheet_res_path="../a.png",
            uid=UID,
        )
