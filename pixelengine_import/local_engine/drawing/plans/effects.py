"""Fire, explosions, lightning and other light."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    SHADE,
    SHINE,
)
from pixelengine_import.local_engine.drawing.shapes import bend, direction

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = [
    "explosion",
    "fire",
    "fireball",
    "flames",
    "lightning",
    "portal",
    "smoke",
    "sparkle",
    "splash",
]


def flames(s: Sketch, floor: float, tall: float) -> None:
    """Draw tongues of fire that stand on a floor."""
    p, ramp = s.pen, s.ramp("main", "fire")
    tongues = [
        (0.0, 1.0, 11.0),
        (-11, 0.62, 8),
        (11, 0.68, 8),
        (-5, 0.8, 8),
        (6, 0.86, 8),
    ]
    drift, tall = (
        s.dice.between("drift", -7, 7),
        tall * s.dice.between("tall", 6, 8) / 8,
    )
    tongues = [
        (x * s.dice.between(f"apart {i}", 6, 10) / 8, share, wide)
        for i, (x, share, wide) in enumerate(tongues)
    ][: s.dice.pick("tongues", (3, 4, 5))]
    for k, tone in ((1.0, SHADE), (0.76, BASE), (0.5, LIGHT), (0.28, SHINE)):
        mask = p.ellipse(0, floor - 6 * k, 17 * k, 9 * k) & p.box(-32, 0, 32, floor)
        for i, (x, share, wide) in enumerate(tongues):
            lean = s.dice.between(f"lean {i}", -6, 6)
            up = tall * share * k * (0.85 + 0.3 * s.dice.share(f"up {i}"))
            tip = (x * k + (lean + drift) * k, max(1.5, floor - up))
            w = wide * k
            mask |= p.polygon(
                *bend((x * k - w, floor - 4), (x * k - w * 1.1, floor - up * 0.5), tip),
                *bend(
                    tip, (x * k + w * 1.1, floor - up * 0.45), (x * k + w, floor - 4)
                ),
            )
        s.mark(mask, ramp, tone)
    for i in range(4):
        x, y = (
            s.dice.between(f"spark x {i}", -20, 20),
            floor - tall * (0.6 + 0.4 * s.dice.share(f"spark y {i}")),
        )
        s.mark(p.ellipse(x, y, 1.2) & ~s.canvas.filled, ramp, BASE)


def fire(s: Sketch) -> None:
    """Draw a fire."""
    flames(s, 62.4, 58)


def fireball(s: Sketch) -> None:
    """Draw a ball of fire that flies to the right."""
    p = s.at(0, 32, turn=s.dice.between("turn", -40, 40)).pen.at(0, -32)
    ramp, size = s.ramp("main", "fire", "fire", "lava"), s.dice.between("size", 13, 17)
    for k, tone in ((1.0, SHADE), (0.78, BASE), (0.54, LIGHT), (0.3, SHINE)):
        mask = p.ellipse(12, 34, size * k)
        for i, (y, long) in enumerate(((-9, 30), (-2, 42), (6, 36), (11, 24))):
            end = 12 - long * (0.7 + 0.4 * k) + s.dice.between(f"tail {i}", -9, 9)
            mask |= p.limb(
                [(12, 34 + y * k), (max(-30, end), 34 + y * k * 1.1 - 3)],
                (7 if i in {1, 2} else 5) * k,
                0.5,
            )
        s.mark(mask, ramp, tone)


def explosion(s: Sketch) -> None:
    """Draw an explosion."""
    p, ramp = s.pen, s.ramp("main", "fire")
    tips = int(s.dice.pick("tips", (9, 10, 11, 12)))
    turn = s.dice.between("turn", 0, 30)
    for k, tone in ((1.0, SHADE), (0.8, BASE), (0.58, LIGHT), (0.36, SHINE)):
        points = []
        for i in range(2 * tips):
            east, south = direction(turn + 180 * i / tips)
            far = (
                (23 + 8 * s.dice.share(f"tip {i}"))
                if i % 2 == 0
                else (14 + 4 * s.dice.share(f"dent {i}"))
            )
            points.append((east * far * k, 32 + south * far * k))
        s.mark(p.polygon(*points), ramp, tone)
    smoke = s.ramp("smoke", "grey", "black")
    for i in range(3):
        east, south = direction(turn + 120 * i + 40)
        s.mark(
            p.ellipse(east * 25, 32 + south * 25, 4) & ~s.canvas.filled, smoke, SHADE
        )
    for i in range(6):
        east, south = direction(turn + 60 * i)
        far = s.dice.between(f"spark {i}", 26, 30)
        s.mark(p.ellipse(east * far, 32 + south * far, 1.3), ramp, LIGHT)


def lightning(s: Sketch) -> None:
    """Draw a bolt."""
    p, ramp = s.pen, s.ramp("main", "yellow", "cyan", "violet")
    x = s.dice.between("x", -3, 3)
    bolt = p.polygon(
        (4 + x, 2),
        (17 + x, 2),
        (6 + x, 25),
        (17 + x, 25),
        (-12 + x, 62),
        (-2 + x, 35),
        (-14 + x, 35),
    )
    s.lay(bolt, ramp, tone=BASE)
    s.mark(
        bolt
        & p.polygon(
            (4 + x, 2),
            (12 + x, 2),
            (1 + x, 27),
            (9 + x, 28),
            (-12 + x, 62),
            (0 + x, 33),
            (-10 + x, 33),
        ),
        ramp,
        LIGHT,
    )
    s.mark(
        bolt & p.limb([(9 + x, 4), (-3 + x, 31), (6 + x, 30), (-7 + x, 52)], 1),
        ramp,
        SHINE,
    )


def smoke(s: Sketch) -> None:
    """Draw smoke: it rises from one place, drifts and billows wider as it goes."""
    p, grey = s.pen, s.ramp("main", "grey", "stone", "black")
    drift, curl = s.dice.between("drift", 3, 12), s.dice.pick("curl", (-1, 1))
    q = p if curl > 0 else p.mirror
    neck = s.dice.between("neck", 3, 5)
    whole = q.limb(bend((-drift, 61), (-drift - 3, 48), (0, 36), 12), neck, neck + 3, 9)
    puffs = []
    for i, (x, y, usual) in enumerate(
        (
            (-12.0, 31.0, 9),
            (11, 33, 8),
            (2, 26, 12),
            (-11, 18, 9),
            (12, 17, 11),
            (0, 11, 9),
        )
    ):
        dx, dy = s.dice.between(f"x {i}", -2.5, 2.5), s.dice.between(f"y {i}", -2, 2)
        r = usual + s.dice.between(f"r {i}", -1.5, 1.5)
        puffs.append((x + dx, y + dy, r))
        whole |= q.ellipse(x + dx, y + dy, r)
    s.lay(whole, grey)
    # Billows roll over each other: each shows the dark arc of its own lower side.
    for x, y, r in puffs:
        ball = q.ellipse(x, y, r) & whole
        right = r * 0.22 * curl
        s.mark(ball & ~q.ellipse(x - right, y - r * 0.24, r * 0.96), grey, SHADE)
        light = q.ellipse(x - right, y - r * 0.22, r * 0.72)
        rim = q.ellipse(x - right * 0.2, y - r * 0.05, r * 0.72)
        s.mark(ball & light & ~rim, grey, LIGHT)


def sparkle(s: Sketch) -> None:
    """Draw a glint with smaller ones around it."""
    p, ramp = s.pen, s.ramp("main", "yellow", "cyan", "pink", "white")
    form = s.dice.pick("glint", ("cross", "eight", "fat", "trio"))
    if form == "trio":
        places = ((-9.0, 38.0, 21.0), (16, 17, 13), (17, 50, 10))
        for i, (x, y, size) in enumerate(places):
            far = size + s.dice.between(f"trio {i}", -2, 2)
            for share, tone in ((1.0, BASE), (0.75, LIGHT)):
                s.mark(p.star(x, y, 4, far * share, far * 0.24 * share), ramp, tone)
            s.mark(p.ellipse(x, y, far * 0.17), ramp, SHINE)
        return
    far, thin = (
        s.dice.between("far", 22, 29),
        {"cross": 6.0, "eight": 5, "fat": 9.5}[form],
    )
    if form == "eight":
        s.mark(p.star(0, 32, 4, far * 0.6, thin, turn=45), ramp, BASE)
        s.mark(p.star(0, 32, 4, far * 0.42, thin * 0.7, turn=45), ramp, LIGHT)
    s.mark(p.star(0, 32, 4, far, thin), ramp, BASE)
    s.mark(p.star(0, 32, 4, far * 0.76, thin * 0.73), ramp, LIGHT)
    s.mark(p.ellipse(0, 32, thin * 0.76), ramp, SHINE)
    for i, (x, y) in enumerate(((-19, 13), (20, 15), (17, 51), (-18, 50))):
        size = s.dice.between(f"size {i}", 3, 8)
        dx, dy = s.dice.between(f"x {i}", -3, 3), s.dice.between(f"y {i}", -3, 3)
        if s.dice.chance(f"small {i}", 0.8):
            s.mark(p.star(x + dx, y + dy, 4, size, 1.6), ramp, LIGHT)


def portal(s: Sketch) -> None:
    """Draw a gate of swirling light."""
    p, ramp = s.pen, s.ramp("main", "purple", "cyan", "blue", "green", "magenta")
    s.lay(p.ellipse(0, 33, 22, 29), s.ramp("frame", "stone", "dark purple", "obsidian"))
    hole = p.ellipse(0, 33, 17, 24)
    s.mark(hole, ramp, LINE)
    way = s.dice.pick("way", (-1, 1))
    for arm in range(3):
        line = []
        for i in range(13):
            east, south = direction(way * i * 26 + arm * 120)
            far = 1 - i / 14
            line.append((east * 15 * far, 33 + south * 22 * far))
        for radius, tone in ((3.2, SHADE), (2, BASE), (0.9, LIGHT)):
            s.mark(p.limb(line, radius, radius * 0.3) & hole, ramp, tone)
    s.mark(p.ellipse(0, 33, 3), ramp, SHINE)


def splash(s: Sketch) -> None:
    """Draw water that flies up: a crown of tongues that bend outwards, and drops."""
    p, ramp = s.pen, s.ramp("main", "water", "water", "cyan")
    wide = s.dice.between("wide", 20, 25)
    s.lay(p.ellipse(0, 57, wide + 4, 5), ramp, tone=SHADE)
    tongues = s.dice.pick("tongues", (3, 4, 5))
    tall = s.dice.between("tall", 26, 36)
    lines = []
    for i in range(tongues):
        side = (i / (tongues - 1) - 0.5) * 2
        up = tall * (1 - 0.45 * abs(side)) + s.dice.between(f"y {i}", -6, 6)
        tip = (side * wide * 1.05 + s.dice.between(f"x {i}", -3, 3), 54 - up)
        lines.append(
            bend((side * wide * 0.5, 55), (side * wide * 0.6, 56 - up * 0.6), tip)
        )
    crown = p.ellipse(0, 54, wide * 0.85, 7) & p.box(-32, 0, 32, 57)
    for line in lines:
        crown |= p.limb(line, 30 / tongues, 4, 0.7)
    s.lay(crown, ramp)
    for line in lines:
        s.mark(
            p.limb([(x - 1.2, y) for x, y in line[2:7]], 1, 0.5) & crown, ramp, SHINE
        )
    s.mark(p.limb(bend((-wide * 0.6, 56), (0, 59), (wide * 0.6, 56)), 0.8), ramp, LIGHT)
    for i, line in enumerate(lines):
        x, y = line[-1]
        y = max(5.0, y - s.dice.between(f"drop {i}", 5, 9))
        r = s.dice.between(f"drop size {i}", 1.5, 2.5)
        drop = p.ellipse(x, y, r) | p.polygon(
            (x - r * 0.8, y), (x + r * 0.8, y), (x, y - r * 2.2)
        )
        s.lay(drop, ramp)
        s.mark(p.ellipse(x - r * 0.3, y, r * 0.4), ramp, SHINE)
