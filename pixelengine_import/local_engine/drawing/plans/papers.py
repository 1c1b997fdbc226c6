"""Books and scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    RAMPS,
    SHADE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.shapes import Mask, Pen
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["book", "scroll"]


def scroll(s: Sketch) -> None:
    """Draw a scroll: rolled up or unrolled, with writing, a map or a sign."""
    paper = s.ramp("main", "parchment", "parchment", "cream", "sand")
    band = s.ramp("second", "red", "blue", "purple", "green")
    kind = s.dice.pick("scroll", ("rolled", "upright", "across", "half"))
    if kind == "rolled":
        q = s.at(0, 32, turn=s.dice.pick("turn", (40.0, 90.0, -40.0))).pen
        thick = s.dice.between("thick", 7, 10)
        s.lay(q.box(-thick, -26, thick, 26, 3), paper)
        for y in (-26.0, 26.0):
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
        rod = 5.0 if kind != "half" or y < 0 else 7.0
        s.lay(p.box(-wide - 4, y - rod, wide + 4, y + rod, 4), paper)
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
