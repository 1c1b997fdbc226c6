"""The user's own wish as the first sentence of a caption.

Words are kept as they stand. Only a bare verb in front ("walk left and wave") gets a
subject and its ending ("The character walks left and waves").
"""

from __future__ import annotations

import re
from typing import Final

from pixelengine_import.local_engine.motion.vocabulary import (
    EXPANDED,
    OTHER_ACTIONS,
    VERBS,
    lemmas,
)

__all__ = ["Opening", "open_with", "third_person"]

Opening = tuple[str, bool]
"""A beginning, and whether it is a whole sentence."""


def _row(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NOT_DONE: Final = _row(
    "death dead damage melee idle hurt stun wound guard shield burn blaze spell rest "
    "breath shine flash pulse rock stand swing fish hammer water plant mine lock"
)
"""Words of the vocabulary that are things as often as deeds."""
_AFTER_VERB: Final = _row(
    "a an the his her its their and then to towards toward with without in into on "
    "onto at from up down around about over out off forward forwards backward back "
    "backwards left right like as while fast slow quickly across through along once "
    "twice hard away ahead upward upwards downward downwards sideways again by for "
    "goodbye hello"
)
"""Words that follow a verb, where a noun would make it part of a name."""
_SUBJECTS: Final = _row("a an the this that my our your his her its two")
_FINITE: Final = _row("is are was were gets has does keeps starts takes")
_VERBS: Final = frozenset(w for ws in VERBS.values() for w in ws).union(
    OTHER_ACTIONS, EXPANDED
)
_OBJECT = re.compile(r" (?:an?|the|his|her|its|their) ", re.IGNORECASE)
"""In front of what something is done to: "swing the axe"."""
_WORD = re.compile(r"[A-Za-z']+")


def open_with(text: str, subject: str) -> list[Opening]:
    """Return how a caption may begin with a wish, the best first.

    Args:
        text: The wish, plain and not empty.
        subject: Who does it when the wish does not say: "The character".
    """
    large = text[:1].upper()
    # Some letters have no large form of their own, and come apart.
    as_it_is = large + text[1:] if len(large) == 1 else text
    words = _WORD.findall(text)
    found: list[Opening] = []
    if words:
        first = words[0].lower()
        # "slowly walk" is done as "walk" is.
        adverb = first.endswith("ly") and first not in _VERBS
        lead = 1 if adverb and len(words) > 1 else 0
        verb = words[lead].lower()
        rest = words[lead + 1 :]
        goes_on = _goes_on(rest)
        behind = text[text.index(words[lead]) + len(verb) :]
        stops = goes_on or behind.startswith(",")
        if verb in _FINITE or (_is_finite(verb) and stops):
            found.append((f"{subject} {text[:1].lower()}{text[1:]}", True))
        elif verb == "get" and lead == 0 and len(words) > 1:
            found.append((f"{subject} gets {text[3:].strip()}", True))
        elif _is_gerund(verb) and stops:
            found.append((f"{subject} is {text[:1].lower()}{text[1:]}", True))
        elif (_is_bare(verb) and goes_on) or (
            verb in _VERBS and _OBJECT.match(behind) is not None
        ):
            found.append((f"{subject} {_conjugated(text, words[: lead + 1])}", True))
        elif first in _SUBJECTS and any(_is_finite(w.lower()) for w in words[1:]):
            found.append((as_it_is, True))
    found.append((as_it_is, False))
    return found


def third_person(verb: str) -> str:
    """Return a verb as "he" does it.

    >>> [third_person(v) for v in ("walk", "dash", "fly", "sway", "vanish")]
    ['walks', 'dashes', 'flies', 'sways', 'vanishes']
    """
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def _is_bare(word: str) -> bool:
    return word in _VERBS and word not in _NOT_DONE


def _is_gerund(word: str) -> bool:
    forms = (form for form in lemmas(word) if form != word)
    return word.endswith("ing") and any(form in _VERBS for form in forms)


def _is_finite(word: str) -> bool:
    if word in _FINITE:
        return True
    forms = (form for form in lemmas(word) if form != word)
    return word.endswith("s") and any(form in _VERBS for form in forms)


def _goes_on(words: list[str]) -> bool:
    """Tell whether what follows a verb leaves it a verb."""
    if not words:
        return True
    following = words[0].lower()
    return following in _AFTER_VERB or following.endswith("ly")


def _conjugated(text: str, head: list[str]) -> str:
    """Give the verb in front its ending, and those that are joined to it by "and"."""
    out = text[:1].lower() + text[1:]
    verb = head[-1]
    at = out.lower().index(verb.lower())
    out = out[:at] + third_person(verb.lower()) + out[at + len(verb) :]

    def joined(match: re.Match[str]) -> str:
        word = match.group(2)
        return match.group(1) + (third_person(word) if _is_bare(word.lower()) else word)

    return re.sub(r"\b((?:and then|and|then|, then) )([a-z]+)\b(?!['])", joined, out)
