"""Bows, shields, torches and tools, drawn around their grip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.plans.arms import (
    METALS,
    WOODS,
    facets,
    handle,
)
from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    RAMPS,
    SHADE,
    SHINE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = [
    "arrow",
    "bow",
    "crossbow",
    "flag",
    "gun",
    "pickaxe",
    "scythe",
    "shield",
    "shovel",
    "torch",
]

_MANY_PIXELS = 48


def _thin(s: Sketch) -> float:
    """Return how much thicker a thread is where it would fall between pixels."""
    return 1.0 if s.canvas.size >= _MANY_PIXELS else 1.7


def bow(s: Sketch) -> None:
    """Draw a bow."""
    p = s.pen
    wood = s.ramp("main", *WOODS)
    line = bend((-4, -19), (9, -9), (3.2, 0), 6)[:-1] + bend(
        (3.2, 0), (9, 9), (-4, 19), 6
    )
    s.mark(
        p.limb([(-3.6, -18.5), (-3.6, 18.5)], 0.42 * _thin(s)),
        s.ramp("string", "white", "cream"),
        BASE,
    )
    if s.dice.chance("arrow", 0.7) or s.has("arrow"):
        half = 0.5 * _thin(s)
        s.mark(p.box(-8, -half, 11, half), s.ramp("arrow", "wood"), LIGHT)
        s.lay(p.polygon((10, -2), (15, 0), (10, 2)), RAMPS["steel"])
        for y in (-1.8, 1.8):
            s.mark(
                p.polygon((-9, y), (-5, 0), (-7, 0)),
                s.ramp("feather", "red", "white"),
                BASE,
            )
    s.lay(p.limb(line, 0.9, 1.7, 1.7, 1.7, 0.9), wood)
    s.lay(p.box(2.6, -3, 6, 3, 1), s.ramp("handle", "leather"))


def crossbow(s: Sketch) -> None:
    """Draw a crossbow: drawn or at rest, with a bolt or without."""
    p, wood = s.pen, s.ramp("main", "wood", "bark", "leather")
    wide, bow = s.dice.between("wide", 10, 14), s.dice.between("bow", 15, 20)
    thick, butt = s.dice.between("thick", 1.5, 2.25), s.dice.between("butt", 8, 11)
    steel = s.ramp("guard", "iron", "steel", "bronze", "wood")
    drawn = s.dice.chance("drawn", 0.5)
    s.lay(p.box(-thick, -14, thick, butt, 0.8), wood)
    if s.dice.chance("stock", 0.5):
        s.lay(p.polygon((-thick, butt - 6), (thick + 3, butt), (-thick, butt)), wood)
    string = [(-wide, -8), (0, 2 if drawn else -6), (wide, -8)]
    s.mark(p.limb(string, 0.4 * _thin(s)), RAMPS["white"], BASE)
    if drawn:
        s.lay(p.box(-0.6, -15, 0.6, 2), s.ramp("bolt", "sand", "white"), tone=LIGHT)
    s.lay(p.limb(bend((-wide, -8), (0, -bow), (wide, -8)), 0.9, 1.8, 0.9), steel)
    s.lay(p.polygon((-1.6, -15), (0, -20), (1.6, -15)), RAMPS["steel"])


def torch(s: Sketch) -> None:
    """Draw a torch: a stick in an iron ring, wrapped in cloth, or with a basket."""
    p = s.pen
    kind = s.dice.pick("torch", ("ring", "cloth", "basket"))
    thick = s.dice.between("thick", 1.25, 2)
    wood = s.ramp("handle", "wood", "bark")
    s.lay(
        p.polygon(
            (-thick * 0.7, 9), (thick * 0.7, 9), (thick + 0.9, -7), (-thick - 0.9, -7)
        ),
        wood,
    )
    iron = s.ramp("guard", "iron", "bronze")
    fire = s.ramp("main", "fire")
    lean = s.dice.between("flame", -3.5, 3.5)
    wide, tall = (
        s.dice.between("flame wide", 5.5, 8),
        s.dice.between("flame tall", 12, 17),
    )
    root = 4.0 if kind != "basket" else 5.0
    if kind == "cloth":
        wrap = s.ramp("wrap", "sand", "tan", "leather")
        s.lay(p.box(-3.6, -11, 3.6, -4, 1.4), wrap)
        for y in (-8.6, -6.2):
            s.mark(p.limb([(-3.4, y + 1), (3.4, y - 1)], 0.35), wrap, SHADE)
        root = 3.4
    outer = p.polygon(
        *bend((-root, -8), (-wide, -8 - tall * 0.4), (lean, -8 - tall)),
        *bend((lean, -8 - tall), (wide, -8 - tall * 0.45), (root, -8)),
    )
    tongue = lean - 4 if lean > 0 else lean + 4
    outer |= p.polygon(
        (-root, -9),
        *bend((-root, -9), (tongue, -12), (tongue * 1.4, -8 - tall * 0.7)),
        (root, -9),
    )
    s.lay(outer | p.ellipse(0, -10, root), fire, tone=SHADE)
    s.mark(
        p.polygon(
            *bend(
                (-root * 0.7, -8),
                (-wide * 0.7, -8 - tall * 0.32),
                (lean * 0.6, -8 - tall * 0.7),
            ),
            *bend(
                (lean * 0.6, -8 - tall * 0.7),
                (wide * 0.75, -8 - tall * 0.32),
                (root * 0.7, -8),
            ),
        ),
        fire,
        BASE,
    )
    s.mark(p.ellipse(0, -10, 2.6, 3.6), fire, LIGHT)
    s.mark(p.ellipse(0, -9, 1.3, 2), fire, SHINE)
    if kind == "ring":
        s.lay(p.box(-3, -8.5, 3, -5.5, 0.8), iron)
    elif kind == "basket":
        s.lay(p.polygon((-3, -5), (3, -5), (5.6, -9), (-5.6, -9)), iron)
        for q in p.sides:
            s.lay(q.limb([(5.2, -8.6), (5.6, -13)], 0.8), iron)


def shield(s: Sketch) -> None:
    """Draw a shield."""
    p = s.pen
    kind = s.dice.pick("shield", ("heater", "round", "kite"))
    rim = s.ramp("rim", "iron", "gold", "steel", "bronze")
    field = s.ramp("main", "red", "blue", "green", "purple", "wood")
    if kind == "round":
        whole, inner = p.ellipse(0, 0, 10.5), p.ellipse(0, 0, 8.4)
    else:
        low = 12 if kind == "heater" else 15

        def form(k: float) -> list[tuple[float, float]]:
            top, w = -10.5 * k, 9.5 * k
            return [
                (-w, top),
                *bend((w, top), (w * 1.1, low * 0.45), (0, low * k)),
                *bend((0, low * k), (-w * 1.1, low * 0.45), (-w, top)),
            ]

        whole, inner = p.polygon(*form(1)), p.polygon(*form(0.78))
    s.lay(whole, rim)
    s.lay(inner, field, seam=False)
    s.mark(inner & ~p.at(0, 0, scale=0.93).ellipse(0, -40, 60), field, SHADE)
    device = s.dice.pick("device", ("cross", "boss", "halves", "star"))
    metal = s.ramp("second", "gold", "white", "silver")
    if device == "cross":
        s.mark(
            inner & (p.box(-1.4, -20, 1.4, 20) | p.box(-20, -3.4, 20, -0.6)),
            metal,
            BASE,
        )
    elif device == "halves":
        s.lay(inner & (p.x > 0), metal, seam=False)
    elif device == "star":
        s.mark(p.star(0, -0.5, 5, 5.2, 2.2), metal, LIGHT)
    if device in {"boss", "halves"} or kind == "round":
        s.lay(p.ellipse(0, -0.5, 3), rim)


def gun(s: Sketch) -> None:
    """Draw a gun."""
    p, steel = s.pen, s.ramp("main", "iron", "steel", "black")
    s.lay(
        p.polygon((-3, -1), (2, -1), (1, 8), (-4, 8)),
        s.ramp("handle", "wood", "leather"),
    )
    s.lay(p.box(-4.5, -6, 15, -1, 1), steel)
    s.lay(p.box(13, -6.8, 17, -0.4, 0.8), steel)
    s.mark(p.ellipse(4, 1, 2.4) & ~p.ellipse(4, 1, 1.4), steel, SHADE)
    s.mark(p.box(-1, -5, 8, -4), s.ramp("glow", "cyan", "gold", "red"), LIGHT)


def scythe(s: Sketch) -> None:
    """Draw a scythe, with a long or a broad blade."""
    p, steel = s.pen, s.ramp("main", *METALS, "bronze")
    thick = s.dice.between("thick", 1, 1.5)
    wood = s.ramp("handle", *WOODS, "black")
    if s.dice.chance("bent", 0.4):
        s.lay(p.limb(bend((0, -26), (4, -6), (-2, 16)), thick + 0.1), wood)
    else:
        s.lay(p.box(-thick, -26, thick, 16, 0.6), wood)
    grips = s.dice.pick("grips", (0, 1, 2))
    for i in range(grips):
        s.lay(p.limb([(1, -2 + 9 * i), (5, -3.5 + 9 * i)], 1.1), wood)
    long, broad = s.dice.between("long", 15, 21), s.dice.between("broad", 5, 9)
    tip = (-long, -17.0 + s.dice.between("droop", -3, 4))
    outer = bend((2, -29), (-long * 0.55, -32), tip)
    inner = bend(tip, (-long * 0.5, -30 + broad), (2, -23))
    blade = p.polygon(*outer, *inner)
    s.lay(blade, steel)
    s.mark(p.limb(inner, 0.6) & blade, steel, SHINE)
    s.lay(p.box(-2, -29, 2.4, -22.5, 0.6), s.ramp("guard", "iron", "bronze", "gold"))


def pickaxe(s: Sketch) -> None:
    """Draw a pickaxe."""
    p, steel = s.pen, s.ramp("main", "iron", "steel", "stone")
    handle(s, -20, 8, 1.3)
    line = bend((-13, -12), (0, -27), (13, -12))
    s.lay(p.limb(line, 0.7, 2.4, 2.6, 2.4, 0.7), steel)
    s.lay(p.box(-2.2, -22.5, 2.2, -16.5, 0.6), s.ramp("guard", "bronze", "iron"))


def shovel(s: Sketch) -> None:
    """Draw a shovel: a pointed or a square blade, a straight grip or a ring."""
    p, steel = s.pen, s.ramp("main", "iron", "steel", "bronze")
    wide, tip = s.dice.between("wide", 4, 7), s.dice.between("tip", 1.5, 4)
    wood = s.ramp("handle", *WOODS)
    handle(s, -18, 9, s.dice.between("thick", 1, 1.625))
    grip = s.dice.pick("grip", ("bar", "ring", "knob"))
    if grip == "bar":
        s.lay(p.limb([(-3.4, 9), (3.4, 9)], 1.3), wood)
    elif grip == "ring":
        s.lay(p.ellipse(0, 10, 3.6) & ~p.ellipse(0, 10, 1.7), wood)
    else:
        s.lay(p.ellipse(0, 9, 2.2), wood)
    blade = p.polygon(
        (-wide, -16),
        *bend((-wide, -23), (-tip, -30), (0, -31)),
        *bend((0, -31), (tip, -30), (wide, -23)),
        (wide, -16),
    )
    if s.dice.chance("square", 0.4):
        blade = p.box(-wide, -29, wide, -16, 1.2)
    s.lay(blade, steel)
    s.lay(p.polygon((-1.8, -13), (1.8, -13), (1.2, -22), (-1.2, -22)), steel)


def arrow(s: Sketch) -> None:
    """Draw an arrow."""
    p, wide = s.pen, s.dice.between("head", 2.75, 5)
    barb = s.dice.pick("barb", (-17.0, -15.5, -18.5))
    s.lay(p.box(-0.8, -18, 0.8, 14), s.ramp("handle", *WOODS))
    facets(
        s,
        s.ramp("main", *METALS),
        (-1, -17),
        (-wide, barb),
        (0, -25),
        (wide, barb),
        (1, -17),
    )
    start = s.dice.between("fletching", 5, 9)
    for q in p.sides:
        s.lay(
            q.polygon((0.8, start), (4, start + 3), (4, 17), (0.8, 14)),
            s.ramp("feather", "red", "white", "blue"),
        )


def flag(s: Sketch) -> None:
    """Draw a flag: square, swallow-tailed or a pennant."""
    p, cloth = s.pen, s.ramp("main", "red", "blue", "green", "purple", "orange")
    s.lay(p.box(-0.9, -30, 0.9, 16), s.ramp("handle", *WOODS))
    tall, long = s.dice.between("tall", 12, 18), s.dice.between("long", 17, 24)
    low = -29 + tall
    top = bend((1, -29), (long * 0.4, -33), (long * 0.6, -28)) + bend(
        (long * 0.6, -28), (long * 0.8, -26), (long, -29)
    )
    hem = [(x, y + tall) for x, y in reversed(top)]
    form = s.dice.pick("flag", ("square", "swallow", "pennant"))
    if form == "swallow":
        hem = [(long * 0.72, (low - 29) / 2), *hem]
    elif form == "pennant":
        top, hem = [(1, -29), (long, (low - 29) / 2)], [(1, low)]
    whole = p.polygon(*top, *hem)
    s.lay(whole, cloth)
    device = s.ramp("second", "white", "gold", "black")
    mark = s.dice.pick("device", ("cross", "star", "stripe", "none"))
    x, y = long * 0.36, -29 + tall / 2
    if mark == "star":
        s.mark(p.star(x, y, 5, 4, 1.7) & whole, device, LIGHT)
    elif mark == "stripe":
        s.mark(p.box(0, y - 2, 32, y + 2) & whole, device, BASE)
    elif mark == "cross":
        cross = p.box(x - 1, -40, x + 1, 20) | p.box(0, y - 1, 32, y + 1)
        s.mark(cross & whole, device, LIGHT)
    s.lay(p.ellipse(0, -31, 1.8), s.ramp("guard", "gold", "iron"))
