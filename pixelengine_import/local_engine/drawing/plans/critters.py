"""Birds, bats, fish, snakes, spiders, insects and other small animals."""

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

__all__ = [
    "bat",
    "bee",
    "butterfly",
    "crab",
    "fish",
    "frog",
    "snail",
    "snake",
    "spider",
    "turtle",
]


def bat(s: Sketch) -> None:
    """Draw a bat from the front, wings spread."""
    p = s.pen
    coat = s.ramp("main", "dark purple", "brown", "grey", "black", "crimson")
    web = s.ramp("wings", "purple", "violet", "crimson", "dark purple")
    lift = s.dice.between("lift", -4, 6)
    for q in p.sides:
        tips = [(30, 22 - lift), (29, 40), (22, 34), (18, 45), (12, 37), (6, 44)]
        wing = q.polygon((5, 30), (16, 16 - lift / 2), *tips)
        s.lay(wing, web)
        for end in ((29, 39), (18, 44)):
            s.mark(q.limb([(16, 17 - lift / 2), end], 0.6) & wing, web, LINE)
        s.lay(
            q.limb([(5, 30), (16, 16 - lift / 2), (30, 22 - lift)], 1.4, 1.2, 0.5), coat
        )
    for q in p.sides:
        s.lay(q.polygon((1, 24), (10, 25), (9, 12)), coat)
        s.mark(q.polygon((4, 24), (8, 25), (8, 17)), s.ramp("inner ear", "pink"), SHADE)
    s.lay(p.limb([(0, 31), (0, 40)], 10, 7), coat)
    for q in p.sides:
        s.lay(q.polygon((2, 44), (6, 44), (4, 51)), coat)
    for x in (-4.0, 4.0):
        s.eye(x, 29.5, 1.9)
    s.mark(p.box(-3.5, 35, 3.5, 36), coat, LINE)
    for x in (-2.2, 2.2):
        s.mark(p.polygon((x - 1, 36), (x + 1, 36), (x, 39)), RAMPS["white"], SHINE)


def fish(s: Sketch) -> None:
    """Draw a fish from the side."""
    p = s.pen
    skin = s.ramp(
        "main",
        *s.wishes.traits.get("coat", ("orange", "blue", "teal", "red", "yellow")),
    )
    fin = s.ramp("fins", *s.wishes.traits.get("fins", (skin,)))
    belly = s.ramp(
        "second", *s.wishes.traits.get("belly", ("white", "cream", "yellow"))
    )
    long = float(s.trait("long", 18)) + s.dice.between("long", -2, 2)
    tall = float(s.trait("tall", 12)) + s.dice.between("tall", -2, 1.5)
    s.lay(
        p.polygon(
            (-long + 4, 32),
            (-long - 9, 32 - tall),
            (-long - 5, 32),
            (-long - 9, 32 + tall),
        ),
        fin,
    )
    if s.trait("shark", usual=False):
        s.lay(
            p.polygon((-4, 32 - tall + 2), (6, 32 - tall + 2), (-7, 32 - tall - 11)),
            fin,
        )
    else:
        s.lay(
            p.polygon(
                (-9, 32 - tall * 0.6),
                (8, 32 - tall * 0.6),
                (-2, 32 - tall - 6),
                (-11, 32 - tall - 3),
            ),
            fin,
        )
    s.lay(
        p.polygon((-6, 32 + tall * 0.6), (4, 32 + tall * 0.6), (-4, 32 + tall + 5)), fin
    )
    upper = bend((long + 4, 33), (4, 32 - 2 * tall), (-long, 31), 12)
    lower = bend((-long, 33), (2, 32 + 2 * tall), (long + 4, 33), 12)
    body = p.polygon(*upper, *lower)
    s.lay(body, skin)
    pattern = (
        s.dice.pick("pattern", ("bands", "belly", "scales", "belly"))
        if not s.trait("shark", usual=False)
        else "belly"
    )
    if pattern == "bands":
        for x in (-6.0, 5.0):
            s.mark(p.box(x, 0, x + 4, 64) & body, belly, BASE)
    elif pattern == "belly":
        s.mark(body & p.ellipse(2, 32 + tall * 1.1, long, tall * 0.95), belly, BASE)
    else:
        for i in range(12):
            x, y = -9 + (i % 4) * 5 + 2.5 * (i // 4 % 2), 26 + (i // 4) * 5
            s.mark(
                (p.ellipse(x, y, 2.4) & ~p.ellipse(x + 1, y, 2.4)) & body, skin, SHADE
            )
    s.lay(p.polygon((2, 35), (-6, 33), (-8, 42), (-1, 41)), fin)
    s.mark(p.limb(bend((9, 25), (6, 33), (9, 40)), 0.6) & body, skin, SHADE)
    if s.trait("shark", usual=False):
        for k in range(3):
            s.mark(p.box(4 - k * 2.5, 30, 4.8 - k * 2.5, 35) & body, skin, LINE)
        s.mark(
            p.limb([(long - 8, 37.5), (long, 35.5)], 0.7) & body, RAMPS["white"], SHINE
        )
    s.lay(p.ellipse(long - 5, 29.5, 2.8), RAMPS["white"], tone=SHINE)
    s.eye(long - 4.6, 29.5, 1.6)


def snake(s: Sketch) -> None:
    """Draw a coiled snake that raises its head."""
    p = s.pen
    skin = s.ramp("main", "green", "lime", "teal", "crimson", "purple", "sand")
    belly = s.ramp("second", "cream", "yellow", "sand")
    for y, wide, thick in ((56, 20, 6.2), (48, 15, 5.8)):
        ring = p.limb(
            bend((-wide, y), (0, y + 6), (wide, y)), thick - 1, thick, thick - 1
        )
        s.lay(ring, skin, drop=1)
        for k in range(-2, 3):
            s.on(
                p.polygon(
                    (k * 7 - 3, y - 1),
                    (k * 7, y - 4),
                    (k * 7 + 3, y - 1),
                    (k * 7, y + 2),
                )
                & ring,
                belly,
                SHADE,
            )
    s.lay(p.limb(bend((20, 57), (29, 60), (28, 50)), 4, 0.8), skin)
    neck = bend((-13, 47), (-22, 28), (-3, 27)) + bend((-3, 27), (12, 26), (6, 14))
    s.lay(p.limb(neck, 5.6, 5, 4.6), skin, drop=1)
    s.mark(p.limb([(x + 2.4, y + 1) for x, y in neck[5:]], 1.9), belly, BASE)
    s.lay(p.limb([(6, 13), (17, 15.5)], 7, 4.4), skin, drop=1)
    s.mark(p.limb([(9, 18.4), (21, 17.2)], 0.5), skin, LINE)
    s.mark(
        p.limb([(21, 17), (26, 18)], 0.6)
        | p.limb([(26, 18), (29, 16)], 0.45)
        | p.limb([(26, 18), (29, 20)], 0.45),
        RAMPS["red"],
        BASE,
    )
    s.mark(p.ellipse(10, 11.5, 2.2), s.ramp("eyes", "yellow", "red"), LIGHT)
    s.mark(p.ellipse(10.4, 11.5, 0.8, 2), RAMPS["black"], LINE)


def spider(s: Sketch) -> None:
    """Draw a spider from the front, all eight legs out."""
    p = s.pen
    coat = s.ramp("main", "black", "brown", "dark purple", "crimson", "grey")
    mark = s.ramp("second", "red", "lime", "yellow", "purple")
    for q in p.sides:
        for knee, foot in (
            ((17, 15), (22, 4)),
            ((22, 22), (29, 17)),
            ((23, 38), (30, 52)),
            ((16, 46), (22, 61)),
        ):
            s.lay(q.limb([(6, 34), knee, foot], 2.2, 1.8, 0.7), coat)
    s.lay(p.ellipse(0, 22, 13, 13.5), coat)
    shape = s.dice.pick("mark", ("hourglass", "skull", "stripes"))
    if shape == "hourglass":
        s.mark(p.polygon((-5, 14), (5, 14), (-4, 27), (4, 27)), mark, BASE)
    elif shape == "skull":
        s.mark(p.ellipse(0, 19, 5, 4.5) | p.box(-2.5, 22, 2.5, 26), mark, LIGHT)
        for q in p.sides:
            s.mark(q.ellipse(2, 19, 1.2), RAMPS["black"], LINE)
    else:
        for y in (14, 19, 24):
            s.mark(p.box(-7 + (y - 14) / 4, y, 7 - (y - 14) / 4, y + 2), mark, BASE)
    s.lay(p.ellipse(0, 40, 9.5, 8.5), coat, drop=1)
    glow = s.ramp("eyes", "red", "lime", "yellow")
    for q in p.sides:
        s.mark(q.ellipse(2.6, 40, 1.9), glow, LIGHT)
        s.mark(q.ellipse(6, 38, 1.2), glow, LIGHT)
        s.lay(q.polygon((1, 46), (4.4, 46), (2.6, 51.5)), RAMPS["bone"])


def butterfly(s: Sketch) -> None:
    """Draw a butterfly from above."""
    p = s.pen
    wing = s.ramp("main", "orange", "blue", "yellow", "pink", "purple", "teal")
    spot = s.ramp("second", "white", "yellow", "cyan", "black")
    big, low = s.dice.between("upper", 12, 15), s.dice.between("lower", 9, 12)
    for q in p.sides:
        s.lay(q.at(13, 42, turn=140).ellipse(0, 0, low * 0.75, low * 1.1), wing)
        s.lay(q.at(15, 23, turn=50).ellipse(0, 0, big * 0.8, big * 1.1), wing)
        s.mark(q.ellipse(18, 20, 4), spot, LIGHT)
        s.mark(q.ellipse(14, 44, 2.8), spot, LIGHT)
        s.mark(q.ellipse(18, 20, 1.8), wing, LINE)
    dark = s.ramp("body", "black", "brown")
    s.lay(p.limb([(0, 18), (0, 50)], 2.4, 2.8, 1), dark)
    s.lay(p.ellipse(0, 16, 3.4), dark)
    for q in p.sides:
        s.mark(q.limb(bend((1, 13), (3, 7), (8, 5)), 0.6), dark, LINE)
        s.mark(q.ellipse(8, 5, 1.2), dark, LINE)


def bee(s: Sketch) -> None:
    """Draw a bee from the side."""
    p = s.pen
    coat = s.ramp("main", "yellow", "gold")
    stripe = s.ramp("second", "black")
    for x, turn in ((2, 30), (-7, -10)):
        s.lay(
            p.at(x, 19, turn=turn).ellipse(0, 0, 6, 12), s.ramp("wings", "glass", "sky")
        )
    s.lay(p.polygon((-20, 33), (-20, 43), (-29, 39)), stripe)
    body = p.ellipse(-3, 38, 19, 14)
    s.lay(body, coat)
    for x in (-16, -7, 2):
        s.mark(p.box(x, 0, x + 4.5, 64) & body, stripe, BASE)
    for x in (-8, 0, 8):
        s.lay(p.limb([(x, 50), (x + 1, 57)], 1), stripe)
    s.lay(p.ellipse(14, 36, 10, 10), coat, drop=1)
    for k in (0, 5):
        s.mark(
            p.limb(bend((14 + k, 27), (15 + k, 18), (21 + k, 16)), 0.7), stripe, LINE
        )
        s.mark(p.ellipse(21 + k, 16, 1.4), stripe, LINE)
    s.eye(17, 34, 2.2, tall=1.5)
    s.mark(p.ellipse(19, 40.5, 1.6, 1), s.ramp("cheek", "pink"), BASE)


def crab(s: Sketch) -> None:
    """Draw a crab from the front."""
    p = s.pen
    shell = s.ramp("main", "red", "orange", "crimson", "blue")
    for q in p.sides:
        for k in range(3):
            s.lay(
                q.limb(
                    [
                        (13, 46 + k * 2),
                        (23 - k * 2, 47 + k * 4),
                        (24 - k * 3, 56 + k * 2.5),
                    ],
                    2,
                    1.5,
                    0.8,
                ),
                shell,
            )
        s.lay(q.limb([(14, 42), (23, 38), (22, 28)], 2.6), shell)
        claw = q.ellipse(21, 21, 7.5, 8.5)
        s.lay(claw & ~q.polygon((20, 23), (17, 8), (25, 8)), shell)
    s.lay(p.ellipse(0, 45, 19, 12.5), shell)
    for q in p.sides:
        s.lay(q.limb([(5, 36), (6, 29)], 1.3), shell)
        s.lay(q.ellipse(6, 27.5, 3.4), RAMPS["white"], tone=SHINE)
        s.mark(q.ellipse(5.6, 27.8, 1.6), RAMPS["black"], LINE)
        s.mark(q.ellipse(10, 41, 2.2), shell, LIGHT)
    s.mark(p.limb(bend((-5, 49), (0, 52.5), (5, 49)), 0.7), shell, LINE)


def frog(s: Sketch) -> None:
    """Draw a frog from the front."""
    p = s.pen
    skin = s.ramp("main", "green", "lime", "teal", "olive", "red")
    belly = s.ramp("second", "cream", "yellow")
    for q in p.sides:
        s.lay(q.ellipse(18, 48, 9.5, 11), skin)
        s.lay(q.box(12, 57, 29, 62.5, 2.4), skin)
    s.lay(p.ellipse(0, 44, 17, 17), skin)
    s.lay(p.ellipse(0, 50, 11, 11), belly, seam=False)
    for q in p.sides:
        s.lay(q.limb([(9, 46), (8, 58)], 3), skin)
        s.lay(q.box(3.5, 58.5, 12.5, 62.5, 1.6), skin)
    for q in p.sides:
        s.lay(q.ellipse(11, 22.5, 7), skin)
    s.lay(p.ellipse(0, 31, 19, 11), skin, drop=1)
    for q in p.sides:
        s.mark(q.ellipse(11, 22.5, 6), skin, BASE)
        s.mark(q.ellipse(11, 22, 4.4), RAMPS["white"], SHINE)
        s.mark(q.ellipse(10.6, 22.4, 2.3), RAMPS["black"], LINE)
    s.mark(p.limb(bend((-13, 33), (0, 40), (13, 33)), 0.8), skin, LINE)
    for i in range(3):
        x = s.dice.between(f"wart {i}", -10, 10)
        s.on(p.ellipse(x, 26 + i * 1.5, 1.4), skin, SHADE)


def turtle(s: Sketch) -> None:
    """Draw a turtle from the side."""
    p = s.pen
    skin = s.ramp("main", "green", "moss", "olive", "teal")
    shell = s.ramp("shell", "brown", "wood", "dark green", "bronze")
    s.lay(p.polygon((-18, 50), (-28, 55), (-16, 56)), skin)
    for x, dim in ((15, 1), (-9, 1), (10, 0), (-14, 0)):
        s.lay(p.limb([(x, 50), (x + 1, 59)], 4.4, 3.8), skin, dim=dim)
        s.lay(p.box(x - 3.4, 58.5, x + 6, 62.5, 1.6), skin, dim=dim)
    s.lay(p.limb([(14, 47), (23, 38)], 5, 4.6), skin)
    s.lay(p.ellipse(24, 34, 7, 6.4), skin)
    s.eye(26, 33, 1.4)
    s.mark(p.limb([(26, 37.4), (30, 37)], 0.5), skin, LINE)
    dome = p.ellipse(-2, 48, 21, 24) & p.box(-32, 0, 32, 50)
    s.lay(dome, shell, drop=1)
    for x, y in ((-2, 34), (-13, 40), (9, 40), (-2, 45)):
        plate = p.star(x, y, 3, 5.4, 4.6, turn=30) & dome
        s.lay(plate, shell, tone=LIGHT)
    s.lay(p.box(-24, 48, 20, 53, 2.4), s.ramp("second", "sand", "cream", "tan"))


def snail(s: Sketch) -> None:
    """Draw a snail from the side."""
    p = s.pen
    skin = s.ramp("main", "tan", "sand", "olive", "pink")
    shell = s.ramp("shell", "brown", "orange", "purple", "teal", "red")
    foot = p.polygon((-29, 62.4), (-20, 55), (14, 55), (27, 62.4)) | p.limb(
        [(16, 58), (22, 44)], 5, 4.6
    )
    s.lay(foot, skin)
    for dx in (0, 5):
        s.lay(p.limb([(20 + dx, 42), (22 + dx, 31)], 1.1), skin)
        s.lay(p.ellipse(22 + dx, 29.5, 2.4), RAMPS["white"], tone=SHINE)
        s.mark(p.ellipse(22.6 + dx, 29.5, 1), RAMPS["black"], LINE)
    s.lay(p.ellipse(-4, 40, 18), shell, drop=1)
    for r in (13, 8):
        ring = p.ellipse(-4 - (18 - r) * 0.25, 40 + (18 - r) * 0.2, r) & ~p.ellipse(
            -4 - (18 - r) * 0.25 - 1, 40 + (18 - r) * 0.2 - 0.5, r - 1.4
        )
        s.mark(ring, shell, LINE)
    s.mark(p.ellipse(-6.4, 42, 2), shell, SHADE)
    s.mark(p.limb([(22, 49), (26, 48)], 0.5), skin, LINE)
