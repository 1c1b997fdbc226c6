"""The light of blows and spells: shapes that read as light, and hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pixelengine_import.local_engine.motion.effects import inside
from pixelengine_import.local_engine.motion.programs.sparks import (
    burst,
    flying,
    orb,
    streak,
    sweep,
)
from pixelengine_import.local_engine.motion.shift import Dab, Style

from .drawing import blob, canvas, coin, islands, knight, play, silhouettes
from .test_limbs import body_of, drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion import Pixels
    from pixelengine_import.local_engine.motion.shift import Arc

RIGHT = Style(1, 1.0, 0.0, whole=True)
LEFT = Style(-1, 1.0, 0.0, whole=True)


def painted(effects: Sequence[Dab | Arc], size: int = 64) -> NDArray[np.bool_]:
    row, col = np.mgrid[:size, :size] + 0.5
    seen = np.zeros((size, size), bool)
    for effect in effects:
        seen |= inside(effect, col, row) >= 0
    return seen


def boxed(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    ys, xs = np.nonzero(mask)
    return mask[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]


def tall(image: Pixels, times: int) -> Pixels:
    return image.repeat(times, 0).repeat(times, 1)


@pytest.mark.parametrize("radius", [1.0 + k / 8 for k in range(40)])
def test_an_orb_is_never_a_square(radius: float) -> None:
    """Its corners are free, at any size and wherever it lies within a pixel."""
    for off in (0.0, 0.3, 0.77):
        mask = boxed(painted(orb(RIGHT, (30 + off, 31 - off), radius, 1.0, odd=False)))

        assert mask.shape[0] == mask.shape[1] >= 3
        assert not mask[[0, 0, -1, -1], [0, -1, 0, -1]].any()
        assert (mask == mask[::-1]).all()
        assert (mask == mask.T).all()


@pytest.mark.parametrize("radius", range(2, 12))
def test_a_star_has_four_points_of_a_pixel(radius: int) -> None:
    mask = boxed(painted([Dab(32.5, 32.5, radius + 0.25, star=True)]))

    assert mask.shape == (2 * radius + 1, 2 * radius + 1)
    assert mask.sum(0)[[0, -1]].tolist() == [1, 1]
    assert mask.sum(1)[[0, -1]].tolist() == [1, 1]
    assert mask[radius].all()
    assert mask[:, radius].all()
    assert 3 * mask.sum() < 2 * mask.size
    assert len(islands(mask)) == 1


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("style", [LEFT, RIGHT], ids=["left", "right"])
@pytest.mark.parametrize("power", [1.0, 0.6])
@pytest.mark.parametrize("mark", [burst, streak, sweep])
def test_the_light_of_a_blow_is_one_piece_and_lies_ahead(
    mark: object, power: float, style: Style, times: int
) -> None:
    assert callable(mark)
    body = body_of(np.pad(tall(blob(), times), ((0, 0), (20, 60), (0, 0))))
    at = (32.0, 32.0)
    mask = painted(mark(body, style, at, power))
    columns = np.nonzero(mask)[1]

    assert len(islands(mask)) == 1
    assert mask.sum() > 3
    assert (columns.max() + 1 - 32 if style.side > 0 else 32 - columns.min()) >= 2


@pytest.mark.parametrize("style", [LEFT, RIGHT], ids=["left", "right"])
def test_a_sweep_at_the_edge_of_the_picture_keeps_inside(style: Style) -> None:
    image = canvas(24, 24)
    image[4:22, 1:23] = (90, 200, 120, 255)
    body = body_of(image)
    at = (22.0 if style.side > 0 else 2.0, 13.0)
    columns = np.nonzero(painted(sweep(body, style, at, 1.0)))[1]

    assert columns.min() >= 0
    assert columns.max() < 24


def test_what_flies_off_goes_on_and_leaves_the_picture() -> None:
    body = body_of(np.pad(blob(), ((0, 0), (0, 40), (0, 0))))
    heads = [
        max(
            (dab.x for dab in flying(body, RIGHT, (20.0, 12.0), 2.3, k / 10)),
            default=None,
        )
        for k in range(11)
    ]
    seen = [x for x in heads if x is not None]

    assert len(seen) >= 3
    assert seen == sorted(set(seen))
    assert heads[-1] is None


@pytest.mark.parametrize("verb", ["slashes", "stabs", "punches"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_blow_without_a_weapon_is_seen_where_it_hits(verb: str, side: str) -> None:
    """Beyond what the lunge alone reaches, in one piece or one more, for a moment."""
    image = np.pad(drawn("rogue", 32), ((8, 2), (16, 16), (0, 0)))
    clip = play(image, f"{verb} to the {side}")
    lightest = np.asarray(max(map(tuple, image[image[..., 3] > 0].tolist()), key=sum))
    counts = [int((frame == lightest).all(-1).sum()) for frame in clip.frames]

    assert max(counts[3:5]) >= counts[0] + 5
    assert counts[-1] <= counts[0] + 2
    assert all(len(islands(mask)) <= 2 for mask in silhouettes(clip))


@pytest.mark.parametrize("size", [16, 32, 64])
def test_a_thing_with_a_handle_is_swung_as_a_whole(size: int) -> None:
    """It turns about its lower end: upright things end level, and keep their size."""
    image = np.pad(drawn("sword", size), ((size, 4), (size, size), (0, 0)))
    masks = silhouettes(play(image, "attacks to the right"))
    spread = [
        (int(np.ptp(np.nonzero(mask)[1])) + 1, int(np.ptp(np.nonzero(mask)[0])) + 1)
        for mask in masks
    ]

    assert spread[4][0] > 1.1 * spread[0][0]
    assert spread[4][1] < spread[0][1]
    assert abs(int(masks[5].sum()) / int(masks[0].sum()) - 1) < 0.1


def test_a_body_is_not_lit_up_by_its_own_spell() -> None:
    """At most one in six of its colours shines; the rest keeps its own."""
    image = np.pad(knight(), ((8, 2), (8, 24), (0, 0)))
    clip = play(image, "casts a spell")
    skin = [int((frame == frame[0, 0]).all(-1).sum()) for frame in clip.frames]
    own = [
        int((frame == clip.frames[0]).all(-1).sum()) / frame[..., 0].size
        for frame in clip.frames
    ]

    assert min(own) > 0.6
    assert min(skin) > 0


def test_a_round_thing_has_no_handle_to_swing() -> None:
    assert not body_of(coin()).slender
