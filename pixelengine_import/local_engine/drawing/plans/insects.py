"""Insects and spiders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    RAMPS,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["bee", "butterfly", "spider"]


def spider(s: Sketch) -> None:
    """Draw a spider from the front, all eight legs out."""
    p = s.pen
    coat = s.ramp("main", "black", "brown", "dark purple", "crimson", "grey")
    mark = s.ramp("second", "red", "lime", "yellow", "purple")
    for q in p.sides:
        for knee, foot in (
            ((17, 15), (22, 4)),
            ((22, 22), (29, 17)),
            ((23, 38), (30, 52)),
            ((16, 46), (22, 61)),
        ):
            s.lay(q.limb([(6, 34), knee, foot], 2.2, 1.8, 0.7), coat)
    s.lay(p.ellipse(0, 22, 13, 13.5), coat)
    shape = s.dice.pick("mark", ("hourglass", "skull", "stripes"))
    if shape == "hourglass":
        s.mark(p.polygon((-5, 14), (5, 14), (-4, 27), (4, 27)), mark, BASE)
    elif shape == "skull":
        s.mark(p.ellipse(0, 19, 5, 4.5) | p.box(-2.5, 22, 2.5, 26), mark, LIGHT)
        for q in p.sides:
            s.mark(q.ellipse(2, 19, 1.2), RAMPS["black"], LINE)
    else:
        for y in (14, 19, 24):
            s.mark(p.box(-7 + (y - 14) / 4, y, 7 - (y - 14) / 4, y + 2), mark, BASE)
    s.lay(p.ellipse(0, 40, 9.5, 8.5), coat, drop=1)
    glow = s.ramp("eyes", "red", "lime", "yellow")
    for q in p.sides:
        s.mark(q.ellipse(2.6, 40, 1.9), glow, LIGHT)
        s.mark(q.ellipse(6, 38, 1.2), glow, LIGHT)
        s.lay(q.polygon((1, 46), (4.4, 46), (2.6, 51.5)), RAMPS["bone"])


def butterfly(s: Sketch) -> None:
    """Draw a butterfly from above."""
    p = s.pen
    wing = s.ramp("main", "orange", "blue", "yellow", "pink", "purple", "teal")
    spot = s.ramp("second", "white", "yellow", "cyan", "black")
    big, low = s.dice.between("upper", 12, 15), s.dice.between("lower", 9, 12)
    for q in p.sides:
        s.lay(q.at(13, 42, turn=140).ellipse(0, 0, low * 0.75, low * 1.1), wing)
        s.lay(q.at(15, 23, turn=50).ellipse(0, 0, big * 0.8, big * 1.1), wing)
        s.mark(q.ellipse(18, 20, 4), spot, LIGHT)
        s.mark(q.ellipse(14, 44, 2.8), spot, LIGHT)
        s.mark(q.ellipse(18, 20, 1.8), wing, LINE)
    dark = s.ramp("body", "black", "brown")
    s.lay(p.limb([(0, 18), (0, 50)], 2.4, 2.8, 1), dark)
    s.lay(p.ellipse(0, 16, 3.4), dark)
    for q in p.sides:
        s.mark(q.limb(bend((1, 13), (3, 7), (8, 5)), 0.6), dark, LINE)
        s.mark(q.ellipse(8, 5, 1.2), dark, LINE)


def bee(s: Sketch) -> None:
    """Draw a bee from the side."""
    p = s.pen
    coat = s.ramp("main", "yellow", "gold")
    stripe = s.ramp("second", "black")
    for x, turn in ((2, 30), (-7, -10)):
        s.lay(
            p.at(x, 19, turn=turn).ellipse(0, 0, 6, 12), s.ramp("wings", "glass", "sky")
        )
    s.lay(p.polygon((-20, 33), (-20, 43), (-29, 39)), stripe)
    body = p.ellipse(-3, 38, 19, 14)
    s.lay(body, coat)
    for x in (-16, -7, 2):
        s.mark(p.box(x, 0, x + 4.5, 64) & body, stripe, BASE)
    for x in (-8, 0, 8):
        s.lay(p.limb([(x, 50), (x + 1, 57)], 1), stripe)
    s.lay(p.ellipse(14, 36, 10, 10), coat, drop=1)
    for k in (0, 5):
        s.mark(
            p.limb(bend((14 + k, 27), (15 + k, 18), (21 + k, 16)), 0.7), stripe, LINE
        )
        s.mark(p.ellipse(21 + k, 16, 1.4), stripe, LINE)
    s.eye(17, 34, 2.2, tall=1.5)
    s.mark(p.ellipse(19, 40.5, 1.6, 1), s.ramp("cheek", "pink"), BASE)
