from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pixelengine_import.local_engine.motion.render import Small, clean, render, sample
from pixelengine_import.local_engine.motion.sprite import (
    Sprite,
    find_details,
    scale3x,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.grid import Indices

pictures = st.tuples(st.integers(1, 12), st.integers(1, 12)).flatmap(
    lambda size: arrays(np.int32, size, elements=st.integers(-1, 3))
)


@settings(max_examples=60)
@given(pictures)
def test_the_middle_of_each_enlarged_pixel_is_the_pixel(picture: Indices) -> None:
    """Scale3x smooths around the source and never loses it, nor adds a colour."""
    large = scale3x(picture)

    assert np.array_equal(large[1::3, 1::3], picture)
    assert set(np.unique(large)) <= set(np.unique(picture))


@settings(max_examples=60)
@given(pictures)
def test_a_sprite_that_does_not_move_is_drawn_as_it_is(picture: Indices) -> None:
    """Rendering at rest gives the subject back."""
    sprite = Sprite.of(picture)

    assert np.array_equal(render(sprite, sprite.x, sprite.y), picture)


@settings(max_examples=40)
@given(pictures, st.integers(-3, 3), st.integers(-3, 3))
def test_a_whole_pixel_move_is_exact(picture: Indices, dx: int, dy: int) -> None:
    """A move by whole pixels shifts the picture and cuts it at the edge."""
    sprite = Sprite.of(picture)
    h, w = picture.shape
    want = np.full((h + 6, w + 6), -1, np.int32)
    want[3 + dy : 3 + dy + h, 3 + dx : 3 + dx + w] = picture

    assert np.array_equal(
        render(sprite, sprite.x + dx, sprite.y + dy), want[3:-3, 3:-3]
    )


def test_nearer_in_depth_hides_what_is_behind() -> None:
    """Of two samples at one place the one with more depth is seen."""
    sprite = Sprite.of(np.asarray([[0, 1]], np.int32))
    x = sprite.x.copy()
    x[sprite.x > 1] -= 1
    left = np.where(sprite.x < 1, 0.6, 0.0)

    assert render(sprite, x, sprite.y, depth=left)[0, 0] == 0
    assert render(sprite, x, sprite.y, depth=0.6 - left)[0, 0] == 1


def test_specks_are_dropped_and_pinholes_filled() -> None:
    """What the source did not have is cleaned away, what it had stays."""
    picture = np.full((12, 12), -1, np.int32)
    picture[2:9, 2:9] = 1
    picture[5, 5] = -1
    picture[11, 11] = 2
    cleaned = clean(picture, Small(specks=0, pinholes=0))

    assert cleaned[5, 5] == 1
    assert cleaned[11, 11] == -1
    assert np.array_equal(clean(picture, Small(specks=1, pinholes=1)), picture)


def test_eyes_are_details_and_outlines_are_not() -> None:
    """Islands inside the silhouette are found; what touches its rim is not."""
    picture = np.full((16, 16), 0, np.int32)
    picture[0, :] = picture[:, 0] = 2
    picture[6, 5] = picture[6, 10] = 1
    details = find_details(picture)

    assert set(zip(*np.nonzero(details.mask), strict=True)) == {(6, 5), (6, 10)}


def test_sampling_beyond_the_edge_repeats_it() -> None:
    """Backward look-ups are clamped to the picture."""
    picture = np.asarray([[1, 2], [3, 4]], np.int32)
    x = np.asarray([[-5.0, 9.0]])
    y = np.asarray([[0.5, 7.0]])

    assert sample(picture, x, y).tolist() == [[1, 4]]
