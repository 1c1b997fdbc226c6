"""Flowers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LINE,
    SHADE,
)
from pixelengine_import.local_engine.drawing.shapes import bend, direction

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.ramps import Ramp
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["flower"]


def flower(s: Sketch) -> None:
    """Draw one flower on its stem."""
    p = s.pen
    green = s.ramp("leaves", "green", "lime", "dark green")
    petal = s.ramp(
        "main",
        *s.wishes.traits.get(
            "petal", ("red", "pink", "yellow", "blue", "purple", "white", "orange")
        ),
    )
    heart = s.ramp(
        "second", *s.wishes.traits.get("heart", ("yellow", "gold", "orange"))
    )
    lean = s.dice.between("lean", -7, 7)
    s.lay(p.limb(bend((0, 62), (lean, 48), (0, 24)), 1.7), green)
    for i, q in enumerate(p.sides):
        reach, up = (
            s.dice.between(f"reach {i}", 13, 21),
            s.dice.between(f"up {i}", 36, 50),
        )
        low = up + 13
        leaf = q.polygon(
            *bend((0, low), (8, up - 2), (reach, up)),
            *bend((reach, up), (reach * 0.7, low + 1), (0, low)),
        )
        s.lay(leaf & q.box(-40, 0, 40, 62.4), green)
    kind = s.trait("flower", ("daisy", "daisy", "tulip", "round"))
    if kind == "tulip":
        for q in p.sides:
            s.lay(
                q.polygon(
                    *bend((0, 34), (16, 32), (12, 6)), *bend((12, 6), (4, 16), (0, 34))
                ),
                petal,
            )
        s.lay(
            p.polygon(
                *bend((0, 4), (9, 16), (6, 30)),
                *bend((6, 30), (0, 37), (-6, 30)),
                *bend((-6, 30), (-9, 16), (0, 4)),
            ),
            petal,
        )
        return
    if kind == "rose":
        _rose(s, petal, green)
        return
    tips = int(s.trait("petals", (5, 6, 8)))
    long = (9.5 if kind == "daisy" else 7.0) * s.dice.between("size", 7, 9) / 8
    start = s.dice.pick("start", (0, 180 / tips))
    for i in range(tips):
        east, south = direction(start + i * 360 / tips)
        x, y = east * long, 20 + south * long
        turn = start + i * 360 / tips
        s.lay(
            p.at(x, y, turn=turn).ellipse(
                0, 0, 4.6 if tips > 6 else 6, 7.4 if kind == "daisy" else 6
            ),
            petal,
        )
    s.lay(p.ellipse(0, 20, 6.4 if tips > 6 else 5.4), heart)
    for i in range(5):
        x, y = (
            s.dice.between(f"seed x {i}", -3.5, 3.5),
            s.dice.between(f"seed y {i}", 17, 23),
        )
        s.mark(p.ellipse(x, y, 0.8), heart, SHADE)


def _rose(s: Sketch, petal: Ramp, green: Ramp) -> None:
    """Lay a rose from the side: outer petals around a bud that winds up."""
    p, big = s.pen, s.dice.between("rose", 8, 10) / 8
    q = s.at(0, 20, scale=big).pen
    for side in q.sides:
        s.lay(side.polygon((0, 11), *bend((2, 10), (10, 16), (13, 9)), (6, 8)), green)
    for side in q.sides:
        s.lay(
            side.polygon(
                *bend((1, 11), (16, 9), (14, -7)), *bend((14, -7), (5, -2), (1, 11))
            ),
            petal,
        )
    s.lay(q.ellipse(0, 0, 9.5, 10.5), petal)
    s.lay(q.ellipse(0, -5, 8.5, 5.5), petal, tone=SHADE)
    s.lay(q.ellipse(1, -5.4, 5.6, 3.8), petal, tone=BASE)
    s.mark(q.limb([*bend((-3, -4), (0, -8), (4, -5), 6), (1, -3.6)], 0.7), petal, LINE)
    front = q.polygon(
        *bend((-9.5, -3), (-8, 13), (1, 12)), *bend((1, 12), (2, 4), (-9.5, -3))
    )
    s.lay(front, petal, drop=1)
    other = q.polygon(
        *bend((10, -3), (10, 12), (0, 12)), *bend((0, 12), (2, 3), (10, -3))
    )
    s.lay(other, petal)
    if s.dice.chance("thorns", 0.6):
        for x, y in ((2.0, 41.0), (-2, 49)):
            s.lay(p.polygon((x * 0.4, y - 1.5), (x * 2, y), (x * 0.4, y + 1.5)), green)
