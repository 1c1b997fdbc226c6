"""What a picture does not have is told, whatever moves in its place."""

from __future__ import annotations

import numpy as np
import pytest

from pixelengine_import.local_engine.motion import Key, Palette, animate

from .drawing import COAT, MATTE, blob, canvas, join, knight, play, quiet


def block() -> np.ndarray:
    """Return what has neither limbs nor a face."""
    image = canvas(24, 24)
    image[4:20, 6:18] = COAT
    return image


@pytest.mark.parametrize(
    ("prompt", "missing"),
    [
        ("slash with sword", ("arm",)),
        ("stabs", ("arm",)),
        ("kicks", ("legs",)),
        ("waves", ("arm",)),
        ("flaps its wings", ("wings",)),
        ("talk", ("mouth",)),
        ("blink", ("eyes",)),
        ("the wizard's tail wags", ("tail",)),
        ("ears twitch", ("ears",)),
        ("flies, then kicks", ("wings", "legs")),
        ("walks", ()),
        ("attacks", ()),
        ("casts a spell", ()),
    ],
)
def test_parts_that_are_asked_for_and_not_there_are_named(
    prompt: str, missing: tuple[str, ...]
) -> None:
    """Verbs that use what there is, as attacks do, miss nothing."""
    clip = play(block(), prompt)

    assert clip.missing == missing
    assert any(not np.array_equal(clip.frames[0], frame) for frame in clip.frames)


def test_parts_that_are_there_are_not_named() -> None:
    """A weapon, eyes and legs are found."""
    assert play(knight(), "slash").missing == ()
    assert play(knight(), "blink").missing == ()
    assert play(knight(), "kicks to the right").missing == ()


def test_a_blink_without_eyes_was_not_understood() -> None:
    """Nothing of it is seen but a breath."""
    clip = play(block(), "blinks")

    assert (clip.understood, clip.ignored) == ((), ("blinks",))
    assert play(blob(), "blinks").understood == ("blinks",)


def test_smooth_art_shows_no_blink_and_says_so() -> None:
    """Nobody looks for eyes there, nor for mouths and capes."""
    large = np.kron(knight(), np.ones((4, 4, 1), np.uint8))
    told = []
    for prompt in ("blinks", "talks", "cape flutters"):
        clip = animate(
            large,
            prompt=prompt,
            negative_prompt="",
            output_frames=4,
            seed=1,
            palette=None,
            matte=MATTE,
            size=None,
            work=quiet(),
        )
        told.append((clip.missing, clip.ignored))

    assert told == [(("eyes",), ("blinks",)), (("mouth",), ()), (("cape",), ())]


def test_keys_name_what_is_missing_where_a_verb_is_played() -> None:
    """Between two different keys no verb is, so nothing is missing."""
    one, two = Key(0, block()), Key(7, block()[:, ::-1].copy())

    assert join([one], 8, prompt="kicks").missing == ("legs",)
    assert join([one, Key(7, knight()[:24, :24])], 8, prompt="kicks").missing == ()
    assert join([one, two], 8, prompt="kicks").missing == ("legs",)


def test_nothing_is_missing_from_a_picture_that_is_clear() -> None:
    assert play(canvas(8, 8), "kicks", palette=Palette(4)).missing == ()
