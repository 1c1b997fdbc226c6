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
