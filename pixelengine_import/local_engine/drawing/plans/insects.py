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
    """Draw a bee from the side: slender or stout, level or on its way up."""
    s = s.at(0, 34, turn=s.dice.pick("turn", (0.0, 0.0, -12.0, 12.0))).at(0, -34)
    p = s.pen
    coat = s.ramp("main", "yellow", "gold")
    stripe = s.ramp("second", "black")
    wings = s.ramp("wings", "glass", "sky")
    long, fat = s.dice.between("long", 15, 20), s.dice.between("fat", 11, 16)
    lift, span = s.dice.between("lift", -22, 18), s.dice.between("span", 10, 14)
    for x, turn in ((2.0, 30 + lift), (-7.0, -10 + lift)):
        q = p.at(x, 38 - fat * 0.7, turn=turn)
        s.lay(q.ellipse(0, -span * 0.8, 5.6, span), wings)
    tip = (-4 - long - 9, 39 + s.dice.between("sting", -4, 4))
    s.lay(p.polygon((-long, 33), (-long, 43), tip), stripe)
    body = p.ellipse(-4, 38, long, fat)
    s.lay(body, coat)
    stripes = s.dice.pick("stripes", (2, 3, 4))
    step = long * 1.5 / stripes
    for i in range(stripes):
        x = -long + 1 + i * step
        s.mark(p.box(x, 0, x + step * 0.5, 64) & body, stripe, BASE)
    for x in (-9.0, -1.0, 7.0):
        low = 38 + fat * 0.8
        s.lay(p.limb([(x, low), (x + 1, low + 7)], 1), stripe)
    r = s.dice.between("head", 8.5, 11)
    s.lay(p.ellipse(13, 36, r, r), coat, drop=1)
    bow = s.dice.between("feelers", 2, 8)
    for k in (0, 5):
        line = bend((12 + k, 37 - r), (13 + k, 29 - r), (12 + bow + k, 27 - r))
        s.mark(p.limb(line, 0.7), stripe, LINE)
        s.mark(p.ellipse(12 + bow + k, 27 - r, 1.4), stripe, LINE)
    s.eye(16, 34, s.dice.between("eye", 1.75, 2.5), tall=1.5)
    s.mark(p.ellipse(18, 40.5, 1.6, 1), s.ramp("cheek", "pink"), BASE)
