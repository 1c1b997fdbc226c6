"""What is in the sky."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LINE,
    RAMPS,
    SHADE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["cloud", "moon", "sun"]


def cloud(s: Sketch) -> None:
    """Draw a cloud."""
    p, white = (
        s.pen,
        s.ramp("main", *s.wishes.traits.get("coat", ("white", "white", "grey"))),
    )
    whole = p.box(-22, 40, 22, 50, 5)
    for i, (x, y, r) in enumerate(
        ((-18, 41, 9), (-8, 32, 12), (7, 28, 13), (18, 38, 10), (0, 42, 8))
    ):
        whole |= p.ellipse(
            x + s.dice.between(f"x {i}", -2, 2), y + s.dice.between(f"y {i}", -2, 2), r
        )
    s.lay(whole & p.box(-31, 0, 31, 50), white)
    if s.mood("cute"):
        for side in (-1, 1):
            s.eye(side * 6, 37, 1.8)
    if s.trait("rain", usual=False):
        for x in (-15, -5, 5, 15):
            s.lay(p.limb([(x, 54), (x - 3, 61)], 1.3), RAMPS["water"])


def sun(s: Sketch) -> None:
    """Draw a sun with rays."""
    p, gold = s.pen, s.ramp("main", "yellow", "gold", "orange")
    tips = int(s.dice.pick("rays", (8, 10, 12)))
    s.lay(p.star(0, 32, tips, 30, 20), s.ramp("second", "orange", "gold"), tone=BASE)
    s.lay(p.ellipse(0, 32, 18), gold)
    if s.mood("cute") or s.dice.chance("face", 0.4):
        for side in (-1, 1):
            s.eye(side * 6, 30, 1.9)
        s.mark(p.limb(bend((-4, 37), (0, 41), (4, 37)), 0.8), RAMPS["black"], LINE)


def moon(s: Sketch) -> None:
    """Draw the moon, full or as a crescent."""
    p, pale = s.pen, s.ramp("main", "cream", "yellow", "white")
    crescent = s.dice.chance("crescent", 0.65)
    whole = p.ellipse(-1, 32, 27)
    if crescent:
        whole &= ~p.ellipse(12, 25, 22)
    s.lay(whole, pale)
    for x, y, r in ((-15, 40, 4), (-4, 51, 3), (-20, 28, 2.6), (5, 30, 5), (12, 42, 3)):
        s.mark(p.ellipse(x, y, r, r * 0.9) & whole, pale, SHADE)
