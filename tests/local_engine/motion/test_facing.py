"""Which way a body looks, and which things have a handle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pixelengine_import.local_engine.motion.body import Body

from .drawing import DARK, SKIN, blob, canvas, coin, knight
from .figures import cat, lady, walker
from .test_limbs import beast, body_of, drawn

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Pixels

WHITE = (250, 250, 250, 255)


def mirrored(image: Pixels) -> Pixels:
    return np.ascontiguousarray(image[:, ::-1])


def head(*, eyes: tuple[int, int], whites: bool = False) -> Pixels:
    """Return a head of 24 x 24 on a chest, eyes at two columns."""
    image = canvas(24, 24)
    image[3:14, 5:19] = SKIN
    image[14:23, 7:17] = SKIN
    for x in eyes:
        if whites:
            image[7:10, x - 1 : x + 2] = WHITE
        image[7:9, x] = DARK
    return image


@pytest.mark.parametrize(
    ("image", "side"),
    [
        (knight(), 1),
        (beast(), 1),
        (cat(), 1),
        (head(eyes=(13, 16)), 1),
        (head(eyes=(11, 15), whites=True), 1),
    ],
    ids=["sword", "beast", "cat", "eyes", "whites"],
)
def test_a_body_looks_to_where_its_head_its_eyes_and_its_arm_are(
    image: Pixels, side: int
) -> None:
    assert body_of(image).front == side
    assert body_of(mirrored(image)).front == -side


@pytest.mark.parametrize(
    "image",
    [coin(), lady(), walker(), head(eyes=(9, 14))],
    ids=["coin", "lady", "walker", "head"],
)
def test_what_is_its_own_mirror_image_looks_nowhere(image: Pixels) -> None:
    even = image.copy()
    half = image.shape[1] // 2
    even[:, half:] = even[:, :half][:, ::-1]

    assert body_of(even).front == 0


def test_a_highlight_on_one_side_is_no_eye() -> None:
    """Light from the left does not turn a head to the left."""
    lit = head(eyes=(9, 14))
    lit[4:6, 6:8] = WHITE
    plain = head(eyes=(9, 14))

    assert body_of(lit).front == body_of(plain).front


@pytest.mark.parametrize("noun", ["sword", "axe", "spear", "dagger", "hammer", "key"])
@pytest.mark.parametrize("size", [16, 32, 64])
def test_a_thing_with_a_handle_points_to_where_its_upper_end_is(
    noun: str, size: int
) -> None:
    image = drawn(noun, size)
    right = body_of(image)
    left = body_of(mirrored(image))

    assert right.slender
    assert right.limbs == ()
    assert (right.front, left.front) == (1, -1)
    assert right.handle[0] < (right.x0 + right.x1) / 2
    assert right.handle[1] > (right.y0 + right.y1) / 2


@pytest.mark.parametrize(
    "image", [knight(), beast(), cat(), lady(), walker(), blob(), coin()]
)
def test_bodies_have_no_handle(image: Pixels) -> None:
    assert not body_of(image).slender


def test_without_colours_a_silhouette_has_no_limbs() -> None:
    assert Body.of(knight()[..., 3] > 0).limbs == ()


def test_what_shines_in_the_hair_is_no_eye() -> None:
    """A clip at the back of the crown says nothing; the eye in front does."""
    image = head(eyes=(13, 16))
    image[3:12, 5:8] = DARK
    image[5, 6] = WHITE

    assert body_of(image).front == 1
