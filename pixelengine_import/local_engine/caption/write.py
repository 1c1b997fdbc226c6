"""Putting a caption together, sentence by sentence, and reading it back.

The plain sentences of a motion always read back as that motion. What the prompt or the
picture adds (who, what colour, which tool) is kept only as long as they still do: so
a word such as "rock", which names a thing and a motion, cannot change what is played.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pixelengine_import.local_engine.caption.phrases import (
    ENDINGS,
    FILLERS,
    LAYER_PHRASES,
    LOOP,
    MANNERS,
    MOTIONS,
    PARTS,
    SUBJECTS,
    TOOLS,
)
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
MOST_UNKNOWN = 3
LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class _Draft:
    """A caption in parts."""

    wanted: Direction
    subject: str = "character"
    adjectives: str = ""
    tool: str = ""
    facing: str = ""
    parts: str = ""
    unknown: str = ""
    ending: str = ""
    fillers: int = 0

    def text(self) -> str:
        """Return the caption as plain text."""
        wanted = self.wanted
        does, looks = MOTIONS[wanted.lead]
        side = {-1: " to the left", 0: "", 1: " to the right"}[wanted.side]
        manner = MANNERS[wanted.strength]
        who = f"The {self.adjectives}{self.subject}{self.facing}"
        sentences = [f"{who} {does}{manner}{side}{self.tool}, {looks}."]
        if wanted.layer is not None:
            sentences.append(LAYER_PHRASES[wanted.layer])
        sentences += [self.parts, self.unknown]
        sentences.append(LOOP if wanted.loop else self.ending)
        sentences += FILLERS[: self.fillers]
        return " ".join(s for s in sentences if s)


def write_caption(prompt: str, looks: Looks | None) -> str:
    """Rewrite a prompt.

    Args:
        prompt: What the user wants; may be empty.
        looks: What the picture shows, if there is one.

    Returns:
        25 to 50 words of plain text. The animator plays them as it plays the prompt.
    """
    draft = _Draft(read_prompt(prompt))
    for change in _changes(prompt, draft.wanted, looks):
        fuller = replace(draft, **change)
        if _fits(fuller, looks):
            draft = fuller
    for fillers in range(1, len(FILLERS) + 1):
        if _count(draft) >= WORDS_LEAST:
            break
        draft = replace(draft, fillers=fillers)
    return draft.text()


def _changes(
    prompt: str, wanted: Direction, looks: Looks | None
) -> Iterator[dict[str, Any]]:
    """Yield what may be added, the most telling first."""
    words = wanted_words(prompt)
    if subject := _first(words, SUBJECTS):
        yield {"subject": subject}
    elif looks is not None and looks.scene:
        yield {"subject": "scene"}
    if tool := _first(words, TOOLS):
        yield {"tool": f" with the {tool}"}
    if wanted.ignored:
        asked = [w for w in wanted.ignored if len(w) <= LONGEST_WORD][:MOST_UNKNOWN]
        if asked:
            yield {"unknown": f"Also asked for: {' and '.join(asked)}."}
    if looks is not None:
        yield from _seen(looks, wanted)
    named = [w for w in words if any(form in PARTS for form in lemmas(w))]
    if named:
        follows = "follow" if named[0].endswith("s") else "follows"
        yield {"parts": f"The {named[0]} {follows} a beat later."}
    if ending := ENDINGS.get(wanted.lead):
        yield {"ending": ending}


def _seen(looks: Looks, wanted: Direction) -> Iterator[dict[str, Any]]:
    """Yield what the picture shows."""
    colours = " and ".join(looks.colours)
    if colours:
        yield {"adjectives": f"{colours} "}
    if not looks.scene:
        yield {"adjectives": f"{looks.size} {colours} ".replace("  ", " ")}
        if looks.body.front and not wanted.side:
            facing = "left" if looks.body.front < 0 else "right"
            yield {"facing": f", facing {facing},"}


def _first(words: tuple[str, ...], known: frozenset[str]) -> str | None:
    """Return the first word of a prompt that a table knows, in its plain form."""
    return next((form for w in words for form in lemmas(w) if form in known), None)


def _fits(draft: _Draft, looks: Looks | None) -> bool:
    """Tell whether a caption is short enough and asks for the same motion."""
    if _count(draft) > WORDS_MOST:
        return False
    wanted, found = draft.wanted, read_prompt(draft.text())
    if (found.lead, found.layer, found.strength, found.loop) != (
        wanted.lead,
        wanted.layer,
        wanted.strength,
        wanted.loop,
    ):
        return False
    if looks is None:
        return found.side == wanted.side
    # Where the prompt names no side, naming the one that is played anyway is true.
    return style_of(found, looks.body, 0) == style_of(wanted, looks.body, 0)


def _count(draft: _Draft) -> int:
    return len(draft.text().split())
