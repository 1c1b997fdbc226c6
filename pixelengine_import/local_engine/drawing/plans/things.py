"""Furniture of games: barrels, crates, signs, doors, candles and rocks."""

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

__all__ = ["barrel", "campfire", "candle", "crate", "door", "rock", "sign", "skull"]


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
