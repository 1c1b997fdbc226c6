"""Furniture of games: barrels, crates, signs, food, rocks, and what is in the sky."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.plans.effects import flames
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
    from pixelengine_import.local_engine.drawing.shapes import Mask
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = [
    "apple",
    "barrel",
    "bread",
    "campfire",
    "candle",
    "cheese",
    "cloud",
    "crate",
    "door",
    "egg",
    "meat",
    "moon",
    "rock",
    "sign",
    "skull",
    "sun",
]


def barrel(s: Sketch) -> None:
    """Draw a barrel."""
    p, wood, iron = (
        s.pen,
        s.ramp("main", "wood", "brown", "bark"),
        s.ramp("second", "iron", "bronze"),
    )
    body = p.polygon(
        *bend((-17, 8), (-26, 34), (-17, 61), 10),
        *bend((17, 61), (26, 34), (17, 8), 10),
    )
    s.lay(body, wood)
    for x in (-12, -4, 4, 12):
        s.mark(p.limb(bend((x, 8), (x * 1.3, 34), (x, 61)), 0.45) & body, wood, LINE)
    for y in (14, 26, 44, 55):
        s.lay(body & p.box(-32, y, 32, y + 4), iron)
    s.lay(p.ellipse(0, 8, 17, 5), wood, tone=LIGHT)
    s.mark(p.ellipse(0, 8, 14, 3.4), wood, BASE)


def crate(s: Sketch) -> None:
    """Draw a wooden box."""
    p, wood = s.pen, s.ramp("main", "wood", "brown", "bark")
    s.lay(p.box(-27, 9, 27, 62, 1), wood, tone=BASE)
    for y in range(17, 60, 9):
        s.mark(p.box(-27, y, 27, y + 1), wood, SHADE)
    if s.dice.chance("cross", 0.6):
        s.lay(p.polygon((-22, 16), (-16, 14), (22, 55), (17, 58)), wood)
    if s.dice.chance("other cross", 0.5):
        s.lay(p.polygon((22, 16), (16, 14), (-22, 55), (-17, 58)), wood)
    for box in (
        (-27, 9, 27, 16),
        (-27, 55, 27, 62),
        (-27, 9, -20, 62),
        (20, 9, 27, 62),
    ):
        s.lay(p.box(*box, 1), wood)
    for x in (-23.5, 23.5):
        for rivet in (12.5, 58.5):
            s.mark(p.ellipse(x, rivet, 1.4), RAMPS["iron"], LIGHT)


def sign(s: Sketch) -> None:
    """Draw a signpost with one board or two."""
    p, wood = s.pen, s.ramp("main", "wood", "brown", "bark")
    s.lay(p.box(-3, 12, 3, 62.4, 1), wood, dim=1)
    if s.dice.chance("two boards", 0.4):
        _board(s, 6, 12, "upper")
        _board(s, 24, 12, "lower")
    else:
        _board(s, 9, 23, "only")


def _board(s: Sketch, top: float, tall: float, name: str) -> None:
    p, wood = s.pen, s.ramp(f"board {name}", "wood", "brown", "tan")
    low, long = top + tall, s.dice.between(f"{name} long", 17, 23)
    form = s.dice.pick(f"{name} form", ("right", "left", "plain"))
    q = p.mirror if form == "left" else p
    board = p.box(-long - 2, top, long + 2, low, 2)
    if form != "plain":
        tip = (long + 6, (top + low) / 2)
        board = q.polygon(
            (-long, top), (long - 4, top), tip, (long - 4, low), (-long, low)
        )
    s.lay(board, wood, drop=2)
    lines = 3 if tall > 20 else 1
    for i in range(lines):
        y = top + tall * (i + 1) / (lines + 1) - 1
        end = long - s.dice.between(f"{name} line {i}", 8, 14)
        s.mark(p.box(-long + 6, y, end, y + 1.6), wood, LINE)
    s.mark(q.ellipse(-long + 2.5, (top + low) / 2, 1.1), RAMPS["iron"], LIGHT)


def apple(s: Sketch) -> None:
    """Draw an apple."""
    p, red = (
        s.pen,
        s.ramp(
            "main",
            *s.wishes.traits.get("fruit_colour", ("red", "red", "lime", "yellow")),
        ),
    )
    s.lay(p.limb(bend((1, 22), (0, 12), (5, 6)), 1.7), s.ramp("stem", "bark"))
    s.lay(
        p.polygon(*bend((3, 14), (12, 2), (22, 8)), *bend((22, 8), (14, 17), (3, 14))),
        s.ramp("leaves", "green"),
    )
    s.lay(
        (p.ellipse(-9, 38, 15.5, 21) | p.ellipse(9, 38, 15.5, 21))
        & ~p.ellipse(0, 15, 5, 4),
        red,
    )
    s.mark(p.at(-14, 30, turn=25).ellipse(0, 0, 3, 6.5), red, SHINE)


def bread(s: Sketch) -> None:
    """Draw a loaf: long, round or cut."""
    p, crust = s.pen, s.ramp("main", "tan", "wood", "sand", "bronze")
    crumb = s.ramp("second", "cream", "sand")
    kind = s.dice.pick("loaf", ("long", "round", "toast"))
    if kind == "toast":
        toast = (
            p.ellipse(-11, 22, 14) | p.ellipse(11, 22, 14) | p.box(-21, 22, 21, 58, 4)
        )
        s.lay(toast, crust)
        inner = (
            p.ellipse(-11, 22, 10) | p.ellipse(11, 22, 10) | p.box(-17, 22, 17, 54, 3)
        )
        s.lay(inner, crumb, seam=False)
        return
    slope = s.dice.between("slope", 0.25, 0.5) if kind == "long" else 0.0
    loaf = p.limb([(-15, 37 + 15 * slope), (15, 37 - 15 * slope)], 14)
    if kind == "round":
        loaf = p.ellipse(0, 38, 25, 21) & p.box(-32, 0, 32, 55)
    s.lay(loaf, crust)
    for i in range(s.dice.pick("cuts", (3, 4))):
        x = -14.0 + 10 * i
        y = 34 - x * slope
        s.lay(p.limb([(x - 3, y + 7), (x + 3, y - 6)], 2.2) & loaf, crumb)


def cheese(s: Sketch) -> None:
    """Draw a wedge of cheese."""
    p, rind = s.pen, s.ramp("main", "yellow", "gold", "orange")
    s.lay(p.polygon((-28, 36), (12, 16), (28, 30), (28, 36)), rind, tone=LIGHT)
    front = p.polygon((-28, 36), (28, 36), (28, 58), (-28, 58))
    s.lay(front, rind)
    for x, y, r in (
        (-17, 46, 4.4),
        (-3, 50, 5),
        (12, 43, 3.8),
        (20, 53, 4),
        (5, 27, 3),
    ):
        s.mark(p.ellipse(x, y, r, r * 0.85), rind, SHADE)
        s.mark(
            p.ellipse(x, y, r, r * 0.85) & ~p.ellipse(x + 0.8, y + 0.9, r, r * 0.85),
            rind,
            LINE,
        )


def meat(s: Sketch) -> None:
    """Draw meat on its bone."""
    p, flesh = s.pen, s.ramp("main", "brown", "crimson", "red")
    bone = s.ramp("second", "bone")
    s.lay(p.limb([(6, 40), (22, 54)], 3), bone)
    for x, y in ((26, 51), (21, 58)):
        s.lay(p.ellipse(x, y, 4.4), bone)
    s.lay(p.at(-6, 29, turn=-45).ellipse(0, 0, 17, 23), flesh)
    s.mark(p.at(-16, 20, turn=40).ellipse(0, 0, 2.4, 7), flesh, SHINE)


def egg(s: Sketch) -> None:
    """Draw an egg with a pattern."""
    p, shell = (
        s.pen,
        s.ramp("main", "cream", "white", "green", "sky", "pink", "red", "purple"),
    )
    whole = p.ellipse(0, 38, 19, 23.5) & (p.y > 34) | p.ellipse(0, 38, 19, 33) & (
        p.y <= 38
    )
    s.lay(whole, shell)
    mark = s.ramp("second", "teal", "orange", "purple", "gold", "tan")
    kind = s.dice.pick("pattern", ("spots", "zigzag", "scales", "spots"))
    if kind == "zigzag":
        for y in (28.0, 42.0):
            line = [(-22 + 5 * i, y + (4 if i % 2 else 0)) for i in range(10)]
            s.mark(p.limb(line, 1.4) & whole, mark, BASE)
    elif kind == "scales":
        for i in range(22):
            x, y = -16.0 + (i % 5) * 8 + 4 * (i // 5 % 2), 18.0 + (i // 5) * 9
            s.mark(
                (p.ellipse(x, y, 4.4) & ~p.ellipse(x, y - 1.6, 4.4)) & whole,
                shell,
                LINE,
            )
    else:
        for i in range(9):
            x, y = s.dice.between(f"x {i}", -15, 15), s.dice.between(f"y {i}", 14, 57)
            r = s.dice.between(f"r {i}", 1.5, 4)
            s.mark(p.ellipse(x, y, r) & whole, mark, BASE)


def skull(s: Sketch) -> None:
    """Draw a skull."""
    p, bone = s.pen, s.ramp("main", "bone", "white")
    s.lay(p.box(-12, 40, 12, 59, 4), bone)
    s.lay(p.ellipse(0, 27, 23, 21) | p.box(-17, 30, 17, 46, 6), bone, drop=1)
    black = RAMPS["black"]
    glow = s.wishes.colours.get("eyes")
    s.used.add("colour:eyes")
    for side in (-1, 1):
        s.mark(p.ellipse(side * 9.5, 31, 6.4, 6.8), black, LINE)
        if glow or s.mood("evil"):
            s.mark(p.ellipse(side * 9.5, 31, 2.6), glow or RAMPS["red"], LIGHT)
    s.mark(p.polygon((0, 36), (3.6, 43), (-3.6, 43)), black, LINE)
    for x in (-8, -4, 0, 4, 8):
        s.mark(p.box(x - 0.5, 49, x + 0.5, 59), bone, LINE)
    s.mark(p.box(-12, 50.5, 12, 51.6), bone, SHADE)
    if s.dice.chance("crack", 0.5):
        s.mark(p.limb([(8, 8), (5, 14), (9, 17), (7, 22)], 0.6), bone, LINE)


def rock(s: Sketch) -> None:
    """Draw a boulder."""
    p, stone = s.pen, s.ramp("main", "stone", "rock", "grey")
    points = []
    for i, (x, y) in enumerate(
        ((-28, 60), (-27, 44), (-17, 27), (-2, 21), (15, 25), (26, 40), (28, 60))
    ):
        points.append(
            (
                x + s.dice.between(f"x {i}", -2, 2),
                y + (s.dice.between(f"y {i}", -4, 4) if 0 < i < 6 else 2),
            )
        )
    whole = p.polygon(*points)
    s.lay(whole, stone)
    s.mark(p.polygon(points[2], points[3], (2, 34), (-12, 40)) & whole, stone, LIGHT)
    s.mark(p.polygon(points[5], points[6], (12, 62), (16, 46)) & whole, stone, SHADE)
    for line in (((-12, 40), (2, 34), (16, 46), (12, 60)), ((2, 34), (4, 26))):
        s.mark(p.limb(line, 0.5) & whole, stone, SHADE)
    if s.has("moss", usual=s.dice.chance("moss", 0.3)):
        for x, y, r in ((-14, 29, 8), (4, 23, 7)):
            s.mark(p.ellipse(x, y, r, 4) & whole, s.ramp("moss", "moss", "green"), BASE)


def door(s: Sketch) -> None:
    """Draw a door in its frame."""
    p, wood = s.pen, s.ramp("main", "wood", "brown", "bark", "crimson")
    frame, iron = (
        s.ramp("frame", "stone", "rock"),
        s.ramp("second", "iron", "bronze", "gold"),
    )
    arch = s.dice.chance("arch", 0.6)

    def form(k: float) -> Mask:
        if arch:
            return p.ellipse(0, 24, 19 - k, 21 - k) & p.box(-32, 0, 32, 24) | p.box(
                -19 + k, 24, 19 - k, 62.4
            )
        return p.box(-19 + k, 4 + k, 19 - k, 62.4)

    whole, inner = form(0), form(5)
    s.lay(whole, frame)
    s.lay(inner, wood)
    for x in (-7, 0, 7):
        s.on(p.box(x - 0.4, 0, x + 0.5, 62.4) & inner, wood, SHADE)
    for y in (26, 48):
        s.lay(p.box(-14, y, 6, y + 3.6) & inner, iron)
    s.lay(p.ellipse(9.5, 40, 2.6), iron)


def candle(s: Sketch) -> None:
    """Draw a candle."""
    p, wax = s.pen, s.ramp("main", "cream", "white", "red")
    s.lay(p.ellipse(0, 58, 17, 4.6), s.ramp("second", "gold", "bronze", "iron"))
    body = p.box(-8, 28, 8, 58, 1.5)
    s.lay(body, wax)
    for x, y in ((-6, 36), (4, 42), (7, 34)):
        s.lay(p.limb([(x, 28), (x, y)], 1.9), wax, seam=False)
    s.mark(p.box(-0.6, 23, 0.7, 28), RAMPS["black"], LINE)
    fire = s.ramp("fire", "fire")
    s.lay(
        p.polygon(*bend((0, 26), (-9, 18), (0, 4)), *bend((0, 4), (9, 18), (0, 26))),
        fire,
        tone=BASE,
    )
    s.mark(p.ellipse(0, 20, 3, 5), fire, LIGHT)
    s.mark(p.ellipse(0, 21.5, 1.4, 2.8), fire, SHINE)


def campfire(s: Sketch) -> None:
    """Draw a fire on logs."""
    p, wood = s.pen, s.ramp("logs", "bark", "wood")
    flames(s, 50, 44)
    for q in p.sides:
        s.lay(q.limb([(-18, 60), (17, 49)], 4), wood)
        s.lay(q.ellipse(17.5, 49, 3.6), s.ramp("second", "sand"), tone=BASE)
    if s.dice.chance("stones", 0.6):
        for x in (-24, -13, 0, 13, 24):
            s.lay(p.ellipse(x, 60, 5.4, 3.4) & p.box(-31, 0, 31, 62.4), RAMPS["stone"])


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
