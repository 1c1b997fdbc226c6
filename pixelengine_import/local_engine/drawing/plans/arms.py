"""Weapons and tools as they are drawn around their grip.

The grip is at the origin and up is away from the hand; a unit is one of the board when
somebody holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    SHADE,
    SHINE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.ramps import Ramp
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = [
    "METALS",
    "WOODS",
    "axe",
    "club",
    "dagger",
    "facets",
    "hammer",
    "handle",
    "mace",
    "spear",
    "staff",
    "sword",
    "trident",
    "wand",
]


METALS = ("steel", "steel", "silver", "iron")


WOODS = ("wood", "bark", "leather")


_JEWELS = ("ruby", "sapphire", "emerald", "amethyst")


def handle(s: Sketch, top: float, bottom: float, thick: float = 1.1) -> None:
    """Lay a handle of wood or leather."""
    wrap = s.ramp("handle", *WOODS)
    s.lay(s.pen.box(-thick, top, thick, bottom, 0.6), wrap)


def facets(s: Sketch, ramp: Ramp, *points: tuple[float, float]) -> None:
    """Lay a blade whose left half catches the light."""
    blade = s.pen.polygon(*points)
    s.lay(blade, ramp, tone=BASE)
    s.mark(blade & (s.pen.x < 0), ramp, LIGHT)
    s.mark(
        blade
        & (s.pen.x > 0.2)
        & ~s.pen.polygon(*[(x * 0.55, y * 0.96) for x, y in points]),
        ramp,
        SHADE,
    )
    s.mark(blade & (abs(s.pen.x) < 0.45), ramp, SHINE)


def sword(s: Sketch) -> None:
    """Draw a sword."""
    p = s.pen
    blade = s.ramp("main", *METALS)
    gold = s.ramp("guard", "gold", "bronze", "iron", "gold")
    kind = s.dice.pick("blade", ("straight", "broad", "leaf", "curved"))
    w = s.dice.between("blade width", 1.75, 2.5) + (0.8 if kind == "broad" else 0)
    tip = -24.0 - s.dice.between("blade length", 0, 4)
    if kind == "curved" or s.trait("curved", usual=False):
        edge = bend((-1.8, -3), (-3.4, -16), (3.5, tip)) + bend(
            (3.5, tip), (2.2, -14), (2, -3)
        )
        shape = p.polygon(*edge)
        s.lay(shape, blade)
        s.mark(
            p.limb(bend((-0.8, -3), (-2, -16), (2.8, tip + 3)), 0.45) & shape,
            blade,
            SHINE,
        )
    elif kind == "leaf":
        facets(
            s,
            blade,
            (-w * 0.7, -3),
            (-w * 1.25, tip * 0.65),
            (0, tip),
            (w * 1.25, tip * 0.65),
            (w * 0.7, -3),
        )
    else:
        facets(s, blade, (-w, -3), (-w, tip + 4), (0, tip), (w, tip + 4), (w, -3))
    wide = s.dice.between("guard width", 4.5, 6.5)
    droop = s.dice.pick("guard", (-2.0, 0.0, 2.0))
    s.lay(
        p.limb([(-wide, -2.5 + droop), (0, -2.5), (wide, -2.5 + droop)], 1.2, 1.5, 1.2),
        gold,
    )
    handle(s, -1.5, 4)
    s.lay(p.ellipse(0, 5.2, 1.9), s.ramp("jewel", gold, *_JEWELS))
    if s.dice.chance("jewel in guard", 0.5):
        s.mark(p.ellipse(0, -2.5, 1), s.ramp("jewel", *_JEWELS), LIGHT)


def dagger(s: Sketch) -> None:
    """Draw a dagger."""
    p = s.pen
    facets(
        s, s.ramp("main", *METALS), (-2, -2), (-2.2, -9), (0, -14), (2.2, -9), (2, -2)
    )
    s.lay(p.limb([(-3.8, -1.6), (3.8, -1.6)], 1), s.ramp("guard", "gold", "bronze"))
    handle(s, -0.8, 4)
    s.lay(p.ellipse(0, 5, 1.5), s.ramp("guard", "gold", "bronze"))


def axe(s: Sketch) -> None:
    """Draw an axe."""
    p = s.pen
    steel = s.ramp("main", *METALS)
    handle(s, -21, 8, 1.3)
    double = s.dice.chance("double", 0.4)
    for q in p.sides if double else (p,):
        edge = bend((9, -24), (12.5, -16.5), (9, -8))
        head = q.polygon((1, -18.5), *edge, (1, -13))
        s.lay(head, steel)
        s.mark(q.limb(edge, 0.9) & head, steel, SHINE if q is p else LIGHT)
    s.lay(p.box(-2, -19.5, 2, -12.5, 0.8), steel)
    if not double:
        s.lay(p.polygon((-2, -18), (-6, -16), (-2, -14)), steel)
    s.lay(p.box(-1.7, 5, 1.7, 8, 0.8), s.ramp("guard", "bronze", "iron"))


def hammer(s: Sketch) -> None:
    """Draw a hammer."""
    p = s.pen
    steel = s.ramp("main", "iron", "steel", "stone")
    handle(s, -19, 8, 1.4)
    s.lay(p.box(-8.5, -23, 8.5, -13.5, 1.6), steel, drop=1)
    for q in p.sides:
        s.lay(q.box(6, -24, 9.5, -12.5, 1), steel)
    s.mark(p.box(-1.6, -23, 1.6, -13.5), s.ramp("guard", "gold", "bronze"), BASE)


def mace(s: Sketch) -> None:
    """Draw a mace."""
    p = s.pen
    steel = s.ramp("main", *METALS)
    handle(s, -14, 7, 1.2)
    s.lay(p.star(0, -18, 8, 8.5, 5), steel)
    s.lay(p.ellipse(0, -18, 5.4), steel)
    s.lay(p.box(-1.8, -12.8, 1.8, -10.5), s.ramp("guard", "gold", "bronze"), tone=BASE)


def club(s: Sketch) -> None:
    """Draw a club."""
    p, wood = s.pen, s.ramp("main", "wood", "bark", "brown")
    thick = s.dice.between("thick", 3.5, 6)
    s.lay(p.limb([(0, 5), (0, -20)], 1.5, thick), wood)
    spikes = s.ramp("spikes", "iron", "bone", "steel")
    for i in range(s.dice.pick("spikes", (0, 4, 6))):
        x = s.dice.between(f"spike x {i}", -thick * 0.7, thick * 0.7)
        s.lay(p.ellipse(x, -8.0 - 2.4 * i, 1), spikes)
    if s.dice.chance("strap", 0.6):
        s.lay(p.box(-2.4, 1, 2.4, 3.5, 0.6), s.ramp("strap", "leather", "red", "cream"))


def spear(s: Sketch) -> None:
    """Draw a spear, a pike or a halberd."""
    p = s.pen
    thick = s.dice.between("thick", 1, 1.5)
    handle(s, -25, 17, thick)
    wide = s.dice.between("head", 2.25, 4.5)
    low = s.dice.pick("barb", (-28.0, -26.0, -31.0))
    ramp = s.ramp("main", *METALS, "bronze")
    cloth = s.ramp("guard", "gold", "red", "bronze", "blue")
    kind = s.dice.pick("spear", ("leaf", "leaf", "wings", "barbed"))
    if kind == "wings":
        for q in p.sides:
            s.lay(
                q.polygon((0, -25), *bend((6, -23), (8, -27), (7, -30)), (4, -27)), ramp
            )
    low_edge = -22.0 if kind == "barbed" else -24.0
    facets(
        s,
        ramp,
        (-1.2, -25),
        (-wide, low if kind != "barbed" else low_edge),
        (0, -37),
        (wide, low if kind != "barbed" else low_edge),
        (1.2, -25),
    )
    s.lay(p.limb([(-2.2, -23.4), (2.2, -23.4)], 0.9), cloth)
    if s.dice.chance("tassel", 0.5):
        s.lay(p.polygon((-1, -23), (1, -23), (-3, -16), (-5, -18)), cloth)
    if s.dice.chance("bands", 0.4):
        for y in (-4.0, 4.0):
            s.lay(p.box(-thick - 0.5, y, thick + 0.5, y + 2.4, 0.5), cloth)


def trident(s: Sketch) -> None:
    """Draw a trident: round or square in the shoulders."""
    p, steel = s.pen, s.ramp("main", "gold", "steel", "bronze")
    thick, wide = s.dice.between("thick", 1, 1.5), s.dice.between("wide", 5, 8)
    handle(s, -20, 17, thick)
    if s.dice.chance("square", 0.4):
        fork = p.limb([(-wide, -28), (-wide, -21.5), (wide, -21.5), (wide, -28)], 1.1)
    else:
        fork = p.limb(
            bend((-wide, -28), (-wide, -20), (0, -20))
            + bend((0, -20), (wide, -20), (wide, -28)),
            1.1,
        )
    s.lay(fork, steel)
    barb = s.dice.between("barb", 1.75, 2.75)
    for x, top in ((-wide, -33), (0, -36), (wide, -33)):
        s.lay(p.polygon((x - barb, top + 6), (x, top), (x + barb, top + 6)), steel)
    s.lay(p.box(-0.9, -31, 0.9, -20), steel)
    if s.dice.chance("jewel", 0.5):
        s.lay(p.ellipse(0, -20, 2.4), s.ramp("jewel", *_JEWELS))
    if s.dice.chance("wrap", 0.4):
        s.lay(
            p.box(-thick - 0.5, -3, thick + 0.5, 3, 0.5),
            s.ramp("wrap", "red", "blue", "leather"),
        )


def staff(s: Sketch) -> None:
    """Draw a staff."""
    p = s.pen
    wood = s.ramp("handle", *WOODS)
    kind = s.dice.pick("staff", ("crook", "claw", "ring"))
    s.lay(p.limb([(0, 18), (0.6, 4), (-0.4, -8), (0, -18)], 1.1, 1.4), wood)
    orb = s.ramp("main", "sapphire", "emerald", "amethyst", "ruby", "topaz")
    if kind == "crook":
        s.lay(
            p.limb(
                bend((0, -18), (-8, -24), (-1, -29))
                + bend((-1, -29), (7, -30), (5, -23)),
                1.5,
                1,
            ),
            wood,
        )
        s.lay(p.ellipse(1, -23.5, 3.1), orb)
    elif kind == "claw":
        for q in p.sides:
            s.lay(q.limb(bend((0, -17), (6, -19), (4.5, -27)), 1.4, 0.6), wood)
        s.lay(p.ellipse(0, -23.5, 4), orb)
    else:
        s.lay(
            p.ellipse(0, -24, 6) & ~p.ellipse(0, -24, 4.2),
            s.ramp("guard", "gold", "silver"),
        )
        s.lay(p.polygon((0, -29), (2.8, -24), (0, -19), (-2.8, -24)), orb)


def wand(s: Sketch) -> None:
    """Draw a wand: with a star, an orb or a heart at its end."""
    p = s.pen
    thick = s.dice.between("thick", 1.25, 1.75)
    s.lay(
        p.limb([(0, 5), (0, -9)], thick, 0.9),
        s.ramp("handle", "wood", "black", "white", "purple"),
    )
    kind = s.dice.pick("tip", ("star", "star", "orb", "heart"))
    gem = s.ramp("main", "gold", "yellow", "pink")
    if kind == "star":
        s.lay(p.star(0, -12.5, 5, s.dice.between("star", 4.5, 6.5), 2.4), gem)
    elif kind == "orb":
        orb = s.ramp("main", *_JEWELS)
        for q in p.sides:
            s.lay(
                q.limb(bend((0, -8), (5, -10), (4.4, -15)), 1, 0.5),
                s.ramp("guard", "gold"),
            )
        s.lay(p.ellipse(0, -13, 3.8), orb)
    else:
        heart = s.ramp("main", "pink", "red", "gold")
        shape = (
            p.polygon((-5.4, -13.5), (0, -7), (5.4, -13.5))
            | p.ellipse(-2.7, -14, 3)
            | p.ellipse(2.7, -14, 3)
        )
        s.lay(shape, heart)
    s.lay(p.box(-thick - 0.3, 1, thick + 0.3, 2.6), s.ramp("guard", "gold"), tone=LIGHT)
