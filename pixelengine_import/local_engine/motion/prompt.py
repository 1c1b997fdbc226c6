"""Reading a prompt: which motion, which side, how strongly, what is not known."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pixelengine_import.local_engine.motion.vocabulary import (
    AMPLITUDES,
    HINTS,
    LAYERS,
    LOOPING,
    NOT_ACTIONS,
    OTHER_ACTIONS,
    PHRASES,
    VERBS,
    lemmas,
)

__all__ = ["Direction", "read_prompt", "wanted_words"]

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[.,;:!?]")
_NEGATIONS = frozenset(
    {
        "not",
        "no",
        "never",
        "without",
        "avoid",
        "nor",
        "neither",
        "cannot",
        "stop",
        "stops",
    }
)
_TURNS = frozenset(
    {".", ",", ";", ":", "!", "?", "but", "just", "only", "then", "instead"}
)
_BY_WORD = {word: verb for verb, words in VERBS.items() for word in words}
_ORDER = list(VERBS)
SHORTEST_VERB = 3
_ALONE = frozenset({"death", "spin", "turn", "grow", "shrink"})


@dataclass(frozen=True, slots=True)
class Direction:
    """A prompt as the programs understand it.

    Attributes:
        lead: The verb that is played.
        layer: A second one on top of it, or nothing.
        side: -1 for left, 1 for right, 0 when the prompt names neither.
        strength: 1 is usual.
        loop: Whether the prompt asks that the end meets the beginning.
        flash: Whether flashing is welcome.
        understood: Words that shaped the motion, in the prompt's order.
        ignored: Words that ask for a motion and shaped none.
    """

    lead: str
    layer: str | None
    side: int
    strength: float
    loop: bool
    flash: bool
    understood: tuple[str, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A word that stands for a verb."""

    word: str
    verb: str
    at: int
    hint: bool


def read_prompt(prompt: str, negative: str = "") -> Direction:
    """Find the verbs of a prompt.

    "not", "without" and their like hold until the next comma or "but"; what the
    negative prompt names is not played either.

    Args:
        prompt: What the user wants.
        negative: What the user does not want.
    """
    text = _plain(prompt)
    found, unknown = _scan(text)
    unwanted = {f.verb for f in _scan(negative.lower())[0] if f.word not in HINTS}
    wanted = [f for f in found if f.verb not in unwanted]
    strong = [f for f in wanted if not f.hint] or wanted
    verbs = sorted({f.verb for f in strong}, key=_ORDER.index)
    if not verbs:
        verbs = ["float" if "idle" in unwanted else "idle"]
    lead = verbs[0]
    layer = None
    if lead not in _ALONE:
        layer = next((v for v in verbs[1:] if v in LAYERS), None)
    played = {lead, layer}
    side = _side(text)
    used = [(f.at, f.word) for f in strong if f.verb in played]
    if side:
        word = "left" if side < 0 else "right"
        used.append((text.index(word), word))
    strength = 1.0
    for pattern, factor in AMPLITUDES:
        match = re.search(pattern, text)
        if match:
            strength = factor
            used.append((match.start(), match.group()))
            break
    unused = [(f.at, f.word) for f in strong if f.verb not in played]
    return Direction(
        lead=lead,
        layer=layer,
        side=side,
        strength=strength,
        loop=bool(LOOPING.search(text)),
        flash="flash" not in negative.lower(),
        understood=_in_order(used),
        ignored=_in_order(unused + unknown),
    )


def wanted_words(prompt: str) -> tuple[str, ...]:
    """Return the words of a prompt that no negation holds for, in their order."""
    text = _plain(prompt)
    negated = _negated(text)
    words = [(match.start(), match.group()) for match in _TOKEN.finditer(text)]
    return tuple(w for at, w in words if w not in _TURNS and not negated[at])


def _plain(prompt: str) -> str:
    """Return a prompt in lower case, with one kind of apostrophe."""
    return prompt.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def _in_order(words: list[tuple[int, str]]) -> tuple[str, ...]:
    """Return words by their place, each once."""
    return tuple(dict.fromkeys(word for _, word in sorted(words)))


def _side(text: str) -> int:
    """Return the side that is named first, or 0."""
    match = re.search(r"\b(left|right)(ward|wards)?\b", text)
    if match is None:
        return 0
    return -1 if match.group(1) == "left" else 1


def _scan(text: str) -> tuple[list[_Found], list[tuple[int, str]]]:
    """Return the known words that are not negated, and the unknown actions."""
    found: list[_Found] = []
    unknown: list[tuple[int, str]] = []
    negated = _negated(text)
    for pattern, verb in PHRASES:
        for match in re.finditer(rf"\b{pattern}", text):
            if not negated[match.start()]:
                found.append(_Found(match.group(), verb, match.start(), hint=False))
            # The words of a phrase say nothing beside it.
            gap = "-" * len(match.group())
            text = text[: match.start()] + gap + text[match.end() :]
    after_to = False
    for match in _TOKEN.finditer(text):
        word = match.group()
        if negated[match.start()] or word in _TURNS:
            after_to = False
            continue
        known = _look_up(word)
        if known is not None:
            found.append(_Found(word, known[0], match.start(), hint=known[1]))
        elif _asks_for_action(word, after_to=after_to):
            unknown.append((match.start(), word))
        after_to = word == "to"
    return found, unknown


def _negated(text: str) -> list[bool]:
    """Return for each letter whether a negation holds there."""
    flags = [False] * len(text)
    on = False
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word in _TURNS:
            on = word == "instead" and text[match.end() :].lstrip().startswith("of ")
        elif word in _NEGATIONS or word.endswith("n't"):
            on = True
        elif on:
            flags[match.start() : match.end()] = [True] * len(word)
    return flags


def _look_up(word: str) -> tuple[str, bool] | None:
    """Return the verb that a word stands for, and whether it only hints at it."""
    for lemma in lemmas(word):
        if lemma in _BY_WORD:
            # "fire" is a thing, "firing" and "fires" are done.
            if word in HINTS:
                return HINTS[word], True
            return _BY_WORD[lemma], False
        if lemma in HINTS:
            return HINTS[lemma], True
    return None


def _asks_for_action(word: str, *, after_to: bool) -> bool:
    """Tell whether an unknown word is likely to be a verb."""
    if word in NOT_ACTIONS:
        return False
    if any(lemma in OTHER_ACTIONS for lemma in lemmas(word)):
        return True
    if after_to:
        return len(word) >= SHORTEST_VERB
    return word.endswith("ing") and len(word) > len("king")
