"""Captions: what is written, and that the animator reads the same motion in it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixelengine_import.local_engine.caption import look_at, write_caption
from pixelengine_import.local_engine.caption.phrases import (
    MANNERS,
    MOTIONS,
    PARTS,
    SUBJECTS,
    TOOLS,
)
from pixelengine_import.local_engine.caption.write import WORDS_LEAST, WORDS_MOST
from pixelengine_import.local_engine.motion import Palette, Work, animate
from pixelengine_import.local_engine.motion.prompt import read_prompt
from pixelengine_import.local_engine.motion.vocabulary import (
    HINTS,
    LAYERS,
    OTHER_ACTIONS,
    VERBS,
)

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels

STRENGTHS = {1.4: "wildly", 1.0: "", 0.65: "slowly"}
SIDES = {-1: "to the left", 0: "", 1: "to the right"}
VOCABULARY = [set(words) for words in VERBS.values()]
THINGS = [set(HINTS), OTHER_ACTIONS, SUBJECTS, TOOLS, PARTS]
SOME = [
    *sorted(set().union(*VOCABULARY, *THINGS)),
    *("not", "without", "then", ",", ".", "left", "to the right", "slowly", "fast"),
    *("seamless loop", "falls over", "casting a spell", "on fire", "small", "the"),
]
PROMPT = st.one_of(
    st.lists(st.sampled_from(SOME), max_size=12).map(" ".join), st.text(max_size=200)
)


def hero(front: int = 0) -> Pixels:
    """A blue figure with brown feet; an arm reaches out to its front."""
    art = np.zeros((24, 24, 4), np.uint8)
    art[4:20, 9:15] = (44, 92, 220, 255)
    art[17:20, 9:15] = (136, 88, 48, 255)
    if front > 0:
        art[9:11, 15:22] = (44, 92, 220, 255)
    if front < 0:
        art[9:11, 2:9] = (44, 92, 220, 255)
    return art


def played(image: Pixels, prompt: str) -> bytes:
    """What the animator makes of a prompt."""
    clip = animate(
        image,
        prompt=prompt,
        negative_prompt="",
        output_frames=4,
        seed=5,
        palette=Palette(16),
        matte=(128, 128, 128),
        size=None,
        work=Work(lambda _share: None, lambda: False),
    )
    return clip.frames.tobytes()


def plain_prompts() -> list[str]:
    """Each lead with each layer, side, strength and end that a prompt can ask for."""
    found = []
    for lead, layer in product(VERBS, [None, *sorted(LAYERS)]):
        verbs = f"{lead} and {layer}" if layer else lead
        for side, strength, loop in product(SIDES, STRENGTHS, ("", "loop")):
            found.append(f"{verbs} {SIDES[side]} {STRENGTHS[strength]} {loop}")
    return found


def test_every_motion_reads_back_as_itself() -> None:
    """All leads with all layers, sides, strengths and ends; nothing is added."""
    for prompt in plain_prompts():
        wanted = read_prompt(prompt)
        caption = write_caption(prompt, None)
        found = read_prompt(caption)
        assert (found.lead, found.layer, found.side, found.strength, found.loop) == (
            wanted.lead,
            wanted.layer,
            wanted.side,
            wanted.strength,
            wanted.loop,
        ), caption
        assert set(found.ignored) <= set(wanted.ignored), caption
        assert WORDS_LEAST <= len(caption.split()) <= WORDS_MOST, caption


@settings(max_examples=300, deadline=None)
@given(prompt=PROMPT)
@example("")
@example("ROCK!!")
@example("no knight, a goblin without sword")
def test_no_prompt_whatever_changes_its_motion(prompt: str) -> None:
    """The promise of the module, for known words in any order and for any text."""
    wanted = read_prompt(prompt)
    caption = write_caption(prompt, None)
    found = read_prompt(caption)

    assert (found.lead, found.layer, found.side, found.strength, found.loop) == (
        wanted.lead,
        wanted.layer,
        wanted.side,
        wanted.strength,
        wanted.loop,
    )
    assert WORDS_LEAST <= len(caption.split()) <= WORDS_MOST
    assert caption.isascii()
    assert caption.isprintable()
    assert write_caption(prompt, None) == caption


@settings(max_examples=12, deadline=None)
@given(
    prompt=st.lists(st.sampled_from(SOME), max_size=4).map(" ".join),
    front=st.sampled_from([-1, 0, 1]),
)
@example("attack", -1)
@example("attack", 1)
@example("walk", -1)
@example("walk", 1)
def test_the_animator_draws_the_same_frames(prompt: str, front: int) -> None:
    """Byte for byte: facing is said only where it changes nothing."""
    image = hero(front)
    caption = write_caption(prompt, look_at(image))

    assert played(image, caption) == played(image, prompt)


def test_a_strength_has_its_word() -> None:
    """The table of manners knows every strength that a prompt can have."""
    assert set(MANNERS) == set(STRENGTHS)
    assert set(MOTIONS) == set(VERBS)


KNIGHT = (
    "The knight walks gently to the left, one leg after the other while the arms "
    "answer them. The cape follows a beat later."
)
SLIME = (
    "The slime hops, both feet off the ground at once and down on bent knees. "
    "The motion is a seamless loop: the last frame meets the first."
)
SWORD = (
    "The character attacks with the sword, first drawn back for a moment, then thrust "
    "out with full reach. Also asked for: dash. At the end the first pose is back."
)


@pytest.mark.parametrize(
    ("prompt", "caption"),
    [
        ("a knight in a red cape walks slowly to the left, no sword", KNIGHT),
        ("the slime hops in a seamless loop", SLIME),
        ("dash sword attack", SWORD),
    ],
)
def test_a_prompt_is_spelled_out(prompt: str, caption: str) -> None:
    """Who, what with, where to, how: what is negated is left out."""
    assert write_caption(prompt, None).startswith(caption)


def test_a_picture_gives_colours_size_and_front() -> None:
    """Measured, not invented: the same words with another picture say other things."""
    seen = write_caption("sword attack", look_at(hero(front=1)))
    blind = write_caption("sword attack", None)

    assert seen.startswith(
        "The compact blue and brown character, facing right, attacks with the sword,"
    )
    assert blind.startswith("The character attacks with the sword,")


def test_a_picture_alone_is_a_caption_of_idling() -> None:
    """No words: the animator's own default, told of what is seen."""
    caption = write_caption("", look_at(hero()))

    assert caption.startswith("The compact blue and brown character breathes,")
