"""Which of a clause's verbs leads, which go on top of it, which part makes them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import dropwhile, takewhile

from pixelengine_import.local_engine.motion.nouns import (
    CREATURES,
    ITEMS,
    PARTS,
    PLANTS,
    SHEETS,
    WATERS,
)
from pixelengine_import.local_engine.motion.reading import TURNS, Found, Reading
from pixelengine_import.local_engine.motion.vocabulary import (
    BLOWS,
    GOING,
    HANDED,
    HINTS,
    LAYERS,
    VERBS,
    lemmas,
)

__all__ = ["WINDS", "Casting", "cast_clause", "cast_thing"]

Place = tuple[int, str]

_ORDER = list(VERBS)
_ALONE = frozenset(
    {"appear", "death", "explode", "grow", "shrink", "spin", "turn", "vanish"}
)
"""Verbs of the whole picture: nothing goes on top of them."""
_LOOSE = frozenset({"flutter", "sway", "tremble", "ripple", "wave", "shake"})
"""Verbs that a loose part makes by fluttering."""
_BREATHING = frozenset({"blink", "glow", "talk"})
"""Verbs that breathe anyway."""
_CLOTH = frozenset({"hair", "ears", "cape", "tail", "flag"})
_BODILY = _CLOTH - {"flag"}
"""Parts that only a living body has."""
_ENDS = TURNS | {"and"}
_ASIDE = frozenset({"with", "in", "on", "at", "to", "like"})
_OWNERS = CREATURES | PLANTS
MOST_LAYERS = 2
WINDS = frozenset({"wind", "breeze", "gust"})
"""They blow whatever else is done."""


@dataclass(slots=True)
class Casting:
    """Who plays what.

    Attributes:
        lead: The verb that leads.
        layers: Verbs on top of it, with the part that makes each.
        part: The part that makes the lead.
        used: Places and words that led here.
        unused: Those that asked for something else.
    """

    lead: str
    layers: tuple[tuple[str, str | None], ...]
    part: str | None
    used: list[Place]
    unused: list[Place]


@dataclass(frozen=True, slots=True)
class _Role:
    """A verb, the part that makes it, and the word for it."""

    verb: str
    part: str | None
    place: Place


def cast_clause(
    reading: Reading, found: list[Found], span: tuple[int, int]
) -> list[Casting]:
    """Return the acts of a clause, mostly one.

    Args:
        reading: The whole prompt.
        found: Verbs of the clause; at least one.
        span: Where the clause begins and ends.
    """
    nouns = reading.nouns
    living = bool(nouns & CREATURES)
    roles = [_role(reading, f, span, living=living) for f in found]
    if any(r.verb == "sway" for r in roles):
        # The wind that a tree sways in asks for nothing else.
        roles = [
            _Role("sway", None, r.place) if r.place[1] in WINDS else r for r in roles
        ]
    verbs = {r.verb for r in roles if r.part is None}
    if {r.verb for r in roles} == {"idle"} and not living:
        roles = [_at_rest(r, nouns) for r in roles]
    elif "idle" in verbs and len(roles) > 1 and not nouns & (PLANTS | SHEETS):
        # Who stands in the wind breathes first.
        roles = [
            _Role("flutter", r.part, r.place) if r.verb == "sway" else r for r in roles
        ]
    # Neither trees nor flags breathe.
    held = "sway" in verbs and bool(nouns & (PLANTS | SHEETS))
    casting = _ranked(roles, living=living, held=held)
    later = [
        Casting(verb, (), None, [(f.at, f.word)], [])
        for f in found
        for verb in f.verbs[1:]
    ]
    return [casting, *later]


def cast_thing(reading: Reading) -> Casting | None:
    """Return what a thing does that is named without any verb, if it does anything."""
    nouns = reading.nouns
    if nouns & CREATURES or reading.unknown:
        return None
    for at, word in reading.tokens:
        if any(form in ITEMS for form in lemmas(word)):
            return Casting("glint", (), None, [(at, word)], [])
    return None


def _ranked(roles: list[_Role], *, living: bool, held: bool) -> Casting:
    """Decide the lead and the layers."""
    whole = sorted({r.verb for r in roles if r.part is None}, key=_ORDER.index)
    parts = list(dict.fromkeys((r.verb, r.part) for r in roles if r.part is not None))
    part: str | None = None
    breathes = False
    if whole:
        lead = whole[0]
        going = [v for v in whole if v in GOING]
        if lead in HANDED and going:
            lead = going[0]
        if lead in {"flutter", "ripple", "blink"} and "idle" in whole:
            lead = "idle"
        breathes = lead in _BREATHING or (held and lead == "sway")
    elif living or parts[0][1] in _BODILY:
        lead = "idle"
    else:
        lead, part = parts.pop(0)
    layers: list[tuple[str, str | None]] = []
    if lead not in _ALONE:
        layers = [(v, None) for v in whole if v != lead and _goes_on(v, lead)]
        layers = [entry for entry in layers if not (breathes and entry[0] == "idle")]
        layers = [*layers[: MOST_LAYERS - min(1, len(parts))], *parts][:MOST_LAYERS]
    played = {(lead, part), *layers}
    used: list[Place] = []
    unused: list[Place] = []
    for r in roles:
        done = (r.verb, r.part) in played or (breathes and r.verb == "idle")
        # Whoever names the blow has said what kind of attack is meant.
        done = done or (r.verb == "attack" and any(v in BLOWS for v, _ in played))
        (used if done else unused).append(r.place)
    return Casting(lead, tuple(layers), part, used, unused)


def _goes_on(verb: str, lead: str) -> bool:
    """Tell whether a verb of the whole can be played on top of another."""
    if {verb, lead} <= {"sway", "flutter", "flicker"}:
        return False
    return verb in LAYERS or (verb in HANDED and lead in GOING)


def _role(
    reading: Reading, found: Found, span: tuple[int, int], *, living: bool
) -> _Role:
    """Find the part that a verb is said of."""
    place = (found.at, found.word)
    verb = found.verb
    if verb == "fly" and _is_cloth(reading, found, span):
        verb = "flutter"
    if found.hint and (named := _part(found.word)) is not None:
        part = named if verb == "flutter" and living else None
        return _Role(verb, part, place)
    if verb not in _LOOSE and verb != "flicker":
        return _Role(verb, None, place)
    part = _subject(reading, found, span)
    if part == "flame":
        return _Role("flicker", part if living or _holder(reading) else None, place)
    if part in _CLOTH and verb in _LOOSE:
        hung = part == "flag" and not living
        return _Role("flutter", None if hung else part, place)
    nouns = reading.nouns
    if verb == "flutter" or found.word.startswith("wav"):
        if nouns & (WATERS - {"wave"}) and not living and found.word not in WINDS:
            verb = "ripple"
        elif nouns & SHEETS:
            verb = "flutter"
    return _Role(verb, None, place)


def _is_cloth(reading: Reading, found: Found, span: tuple[int, int]) -> bool:
    """Tell whether it is cloth that flaps, and no wings."""
    if not found.word.startswith("flap"):
        return False
    return _subject(reading, found, span) in _CLOTH


def _subject(reading: Reading, found: Found, span: tuple[int, int]) -> str | None:
    """Return the part before a verb, or right behind it, in its phrase."""
    tokens = [(at, word) for at, word in reading.tokens if span[0] <= at < span[1]]
    before = None
    for _, word in takewhile(lambda token: token[0] < found.at, tokens):
        if word in _ENDS or any(form in _OWNERS for form in lemmas(word)):
            before = None
        before = _part(word) or before
    if before is not None:
        return before
    for _, word in dropwhile(lambda token: token[0] <= found.at, tokens):
        # "fluttering red cape", but not "sways with its tail".
        if word in _ENDS or word in _ASIDE:
            return None
        if part := _part(word):
            return part
    return None


def _at_rest(role: _Role, nouns: frozenset[str]) -> _Role:
    """Return what a thing does that does not breathe."""
    for kind, verb in ((PLANTS, "sway"), (SHEETS, "flutter"), (WATERS, "ripple")):
        if nouns & kind:
            return _Role(verb, None, role.place)
    if any(HINTS.get(noun) == "flicker" for noun in nouns):
        return _Role("flicker", None, role.place)
    return _Role("glint" if nouns & ITEMS else role.verb, None, role.place)


def _holder(reading: Reading) -> bool:
    """Tell whether a flame burns on something that is named."""
    held = {"torch", "candle", "lantern", "brazier", "campfire", "wood", "staff"}
    return bool(reading.nouns & held)


def _part(word: str) -> str | None:
    """Return the part that a word names."""
    return next((PARTS[form] for form in lemmas(word) if form in PARTS), None)
