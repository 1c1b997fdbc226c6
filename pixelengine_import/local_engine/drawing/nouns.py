"""What nouns mean: the table in ``nouns.toml``, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["CREATURE", "NOUNS", "Noun"]

_PLANS: Final = {
    "trades": "person",
    "peoples": "person",
    "beasts": "quadruped",
    "weapons": "weapon",
}


@dataclass(frozen=True, slots=True)
class Noun:
    """One word that can be drawn.

    Attributes:
        name: The word that stands for it and its synonyms.
        plan: Name of its body plan.
        traits: What sets it apart from others of the plan; of a tuple the seed chooses.
    """

    name: str
    plan: str
    traits: Mapping[str, Any] = field(default_factory=dict)


def _rows() -> Iterator[tuple[str, Noun]]:
    text = (files(__package__) / "nouns.toml").read_text("utf-8")
    for section, rows in tomllib.loads(text).items():
        for words, row in rows.items():
            traits = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
            plan = str(traits.pop("plan", None) or _PLANS[section])
            if section == "peoples":
                traits["people"] = True
            names = [word.replace("-", " ") for word in words.split()]
            yield from ((name, Noun(names[0], plan, traits)) for name in names)


NOUNS: Final[dict[str, Noun]] = dict(_rows())
"""All nouns, in the singular; words of one name are parted by a space."""

CREATURE: Final = NOUNS["creature"]
"""What is drawn when a prompt names nothing that is known."""
