"""Tails, ears, horns and other parts of four-legged animals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    SHADE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.local_engine.drawing.ramps import Ramp
    from pixelengine_import.local_engine.drawing.shapes import Mask, Pen, Point
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = [
    "FLOOR",
    "TAILS",
    "Beast",
    "draw_ears",
    "draw_feathers",
    "draw_horns",
    "ear_ramp",
]

FLOOR: Final = 62.0


@dataclass(frozen=True, slots=True)
class Beast:
    """Measures in the board's units.

    Attributes:
        length: From the shoulder to the rump.
        thick: Radius of the trunk.
        leg: Length of the legs.
        neck: Length of the neck.
        head: Radius of the head.
        snout: How far it sticks out.
        lift: How much higher than usual the head is carried.
    """

    length: float
    thick: float
    leg: float
    leg_thick: float
    neck: float
    head: float
    snout: float
    coat: Ramp
    belly: Ramp
    lift: float = 0

    @property
    def back_y(self) -> float:
        """Height of the trunk's middle."""
        return FLOOR - self.leg - self.thick * 0.75

    @property
    def chest(self) -> Point:
        """Middle of the chest."""
        return self.length / 2 - 3, self.back_y

    @property
    def rump(self) -> Point:
        """Middle of the rump."""
        return -self.length / 2 - 3, self.back_y + 0.5

    @property
    def face(self) -> Point:
        """Middle of the head."""
        x, y = self.chest
        rise = self.neck * 0.8
        return (
            x + self.thick * 0.45 + self.neck * 0.55 + self.head * 0.4,
            y - self.thick * 0.35 - rise - self.lift,
        )


def draw_ears(s: Sketch, b: Beast, *, far: bool) -> None:
    """Draw one ear: the far one before the head, the near one after it."""
    x, y = b.face
    p, r, kind = s.pen, b.head, s.trait("ears", "point")
    dim = int(far)
    dx = r * (0.28 if far else -0.32)
    if kind == "point":
        tall = float(s.trait("ear", 1.0)) * r
        shape = p.polygon(
            (x + dx - r * 0.42, y - r * 0.55),
            (x + dx + r * 0.42, y - r * 0.7),
            (x + dx - r * 0.05, y - r * 0.7 - tall),
        )
        s.lay(shape, b.coat, dim=dim)
        if not far:
            s.mark(
                p.polygon(
                    (x + dx - r * 0.16, y - r * 0.65),
                    (x + dx + r * 0.22, y - r * 0.72),
                    (x + dx, y - r * 0.7 - tall * 0.6),
                ),
                s.ramp("inner ear", "pink", "tan"),
                SHADE,
            )
    elif kind == "long":
        lean = -3.5 if not far else 1.5
        s.lay(
            p.limb(
                [(x + dx, y - r * 0.6), (x + dx + lean, y - r * 0.6 - 13)], 2, 2.8, 1.4
            ),
            b.coat,
            dim=dim,
        )
        if not far:
            s.mark(
                p.limb([(x + dx, y - r * 0.9), (x + dx + lean, y - r * 0.6 - 12)], 0.9),
                s.ramp("inner ear", "pink"),
                BASE,
            )
    elif kind == "round":
        s.lay(
            p.ellipse(x + dx * 1.5, y - r * 0.88, r * 0.36),
            ear_ramp(s, b),
            dim=dim,
        )
    elif kind == "floppy" and not far:
        s.lay(
            p.limb(
                [(x - r * 0.3, y - r * 0.6), (x - r * 0.75, y + r * 0.5)],
                r * 0.26,
                r * 0.4,
            ),
            s.ramp("ears", *s.wishes.traits.get("ear_coat", ("brown",))),
        )
    elif kind == "big" and not far:
        flap = p.polygon(
            *bend(
                (x - r * 0.1, y - r * 0.7),
                (x - r * 1.2, y - r * 1.5),
                (x - r * 1.75, y),
            ),
            *bend((x - r * 1.75, y), (x - r * 1.5, y + r * 1.5), (x - r * 0.5, y + r)),
            *bend((x - r * 0.5, y + r), (x, y), (x - r * 0.1, y - r * 0.7)),
        )
        s.lay(flap, b.coat, drop=1)
        core = p.ellipse(x - r * 0.95, y + r * 0.1, r * 0.42, r * 0.6)
        s.mark(core & flap, b.coat, SHADE)
    elif kind == "side":
        s.lay(
            p.limb([(x + dx - 1, y - r * 0.6), (x + dx - 5, y - r * 0.75)], 1.9, 1),
            b.coat,
            dim=dim,
        )


def ear_ramp(s: Sketch, b: Beast) -> Ramp:
    """Return the colour of the ears: the coat's unless they have their own."""
    return s.ramp("ears", *s.wishes.traits.get("ear_coat", (b.coat,)))


def draw_horns(s: Sketch, b: Beast) -> None:
    """Draw horns on the head, if there are any."""
    kind = s.trait("horns")
    if not kind and s.has("horns"):
        kind = "cow"
    x, top = b.face[0], b.face[1] - b.head * 0.75
    p = s.pen
    if kind == "one":
        horn = p.polygon((x + 1, top + 1), (x + 4.5, top + 1.5), (x + 8, top - 12))
        s.lay(horn, s.ramp("horns", "gold", "cream"))
    elif kind == "curl":
        around = bend((x, top + 1), (x - 9, top - 4), (x - 9, top + 5))
        line = [*around, (x - 6, top + 9), (x - 2.5, top + 7)]
        s.lay(p.limb(line, 2.6, 2.2, 0.9), s.ramp("horns", "bone", "tan"))
    elif kind:
        for dx, dim in ((3.0, 1), (-0.5, 0)):
            horn = HORNS[kind](p, x + dx, top)
            s.lay(horn, s.ramp("horns", "bone", "tan"), dim=dim)


def _cow_horn(p: Pen, x: float, top: float) -> Mask:
    return p.limb(bend((x, top), (x + 4, top - 2), (x + 4.5, top - 7)), 1.7, 0.5)


def _goat_horn(p: Pen, x: float, top: float) -> Mask:
    return p.limb(bend((x, top + 1), (x - 2, top - 8), (x - 8, top - 10)), 1.8, 0.6)


def _antler(p: Pen, x: float, top: float) -> Mask:
    stem = bend((x, top + 1), (x - 5, top - 6), (x - 1, top - 14))
    shape = p.limb(stem, 1.2, 0.8)
    for at, (dx, dy) in ((4, (5, -9)), (3, (-9, -7))):
        shape |= p.limb([stem[at], (x + dx, top + dy)], 0.9, 0.5)
    return shape


HORNS: Final[dict[str, Callable[[Pen, float, float], Mask]]] = {
    "cow": _cow_horn,
    "goat": _goat_horn,
    "antlers": _antler,
}


def draw_feathers(s: Sketch, b: Beast) -> None:
    """Draw a wing of feathers on the shoulder."""
    p, ramp = s.pen, s.ramp("wings", "white", "cream")
    for k in range(4):
        line = bend(
            (b.chest[0] - 4, b.back_y - 2),
            (-8, b.back_y - 16 + 4 * k),
            (-19 + 2 * k, b.back_y - 20 + 7 * k),
        )
        s.lay(p.limb(line, 3, 3.6, 1.6), ramp)


def _tail_thin(s: Sketch, b: Beast) -> None:
    x, y = b.rump[0] - b.thick * 0.7, b.rump[1] - b.thick * 0.3
    s.lay(s.pen.limb(bend((x, y), (x - 9, y + 2), (x - 7, y - 9)), 1.5, 1.1), b.coat)


def _tail_cat(s: Sketch, b: Beast) -> None:
    x, y = b.rump[0] - b.thick * 0.6, b.rump[1]
    top = y - 16 - s.dice.between("tail", 0, 4)
    s.lay(s.pen.limb(bend((x, y), (x - 11, y + 1), (x - 6, top)), 2.2, 1.9), b.coat)


def _tail_bushy(s: Sketch, b: Beast) -> None:
    p = s.pen
    x, y = b.rump[0] - b.thick * 0.6, b.rump[1]
    lift = s.dice.between("tail", -12, 6)
    line = bend((x, y), (x - 8, y + 4), (x - 15 + abs(lift) * 0.2, y + lift))
    brush = p.limb(line, 2, 3.6, 4.8, 4, 0.7)
    s.lay(brush, b.coat)
    if tip := s.wishes.traits.get("tail_tip"):
        end = p.limb(line[6:], 5, 3.4, 0.8) & brush
        s.mark(end, s.ramp("second", tip), BASE)


def _tail_curl(s: Sketch, b: Beast) -> None:
    p = s.pen
    x, y = b.rump[0] - b.thick * 0.85, b.rump[1] - 2
    s.lay(p.ellipse(x - 1.8, y - 1, 3.2) & ~p.ellipse(x - 1.6, y - 1.2, 1.5), b.coat)


def _tail_tuft(s: Sketch, b: Beast) -> None:
    p = s.pen
    x, y = b.rump[0] - b.thick * 0.75, b.rump[1] - b.thick * 0.3
    line = bend((x, y), (x - 8, y + 2), (x - 6, y + 15))
    s.lay(p.limb(line, 1.3, 0.9), b.coat)
    s.lay(
        p.ellipse(x - 6, y + 16, 2, 3.4),
        s.ramp("tuft", *s.wishes.traits.get("mane", ("brown", "black"))),
    )


def _tail_horse(s: Sketch, b: Beast) -> None:
    x, y = b.rump[0] - b.thick * 0.7, b.rump[1] - b.thick * 0.4
    ramp = s.ramp("tail", *s.wishes.traits.get("mane", ("black",)))
    s.lay(s.pen.limb(bend((x, y), (x - 8, y), (x - 7, y + 18)), 1.8, 3.4, 1.2), ramp)


def _tail_stub(s: Sketch, b: Beast) -> None:
    x, y = b.rump[0] - b.thick * 0.85, b.rump[1] - b.thick * 0.3
    ramp = (
        s.ramp("tail", *s.wishes.traits.get("tail_colour", (b.coat,)))
        if "tail_colour" in s.wishes.traits
        else b.coat
    )
    s.lay(s.pen.ellipse(x, y, 3, 2.8), ramp)


def _tail_squirrel(s: Sketch, b: Beast) -> None:
    """A tail as large as the animal, up the back and curled away from it."""
    x, y = b.rump[0] - b.thick * 0.6, b.rump[1] + b.thick * 0.5
    up = y - 27 + s.dice.between("tail", -3, 3)
    line = bend((x, y), (x - 13, y + 2), (x - 9, y - 13)) + bend(
        (x - 9, y - 13), (x - 6, up), (x - 15, up + 3)
    )
    shape = s.pen.limb(line, 2.5, 6, 6.5, 5)
    s.lay(shape, b.coat)
    s.mark(s.pen.limb(line[4:-2], 1, 2.6, 1) & shape, b.belly, BASE)


def _tail_rat(s: Sketch, b: Beast) -> None:
    x, y = b.rump[0] - b.thick * 0.7, b.rump[1] + 2
    line = bend((x, y), (x - 10, y + 8), (x - 9, y - 3)) + bend(
        (x - 9, y - 3), (x - 9, y - 9), (x - 13, y - 10)
    )
    s.lay(s.pen.limb(line, 1.4, 0.6), s.ramp("tail", "pink"))


TAILS: Final[dict[str, Callable[[Sketch, Beast], None]]] = {
    "thin": _tail_thin,
    "cat": _tail_cat,
    "bushy": _tail_bushy,
    "curl": _tail_curl,
    "tuft": _tail_tuft,
    "horse": _tail_horse,
    "stub": _tail_stub,
    "rat": _tail_rat,
    "squirrel": _tail_squirrel,
}
