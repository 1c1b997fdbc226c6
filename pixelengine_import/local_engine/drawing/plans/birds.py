"""Birds, from the side, and owls, from the front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.plans.fronts import bird_front
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

__all__ = ["bird", "owl"]


def bird(s: Sketch) -> None:
    """Draw a bird, standing: from the side, or from the front when it looks at us."""
    if s.wishes.facing == 0:
        bird_front(s)
        return
    p = s.pen
    coat = s.ramp(
        "main", *s.wishes.traits.get("coat", ("blue", "red", "yellow", "teal"))
    )
    belly = s.ramp(
        "second", *s.wishes.traits.get("belly", ("cream", "white", "orange"))
    )
    beak = s.ramp("beak", *s.wishes.traits.get("beak", ("orange", "yellow")))
    fat = float(s.trait("fat", 12)) + s.dice.between("fat", -2, 1.5)
    leg = float(s.trait("leg", 6))
    y = 61 - leg - fat * 0.85
    head = float(s.trait("head", 8)) + s.dice.between("head", -1, 1)
    neck = float(s.trait("neck", 2))
    hx, hy = fat * 0.62, y - fat * 0.72 - neck
    for x, dim in ((3, 1), (-2, 0)):
        s.lay(p.limb([(x, y + fat * 0.6), (x, 61)], 1), beak, dim=dim)
        s.lay(p.box(x - 1.5, 60.4, x + 4.5, 62.5, 0.8), beak, dim=dim)
    tail = float(s.trait("tail", 12))
    s.lay(
        p.polygon(
            (-fat * 0.5, y - 3),
            (-fat - tail, y - tail * float(s.trait("tail_up", 0.15)) - 1),
            (-fat - tail + 2, y + 5),
            (-fat * 0.5, y + 7),
        ),
        coat,
    )
    body = p.limb(
        [(-fat * 0.35, y + 1), (fat * 0.25, y)], fat * 0.82, fat * 0.9
    ) | p.limb([(fat * 0.3, y - fat * 0.3), (hx, hy)], fat * 0.6, head * 0.8)
    s.lay(body, coat)
    s.mark(
        p.ellipse(fat * 0.35, y + fat * 0.35, fat * 0.72, fat * 0.6) & body, belly, BASE
    )
    s.lay(
        p.ellipse(hx, hy, head, head * 0.95),
        s.ramp("head", *s.wishes.traits["head_coat"])
        if "head_coat" in s.wishes.traits
        else coat,
        drop=1,
    )
    wing = p.limb(
        bend((1, y - 2), (-6, y + 6), (-fat - 3, y + 3)), fat * 0.45, fat * 0.42, 1.2
    )
    s.lay(wing, coat, drop=1)
    s.mark(wing & p.limb([(0, y + 3), (-fat - 1, y + 4)], 0.6), coat, SHADE)
    comb = s.trait("comb")
    if comb == "comb":
        for dx in (-3.5, 0, 3.5):
            s.lay(p.ellipse(hx + dx, hy - head, 2.6), s.ramp("comb", "red"))
        s.lay(
            p.ellipse(hx + head * 0.8, hy + head * 0.75, 1.7, 2.6),
            s.ramp("comb", "red"),
        )
    elif comb == "crest" or (s.dice.chance("crest", 0.25) and not comb):
        s.lay(
            p.polygon(
                (hx + 1, hy - head * 0.7),
                (hx - 3, hy - head * 0.6),
                (hx - 6, hy - head - 5),
            ),
            coat,
        )
    long = float(s.trait("beak_long", 6))
    if s.trait("bill", usual=False):
        s.lay(
            p.limb(
                [(hx + head * 0.7, hy + 1.5), (hx + head + long, hy + 2.5)], 1.8, 1.9
            ),
            beak,
        )
    else:
        s.lay(
            p.polygon(
                (hx + head * 0.75, hy - 2),
                (hx + head + long, hy + 1.2),
                (hx + head * 0.75, hy + 3.4),
            ),
            beak,
        )
    s.eye(hx + head * 0.3, hy - head * 0.15, 1.3)


def owl(s: Sketch) -> None:
    """Draw an owl from the front."""
    p = s.pen
    coat = s.ramp("main", "brown", "tan", "grey", "white")
    belly = s.ramp("second", "cream", "sand")
    for q in p.sides:
        s.lay(q.box(2, 58, 8, 62.5, 1.5), s.ramp("beak", "orange", "yellow"))
    for q in p.sides:
        s.lay(q.polygon((3, 14), (15, 12), (16, 3)), coat)
    s.lay(p.limb([(0, 22), (0, 46)], 16, 15), coat)
    front = p.ellipse(0, 46, 10, 12)
    s.lay(front, belly, seam=False)
    for i, y in enumerate(range(38, 58, 4)):
        for x in range(-8, 9, 5):
            s.mark(
                p.polygon(
                    (x + 2 * (i % 2) - 1.5, y),
                    (x + 2 * (i % 2) + 1.5, y),
                    (x + 2 * (i % 2), y + 2),
                )
                & front,
                coat,
                BASE,
            )
    for q in p.sides:
        s.lay(q.limb(bend((13, 28), (20, 42), (12, 54)), 4.5, 4, 1.5), coat, drop=1)
    for q in p.sides:
        s.lay(q.ellipse(6.5, 20, 7), belly, tone=LIGHT)
        s.mark(q.ellipse(6, 20, 4.2), s.ramp("eyes", "yellow", "orange"), LIGHT)
        s.mark(q.ellipse(5.6, 20, 2.4), RAMPS["black"], LINE)
        s.mark(q.ellipse(4.8, 19, 0.9), RAMPS["white"], SHINE)
    s.lay(p.polygon((-2.4, 23), (2.4, 23), (0, 29)), s.ramp("beak", "orange", "yellow"))
