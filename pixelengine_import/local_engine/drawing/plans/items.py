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

__all__ = ["bomb", "headgear", "lantern", "potion", "sack"]

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


def bomb(s: Sketch) -> None:
    """Draw a bomb with a burning fuse: round, or a bundle of sticks."""
    p, iron = s.pen, s.ramp("main", "black", "navy", "crimson")
    way = s.dice.pick("way", (1.0, 1.0, -1.0))
    q = p if way > 0 else p.mirror
    if s.dice.chance("sticks", 0.25):
        red = s.ramp("main", "red", "crimson")
        top = s.dice.between("top", 20, 25)
        s.lay(
            q.limb(bend((0, top + 4), (0, 8), (14, 11)), 1.3),
            s.ramp("fuse", "sand", "cream"),
        )
        for x in (-14.0, 14.0, 0.0):
            s.lay(p.box(x - 7, top + (0 if x else 2), x + 7, 60, 2), red)
            s.lay(
                p.ellipse(x, top + (1 if x else 3), 7, 2.6),
                s.ramp("ends", "sand"),
                tone=LIGHT,
            )
        for y in (33.0, 48.0):
            s.lay(p.box(-22, y, 22, y + 4, 1), s.ramp("strap", "leather", "iron"))
        spark = (17.0, 11.0)
    else:
        r = s.dice.between("round", 17, 22)
        x, y = -3 * way, 62 - r
        neck = (x * way + r * 0.5, y - r * 0.86)
        end = (
            neck[0] + s.dice.between("fuse", 9, 14),
            s.dice.between("fuse end", 8, 14),
        )
        s.lay(
            q.limb(bend(neck, (neck[0] + 4, neck[1] - 13), end), 1.3),
            s.ramp("fuse", "sand", "cream"),
        )
        s.lay(
            q.at(*neck, turn=25).box(-6, -5, 6, 5, 1.5), s.ramp("cap", "iron", "bronze")
        )
        s.lay(p.ellipse(x, y, r), iron)
        s.mark(
            p.at(x - r * 0.43, y - r * 0.48, turn=45).ellipse(0, 0, 3, 6), iron, SHINE
        )
        s.mark(p.ellipse(x - r * 0.7, y, 1.6), iron, SHINE)
        spark = (end[0] + 1, end[1])
        sign = s.dice.pick("sign", ("none", "skull", "band"))
        if sign == "skull":
            s.mark(
                p.ellipse(x, y, 6.5, 6) | p.box(x - 4, y + 3, x + 4, y + 9, 1),
                RAMPS["bone"],
                LIGHT,
            )
            for k in (-3, 3):
                s.mark(p.ellipse(x + k, y + 1, 1.7), RAMPS["black"], LINE)
        elif sign == "band":
            belt = p.ellipse(x, y, r) & p.box(-32, y + 2, 32, y + 8)
            s.lay(belt, s.ramp("second", "red", "gold", "white"), seam=False)
    size = s.dice.between("spark", 6, 9)
    s.lay(q.star(*spark, 6, size, size * 0.42), s.ramp("fire", "fire"), tone=LIGHT)
    s.mark(q.ellipse(*spark, 2.2), RAMPS["white"], SHINE)


def lantern(s: Sketch) -> None:
    """Draw a lantern that burns: a tall one, a round one, or one of paper."""
    p, iron = s.pen, s.ramp("second", "iron", "bronze", "gold")
    light = s.ramp("main", "fire", "yellow", "cyan")
    kind = s.dice.pick("lantern", ("tall", "round", "paper"))
    wide, low = s.dice.between("wide", 10, 16), s.dice.between("low", 54, 60)
    grip = s.dice.between("grip", 6, 9)
    s.lay(p.ellipse(0, 10, grip) & ~p.ellipse(0, 10, grip - 2.4), iron)
    if kind == "paper":
        wide += 8
        paper = s.ramp("main", "red", "orange", "yellow", "lime")
        body = p.ellipse(0, (16 + low) / 2, wide, (low - 16) / 2)
        s.lay(body, paper)
        glow = p.ellipse(0, (20 + low) / 2, wide * 0.5, (low - 16) * 0.3)
        s.mark(glow & body, paper, LIGHT)
        for rib in range(22, int(low), 6):
            s.mark(
                p.limb(bend((-wide, rib - 1), (0, rib + 2), (wide, rib - 1)), 0.5)
                & body,
                paper,
                SHADE,
            )
        for y in (17.0, low - 2):
            s.lay(p.box(-wide * 0.45, y - 2, wide * 0.45, y + 2, 1), iron)
        s.lay(p.limb([(0, low), (0, 62)], 1.2), s.ramp("tassel", "gold", "red"))
        return
    roof = (-wide - 2, 24.0), (wide + 2, 24.0)
    s.lay(p.polygon((-5, 14), (5, 14), roof[1], roof[0]), iron)
    glass = p.box(-wide, 24, wide, low - 4, 1)
    if kind == "round":
        glass = p.ellipse(0, (24 + low - 4) / 2, wide + 2, (low - 26) / 2) & p.box(
            -40, 23, 40, low - 3
        )
    s.lay(glass, light, tone=LIGHT)
    q = s.at(0, low - 7, scale=(low - 30) / 24).pen
    flame = q.polygon(
        *bend((-5, 0), (-8, -9), (0, -22)), *bend((0, -22), (8, -9), (5, 0))
    )
    s.mark(flame & glass, light, SHINE)
    s.mark(q.ellipse(0, -1, 5, 3) & glass, light, BASE)
    bars = (-wide, -0.8, wide - 1.6) if kind == "tall" else (-0.8,)
    for x in bars:
        s.lay(p.box(x, 24, x + 1.6, low - 4), iron, seam=False)
    if kind == "round":
        s.lay(
            glass & p.box(-40, (20 + low) / 2 - 1, 40, (20 + low) / 2 + 1),
            iron,
            seam=False,
        )
    s.lay(p.box(-wide - 3, low - 5, wide + 3, low + 1.5, 2), iron)
    s.lay(p.box(-wide - 3, 22.5, wide + 3, 26, 1), iron)


def sack(s: Sketch) -> None:
    """Draw a sack, tied or open, with a sign on it or a patch."""
    p = s.pen
    cloth = s.ramp("main", "tan", "sand", "brown", "leather")
    cord = s.ramp("second", "red", "gold", "bark")
    fat, low = s.dice.between("fat", 19, 26), 61.0
    neck = s.dice.between("neck", 17, 22)
    body = p.polygon(
        *bend((-6, neck), (-fat * 1.3, neck + 12), (-fat, low - 9)),
        *bend((-fat, low - 9), (-fat + 1, low), (-fat + 9, low)),
        *bend((fat - 9, low), (fat - 1, low), (fat, low - 9)),
        *bend((fat, low - 9), (fat * 1.3, neck + 12), (6, neck)),
    )
    full = s.mood("open") or s.dice.chance("open", 0.4)
    if full:
        gold = s.ramp("treasure", "gold")
        for i in range(5):
            x = -8.0 + 4 * i
            s.lay(p.ellipse(x, neck - 7 - 4 * (i % 2), 4.6), gold)
        s.lay(
            p.polygon((-6, neck + 1), (6, neck + 1), (15, neck - 7), (-15, neck - 7)),
            cloth,
        )
    else:
        lean = s.dice.between("lean", -4, 4)
        tuft = p.polygon(
            (-5, neck),
            (-12 + lean, neck - 11),
            (-4 + lean, neck - 8),
            (lean, neck - 13),
            (5 + lean, neck - 8),
            (12 + lean, neck - 10),
            (5, neck),
        )
        s.lay(tuft, cloth)
    s.lay(body, cloth)
    for x in (-3.5, 0.5, 4.0):
        s.mark(p.limb([(x, neck + 1), (x * 2.2, neck + 9)], 0.5) & body, cloth, SHADE)
    s.lay(p.limb(bend((-7, neck), (0, neck + 2), (7, neck)), 2), cord)
    sign = s.dice.pick("sign", ("coin", "patch", "none"))
    if sign == "coin":
        s.lay(p.ellipse(0, 43, 7), s.ramp("coin", "gold"))
        s.mark(p.star(0, 43, 5, 4.2, 1.8), s.ramp("coin", "gold"), LIGHT)
    elif sign == "patch":
        patch = s.ramp("patch", "leather", "moss", "crimson")
        s.lay(p.at(6, 45, turn=12).box(-6, -5, 6, 5), patch)
