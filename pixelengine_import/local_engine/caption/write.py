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
    AIMS,
    AS_ONE,
    BURNING,
    ENDINGS,
    FILLERS,
    GENERAL,
    LEGLESS,
    LOOKS_OF,
    LOOP,
    MANNERS,
    MEETING,
    OF_SCENES,
    PACES,
    PART_PHRASES,
    PART_VERBS,
    PARTS,
    SAID,
    STANDING,
    WAYS,
)
from pixelengine_import.local_engine.caption.sentence import open_with, third_person
from pixelengine_import.local_engine.caption.stills import names_only
from pixelengine_import.local_engine.motion.programs import style_of
from pixelengine_import.local_engine.motion.prompt import (
    Act,
    Direction,
    read_prompt,
    wanted_words,
)
from pixelengine_import.local_engine.motion.vocabulary import LEANING, lemmas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixelengine_import.local_engine.caption.looks import Looks

__all__ = ["WORDS_LEAST", "WORDS_MOST", "in_our_words", "write_caption"]

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
_OF_LEGS = re.compile(r"\b(?:leg|foot|feet|knee|hip|toe|heel)s?\b")
"""What a body without legs does not have."""


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
        for how in _how(wanted, looks):
            telling = replace(draft, looks=how)
            if telling.words <= WORDS_MOST and _same(telling.text(), wanted, looks):
                draft = telling
                break
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
    # Faces fill their pictures as scenes do: who talks there is no scene.
    scene = looks is not None and looks.scene and wanted.lead in OF_SCENES
    subject = "The scene" if scene else "The character"
    text = plain_text(prompt)
    if text:
        needed = _NEEDED | {w for phrase in wanted.understood for w in phrase.split()}
        short = (
            text if len(text.split()) <= WORDS_MOST else shortened(text, _ROOM, needed)
        )
        for opening, whole in open_with(short, subject):
            # An ending can make a word too long to stay as it is.
            draft = _Text(plain_text(opening), whole)
            if draft.words <= WORDS_MOST and _same(draft.text(), wanted, looks):
                return draft
    return in_our_words(subject, wanted)


def in_our_words(subject: str, wanted: Direction) -> _Text:
    """Say everything that is played, in the words that the animator knows.

    Args:
        subject: Who does it.
        wanted: What is played.
    """
    first, *others = wanted.acts
    side = {-1: " to the left", 0: "", 1: " to the right"}[wanted.side]
    how = MANNERS[wanted.strength] + PACES[wanted.pace]
    where = WAYS[wanted.way] + side + AIMS[wanted.aim]
    who = subject if first.part is None else BURNING
    main = f"{who} {_said(first.lead)}{how}{where}{_on_top(first)}"
    main += "".join(f", then {_said(act.lead)}{_on_top(act)}" for act in others)
    return _Text(main, whole=True, more=(LOOP,) if wanted.loop else ())


def _said(verb: str) -> str:
    """Return what a subject does."""
    return SAID.get(verb) or third_person(verb)


def _on_top(act: Act) -> str:
    """Return what is done at the same time."""
    done = [
        f"it {_said(layer.verb)}" if layer.part is None else PART_VERBS[layer.part]
        for layer in act.layers
    ]
    return f" while {' and '.join(done)}" if done else ""


def _additions(
    prompt: str, draft: _Text, wanted: Direction, looks: Looks | None
) -> Iterator[str]:
    """Yield what may be added, the most telling first."""
    verbs = _verbs(wanted)
    parts = () if looks is None else parts_of(looks.body)
    words = wanted_words(prompt)
    if looks is not None and not looks.scene:
        yield from _seen(looks, prompt, wanted)
    named = [w for w in words if any(form in PARTS for form in lemmas(w))]
    if named:
        follows = "follow" if named[0].endswith("s") else "follows"
        yield f"The {named[0]} {follows} a beat later."
    stands = STANDING.issuperset(verbs) and wanted.understood
    if "legs" in parts and stands and "feet" not in draft.looks:
        yield PART_PHRASES["legs"]
    if wanted.loop and LOOP not in draft.more:
        yield MEETING
    elif not wanted.loop and (
        ending := ENDINGS.get(verbs[-1]) or ENDINGS.get(wanted.acts[-1].lead)
    ):
        yield ending


def _how(wanted: Direction, looks: Looks | None) -> Iterator[str]:
    """Yield how a motion looks, with legs or without; the fullest first."""
    verbs = _verbs(wanted)
    unknown = bool(wanted.ignored) and not wanted.understood
    told = [
        _look_of(verb, act.lead, looks, unknown=unknown)
        for verb, act in zip(verbs, wanted.acts, strict=False)
        if act.lead != "idle" or len(wanted.acts) == 1
    ]
    if len(told) == 1:
        yield told[0]
        return
    # What is said of one act must not seem to be said of all.
    joints = ("first", "; after that,", "; in the end")
    joined = [f"{joint} {how}" for joint, how in zip(joints, told, strict=False)]
    for count in range(len(joined), 0, -1):
        yield "".join(joined[:count])


def _look_of(verb: str, lead: str, looks: Looks | None, *, unknown: bool) -> str:
    """Return how a verb looks.

    Args:
        verb: The word for it that has a row of its own.
        lead: The verb that is played.
        looks: What the picture shows.
        unknown: Whether breath is played in place of what nothing is known of.
    """
    if unknown and verb == "idle":
        return GENERAL
    if looks is not None and looks.scene and verb == "idle":
        return AS_ONE
    how = LOOKS_OF.get(verb, LOOKS_OF.get(lead, GENERAL))
    if looks is None or "legs" in parts_of(looks.body):
        return how
    how = LEGLESS.get(verb, how)
    return GENERAL if _OF_LEGS.search(how) else how


def _seen(looks: Looks, prompt: str, wanted: Direction) -> Iterator[str]:
    """Yield where the figure faces, or of what size it is."""
    size = "" if looks.size == "medium-sized" else f"{looks.size} "
    figure = f"The {size}figure"
    named = re.search(r"\b(fac|left|right)", prompt.lower())
    # Who leaps and hovers would lean to a side that is said.
    if looks.body.front and not named and not wanted.verbs & LEANING:
        facing = "left" if looks.body.front < 0 else "right"
        yield f"{figure} keeps facing {facing} from the first frame to the last."
    else:
        yield f"{figure} keeps its proportions in every frame."


def _verbs(wanted: Direction) -> tuple[str, ...]:
    """Return the word for each act that says best what is seen.

    That is "slash" rather than "attack"; and one word for all acts, if one asks for
    all of them: "teleport".
    """
    acts = wanted.acts
    if len({act.words for act in acts}) == 1:
        words = wanted.understood or acts[0].words
        return (_verb(words if acts[0].lead != "idle" else _telling(wanted), acts),)
    return tuple(_verb(act.words, (act,)) for act in acts)


def _telling(wanted: Direction) -> tuple[str, ...]:
    """Return the words of a wish that nothing but breath is played for."""
    return (*wanted.understood, *wanted.ignored)


def _verb(words: tuple[str, ...], acts: tuple[Act, ...]) -> str:
    lead = acts[0].lead
    for word in words:
        for form in lemmas(word):
            if form in LOOKS_OF and read_prompt(form).lead == lead:
                return form
    return lead


def _same(text: str, wanted: Direction, looks: Looks | None) -> bool:
    """Tell whether a caption asks for the same motion as the prompt."""
    found = read_prompt(text)
    same = replace(found.motion, side=0, way=0) == replace(wanted.motion, side=0, way=0)
    if not same or not _within(found.ignored, wanted.ignored):
        return False
    if looks is None:
        return (found.side, found.way) == (wanted.side, wanted.way)
    # Where the prompt names no side, naming the one that is played anyway is true.
    return style_of(found, looks.body, 0) == style_of(wanted, looks.body, 0)


def _within(found: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Tell whether all words stand among others, "dances" for "dance" as well."""
    known = {form for word in wanted for form in lemmas(word)}
    return all(known.intersection(lemmas(word)) for word in found)
