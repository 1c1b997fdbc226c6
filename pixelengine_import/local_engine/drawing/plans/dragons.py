"""Dragons, with wings, horns and a belly of plates."""

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
    from pixelengine_import.local_engine.drawing.ramps import Ramp
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["dragon"]


def dragon(s: Sketch) -> None:
    """Draw a dragon that sits up, with wings, horns and a belly of plates."""
    p = s.pen
    skin = s.ramp("main", "red", "green", "blue", "purple", "teal", "crimson")
    belly = s.ramp("second", "cream", "sand", "gold")
    web = s.ramp("wings", "orange", "violet", "crimson", "teal")
    _dragon_wing(s, skin, web, 4, 1)
    tail = bend((-8, 53), (-28, 62), (-25, 44))
    s.lay(p.limb(tail, 7, 1.5), skin)
    s.lay(p.polygon((-29, 46), (-21, 46), (-25, 36)), web)
    s.lay(p.limb([(-9, 50), (-12, 58)], 7, 4.5), skin)
    s.lay(p.box(-17, 57.5, -4, 62.5, 2), skin)
    for x, dim in ((9.0, 1), (3.0, 0)):
        s.lay(p.limb([(x - 2, 44), (x + 1, 59)], 3.6, 2.4), skin, dim=dim)
        s.lay(p.box(x - 2.4, 58.5, x + 5, 62.5, 1.8), skin, dim=dim)
    neck = bend((0, 42), (12, 32), (10, 19))
    trunk = p.limb([(-7, 50), (-1, 44)], 9.5, 9) | p.limb(neck, 8.5, 4.8)
    s.lay(trunk, skin)
    front = (
        p.limb([(3, 53), (6, 43), *[(x + 2.8, y) for x, y in neck[3:]]], 4, 3.6, 2)
        & trunk
    )
    s.mark(front, belly, BASE)
    for y in range(22, 56, 4):
        s.mark(front & p.box(-10, y, 20, y + 0.9), belly, SHADE)
    for x, y in [(-17, 47), (-12, 42), (-8, 36), (1, 31), (5, 25)]:
        s.lay(p.polygon((x - 3, y + 3), (x + 3, y + 1.5), (x - 2.5, y - 3)), web)
    _dragon_head(s, skin, belly)
    _dragon_wing(s, skin, web, -5, 0)


def _dragon_wing(s: Sketch, skin: Ramp, web: Ramp, x: float, dim: int) -> None:
    p = s.pen
    lift = s.dice.between("wing", -3, 3)
    tip, root, bone = (x - 20, 8 + lift), (x - 1, 38), (x - 6, 12 + lift)
    hem = [
        *bend(tip, (x - 16, 20), (x - 24, 29)),
        *bend((x - 24, 29), (x - 15, 27), (x - 15, 37)),
        *bend((x - 15, 37), (x - 8, 32), root),
    ]
    shape = p.polygon(root, bone, *hem)
    s.lay(shape, web, dim=dim)
    for end in ((x - 24, 29), (x - 15, 37)):
        s.mark(p.limb([bone, end], 0.55) & shape, web, LINE)
    s.lay(p.limb([root, bone, tip], 2, 1.7, 0.9), skin, dim=dim)


def _dragon_head(s: Sketch, skin: Ramp, belly: Ramp) -> None:
    p = s.pen
    horn = s.ramp("horns", "bone", "sand", "black")
    s.lay(p.limb(bend((10, 12), (6, 6), (-1, 4)), 2.2, 0.6), horn, dim=1)
    head = p.ellipse(12, 15, 7, 6.2) | p.limb([(14, 16), (23, 18.5)], 4.8, 3.2)
    s.lay(head, skin, drop=1)
    s.mark(p.limb([(13, 20.3), (25, 20)], 0.6) & head, skin, LINE)
    s.mark(p.limb([(14, 21.6), (23, 21.2)], 0.8) & head, belly, BASE)
    for x in (17, 21, 24):
        s.mark(p.polygon((x - 1, 20), (x + 1, 20), (x, 22.6)), RAMPS["white"], SHINE)
    s.mark(p.ellipse(24.5, 16.8, 0.8), skin, LINE)
    s.lay(p.limb(bend((8, 11), (3, 8), (-3, 9)), 2.2, 0.6), horn)
    colour = s.ramp("eyes", "yellow", "orange", "lime")
    s.mark(p.ellipse(14.5, 13.6, 2, 1.7), colour, LIGHT)
    s.mark(p.ellipse(14.8, 13.6, 0.7, 1.7), RAMPS["black"], LINE)
