"""What is held: every thing that has a plan can be put into a hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.plans.weapons import GRIPPED

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.plans.figure import Figure
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["draw_held"]

_OFF_HAND = ("shield", "bow")
_THING = 0.34


def draw_held(s: Sketch, f: Figure) -> None:
    """Put what is wished for, or else what is usual, into the hands."""
    hands = _in_hands(s)
    places = ((f.wide + 3.8, f.hip - 2), (-f.wide - 3.8, f.hip - 2))
    for name, (x, y) in zip(hands, places, strict=False):
        if name:
            _hold(s, f, name, x, y)


def _in_hands(s: Sketch) -> list[str]:
    """Return what the weapon hand and the other hand hold."""
    usual = [str(s.trait("held")), str(s.trait("off"))]
    usual = ["" if name in s.wishes.without else name for name in usual]
    s.used.update(f"slot:{name}" for name in s.wishes.without)
    hands = ["", ""]
    for name in s.wishes.held[:2]:
        other = 1 if name in _OFF_HAND or hands[0] else 0
        hands[other if not hands[other] else 1 - other] = name
        s.used.add(f"held:{name}")
    if not s.wishes.held:
        return usual
    if not hands[1] and usual[1] in GRIPPED and usual[1] not in s.wishes.held:
        hands[1] = usual[1]
    if not hands[0] and s.wishes.held[0] == "shield":
        hands[0] = usual[0]
    return hands


def _hold(s: Sketch, f: Figure, name: str, x: float, y: float) -> None:
    grip = GRIPPED.get(name)
    side = 1 if x > 0 else -1
    if grip is None:
        s.draw(name, s.at(x, y - 52 * _THING, scale=_THING))
    else:
        frame = s.at(x, y, turn=side * grip.held, flip=side < 0)
        if name == "shield":
            frame = s.at(x - side * 0.5, y - 5)
        s.draw(name, frame, held=True)
    if name != "shield":
        hand = s.pen.ellipse(x, y, f.arm * 0.9)
        s.lay(hand, f.hand)
