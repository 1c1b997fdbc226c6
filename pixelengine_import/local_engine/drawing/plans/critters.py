"""Bats, fish, snakes and other small animals."""

from __future__ import annotations

import itertools
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
    from pixelengine_import.local_engine.drawing.shapes import Mask, Point
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["bat", "crab", "fish", "frog", "snail", "snake", "turtle"]

_FEW_PIXELS = 40


def bat(s: Sketch) -> None:
    """Draw a bat from the front: wings spread, lifted or let down."""
    p = s.pen
    coat = s.ramp("main", "dark purple", "brown", "grey", "black", "crimson")
    web = s.ramp("wings", "purple", "violet", "crimson", "dark purple")
    lift = s.dice.between("lift", -7, 9)
    fat, long = s.dice.between("fat", 8, 11.5), s.dice.between("long", 6, 10)
    ear, spread = s.dice.between("ear", 9, 15), s.dice.between("spread", 26, 30.5)
    wrist, end = (spread * 0.54, 16 - lift / 2), (spread, 22 - lift)
    k, down = spread / 30, s.dice.between("down", -3, 3)
    # Where there are few pixels, few folds and no lines in them can be told apart.
    small = s.canvas.size < _FEW_PIXELS
    fine = s.dice.chance("fine", 0.4) and not small
    hem = [(29.0, 39.0), (22, 31), (18, 43), (12, 33), (6, 42)]
    if fine:
        hem = [(29, 38), (25, 33), (23, 43), (18, 36), (15, 46), (10, 38), (6, 45)]
    hem = [(x * k, y - lift * x / 60 + down) for x, y in hem]
    for q in p.sides:
        wing = q.polygon((5, 30), wrist, end, *hem)
        s.lay(wing, web)
        for tip in () if small else hem[:-1:2]:
            s.mark(q.limb([wrist, tip], 0.6) & wing, web, LINE)
        s.lay(q.limb([(5, 30), wrist, end], 1.4, 1.2, 0.5), coat)
    for q in p.sides:
        s.lay(q.polygon((1, 24), (fat, 25), (fat - 1, 25 - ear)), coat)
        inner = q.polygon((fat * 0.4, 24), (fat * 0.8, 25), (fat * 0.8, 30 - ear))
        s.mark(inner, s.ramp("inner ear", "pink"), SHADE)
    s.lay(p.limb([(0, 31), (0, 31 + long)], fat, fat * 0.7), coat)
    foot = 31 + long + fat * 0.5
    for q in p.sides:
        s.lay(q.polygon((2, foot), (6, foot), (4, foot + 7)), coat)
    if s.dice.chance("fluff", 0.4):
        fluff = p.star(0, 34 + long, 7, fat * 0.55, fat * 0.4)
        s.mark(fluff & p.box(-40, 37, 40, 64), coat, LIGHT)
    size = s.dice.between("eye", 1.5, 2.5)
    for x in (-fat * 0.4, fat * 0.4):
        s.eye(x, 29.5, size)
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
    """Draw a snake: coiled with its head raised, or on its way in bends."""
    skin = s.ramp("main", "green", "lime", "teal", "crimson", "purple", "sand")
    belly = s.ramp("second", "cream", "yellow", "sand")
    thick = s.dice.between("thick", 4.5, 6.5)
    if s.dice.chance("coiled", 0.6):
        _coils(s, skin, belly, thick)
    else:
        _bends(s, skin, belly, thick)


def _coils(s: Sketch, skin: Ramp, belly: Ramp, thick: float) -> None:
    p, wide = s.pen, s.dice.between("wide", 16, 23)
    rows = ((56.0, wide), (48, wide * 0.75), (41, wide * 0.55))
    for y, half in rows[: s.dice.pick("coils", (2, 2, 3))]:
        ring = p.limb(bend((-half, y), (0, y + 6), (half, y)), thick - 0.5, thick + 0.5)
        s.lay(ring, skin, drop=1)
        _pattern(s, [(k * 7.0, y + 0.5) for k in range(-2, 3)], ring, belly)
        top = y
    tail = p.limb(bend((wide, 57), (wide + 9, 60), (wide + 8, 50)), thick * 0.7, 0.8)
    s.lay(tail, skin)
    x, y = s.dice.between("head x", -1, 10), s.dice.between("head y", 10, 17)
    start = (-wide * 0.6, top - 1)
    neck = bend(start, (start[0] - 9, (top + y) / 2 + 2), (-3, (top + y) / 2 - 3))
    neck += bend(neck[-1], (x + 7, (top + y) / 2 - 5), (x, y))
    s.lay(p.limb(neck, thick, thick * 0.9, thick * 0.8), skin, drop=1)
    s.mark(p.limb([(a + 2.4, b + 1) for a, b in neck[5:-2]], thick * 0.35), belly, BASE)
    if s.dice.chance("hood", 0.35):
        s.lay(p.limb([(x - 2, y + 4), (x - 3, y + 12)], 6, 4), skin)
    _snake_head(s, x, y, skin)


def _bends(s: Sketch, skin: Ramp, belly: Ramp, thick: float) -> None:
    p, way = s.pen, s.dice.pick("way", (-1, 1))
    rise, y = s.dice.between("rise", 9, 15), 46.0
    xs = (-29.0, -17, -5, 7)
    line = []
    for i, (left, right) in enumerate(itertools.pairwise(xs)):
        lift = rise * way * (1 if i % 2 else -1)
        line += bend((left, y), ((left + right) / 2, y + lift * 1.2), (right, y), 6)
    x, head = s.dice.between("head x", 9, 15), s.dice.between("head y", 20, 32)
    line += bend((7, y), (16, y + 10 * way), (x + 2, (y + head) / 2), 6)
    line += bend(line[-1], (x - 3, head + 5), (x, head), 5)
    body = p.limb(line, 0.8, thick, thick, thick * 0.9, thick * 0.8)
    s.lay(body, skin)
    _pattern(s, line[4:22:3], body, belly)
    _snake_head(s, x, head, skin)


def _pattern(s: Sketch, places: list[Point], body: Mask, belly: Ramp) -> None:
    """Mark diamonds, bands or dots along a body, or nothing."""
    p, kind = s.pen, s.dice.pick("pattern", ("diamonds", "bands", "dots", "none"))
    for x, y in places:
        if kind == "diamonds":
            diamond = p.polygon(
                (x - 3, y - 1.5), (x, y - 4.5), (x + 3, y - 1.5), (x, y + 1.5)
            )
            s.on(diamond & body, belly, SHADE)
        elif kind == "bands":
            s.on(p.box(x - 1.2, y - 9, x + 1.3, y + 9) & body, belly, BASE)
        elif kind == "dots":
            s.on(p.ellipse(x, y - 1.5, 1.5) & body, belly, BASE)


def _snake_head(s: Sketch, x: float, y: float, skin: Ramp) -> None:
    p = s.pen
    s.lay(p.limb([(x, y - 1), (x + 11, y + 1.5)], 7, 4.4), skin, drop=1)
    s.mark(p.limb([(x + 3, y + 4.4), (x + 15, y + 3.2)], 0.5), skin, LINE)
    s.mark(
        p.limb([(x + 15, y + 3), (x + 18, y + 4)], 0.6)
        | p.limb([(x + 18, y + 4), (x + 20, y + 2)], 0.45)
        | p.limb([(x + 18, y + 4), (x + 20, y + 6)], 0.45),
        RAMPS["red"],
        BASE,
    )
    s.mark(p.ellipse(x + 4, y - 2.5, 2.2), s.ramp("eyes", "yellow", "red"), LIGHT)
    s.mark(p.ellipse(x + 4.4, y - 2.5, 0.8, 2), RAMPS["black"], LINE)


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
