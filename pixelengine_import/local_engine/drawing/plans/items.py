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
    from pixelengine_import.local_engine.drawing.shapes import Mask, Pen
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["bomb", "book", "headgear", "lantern", "potion", "sack", "scroll"]

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
    """Draw a scroll: rolled up or unrolled, with writing, a map or a sign."""
    paper = s.ramp("main", "parchment", "parchment", "cream", "sand")
    band = s.ramp("second", "red", "blue", "purple", "green")
    kind = s.dice.pick("scroll", ("rolled", "upright", "across", "half"))
    if kind == "rolled":
        q = s.at(0, 32, turn=s.dice.pick("turn", (40.0, 90.0, -40.0))).pen
        thick = s.dice.between("thick", 7, 10)
        s.lay(q.box(-thick, -26, thick, 26, 3), paper)
        for y in (-26, 26):
            s.lay(q.ellipse(0, y, thick + 0.6, 3.6), paper, tone=LIGHT)
            s.mark(q.ellipse(0, y, thick * 0.5, 1.6), paper, LINE)
        s.lay(q.box(-thick - 1, -3.5, thick + 1, 3.5, 1), band)
        s.lay(q.ellipse(0, 0, 4), s.ramp("seal", "crimson", "gold"))
        return
    frame = s.at(0, 32, turn=90) if kind == "across" else s.at(0, 32)
    p, wide = frame.pen, s.dice.between("wide", 16, 20)
    low = s.dice.between("low", 20, 25) if kind != "half" else 14.0
    sheet = p.box(-wide, -low, wide, low)
    s.lay(sheet, paper, tone=BASE)
    s.mark(p.box(-wide, -low + 4, wide, -low + 6.5), paper, SHADE)
    # What is written on it stands upright, however the scroll lies.
    upright = s.at(0, 32).pen
    half = (low, wide) if kind == "across" else (wide, low)
    _written(s, upright, half, sheet)
    rods = s.ramp("handle", "wood", "gold", "bark")
    for y in (-low, low):
        thick = 5 if kind != "half" or y < 0 else 7.0
        s.lay(p.box(-wide - 4, y - thick, wide + 4, y + thick, 4), paper)
        for q in p.sides:
            s.lay(q.box(wide + 3, y - 2.8, wide + 8, y + 2.8, 1.5), rods)
    if kind == "half":
        s.lay(s.pen.polygon((-3, 52), (3, 52), (5, 62), (0, 59), (-5, 62)), band)
        s.lay(s.pen.ellipse(0, 50, 4.4), s.ramp("seal", "crimson", "gold"))


def _written(s: Sketch, p: Pen, half: tuple[float, float], sheet: Mask) -> None:
    """Write lines, a map or a magic sign on a sheet around the pen's origin."""
    wide, tall = half[0] - 5, half[1] - 8
    ink = s.ramp("ink", "brown")
    band = s.ramp("second", "red", "blue", "purple", "green")
    what = s.dice.pick("written", ("lines", "map", "sign"))
    if what == "map":
        x, y = s.dice.between("x", 3, wide - 3), s.dice.between("y", -tall + 3, 0)
        coast = [
            (-wide, tall * 0.2),
            (-wide * 0.4, -tall * 0.5),
            (0, tall * 0.3),
            (wide, -tall),
        ]
        s.mark(p.limb(coast, 0.7) & sheet, ink, SHADE)
        for i in range(5):
            k = i / 5
            s.mark(
                p.ellipse(-wide + (x + wide) * k, tall + (y - tall) * k, 1.1) & sheet,
                band,
                SHADE,
            )
        for q in (p.at(x, y, turn=45), p.at(x, y, turn=-45)):
            s.mark(q.box(-1.1, -4.4, 1.1, 4.4) & sheet, band, BASE)
        return
    if what == "sign":
        r = min(wide, tall, 11) - 1
        circle = p.ellipse(0, 0, r) & ~p.ellipse(0, 0, r - 1.6)
        star = p.star(0, 0, 3, r - 2, (r - 2) * 0.5) & ~p.star(
            0, 0, 3, r - 4.6, (r - 4.6) * 0.5
        )
        s.mark((circle | star) & sheet, band, BASE)
        return
    for i in range(7):
        y = -tall + i * 5.0
        if y > tall:
            break
        end = s.dice.between(f"line {i}", wide * 0.3, wide)
        s.mark(p.box(-wide, y, end, y + 1.3) & sheet, ink, SHADE)


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
        for y in (33, 48):
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
