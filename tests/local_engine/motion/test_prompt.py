from __future__ import annotations

import pytest

from pixelengine_import.local_engine.motion.programs import PROGRAMS
from pixelengine_import.local_engine.motion.prompt import read_prompt
from pixelengine_import.local_engine.motion.vocabulary import LAYERS, VERBS


@pytest.mark.parametrize(
    ("prompt", "lead"),
    [
        ("breathing idle", "idle"),
        ("a character walking through a forest", "walk"),
        ("running fast", "run"),
        ("sprints ahead", "run"),
        ("hops up and down", "hop"),
        ("sword slash", "slash"),
        ("punches twice", "punch"),
        ("hits the enemy", "attack"),
        ("gets hit", "hurt"),
        ("taking damage", "hurt"),
        ("the wizard casts a spell", "cast"),
        ("shoots a fireball", "shoot"),
        ("firing his gun", "shoot"),
        ("a torch", "flicker"),
        ("flickering flame", "flicker"),
        ("burning campfire", "flicker"),
        ("falls over", "death"),
        ("dying", "death"),
        ("turns around", "turn"),
        ("a flag in the wind", "sway"),
        ("wings flapping", "fly"),
        ("shivering with cold", "shake"),
        ("pulsating crystal", "glow"),
        ("winks", "blink"),
        ("raises the shield to block", "block"),
        ("grows larger", "grow"),
        ("shrinking away", "shrink"),
        ("hovering ghost", "float"),
        ("", "idle"),
    ],
)
def test_words_lead_to_their_verb(prompt: str, lead: str) -> None:
    """Inflected words, phrases and, without a verb, things tell the motion."""
    assert read_prompt(prompt).lead == lead


@pytest.mark.parametrize(
    ("prompt", "lead"),
    [
        ("not attacking, just idle", "idle"),
        ("doesn't walk, only blinks", "blink"),
        ("walking without jumping", "walk"),
        ("never attacks or jumps but runs", "run"),
        ("instead of walking, jumps", "jump"),
    ],
)
def test_negated_words_do_not_count(prompt: str, lead: str) -> None:
    """A negation holds to the next comma or "but"."""
    direction = read_prompt(prompt)

    assert direction.lead == lead
    assert direction.ignored == ()


@pytest.mark.parametrize(
    ("prompt", "ignored"),
    [
        ("teleports wildly", ("teleports",)),
        ("the chest opens", ("opens",)),
        ("about to teleport", ("teleport",)),
        ("juggling balls", ("juggling",)),
        ("walks and then attacks", ("walks",)),
        ("king facing the evening", ()),
        ("walk to the left", ()),
    ],
)
def test_actions_that_are_not_played_are_named(
    prompt: str, ignored: tuple[str, ...]
) -> None:
    """Unknown verbs, and known ones that another verb outranks, are told."""
    assert read_prompt(prompt).ignored == ignored


def test_a_second_compatible_verb_is_layered() -> None:
    """Wind may blow while somebody strikes; nothing is layered on a death."""
    assert read_prompt("attacks while the cape flutters").layer == "sway"
    assert read_prompt("dies while trembling").layer is None


def test_side_strength_and_loop_are_read() -> None:
    """Left and right, adverbs, and the wish for a loop."""
    direction = read_prompt("gently walking to the left, seamless loop")

    assert (direction.side, direction.strength, direction.loop) == (-1, 0.65, True)
    assert read_prompt("a powerful slash").strength > 1
    assert read_prompt("walk").side == 0


def test_understood_words_come_in_their_order() -> None:
    """What shaped the motion is reported as it was written."""
    assert read_prompt("Quickly WALKING to the right").understood == (
        "quickly",
        "walking",
        "right",
    )


def test_every_verb_of_the_vocabulary_has_a_program() -> None:
    """The tables of words and of programs name the same verbs, each word once."""
    words = [word for group in VERBS.values() for word in group]

    assert set(VERBS) == set(PROGRAMS)
    assert set(PROGRAMS) >= LAYERS
    assert len(words) == len(set(words))
