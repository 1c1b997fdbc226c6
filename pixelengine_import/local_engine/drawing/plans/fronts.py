"""Animals that look at us: the measures of the side view, seen from the front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.plans.beast_parts import FLOOR
from pixelengine_import.local_engine.drawing.plans.front_heads import front_head
from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LINE,
    RAMPS,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.plans.beast_parts import Beast
    from pixelengine_import.local_engine.drawing.shapes import Mask
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["beast_front", "bird_front"]


def beast_front(s: Sketch, b: Beast) -> None:
    """Draw a four-legged animal from the front.

    Args:
        s: The sketch.
        b: Its measures.
    """
    wide = b.thick * 1.02
    y = FLOOR - b.leg - b.thick * 0.45
    _tail(s, b, y)
    _legs(s, b, y)
    _trunk(s, b, (wide, y))
    r = b.head * 1.12
    top = y - b.thick * 0.45 - b.neck * 0.85 - r * 0.35
    front_head(s, b, (r, top))


def _tail(s: Sketch, b: Beast, y: float) -> None:
    """Lay what is seen of the tail beside the trunk."""
    kind, p, x = s.trait("tail", "thin"), s.pen, -b.thick * 0.8
    if kind in {"stub", "horse", "tuft"}:
        return
    thin = {"bushy": 4.5, "squirrel": 6, "rat": 1.2}.get(kind, 2.2)
    ramp = s.ramp("tail", "pink") if kind == "rat" else b.coat
    up = y - b.thick * (1.6 if kind == "squirrel" else 0.7)
    line = bend((x * 0.6, y + b.thick * 0.6), (x - 11, y + b.thick * 0.7), (x - 6, up))
    s.lay(p.limb(line, thin * 0.6, thin, thin * 0.7), ramp, dim=1)
    if tip := s.wishes.traits.get("tail_tip"):
        s.mark(p.ellipse(*line[-1], thin * 0.8), RAMPS[tip], BASE)


def _legs(s: Sketch, b: Beast, y: float) -> None:
    t = b.leg_thick * 1.12
    hoof, sock = s.wishes.traits.get("hoof"), s.wishes.traits.get("socks")
    foot = s.ramp("feet", hoof) if hoof else b.coat
    if sock:
        foot = RAMPS[sock]
    for x, floor, dim in ((b.thick * 0.8, FLOOR - 2.5, 1), (b.thick * 0.46, FLOOR, 0)):
        for q in s.pen.sides:
            leg = q.limb([(x * 0.95, y), (x, floor - 1.5)], t * 1.35, t)
            s.lay(leg, b.coat, dim=dim)
            tall = 4 if sock else 3
            shoe = q.box(x - t - 0.6, floor - tall, x + t + 0.6, floor + 0.5, 1.4)
            s.lay(shoe, foot, dim=dim, seam=bool(hoof or sock))
            if not hoof and dim == 0:
                for k in (-0.35, 0.35):
                    s.mark(
                        q.box(
                            x + k * t - 0.3, floor - 1.2, x + k * t + 0.4, floor + 0.5
                        ),
                        foot,
                        LINE,
                    )


def _trunk(s: Sketch, b: Beast, place: tuple[float, float]) -> None:
    p, (wide, y) = s.pen, place
    shape = p.ellipse(0, y, wide, b.thick)
    if b.neck > 5:
        shape |= p.limb(
            [(0, y - b.thick * 0.4), (0, y - b.thick * 0.4 - b.neck)],
            wide * 0.62,
            b.head * 0.62,
        )
    if s.trait("woolly", usual=False):
        for dx, dy in (
            (-1, 0.1),
            (-0.8, -0.65),
            (0, -1),
            (0.8, -0.65),
            (1, 0.1),
            (0.7, 0.75),
            (-0.7, 0.75),
            (0, 0.95),
        ):
            shape |= p.ellipse(dx * wide, y + dy * b.thick, 4.6)
    s.lay(shape, b.coat)
    _coat(s, b, shape, place)


def _coat(s: Sketch, b: Beast, shape: Mask, place: tuple[float, float]) -> None:
    """Draw what is on the coat."""
    p, (wide, y), pattern = s.pen, place, s.trait("pattern")
    if pattern == "belly":
        s.mark(
            p.ellipse(0, y + b.thick * 0.15, wide * 0.6, b.thick * 0.8) & shape,
            b.belly,
            BASE,
        )
    elif pattern == "stripes":
        tone = LINE if b.belly == RAMPS["black"] else BASE
        for q in p.sides:
            for k in (-0.5, 0, 0.5):
                level = y + k * b.thick
                s.mark(
                    q.polygon(
                        (wide, level - 1.4),
                        (wide, level + 1.4),
                        (wide * 0.35, level + 1),
                    )
                    & shape,
                    b.belly,
                    tone,
                )
    elif pattern in {"patches", "spots"}:
        small = 0.5 if pattern == "spots" else 1
        for i in range(int(5 / small)):
            x = s.dice.between(f"front x {i}", -wide, wide)
            level = y + s.dice.between(f"front y {i}", -b.thick, b.thick)
            s.mark(p.ellipse(x, level, 3.4 * small, 2.8 * small) & shape, b.belly, BASE)
    elif pattern == "band":
        s.mark(p.box(-40, y - b.thick * 0.8, 40, y) & shape, b.belly, BASE)


def bird_front(s: Sketch) -> None:
    """Draw a bird from the front, its wings folded at its sides."""
    p, traits = s.pen, s.wishes.traits
    coat = s.ramp("main", *traits.get("coat", ("blue", "red", "yellow", "teal")))
    belly = s.ramp("second", *traits.get("belly", ("cream", "white", "orange")))
    beak = s.ramp("beak", *traits.get("beak", ("orange", "yellow")))
    head = s.ramp("head", *traits.get("head_coat", (coat,)))
    fat = float(s.trait("fat", 12)) * 1.12 + s.dice.between("fat", -1, 1)
    leg, r = float(s.trait("leg", 6)), float(s.trait("head", 8)) * 1.12
    y = 61 - leg - fat * 0.9
    top = y - fat * 0.72 - r * 0.45 - float(s.trait("neck", 2))
    for q in p.sides:
        s.lay(q.limb([(4, y + fat * 0.6), (4.5, 61)], 1.1), beak)
        for k in (-2.4, 0.0, 2.4):
            s.lay(q.limb([(4.5, 60.6), (4.5 + k, 62)], 0.9), beak)
    s.lay(
        p.ellipse(0, y, fat, fat * 0.98)
        | p.limb([(0, y - fat * 0.4), (0, top)], fat * 0.66, r * 0.8),
        coat,
    )
    s.lay(p.ellipse(0, y + fat * 0.15, fat * 0.66, fat * 0.76), belly, seam=False)
    for q in p.sides:
        wing = bend(
            (fat * 0.75, y - fat * 0.5),
            (fat * 1.3, y + 2),
            (fat * 0.75, y + fat * 0.72),
        )
        s.lay(q.limb(wing, fat * 0.24, fat * 0.3, 1.2), coat, drop=1)
    comb = s.trait("comb")
    if comb == "comb":
        for dx in (-3.2, 3.2, 0.0):
            s.lay(
                p.ellipse(dx, top - r * (0.9 if dx else 1.05), 2.5),
                s.ramp("comb", "red"),
            )
    elif comb == "crest" or (not comb and s.dice.chance("crest", 0.25)):
        s.lay(
            p.polygon((-2.4, top - r * 0.7), (2.4, top - r * 0.7), (0, top - r - 5)),
            head,
        )
    s.lay(p.ellipse(0, top, r, r * 0.94), head, drop=1)
    for x in (-r * 0.46, r * 0.46):
        s.eye(x, top - r * 0.1, 1.6)
    if s.trait("bill", usual=False):
        s.lay(p.ellipse(0, top + r * 0.42, r * 0.5, 2.6), beak)
        s.mark(
            p.limb([(-r * 0.4, top + r * 0.46), (r * 0.4, top + r * 0.46)], 0.4),
            beak,
            LINE,
        )
    else:
        s.lay(
            p.polygon(
                (-2.8, top + r * 0.12), (2.8, top + r * 0.12), (0, top + r * 0.12 + 5)
            ),
            beak,
        )
    if comb == "comb":
        s.lay(p.ellipse(0, top + r * 0.8, 1.8, 2.6), s.ramp("comb", "red"))
