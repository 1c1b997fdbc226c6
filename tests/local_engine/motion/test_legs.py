"""Legs are told from silhouettes, from gaps above joined feet, and from dark lines."""

from __future__ import annotations

import numpy as np
import pytest

from pixelengine_import.local_engine.motion.legs import find_legs, light_of

from .drawing import COAT, DARK, SKIN, STEEL, blob, canvas, coin, flame, knight
from .figures import cat, chibi, lady, walker


def found(image: np.ndarray) -> list[tuple[int, int]]:
    """Return the columns that each leg covers half-way down."""
    legs = find_legs(image[..., 3] > 0, light_of(image))
    middle = [len(leg.left) // 2 for leg in legs]
    return [
        (int(leg.left[k]), int(leg.right[k]))
        for leg, k in zip(legs, middle, strict=True)
    ]


def test_two_legs_apart_are_two_prongs() -> None:
    """Each leg reaches from where it leaves the trunk to the ground."""
    image = knight()
    legs = find_legs(image[..., 3] > 0)

    assert found(image) == [(11, 14), (17, 20)]
    assert [(leg.root, leg.foot) for leg in legs] == [(23, 30), (23, 30)]


def test_a_dark_line_parts_legs_that_touch() -> None:
    """Small figures have no gap: a line a shade darker is all there is."""
    assert len(found(chibi())) == 2
    image = chibi()
    solid = image[..., 3] > 0
    assert find_legs(solid) == ()


def test_feet_that_touch_below_a_gap_are_two() -> None:
    """The gap is followed down to the ground."""
    image = knight()
    image[28:30, 11:20] = DARK

    assert len(found(image)) == 2


def test_toes_belong_to_their_foot() -> None:
    """A notch of one row under a foot does not cut a toe off."""
    image = canvas(40, 40)
    image[8:24, 12:28] = COAT
    image[24:36, 12:18] = image[24:36, 22:28] = SKIN
    image[35, 14:16] = image[35, 24:26] = 0
    legs = find_legs(image[..., 3] > 0)

    assert [(leg.left[-1], leg.right[-1]) for leg in legs] == [(12, 18), (22, 28)]


def test_a_long_body_stands_on_four_legs() -> None:
    """Prongs at both ends of a long body are a pair of legs each."""
    legs = find_legs(cat()[..., 3] > 0)

    assert len(legs) == 4
    assert legs[1].right[0] == legs[0].right[0] + legs[1].right[0] - legs[1].left[0]


def test_a_staff_that_touches_the_ground_is_no_leg() -> None:
    """It is far thinner and longer than the legs beside it."""
    image = np.pad(walker(), ((0, 0), (0, 10), (0, 0)))
    image[24:29, 40:47] = SKIN
    image[10:60, 46:48] = STEEL

    assert len(found(image)) == 2


@pytest.mark.parametrize("draw", [blob, coin, flame, lady])
def test_what_has_no_legs_has_none(draw: object) -> None:
    """Blobs, things, flames and long skirts."""
    assert callable(draw)
    assert found(draw()) == []


def test_any_noise_is_measured_without_an_error() -> None:
    """Silhouettes of any shape, down to a single pixel."""
    dice = np.random.Generator(np.random.PCG64(3))
    for _ in range(300):
        w, h = (int(v) for v in dice.integers(1, 24, 2))
        solid = dice.integers(0, 3, (h, w)) > 0
        solid[h // 2, w // 2] = True
        light = dice.integers(0, 256, (h, w))
        for leg in find_legs(solid, light):
            assert len(leg.left) == leg.foot - leg.root == leg.length
            assert bool((leg.left < leg.right).all())


def test_a_tail_that_nearly_reaches_the_ground_is_no_leg() -> None:
    """Who stands upright on two feet has two, whatever hangs beside them."""
    image = canvas(40, 44)
    image[6:30, 12:32] = COAT
    image[26:34, 4:12] = COAT
    image[30:39, 4:8] = COAT
    image[30:42, 14:20] = image[30:42, 24:30] = SKIN

    assert found(image) == [(14, 20), (24, 30)]
