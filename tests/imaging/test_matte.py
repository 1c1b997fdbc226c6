from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.imaging.matte import AMBIGUOUS_BELOW, choose_matte, main_colours
from pixelengine_import.imaging.oklab import distances, to_oklab

from .strategies import pictures

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels

FAR_MAGENTA = (255, 0, 255)


def swatch(*colours: tuple[int, int, int]) -> Pixels:
    """Return one opaque pixel for each colour."""
    return np.array([[(*colour, 255) for colour in colours]], dtype=np.uint8)


def test_oklab_knows_black_white_and_red() -> None:
    """Values from the definition's own page, to its three digits."""
    lab = to_oklab(np.array([[0, 0, 0], [255, 255, 255], [255, 0, 0]], dtype=np.uint8))

    assert lab[0].tolist() == [0, 0, 0]
    assert lab[1] == pytest.approx([1, 0, 0], abs=1e-4)
    assert lab[2] == pytest.approx([0.628, 0.225, 0.126], abs=1e-3)


def test_oklab_lies_on_a_grid() -> None:
    """What is left of a processor's last bit is rounded away."""
    rng = np.random.default_rng(1)
    lab = to_oklab(rng.integers(0, 256, (500, 3), dtype=np.uint8)) * 1e6

    assert np.abs(lab - np.round(lab)).max() < 1e-6


def test_distances_are_of_every_pair() -> None:
    """Rows are the first list, columns the second."""
    one = np.array([[0.0, 0, 0], [1, 0, 0]])
    other = np.array([[0.0, 3, 4], [1, 0, 0], [0, 0, 0]])

    assert distances(one, other).tolist() == [[5, 1, 0], [26**0.5, 0, 1]]


@settings(max_examples=25)
@given(st.lists(pictures(12), min_size=1, max_size=3))
def test_the_matte_is_as_clear_as_it_says(images: list[Pixels]) -> None:
    """``clear`` is the distance to the nearest visible colour of all pictures."""
    matte = choose_matte(images)
    art = main_colours(images, 10_000)
    if not len(art):
        assert (matte.colour, matte.clear) == (FAR_MAGENTA, 1.0)
        return
    lab = to_oklab(np.array([matte.colour], dtype=np.uint8))

    assert matte.clear == pytest.approx(float(distances(lab, to_oklab(art)).min()))
    assert matte.ambiguous == (matte.clear < AMBIGUOUS_BELOW)


def test_the_matte_avoids_every_picture_that_is_sent() -> None:
    """A keyframe that brings magenta keeps magenta from being chosen."""
    plain = swatch((10, 10, 10), (240, 240, 240))
    magenta, blue, green = (
        swatch(c) for c in [(255, 0, 255), (0, 0, 255), (0, 255, 0)]
    )
    chosen = choose_matte([plain, magenta, blue, green])

    assert chosen.clear > 0.2
    assert choose_matte([plain]).colour != chosen.colour


def test_the_order_of_the_pictures_does_not_matter() -> None:
    """The same art gives the same matte, and so the same request."""
    rng = np.random.default_rng(5)
    images = [rng.integers(0, 256, (9, 9, 4), dtype=np.uint8) for _ in range(3)]

    assert choose_matte(images) == choose_matte(images[::-1])


def test_art_of_all_colours_is_called_ambiguous() -> None:
    """No matte is far from everything, and that is said."""
    steps = [0, 64, 128, 192, 255]
    every = [(r, g, b) for r in steps for g in steps for b in steps]

    assert choose_matte([swatch(*every)]).ambiguous


def test_invisible_pixels_do_not_count() -> None:
    """Nothing visible leaves every colour free."""
    hidden = np.zeros((2, 2, 4), dtype=np.uint8)
    hidden[..., 0] = 255
    hidden[..., 3] = 127

    assert choose_matte([hidden]).clear == 1.0
    assert choose_matte([]).colour == FAR_MAGENTA


def test_main_colours_are_the_common_ones() -> None:
    """Rare shades are dropped into their neighbours first."""
    ramp = [(200, v, 0) for v in range(256)]
    image = swatch(*ramp, *[(0, 0, 255)] * 50, *[(200, 100, 0)] * 50)
    kept = {tuple(c) for c in main_colours([image], 8).tolist()}

    assert len(kept) <= 8
    assert {(0, 0, 255), (200, 100, 0)} <= kept


def test_the_choice_is_pinned() -> None:
    """It is part of what is asked of the service: it may not change by itself."""
    skin = swatch((20, 12, 28), (208, 170, 153), (109, 170, 44), (133, 149, 161))

    assert choose_matte([skin]).colour == (0, 0, 255)
