"""What people wear: outfits, hair and what hangs on their backs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    SHADE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.plans.figure import Figure
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["draw_back", "draw_hair"]


def draw_back(s: Sketch, f: Figure) -> None:
    """Draw what hangs behind: wings, a tail, a cape, long hair."""
    p = s.pen
    wings = s.trait("wings")
    if not wings and s.has("wings"):
        wings = "feather"
    if wings:
        _wings(s, f, wings)
    if s.has("tail", usual=s.trait("tail", usual=False)):
        line = bend((4, f.hip), (18, f.hip + 12), (22, f.hip))
        s.lay(p.limb(line, 2.2, 1.2), f.skin)
        s.lay(p.polygon((19, f.hip + 1), (25, f.hip + 1), (22, f.hip - 5)), f.skin)
    if s.has("cape", usual=s.trait("cape", usual=False)):
        cape = s.ramp(
            "cape", *s.wishes.traits.get("cape_colour", ("red", "blue", "purple"))
        )
        hem = min(61.0, f.hip + 15)
        width = f.wide + 7
        shape = p.polygon(
            (-f.wide, f.neck - 1),
            (f.wide, f.neck - 1),
            (width, hem),
            (width / 2, hem - 2),
            (0, hem),
            (-width / 2, hem - 2),
            (-width, hem),
        )
        s.lay(shape, cape)
        for k in (-0.75, 0.75):
            s.mark(
                p.limb([(k * f.wide, f.neck + 6), (k * width, hem - 3)], 0.6) & shape,
                cape,
                SHADE,
            )
    if f.hair == "long" and f.hat != "hood" and f.face != "mask":
        r = f.head
        s.lay(p.box(-r - 1.5, f.head_y - r * 0.5, r + 1.5, f.neck + 5, 5), f.hair_ramp)


def _wings(s: Sketch, f: Figure, kind: str) -> None:
    y = f.neck + 4
    if kind == "feather":
        ramp = s.ramp("wings", "white")
        for q in s.pen.sides:
            for k in range(3, -1, -1):
                end = (25 - 3.5 * k, y + 2 + 5 * k)
                s.lay(
                    q.limb(bend((5, y + 2), (18, y - 12 + 3 * k), end), 2.5, 4, 2), ramp
                )
    elif kind == "fairy":
        ramp = s.ramp("wings", "sky", "pink", "lavender")
        for q in s.pen.sides:
            s.lay(q.at(13, y - 5, turn=40).ellipse(0, 0, 5.5, 12), ramp)
            s.lay(q.at(11, y + 8, turn=125).ellipse(0, 0, 4, 8), ramp)
    else:
        ramp = s.ramp("wings", "crimson", "dark purple")
        for q in s.pen.sides:
            web = q.polygon(
                (5, y),
                (16, y - 13),
                (29, y - 8),
                (27, y + 9),
                (22, y + 4),
                (17, y + 12),
                (12, y + 5),
                (5, y + 9),
            )
            s.lay(web, ramp)
            for end in ((27, y + 8), (17, y + 11)):
                s.mark(q.limb([(16, y - 12), end], 0.6) & web, ramp, SHADE)


def draw_hair(s: Sketch, f: Figure) -> None:
    """Draw hair on the head; a hat goes over it."""
    covered = f.hat in {"helm", "hood", "great helm"} or f.face in {
        "mask",
        "wraps",
        "skull",
        "alien",
    }
    if covered or f.hair in {"", "bald"}:
        return
    p, y, r, ramp = s.pen, f.head_y, f.head, f.hair_ramp
    crown = p.ellipse(0, y - 1.5, r + 1.4, r + 0.6)
    if f.turn == 2:
        s.lay(crown & p.box(-32, 0, 32, y + 5), ramp)
        return
    brow = y - 2.6
    cut = crown & p.box(-32, 0, 32, brow)
    if f.hair == "spiky":
        for k, top in ((-0.9, 5), (-0.4, 8), (0.15, 9), (0.7, 7), (1.1, 3)):
            cut |= p.polygon(
                (k * r - 4, brow - 2),
                (k * r + 4, brow - 2),
                (k * r * 1.25, y - r - top + 4),
            )
    part = s.dice.pick("part", (-4.0, 3.0, 5.0))
    fringe = p.ellipse(part + f.look, y - 7.5, 6.5, 6.5) | p.ellipse(
        -part + f.look * 0.5, y - 8, 7, 5
    )
    cut |= fringe & crown
    locks = {"bob": 7.0, "long": 9.0, "short": 1.0, "spiky": 1.5}.get(f.hair, 1.0)
    for q in p.sides:
        cut |= q.box(r - 1.8, y - 6, r + 1.5, y + locks, 1.5)
    s.lay(cut, ramp, drop=1)
    if f.hair == "bun":
        s.lay(p.ellipse(0, y - r - 2.5, 4.5, 3.8), ramp)


# -- outfits ------------------------------------------------------------------------
