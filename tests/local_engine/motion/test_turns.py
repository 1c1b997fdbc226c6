"""Coins turn as discs; characters in poses, never as thin as a card."""

from __future__ import annotations

import itertools

import numpy as np

from .drawing import blob, changed, coin, flat, knight, play, silhouettes
from .figures import cat, walker


def widths(masks: np.ndarray) -> list[int]:
    return [int(np.ptp(np.nonzero(m)[1])) + 1 for m in masks]


def test_a_character_never_becomes_a_card() -> None:
    """While a coin is thin at a quarter turn, a figure keeps half its width."""
    for prompt in ("spin", "turns around", "twirling", "looks back"):
        for image in (walker(), knight(), cat(), blob()):
            seen = widths(silhouettes(play(image, prompt)))
            assert min(seen) >= 0.5 * seen[0]
    seen = widths(silhouettes(play(coin(), "spin")))
    assert min(seen) < 0.4 * seen[0]


def test_who_turns_round_looks_the_other_way() -> None:
    """Half-way, the silhouette is the mirror image of the source, a little moved."""
    image = np.pad(knight(), ((4, 2), (4, 4), (0, 0)))
    masks = silhouettes(play(image, "turns around"))
    mirrored = masks[0][:, ::-1]
    shifts = [
        int((np.roll(mirrored, (dy, dx), (0, 1)) ^ masks[4]).sum())
        for dx in range(-8, 9)
        for dy in (-2, -1, 0, 1, 2)
    ]

    assert min(shifts) <= 0.12 * int(masks[0].sum())
    assert int((masks[0] ^ masks[4]).sum()) > 2 * min(shifts)


def test_a_turn_and_a_spin_come_back() -> None:
    """Frame 0 is the source, and the last frame is a step away from it."""
    for prompt in ("turns around", "spin"):
        frames = play(walker(), prompt, frames=12).frames
        steps = [changed(a, b) for a, b in itertools.pairwise(frames)]
        assert np.array_equal(frames[0], flat(walker()))
        assert changed(frames[-1], frames[0]) <= 1.2 * max(steps)


def test_features_go_ahead_of_a_turn() -> None:
    """The eyes are nearer the side to which a head turns than before."""
    image = np.pad(walker(), ((4, 2), (4, 4), (0, 0)))
    dark = (28, 24, 36)
    frame = play(image, "spins to the right").frames[1]
    eyes = np.nonzero((frame[..., :3] == dark).all(-1))[1].mean()
    box = np.nonzero((frame[15:20, :, :3] != (255, 0, 255)).any(-1))[1]
    first = flat(image)
    before = np.nonzero((first[..., :3] == dark).all(-1))[1].mean()
    rest = np.nonzero((first[15:20, :, :3] != (255, 0, 255)).any(-1))[1]

    ahead = (eyes - box.min()) / (box.max() - box.min())
    assert ahead > (before - rest.min()) / (rest.max() - rest.min())


def test_a_long_clip_has_room_for_a_second_turn() -> None:
    """With sixteen frames a figure is mirrored twice."""
    frames = play(knight(), "spin", frames=16).frames

    assert changed(frames[8], frames[0]) < changed(frames[4], frames[0]) / 2
