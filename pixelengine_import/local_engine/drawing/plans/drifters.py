"""What drifts in the sea."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

__all__ = ["medusa", "octopus"]


def medusa(s: Sketch) -> None:
    """Draw a jellyfish: a bell with a frilled hem, ribbons and long threads."""
    p = s.pen
    skin = s.ramp("main", "sky", "pink", "lavender", "cyan", "violet")
    inner = s.ramp("second", "white", "pink", "yellow", skin)
    wide, low = s.dice.between("wide", 19, 25), s.dice.between("low", 26, 32)
    top = 5.0
    swing = s.dice.between("swing", 3, 6)
    threads = s.dice.pick("threads", (4, 5, 6))
    for i in range(threads):
        x = (i - (threads - 1) / 2) * wide * 1.6 / threads
        way = swing if i % 2 else -swing
        end = s.dice.between(f"thread {i}", 52, 62)
        third = (end - low) / 3
        line = bend((x, low - 2), (x + way, low + third), (x * 1.05, low + 1.5 * third))
        line += bend(
            line[-1], (x * 1.1 - way, low + 2.2 * third), (x * 1.1 + way * 0.4, end)
        )
        s.lay(p.limb(line, 1.4, 0.8), skin, dim=1)
    for i, x in enumerate((-6.0, 0.0, 6.0)):
        way = s.dice.pick(f"ribbon {i}", (-3.5, 3.5))
        end = s.dice.between(f"ribbon end {i}", 44, 54)
        line = bend((x, low - 2), (x + way * 2, (low + end) / 2), (x - way, end))
        s.lay(p.limb(line, 3.4, 2.6, 1), inner)
    hem = [(-wide, low)]
    folds = s.dice.pick("folds", (4, 5, 6))
    for i in range(folds):
        x = -wide + 2 * wide * i / folds
        step = 2 * wide / folds
        hem += bend((x, low), (x + step / 2, low + 8), (x + step, low), 5)[1:]
    dome = p.polygon(
        *bend((wide, low), (wide * 1.15, top), (0, top), 10),
        *bend((0, top), (-wide * 1.15, top), (-wide, low), 10),
        *hem,
    )
    s.lay(dome, skin, drop=1)
    s.mark(dome & p.box(-32, low - 3, 32, low - 1.6), skin, SHADE)
    for i in range(4):
        x = (i - 1.5) * wide * 0.42
        petal = p.ellipse(x, top + 11, wide * 0.16, 4.4)
        s.mark(petal & dome, inner, BASE)
        s.mark(petal & ~p.ellipse(x, top + 12.4, wide * 0.16, 4.4) & dome, inner, LIGHT)
    s.mark(
        p.at(-wide * 0.55, top + 7, turn=55).ellipse(0, 0, 1.6, 4.5) & dome, skin, SHINE
    )
    if s.mood("cute") or s.dice.chance("face", 0.35):
        for x in (-6.0, 6.0):
            s.eye(x, low - 7.5, 1.9)
        s.mark(
            p.limb(bend((-2, low - 5), (0, low - 3.4), (2, low - 5)), 0.6), skin, LINE
        )


def octopus(s: Sketch) -> None:
    """Draw an octopus from the front, its arms curled outwards."""
    p = s.pen
    skin = s.ramp("main", "purple", "red", "pink", "teal", "orange")
    belly = s.ramp("second", "cream", "pink", "lavender")
    wide, tall = s.dice.between("wide", 15, 20), s.dice.between("tall", 17, 21)
    y = 3 + tall
    low = y + tall * 0.75
    for i in range(4):
        for q, name in ((p, "right"), (p.mirror, "left")):
            dice = s.dice.inside(name)
            root = (2.0 + 3.6 * i, low - 5)
            out = 5.0 + 7 * i + dice.between(f"out {i}", -1.5, 1.5)
            floor = 61.0 - 2.6 * i - dice.between(f"floor {i}", 0, 3)
            curl = dice.between(f"curl {i}", 4, 9)
            line = bend(root, (out * 0.75, low + 6), (out, floor - 2))
            line += bend(
                line[-1], (out + 4, floor + 1), (min(30.0, out + 4), floor - curl)
            )
            arm = q.limb(line, 4.2, 3.2, 2.4, 1.2)
            s.lay(arm, skin, dim=int(i % 2 == 0))
            for k in (5, 8, 11):
                x, level = line[k]
                s.mark(q.ellipse(x + 1.2, level, 0.9) & arm, belly, LIGHT)
    dome = p.ellipse(0, y, wide, tall) | p.limb(
        [(0, y), (0, low - 2)], wide * 0.72, wide * 0.8
    )
    s.lay(dome, skin, drop=1)
    for i in range(s.dice.pick("spots", (0, 3, 5))):
        x = s.dice.between(f"spot x {i}", -wide * 0.7, wide * 0.7)
        level = s.dice.between(f"spot y {i}", 7, y - 2)
        s.mark(p.ellipse(x, level, 2.6, 2) & dome, skin, LIGHT)
    gap, size = s.dice.between("gap", 6, 8), s.dice.between("eye", 3.5, 5)
    for x in (-gap, gap):
        s.lay(p.ellipse(x, low - 8, size, size * 1.15), RAMPS["white"], tone=SHINE)
        s.eye(x * 0.94, low - 7.4, size * 0.54)
    s.mark(p.limb(bend((-3, low), (0, low + 2), (3, low)), 0.7), skin, LINE)
