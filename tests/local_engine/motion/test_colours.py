from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.local_engine.motion import Palette
from pixelengine_import.local_engine.motion.colours import (
    nearest,
    oklab,
    pack,
    reduce_colours,
    unpack,
)


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((255, 255, 255), (10000, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((255, 0, 0), (6280, 2249, 1258)),
        ((0, 255, 0), (8664, -2339, 1795)),
        ((0, 0, 255), (4520, -325, -3115)),
    ],
)
def test_oklab_has_the_published_values(
    rgb: tuple[int, int, int], lab: tuple[int, int, int]
) -> None:
    """The corners of sRGB lie where Ottosson's formulas put them."""
    found = oklab(np.asarray([rgb], np.uint8))[0]

    assert np.abs(found - np.asarray(lab)).max() <= 2


@given(st.integers(0, 2**24 - 1))
def test_packing_is_undone_by_unpacking(code: int) -> None:
    """A colour and its number are the same thing."""
    codes = np.asarray([code], np.int32)

    assert pack(unpack(codes)).tolist() == [code]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 2**24 - 1), min_size=1, max_size=60), st.integers(2, 12))
def test_reduction_keeps_the_budget_and_invents_nothing(
    codes: list[int], limit: int
) -> None:
    """Every pixel gets a colour of the art; the kept colour is there, exactly."""
    pixels = np.asarray(codes, np.int32)
    places, table = reduce_colours(pixels, Palette(limit), ((1, 2, 3),))
    used = {tuple(row) for row in table[places].tolist()}

    assert len(table) <= limit
    assert used <= {tuple(row) for row in unpack(pixels).tolist()} | {(1, 2, 3)}
    assert [1, 2, 3] in table.tolist()


def test_colours_that_fit_stay_as_they_are() -> None:
    """Nothing is merged while the budget has room."""
    pixels = np.asarray([5, 900, 5, 70000], np.int32)
    places, table = reduce_colours(pixels, Palette(4), ((255, 255, 255),))

    assert pack(table)[places].tolist() == pixels.tolist()


def test_the_cheapest_pair_is_merged_into_the_more_frequent_colour() -> None:
    """Two near reds become the more frequent one; blue stays."""
    red, near, blue = 0xE01010, 0xE01412, 0x1010E0
    pixels = np.asarray([red] * 5 + [near] * 2 + [blue], np.int32)
    places, table = reduce_colours(pixels, Palette(2), ())

    assert pack(table)[places].tolist() == [red] * 7 + [blue]


def test_more_grounds_than_the_budget_holds_are_merged() -> None:
    """A place is left for the art, whatever the grounds."""
    pixels = np.asarray([0x112233, 0x445566], np.int32)
    grounds = ((255, 255, 255), (0, 255, 0), (0, 0, 255))
    _, table = reduce_colours(pixels, Palette(2), grounds)

    assert len(table) == 2
    assert [255, 255, 255] in table.tolist()


def test_the_nearest_colour_is_nearest_to_the_eye() -> None:
    """Each colour of a table is nearest to itself; ties go to the first."""
    table = np.asarray([[0, 0, 0], [250, 250, 250], [200, 30, 30]], np.uint8)

    assert nearest(table, table).tolist() == [0, 1, 2]
    assert nearest(np.asarray([[220, 60, 50]], np.uint8), table).tolist() == [2]
