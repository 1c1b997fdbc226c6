"""Reading a prompt: which motions, which side, how strongly, what is not known."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pixelengine_import.local_engine.motion.casting import (
    WINDS,
    Casting,
    cast_clause,
    cast_thing,
)
from pixelengine_import.local_engine.motion.manner import Manner, read_manner
from pixelengine_import.local_engine.motion.nouns import DESCRIBING, is_known_noun
from pixelengine_import.local_engine.motion.reading import (
    TOKEN,
    TURNS,
    Found,
    Reading,
    is_negation,
    negated,
    plain,
    scan,
)
from pixelengine_import.local_engine.motion.vocabulary import (
    AIMED,
    ENDING,
    HINTS,
    LOOPING,
    NOT_ACTIONS,
    SPEEDS,
    STRENGTHS,
    lemmas,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "LEAST_FRAMES",
    "Act",
    "Direction",
    "Layer",
    "read_prompt",
    "wanted_words",
]

MOST_ACTS = 3
LEAST_FRAMES = 4
"""Frames that an act needs; the calm that follows one needs half of them."""
_THEN = re.compile(
    r"\bthen\b|\bbefore\b|\bfollowed\s+by\b|\bafterwards?\b|\bfinally\b|->|\u2192"
    r"|\b(?:returns?|returning|goes|going|comes?|coming)\s+(?:back\s+)?(?:in)?to\b"
    r"|\bback\s+to\b|\bends?\s+(?:in|with)\b"
)
_AFTER = re.compile(r"\bafter\b(?!\s+(?:that|this|which|the\s+other|another)\b)")
_HARMLESS = re.compile(
    r"\b(?:flash\w*|(?:camera|screen|background)\s+\w+|motion\s+blur|moving\s+camera)"
)
"""What a negative prompt may name without naming a verb."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A motion on top of another.

    Attributes:
        verb: Which.
        part: The part of the body that makes it, or None for the whole.
    """

    verb: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """What is played at a time.

    Attributes:
        lead: The verb that is played.
        layers: Others on top of it.
        part: The part of the body that plays the lead, or None for the whole.
        words: The prompt's words for it.
    """

    lead: str
    layers: tuple[Layer, ...] = ()
    part: str | None = None
    words: tuple[str, ...] = ()

    @property
    def verbs(self) -> frozenset[str]:
        """Lead and layers."""
        return frozenset({self.lead, *(layer.verb for layer in self.layers)})


@dataclass(frozen=True, slots=True)
class Direction:
    """A prompt as the programs understand it.

    Attributes:
        acts: What is played, one after the other; at least one.
        side: -1 for left, 1 for right, 0 when the prompt names neither.
        way: 1 forwards, -1 backwards as the body faces, 0 when not said.
        aim: 1 upwards, -1 downwards, 0 level.
        strength: How far things move; 1 is usual.
        pace: 1 fast, -1 slow.
        loop: Whether the prompt asks that the end meets the beginning.
        flash: Whether flashing is welcome.
        understood: Words that shaped the motion, in the prompt's order.
        ignored: Words that ask for a motion and shaped none.
    """

    acts: tuple[Act, ...]
    side: int = 0
    way: int = 0
    aim: int = 0
    strength: float = 1.0
    pace: int = 0
    loop: bool = False
    flash: bool = True
    understood: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def lead(self) -> str:
        """The verb that is played first."""
        return self.acts[0].lead

    @property
    def layer(self) -> str | None:
        """The first verb on top of it."""
        layers = self.acts[0].layers
        return layers[0].verb if layers else None

    @property
    def verbs(self) -> frozenset[str]:
        """All that is played."""
        return frozenset().union(*(act.verbs for act in self.acts))

    @property
    def ends_elsewhere(self) -> bool:
        """Whether the last frame does not lead back to the first."""
        return self.acts[-1].lead in ENDING

    @property
    def motion(self) -> Direction:
        """The direction without the words that led to it."""
        acts = tuple(replace(act, words=()) for act in self.acts)
        return replace(self, acts=acts, understood=(), ignored=())

    def calmed(self) -> Direction:
        """Return a soft breath in place of what the prompt asks for."""
        return replace(
            self, acts=(Act("idle"),), side=0, way=0, aim=0, strength=0.7, pace=0
        )

    def in_frames(self, count: int) -> Direction:
        """Return what of it can be played in a number of frames.

        Acts that have too few frames are left out, and their words are ignored; but
        for a rest at the end, to which every act comes by itself.

        Args:
            count: How many frames the clip has.
        """
        if len(self.acts) == 1:
            return self
        kept: list[Act] = []
        left = count
        for act in self.acts:
            least = LEAST_FRAMES
            if kept and act == self.acts[-1] and act.lead == "idle":
                least = LEAST_FRAMES // 2
            if kept and left < least:
                break
            left -= least
            kept.append(act)
        played = {word for act in kept for word in act.words}
        dropped = [
            word
            for act in self.acts[len(kept) :]
            if act.lead != "idle"
            for word in act.words
            if word not in played
        ]
        return replace(self.without(dropped), acts=tuple(kept))

    def without(self, words: Sequence[str]) -> Direction:
        """Return it with words that were understood among those that were not."""
        return replace(
            self,
            understood=tuple(w for w in self.understood if w not in words),
            ignored=tuple(dict.fromkeys([*self.ignored, *words])),
        )


def read_prompt(prompt: str, negative: str = "") -> Direction:
    """Find the verbs of a prompt.

    "not", "without" and their like hold until the next comma or "but"; what the
    negative prompt names is not played either. "then", "before" and their like part a
    prompt into acts that follow one another.

    Args:
        prompt: What the user wants.
        negative: What the user does not want.
    """
    reading = scan(plain(prompt))
    unwanted = _unwanted(negative)
    wanted = [f for f in reading.found if f.verb not in unwanted]
    strong = [f for f in wanted if not f.hint or f.word in WINDS]
    if all(f.hint for f in strong):
        strong = wanted
    castings = _cast(reading, strong)
    thing = None if castings else cast_thing(reading)
    told = bool(castings or thing)
    if not castings:
        calm = "float" if "idle" in unwanted else "idle"
        castings = [thing or Casting(calm, (), None, [], [])]
    castings, over = _in_sequence(castings)
    verbs = {verb for c in castings for verb in (c.lead, *(v for v, _ in c.layers))}
    # How something is done that is not known tells nothing.
    aimed = bool(verbs & AIMED)
    manner = read_manner(reading, aimed=aimed, going=verbs) if told else Manner()
    used = [place for c in castings for place in c.used] + manner.used
    unused = [*over, *reading.unknown, *manner.unused]
    unused += [place for c in castings for place in c.unused]
    if not (used or unused):
        unused = _strange(reading)
    return _direction(castings, manner, used, unused, (prompt, negative))


def wanted_words(prompt: str) -> tuple[str, ...]:
    """Return the words of a prompt that no negation holds for, in their order."""
    text = plain(prompt)
    flags = negated(text)
    words = [(match.start(), match.group()) for match in TOKEN.finditer(text)]
    return tuple(w for at, w in words if w not in TURNS and not flags[at])


def _direction(
    castings: Sequence[Casting],
    manner: Manner,
    used: list[tuple[int, str]],
    unused: list[tuple[int, str]],
    texts: tuple[str, str],
) -> Direction:
    acts = tuple(
        Act(
            c.lead,
            tuple(Layer(verb, part) for verb, part in c.layers),
            c.part,
            _in_order(c.used),
        )
        for c in castings
    )
    understood = _in_order(used)
    return Direction(
        acts=acts,
        side=manner.side,
        way=manner.way,
        aim=manner.aim,
        strength=manner.strength,
        pace=manner.pace,
        loop=bool(LOOPING.search(plain(texts[0]))),
        flash="flash" not in texts[1].lower(),
        understood=understood,
        ignored=tuple(w for w in _in_order(unused) if w not in understood),
    )


def _in_order(words: list[tuple[int, str]]) -> tuple[str, ...]:
    """Return words by their place, each once."""
    return tuple(dict.fromkeys(word for _, word in sorted(words)))


def _unwanted(negative: str) -> frozenset[str]:
    """Return the verbs that a negative prompt names."""
    text = _HARMLESS.sub(lambda m: "-" * len(m.group()), plain(negative))
    return frozenset(
        verb for f in scan(text).found if f.word not in HINTS for verb in f.verbs
    )


def _cast(reading: Reading, strong: list[Found]) -> list[Casting]:
    """Return who plays what, clause by clause."""
    text = reading.text
    cuts = [(m.start(), m.end(), False) for m in _THEN.finditer(text)]
    for m in _AFTER.finditer(text):
        comma = text.find(",", m.end())
        if text[: m.start()].strip() or comma < 0:
            cuts.append((m.start(), m.end(), True))
        else:
            # "After this, that": the order is that of the words.
            cuts.append((comma, comma + 1, False))
    cuts = sorted(c for c in cuts if not reading.negated[c[0]])
    clauses: list[list[Casting]] = []
    begin, swapped = 0, False
    for start, end, after in [*cuts, (len(text), len(text), False)]:
        inside = [f for f in strong if begin <= f.at < start]
        clause = cast_clause(reading, inside, (begin, start)) if inside else []
        if clause and swapped and clauses:
            clauses.insert(-1, clause)
        elif clause:
            clauses.append(clause)
        begin, swapped = end, after
    return [casting for clause in clauses for casting in clause]


def _in_sequence(
    castings: list[Casting],
) -> tuple[list[Casting], list[tuple[int, str]]]:
    """Return the acts that can follow one another, and the words of the others."""
    kept: list[Casting] = []
    over: list[tuple[int, str]] = []
    for c in castings:
        last = kept[-1] if kept else None
        gone = last is not None and last.lead in ENDING
        back = last is not None and last.lead == "vanish" and c.lead == "appear"
        if last is not None and (last.lead, last.part) == (c.lead, c.part):
            last.used.extend(c.used)
            last.unused.extend(c.unused)
        elif len(kept) == MOST_ACTS or (gone and not back):
            over.extend(place for place in c.used if c.lead != "idle")
        else:
            kept.append(c)
    return kept, over


def _strange(reading: Reading) -> list[tuple[int, str]]:
    """Return what is left of a prompt in which nothing was known."""
    manners = {w for group in (STRENGTHS, SPEEDS) for ws in group.values() for w in ws}
    known = DESCRIBING | NOT_ACTIONS | manners
    return [
        (at, word)
        for at, word in reading.tokens
        if word not in TURNS
        and not is_negation(word)
        and not LOOPING.fullmatch(word)
        and not any(
            form in known or is_known_noun(form)
            for form in (*lemmas(word), *lemmas(word.removesuffix("ly")))
        )
    ]
