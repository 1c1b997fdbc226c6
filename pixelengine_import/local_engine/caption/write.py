"""Putting a caption together, sentence by sentence, and reading it back.

The user's own words come first, as they stand. What is added (how the motion looks,
where the subject faces, how it ends) is kept only as long as the animator reads the
same motion in the whole: so a word such as "rock", which names a thing and a motion,
cannot change what is played. A caption that is long enough is left as it is, so writing
it twice changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pixelengine_import.local_engine.caption.clean import plain_text, shortened
from pixelengine_import.local_engine.caption.parts import parts_of
from pixelengine_import.local_engine.caption.phrases import (
    ENDINGS,
    FILLERS,
    GENERAL,
    LAYER_SAID,
    LEGLESS,
    LOOKS_OF,
    LOOP,
    MANNERS,
    PART_PHRASES,
    PARTS,
    SAID,
    STANDING,
)
from pixelengine_import.local_engine.caption.sentence import open_with, third_person
from pixelengine_import.local_engine.caption.stills import names_only
from pixelengine_import.local_engine.motion.programs import style_of
from pixelengine_import.local_engine.motion.prompt import (
    Direction,
    read_prompt,
    wanted_words,
)
from pixelengine_import.local_engine.motion.vocabulary import lemmas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixelengine_import.local_engine.caption.looks import Looks

__all__ = ["WORDS_LEAST", "WORDS_MOST", "write_caption"]

WORDS_LEAST, WORDS_MOST = 25, 50
_ROOM = WORDS_MOST - 6
"""Words of a wish that is longer than a caption."""
_NEEDED = frozenset(
    [
        "not",
        "no",
        "never",
        "without",
        "left",
        "right",
        "slow",
        "slowly",
        "fast",
        "quick",
        "quickly",
        "loop",
        "looping",
        "seamless",
        "gently",
        "subtle",
        "hard",
        "wild",
        "powerful",
        "don't",
        "doesn't",
    ]
)
"""Words whose clauses are the last to go."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A caption in parts: the wish, how it looks, and sentences after it."""

    opening: str
    whole: bool
    looks: str = ""
    more: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the caption as plain text."""
        if self.looks:
            begin = f"{self.opening}: {self.looks}."
        else:
            begin = (
                self.opening
                if self.opening.endswith(("!", "?"))
                else f"{self.opening}."
            )
        return " ".join([begin, *self.more])

    @property
    def words(self) -> int:
        """How many there are."""
        return len(self.text().split())


def write_caption(prompt: str, looks: Looks | None) -> str:
    """Rewrite a prompt.

    Args:
        prompt: What the user wants; may be empty.
        looks: What the picture shows, if there is one.

    Returns:
        25 to 50 words of plain text. The animator plays them as it plays the prompt.
    """
    wanted = read_prompt(prompt)
    draft = _opening(prompt, wanted, looks)
    if WORDS_LEAST <= draft.words <= WORDS_MOST:
        return draft.text()
    # What no rule has understood may be any motion: nothing is said of its looks.
    text = plain_text(prompt)
    if wanted.understood or wanted.ignored or not text or names_only(text):
        telling = replace(draft, looks=_how(wanted, looks))
        if telling.words <= WORDS_MOST and _same(telling.text(), wanted, looks):
            draft = telling
    for sentence in _additions(prompt, draft, wanted, looks):
        fuller = replace(draft, more=(*draft.more, sentence))
        if fuller.words <= WORDS_MOST and _same(fuller.text(), wanted, looks):
            draft = fuller
    told = "proportions" in draft.text()
    for filler in FILLERS[1:] if told else FILLERS:
        if draft.words >= WORDS_LEAST:
            break
        draft = replace(draft, more=(*draft.more, filler))
    return draft.text()


def _opening(prompt: str, wanted: Direction, looks: Looks | None) -> _Text:
    """Begin with the user's words, or with our own if those would be misread."""
    subject = "The scene" if looks is not None and looks.scene else "The character"
    text = plain_text(prompt)
    if text:
        needed = _NEEDED | {w for phrase in wanted.understood for w in phrase.split()}
        short = (
            text if len(text.split()) <= WORDS_MOST else shortened(text, _ROOM, needed)
        )
        for opening, whole in open_with(short, subject):
            draft = _Text(opening, whole)
            if draft.words <= WORDS_MOST and _same(draft.text(), wanted, looks):
                return draft
    does = SAID.get(wanted.lead) or third_person(wanted.lead)
    side = {-1: " to the left", 0: "", 1: " to the right"}[wanted.side]
    draft = _Text(
        f"{subject} {does}{MANNERS.get(wanted.strength, '')}{side}", whole=True
    )
    if wanted.layer is not None:
        layer = LAYER_SAID.get(
            wanted.layer, f"It {third_person(wanted.layer)} all the while."
        )
        draft = replace(draft, more=(layer,))
    if wanted.loop:
        draft = replace(draft, more=(*draft.more, LOOP))
    return draft


def _additions(
    prompt: str, draft: _Text, wanted: Direction, looks: Looks | None
) -> Iterator[str]:
    """Yield what may be added, the most telling first."""
    verb = _verb(wanted)
    parts = () if looks is None else parts_of(looks.body)
    words = wanted_words(prompt)
    if looks is not None and not looks.scene:
        yield from _seen(looks, prompt)
    named = [w for w in words if any(form in PARTS for form in lemmas(w))]
    if named:
        follows = "follow" if named[0].endswith("s") else "follows"
        yield f"The {named[0]} {follows} a beat later."
    for part in parts:
        stands = verb in STANDING and wanted.understood and "feet" not in draft.looks
        if part == "legs" and not stands:
            continue
        if not named or not any(part in lemmas(w) for w in named):
            yield PART_PHRASES[part]
    if wanted.loop and LOOP not in draft.more:
        yield "The last frame meets the first."
    elif not wanted.loop and (ending := ENDINGS.get(verb) or ENDINGS.get(wanted.lead)):
        yield ending


def _how(wanted: Direction, looks: Looks | None) -> str:
    """Return how a motion looks, with legs or without."""
    verb = _verb(wanted)
    how = LOOKS_OF.get(verb, LOOKS_OF.get(wanted.lead, GENERAL))
    if looks is not None and "legs" not in parts_of(looks.body):
        how = LEGLESS.get(verb, how)
    return how


def _seen(looks: Looks, prompt: str) -> Iterator[str]:
    """Yield where the figure faces, or of what size it is."""
    figure = f"The {looks.size} figure"
    if looks.body.front and not re.search(r"\b(fac|left|right)", prompt.lower()):
        facing = "left" if looks.body.front < 0 else "right"
        yield f"{figure} faces {facing} from the first frame to the last."
    else:
        yield f"{figure} keeps its proportions in every frame."


def _verb(wanted: Direction) -> str:
    """Return the word that says best what is seen: "slash" rather than "attack"."""
    telling = (*wanted.understood, *(() if wanted.lead != "idle" else wanted.ignored))
    for word in telling:
        for form in lemmas(word):
            if form in LOOKS_OF and read_prompt(form).lead in {wanted.lead, "idle"}:
                return form
    return wanted.lead


def _same(text: str, wanted: Direction, looks: Looks | None) -> bool:
    """Tell whether a caption asks for the same motion as the prompt."""
    found = read_prompt(text)
    if (found.lead, found.layer, found.strength, found.loop) != (
        wanted.lead,
        wanted.layer,
        wanted.strength,
        wanted.loop,
    ) or not _within(found.ignored, wanted.ignored):
        return False
    if looks is None:
        return found.side == wanted.side
    # Where the prompt names no side, naming the one that is played anyway is true.
    return style_of(found, looks.body, 0) == style_of(wanted, looks.body, 0)


def _within(found: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Tell whether all words stand among others, "dances" for "dance" as well."""
    known = {form for word in wanted for form in lemmas(word)}
    return all(known.intersection(lemmas(word)) for word in found)
