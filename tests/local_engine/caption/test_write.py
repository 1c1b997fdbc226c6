"""Captions: what is written, and that the animator reads the same motion in it."""

from __future__ import annotations

from itertools import cycle, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pixelengine_import.local_engine.caption import look_at, write_caption
from pixelengine_import.local_engine.caption.clean import plain_text
from pixelengine_import.local_engine.caption.phrases import (
    ENDINGS,
    FILLERS,
    LEGLESS,
    LOOKS_OF,
    MANNERS,
    MEETING,
    PARTS,
    STANDING,
)
from pixelengine_import.local_engine.caption.sentence import third_person
from pixelengine_import.local_engine.caption.write import (
    WORDS_LEAST,
    WORDS_MOST,
    in_our_words,
)
from pixelengine_import.local_engine.motion import Palette, Work, animate
from pixelengine_import.local_engine.motion.prompt import read_prompt
from pixelengine_import.local_engine.motion.vocabulary import (
    HINTS,
    LAYERS,
    NOUNS_TOO,
    OTHER_ACTIONS,
    VERBS,
    lemmas,
)

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels

STRENGTHS = {1.7: "wildly", 1.4: "strongly", 1.0: "", 0.65: "gently"}
PACES = ("", "quickly", "slowly")
SIDES = {-1: "to the left", 0: "", 1: "to the right"}
VOCABULARY = [set(words) for words in VERBS.values()]
THINGS = [set(HINTS), OTHER_ACTIONS, set(PARTS), set(LOOKS_OF)]
SOME = [
    *sorted(set().union(*VOCABULARY, *THINGS)),
    *("while", "before", "after", "tail wags", "cape flutters", "flame flickers"),
    *("up", "backwards", "slowly", "teleports", "then idle", "away", "in the wind"),
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


def within(found: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether all words stand among others, "blinks" for "blink" as well."""
    known = {form for word in wanted for form in lemmas(word)}
    return all(known.intersection(lemmas(word)) for word in found)


def plain_prompts() -> list[str]:
    """Each lead with each layer, and with each side, strength, pace, way and end.

    Leads by themselves are asked for in every manner; pairs take the manners in turn.
    """
    manners = [
        f"{SIDES[side]} {STRENGTHS[strength]} {loop}"
        for side, strength, loop in product(SIDES, STRENGTHS, ("", "loop"))
    ]
    manners += [f"{pace} {way}" for pace in PACES for way in ("forwards", "backwards")]
    manners += ["upwards", "downwards", "upwards to the left, slowly"]
    manners += ["upwards, then walks while the cape flutters, then rests"]
    found = [f"{lead} {manner}" for lead in VERBS for manner in manners]
    turn = cycle(manners)
    for lead, layer in product(VERBS, sorted(LAYERS)):
        found += [f"{lead} and {layer} {next(turn)}" for _ in range(3)]
    return found


def test_every_motion_reads_back_as_itself() -> None:
    """All leads with all layers, sides, strengths and ends; nothing is added."""
    for prompt in plain_prompts():
        wanted = read_prompt(prompt)
        caption = write_caption(prompt, None)
        found = read_prompt(caption)
        assert found.motion == wanted.motion, caption
        assert within(found.ignored, wanted.ignored), caption
        assert WORDS_LEAST <= len(caption.split()) <= WORDS_MOST, caption


def test_what_we_say_ourselves_reads_back() -> None:
    """The words that stand in for a wish that cannot be taken over."""
    parts = ["idle, the cape flutters", "a knight holds a torch, the flame flickers"]
    parts += ["flame flickers on the torch", "the tail wags while he walks slowly"]
    for prompt in [*plain_prompts(), *parts, "teleports", "the flag waves", ""]:
        wanted = read_prompt(prompt)
        text = in_our_words("The character", wanted).text()

        assert read_prompt(text).motion == wanted.motion, text


@settings(max_examples=300)
@given(prompt=PROMPT)
@example("")
@example("ROCK!!")
@example("0 -\x00 0")
@example("0 * - - * 0")
@example("no knight, a goblin without sword")
@example("0" * 40)
@example("walk/slowly/" + "0" * 28)
def test_no_prompt_whatever_changes_its_motion(prompt: str) -> None:
    """The promise of the module, for known words in any order and for any text."""
    wanted = read_prompt(prompt)
    caption = write_caption(prompt, None)
    found = read_prompt(caption)

    assert found.motion == wanted.motion
    assert WORDS_LEAST <= len(caption.split()) <= WORDS_MOST
    assert caption.isprintable()
    assert write_caption(prompt, None) == caption
    assert write_caption(caption, None) == caption


@settings(max_examples=12)
@given(
    prompt=st.lists(st.sampled_from(SOME), max_size=4).map(" ".join),
    front=st.sampled_from([-1, 0, 1]),
)
@example("attack", -1)
@example("attack", 1)
@example("walk", -1)
@example("walk", 1)
@example("jump", 1)
@example("drift", -1)
def test_the_animator_draws_the_same_frames(prompt: str, front: int) -> None:
    """Byte for byte: facing is said only where it changes nothing."""
    image = hero(front)
    caption = write_caption(prompt, look_at(image))

    assert played(image, caption) == played(image, prompt)


def test_every_verb_has_a_phrase_and_every_strength_a_word() -> None:
    """A verb that is added to the vocabulary gets a row here."""
    assert set(MANNERS) == set(STRENGTHS)
    assert set(VERBS) <= set(LOOKS_OF)
    assert {*LEGLESS, *STANDING, *ENDINGS} <= set(LOOKS_OF)


@pytest.mark.parametrize("verb", sorted({*LOOKS_OF} - NOUNS_TOO))
def test_a_phrase_asks_for_nothing_beside_its_verb(verb: str) -> None:
    """No other verb, side, way, aim, strength, pace or negation is in it."""
    for wish in (verb, f"The knight {third_person(verb)}"):
        wanted = read_prompt(wish)
        for phrase in {LOOKS_OF[verb], LEGLESS.get(verb, LOOKS_OF[verb])}:
            found = read_prompt(f"{wish}: {phrase}.")

            assert found.motion == wanted.motion
            assert set(found.ignored) <= set(wanted.ignored)


@pytest.mark.parametrize("sentence", sorted({*ENDINGS.values(), *FILLERS, MEETING}))
def test_a_sentence_asks_for_nothing_behind_any_wish(sentence: str) -> None:
    """Known verbs, unknown ones, and what is no word at all."""
    for verb in (*sorted({*VERBS, *LOOKS_OF} - NOUNS_TOO), "blorp"):
        wanted = read_prompt(verb)
        found = read_prompt(f"The character {verb}. {sentence}")

        assert found.motion == wanted.motion
        assert within(found.ignored, wanted.ignored)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_the_phrase_of_a_verb_is_used(verb: str) -> None:
    """It is not thrown out for being misread."""
    assert LOOKS_OF[verb] in write_caption(verb, None)


KEPT = [
    "a knight in a red cape walks slowly to the left, no sword",
    "don't walk, just breathe",
    "gentle wave of the green flag without moving the legs",
    "Ritter l\u00e4uft nach links",
    "\u5263\u3067\u653b\u6483\u3059\u308b",
    "the ghost floats up and down, then vanishes in pink smoke",
    "tail wag",
    "42 sparks burst from the anvil",
]


@pytest.mark.parametrize("prompt", KEPT)
def test_the_words_of_a_wish_are_kept(prompt: str) -> None:
    """Things, sides, speeds, negations, other languages: none is dropped."""
    caption = write_caption(prompt, None).lower()

    assert prompt.lower() in caption


@pytest.mark.parametrize(
    ("prompt", "begins"),
    [
        ("walk left and wave", "The character walks left and waves: "),
        ("slowly dash forward", "The character slowly dashes forward: "),
        ("walking to the right", "The character is walking to the right: "),
        ("eats an apple", "The character eats an apple: "),
        ("get hit", "The character gets hit: "),
        ("make it spin", "The character spins: "),
        ("walk cycle", "Walk cycle: "),
        ("dash sword attack", "Dash sword attack: "),
        ("the slime hops in a seamless loop", "The slime hops in a seamless loop: "),
        ("# Attack\n- swing the axe\n- **hard**", "Attack, swing the axe, hard: "),
        ("\U0001f525 attack!!! \U0001f525", "The character attacks: "),
        ("", "The character breathes: "),
        ("???", "The character breathes: "),
    ],
)
def test_a_wish_becomes_a_sentence_or_a_title(prompt: str, begins: str) -> None:
    """A bare verb gets a subject and its ending; a name of a motion stays a name."""
    assert write_caption(prompt, None).startswith(begins)


def test_a_long_wish_is_cut_where_clauses_end() -> None:
    """What shapes the motion stays: its verb, its side, what is not wanted."""
    filler = ", ".join(f"the {name} hill is blue" for name in "abcdefghijklmnop")
    prompt = f"{filler}, the knight walks to the left, without his shield, {filler}"
    caption = write_caption(prompt, None)

    assert "the knight walks to the left, without his shield" in caption
    assert len(caption.split()) <= WORDS_MOST
    assert write_caption(caption, None) == caption


def test_nothing_is_said_of_a_motion_that_was_not_understood() -> None:
    """Rather a plain caption than another motion than the one that is meant."""
    caption = write_caption("Ritter saust umher", None)

    assert not any(phrase in caption for phrase in LOOKS_OF.values())


@pytest.mark.parametrize("prompt", ["dragon", "a small red dragon with a crown"])
def test_a_thing_that_does_nothing_breathes(prompt: str) -> None:
    """As the animator plays it."""
    assert LOOKS_OF["idle"] in write_caption(prompt, None)


@given(st.text(max_size=80))
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    """Or a second caption would differ from the first."""
    clean = plain_text(text)

    assert plain_text(clean) == clean


def test_a_picture_gives_size_and_front() -> None:
    """Measured, not invented; colours are no matter of motion."""
    seen = write_caption("sword attack", look_at(hero(front=1)))
    blind = write_caption("sword attack", None)

    facing = "The small figure keeps facing right from the first frame to the last."
    assert facing in seen
    assert "blue" not in seen
    assert "facing" not in blind


def test_a_body_without_legs_has_none_to_tell_of() -> None:
    """A slime walks by its base."""
    assert "leg" not in write_caption("walk", look_at(hero()))
    assert LEGLESS["walk"] in write_caption("walk", look_at(hero()))


def test_a_picture_alone_is_a_caption_of_idling() -> None:
    """No words: the animator's own default, told of what is seen."""
    caption = write_caption("", look_at(hero()))

    assert caption.startswith("The character breathes: ")
    assert "small" in caption
