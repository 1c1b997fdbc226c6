"""Prompts as people write them to such services, and how each is to be read.

A line of ``corpus.txt`` is ``prompt | acts | how | understood | ignored``. Acts that
follow one another are parted by ">"; "+" puts a layer on top, "@" names the part of the
body. Where a more special verb may exist ("slash/attack"), the first known one counts.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pixelengine_import.local_engine.motion.prompt import Direction, Layer, read_prompt
from pixelengine_import.local_engine.motion.vocabulary import VERBS

LINES = [
    tuple(field.strip() for field in (line + " ||||").split("|")[:5])
    for line in Path(__file__).with_name("corpus.txt").read_text("utf-8").splitlines()
]
SIDES = {-1: "left", 0: "", 1: "right"}
WAYS = {-1: "back", 0: "", 1: "forward"}
AIMS = {-1: "down", 0: "", 1: "up"}
PACES = {-1: "slow", 0: "", 1: "fast"}


def known(verbs: str) -> str:
    """Return the first of verbs that has a program."""
    return next(verb for verb in verbs.split("/") if verb in VERBS)


def acts(text: str) -> list[tuple[str, str | None, tuple[Layer, ...]]]:
    """Read the notation of a line."""
    found = []
    for act in text.split(" > "):
        (lead, part), *layers = (
            (known(verb), part or None)
            for verb, _, part in (role.partition("@") for role in act.split(" + "))
        )
        found.append((lead, part, tuple(Layer(*layer) for layer in layers)))
    return found


def how(direction: Direction) -> str:
    """Write down the manner of a direction."""
    strength = "" if direction.strength == 1 else f"x{direction.strength}"
    words = [
        SIDES[direction.side],
        WAYS[direction.way],
        AIMS[direction.aim],
        strength,
        PACES[direction.pace],
        "loop" if direction.loop else "",
    ]
    return " ".join(word for word in words if word)


def test_the_corpus_is_large_and_has_no_line_twice() -> None:
    """Single words and sentences, each once."""
    assert len({line[0] for line in LINES}) == len(LINES) >= 150


@pytest.mark.parametrize("line", LINES, ids=[line[0] for line in LINES])
def test_a_prompt_is_read_as_it_was_meant(line: tuple[str, ...]) -> None:
    """What is played, how, and which words are told as understood and as ignored."""
    prompt, wanted, manner, understood, ignored = line
    direction = read_prompt(prompt)

    assert [(a.lead, a.part, a.layers) for a in direction.acts] == acts(wanted)
    assert how(direction) == manner
    assert ", ".join(direction.understood) == understood
    assert set(direction.ignored) == {w for w in ignored.split(", ") if w}
