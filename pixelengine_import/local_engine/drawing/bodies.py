"""One body of the nouns that stand in a row: "goblin archer", "slime king"."""

from __future__ import annotations

from typing import Final

from pixelengine_import.local_engine.drawing.nouns import CREATURE, NOUNS, Noun
from pixelengine_import.local_engine.drawing.plans import HATTED, HOLDING

__all__ = ["make_body", "noun_key"]


def noun_key(name: str, body: Noun) -> str:
    """Say which wish has to be looked at for a noun to count as understood.

    Args:
        name: The noun.
        body: What is drawn.

    Returns:
        The wish; nothing when it is the body, or gives it its looks.
    """
    other = NOUNS[name]
    if other.plan == body.plan:
        return ""
    if other.plan == "person" and body.plan in HATTED:
        return "trait:hat"
    return f"held:{other.name}"


def make_body(chain: list[str]) -> tuple[Noun, dict[str, object], list[str]]:
    """Make one body of nouns that stand in a row.

    Returns:
        The body, its traits, and nouns that may be held instead.
    """
    if not chain:
        return CREATURE, dict(CREATURE.traits), []
    nouns = [NOUNS[name] for name in chain]
    bodies = [n for n in nouns if n.plan != "weapon" and n.plan not in HOLDING]
    # A king of slimes is a slime; a fire golem was read as a material before.
    beasts = [n for n in bodies if n.plan != "person"]
    main = nouns[-1]
    if main.plan == "person" and beasts and beasts[-1].plan in HATTED:
        main = beasts[-1]
    elif (
        main.plan != "person"
        and main.plan not in HATTED
        and len(bodies) > 1
        and main not in bodies
    ):
        main = bodies[-1]
    traits: dict[str, object] = dict(main.traits)
    wasted = []
    for noun in nouns:
        if noun is main:
            continue
        if noun.plan == main.plan:
            traits = _merged(noun, main, traits)
        elif noun.plan == "person" and main.plan in HATTED:
            traits.setdefault("hat", noun.traits.get("hat", ""))
        else:
            wasted.append(noun.name)
    return main, traits, wasted


_LOOKS: Final = frozenset(
    [
        "skin",
        "face",
        "ears",
        "build",
        "horns",
        "tail",
        "wings",
        "jaw",
        "hair",
        "hair_colour",
        "beard",
    ]
)


def _merged(noun: Noun, main: Noun, traits: dict[str, object]) -> dict[str, object]:
    """Join a people and a trade, whichever comes first."""
    peoples = [n for n in (noun, main) if "people" in n.traits]
    if len(peoples) != 1:
        return {**noun.traits, **traits}
    looks = peoples[0]
    trade = main if looks is noun else noun
    mine = {k: v for k, v in looks.traits.items() if k in _LOOKS}
    return {**looks.traits, **trade.traits, **mine}
