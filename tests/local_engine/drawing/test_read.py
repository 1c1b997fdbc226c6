"""Reading prompts: what is drawn, what belongs to what, what is told as ignored."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.local_engine.drawing.nouns import NOUNS
from pixelengine_import.local_engine.drawing.plans import PLANS
from pixelengine_import.local_engine.drawing.ramps import RAMPS
from pixelengine_import.local_engine.drawing.read import read_prompt
from pixelengine_import.local_engine.drawing.words import COLOURS, FILLERS, MATERIALS

from .quiet import drawn


def test_every_noun_has_a_plan_and_every_colour_a_ramp() -> None:
    """The tables hold together."""
    assert {noun.plan for noun in NOUNS.values()} <= PLANS.keys()
    assert not FILLERS & NOUNS.keys()
    assert {*COLOURS.values(), *MATERIALS.values()} <= RAMPS.keys()


def test_every_noun_is_in_the_docs() -> None:
    """A person can look up what may be asked for."""
    page = (Path(__file__).parents[3] / "docs/drawing.md").read_text("utf-8")
    listed = page.partition("## Nouns")[2].partition("## ")[0]
    words = set(re.split(r", |\n", re.sub(r"- \*\*.*?\*\*: ", "", listed)))

    assert {noun.name for noun in NOUNS.values()} - {"hat"} <= words


def test_there_are_many_body_plans_and_many_more_nouns() -> None:
    """What the documentation promises."""
    assert len(PLANS) >= 80
    assert len({noun.name for noun in NOUNS.values()}) >= 200


@pytest.mark.parametrize(
    ("prompt", "plan", "understood", "ignored"),
    [
        ("a knight", "person", "knight", ""),
        ("Pixel art sprite of a Wolf, please!", "quadruped", "wolf", ""),
        ("two wolves", "quadruped", "wolves", "two"),
        (
            "a knight standing in a torchlit dungeon",
            "person",
            "knight torchlit",
            "dungeon",
        ),
        ("a knight with a torch", "person", "knight torch", ""),
        ("torch goblin", "person", "torch goblin", ""),
        ("a man holding a red potion", "person", "man red potion", ""),
        ("goblin archer", "person", "goblin archer", ""),
        ("skeleton pirate", "person", "skeleton pirate", ""),
        ("slime king", "slime", "slime king", ""),
        ("king slime", "slime", "king slime", ""),
        ("a cat on a horse", "quadruped", "cat", "horse"),
        ("a dog with a sword", "quadruped", "dog", "sword"),
        ("red and yellow flower", "flower", "red yellow flower", ""),
        ("sword of ice", "weapon", "sword ice", ""),
        ("flaming sword", "weapon", "flaming sword", ""),
        ("fire", "fire", "fire", ""),
        ("fire golem", "golem", "fire golem", ""),
        ("pine tree", "pine", "pine_tree", ""),
        ("stone wall", "brick", "stone_wall", ""),
        ("dark green slime", "slime", "dark_green slime", ""),
        ("a wizard in blue", "person", "wizard blue", ""),
        ("a knight without a helmet", "person", "knight no_helmet", ""),
        ("wizard, but no staff", "person", "wizard no_staff", ""),
        ("elf with green hair", "person", "elf green_hair", ""),
        ("house with a blue roof", "house", "house blue_roof", ""),
        ("house with a red beard", "house", "house", "red_beard"),
        ("a #ff8800 slime", "slime", "#ff8800 slime", ""),
        ("winged horse", "quadruped", "winged horse", ""),
        ("wizard's hat", "headgear", "wizard_hat", ""),
        ("evil tree", "tree", "tree", "evil"),
        ("cute mushroom", "mushroom", "cute mushroom", ""),
        ("flying flurbles", "creature", "", "flying flurbles"),
        ("騎士", "creature", "", "騎士"),
    ],
)
def test_a_prompt_is_read_and_what_was_not_is_told(
    prompt: str, plan: str, understood: str, ignored: str
) -> None:
    """In the words of the prompt; joined ones are written with a line here."""
    found = drawn(prompt)

    assert found.subject == plan
    assert {word.replace(" ", "_") for word in found.understood} == {
        *understood.split()
    }
    assert [word.replace(" ", "_") for word in found.ignored] == ignored.split()


@pytest.mark.parametrize(
    ("prompt", "size"),
    [
        ("a slime", 64),
        ("a tiny slime", 24),
        ("a small slime", 32),
        ("a big slime", 96),
        ("a giant slime", 128),
        ("a slime, 48x48", 48),
        ("a 32 px slime", 32),
        ("a slime 5x5", 16),
        ("a slime 9999 pixels", 256),
        ("a 16-bit slime", 64),
        ("a giant", 64),
    ],
)
def test_words_and_numbers_set_the_size_of_the_canvas(prompt: str, size: int) -> None:
    """Within 16 and 256 pixels; "16-bit" is a style, and a giant somebody."""
    assert read_prompt(prompt).size == size


@pytest.mark.parametrize(
    ("prompt", "facing"),
    [
        ("a wolf", None),
        ("a wolf facing left", -1),
        ("a right-facing wolf", 1),
        ("front view of a wolf", 0),
        ("a wizard from behind", 2),
    ],
)
def test_a_prompt_may_name_a_side(prompt: str, facing: int | None) -> None:
    """Left and right as the viewer has them."""
    assert read_prompt(prompt).wishes.facing == facing


def test_a_named_background_is_no_colour_of_the_body() -> None:
    """White is white, not the shade of cloth that goes by the name."""
    reading = read_prompt("a red slime on a white background")

    assert reading.ground == (255, 255, 255)
    assert reading.wishes.colours == {"main": RAMPS["red"]}


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                *[
                    "red",
                    "dark",
                    "with",
                    "of",
                    "no",
                    "and",
                    "in",
                    "tiny",
                    "evil",
                    "horse",
                    "knight",
                    "sword",
                    "fire",
                    "hat",
                ],
                *[
                    "king",
                    "slime",
                    "left",
                    "background",
                    "#00ff00",
                    "12x",
                    "3x4",
                    ",",
                    ".",
                    "x's",
                    "tree",
                    "eyes",
                ],
            ]
        ),
        max_size=12,
    ).map(" ".join)
    | st.text(max_size=60)
)
def test_any_prompt_gives_a_picture(prompt: str) -> None:
    """Whatever the words and their order: something is drawn."""
    found = drawn(prompt)

    assert found.image[..., 3].any()
    assert not set(found.understood) & set(found.ignored)


def test_a_prompt_without_end_is_read_to_a_point() -> None:
    """Megabytes of words neither take long nor come back with the result."""
    found = drawn("flurb" * 1_000_000 + " red knight " * 100_000)

    assert sum(map(len, (*found.understood, *found.ignored))) < 2000
