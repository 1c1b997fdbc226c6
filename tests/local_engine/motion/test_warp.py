from __future__ import annotations

import numpy as np
import pytest

from pixelengine_import.local_engine.motion.warp import nodes, warp, words


def noise(h: int, w: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    dice = np.random.Generator(np.random.PCG64(1))
    return dice.integers(0, 256, (h, w, 4), dtype=np.uint8)


@pytest.mark.parametrize("size", [(1, 1), (7, 9), (8, 8), (33, 50)])
def test_no_shift_gives_the_picture_back(size: tuple[int, int]) -> None:
    """At rest every pixel is its own."""
    picture = noise(*size)
    still = np.zeros_like(nodes(size[1], size[0])[0])

    assert np.array_equal(warp(words(picture), still, still, None), picture)


def test_a_whole_shift_moves_pixels_and_shows_the_outside() -> None:
    """A pixel shows what lies at its shifted place; beyond the edge, the outside."""
    picture = noise(20, 30)
    x, y = nodes(30, 20)
    out = warp(words(picture), x * 0 + 3, y * 0 - 2, 0x04030201)

    assert np.array_equal(out[2:, :-3], picture[:-2, 3:])
    assert out[0, 5].tolist() == [1, 2, 3, 4]
    assert out[10, 29].tolist() == [1, 2, 3, 4]


def test_half_a_pixel_mixes_two_evenly() -> None:
    """Between two pixels lies their mean, in every channel."""
    picture = np.zeros((8, 8, 4), np.uint8)
    picture[:, 4:] = (200, 100, 50, 255)
    x, y = nodes(8, 8)
    out = warp(words(picture), x * 0 + 0.5, y * 0, None)

    assert out[3, 3].tolist() == [100, 50, 25, 128]


def test_equal_pixels_stay_exact_under_any_warp() -> None:
    """Mixing a colour with itself gives that colour."""
    picture = np.full((40, 40, 4), (13, 77, 101, 255), np.uint8)
    x, y = nodes(40, 40)
    out = warp(words(picture), np.sin(x) * 5, np.cos(y) * 7, None)

    assert np.array_equal(out, picture)
