"""Reading the changes that a prompt asks for on a picture.

Only what a rule can do truthfully is done. Where "the cape" is on a picture, or how a
pose would look, no rule knows: such words are told as ignored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from pixelengine_import.imaging.pixels import parse_hex
from pixelengine_import.local_engine.drawing import changes
from pixelengine_import.local_engine.drawing.ramps import BASE, LINE, RAMPS, Ramp, alter
from pixelengine_import.local_engine.drawing.read import tokens
from pixelengine_import.local_engine.drawing.words import (
    COLOURS,
    FILLERS,
    MATERIALS,
    MODIFIERS,
    TINTS,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.imaging.pixels import Pixels

    Maker = Callable[[re.Match[str]], "Edit"]

__all__ = ["Edit", "read_edits"]

_MODIFIER = "|".join(sorted(MODIFIERS))
_NAMES = "|".join(sorted({*COLOURS, *MATERIALS}, key=lambda n: (-len(n), n)))
_COLOUR = rf"(?:(?:{_MODIFIER}) )?(?:{_NAMES}|#[0-9a-f]{{6}})"
_ALL = r"(?:it|him|her|them|this|everything|all|sprite|character|image|picture)"
_FILLERS = FILLERS | {"add", "change", "give", "him", "her", "put", "then", "turn"}
_NOT = re.compile(r"\b(?:no|not|don't|never|without|instead of)(?: \w+){0,1} $")
_MAKING = r"(?:make|turn|colou?r|recolou?r|paint|dye|tint)"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change.

    Attributes:
        name: What is told when it was made.
        words: The words that asked for it, told when it could not be made.
        change: Makes it, or returns None when there was nothing to be done.
    """

    name: str
    words: str
    change: Callable[[Pixels], Pixels | None]


def _plain(name: str, change: Callable[[Pixels], Pixels | None]) -> Maker:
    return lambda match: Edit(name, match[0], change)


def _ramp(words: str) -> Ramp:
    modifier, _, name = words.rpartition(" ")
    while name not in COLOURS and name not in MATERIALS and not name.startswith("#"):
        modifier, _, more = modifier.rpartition(" ")
        name = f"{more} {name}"
    if name.startswith("#"):
        ramp = alter(parse_hex(name))
    else:
        ramp = RAMPS[COLOURS.get(name) or MATERIALS[name]]
    return alter(ramp, MODIFIERS.get(modifier, ""))


_KINDS: Final = {
    # Kinds of colour in a picture that a word may mean, where they differ from it.
    "crimson": ("red",),
    "gold": ("golden", "yellow"),
    "yellow": ("yellow", "golden"),
    "sky": ("blue",),
    "navy": ("blue",),
    "cyan": ("turquoise", "teal"),
    "teal": ("teal", "turquoise"),
    "violet": ("purple",),
    "lavender": ("lavender", "purple"),
    "moss": ("olive", "green"),
    "brown": ("brown", "tan"),
    "cream": ("cream", "beige"),
    "silver": ("grey",),
    "steel": ("grey",),
}


def _kinds(words: str) -> frozenset[str]:
    name = _ramp(words).name.rpartition(" ")[2]
    return frozenset(_KINDS.get(name, (name,)))


def _recolour(match: re.Match[str]) -> Edit:
    parts = match.groupdict()
    new, old = parts["new"], parts.get("old")
    change = partial(
        changes.recoloured, ramp=_ramp(new), old=_kinds(old) if old else frozenset()
    )
    name = f"recolour {old} to {new}" if old else f"recolour to {new}"
    return Edit(name, match[0], change)


def _outline(match: re.Match[str]) -> Edit:
    words = match["colour"] or "black"
    tone = _ramp(words).tones[LINE if words == "black" else BASE]
    return Edit(f"outline {words}", match[0], partial(changes.outlined, colour=tone))


def _silhouette(match: re.Match[str]) -> Edit:
    words = match["colour"] or "black"
    tone = _ramp(words).tones[LINE if words == "black" else BASE]
    change = partial(changes.silhouette, colour=tone)
    return Edit(f"silhouette {words}", match[0], change)


def _ground(match: re.Match[str]) -> Edit:
    words = match["colour"]
    ramp = _ramp(words)
    colour = (255, 255, 255) if words == "white" else ramp.tones[BASE]
    return Edit(
        f"background {words}", match[0], partial(changes.laid_on, colour=colour)
    )


def _tint(match: re.Match[str]) -> Edit:
    name = TINTS[match[1]]
    return Edit(f"light {name}", match[0], partial(changes.tint, name=name))


def _enlarge(match: re.Match[str]) -> Edit:
    number = next((int(n) for n in match.groups() if n), 2)
    change = partial(changes.enlarged, times=number)
    return Edit(f"enlarge x{number}", match[0], change)


def _rotate(match: re.Match[str]) -> Edit:
    text = match[0]
    turns = -1
    if "180" in text or "half" in text:
        turns = 2
    elif "270" in text or re.search(r"\b(?:left|counter|anti)", text):
        turns = 1
    name = {-1: "rotate 90", 1: "rotate -90", 2: "rotate 180"}[turns]
    return Edit(name, text, lambda image: np.ascontiguousarray(np.rot90(image, turns)))


def _mirror(image: Pixels) -> Pixels:
    return np.ascontiguousarray(image[:, ::-1])


def _flip(image: Pixels) -> Pixels:
    return np.ascontiguousarray(image[::-1])


def _same(image: Pixels) -> Pixels:
    return image


def _share(name: str, change: Callable[..., Pixels], per_cent: int) -> Maker:
    return _plain(name, partial(change, per_cent=per_cent))


def _light(name: str) -> Maker:
    return _plain(f"light {name}", partial(changes.tint, name=name))


_ADD = r"(?:(?:add|with|put|give it)(?: an?)?(?: thick| thin)? )?"
_RULES: Final[tuple[tuple[str, Maker], ...]] = (
    # The first rule that fits takes its words; the longer ones stand first.
    (r"(?:frozen|icy|freeze)", _light("ice")),
    (r"(?:poisoned|poison|toxic)", _light("poison")),
    (
        (
            rf"(?:replace|change|swap|turn|recolou?r|make)(?: the)? (?P<old>{_COLOUR})"
            rf"(?: \w+)?? (?:to|with|into|for|by) (?P<new>{_COLOUR})"
        ),
        _recolour,
    ),
    (rf"(?P<new>{_COLOUR}) instead of (?P<old>{_COLOUR})", _recolour),
    (
        (
            rf"{_MAKING}(?: the| to)? {_ALL}(?: to| in| into| look| all)* "
            rf"(?P<new>{_COLOUR})"
            r"(?! (?:outline|background|silhouette))"
        ),
        _recolour,
    ),
    (rf"(?:turn|recolou?r|tint|dye)(?: to| into| in)? (?P<new>{_COLOUR})", _recolour),
    (rf"(?:in|as an?) (?P<new>{_COLOUR})(?: version| variant)?$", _recolour),
    (rf"^(?:an? )?(?P<new>{_COLOUR})(?: version| variant| recolou?r)?$", _recolour),
    (
        r"(?:black and white|gr[ae]yscale|monochrome|desaturated?)",
        _plain("grey", changes.grey),
    ),
    (r"sepia", _plain("sepia", changes.sepia)),
    (
        r"(?:inverted|invert|negative)(?: colou?rs)?",
        _plain("invert", changes.inverted),
    ),
    (rf"({'|'.join(sorted(TINTS))})(?: light| time| version)?", _tint),
    (
        r"(?:more|higher|high) contrast",
        _share("contrast", changes.contrasted, 130),
    ),
    (
        r"(?:less|lower|low) contrast",
        _share("less contrast", changes.contrasted, 75),
    ),
    (
        r"(?:more (?:saturated|saturation|colou?rful|vivid)|vivid)",
        _share("saturate", changes.saturated, 140),
    ),
    (
        r"(?:less (?:saturated|saturation)|muted|washed out|faded)",
        _share("mute", changes.saturated, 55),
    ),
    (r"much (?:brighter|lighter)", _share("brighten", changes.brightened, 40)),
    (r"much darker", _share("darken", changes.brightened, -50)),
    (
        r"(?:brighter|lighter|brighten|lighten)",
        _share("brighten", changes.brightened, 22),
    ),
    (r"(?:darker|darken|dimmer|dim)", _share("darken", changes.brightened, -30)),
    (
        (
            r"(?:(?:flip|mirror)(?:ped|ed)?(?: it)? (?:vertically|vertical|upside down)"
            r"|upside down)"
        ),
        _plain("flip", _flip),
    ),
    (
        (
            r"(?:flip|mirror)(?:ped|ed)?(?: it)?"
            r"(?: horizontally| horizontal| left to right)?"
        ),
        _plain("mirror", _mirror),
    ),
    (
        (
            r"rotated?(?: it)?(?: by)?(?: 90| 180| 270)?(?: deg\w*)?(?: to the)?"
            r"(?: counter clockwise| counterclockwise| anticlockwise| clockwise| left"
            r"| right)?"
        ),
        _rotate,
    ),
    (rf"{_ADD}(?P<colour>{_COLOUR})? ?outlined?", _outline),
    (
        rf"{_ADD}(?:drop )?shadow",
        _plain("shadow", partial(changes.shadowed, colour=RAMPS["black"].tones[LINE])),
    ),
    (rf"(?:as an? )?(?P<colour>{_COLOUR})? ?silhouette", _silhouette),
    (
        (
            rf"(?:on (?:an? )?|with (?:an? )?|add (?:an? )?)?(?P<colour>{_COLOUR}) "
            r"background"
        ),
        _ground,
    ),
    (r"(?:crop|trim)(?:ped|med)?", _plain("trim", changes.trimmed)),
    (
        r"(?:(\d) times|(\d)x|x(\d))(?: bigger| larger| the size| size| scale)?",
        _enlarge,
    ),
    (
        r"(?:twice as (?:big|large)|double(?: the| its)? size|bigger|larger|enlarged?)",
        _enlarge,
    ),
    (
        r"(?:half(?: the| its)? size|half as (?:big|large)|smaller|shrink)",
        _plain("halve", changes.halved),
    ),
    (r"(?:pixelated?|pixel art|clean up|cleaned up)", _plain("pixelate", _same)),
)
_COMPILED: Final = tuple(
    (re.compile(rf"\b{p}\b" if p[0] != "^" else p), make) for p, make in _RULES
)


def read_edits(prompt: str) -> tuple[list[Edit], list[str]]:
    """Find the changes that a prompt asks for.

    Args:
        prompt: Anything.

    Returns:
        Changes in the order of the prompt, and the words that ask for none of them.
    """
    text = " ".join(
        word
        for word in tokens(prompt)
        if word.isalnum() or "#" in word or " " in word or "'" in word
    )
    found: list[tuple[int, Edit]] = []
    for pattern, make in _COMPILED:
        for match in pattern.finditer(text):
            if "\x00" in match[0] or _NOT.search(text[: match.start()]):
                continue
            found.append((match.start(), make(match)))
            text = text[: match.start()] + "\x00" * len(match[0]) + text[match.end() :]
    rest = [w for w in text.replace("\x00", " ").split() if w not in _FILLERS]
    found.sort(key=lambda pair: pair[0])
    return [edit for _, edit in found], rest
