"""Walking, running, sneaking, hopping, jumping, dancing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pixelengine_import.local_engine.motion.body import Body
from pixelengine_import.local_engine.motion.programs import PROGRAMS
from pixelengine_import.local_engine.motion.programs.stance import pairs, stand
from pixelengine_import.local_engine.motion.shift import Beat, Style

from .drawing import MATTE, blob, changed, flat, islands, knight, play, silhouettes
from .figures import cat, chibi, lady, walker

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Pixels

WHOLE = Style(side=1, strength=1.0, turn=0.0, whole=True)


def body_of(image: Pixels) -> Body:
    return Body.of(image[..., 3] > 0, rgb=image[..., :3])


def lowest(mask: np.ndarray, left: int, right: int) -> int:
    return int(np.flatnonzero(mask[:, left:right].any(1)).max())


def has_face(frame: Pixels, face: Pixels) -> bool:
    """Tell whether a face is somewhere in a frame, pixel for pixel."""
    h, w = face.shape[:2]
    places = np.lib.stride_tricks.sliding_window_view(frame, face.shape)
    return bool((places.reshape(-1, h * w * 4) == face.ravel()).all(1).any())


@pytest.mark.parametrize("verb", ["walk", "run"])
@pytest.mark.parametrize("draw", [knight, chibi, walker])
def test_feet_are_lifted_in_turn(verb: str, draw: object) -> None:
    """The left foot in the first half of a cycle, the right one in the second."""
    assert callable(draw)
    image = np.pad(draw(), ((6, 2), (4, 4), (0, 0)))
    body = body_of(image)
    masks = silhouettes(play(image, verb))
    middle = int(np.ceil(body.crotch))
    left = [lowest(m, 0, middle) for m in masks]
    right = [lowest(m, middle, image.shape[1]) for m in masks]

    assert left[0] - np.mean(left[1:4]) >= 1
    assert right[0] - np.mean(right[5:8]) >= 1
    assert left[0] - np.mean(left[5:8]) < 1
    assert right[0] - np.mean(right[1:4]) < 1


@pytest.mark.parametrize("verb", ["walk", "run", "jump", "hop", "dance", "sneak"])
@pytest.mark.parametrize("draw", [knight, walker])
def test_a_face_is_never_squashed(verb: str, draw: object) -> None:
    """It is found again, pixel for pixel, in every frame."""
    assert callable(draw)
    image = np.pad(draw(), ((24, 2), (8, 8), (0, 0)))
    at = (24 + 7, 8 + 12, 6, 7) if draw is knight else (24 + 11, 8 + 18, 12, 12)
    y, x, h, w = at
    face = flat(image)[y : y + h, x : x + w]

    for frame in play(image, verb).frames:
        assert has_face(frame, face)


@pytest.mark.parametrize("verb", ["walk", "run", "sneak"])
def test_a_foot_on_the_ground_does_not_slide_up(verb: str) -> None:
    """In every frame, something stands where the feet stood."""
    for image in (walker(), cat(), knight()):
        wide = np.pad(image, ((6, 2), (8, 8), (0, 0)))
        masks = silhouettes(play(wide, verb))
        ground = lowest(masks[0], 0, wide.shape[1])
        assert all(ground - 1 <= lowest(m, 0, wide.shape[1]) <= ground for m in masks)


@pytest.mark.parametrize("side", [-1, 1])
def test_a_knee_bends_ahead(side: int) -> None:
    """When the trunk sinks on long legs, their middle goes to the facing side."""
    image = walker()
    body = body_of(image)
    style = Style(side=side, strength=1.0, turn=0.0, whole=True)
    x, y = np.asarray([20.0, 20.0, 20.0]), np.asarray([40.5, 48.5, 59.5])
    moved = stand(body, style, x, y, trunk=(0.0, 4.0), feet=[(0.0, 0.0)] * 2)

    assert side * moved.dx[1] >= 2
    assert abs(moved.dx[0]) < 1
    assert moved.dx[2] == moved.dy[2] == 0
    assert 0 < moved.dy[1] < 4


def test_legs_of_an_animal_go_in_diagonal_pairs() -> None:
    """A hind leg steps with the fore leg of the other side."""
    assert pairs(body_of(cat())) == (0, 1, 1, 0)
    assert pairs(body_of(walker())) == (0, 1)


def test_a_skirt_has_no_notch() -> None:
    """Between the halves of a hem there is no gap, in no frame."""
    image = np.pad(lady(), ((4, 2), (4, 4), (0, 0)))
    for mask in silhouettes(play(image, "walk")):
        rows = np.flatnonzero(mask.any(1))
        for row in mask[rows[-1] - 14 : rows[-1] - 4]:
            xs = np.flatnonzero(row)
            assert len(xs) == xs[-1] - xs[0] + 1


def test_a_run_is_wider_than_a_walk_and_leans_ahead() -> None:
    """It changes a fifth more of the silhouette; the centre goes to the facing side."""
    for image in (knight(), walker(), cat()):
        wide = np.pad(image, ((8, 2), (8, 8), (0, 0)))
        moves = {}
        for verb in ("walk to the left", "run to the left"):
            masks = silhouettes(play(wide, verb))
            moves[verb[:3]] = np.mean([(m ^ masks[0]).sum() for m in masks[1:]])
            centres = [float(np.nonzero(m)[1].mean()) for m in masks]
        assert moves["run"] >= 1.2 * moves["wal"]
        assert min(centres) < centres[0] - 0.5


def test_a_jump_crouches_flies_and_lands() -> None:
    """Lower first, then well off the ground, then lower again, then at rest."""
    image = np.pad(walker(), ((30, 2), (8, 8), (0, 0)))
    masks = silhouettes(play(image, "jump", frames=12))
    rows = [np.flatnonzero(m.any(1)) for m in masks]
    tall = [int(r[-1] - r[0]) + 1 for r in rows]
    feet = [int(r[-1]) for r in rows]

    assert min(tall[1:4]) <= 0.9 * tall[0]
    assert min(feet) <= feet[0] - 10
    assert min(tall[8:11]) <= 0.93 * tall[0]
    assert feet[-1] == feet[0]


def test_a_hop_of_a_blob_squashes_and_stretches_it() -> None:
    """Its height goes below and above what it was; it leaves the ground."""
    image = np.pad(blob(), ((16, 2), (6, 6), (0, 0)))
    rows = [np.flatnonzero(m.any(1)) for m in silhouettes(play(image, "hop"))]
    tall = [int(r[-1] - r[0]) + 1 for r in rows]

    assert min(tall) < 0.9 * tall[0] < tall[0] < max(tall)
    assert min(int(r[-1]) for r in rows) <= int(rows[0][-1]) - 3


def test_a_dance_goes_to_both_sides() -> None:
    """The hips sway left and right of where they were."""
    image = np.pad(walker(), ((6, 2), (8, 8), (0, 0)))
    masks = silhouettes(play(image, "dancing"))
    hips = [float(np.flatnonzero(m[6 + 36]).mean()) for m in masks]

    assert min(hips) <= hips[0] - 1
    assert max(hips) >= hips[0] + 1


def test_who_sneaks_goes_low() -> None:
    """Half-way, the figure is lower than any walk makes it."""
    image = np.pad(walker(), ((6, 2), (8, 8), (0, 0)))
    low = [int(np.flatnonzero(m.any(1))[0]) for m in silhouettes(play(image, "sneak"))]
    walk = [int(np.flatnonzero(m.any(1))[0]) for m in silhouettes(play(image, "walk"))]

    assert max(low) >= low[0] + 4
    assert max(low) > max(walk)


@pytest.mark.parametrize("verb", ["walk", "run", "sneak", "hop", "jump", "dance"])
@pytest.mark.parametrize("draw", [chibi, walker, lady, cat])
def test_nothing_comes_off(verb: str, draw: object) -> None:
    """At most one part beside the body, and no specks."""
    assert callable(draw)
    image = np.pad(draw(), ((4, 2), (6, 6), (0, 0)))
    for seed in (1, 2):
        clip = play(image, verb, seed=seed)
        for mask in silhouettes(clip):
            sizes = islands(mask)
            assert min(sizes) > 3
            assert len(sizes) <= 2
        assert changed(clip.frames[0], flat(image, MATTE)) == 0


@pytest.mark.parametrize("verb", ["walk", "run", "sneak", "hop", "jump", "dance"])
def test_points_do_not_move_at_rest(verb: str) -> None:
    """Every program gives no shift at frame 0, whole or smooth."""
    for image in (walker(), chibi(), lady(), cat(), blob()):
        body = body_of(image)
        ys, xs = np.nonzero(image[..., 3])
        for style in (WHOLE, Style(-1, 1.1, 0.2, whole=False)):
            at = np.asarray(xs + 0.5, np.float64), np.asarray(ys + 0.5, np.float64)
            shift = PROGRAMS[verb](body, Beat(0, 8), style, *at)
            x, y = at[0] + shift.dx, at[1] + shift.dy
            if shift.pose is not None:
                x, y = shift.pose.apply(x, y)
            assert float(np.abs(x - xs - 0.5).max()) < 1e-9
            assert float(np.abs(y - ys - 0.5).max()) < 1e-9
