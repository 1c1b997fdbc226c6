"""Food."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    SHADE,
    SHINE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["apple", "bread", "cheese", "egg", "meat"]


def apple(s: Sketch) -> None:
    """Draw an apple: slender or stout, whole or bitten."""
    p = s.pen
    red = s.ramp(
        "main", *s.wishes.traits.get("fruit_colour", ("red", "red", "lime", "yellow"))
    )
    wide, tall = s.dice.between("wide", 13, 17), s.dice.between("tall", 17, 22)
    middle, lean = 61 - tall - 1.5, s.dice.between("stem lean", -6, 6)
    top = middle - tall
    s.lay(
        p.limb(bend((0, top + 6), (0, top - 3), (lean, top - 9)), 1.7),
        s.ramp("stem", "bark"),
    )
    for q in (
        p.sides if s.dice.chance("two leaves", 0.3) else (p if lean > 0 else p.mirror,)
    ):
        leaf = q.at(1, top - 1).polygon(
            *bend((0, 0), (9, -12), (19, -6)), *bend((19, -6), (11, 3), (0, 0))
        )
        s.lay(leaf, s.ramp("leaves", "green"))
    half = wide * 0.58
    whole = (
        p.ellipse(-half, middle, wide, tall) | p.ellipse(half, middle, wide, tall)
    ) & ~p.ellipse(0, top + 0.5, 5, 3.5)
    if s.dice.chance("waist", 0.5):
        whole &= p.polygon(
            (-40, 0),
            (40, 0),
            (wide * 1.9, middle),
            (wide * 0.95, 64),
            (-wide * 0.95, 64),
            (-wide * 1.9, middle),
        )
    bite = s.mood("bitten") or s.dice.chance("bitten", 0.35)
    if bite:
        edge = half + wide
        gone = (
            p.ellipse(edge - 1, middle - 6, 6.5)
            | p.ellipse(edge - 2, middle + 3, 6)
            | p.ellipse(edge + 2, middle + 10, 5)
        )
        s.lay(whole & ~gone, red)
        flesh = (
            p.ellipse(edge - 1, middle - 6, 9)
            | p.ellipse(edge - 2, middle + 3, 9)
            | p.ellipse(edge + 2, middle + 10, 7.5)
        )
        s.lay(whole & flesh & ~gone, s.ramp("flesh", "cream"), seam=False)
    else:
        s.lay(whole, red)
    s.mark(
        p.at(-half - wide * 0.3, middle - tall * 0.35, turn=25).ellipse(0, 0, 3, 6.5)
        & whole,
        red,
        SHINE,
    )


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
    """Draw cheese: a wedge, a wheel that has been cut, or a block."""
    p, rind = s.pen, s.ramp("main", "yellow", "gold", "orange")
    kind = s.dice.pick("cut", ("wedge", "wheel", "slice"))
    low = s.dice.between("low", 54, 60)
    if kind == "wheel":
        tall = s.dice.between("tall", 17, 22)
        coat = s.ramp("rind", rind, "red", "tan")
        s.lay(
            p.ellipse(0, low - 9, 28, 10) | p.box(-28, low - 9 - tall, 28, low - 9),
            coat,
        )
        lid = p.ellipse(0, low - 9 - tall, 28, 10)
        s.lay(lid, rind, tone=LIGHT)
        s.mark(lid & ~p.ellipse(0, low - 9 - tall, 25, 8.4), coat, BASE)
        y = low - 9 - tall
        cut = p.polygon(
            (2, y), (27, y + 4), (27, y + 4 + tall), (9, y + 9.5 + tall), (9, y + 9.5)
        )
        s.lay(cut & p.box(-32, y, 26, 64), rind, tone=BASE)
        s.mark(
            p.polygon((2, y), (9, y + 9.5), (9, y + 9.5 + tall), (2, y + tall)),
            rind,
            SHADE,
        )
        front = cut & (p.x > 9)
        holes = 3
    elif kind == "slice":
        wide, top = s.dice.between("wide", 19, 25), s.dice.between("top", 18, 25)
        lid = p.polygon(
            (-wide - 3, top + 8),
            (-wide + 6, top - 2),
            (wide + 3, top - 2),
            (wide - 5, top + 8),
        )
        s.lay(lid, rind, tone=LIGHT)
        s.lay(
            p.polygon(
                (wide - 5, top + 8),
                (wide + 3, top - 2),
                (wide + 3, low - 9),
                (wide - 5, low),
            ),
            rind,
            tone=SHADE,
        )
        front = p.box(-wide - 3, top + 8, wide - 5, low)
        s.lay(front, rind, tone=BASE)
        holes = 7
    else:
        tip, back = s.dice.between("tip", 4, 16), s.dice.between("back", 12, 20)
        edge = s.dice.between("edge", 30, 37)
        s.lay(
            p.polygon((-28, edge), (tip, back), (28, edge - 6), (28, edge)),
            rind,
            tone=LIGHT,
        )
        front = p.polygon((-28, edge), (28, edge), (28, low), (-28, low))
        s.lay(front, rind)
        s.mark(p.ellipse(tip * 0.6, edge - 7, 3, 2), rind, SHADE)
        holes = 6
    for i in range(holes):
        x, y = (
            s.dice.between(f"hole x {i}", -24, 24),
            s.dice.between(f"hole y {i}", 34, 56),
        )
        r = s.dice.between(f"hole {i}", 2.25, 5)
        hole = p.ellipse(x, y, r, r * 0.85) & front
        s.mark(hole, rind, SHADE)
        s.mark(hole & ~p.ellipse(x + 0.8, y + 0.9, r, r * 0.85), rind, LINE)


def meat(s: Sketch) -> None:
    """Draw meat on its bone: a drumstick, a steak or a joint with two ends."""
    p, flesh = s.pen, s.ramp("main", "brown", "crimson", "red")
    bone = s.ramp("second", "bone")
    kind = s.dice.pick("joint", ("drumstick", "drumstick", "manga"))
    if kind == "manga":
        q = s.at(0, 32, turn=s.dice.pick("turn", (-30.0, -45.0, 0.0))).pen
        s.lay(q.limb([(-25, 0), (25, 0)], 3), bone)
        for x in (-26.0, 26.0):
            for y in (-3.4, 3.4):
                s.lay(q.ellipse(x, y, 3.8), bone)
        body = q.ellipse(0, 0, 17, 15) | q.limb([(-9, 0), (9, 0)], 12)
        s.lay(body, flesh)
        s.mark(q.limb(bend((-6, -14), (-1, 0), (-6, 14)), 0.7) & body, flesh, LINE)
        s.mark(q.limb([(-12, -6), (-10, -9)], 1.8) & body, flesh, SHINE)
        return
    s.lay(p.limb([(6, 40), (22, 54)], 3), bone)
    for x, y in ((26, 51), (21, 58)):
        s.lay(p.ellipse(x, y, 4.4), bone)
    fat, long = s.dice.between("fat", 15, 18), s.dice.between("long", 20, 24)
    whole = p.at(-6, 29, turn=-45).ellipse(0, 0, fat, long) | p.limb(
        [(-2, 33), (9, 43)], 10, 5
    )
    s.lay(whole, flesh)
    s.mark(p.at(-15, 20, turn=40).ellipse(0, 0, 2.4, 7), flesh, SHINE)
    for i in range(s.dice.pick("grill", (0, 0, 3))):
        s.mark(
            p.limb([(-17 + 8 * i, 34 + 4 * i), (-7 + 8 * i, 22 + 4 * i)], 0.8) & whole,
            flesh,
            LINE,
        )


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
