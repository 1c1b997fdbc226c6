"""Coins, gems, keys and what else is worth finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.canvas import moved
from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    RAMPS,
    SHADE,
    SHINE,
)
from pixelengine_import.local_engine.drawing.shapes import bend, direction

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["chest", "coin", "gem", "heart", "key", "ring", "star"]


def coin(s: Sketch) -> None:
    """Draw a coin; the seed turns it a little."""
    p, metal = s.pen, s.ramp("main", "gold")
    wide = s.dice.pick("turn", (1.0, 1.0, 0.82, 0.6))
    s.lay(p.ellipse(2.5 * (1 - wide) * 8 + 1, 33, 25 * wide, 26), metal, tone=SHADE)
    s.lay(p.ellipse(-1, 32, 25 * wide, 26), metal)
    face = p.ellipse(-1, 32, 19.5 * wide, 20.5)
    s.mark(face, metal, SHADE)
    s.mark(p.ellipse(-0.2, 33, 19 * wide, 20) & face, metal, BASE)
    sign = s.trait("sign", ("star", "crown", "bar", "gem", "skull"))
    x = -1
    if sign == "star":
        shape = p.star(x, 32, 5, 13, 5.6)
    elif sign == "crown":
        shape = p.polygon(
            (-11, 40), (-11, 26), (-6, 31), (-1, 22), (4, 31), (9, 26), (9, 40)
        )
    elif sign == "bar":
        shape = p.box(x - 3, 20, x + 3, 44, 1)
    elif sign == "gem":
        shape = p.polygon((x, 19), (x + 10, 32), (x, 45), (x - 10, 32))
    else:
        shape = (p.ellipse(x, 29, 9, 8.5) | p.box(x - 5, 33, x + 5, 43, 2)) & ~(
            p.ellipse(x - 4, 30, 2.5) | p.ellipse(x + 4, 30, 2.5)
        )
    s.mark(moved(shape, 1, 1) & face, metal, SHADE)
    s.mark(shape & face, metal, LIGHT)
    s.mark(p.at(-15 * wide, 18, turn=45).ellipse(0, 0, 1.5, 4), metal, SHINE)


def gem(s: Sketch) -> None:
    """Draw a cut stone or a cluster of crystals."""
    p = s.pen
    stone = s.ramp("main", "ruby", "sapphire", "emerald", "amethyst", "topaz", "ice")
    kind = s.trait("cut", ("brilliant", "brilliant", "drop", "square"))
    if kind == "cluster":
        base = s.ramp("rock", "stone", "rock")
        for i, (x, top, usual, tilt) in enumerate(
            (
                (-15, 28, 5.5, -8),
                (15, 24, 6, 8),
                (-7, 14, 7, -3),
                (8, 18, 6, 4),
                (0, 5, 8, 0),
            )
        ):
            dy = s.dice.between(f"crystal {i}", -4, 9) * (1 if i < 4 else 0.5)
            wide = usual * s.dice.between(f"wide {i}", 6, 10) / 8
            lean = tilt + s.dice.between(f"lean {i}", -3, 3)
            left = p.polygon(
                (x - wide, 58),
                (x + lean - wide, top + 9 + dy),
                (x + lean, top + dy),
                (x + lean, 58),
            )
            right = p.polygon(
                (x + lean, 58),
                (x + lean, top + dy),
                (x + lean + wide, top + 9 + dy),
                (x + wide, 58),
            )
            s.lay(left | right, stone, tone=BASE)
            s.mark(left, stone, LIGHT)
            s.mark(right & p.box(x + lean + wide * 0.5, 0, 32, 64), stone, SHADE)
            s.mark(
                p.limb(
                    [(x + lean - wide * 0.6, top + 10 + dy), (x - wide * 0.5, 54)], 0.6
                )
                & left,
                stone,
                SHINE,
            )
        s.lay(
            p.polygon((-24, 62.4), (-19, 53), (-6, 56), (4, 52), (17, 54), (24, 62.4)),
            base,
        )
        return
    if kind == "brilliant":
        outline = [(-16, 12), (16, 12), (27, 26), (0, 60), (-27, 26)]
        table = [(-10, 17), (10, 17), (15, 26), (-15, 26)]
        facets = [
            (((-16, 12), (-10, 17), (-15, 26), (-27, 26)), LIGHT),
            (((-16, 12), (16, 12), (10, 17), (-10, 17)), SHINE),
            (((16, 12), (27, 26), (15, 26), (10, 17)), BASE),
            (tuple(table), LIGHT),
            (((-27, 26), (-15, 26), (0, 60)), BASE),
            (((-15, 26), (0, 26), (0, 60)), LIGHT),
            (((0, 26), (15, 26), (0, 60)), BASE),
            (((15, 26), (27, 26), (0, 60)), SHADE),
        ]
    elif kind == "square":
        outline = [
            (-16, 8),
            (16, 8),
            (24, 16),
            (24, 48),
            (16, 56),
            (-16, 56),
            (-24, 48),
            (-24, 16),
        ]
        facets = [
            (((-16, 8), (16, 8), (11, 18), (-11, 18)), SHINE),
            (((-24, 16), (-16, 8), (-11, 18), (-14, 21)), LIGHT),
            (((-24, 16), (-14, 21), (-14, 43), (-24, 48)), LIGHT),
            (((16, 8), (24, 16), (14, 21), (11, 18)), BASE),
            (((24, 16), (24, 48), (14, 43), (14, 21)), SHADE),
            (((24, 48), (16, 56), (11, 46), (14, 43)), SHADE),
            (((16, 56), (-16, 56), (-11, 46), (11, 46)), SHADE),
            (((-16, 56), (-24, 48), (-14, 43), (-11, 46)), BASE),
            (
                (
                    (-11, 18),
                    (11, 18),
                    (14, 21),
                    (14, 43),
                    (11, 46),
                    (-11, 46),
                    (-14, 43),
                    (-14, 21),
                ),
                BASE,
            ),
            (((-11, 18), (8, 18), (-14, 40), (-14, 21)), LIGHT),
        ]
    else:
        outline = [
            (0, 3),
            (13, 22),
            (20, 40),
            (12, 56),
            (0, 61),
            (-12, 56),
            (-20, 40),
            (-13, 22),
        ]
        facets = [
            (((0, 3), (-13, 22), (-20, 40), (-8, 40), (0, 22)), LIGHT),
            (((0, 3), (13, 22), (20, 40), (8, 40), (0, 22)), BASE),
            (((0, 22), (8, 40), (0, 50), (-8, 40)), SHINE),
            (((-20, 40), (-8, 40), (0, 50), (0, 61), (-12, 56)), BASE),
            (((20, 40), (8, 40), (0, 50), (0, 61), (12, 56)), SHADE),
        ]
    s.lay(p.polygon(*outline), stone, tone=BASE)
    for points, tone in facets:
        s.mark(p.polygon(*points), stone, tone)
    s.mark(p.star(-12, 16, 4, 5, 1.2), RAMPS["white"], SHINE)


def ring(s: Sketch) -> None:
    """Draw a ring: plain, or with a cut, a round or three stones."""
    slot = "second" if "second" in s.wishes.colours else "band"
    gold = s.ramp(slot, "gold", "gold", "silver", "bronze")
    p, far = s.pen, s.dice.between("far", 17, 21)
    thin, y = s.dice.between("thin", 4, 7), 61 - far
    kind = s.dice.pick("stone", ("cut", "round", "three", "square"))
    s.lay(p.ellipse(0, y, far) & ~p.ellipse(0, y + 0.5, far - thin), gold)
    stone = s.ramp("main", "ruby", "sapphire", "emerald", "amethyst", "ice")
    q = s.at(0, y - far - 5).pen
    s.lay(q.polygon((-9, 3), (9, 3), (6, 8), (-6, 8)), gold)
    if kind in {"round", "three"}:
        for x, r in ((-11.0, 5.0), (11, 5)) if kind == "three" else ():
            s.lay(q.ellipse(x, 4, r), stone)
        s.lay(q.ellipse(0, -1, 9), stone)
        s.mark(q.at(-3.4, -4, turn=40).ellipse(0, 0, 1.4, 2.6), stone, SHINE)
    elif kind == "square":
        s.lay(q.box(-10, -11, 10, 6, 3), stone, tone=BASE)
        s.mark(
            q.polygon((-10, -8), (-7, -11), (7, -11), (4, -7), (-6, -7)), stone, SHINE
        )
        s.mark(q.polygon((-10, -8), (-6, -7), (-6, 3), (-10, 4)), stone, LIGHT)
        s.mark(
            q.polygon((10, -8), (10, 4), (7, 6), (-7, 6), (-5, 2), (5, 2), (5, -6)),
            stone,
            SHADE,
        )
    else:
        w = s.dice.between("stone wide", 11, 15)
        s.lay(
            q.polygon((-w * 0.54, -14), (w * 0.54, -14), (w, -6), (0, 7), (-w, -6)),
            stone,
            tone=BASE,
        )
        s.mark(
            q.polygon((-w * 0.54, -14), (w * 0.54, -14), (w * 0.3, -6), (-w * 0.3, -6)),
            stone,
            SHINE,
        )
        s.mark(
            q.polygon((-w * 0.54, -14), (-w * 0.3, -6), (0, 7), (-w, -6)), stone, LIGHT
        )
        s.mark(q.polygon((w, -6), (w * 0.3, -6), (0, 7)), stone, SHADE)


def key(s: Sketch) -> None:
    """Draw a key, upright or across."""
    frame = s.at(0, 32, turn=s.dice.pick("turn", (45.0, 0.0)))
    p, metal = frame.pen, s.ramp("main", "gold", "gold", "silver", "bronze", "iron")
    end, thick = s.dice.between("end", 24, 31), s.dice.between("thick", 2, 3.5)
    s.lay(p.box(-thick, -10, thick, end, 1), metal)
    for i in range(s.dice.pick("teeth", (2, 2, 3))):
        wide, y = s.dice.between(f"bit {i}", 7, 12), end - 4 - 6.5 * i
        s.lay(p.box(0, y, wide, y + 4, 0.8), metal, seam=False)
    kind = s.dice.pick("bow", ("ring", "clover", "diamond"))
    if kind == "ring":
        bow = p.ellipse(0, -18, 10.5) & ~p.ellipse(0, -18, 5)
    elif kind == "clover":
        bow = (
            p.ellipse(-6, -14, 6.5) | p.ellipse(6, -14, 6.5) | p.ellipse(0, -22, 6.5)
        ) & ~(p.ellipse(-6, -14, 2.6) | p.ellipse(6, -14, 2.6) | p.ellipse(0, -22, 2.6))
    else:
        bow = p.polygon((0, -31), (11, -19), (0, -7), (-11, -19)) & ~p.polygon(
            (0, -25), (5, -19), (0, -13), (-5, -19)
        )
    s.lay(bow, metal)
    s.lay(p.box(-4, -9, 4, -5.4, 1), metal)
    if kind != "ring":
        s.lay(p.ellipse(0, -18, 2.6), s.ramp("jewel", "ruby", "sapphire", "emerald"))


def chest(s: Sketch) -> None:
    """Draw a treasure chest, shut or open."""
    p = s.pen
    wood = s.ramp("main", "wood", "brown", "bark", "crimson")
    metal = s.ramp("second", "gold", "iron", "bronze", "silver")
    opened = s.mood("open") or (s.dice.chance("open", 0.35) and not s.mood("shut"))
    if opened:
        lid = p.polygon((-26, 30), (-22, 10), (22, 10), (26, 30))
        s.lay(lid, wood, dim=1)
        s.mark(p.polygon((-22, 30), (-19, 14), (19, 14), (22, 30)), wood, LINE)
        gold = s.ramp("treasure", "gold")
        heap = p.ellipse(0, 34, 21, 10)
        s.lay(heap & p.box(-32, 0, 32, 36), gold)
        for i in range(7):
            x, y = (
                s.dice.between(f"coin x {i}", -16, 16),
                s.dice.between(f"coin y {i}", 25, 33),
            )
            s.lay(p.ellipse(x, y, 3.4, 2.8), gold)
        s.lay(
            p.polygon((7, 22), (11, 26), (7, 31), (3, 26)),
            s.ramp("jewel", "ruby", "emerald", "sapphire"),
        )
    else:
        lid = p.ellipse(0, 34, 27, 20) & p.box(-32, 0, 32, 34)
        s.lay(lid, wood)
        for x in (-9, 9):
            s.mark(p.box(x - 0.4, 0, x + 0.4, 33) & lid, wood, SHADE)
        for q in p.sides:
            s.lay(lid & q.box(16, 0, 21, 34), metal)
    s.lay(p.box(-27, 34, 27, 60, 1.5), wood)
    for y in (43, 52):
        s.mark(p.box(-26, y, 26, y + 0.9), wood, SHADE)
    for q in p.sides:
        s.lay(q.box(16, 34, 21, 60), metal)
        s.lay(q.box(25, 34, 28.5, 61, 1), metal)
    s.lay(p.box(-28, 33, 28, 37, 1), metal)
    s.lay(p.box(-5, 31.5, 5, 43, 1.5), metal)
    s.mark(p.ellipse(0, 36, 1.7) | p.box(-0.7, 36, 0.8, 40), RAMPS["black"], LINE)


def heart(s: Sketch) -> None:
    """Draw a heart."""
    p, red = s.pen, s.ramp("main", "red", "red", "crimson", "pink")
    top, wide = s.dice.between("top", 4, 11), s.dice.between("heart wide", 22, 29)
    low = s.dice.between("low", 34, 44)
    left = (
        bend((0, top + 13), (-5, top), (-wide * 0.55, top), 8)
        + bend((-wide * 0.55, top), (-wide - 1, top + 2), (-wide, top + 18), 8)
        + bend((-wide, top + 18), (-wide + 2, low), (0, 60), 8)
    )
    half = [(-x, y) for x, y in reversed(left)]
    whole = p.polygon(*left, *half)
    s.lay(whole, red)
    s.mark(p.at(-wide * 0.55, top + 11, turn=40).ellipse(0, 0, 3, 6), red, SHINE)
    s.mark(p.ellipse(-wide * 0.78, top + 21, 1.7), red, SHINE)
    if s.trait("broken", usual=False):
        s.mark(
            p.limb([(0, 17), (5, 26), (-4, 34), (4, 42), (0, 60)], 1.4),
            RAMPS["black"],
            LINE,
        )


def star(s: Sketch) -> None:
    """Draw a star: cut in facets, or soft; standing or a little turned."""
    gold = s.ramp("main", "yellow", "gold")
    frame = s.at(0, 33, turn=s.dice.pick("turn", (0.0, 0.0, 15.0, -15.0)))
    p, far = frame.pen, s.dice.between("far", 25, 30)
    inner = far * s.dice.between("inner", 4, 5.5) / 10
    if s.dice.chance("soft", 0.4):
        tips = [direction(72 * i) for i in range(5)]
        whole = p.star(0, 0, 5, far - 5, inner + 3)
        for east, south in tips:
            whole |= p.limb([(0, 0), (east * (far - 5), south * (far - 5))], inner, 5)
        s.lay(whole, gold)
        s.mark(
            p.at(-inner * 0.7, -inner * 0.8, turn=40).ellipse(0, 0, 2.4, 5), gold, SHINE
        )
    else:
        whole = p.star(0, 0, 5, far, inner)
        s.lay(whole, gold)
        for i in range(5):
            tip = direction(72 * i)
            for side, light, dark in ((36, BASE, SHADE), (-36, LIGHT, BASE)):
                dent = direction(72 * i + side)
                facet = p.polygon(
                    (0, 0),
                    (dent[0] * inner, dent[1] * inner),
                    (tip[0] * far, tip[1] * far),
                )
                in_shade = i in {1, 2} if side > 0 else i == 2
                s.mark(facet & whole, gold, dark if in_shade else light)
    if s.mood("cute") or s.dice.chance("face", 0.3):
        for side in (-1, 1):
            frame.eye(side * 5, -1, 1.9)
        s.mark(p.limb(bend((-2.5, 5), (0, 7.5), (2.5, 5)), 0.7), RAMPS["black"], LINE)
