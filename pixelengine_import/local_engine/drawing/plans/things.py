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

_BONES = ("bone", "white", "cream")


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
    """Draw a skull: broad or narrow, with its jaw or without, on bones or alone."""
    p, bone = s.pen, s.ramp("main", *_BONES)
    wide, tall = s.dice.between("wide", 19, 24), s.dice.between("tall", 18, 22)
    jaw = s.dice.pick("jaw", ("square", "none", "open"))
    crossed = s.dice.chance("bones", 0.3)
    low = {"square": 59.0, "open": 61, "none": 53}[jaw] - (3 if crossed else 0)
    if crossed:
        _crossed_bones(s)
    y = 6 + tall
    if jaw == "open":
        _open_jaw(s, wide, low)
    upper = low if jaw != "open" else 49.0
    s.lay(p.box(-wide * 0.52, 40, wide * 0.52, upper, 4), bone)
    s.lay(
        p.ellipse(0, y, wide, tall) | p.box(-wide * 0.74, y + 3, wide * 0.74, 46, 6),
        bone,
        drop=1,
    )
    black = RAMPS["black"]
    glow = s.wishes.colours.get("eyes")
    s.used.add("colour:eyes")
    form = s.dice.pick("sockets", ("round", "angry", "round"))
    for q in p.sides:
        x = wide * 0.42
        hole = q.ellipse(x, y + 4, wide * 0.28, 6.8)
        if form == "angry":
            hole &= ~q.polygon((0, y - 8), (x + 9, y - 8), (x + 9, y - 4), (0, y + 2))
        s.mark(hole, black, LINE)
        if glow or s.mood("evil"):
            s.mark(q.ellipse(x, y + 4.5, 2.6), glow or RAMPS["red"], LIGHT)
    s.mark(p.polygon((0, y + 9), (3.6, y + 16), (-3.6, y + 16)), black, LINE)
    step = s.dice.pick("teeth", (3.5, 4.0, 5.0))
    for i in range(-2, 3):
        s.mark(
            p.box(i * step - 0.5, 48, i * step + 0.5, upper)
            & p.box(-wide * 0.48, 0, wide * 0.48, 64),
            bone,
            LINE,
        )
    if jaw == "square":
        s.mark(p.box(-wide * 0.5, 51, wide * 0.5, 52), bone, SHADE)
    if s.dice.chance("crack", 0.4):
        q = p if s.dice.chance("crack side", 0.5) else p.mirror
        s.mark(
            q.limb([(8, 8), (5, 13), (9, 16), (7, 20)], 0.6)
            & p.ellipse(0, y, wide, tall),
            bone,
            LINE,
        )


def _crossed_bones(s: Sketch) -> None:
    bone = s.ramp("main", *_BONES)
    for q in s.pen.sides:
        s.lay(q.limb([(-24, 43), (24, 58)], 2.6), bone)
        for x, y in ((-26, 40), (-27, 45), (26, 61), (27, 56)):
            s.lay(q.ellipse(x, y, 3.2), bone)


def _open_jaw(s: Sketch, wide: float, low: float) -> None:
    p, bone = s.pen, s.ramp("main", *_BONES)
    s.lay(p.box(-wide * 0.52, 47, wide * 0.52, low, 5), bone)
    s.mark(p.box(-wide * 0.4, 48, wide * 0.4, 53, 1), RAMPS["black"], LINE)
    for x in (-6, -2, 2, 6):
        s.mark(p.box(x - 1.2, 51.5, x + 1.2, 54.5), bone, LIGHT)


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
    """Draw a candle on a plate, in a holder, or three on a candlestick."""
    p, wax = s.pen, s.ramp("main", "cream", "white", "red")
    metal = s.ramp("second", "gold", "bronze", "iron")
    kind = s.dice.pick("candle", ("plate", "holder", "three"))
    if kind == "three":
        s.lay(p.ellipse(0, 60, 12, 3), metal)
        s.lay(p.box(-2, 34, 2, 59, 1), metal)
        for q in p.sides:
            s.lay(q.limb(bend((0, 50), (20, 52), (20, 38)), 1.6), metal)
        for x, top in ((-20.0, 22.0), (20, 22), (0, 16)):
            _wax(s, x, top + s.dice.between(f"burnt {x}", -2, 5), 36 if x else 34, 3.5)
            s.lay(p.box(x - 5.5, 34, x + 5.5, 38, 1), metal)
        return
    wide = s.dice.between("wide", 5.5, 10)
    top = s.dice.between("top", 22, 38)
    s.lay(p.ellipse(0, 58, 20 if kind == "holder" else wide + 8, 4.6), metal)
    if kind == "holder":
        s.lay(p.ellipse(23, 53, 5.5) & ~p.ellipse(23, 53, 2.6), metal)
    _wax(s, 0, top, 58, wide)
    if kind == "holder":
        s.lay(p.box(-wide - 1.6, 51, wide + 1.6, 57, 1), metal)
    for i in range(3):
        x = wide * (-0.7 + 0.7 * i)
        end = top + s.dice.between(f"drip {i}", 2, 14)
        s.lay(p.limb([(x, top), (x, end)], 1.9), wax, seam=False)


def _wax(s: Sketch, x: float, top: float, low: float, wide: float) -> None:
    """Draw one candle that burns."""
    p, wax = s.pen, s.ramp("main", "cream", "white", "red")
    s.lay(p.box(x - wide, top, x + wide, low, 1.5), wax)
    s.mark(p.box(x - 0.6, top - 5, x + 0.7, top), RAMPS["black"], LINE)
    fire = s.ramp("fire", "fire")
    q = s.at(x, top - 2, scale=0.6 + min(wide, 8) / 20).pen
    lean = s.dice.between(f"flame {x}", -3, 3)
    flame = q.polygon(
        *bend((0, 0), (-9, -8), (lean, -22)), *bend((lean, -22), (9, -8), (0, 0))
    )
    s.lay(flame, fire, tone=BASE)
    s.mark(q.ellipse(0, -6, 3, 5) & flame, fire, LIGHT)
    s.mark(q.ellipse(0, -4.5, 1.4, 2.8), fire, SHINE)


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
