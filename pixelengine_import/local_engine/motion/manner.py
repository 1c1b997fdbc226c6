"""How a prompt wants its motion: side, way, strength, speed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pixelengine_import.local_engine.motion.reading import TURNS, look_up
from pixelengine_import.local_engine.motion.vocabulary import (
    FORCELESS,
    GOING,
    MOTION_NOUNS,
    PACELESS,
    SIDELESS,
    SPEEDS,
    STRENGTHS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from pixelengine_import.local_engine.motion.reading import Reading

__all__ = ["Manner", "read_manner"]

_SIDE = re.compile(r"(left|right)(?:wards?)?$")
_LIMBS = frozenset(
    {"hand", "arm", "leg", "foot", "eye", "ear", "wing", "fist", "paw", "claw", "now"}
)
"""A "right arm" is no direction."""
_MEMBERS = frozenset(
    {
        *("head", "neck", "jaw", "mouth", "eye", "eyelid", "ear", "nose", "chin"),
        *("shoulder", "arm", "elbow", "hand", "fist", "paw", "claw", "chest", "torso"),
        *("body", "back", "hip", "waist", "leg", "knee", "foot", "feet", "heel"),
        *("weight", "top", "tip"),
    }
)
"""What is said of them does not tell where the whole goes: "the head tips forward"."""
_STOPS = frozenset({".", ";", ":", "!", "?"})
_JOINTS = frozenset({",", "and", "then", "while", "until", "->"}) | _STOPS
_BEFORE_NOUNS = frozenset(
    {
        *("the", "a", "an", "his", "her", "its", "their", "both", "one", "two", "each"),
        *("whole", "upper", "lower", "front", "left", "right", "sword"),
    }
)
_FACING = frozenset({"facing", "faces", "looking", "looks", "face", "look", "turned"})
_WAYS = {
    **dict.fromkeys(("forward", "forwards", "ahead", "onward", "onwards"), 1),
    **dict.fromkeys(("backward", "backwards"), -1),
}
_AIMS = {
    **dict.fromkeys(("up", "upward", "upwards", "overhead", "skyward"), 1),
    **dict.fromkeys(("down", "downward", "downwards"), -1),
}
_DEEP = re.compile(
    r"\b(?:towards?|at|to|into)\s+(?:the\s+)?(?:viewer|camera|screen|player|us)\b"
    r"|\baway\b"
)
_OTHER = {
    "left": "right",
    "right": "left",
    "forward": "backward",
    "forwards": "backwards",
    "backward": "forward",
    "backwards": "forwards",
    "ahead": "behind",
    "onward": "back",
    "onwards": "back",
}
"""Who is to go to both of these sways from one to the other."""
LOOK_AHEAD = 3


@dataclass(slots=True)
class Manner:
    """How a motion is wanted.

    Attributes:
        side: -1 for left, 1 for right, 0 when neither is named.
        way: 1 forwards, -1 backwards.
        aim: 1 upwards, -1 downwards.
        strength: 1 is usual.
        pace: 1 fast, -1 slow.
        used: Places and words that told so.
        unused: Those that ask for what cannot be played, or not by these verbs.
    """

    side: int = 0
    way: int = 0
    aim: int = 0
    strength: float = 1.0
    pace: int = 0
    used: list[tuple[int, str]] = field(default_factory=list)
    unused: list[tuple[int, str]] = field(default_factory=list)


def read_manner(reading: Reading, *, aimed: bool, going: AbstractSet[str]) -> Manner:
    """Read the words that are beside verbs.

    Args:
        reading: The prompt.
        aimed: Whether a verb is played that can go up or down.
        going: The verbs that are played.
    """
    manner = Manner()
    tokens = reading.tokens
    apart = _said_of_members(reading, tokens)
    own = [(at, word) for at, word in tokens if at not in apart]
    _read_side(manner, tokens)
    _read_way(manner, own)
    if going <= SIDELESS:
        _leave_sides(manner, {word for _, word in tokens})
    for at, word in own:
        if word in _AIMS and aimed and not manner.aim:
            manner.aim = _AIMS[word]
            manner.used.append((at, word))
    _read_force(manner, tokens, going)
    if going & (GOING - {"jump"}) or aimed:
        for match in _DEEP.finditer(reading.text):
            # Into the picture and out of it: a flat drawing cannot go there.
            if not reading.negated[match.start()]:
                manner.unused.append((match.start(), match.group()))
    return manner


def _said_of_members(
    reading: Reading, tokens: Sequence[tuple[int, str]]
) -> frozenset[int]:
    """Return the places of words whose subject is a part of the body.

    A subject stands in front of its phrase, and holds for the phrases after it until a
    verb that is played or a full stop.
    """
    verbs = {
        found.at for found in reading.found if not found.hint or found.verb in GOING
    }
    places: set[int] = set()
    member, fresh = False, True
    for at, word in tokens:
        if word in _STOPS or at in verbs:
            member = False
        elif fresh and _is_member(word):
            member = True
        elif member:
            places.add(at)
        fresh = word in _JOINTS or (fresh and word in _BEFORE_NOUNS)
    return frozenset(places)


def _is_member(word: str) -> bool:
    return word in _MEMBERS or word.removesuffix("s") in _MEMBERS


def _read_way(manner: Manner, tokens: Sequence[tuple[int, str]]) -> None:
    """Take the first way, unless a side is named."""
    ways = [(at, word) for at, word in tokens if word in _WAYS]
    if ways and not manner.side:
        manner.way = _WAYS[ways[0][1]]
        manner.used.append(ways[0])


def _leave_sides(manner: Manner, words: AbstractSet[str]) -> None:
    """Say that sides and ways shape nothing: no verb that is played goes to one."""
    if not words & _FACING:
        # Neither "facing left" nor "swaying left and right" asks for a side.
        manner.unused += [p for p in manner.used if _OTHER[p[1]] not in words]
    manner.used.clear()
    manner.side = manner.way = 0


def _read_force(
    manner: Manner, tokens: Sequence[tuple[int, str]], going: AbstractSet[str]
) -> None:
    """Take the first word for strength and the first for speed."""
    words = [word for _, word in tokens]
    for k, (at, word) in enumerate(tokens):
        strength, pace = _strength(word), _pace(word)
        if not (strength or pace) or not _of_motion(words, k):
            continue
        if strength and going <= FORCELESS:
            manner.unused.append((at, word))
        elif strength and manner.strength == 1.0:
            manner.strength = strength
            manner.used.append((at, word))
        if pace and going <= PACELESS[pace]:
            manner.unused.append((at, word))
        elif pace and not manner.pace:
            manner.pace = pace
            manner.used.append((at, word))


def _read_side(manner: Manner, tokens: Sequence[tuple[int, str]]) -> None:
    """Take the first side that is gone to; else the one that is faced."""
    faced: tuple[int, str, int] | None = None
    for k, (at, word) in enumerate(tokens):
        match = _SIDE.match(word)
        after = tokens[k + 1][1] if k + 1 < len(tokens) else ""
        if match is None or after.removesuffix("s") in _LIMBS or after == "away":
            continue
        side = -1 if match.group(1) == "left" else 1
        before = {w for _, w in tokens[max(0, k - 3) : k]}
        if not before & _FACING:
            manner.side = side
            manner.used.append((at, match.group(1)))
            return
        faced = faced or (at, match.group(1), side)
    if faced is not None:
        manner.side = faced[2]
        manner.used.append(faced[:2])


def _strength(word: str) -> float | None:
    """Return how strong a word is."""
    return next(
        (s for s, ws in STRENGTHS.items() if _plain_manner(word) & frozenset(ws)), None
    )


def _pace(word: str) -> int | None:
    """Return how fast a word is."""
    return next(
        (p for p, ws in SPEEDS.items() if _plain_manner(word) & frozenset(ws)), None
    )


def _plain_manner(word: str) -> frozenset[str]:
    """Return what the plain form of an adverb or of a comparative may be."""
    forms = {word}
    if word.endswith("ly"):
        stem = word.removesuffix("ly")
        # gently, heavily, wildly.
        forms |= {stem, stem + "le", stem + "e"}
        if stem.endswith("i"):
            forms.add(stem[:-1] + "y")
    for ending in ("er", "est"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            forms |= {stem, stem + "e"}
            if len(stem) > 1 and stem[-1] == stem[-2]:
                forms.add(stem[:-1])
            if stem.endswith("i"):
                forms.add(stem[:-1] + "y")
    return frozenset(forms)


def _of_motion(words: list[str], k: int) -> bool:
    """Tell whether a word says how something moves, not how somebody looks."""
    word = words[k]
    if word.endswith("ly") or word in {"hard", "fast"}:
        return True
    for ahead in words[k + 1 : k + 1 + LOOK_AHEAD]:
        if ahead in TURNS or ahead in {"and", "in", "with", "on", "to"}:
            return True
        if ahead.removesuffix("s") in MOTION_NOUNS or ahead in MOTION_NOUNS:
            return True
        known = look_up(ahead)
        if known is not None:
            return not known[1]
        if _strength(ahead) is None and _pace(ahead) is None:
            return False
    return k + 1 >= len(words) or words[k + 1] in TURNS
