"""What light, wind and turning must not do to a body."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from .cast import roomy
from .drawing import (
    COAT,
    DARK,
    SKIN,
    STEEL,
    canvas,
    colours,
    islands,
    play,
    silhouettes,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Pixels

GREY, PALE_GREY, BROWN = (70, 74, 90, 255), (110, 114, 130, 255), (150, 96, 60, 255)
HALF_WIDTH = 0.62


def wolf() -> Pixels:
    """Return a grey animal with brown ears: no grey is a step below brown."""
    image = canvas(40, 28)
    image[10:18, 4:32] = GREY
    image[10:12, 6:30] = PALE_GREY
    image[6:14, 28:37] = GREY
    image[4:7, 29:31] = image[4:7, 34:36] = BROWN
    for x in (6, 11, 24, 29):
        image[18:26, x : x + 3] = GREY
    return image


def lady() -> Pixels:
    """Return a figure in a robe of 18 x 34: taller than wide, with no legs."""
    image = canvas(20, 36)
    image[2:11, 6:14] = SKIN
    image[2:4, 6:14] = BROWN
    for y in range(11, 34):
        half = 3 + (y - 11) // 4
        image[y, 10 - half : 10 + half] = COAT
    return image


def guard() -> Pixels:
    """Return a figure with a broad shield at the left, an axe at the right."""
    image = canvas(48, 48)
    image[6:16, 18:30] = DARK
    image[7:15, 19:29] = SKIN
    image[16:34, 17:31] = DARK
    image[17:33, 18:30] = BROWN
    image[34:46, 18:22] = image[34:46, 26:30] = DARK
    image[18:34, 6:18] = DARK
    image[19:33, 7:17] = (70, 150, 60, 255)
    image[24:26, 31:42] = STEEL
    return image


def pennant() -> Pixels:
    """Return a flag of 24 x 32 on a pole."""
    image = canvas(24, 32)
    image[1:31, 1:3] = BROWN
    image[2:16, 3:22] = (200, 40, 40, 255)
    return image


def smile() -> Pixels:
    """Return a round head with two eyes and a smiling line."""
    image = canvas(28, 28)
    y, x = np.mgrid[:28, :28]
    image[(x - 13.5) ** 2 + (y - 13.5) ** 2 < 150] = (90, 140, 220, 255)
    image[10:12, 8:10] = image[10:12, 18:20] = DARK
    image[16, 11] = image[16, 16] = DARK
    image[17, 12:16] = DARK
    image[18, 13:15] = DARK
    return image


def test_grey_fur_does_not_turn_brown_in_a_glow() -> None:
    """No frame has more brown than the ears; the lit grey grows."""
    frames = play(roomy(wolf()), "glow").frames
    brown = [int((f == BROWN).all(-1).sum()) for f in frames]
    lit = [int((f == PALE_GREY).all(-1).sum()) for f in frames]

    assert max(brown) <= brown[0] + 2
    assert max(lit) >= 2 * lit[0]


def test_a_glint_is_seen_on_what_is_light_only() -> None:
    """The darker half of a thing gets no scratch."""
    image = canvas(24, 32)
    image[4:28, 4:20] = (60, 50, 60, 255)
    image[5:17, 5:19] = (130, 120, 130, 255)
    image[17:27, 5:19] = (100, 90, 100, 255)
    image[6, 6] = (250, 250, 250, 255)
    clip = play(roomy(image), "glint")
    white = (clip.frames == (250, 250, 250, 255)).all(-1)
    light = [
        np.nonzero(spots)[0] - int(np.nonzero(mask)[0].min())
        for spots, mask in zip(white, silhouettes(clip), strict=True)
    ]

    assert max(map(len, light)) > 1
    assert all(int(rows.max()) < 13 for rows in light if len(rows))


def test_a_robe_is_worn_by_somebody_and_never_as_thin_as_a_card() -> None:
    """Spinning and turning keep six tenths of the width."""
    for verb in ("spin", "turn"):
        widths = [
            int(np.ptp(np.nonzero(mask)[1])) + 1
            for mask in silhouettes(play(roomy(lady()), verb))
        ]

        assert min(widths) >= HALF_WIDTH * widths[0]


def test_a_blow_without_a_side_goes_to_where_the_weapon_is() -> None:
    """The shield is the broader part, the axe strikes; a named side is kept."""
    image = roomy(guard())

    def furthest(prompt: str) -> tuple[int, int]:
        columns = [np.nonzero(m)[1] for m in silhouettes(play(image, prompt))]
        rest = columns[0]
        return (
            int(rest.min()) - min(int(c.min()) for c in columns),
            max(int(c.max()) for c in columns) - int(rest.max()),
        )

    left, right = furthest("attack")
    assert right > left
    left, right = furthest("attack to the left")
    assert left > right


def test_rows_of_a_body_slide_by_little_when_it_ripples_or_wavers() -> None:
    """Left ends of neighbouring rows move by at most two pixels against each other."""
    image = roomy(wolf())
    for verb in ("ripple", "flicker"):
        masks = silhouettes(play(image, verb))
        for mask in masks:
            assert len(islands(mask)) == 1
            left = mask[mask.any(1)].argmax(1).astype(int)
            rest = masks[0][masks[0].any(1)].argmax(1).astype(int)
            assert len(left) == len(rest)
            bent = left - rest
            assert max(abs(a - b) for a, b in pairwise(bent)) <= 2


def test_a_tile_ripples_inside_its_box() -> None:
    """Its border stays to the pixel, and no hole is seen in it."""
    image = canvas(32, 32)
    image[4:28, 4:28] = (50, 100, 190, 255)
    image[6:26:4, 6:26] = (120, 180, 240, 255)
    clip = play(image, "ripple")
    masks = silhouettes(clip)

    assert all(np.array_equal(mask, masks[0]) for mask in masks)
    assert len({f.tobytes() for f in clip.frames}) >= 6


def test_a_flag_stays_in_one_piece() -> None:
    """Neighbouring columns of its cloth slide by a pixel at most."""
    for mask in silhouettes(play(roomy(pennant()), "flutters")):
        tops = mask.argmax(0)[mask.any(0)][3:]

        assert len(islands(mask)) == 1
        assert max(abs(int(a) - int(b)) for a, b in pairwise(tops)) <= 1


def test_a_smile_opens_and_does_not_go_out() -> None:
    """No frame has less of a mouth than frame 0, eyes aside; some have more."""
    image = roomy(smile())
    frames = play(image, "talk").frames
    dark = [int((f == DARK).all(-1)[22:].sum()) for f in frames]

    assert max(dark) > dark[0]
    assert min(dark) >= dark[0]
    assert colours(frames) <= colours(frames[:1])
