from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.errors import ImageError
from pixelengine_import.export.animation import Animation
from pixelengine_import.export.layout import Layout, Region
from pixelengine_import.export.sheet import compose_sheet, cut_frames
from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.png import encode_png

from .sample import animation, animations, packed


@settings(max_examples=40)
@given(animations(), st.integers(0, 3))
def test_frames_come_back_from_the_sheet(moves: list[Animation], padding: int) -> None:
    """What a clone takes from a committed sheet is what was written."""
    packing = packed(moves, Layout(padding=padding))
    sheet = decode_still(encode_png(compose_sheet(moves, packing)))

    for move, regions in zip(moves, packing.regions, strict=True):
        assert np.array_equal(cut_frames(sheet, regions), move.frames)


def test_everything_between_the_frames_is_transparent() -> None:
    """Padding, and what is left of a short row, is 0, 0, 0, 0."""
    moves = [animation("a", count=1, size=(2, 2)), animation("b", count=2, size=(3, 1))]
    sheet = compose_sheet(moves, packed(moves, Layout(padding=1)))

    assert sheet.shape == (4, 7, 4)
    assert int((sheet[..., 3] > 0).sum()) == 4 + 6
    assert not sheet[sheet[..., 3] == 0].any()


def test_hidden_colours_do_not_reach_the_sheet() -> None:
    """They would show at the edges of a scaled texture."""
    frames = np.full((1, 1, 1, 4), 9, dtype=np.uint8)
    frames[..., 3] = 0
    move = Animation("a", frames, 8, None, loop=True, direction="forward")

    assert not compose_sheet([move], packed([move])).any()


def test_a_packing_of_other_animations_is_refused() -> None:
    """Neither number, count nor size may differ."""
    moves = [animation(count=3)]
    with pytest.raises(ImageError, match="found 1 and 2"):
        compose_sheet(moves, packed([*moves, animation("b")]))
    with pytest.raises(ImageError, match='does not fit animation "walk"'):
        compose_sheet(moves, packed([animation(count=2)]))
    with pytest.raises(ImageError, match='does not fit animation "walk"'):
        compose_sheet(moves, packed([animation(count=3, size=(6, 5))]))


@pytest.mark.parametrize(
    "regions",
    [
        [Region(5, 0, 2, 2)],
        [Region(0, -1, 2, 2)],
        [Region(0, 0, 0, 2)],
    ],
)
def test_regions_outside_the_sheet_are_refused(regions: list[Region]) -> None:
    """Metadata and sheet may come from different commits."""
    with pytest.raises(ImageError, match="outside the sheet"):
        cut_frames(np.zeros((6, 6, 4), dtype=np.uint8), regions)


def test_frames_of_one_animation_have_one_size() -> None:
    """Anything else cannot be stacked."""
    sheet = np.zeros((6, 6, 4), dtype=np.uint8)
    with pytest.raises(ImageError, match="one size"):
        cut_frames(sheet, [Region(0, 0, 2, 2), Region(0, 0, 2, 3)])
    with pytest.raises(ImageError, match="one size"):
        cut_frames(sheet, [])
