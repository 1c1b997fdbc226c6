"""Heads of four-legged animals that look at us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelengine_import.local_engine.drawing.plans.beast_parts import FLOOR, ear_ramp
from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    RAMPS,
    SHADE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.plans.beast_parts import Beast
    from pixelengine_import.local_engine.drawing.shapes import Mask
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["front_head"]

_LONG_FACE: Final = 0.6
"""Animals whose nose hangs lower than this have a long face, as horses do."""


def front_head(s: Sketch, b: Beast, place: tuple[float, float]) -> None:
    """Draw a head: ears, eyes, nose, horns and all.

    Args:
        s: The sketch.
        b: The animal's measures.
        place: Radius of the head, and how far down its middle lies.
    """
    p, (r, y) = s.pen, place
    long_face = float(s.trait("drop", 0.25)) >= _LONG_FACE
    _mane(s, place)
    _horns(s, place, behind=True)
    _ears(s, b, place)
    nose_y = (
        y
        + r * (0.35 if not long_face else 0.6)
        + b.snout * (0.75 if long_face else 0.1)
    )
    wide = r * (0.8 if long_face else 1.06)
    head = p.ellipse(0, y, wide, r * (0.95 if long_face else 0.9))
    half = r * (0.56 if long_face else 0.34 + b.snout * 0.035)
    if b.snout:
        head |= p.limb([(0, y + r * 0.2), (0, nose_y + 0.5)], wide * 0.8, half)
    s.lay(head, b.coat, drop=2)
    face = s.wishes.traits.get("face")
    if face or not long_face:
        ramp = s.ramp("second", *face) if face else b.coat
        muzzle = p.ellipse(0, nose_y + r * 0.12, r * 0.5, r * 0.36) & head
        s.mark(muzzle, ramp, BASE if face else LIGHT)
        if long_face:
            s.mark(p.ellipse(0, nose_y, half * 0.95, half * 0.7) & head, ramp, BASE)
    _eyes(s, place, head, apart=0.62 if long_face else 0.46)
    if s.trait("trunk", usual=False):
        _long_nose(s, b, place)
    elif s.trait("flat_nose", usual=False):
        _flat_nose(s, b, nose_y)
    else:
        _nose(s, b, head, (half if long_face else 0, nose_y))
    _horns(s, place, behind=False)
    _forehead(s, b, head, place)


def _forehead(s: Sketch, b: Beast, head: Mask, place: tuple[float, float]) -> None:
    """Draw the stripes of a tiger, or the fringe of a mane."""
    p, (r, y) = s.pen, place
    if s.trait("pattern") == "stripes":
        for k in (-2.6, 0.0, 2.6):
            s.mark(p.box(k - 0.6, y - r, k + 0.7, y - r * 0.45) & head, b.belly, LINE)
    if s.trait("mane") and s.trait("mane_style") not in {"ring", "none"}:
        fringe = p.polygon(
            (-r * 0.3, y - r),
            (r * 0.3, y - r),
            (r * 0.42, y - r * 0.35),
            (0, y - r * 0.1),
            (-r * 0.25, y - r * 0.4),
        )
        s.lay(fringe, s.ramp("mane", *s.wishes.traits["mane"]))


def _nose(s: Sketch, b: Beast, head: Mask, place: tuple[float, float]) -> None:
    """Draw nose and mouth, or the nostrils at the end of a long face of some width."""
    p, (half, nose_y) = s.pen, place
    ink = s.ramp("nose", "black", "black", "brown")
    if half:
        for q in p.sides:
            s.mark(q.ellipse(half * 0.42, nose_y, 0.9, 1.2), ink, LINE)
    else:
        s.mark(
            p.polygon((-2.2, nose_y - 1.4), (2.2, nose_y - 1.4), (0, nose_y + 1.2))
            | p.box(-2, nose_y - 2, 2, nose_y - 0.6, 0.6),
            ink,
            LINE,
        )
        s.mark(p.box(-0.4, nose_y, 0.4, nose_y + 2.6) & head, b.coat, LINE)
        for q in p.sides:
            s.mark(
                q.limb(
                    bend((0, nose_y + 2.4), (1.6, nose_y + 3.4), (2.6, nose_y + 2.2)),
                    0.45,
                )
                & head,
                b.coat,
                LINE,
            )


def _eyes(s: Sketch, place: tuple[float, float], head: Mask, *, apart: float) -> None:
    p, (r, y) = s.pen, place
    x, level = r * apart, y - r * 0.06
    if s.trait("mask", usual=False):
        for q in p.sides:
            s.mark(
                q.at(x, level, turn=-20).ellipse(0, 0, r * 0.32, r * 0.3) & head,
                RAMPS["black"],
                BASE,
            )
            s.mark(q.ellipse(x, level, 1.1), RAMPS["white"], LIGHT)
    size = 1.5 if not s.mood("cute") else 2.2
    for side in (-x, x):
        s.eye(side, level, size)


def _ears(s: Sketch, b: Beast, place: tuple[float, float]) -> None:
    p, (r, y), kind = s.pen, place, s.trait("ears", "point")
    pink = s.ramp("inner ear", "pink", "tan")
    coat = ear_ramp(s, b)
    for q in p.sides:
        if kind == "point":
            tall = float(s.trait("ear", 1.0)) * r
            s.lay(
                q.polygon(
                    (r * 0.12, y - r * 0.7),
                    (r * 0.98, y - r * 0.25),
                    (r * 0.82, y - r * 0.6 - tall * 0.8),
                ),
                coat,
            )
            s.mark(
                q.polygon(
                    (r * 0.38, y - r * 0.7),
                    (r * 0.8, y - r * 0.45),
                    (r * 0.74, y - r * 0.6 - tall * 0.5),
                ),
                pink,
                SHADE,
            )
        elif kind == "long":
            line = [(r * 0.4, y - r * 0.6), (r * 0.55, y - r * 0.6 - 13)]
            s.lay(q.limb(line, 2.2, 3, 1.6), coat)
            s.mark(q.limb(line, 0.8, 1.4, 0.6), pink, BASE)
        elif kind == "round":
            s.lay(q.ellipse(r * 0.74, y - r * 0.7, r * 0.4), coat)
            s.mark(q.ellipse(r * 0.72, y - r * 0.64, r * 0.2), coat, SHADE)
        elif kind == "floppy":
            floppy = s.ramp("ears", *s.wishes.traits.get("ear_coat", ("brown",)))
            s.lay(
                q.limb(
                    [(r * 0.7, y - r * 0.55), (r * 1.15, y + r * 0.4)],
                    r * 0.26,
                    r * 0.38,
                ),
                floppy,
            )
        elif kind == "big":
            s.lay(q.ellipse(r * 1.45, y, r * 0.85, r * 1.05), coat)
            s.mark(q.ellipse(r * 1.4, y + r * 0.1, r * 0.5, r * 0.66), coat, SHADE)
        elif kind == "side":
            s.lay(
                q.limb([(r * 0.7, y - r * 0.35), (r * 1.6, y - r * 0.3)], 1.7, 2.4, 1),
                coat,
            )


def _mane(s: Sketch, place: tuple[float, float]) -> None:
    p, (r, y) = s.pen, place
    if s.trait("mane_style") == "ring":
        ramp = s.ramp("mane", *s.wishes.traits["mane"])
        s.lay(p.star(0, y + r * 0.1, 12, r * 1.85, r * 1.45), ramp)


def _horns(s: Sketch, place: tuple[float, float], *, behind: bool) -> None:
    kind, p, (r, y) = s.trait("horns"), s.pen, place
    if not kind and s.has("horns"):
        kind = "cow"
    ramp = s.ramp("horns", "bone", "tan")
    if kind == "one" and not behind:
        horn = p.polygon((-1.8, y - r * 0.6), (1.8, y - r * 0.6), (0, y - r - 12))
        s.lay(horn, s.ramp("horns", "gold", "cream"))
    for q in p.sides:
        if kind == "curl" and not behind:
            line = [
                *bend((r * 0.3, y - r * 0.8), (r * 1.5, y - r * 1.3), (r * 1.55, y)),
                (r * 1.2, y + r * 0.6),
                (r * 0.95, y + r * 0.3),
            ]
            s.lay(q.limb(line, 2.8, 2.4, 1), ramp)
        elif kind == "antlers" and behind:
            stem = bend(
                (r * 0.4, y - r * 0.7), (r * 1.6, y - r - 4), (r * 1.1, y - r - 13)
            )
            s.lay(
                q.limb(stem, 1.3, 0.8)
                | q.limb([stem[4], (r * 2.1, y - r - 8)], 1, 0.5)
                | q.limb([stem[2], (r * 0.4, y - r - 8)], 1, 0.5),
                ramp,
            )
        elif kind == "goat" and behind:
            s.lay(
                q.limb(
                    bend(
                        (r * 0.35, y - r * 0.7),
                        (r * 0.5, y - r - 8),
                        (r * 1.1, y - r - 10),
                    ),
                    2,
                    0.7,
                ),
                ramp,
            )
        elif kind == "cow" and behind:
            s.lay(
                q.limb(
                    bend(
                        (r * 0.5, y - r * 0.7),
                        (r * 1.3, y - r * 0.8),
                        (r * 1.25, y - r - 4),
                    ),
                    2,
                    0.6,
                ),
                ramp,
            )


def _long_nose(s: Sketch, b: Beast, place: tuple[float, float]) -> None:
    p, (r, y) = s.pen, place
    for q in p.sides:
        s.lay(
            q.limb(
                bend(
                    (r * 0.45, y + r * 0.5),
                    (r * 0.75, y + r * 1.2),
                    (r * 0.6, y + r * 1.5),
                ),
                1.6,
                0.7,
            ),
            RAMPS["bone"],
        )
    end = min(FLOOR - 6, y + r + 14)
    line = bend((0, y + r * 0.1), (0, y + r), (-1, end))
    trunk = p.limb([*line, (3.5, end + 1)], 4, 3, 2.2)
    s.lay(trunk, b.coat, drop=1)
    for k in (3, 5, 7):
        s.mark(p.box(-3, line[k][1], 2.5, line[k][1] + 0.8) & trunk, b.coat, SHADE)


def _flat_nose(s: Sketch, b: Beast, y: float) -> None:
    p = s.pen
    nose = s.ramp("nose", "pink")
    s.lay(p.ellipse(0, y, 4.2, 3), nose)
    for q in p.sides:
        s.mark(q.ellipse(1.5, y, 0.7, 1.1), RAMPS["black"], LINE)
        if s.trait("tusks", usual=False):
            s.lay(q.polygon((3.6, y + 3.4), (6, y + 3.4), (6.2, y - 2)), RAMPS["bone"])
    s.mark(p.limb(bend((-3, y + 4.6), (0, y + 5.8), (3, y + 4.6)), 0.5), b.coat, LINE)
