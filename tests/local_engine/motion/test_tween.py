"""What is drawn between two keys, rule by rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pixelengine_import.local_engine.motion import Key, Pixels
from pixelengine_import.local_engine.motion.mending import joined, mended, thready
from pixelengine_import.local_engine.motion.moved import Moved
from pixelengine_import.local_engine.motion.registration import Look, register
from pixelengine_import.local_engine.motion.sprite import Sprite
from pixelengine_import.local_engine.motion.tween import _still

from .drawing import (
    COAT,
    MATTE,
    STEEL,
    canvas,
    changed,
    colours,
    flat,
    join,
    knight,
    silhouettes,
)

GROUND = (*MATTE, 255)
EMBER = (250, 210, 90, 255)
TABLE = np.asarray([[230, 90, 30], [250, 210, 90], [40, 40, 60]], np.uint8)


def alone(frame: Pixels) -> int:
    """Count the pixels of a subject without a neighbour of their colour."""
    h, w = frame.shape[:2]
    wide = np.pad(frame.astype(np.int16), ((1, 1), (1, 1), (0, 0)), constant_values=-1)
    friend = np.zeros((h, w), bool)
    for dy in range(3):
        for dx in range(3):
            if (dy, dx) != (1, 1):
                friend |= (wide[dy : dy + h, dx : dx + w] == frame).all(-1)
    return int((~friend & (frame != GROUND).any(-1)).sum())


def orb(radius: int) -> Pixels:
    """Return a round spark of 48 x 48, darker at its rim."""
    image = canvas(48, 48)
    y, x = np.mgrid[:48, :48]
    far = (x - 23.5) ** 2 + (y - 23.5) ** 2
    image[far < radius**2] = (230, 90, 30, 255)
    image[far < (radius - 2) ** 2] = EMBER
    return image


def serpent(body: tuple[int, ...], *, turns: int = 4) -> Pixels:
    """Return a winding drawing of 32 x 32: a body of some colour, a red head."""
    image = canvas(32, 32)
    for k, y in enumerate(range(8, 8 + 6 * turns, 6)):
        image[y : y + 4, 3:29] = body
        side = 25 if k % 2 == 0 else 3
        image[y : y + 8, side : side + 4] = (160, 220, 110, 255)
    image[8:12, 3:7] = (200, 40, 40, 255)
    return image


def test_an_arm_that_crosses_the_body_is_seen_on_its_way() -> None:
    """What both keys show alike does not hide what passes over it in between."""
    a, b = canvas(48, 40), canvas(48, 40)
    for image in (a, b):
        image[4:36, 8:40] = COAT
    a[14:24, 9:17] = b[14:24, 19:27] = STEEL
    clip = join([Key(0, a), Key(2, b)], 3)
    steel = (clip.frames[1] == STEEL).all(-1)

    assert int(steel.sum()) >= 72
    assert float(np.nonzero(steel)[1].mean()) == pytest.approx(17.5, abs=1.5)


def test_shading_is_carried_by_whole_pixels() -> None:
    """A chequered square that moves as a whole stays chequered."""
    y, x = np.mgrid[:16, :16]
    a, b = canvas(40, 32), canvas(40, 32)
    chequer = np.where(((x + y) % 2 > 0)[..., None], COAT, STEEL).astype(np.uint8)
    a[8:24, 8:24] = b[8:24, 11:27] = chequer
    frame = join([Key(0, a), Key(3, b)], 4).frames[1]

    assert np.array_equal(frame, np.roll(flat(a), 1, axis=1))


def test_swapped_keys_play_the_clip_backwards() -> None:
    """But for the very middle, where either key may be the one that is drawn."""
    a, b = knight(), knight(arm=6, lift=2)
    there = join([Key(0, a), Key(5, b)], 6).frames
    back = join([Key(0, b), Key(5, a)], 6).frames[::-1]
    away = [changed(p, q) for p, q in zip(there, back, strict=True)]

    assert max(away) <= 8


def test_what_both_keys_show_with_all_around_it_is_held() -> None:
    """Clear ground too: a window stays open, a gap between legs stays a gap."""
    a = np.full((8, 12), -1, np.int32)
    a[1:7, 1:11] = 0
    a[2:6, 2:7] = -1
    b = a.copy()
    b[1:7, 9] = 1
    held = _still(a, b)

    assert bool(held[:, :8].all())
    assert not held[1:7, 8:11].any()


def test_what_passes_is_known_by_where_it_lands() -> None:
    """Parts that went further than a pixel and a half are not held back there."""
    subject = np.full((20, 40), -1, np.int32)
    subject[4:16, 4:16] = 0
    look = Look.of(subject, TABLE)
    moved = {}
    for far in (1.0, 9.0):
        flow = register(look, look)
        flow = replace(flow, nodes=flow.nodes + np.array([far, 0.0]))
        moved[far] = Moved.of(Sprite.of(subject), flow, 1.0, rigid=False)

    assert not moved[1.0].passing.any()
    assert np.array_equal(moved[9.0].passing, np.roll(subject >= 0, 9, axis=1))
    assert np.array_equal(moved[9.0].picture, np.roll(subject, 9, axis=1))


def test_pixels_that_came_off_take_the_colour_of_most_around_them() -> None:
    """Colours that stand alone in a key may; what touches nothing is left to others."""
    picture = np.full((9, 9), -1, np.int32)
    picture[2:7, 2:7] = 0
    picture[3, 3], picture[5, 5] = 1, 2
    picture[8, 8] = 3
    out = joined(picture, np.array([2], np.int32))

    assert (out[3, 3], out[5, 5], out[8, 8]) == (0, 2, 3)
    assert int((out != picture).sum()) == 1


@pytest.mark.parametrize("lift", [0, 1, 2])
@pytest.mark.parametrize("arm", [3, 5, 8])
def test_no_pixel_comes_off_its_colour(arm: int, lift: int) -> None:
    """What stands alone in neither key stands alone in no frame between them."""
    a, b = knight(), knight(arm=arm, lift=lift)
    frames = join([Key(0, a), Key(6, b)], 7).frames

    assert alone(frames[0]) == alone(frames[6]) == 0
    assert [alone(frame) for frame in frames[1:6]] == [0] * 5


def test_a_spark_that_is_one_pixel_in_a_key_may_be_one() -> None:
    """A glint is not taken for a pixel that came off."""
    a, b = canvas(40, 32), canvas(40, 32)
    a[8:24, 8:24] = b[8:24, 11:27] = COAT
    a[12, 12] = b[12, 15] = STEEL
    for frame in join([Key(0, a), Key(3, b)], 4).frames:
        assert int((frame == STEEL).all(-1).sum()) == 1


def test_like_drawings_go_the_whole_way() -> None:
    """Distrust begins where two drawings differ, not where one moved far."""
    a, b = canvas(48, 40), canvas(48, 40)
    a[6:38, 2:34], b[6:38, 12:44] = knight(), knight()
    masks = silhouettes(join([Key(0, a), Key(2, b)], 3))
    centre = [float(np.nonzero(mask)[1].mean()) for mask in masks]

    assert centre[1] == pytest.approx((centre[0] + centre[2]) / 2, abs=1.0)


@pytest.mark.parametrize("turns", [2, 4])
def test_drawings_without_a_common_colour_are_switched(turns: int) -> None:
    """Up to the middle the first one is shown, then the second one: each is whole."""
    a, b = knight(), serpent((60, 150, 70, 255), turns=turns)
    frames = join([Key(0, a), Key(6, b)], 7).frames
    masks = (frames != GROUND).any(-1)

    assert colours(frames[:1]) & colours(frames[6:]) == {GROUND}
    for frame, mask in zip(frames[:3], masks[:3], strict=True):
        assert np.array_equal(frame[mask], frames[0][masks[0]])
    for frame, mask in zip(frames[3:], masks[3:], strict=True):
        assert np.array_equal(frame[mask], frames[6][masks[6]])


def test_drawings_that_are_switched_are_not_dead() -> None:
    """They lean by a pixel towards each other, and not over the edge of the canvas."""
    a, b = canvas(24, 24), canvas(24, 24)
    a[12:24, 2:10], b[2:12, 14:24] = COAT, EMBER
    frames = join([Key(0, a), Key(4, b)], 5).frames
    area = [int((frame != GROUND).any(-1).sum()) for frame in frames]

    assert area == [96, 96, 100, 100, 100]
    for key, frame in ((frames[0], frames[1]), (frames[4], frames[3])):
        before, after = (
            np.argwhere((each != GROUND).any(-1)).mean(0) for each in (key, frame)
        )
        assert 1 <= np.abs(after - before).max() < 1.5


def test_a_spark_does_not_swell_into_an_explosion() -> None:
    """Four times the area is another drawing: the spark stays one, then it bursts."""
    frames = join([Key(0, orb(5)), Key(6, orb(20))], 7).frames
    area = [int((frame != GROUND).any(-1).sum()) for frame in frames]

    assert area[6] > 4 * area[0]
    assert area == [area[0]] * 3 + [area[6]] * 4


@pytest.mark.parametrize("large", [12, 14, 16])
def test_an_effect_that_grows_is_one_moment_or_the_other(large: int) -> None:
    """No ring is seen inside a ring: the nearer moment is shown, leaning."""
    frames = join([Key(0, orb(9)), Key(6, orb(large))], 7).frames
    for frame in frames:
        row = frame[24]
        runs = 1 + int((row[1:] != row[:-1]).any(-1).sum())
        assert runs == 5  # ground, rim, ember, rim, ground


def ring(radius: float, thick: float) -> Pixels:
    """Return a ring of 48 x 48 of one colour."""
    image = canvas(48, 48)
    y, x = np.mgrid[:48, :48]
    far = np.hypot(x - 23.5, y - 23.5)
    image[(far < radius) & (far >= radius - thick)] = EMBER
    return image


@pytest.mark.parametrize("frames", [3, 5])
def test_a_thin_drawing_is_not_taken_for_leftovers(frames: int) -> None:
    """A ring that thins out is a ring at every moment."""
    keys = [Key(0, ring(16, 3)), Key(frames - 1, ring(21, 1))]
    drawn = join(keys, frames).frames
    area = [int((frame != GROUND).any(-1).sum()) for frame in drawn]

    assert min(area) > 0.8 * min(area[0], area[-1])
    for frame in drawn:
        solid = (frame != GROUND).any(-1)
        quarters = [solid[:24, :24], solid[:24, 24:], solid[24:, :24], solid[24:, 24:]]
        assert min(int(each.sum()) for each in quarters) > 0.15 * solid.sum()


def test_lines_that_are_the_drawing_stay_and_ends_that_came_off_go() -> None:
    """A rendering of nothing but lines is no leftover; a hair on a body is one."""
    line = np.full((20, 30), -1, np.int32)
    line[10, 2:28] = 0
    body = np.full((20, 30), -1, np.int32)
    body[2:6, 2:28] = 0
    hairy = body.copy()
    hairy[6:12, 14] = 0

    assert thready(line, body)
    assert not thready(hairy, body)
    assert np.array_equal(mended(line, body, unlike=False), line)
    bald = mended(hairy, body, unlike=False)
    assert not (bald[7:] >= 0).any()
    assert np.array_equal(bald[:6], body[:6])


def test_unlike_drawings_are_never_dithered() -> None:
    """Where nothing moves the nearer one is shown, not a mesh of both."""
    a, b = canvas(48, 48), canvas(48, 48)
    a[18:30, 18:30] = EMBER
    b[10:38, 10:38] = EMBER
    b[14:34, 14:34] = 0
    for frame in join([Key(0, a), Key(2, b)], 3).frames:
        assert alone(frame) == 0


@pytest.mark.parametrize("first", ["knight", "serpent"])
def test_tears_of_an_unlike_drawing_take_its_own_colours(first: str) -> None:
    """A gap that opens in one drawing does not show the other one as a crack."""
    pair = {"knight": knight(), "serpent": serpent(COAT, turns=2)}
    a, b = pair.pop(first), *pair.values()
    frames = join([Key(0, a), Key(8, b)], 9).frames
    for frame in frames[1:4]:
        assert colours(frame[None]) <= colours(frames[:1])
    for frame in frames[5:8]:
        assert colours(frame[None]) <= colours(frames[8:])
