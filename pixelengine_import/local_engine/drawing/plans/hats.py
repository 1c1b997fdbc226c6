"""What is worn on a head; made for people, and given to slimes as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    RAMPS,
    SHADE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.local_engine.drawing.ramps import Ramp
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["HATS", "Head", "Wearer"]

_AWAY = 2


class Wearer(Protocol):
    """Whatever has a head."""

    @property
    def head(self) -> float:
        """Radius of the head."""
        ...

    @property
    def head_y(self) -> float:
        """Middle of the head."""
        ...

    @property
    def look(self) -> float:
        """How far the face lies to the right of the middle."""
        ...

    @property
    def turn(self) -> int:
        """2 when seen from behind."""
        ...

    @property
    def main(self) -> Ramp:
        """Colour of the clothes."""
        ...


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a creature that wears nothing else."""

    head: float
    head_y: float
    main: Ramp
    look: float = 0
    turn: int = 0


def _helm(s: Sketch, f: Wearer) -> None:
    p, y, r = s.pen, f.head_y, f.head
    metals = s.wishes.traits.get("metal", ("steel", "steel", "silver", "iron"))
    steel = s.ramp("helm", *metals)
    shell = p.ellipse(0, y - 0.5, r + 1.2, r + 0.9)
    whole = shell | p.box(-r - 1.2, y, r + 1.2, y + r * 0.85, 4)
    kind = s.trait("helm", ("slit", "open", "bars"))
    if f.turn == _AWAY:
        s.lay(whole, steel)
    elif kind == "open":
        sides = whole & ~p.box(-r * 0.62, 0, r * 0.62, 70)
        s.lay(shell & p.box(-32, 0, 32, y - 2) | sides, steel, drop=1)
        s.lay(p.box(f.look - 1, y - 5, f.look + 1, y + 3.6, 0.5), steel)
    else:
        s.lay(whole, steel)
        _visor(s, f, steel, kind)
    if s.has("plume", usual=s.dice.chance("plume", 0.55)):
        plume = s.ramp("plume", f.main)
        line = [(0, y - r), (-1, y - r - 4), (-6, y - r - 3), (-10, y - r + 2)]
        s.lay(p.limb(line, 1.6, 2.8, 2.2, 0.8), plume)


def _visor(s: Sketch, f: Wearer, steel: Ramp, kind: str) -> None:
    p, x, y, r = s.pen, f.look, f.head_y, f.head
    slit = p.box(x - r * 0.72, y - 0.4, x + r * 0.72, y + 2.8)
    s.mark(slit, RAMPS["black"], LINE)
    for side in (-r * 0.38, r * 0.38):
        if s.mood("evil"):
            s.mark(p.ellipse(x + side, y + 1.2, 1.1), RAMPS["red"], LIGHT)
        else:
            eye = p.box(x + side - 0.7, y + 0.6, x + side + 0.7, y + 2)
            s.mark(eye, RAMPS["grey"], LIGHT)
    if kind == "slit":
        s.mark(p.box(x - 0.6, y + 2.8, x + 0.6, y + r * 0.85), steel, LINE)
        for k in (-4.5, -2.8, 2, 3.7):
            s.mark(p.box(x + k, y + 4.6, x + k + 0.9, y + 6.4), steel, LINE)
    else:
        for k in (-4, -2, 0, 2, 4):
            s.mark(p.box(x + k - 0.5, y + 3.8, x + k + 0.5, y + 7.2), steel, LINE)


def _horned(s: Sketch, f: Wearer) -> None:
    p, y, r = s.pen, f.head_y, f.head
    steel = s.ramp("helm", "iron", "steel", "bronze")
    for q in p.sides:
        line = [(r * 0.8, y - 4), (r + 5, y - 6), (r + 6, y - 13)]
        s.lay(q.limb(line, 2.6, 2.2, 0.6), s.ramp("horns", "bone"))
    s.lay(p.ellipse(0, y - 1.5, r + 1, r) & p.box(-32, 0, 32, y - 2.5), steel, drop=1)
    s.lay(p.box(-r - 1, y - 4.6, r + 1, y - 2, 1), steel)
    s.mark(p.ellipse(0, y - 3.3, 0.9), RAMPS["gold"], LIGHT)


def _wizard(s: Sketch, f: Wearer) -> None:
    p, y, r = s.pen, f.head_y, f.head
    ramp = s.ramp("hat", f.main)
    lean = s.dice.pick("lean", (-5.0, -2.0, 4.0, 6.0))
    top = max(1.5, y - r - 12)
    s.lay(
        p.polygon(
            (-r * 0.85, y - 4),
            (r * 0.85, y - 4),
            (lean * 0.55 + 3, (y + top) / 2 - 4),
            (lean, top),
            (lean * 0.4 - 3.5, (y + top) / 2 - 4),
        ),
        ramp,
    )
    band = s.ramp("trim", "gold", "cream", "silver")
    s.mark(p.box(-r * 0.8, y - 7.5, r * 0.8, y - 4.6), band, BASE)
    s.lay(p.ellipse(0, y - 5, r + 4.6, 2.6), ramp, drop=1)
    if s.dice.chance("hat star", 0.5):
        s.mark(p.star(0, y - 11, 4, 2.4, 0.9), band, LIGHT)


def _hood(s: Sketch, f: Wearer) -> None:
    p, y, r = s.pen, f.head_y, f.head
    ramp = s.ramp("hood", f.main)
    shell = p.ellipse(0, y - 0.5, r + 2, r + 1.6) | p.polygon(
        (-6, y - r), (6, y - r), (0, y - r - 4)
    )
    if f.turn == 2:
        s.lay(shell, ramp)
        return
    opening = p.ellipse(f.look, y + 1.6, r * 0.74, r * 0.72)
    s.lay(shell & ~opening, ramp, drop=2)
    s.lay(p.box(-r, y + r * 0.72, r, y + r + 2, 2), ramp)


def _crown(s: Sketch, f: Wearer) -> None:
    p, y, r = s.pen, f.head_y, f.head
    gold = s.ramp("crown", *s.wishes.traits.get("metal", ("gold",)))
    low, w = y - r * 0.6, r * 0.86
    tall = s.dice.between("crown", 6.5, 9)
    tips = s.dice.pick("tips", (3, 3, 5))
    line = [(-w, low)]
    for i in range(2 * tips - 1):
        x = -w + 2 * w * i / (2 * tips - 2)
        up = tall + 1.5 * (i == tips - 1) if i % 2 == 0 else tall * 0.5
        line.append((x * 1.08, low - up))
    s.lay(p.polygon(*line, (w, low)), gold, drop=1)
    jewel = s.ramp("jewel", "ruby", "sapphire", "emerald", "amethyst")
    if s.dice.chance("band", 0.5):
        s.mark(p.box(-w, low - 1.1, w, low), gold, SHADE)
    if s.dice.chance("pearls", 0.5):
        for x, top in line[1::2]:
            s.lay(p.ellipse(x, top, 1.1), jewel)
    s.mark(p.ellipse(0, low - 2.6, 1.3), jewel, LIGHT)
    for q in p.sides:
        s.mark(q.ellipse(w * 0.6, low - 2.4, 0.9), jewel, BASE)


def _straw(s: Sketch, f: Wearer) -> None:
    p, y, r = s.pen, f.head_y, f.head
    ramp = s.ramp("hat", "sand", "parchment")
    s.lay(p.ellipse(0, y - 4, r + 7, 3.2), ramp, drop=1)
    s.lay(p.ellipse(0, y - 5, r * 0.8, r * 0.75) & p.box(-32, 0, 32, y - 4), ramp)
    s.mark(
        p.box(-r * 0.78, y - 6.6, r * 0.78, y - 4.6),
        s.ramp("trim", "red", "brown", "green"),
        BASE,
    )


def _pirate(s: Sketch, f: Wearer) -> None:
    """A hat with its brim turned up in front, a white seam and a skull on it."""
    p, y, r = s.pen, f.head_y, f.head
    ramp = s.ramp("hat", "black", "navy")
    top = y - r - 6
    brim = p.polygon(
        *bend((-r - 6, y - 3), (-r - 1, y - 9), (-r * 0.55, top + 3), 5),
        *bend((-r * 0.55, top + 3), (0, top - 3), (r * 0.55, top + 3), 5),
        *bend((r * 0.55, top + 3), (r + 1, y - 9), (r + 6, y - 3), 5),
        *bend((r + 6, y - 3), (0, y - 9), (-r - 6, y - 3), 5),
    )
    s.lay(brim, ramp, drop=1)
    seam = bend((-r - 5, y - 3.4), (0, y - 9), (r + 5, y - 3.4))
    s.mark(p.limb(seam, 0.5) & brim, s.ramp("trim", "white", "gold"), BASE)
    bone, skull = RAMPS["bone"], y - r - 0.5
    s.mark(
        p.ellipse(0, skull, 2.5, 2.1) | p.box(-1.2, skull, 1.2, skull + 3), bone, LIGHT
    )
    for k in (-1.0, 1.0):
        s.mark(p.ellipse(k, skull + 0.2, 0.7), RAMPS["black"], LINE)


def _brim(s: Sketch, f: Wearer) -> None:
    """A hat with a wide brim, as cowboys and archers wear it."""
    p, y, r = s.pen, f.head_y, f.head
    ramp = s.ramp("hat", *s.wishes.traits.get("hat_colour", ("leather", "brown")))
    s.lay(p.limb([(-r - 5, y - 6.5), (0, y - 4), (r + 5, y - 6.5)], 1.8), ramp, drop=1)
    s.lay(
        p.polygon(
            (-r * 0.7, y - 4.5),
            (r * 0.7, y - 4.5),
            (r * 0.55, y - 13),
            (0, y - 11.5),
            (-r * 0.55, y - 13),
        ),
        ramp,
    )
    s.mark(
        p.box(-r * 0.68, y - 6.8, r * 0.68, y - 5), s.ramp("trim", "black", "red"), BASE
    )


def _cap(s: Sketch, f: Wearer) -> None:
    """A soft cap with a feather."""
    p, y, r = s.pen, f.head_y, f.head
    ramp = s.ramp("hat", f.main)
    s.lay(
        p.polygon(
            (-r - 2, y - 3), (r + 5, y - 4), (r, y - 8), (2, y - r - 4), (-r + 1, y - 9)
        ),
        ramp,
        drop=1,
    )
    s.lay(
        p.limb([(-3, y - 6), (-9, y - 13), (-14, y - 15)], 0.8, 1.8, 0.5),
        s.ramp("feather", "red", "white", "yellow"),
    )


def _top(s: Sketch, f: Wearer) -> None:
    """The tall hat of gentlemen, and what "hat" is when nothing else is said."""
    p, y, r = s.pen, f.head_y, f.head
    ramp = s.ramp("hat", "black", "brown", "navy")
    s.lay(p.box(-r * 0.66, y - r - 8, r * 0.66, y - 4), ramp)
    s.mark(
        p.box(-r * 0.66, y - 8, r * 0.66, y - 5.4), s.ramp("trim", "red", "gold"), BASE
    )
    s.lay(p.box(-r - 2, y - 5.6, r + 2, y - 3.2, 1), ramp, drop=1)


def _santa(s: Sketch, f: Wearer) -> None:
    """A pointed cap with a white rim; its bobble hangs to one side."""
    p, y, r = s.pen, f.head_y, f.head
    ramp = s.ramp("hat", f.main)
    fur = s.ramp("trim", "white", "cream")
    q = p if s.dice.chance("bobble side", 0.5) else p.mirror
    tip = (r + 1.0, y - r + s.dice.between("bobble", -5, 3))
    line = bend((0, y - 5), (1, y - r - 9), tip)
    cone = q.limb(line, r * 0.85, r * 0.5, 2) & p.box(-40, -40, 40, y - 4)
    s.lay(cone, ramp, drop=1)
    s.lay(q.ellipse(tip[0], tip[1] + 2, 3.2), fur)
    s.lay(p.limb(bend((-r, y - 4), (0, y - 6.5), (r, y - 4)), 2.8), fur, drop=1)


def _halo(s: Sketch, f: Wearer) -> None:
    p, y = s.pen, f.head_y - f.head - 4
    ring = p.ellipse(0, y, 7.5, 2.6) & ~p.ellipse(0, y, 4.8, 1.2)
    s.lay(ring, s.ramp("halo", "gold"), tone=LIGHT)


def _band(s: Sketch, f: Wearer) -> None:
    p, y, r = s.pen, f.head_y, f.head
    ramp = s.ramp("headband", "red", "black", "blue")
    s.lay(
        p.ellipse(0, y, r + 0.6, r) & p.box(-32, y - 5.4, 32, y - 2.6), ramp, tone=BASE
    )
    s.lay(
        p.polygon((-r, y - 4.5), (-r - 6, y - 2), (-r - 5, y + 1.5), (-r, y - 2.5)),
        ramp,
    )


def _samurai(s: Sketch, f: Wearer) -> None:
    p, y, r = s.pen, f.head_y, f.head
    shell = s.ramp("helm", *s.wishes.traits.get("metal", ("black", "iron", "crimson")))
    for q in p.sides:
        s.lay(q.polygon((r - 1, y - 4), (r + 5, y + 4), (r - 1, y + 5)), shell)
    s.lay(p.ellipse(0, y - 2, r + 1.4, r) & p.box(-32, 0, 32, y - 2), shell, drop=1)
    gold = s.ramp("crest", "gold")
    for q in p.sides:
        s.lay(q.limb([(1, y - 6), (5, y - 10), (8, y - 16)], 1.5, 1.1, 0.4), gold)
    s.mark(p.box(-r, y - 4, r, y - 2.6), gold, SHADE)


def _mitre(s: Sketch, f: Wearer) -> None:
    p, y, r = s.pen, f.head_y, f.head
    cloth = s.ramp("hat", "white", "cream")
    s.lay(
        p.polygon(
            (-r * 0.8, y - 4),
            (r * 0.8, y - 4),
            (r * 0.9, y - 11),
            (0, y - r - 9),
            (-r * 0.9, y - 11),
        ),
        cloth,
        drop=1,
    )
    gold = s.ramp("trim", "gold")
    s.mark(
        p.box(-0.9, y - 15, 0.9, y - 6) | p.box(-3, y - 12.5, 3, y - 10.8), gold, BASE
    )


def _antenna(s: Sketch, f: Wearer) -> None:
    p, y, r = s.pen, f.head_y, f.head
    for q in p.sides:
        s.lay(q.limb([(3, y - r + 1), (6, y - r - 6)], 0.8), f.main, tone=BASE)
        s.lay(q.ellipse(6, y - r - 7, 2), s.ramp("glow", "lime", "yellow", "pink"))


HATS: Final[dict[str, Callable[[Sketch, Wearer], None]]] = {
    "helm": _helm,
    "horned": _horned,
    "wizard hat": _wizard,
    "hood": _hood,
    "crown": _crown,
    "straw": _straw,
    "pirate": _pirate,
    "brim": _brim,
    "cap": _cap,
    "santa": _santa,
    "hat": _top,
    "halo": _halo,
    "headband": _band,
    "samurai": _samurai,
    "mitre": _mitre,
    "antenna": _antenna,
}
