"""From a prompt's text to words that count: negations, known verbs, unknown actions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain, islice

from pixelengine_import.local_engine.motion.nouns import LOOKS, is_known_noun
from pixelengine_import.local_engine.motion.vocabulary import (
    CUT_STONES,
    EXPANDED,
    HINTS,
    NOT_ACTIONS,
    NOUNS_TOO,
    OTHER_ACTIONS,
    PHRASES,
    QUIET,
    THINGS,
    VERBS,
    lemmas,
)

__all__ = [
    "TOKEN",
    "TURNS",
    "Found",
    "Reading",
    "is_negation",
    "look_up",
    "negated",
    "plain",
    "scan",
]

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
ARTICLES = frozenset(
    {
        *("a", "an", "the", "his", "her", "its", "their", "this", "that", "my", "your"),
        *("with", "without", "in", "of", "no", "two", "some", "each", "every"),
        *("holding", "wearing", "has", "having"),
    }
)
"""What stands before things."""
STATES = frozenset({"death", "hurt"})
"""Verbs that are a state as well, when no other is named: "a defeated boss"."""
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
    things: list[Found] = []
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
    matches = list(TOKEN.finditer(text))
    words = [match.group() for match in matches]
    for k, match in enumerate(matches):
        word = words[k]
        if flags[match.start()] or word in TURNS:
            after_to = False
            continue
        known = look_up(word)
        if known is not None:
            describes = _describes(words, k, known[0][0])
            form = word == "cut" or word.endswith("ed")
            if describes and form and known[0][0] not in STATES:
                # Neither a "dashed outline" nor a "charged crystal" runs.
                continue
            now = Found(word, known[0], match.start(), hint=known[1] or describes)
            (things if _is_thing(words, k) else found).append(now)
        elif _asks_for_action(word, after_to=after_to):
            unknown.append((match.start(), word))
        after_to = word == "to"
    verbs = {f.verb for f in found if not f.hint}
    # Who blocks with a shield means the shield, who walks with one does not.
    found += [replace(f, hint=f.verb not in verbs) for f in things]
    found.sort(key=lambda f: f.at)
    tokens = tuple((m.start(), m.group()) for m in matches if not flags[m.start()])
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
        elif is_negation(word):
            on = True
        elif on:
            flags[match.start() : match.end()] = [True] * len(word)
    return flags


def is_negation(word: str) -> bool:
    """Tell whether a word takes back what follows it."""
    return word in _NEGATIONS or word.endswith("n't")


def look_up(word: str) -> tuple[tuple[str, ...], bool] | None:
    """Return the verbs that a word stands for, and whether it only hints at them."""
    if word in NOT_ACTIONS:
        return None
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


def _describes(words: list[str], k: int, verb: str) -> bool:
    """Tell whether a word for a verb says what the thing behind it is like.

    So do participles ("wounded soldier", "a cut gem") and states ("a dead tree", "dying
    flame").
    """
    word = words[k]
    ahead = words[k + 1] if k + 1 < len(words) else ""
    if word == "cut":
        # Who or what stands before it cuts the stone: "the mason cut glass".
        before = words[k - 1] if k else ""
        begins = before == "" or before in TURNS | ARTICLES | LOOKS
        return begins and ahead in CUT_STONES
    if not (word.endswith("ed") or (verb in STATES and word in {"dead", "dying"})):
        return False
    # "died with his sword", but "a cracked and ..." is left alone.
    known = ahead in NOT_ACTIONS - ARTICLES or ahead in LOOKS
    return known or any(is_known_noun(form) for form in lemmas(ahead))


def _is_thing(words: list[str], k: int) -> bool:
    """Tell whether a word that may be a verb names a thing, as in "with claws"."""
    word = words[k]
    if word not in THINGS and word.removesuffix("s") not in THINGS:
        return False
    before = words[k - 1] if k else ""
    ahead = words[k + 1] if k + 1 < len(words) else ""
    if before in ARTICLES or before in LOOKS:
        return True
    if before == "and" and k > 1:
        # "sword and shield".
        return any(is_known_noun(form) for form in lemmas(words[k - 2]))
    begins = before == "" or before in TURNS
    return begins and (ahead.endswith("er") or any(map(is_known_noun, lemmas(ahead))))


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
