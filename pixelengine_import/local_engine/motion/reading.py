"""From a prompt's text to words that count: negations, known verbs, unknown actions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice

from pixelengine_import.local_engine.motion.nouns import is_known_noun
from pixelengine_import.local_engine.motion.vocabulary import (
    EXPANDED,
    HINTS,
    NOT_ACTIONS,
    NOUNS_TOO,
    OTHER_ACTIONS,
    PHRASES,
    QUIET,
    VERBS,
    lemmas,
)

__all__ = ["TOKEN", "TURNS", "Found", "Reading", "look_up", "negated", "plain", "scan"]

TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|->|[.,;:!?\u2192]")
_NEGATIONS = frozenset(
    {
        *("not", "no", "never", "without", "avoid", "nor", "neither", "cannot"),
        *("stop", "stops", "except"),
    }
)
TURNS = frozenset(
    {
        *(".", ",", ";", ":", "!", "?", "->", "\N{RIGHTWARDS ARROW}"),
        *("but", "just", "only", "then", "instead", "rather", "while"),
    }
)
"""Where a negation ends, and a phrase with it."""
_BY_WORD = {word: verb for verb, words in VERBS.items() for word in words}
SHORTEST_VERB = 3
MOST_WORDS, LONG_WORD = 400, 16
"""A prompt is read so far; nobody describes one clip in more words."""
_DOUBLE_NO = re.compile(r"\b(?:never|not|don't|doesn't|without)\s+stop(?:s|ping)?\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A word that stands for a verb.

    Attributes:
        word: As it was written.
        verbs: What it stands for; more than one are played one after the other.
        at: Its place in the text.
        hint: Whether it names a thing that only suggests the verb.
    """

    word: str
    verbs: tuple[str, ...]
    at: int
    hint: bool

    @property
    def verb(self) -> str:
        """The first verb."""
        return self.verbs[0]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a text.

    Attributes:
        text: In lower case, phrases that were found taken out.
        negated: For each letter whether a negation holds there.
        found: The words that stand for verbs, in their order.
        unknown: Places and words of actions that no program plays.
        tokens: The words and signs that no negation holds for, with their places.
        nouns: The plain forms of all of these that may name a thing.
    """

    text: str
    negated: list[bool]
    found: list[Found]
    unknown: list[tuple[int, str]]
    tokens: tuple[tuple[int, str], ...]
    nouns: frozenset[str]


def plain(prompt: str) -> str:
    """Return a prompt in lower case, with one kind of apostrophe.

    What comes after `MOST_WORDS`, or after the letters of as many long words, is left
    out.
    """
    prompt = prompt[: MOST_WORDS * LONG_WORD]
    # Letters that grow in lower case would move the places of all that follow.
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in prompt)
    lower = lower.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    last = next(islice(TOKEN.finditer(lower), MOST_WORDS, None), None)
    lower = lower if last is None else lower[: last.start()]
    return _DOUBLE_NO.sub(lambda m: "-" * len(m.group()), lower)


def scan(text: str) -> Reading:
    """Find the known words that are not negated, and the unknown actions.

    Args:
        text: From `plain`.
    """
    found: list[Found] = []
    unknown: list[tuple[int, str]] = []
    flags = negated(text)
    for pattern in QUIET:
        text = re.sub(pattern, lambda match: "-" * len(match.group()), text)
    for pattern, verb in PHRASES:
        for match in re.finditer(rf"\b{pattern}", text):
            if not flags[match.start()]:
                found.append(Found(match.group(), (verb,), match.start(), hint=False))
            # The words of a phrase say nothing beside it.
            gap = "-" * len(match.group())
            text = text[: match.start()] + gap + text[match.end() :]
    after_to = False
    for match in TOKEN.finditer(text):
        word = match.group()
        if flags[match.start()] or word in TURNS:
            after_to = False
            continue
        known = look_up(word)
        if known is not None:
            found.append(Found(word, known[0], match.start(), hint=known[1]))
        elif _asks_for_action(word, after_to=after_to):
            unknown.append((match.start(), word))
        after_to = word == "to"
    found.sort(key=lambda f: f.at)
    words = [(match.start(), match.group()) for match in TOKEN.finditer(text)]
    tokens = tuple((at, word) for at, word in words if not flags[at])
    # What is "its" may belong to a thing: "the torch, its flame".
    plain_forms = (lemmas(word) for _, word in tokens if word != "its")
    nouns = frozenset(chain.from_iterable(plain_forms))
    return Reading(text, flags, found, unknown, tokens, nouns)


def negated(text: str) -> list[bool]:
    """Return for each letter whether a negation holds there."""
    flags = [False] * len(text)
    on = False
    for match in TOKEN.finditer(text):
        word = match.group()
        if word in TURNS:
            rest = text[match.end() :].lstrip()
            on = (word == "instead" and rest.startswith("of ")) or (
                word == "rather" and rest.startswith("than ")
            )
        elif word in _NEGATIONS or word.endswith("n't"):
            on = True
        elif on:
            flags[match.start() : match.end()] = [True] * len(word)
    return flags


def look_up(word: str) -> tuple[tuple[str, ...], bool] | None:
    """Return the verbs that a word stands for, and whether it only hints at them."""
    for lemma in lemmas(word):
        if lemma in EXPANDED:
            return EXPANDED[lemma], False
        if lemma in _BY_WORD:
            # "fire" is a thing, "firing" and "fires" are done.
            if word in HINTS:
                return (HINTS[word],), True
            return (_BY_WORD[lemma],), False
        if lemma in HINTS:
            return (HINTS[lemma],), True
    return None


def _asks_for_action(word: str, *, after_to: bool) -> bool:
    """Tell whether an unknown word is likely to be a verb."""
    if word in NOT_ACTIONS or is_known_noun(word):
        return False
    if after_to and len(word) >= SHORTEST_VERB:
        return True
    if any(lemma in OTHER_ACTIONS for lemma in lemmas(word)):
        named = word in NOUNS_TOO or word.removesuffix("s") in NOUNS_TOO
        return not named
    return word.endswith("ing") and len(word) > len("king")
