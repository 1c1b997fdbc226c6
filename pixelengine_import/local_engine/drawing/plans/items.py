"""Things that can be carried, and icons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.plans.hats import HATS, Head
from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    RAMPS,
    SHADE,
    SHINE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["bomb", "book", "headgear", "lantern", "potion", "scroll"]

_HEADGEAR, _HEAD_Y = 2.0, 24.0
_POTIONS = ("red", "blue", "green", "purple", "pink", "cyan", "orange")


def headgear(s: Sketch) -> None:
    """Draw what is worn on a head, by itself."""
    kind = str(s.trait("hat"))
    slot = kind if kind in {"crown", "helm"} else "hat"
    main = s.ramp("main", "blue", "purple", "red")
    colours = dict(s.wishes.colours)
    if "main" in colours:
        colours[slot] = main
    frame = s.at(0, 34 - _HEADGEAR * _HEAD_Y, scale=_HEADGEAR)
    frame = replace(frame, wishes=replace(s.wishes, colours=colours))
    HATS[kind](frame, Head(10, _HEAD_Y, main))


def potion(s: Sketch) -> None:
    """Draw a bottle with a coloured liquid."""
    p = s.pen
    glass = s.ramp("glass", "glass")
    fluid = (
        s.ramp("liquid", "red")
        if "liquid" in s.wishes.colours
        else s.ramp("main", *_POTIONS)
    )
    kind = s.dice.pick("bottle", ("round", "flask", "tall"))
    if kind == "round":
        body, level = p.ellipse(0, 42, 19.5), 37.0
    elif kind == "flask":
        body, level = (
            p.polygon((-5, 22), (5, 22), (21, 55), (17, 62), (-17, 62), (-21, 55)),
            42.0,
        )
    else:
        body, level = p.box(-13, 25, 13, 62, 6), 36.0
    level += s.dice.between("level", -4, 3)
    neck = p.box(-5, 13, 5, 30)
    s.lay(body | neck, glass)
    inner = body & p.at(0, 42, scale=0.86).box(-40, -40, 40, 40)
    within = {
        "round": p.ellipse(0, 42, 16.5),
        "flask": p.polygon(
            (-3, 24), (3, 24), (18, 55), (15, 59.5), (-15, 59.5), (-18, 55)
        ),
        "tall": p.box(-10.4, 27, 10.4, 59.6, 4),
    }[kind]
    s.lay(inner & within & p.box(-32, level, 32, 64), fluid, seam=False)
    s.mark(within & p.box(-32, level, 32, level + 1.8), fluid, SHINE)
    for i in range(4):
        x, y = (
            s.dice.between(f"bubble x {i}", -8, 9),
            s.dice.between(f"bubble y {i}", level + 5, 57),
        )
        s.mark(p.ellipse(x, y, 1.5) & within, fluid, LIGHT)
    s.mark(p.at(-9, 40, turn=12).ellipse(0, 0, 1.7, 6) & within, RAMPS["white"], SHINE)
    s.lay(p.box(-7.5, 11, 7.5, 15, 1.5), glass)
    s.lay(p.box(-4.6, 3, 4.6, 12.4, 1.5), s.ramp("cork", "wood", "leather"))
    if s.dice.chance("label", 0.35):
        s.lay(p.box(-8, 46, 8, 55, 1), RAMPS["parchment"])
        s.mark(p.ellipse(0, 50.5, 2), fluid, SHADE)


def scroll(s: Sketch) -> None:
    """Draw a scroll, unrolled upright or rolled up."""
    p, paper = s.pen, s.ramp("main", "parchment")
    band = s.ramp("second", "red", "blue", "purple")
    if s.dice.chance("rolled", 0.35):
        q = s.at(0, 32, turn=40).pen
        s.lay(q.box(-8, -26, 8, 26, 3), paper)
        for y in (-26, 26):
            s.lay(q.ellipse(0, y, 8.6, 3.6), paper, tone=LIGHT)
            s.mark(q.ellipse(0, y, 4, 1.6), paper, LINE)
        s.lay(q.box(-9, -3.5, 9, 3.5, 1), band)
        s.lay(q.ellipse(0, 0, 4), s.ramp("seal", "crimson", "gold"))
        return
    s.lay(p.box(-19, 10, 19, 54), paper)
    for y in (18, 24, 30, 36, 42):
        end = s.dice.between(f"line {y}", 6, 14)
        s.mark(p.box(-14, y, end, y + 1.3), s.ramp("ink", "brown"), SHADE)
    if s.dice.chance("rune", 0.6):
        s.mark(
            p.ellipse(9, 44, 4) & ~p.ellipse(9, 44, 2.4) | p.box(8.3, 38, 9.7, 50),
            band,
            BASE,
        )
    for y in (8, 56):
        s.lay(p.box(-23, y - 5, 23, y + 5, 4), paper)
        for q in p.sides:
            s.lay(
                q.box(22, y - 2.8, 27, y + 2.8, 1.5), s.ramp("handle", "wood", "gold")
            )


def book(s: Sketch) -> None:
    """Draw a thick book with a sign on its cover."""
    p = s.pen
    cover = s.ramp("main", "red", "blue", "green", "purple", "brown", "black")
    gold = s.ramp("second", "gold", "silver")
    s.lay(p.box(-21, 6, 24, 60, 2.5), cover, dim=1)
    s.lay(p.box(-18, 50, 24, 58, 1), RAMPS["parchment"])
    for y in (52.4, 54.8):
        s.mark(p.box(-16, y, 23.4, y + 0.8), RAMPS["parchment"], SHADE)
    s.lay(p.box(-23, 4, 22, 52, 2.5), cover)
    s.mark(p.box(-23, 4, -15.5, 52, 1), cover, SHADE)
    s.mark(p.box(-15.8, 4.6, -14.6, 51.4), cover, LINE)
    for x, y in ((-12.0, 7.0), (19, 7), (-12, 49), (19, 49)):
        sx, sy = (1 if x < 0 else -1), (1 if y < 20 else -1)
        s.mark(p.polygon((x, y), (x + 6 * sx, y), (x, y + 6 * sy)), gold, LIGHT)
    sign = s.dice.pick("sign", ("star", "eye", "gem", "skull", "cross"))
    x, y = 3.5, 27.0
    if sign == "star":
        s.mark(p.star(x, y, 5, 10, 4.2), gold, LIGHT)
    elif sign == "eye":
        s.mark(
            p.polygon(
                *bend((x - 11, y), (x, y - 12), (x + 11, y)),
                *bend((x + 11, y), (x, y + 12), (x - 11, y)),
            ),
            gold,
            LIGHT,
        )
        s.mark(p.ellipse(x, y, 4), cover, LINE)
    elif sign == "gem":
        s.lay(
            p.polygon((x, y - 10), (x + 8, y), (x, y + 10), (x - 8, y)),
            s.ramp("jewel", "ruby", "sapphire", "emerald"),
        )
    elif sign == "skull":
        s.mark(
            p.ellipse(x, y - 2, 8) | p.box(x - 4.5, y + 3, x + 4.5, y + 10, 1),
            RAMPS["bone"],
            LIGHT,
        )
        for k in (-3.4, 3.4):
            s.mark(p.ellipse(x + k, y - 1.5, 2.2), cover, LINE)
    else:
        s.mark(
            p.box(x - 2, y - 11, x + 2, y + 11) | p.box(x - 8, y - 5.5, x + 8, y - 1.5),
            gold,
            LIGHT,
        )


def bomb(s: Sketch) -> None:
    """Draw a round bomb with a burning fuse."""
    p, iron = s.pen, s.ramp("main", "black", "navy", "crimson")
    s.lay(
        p.limb(bend((8, 20), (14, 6), (21, 12)), 1.3), s.ramp("fuse", "sand", "cream")
    )
    s.lay(p.at(7, 22, turn=25).box(-6, -5, 6, 5, 1.5), RAMPS["iron"])
    s.lay(p.ellipse(-3, 41, 21), iron)
    s.mark(p.at(-12, 31, turn=45).ellipse(0, 0, 3, 6), iron, SHINE)
    s.mark(p.ellipse(-18, 40, 1.6), iron, SHINE)
    s.lay(p.star(22, 12, 6, 8, 3.4), s.ramp("fire", "fire"), tone=LIGHT)
    s.mark(p.ellipse(22, 12, 2.2), RAMPS["white"], SHINE)
    if s.dice.chance("skull", 0.4):
        s.mark(
            p.ellipse(-3, 40, 6.5, 6) | p.box(-7, 43, 1, 49, 1), RAMPS["bone"], LIGHT
        )
        for x in (-6, 0):
            s.mark(p.ellipse(x, 41, 1.7), RAMPS["black"], LINE)


def lantern(s: Sketch) -> None:
    """Draw a lantern that burns."""
    p, iron = s.pen, s.ramp("second", "iron", "bronze", "gold")
    s.lay(p.ellipse(0, 10, 8) & ~p.ellipse(0, 10, 5.6), iron)
    s.lay(p.polygon((-5, 15), (5, 15), (14, 24), (-14, 24)), iron)
    light = s.ramp("main", "fire", "yellow", "cyan")
    s.lay(p.box(-12, 24, 12, 54, 1), light, tone=LIGHT)
    s.mark(
        p.polygon(*bend((-5, 51), (-8, 42), (0, 29)), *bend((0, 29), (8, 42), (5, 51))),
        light,
        SHINE,
    )
    s.mark(p.ellipse(0, 50, 5, 3), light, BASE)
    for x in (-12, -0.5, 11):
        s.lay(p.box(x, 24, x + 1.6, 54), iron, seam=False)
    s.lay(p.box(-15, 53, 15, 60, 2), iron)
    s.lay(p.box(-15, 22.5, 15, 26, 1), iron)
