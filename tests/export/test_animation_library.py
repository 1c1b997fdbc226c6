"""The animation library as text: which field moves, when, and for how long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.errors import ImageError
from pixelengine_import.export.animation_library import write_animation_library
from pixelengine_import.export.godot_text import derive_uid, uid_of
from pixelengine_import.export.layout import Layout

from .sample import animation, packed

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
