"""What of a body can swing, and how it swings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from pixelengine_import.local_engine.drawing import draw_picture
from pixelengine_import.local_engine.motion import Palette
from pixelengine_import.local_engine.motion.body import Body
from pixelengine_import.local_engine.motion.cutouts import Cutouts
from pixelengine_import.local_engine.motion.shift import Swing

from .drawing import DARK, SKIN, STEEL, blob, canvas, coin, islands, knight, quiet

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Pixels


SAMPLE = Path(__file__).resolve().parents[3] / "sample_project" / "art"


def body_of(image: Pixels) -> Body:
    return Body.of(image[..., 3] > 0, None, image[..., :3])


def drawn(prompt: str, size: int = 32) -> Pixels:
    words = f"{size}x{size} {prompt}"
    return draw_picture(words, seed=1, palette=Palette(24), work=quiet()).image


def beast() -> Pixels:
    """Return an animal of 40 x 28 that looks to the right, its tail behind."""
    image = canvas(40, 28)
    image[12:20, 10:30] = SKIN
    image[6:14, 28:36] = SKIN
    image[8, 33] = DARK
    for x in (11, 15, 23, 27):
        image[20:26, x : x + 2] = SKIN
    image[13:15, 2:10] = SKIN
    return image


def large(image: Pixels, times: int) -> Pixels:
    return image.repeat(times, 0).repeat(times, 1)


@pytest.mark.parametrize("times", [1, 2, 4, 8])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_sword_is_found_in_any_size_and_on_either_side(
    times: int, *, mirrored: bool
) -> None:
    """Its root is where it meets the trunk, its tip its far end."""
    image = knight()[:, ::-1] if mirrored else knight()
    limb = body_of(large(image, times)).limbs[0]
    root, tip = (12, 5) if mirrored else (20, 27)

    assert limb.kind == "arm"
    assert limb.side == (-1 if mirrored else 1)
    assert abs(limb.root[0] / times - root) <= 2
    assert abs(limb.tip[0] / times - tip) <= 1.5
    assert abs(limb.root[1] / times - 17) <= 2


@pytest.mark.parametrize("image", [blob(), coin()])
def test_round_things_have_no_limbs(image: Pixels) -> None:
    assert body_of(image).limbs == ()


def test_a_tail_lies_behind_an_animal() -> None:
    body = body_of(beast())
    other = body_of(np.ascontiguousarray(beast()[:, ::-1]))

    assert body.wide
    assert (body.front, other.front) == (1, -1)
    assert [(limb.kind, limb.side) for limb in body.limbs] == [("tail", -1)]
    assert [(limb.kind, limb.side) for limb in other.limbs] == [("tail", 1)]


@pytest.mark.parametrize("noun", ["bat", "butterfly", "owl"])
def test_wings_come_in_pairs_when_seen_from_the_front(noun: str) -> None:
    wings = [limb for limb in body_of(drawn(noun)).limbs if limb.kind == "wing"]

    assert sorted(limb.side for limb in wings) == [-1, 1]


def test_wings_are_a_pair_when_one_of_them_is_in_shadow() -> None:
    """Light from the left makes their patches of one colour unlike in size."""
    image = np.asarray(Image.open(SAMPLE / "bat.png").convert("RGBA"))
    wings = [limb for limb in body_of(image).limbs if limb.kind == "wing"]

    assert sorted(limb.side for limb in wings) == [-1, 1]


@pytest.mark.parametrize("noun", ["bird", "dragon"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_bird_seen_from_the_side_has_a_wing_towards_its_tail(
    noun: str, side: str
) -> None:
    body = body_of(drawn(f"{noun} facing {side}"))
    wings = [limb for limb in body.limbs if limb.kind == "wing"]

    assert [limb.side for limb in wings] == [-body.front]


@pytest.mark.parametrize("noun", ["dog", "wolf", "horse", "bear"])
def test_what_goes_on_four_legs_has_no_wings(noun: str) -> None:
    limbs = body_of(drawn(f"{noun} facing right")).limbs

    assert [limb.kind for limb in limbs if limb.kind == "wing"] == []


FACING = (
    "wolf fox cat horse unicorn cow bear lion mouse elephant camel dragon bird chicken "
    "duck crow eagle parrot penguin flamingo knight barbarian viking samurai pirate"
)


@pytest.mark.parametrize("size", [32, 64])
def test_most_drawn_things_are_told_to_look_where_they_look(size: int) -> None:
    """Of 25 nouns on both sides, at most one in eight is told wrongly."""
    wrong = [
        (noun, side)
        for noun in FACING.split()
        for name, side in (("left", -1), ("right", 1))
        if body_of(drawn(f"{noun} facing {name}", size)).front == -side
    ]

    assert len(wrong) <= 6


@pytest.mark.parametrize("turn", [-0.4, -0.2, 0.1, 0.3])
@pytest.mark.parametrize("scale", [0.6, 1.0, 1.3])
def test_the_way_back_of_a_swing_leads_from_the_tip_to_the_tip(
    turn: float, scale: float
) -> None:
    limb = body_of(knight()).limbs[0]
    swing = Swing(0, turn, bend=0.05, scale=scale, move=(1.0, -2.0))
    x, y = swing.tip(limb)
    back = swing.undo(limb, np.asarray([x]), np.asarray([y]), (0.0, 0.0))

    # Directions are known to a millionth turn.
    assert abs(back[0][0] - limb.tip[0]) <= 1e-4
    assert abs(back[1][0] - limb.tip[1]) <= 1e-4


@pytest.mark.parametrize("turn", [k / 16 for k in range(-8, 9)])
def test_a_limb_stays_in_one_piece_with_its_body_at_any_angle(turn: float) -> None:
    """No new island, no hole: where the limb was, the trunk is whole."""
    image = knight()
    body = body_of(image)
    subject = np.where(image[..., 3] > 0, image[..., 0].astype(np.int32), -1).astype(
        np.int32
    )
    cut = Cutouts.of(subject, body, (0,), None)
    picture = cut.put(cut.base, Swing(0, turn), (0.0, 0.0), (0, 0))

    assert len(islands(picture >= 0)) == 1
    assert bool((picture[14:23, 12:19] >= 0).all())


def test_what_a_limb_covered_is_filled_in_from_around() -> None:
    """A blade before the trunk leaves no hole when it is drawn away."""
    image = knight()
    image[15:22, 18] = STEEL
    body = body_of(image)
    subject = np.where(image[..., 3] > 0, image[..., 0].astype(np.int32), -1).astype(
        np.int32
    )
    gone = Cutouts.of(subject, body, tuple(range(len(body.limbs))), None).base

    assert bool((gone[15:22, 12:18] >= 0).all())
    assert set(np.unique(gone)) <= set(np.unique(subject))
