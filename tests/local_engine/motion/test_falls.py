"""Blows taken and death."""

from __future__ import annotations

import numpy as np
import pytest

from .drawing import COAT, STEEL, blob, canvas, islands, knight, play, silhouettes
from .figures import cat, lady, walker


def wide(image: np.ndarray) -> np.ndarray:
    side = max(image.shape[:2]) // 2
    return np.pad(image, ((8, 2), (side, side), (0, 0)))


def boxes(masks: np.ndarray) -> list[tuple[int, int]]:
    """Return width and height of each silhouette."""
    spans = [np.nonzero(m) for m in masks]
    return [(int(np.ptp(x)) + 1, int(np.ptp(y)) + 1) for y, x in spans]


@pytest.mark.parametrize("draw", [knight, walker, lady])
def test_who_stands_upright_falls_over(draw: object) -> None:
    """In the end the figure is wider than high, and lies on the ground."""
    assert callable(draw)
    masks = silhouettes(play(wide(draw()), "dies"))
    rows = [np.flatnonzero(m.any(1)) for m in masks]
    w, h = boxes(masks)[-1]

    assert w > h
    assert int(rows[-1][-1]) == int(rows[0][-1])


def test_a_falling_body_stays_on_the_ground() -> None:
    """It neither hovers nor sinks while it turns."""
    for draw in (knight, walker, lady):
        masks = silhouettes(play(wide(draw()), "dies", frames=16))
        lowest = [int(np.flatnonzero(m.any(1))[-1]) for m in masks]
        assert all(abs(row - lowest[0]) <= 1 for row in lowest)


def test_an_animal_drops_on_its_belly_and_keeps_its_trunk() -> None:
    """Its legs give way; three fifths of the trunk's height stay, and its colours."""
    image = wide(cat())
    clip = play(image, "dies")
    heights = [h for _, h in boxes(silhouettes(clip))]
    trunk = 20  # From the top of the head to the belly.

    assert 0.6 * trunk <= heights[-1] <= 0.75 * heights[0]
    fur = (clip.frames[-1, ..., :3] == (150, 96, 60)).all(-1)
    assert int(fur.sum()) > 0.6 * int((image == (150, 96, 60, 255)).all(-1).sum())


def test_an_animal_sinks_its_head_last() -> None:
    """The head goes on sinking when the back has come to rest."""
    masks = silhouettes(play(wide(cat()), "dies", frames=16))
    x0 = int(np.flatnonzero(masks[0].any(0))[0])
    back = [int(np.flatnonzero(m[:, x0 + 8])[0]) for m in masks]
    head = [int(np.flatnonzero(m[:, x0 + 33])[0]) for m in masks]

    assert back[12] == back[-1]
    assert head[-1] > head[9]


def test_a_blob_runs_out_into_a_puddle() -> None:
    """It ends lower and wider, in one part."""
    masks = silhouettes(play(wide(blob()), "dies"))
    (w0, h0), (w, h) = boxes(masks)[0], boxes(masks)[-1]

    assert w > w0
    assert h < 0.6 * h0
    assert len(islands(masks[-1])) == 1


@pytest.mark.parametrize("draw", [knight, walker, cat, blob])
def test_two_frames_are_enough_to_die(draw: object) -> None:
    """The second of two frames shows the end."""
    assert callable(draw)
    two = play(wide(draw()), "dies", frames=2).frames
    many = play(wide(draw()), "dies", frames=8).frames

    assert np.array_equal(two[1], many[-1])


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_blow_throws_back(side: str) -> None:
    """Against the own facing, with a flash in one frame."""
    image = wide(knight())
    clip = play(image, f"hurt, facing {side}")
    centres = [float(np.nonzero(m)[1].mean()) for m in silhouettes(clip)]
    far = max(centres, key=lambda c: abs(c - centres[0])) - centres[0]

    assert far * (1 if side == "left" else -1) >= 1


def test_what_cannot_spread_on_the_ground_rolls_over() -> None:
    """A fish ends belly up: its pale belly is above its back."""
    image = canvas(48, 40)
    y, x = np.mgrid[:40, :48]
    inside = abs(x - 22) + abs(y - 22) * 1.5 < 16
    image[inside] = COAT
    image[inside & (y > 23)] = STEEL
    image[18:27, 36:42] = COAT
    last = play(wide(image), "dies").frames[-1, ..., :3]
    belly = np.nonzero((last == STEEL[:3]).all(-1))[0].mean()
    back = np.nonzero((last == COAT[:3]).all(-1))[0].mean()

    assert belly < back
