"""Reading a prompt: what is drawn, with which colours, clothes, things and moods.

Plain rules, word by word: an adjective belongs to the next noun, the last of several
nouns in a row is the body and those before it say of what kind, what follows "with" is
held or worn, and what follows "in" or "on" is scenery. Whatever is not understood is
kept, to be told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pixelengine_import.imaging.pixels import parse_hex
from pixelengine_import.local_engine.drawing.bodies import make_body, noun_key
from pixelengine_import.local_engine.drawing.nouns import NOUNS, Noun
from pixelengine_import.local_engine.drawing.plans import HATTED, HOLDING
from pixelengine_import.local_engine.drawing.ramps import BASE, RAMPS, Ramp, alter
from pixelengine_import.local_engine.drawing.sketch import Wishes
from pixelengine_import.local_engine.drawing.words import (
    COLOURS,
    FACINGS,
    FILLERS,
    MATERIALS,
    MODIFIERS,
    MOODS,
    NEGATIONS,
    PLACES,
    SIZES,
    SLOTS,
    TINTS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixelengine_import.imaging.pixels import Colour

__all__ = ["Reading", "lemmas", "read_prompt", "tokens"]

USUAL_SIZE: Final = 64
LEAST_SIZE, MOST_SIZE = 16, 256
_MOST_WORDS = 400
"""A prompt is read so far; nobody describes one sprite in more words."""
_LONGEST_PHRASE = 3
_TOKEN = re.compile(
    r"#[0-9a-f]{6}\b|\d{1,2}x\b|x\d{1,2}\b|\d{1,4} ?(?:x|by) ?\d{1,4}"
    r"|\d{1,4} ?(?:px|pixels?)\b|[^\W\d_]+(?:'[^\W\d_]+)?|\d+|[.,;:!?]"
)
_STOPS = frozenset(".,;:!?")
_TURNS = _STOPS | {"but", "with", "in"}
_HAVING = frozenset(
    ["with", "holding", "wearing", "carrying", "wielding", "has", "having", "bearing"]
)
_ALONE = {"dark": "black", "bright": "yellow", "light": "cream", "pale": "white"}
"""Colours of things that are called so, with no colour after it."""
_ALWAYS = ""
"""Key of a word that takes effect by itself."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt as it is drawn.

    Attributes:
        noun: The body.
        wishes: The rest of it.
        size: Side of the canvas in pixels.
        tint: Light that falls on everything, or nothing.
        ground: What is behind, None for nothing.
        words: Words in their order, each with the wish that has to be looked at for
            it to count as understood; None for a word that means nothing here.
    """

    noun: Noun
    wishes: Wishes
    size: int
    tint: str
    ground: Colour | None
    words: tuple[tuple[str, str | None], ...]

    def told(self, used: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the words that were understood, and those that were not.

        Args:
            used: The wishes that a plan has looked at.
        """
        good: dict[str, None] = {}
        bad: dict[str, None] = {}
        for word, key in self.words:
            fine = key is not None and (key == _ALWAYS or key in used)
            (good if fine else bad)[word] = None
        return tuple(good), tuple(word for word in bad if word not in good)


def tokens(prompt: str) -> list[str]:
    """Cut a prompt into words, numbers and stops, in lower case."""
    text = prompt[: _MOST_WORDS * 16].lower()
    found = _TOKEN.findall(text)[:_MOST_WORDS]
    return [word.removesuffix("'s") for word in found]


def lemmas(word: str) -> Iterator[str]:
    """Yield a word and what it may be the plural of."""
    yield word
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("ves"):
        yield word[:-3] + "f"
        yield word[:-3] + "fe"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s"):
        yield word[:-1]
    if word.endswith("men"):
        yield word[:-3] + "man"


def _joined(words: list[str]) -> list[str]:
    """Join words that are one name together, such as "pine tree"."""
    known = NOUNS.keys() | SLOTS.keys() | FACINGS.keys() | COLOURS.keys()
    out, i = [], 0
    while i < len(words):
        for long in range(_LONGEST_PHRASE, 1, -1):
            phrase = " ".join(words[i : i + long])
            if any(form in known for form in lemmas(phrase)) and i + long <= len(words):
                out.append(phrase)
                i += long
                break
        else:
            out.append(words[i])
            i += 1
    return out


def _noun(word: str) -> str | None:
    return next((form for form in lemmas(word) if form in NOUNS), None)


@dataclass(slots=True)
class _Reader:
    """What was read so far."""

    chain: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    colours: dict[str, Ramp] = field(default_factory=dict)
    worn: set[str] = field(default_factory=set)
    without: set[str] = field(default_factory=set)
    moods: set[str] = field(default_factory=set)
    words: list[tuple[str, str | None]] = field(default_factory=list)
    pending: list[tuple[str, Ramp]] = field(default_factory=list)
    modifier: tuple[str, str] | None = None
    size: int = USUAL_SIZE
    facing: int | None = None
    tint: str = ""
    ground: Colour | None = None
    last: str = ""
    place: bool = False
    having: bool = False
    negated: bool = False

    def read(self, words: list[str]) -> None:
        """Take all words in."""
        for i, word in enumerate(words):
            following = words[i + 1] if i + 1 < len(words) else ""
            self._word(word, following)
            self.last = word
        self._leftovers()

    def _word(self, word: str, following: str) -> None:
        if word in NEGATIONS:
            self.negated = True
        elif word in _TURNS | PLACES | _HAVING | {"and", "of"}:
            self._turn(word)
        elif self.negated:
            self._unwanted(word)
        elif not (
            self._size(word, following)
            or self._facing(word)
            or self._colour(word, following)
            or self._mood(word)
            or self._slot(word)
            or self._thing(word)
            or word in FILLERS
        ):
            self.words.append((word, None))

    def _turn(self, word: str) -> None:
        """Take in a word that says how the next ones belong to those before."""
        if word in {"and", "of"}:
            return
        if word == "behind" and self.last in {"from", "seen"}:
            self.facing = 2
        if word in _TURNS | _HAVING:
            self.negated = False
        self.place = word in PLACES
        if word not in _STOPS:
            self.having = word in _HAVING

    def _unwanted(self, word: str) -> None:
        if word in FILLERS:
            return
        name = SLOTS.get(word) or _noun(word)
        if name is None:
            self.words.append((word, None))
            return
        self.without.add(name)
        self.words.append((f"no {word}", f"slot:{name}"))

    def _size(self, word: str, following: str) -> bool:
        number = re.match(r"(\d+) ?(x|by|px|pixel)", word)
        if number:
            self.size = min(MOST_SIZE, max(LEAST_SIZE, int(number[1])))
        elif word in SIZES and not (word == "giant" and following in _STOPS | {""}):
            self.size = int(SIZES[word])
        elif not (word.isdigit() and following in {"bit", "bits"}):
            return False
        self.words.append((word, _ALWAYS))
        return True

    def _facing(self, word: str) -> bool:
        if word not in FACINGS:
            return False
        self.facing = int(FACINGS[word])
        self.words.append((word, "facing" if self.facing in {0, 2} else _ALWAYS))
        return True

    def _colour(self, word: str, following: str) -> bool:
        if word in MODIFIERS:
            self._modify(word, following)
            return True
        ramp: Ramp | None = None
        if word.startswith("#"):
            ramp = alter(parse_hex(word))
        elif word in COLOURS:
            ramp = RAMPS[COLOURS[word]]
        elif word in MATERIALS and self._is_adjective(word, following):
            ramp = RAMPS[MATERIALS[word]]
        if ramp is None:
            return False
        name = word
        if self.modifier is not None:
            name, ramp = f"{self.modifier[0]} {word}", alter(ramp, self.modifier[1])
            self.modifier = None
        if following == "background":
            self.ground = (255, 255, 255) if name == "white" else ramp.tones[BASE]
            self.words += [(name, _ALWAYS), (following, _ALWAYS)]
        elif self.last == "of" and self.chain:
            self._give("main", [(name, ramp)])
        else:
            self.pending.append((name, ramp))
        return True

    def _modify(self, word: str, following: str) -> None:
        """Take in a word such as "dark", which may stand before a colour or alone."""
        if following in COLOURS or following in MATERIALS or following[:1] == "#":
            self.modifier = (word, MODIFIERS[word])
        elif word in _ALONE:
            self.pending.append((word, RAMPS[_ALONE[word]]))
        else:
            self.words.append((word, None))

    def _is_adjective(self, word: str, following: str) -> bool:
        """Tell whether a material says of what the next thing is made."""
        if self.last == "of" and self.chain:
            return True
        if _noun(word) is None:
            return True
        return (
            bool(
                _noun(following)
                or following in SLOTS
                or following in COLOURS
                or following in SIZES
                or following in MOODS
            )
            and following not in FACINGS
        )

    def _mood(self, word: str) -> bool:
        if word in TINTS:
            self.tint = TINTS[word]
            self.words.append((word, _ALWAYS))
        elif word in MOODS:
            self.moods.add(MOODS[word])
            self.words.append((word, f"mood:{MOODS[word]}"))
        else:
            return False
        return True

    def _slot(self, word: str) -> bool:
        slot = next((SLOTS[form] for form in lemmas(word) if form in SLOTS), None)
        if slot is None or (not self.chain and word in NOUNS):
            return False
        coloured = [(f"{name} {word}", ramp) for name, ramp in self.pending]
        self.pending = []
        self.worn.add(slot)
        if coloured:
            self._give(slot, coloured)
        else:
            self.words.append((word, f"slot:{slot}"))
        self.having, self.place = True, False
        return True

    def _thing(self, word: str) -> bool:
        name = _noun(word)
        if name is None:
            return False
        if self.place and self.chain and NOUNS[name].plan not in HOLDING:
            self.words += [(w, None) for w, _ in self.pending]
            self.words.append((word, None))
            self.pending = []
        elif self.chain and (self.having or not self._goes_on()):
            self._hold(word, name)
        else:
            self.chain.append(name)
            self.words.append((word, f"noun:{name}"))
            self._give("main", self.pending)
            self.pending = []
            # A ruby is red; a crystal by itself has any colour.
            if NOUNS[name].plan == "gem" and word in MATERIALS and name != "crystal":
                self.colours.setdefault("main", RAMPS[MATERIALS[word]])
        return True

    def _goes_on(self) -> bool:
        """Tell whether a noun stands in a row with the one before."""
        return _noun(self.last) is not None or self.last in COLOURS

    def _hold(self, word: str, name: str) -> None:
        """Take in a thing that comes with the body."""
        kind = NOUNS[name].name
        if self.pending:
            self.colours[kind] = self.pending[0][1]
            self.words += [(w, f"colour:{kind}") for w, _ in self.pending[:1]]
            self.words += [(w, None) for w, _ in self.pending[1:]]
            self.pending = []
        self.held.append(kind)
        self.words.append((word, f"held:{kind}"))

    def _give(self, slot: str, named: list[tuple[str, Ramp]]) -> None:
        """Give a slot its colour; a second colour of the body is its second one."""
        for word, ramp in named:
            place = slot
            if slot in self.colours:
                place = (
                    "second" if slot == "main" and "second" not in self.colours else ""
                )
            if place:
                self.colours[place] = ramp
            self.words.append((word, f"colour:{place}" if place else None))

    def _leftovers(self) -> None:
        """Colours that no noun has followed are the body's: "a wizard in blue"."""
        if "main" in self.colours and self.pending and "clothes" not in self.colours:
            self._give("clothes", self.pending)
        else:
            self._give("main", self.pending)
        self.pending = []


def read_prompt(prompt: str) -> Reading:
    """Read a prompt.

    Args:
        prompt: Anything.

    Returns:
        What to draw; a creature when it names nothing that is known.
    """
    reader = _Reader()
    reader.read(_joined(tokens(prompt)))
    noun, traits, wasted = make_body(reader.chain)
    held = (
        [*wasted, *reader.held]
        if noun.plan in HATTED or noun.plan == "person"
        else reader.held
    )
    wishes = Wishes(
        traits=traits,
        colours=reader.colours,
        worn=frozenset(reader.worn),
        without=frozenset(reader.without),
        held=tuple(held),
        moods=frozenset(reader.moods),
        facing=reader.facing,
    )
    words = [
        (w, noun_key(key[5:], noun) if key and key.startswith("noun:") else key)
        for w, key in reader.words
    ]
    return Reading(noun, wishes, reader.size, reader.tint, reader.ground, tuple(words))


"""What a people gives to one of its knights; all else is the trade's."""
