"""Coming, going, and going to pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pixelengine_import.local_engine.motion import Key, animate

from .drawing import (
    MATTE,
    SPRITES,
    changed,
    flat,
    islands,
    join,
    knight,
    play,
    quiet,
    silhouettes,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


def areas(prompt: str, name: str, frames: int = 8) -> list[int]:
    """Return how many pixels of a sprite are there, frame by frame."""
    clip = play(SPRITES[name](), prompt, frames=frames)
    return [int(mask.sum()) for mask in silhouettes(clip)]


@pytest.mark.parametrize("name", sorted(SPRITES))
def test_what_vanishes_gets_less_to_the_end(name: str) -> None:
    """From the top down, never more than before, and the last frame is empty."""
    seen = areas("vanishes", name)

    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == 0
    assert len(set(seen)) >= 6


@pytest.mark.parametrize("name", sorted(SPRITES))
def test_what_appears_builds_up_to_what_it_is(name: str) -> None:
    """Frame 0 is the picture; then nothing, then more and more, and nearly all."""
    seen = areas("appears", name, frames=12)

    assert seen[1] == 0
    assert seen[1:] == sorted(seen[1:])
    assert seen[-1] >= 0.8 * seen[0]


@pytest.mark.parametrize("verb", ["appear", "vanish"])
def test_the_edge_leaves_no_crumbs(verb: str) -> None:
    """Two parts at most, of more than three pixels each; nothing leaves the outline."""
    clip = play(knight(), verb, frames=16)
    whole = silhouettes(clip)[0]
    for mask in silhouettes(clip):
        sizes = islands(mask)
        assert len(sizes) <= 2
        assert min(sizes, default=9) > 3
        assert not (mask & ~whole).any()


def test_a_teleport_goes_and_comes_back() -> None:
    """Vanished in the middle of the clip, there again at its end."""
    seen = areas("teleports", "knight", frames=12)

    assert seen[5] == 0
    assert seen[6] == 0
    assert seen[-1] >= 0.6 * seen[0]


@pytest.mark.parametrize("name", sorted(SPRITES))
def test_an_explosion_swells_breaks_and_burns_away(name: str) -> None:
    """Larger first, then pieces of four pixels and more, nearly nothing at the end."""
    clip = play(SPRITES[name](), "explodes", frames=10)
    masks = silhouettes(clip)
    seen = [int(mask.sum()) for mask in masks]
    parts = [islands(mask) for mask in masks]

    assert max(seen[:4]) > 1.08 * seen[0]
    assert 4 <= max(len(p) for p in parts) <= 18
    assert min(min(p, default=9) for p in parts) >= 4
    assert seen[-1] <= 0.1 * seen[0]


def test_pieces_fly_apart() -> None:
    """They reach further to both sides than the body did, and fall."""
    masks = silhouettes(play(np.pad(knight(), ((16, 16), (16, 16), (0, 0))), "explode"))
    wide = [np.ptp(np.nonzero(m)[1]) for m in masks if m.any()]

    assert max(wide) > 1.5 * wide[0]


def test_pieces_are_seen_until_two_thirds_of_the_clip() -> None:
    """They fly so slowly that a canvas with little room still shows most of them."""
    image = np.pad(knight(), ((6, 2), (5, 5), (0, 0)))
    masks = silhouettes(play(image, "explode", frames=12))
    shown = [int(mask.sum()) / int(masks[0].sum()) for mask in masks]

    assert min(shown[:7]) > 0.5
    assert shown[8] > 0.1
    assert shown[11] == 0


@pytest.mark.parametrize("verb", ["vanish", "explode", "appear"])
def test_smooth_art_fades_instead(verb: str) -> None:
    """No jagged edge: the whole is mixed with the ground, to nothing at the end."""
    large = np.kron(knight(), np.ones((4, 4, 1), np.uint8))
    frames = smooth(large, verb)
    ground = np.asarray(MATTE)
    gone = 1 if verb == "appear" else -1

    assert np.array_equal(frames[0], flat(large))
    assert int(np.abs(frames[gone][..., :3].astype(int) - ground).max()) <= 12


def test_a_scene_goes_dark() -> None:
    """Behind a picture without ground lies nothing: it ends in its darkest colour."""
    y, x = np.mgrid[:32, :40]
    image = np.dstack([x * 6, y * 7, (x + y) % 9 * 20, np.full_like(x, 255)])
    frames = play(image.astype(np.uint8), "vanishes").frames

    assert len(np.unique(frames[-1].reshape(-1, 4), axis=0)) == 1
    assert changed(frames[0], frames[4]) > 200


def test_keyframes_play_an_end_from_their_key_on() -> None:
    """A single key stands at its index; what follows vanishes to nothing."""
    frames = join([Key(2, knight())], 8, prompt="vanishes").frames

    assert np.array_equal(frames[2], flat(knight()))
    assert bool((frames[-1][..., :3] == MATTE).all())


def smooth(image: NDArray[np.uint8], prompt: str) -> NDArray[np.uint8]:
    return animate(
        image,
        prompt=prompt,
        negative_prompt="",
        output_frames=8,
        seed=2,
        palette=None,
        matte=MATTE,
        size=None,
        work=quiet(),
    ).frames
