"""Monsters that are neither people nor animals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.drawing.canvas import grow
from pixelengine_import.local_engine.drawing.plans.hats import HATS, Head
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
    from pixelengine_import.local_engine.drawing.shapes import Mask
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["creature", "eyeball", "ghost", "maneater", "slime", "worm"]

_HALF_OF_NINE = 4
_COLOURS = ("green", "blue", "pink", "purple", "lime", "cyan", "orange", "red")


def _wear(s: Sketch, radius: float, y: float) -> None:
    """Put a hat on a creature that is all head."""
    kind = str(s.trait("hat")) or next(
        (h for h in ("crown", "wizard hat", "helm", "hat") if s.has(h)), ""
    )
    if kind and kind in HATS and kind not in s.wishes.without:
        s.used.add("trait:hat")
        HATS[kind](s, Head(radius, y, s.ramp("hat", "purple", "blue", "red")))


def slime(s: Sketch) -> None:
    """Draw a drop of slime with a face."""
    p = s.pen
    jelly = s.ramp("main", *_COLOURS)
    wide, top = s.dice.between("wide", 21, 26), s.dice.between("top", 19, 26)
    peak = s.dice.pick("peak", (0.0, 0.0, -4.0, 4.0))
    left = bend((peak, top - 4), (-wide * 0.62, top + 2), (-wide, 50)) + bend(
        (-wide, 50), (-wide - 2, 62), (-wide + 7, 62)
    )
    right = bend((wide - 7, 62), (wide + 2, 62), (wide, 50)) + bend(
        (wide, 50), (wide * 0.62, top + 2), (peak, top - 4)
    )
    body = p.polygon(*left, *right)
    for i in range(2):
        x = s.dice.between(f"drip {i}", -wide + 4, wide - 4)
        body |= p.ellipse(x, 60, 6, 2.6)
    s.lay(body, jelly)
    inner = p.ellipse(2, 50, wide * 0.62, 8) & body
    s.canvas.lighten(inner & (s.canvas.tone == SHADE))
    s.mark(p.at(-wide * 0.45, top + 13, turn=35).ellipse(0, 0, 2.2, 5.4), jelly, SHINE)
    s.mark(p.ellipse(-wide * 0.58, top + 22, 1.5), jelly, SHINE)
    for i in range(3):
        x, y = (
            s.dice.between(f"bubble x {i}", -wide * 0.5, wide * 0.7),
            s.dice.between(f"bubble y {i}", 34, 58),
        )
        s.mark(p.ellipse(x, y, 1.4) & body, jelly, LIGHT)
    look = s.wishes.facing if s.wishes.facing in {-1, 1} else 0
    o = 4 if look else 0
    for side in (-1, 1):
        s.eye(o + side * 7.5, 44, 2.6, tall=1.35)
        if s.mood("cute"):
            s.mark(p.ellipse(o + side * 12, 49, 2.2, 1.3), RAMPS["pink"], LIGHT)
    _mouth(s, o, 51)
    _wear(s, 11, top + 9)


def _mouth(s: Sketch, x: float, y: float) -> None:
    p, black = s.pen, RAMPS["black"]
    kind = (
        "teeth"
        if s.mood("evil")
        else s.dice.pick("mouth", ("smile", "open", "smile", "fang"))
    )
    if kind == "open":
        s.mark(p.ellipse(x, y, 3.4, 2.8) & (p.y > y - 1), black, LINE)
        s.mark(p.ellipse(x, y + 2, 2, 1), RAMPS["red"], BASE)
        return
    s.mark(
        p.limb(bend((x - 4, y - 0.5), (x, y + 3.4), (x + 4, y - 0.5)), 0.7), black, LINE
    )
    if kind == "fang":
        s.mark(
            p.polygon((x + 1, y + 1), (x + 3, y + 0.4), (x + 2.2, y + 3.6)),
            RAMPS["white"],
            SHINE,
        )
    if kind == "teeth":
        for k in (-3, -1, 1, 3):
            s.mark(
                p.polygon((x + k - 1, y + 0.5), (x + k + 1, y + 0.5), (x + k, y + 3)),
                RAMPS["white"],
                SHINE,
            )


def ghost(s: Sketch) -> None:
    """Draw a ghost: a sheet with a wavy hem, arms up."""
    p = s.pen
    sheet = s.ramp("main", "white", "white", "lavender", "sky", "cream")
    wide = s.dice.between("wide", 16, 19)
    body = p.ellipse(0, 22, wide, 19) | p.box(-wide, 22, wide, 54)
    waves = int(s.dice.pick("waves", (3, 4)))
    step = 2 * wide / waves
    lean = s.dice.pick("lean", (-4.0, 0.0, 4.0))
    for i in range(waves):
        x = -wide + step * (i + 0.5)
        body |= p.polygon(
            (x - step / 2, 50),
            (x + step / 2, 50),
            (x + lean * 0.6, 62 - (3 if i % 2 else 0)),
        )
    s.lay(body, sheet)
    for side in (-1, 1):
        up = s.dice.between(f"arm {side}", -6, 8)
        s.lay(
            p.limb([(side * (wide - 3), 37), (side * (wide + 7), 36 - up)], 4.4, 3),
            sheet,
        )
    look = s.wishes.facing if s.wishes.facing in {-1, 1} else 0
    o = 4 if look else 0
    black = RAMPS["black"]
    for side in (-1, 1):
        if "eyes" in s.wishes.colours or s.mood("evil"):
            s.eye(o + side * 6.5, 21, 3.2)
        else:
            s.mark(p.ellipse(o + side * 6.5, 21, 3, 4.4), black, LINE)
            s.mark(p.ellipse(o + side * 6.5 - 0.9, 19, 1.1), RAMPS["white"], SHINE)
        if s.mood("cute"):
            s.mark(p.ellipse(o + side * 11, 27.5, 2.4, 1.4), RAMPS["pink"], LIGHT)
    mouth = s.dice.pick("mouth", ("wail", "small", "grin"))
    if mouth == "wail":
        s.mark(p.ellipse(o, 33, 3.2, 4.6), black, LINE)
    elif mouth == "small":
        s.mark(p.ellipse(o, 30, 2, 1.6), black, LINE)
    else:
        s.mark(p.limb(bend((o - 5, 29), (o, 34), (o + 5, 29)), 0.8), black, LINE)
    _wear(s, wide * 0.8, 16)


def eyeball(s: Sketch) -> None:
    """Draw a floating eye with stalks."""
    p = s.pen
    skin = s.ramp("main", "purple", "crimson", "green", "teal", "orange")
    stalks = int(s.dice.pick("stalks", (4, 5, 6)))
    for i in range(stalks):
        x = (i - (stalks - 1) / 2) * (44 / stalks)
        tip = (x * 1.15, 5 + abs(x) * 0.42)
        s.lay(p.limb(bend((x * 0.6, 24), (x * 1.4, 18), tip), 2.6, 1.6), skin)
        s.lay(p.ellipse(*tip, 3.6), RAMPS["white"], tone=LIGHT)
        s.mark(p.ellipse(tip[0], tip[1] + 0.4, 1.5), RAMPS["black"], LINE)
    s.lay(p.ellipse(0, 38, 21), skin)
    s.lay(p.ellipse(0, 33, 12), RAMPS["white"])
    iris = s.ramp("eyes", "yellow", "red", "lime", "cyan")
    s.mark(p.ellipse(0, 34, 6.6), iris, BASE)
    s.mark(p.ellipse(0, 34, 6.6) & ~p.ellipse(1, 35, 6), iris, LIGHT)
    s.mark(p.ellipse(0, 34, 2.2, 4.6), RAMPS["black"], LINE)
    s.mark(p.ellipse(-3, 30.5, 1.7), RAMPS["white"], SHINE)
    mouth = p.polygon(
        *bend((-13, 49), (0, 54), (13, 49)), *bend((13, 49), (0, 61), (-13, 49))
    )
    s.mark(mouth, RAMPS["black"], LINE)
    for k in range(-9, 10, 4):
        s.mark(
            p.polygon(
                (k - 1.7, 48.5 + 2 - abs(k) * 0.1),
                (k + 1.7, 48.5 + 2 - abs(k) * 0.1),
                (k, 55),
            )
            & mouth,
            RAMPS["bone"],
            LIGHT,
        )


def maneater(s: Sketch) -> None:
    """Draw a plant that bites."""
    p = s.pen
    leaf = s.ramp("leaves", "green", "dark green", "lime")
    head = s.ramp("main", "red", "purple", "magenta", "crimson")
    s.lay(p.limb(bend((0, 60), (-9, 46), (2, 34)), 3), leaf)
    for q in p.sides:
        s.lay(
            q.polygon(
                *bend((1, 61), (12, 40), (27, 50)), *bend((27, 50), (16, 62), (1, 61))
            ),
            leaf,
        )
    s.lay(p.ellipse(2, 22, 19, 17), head)
    for x, y in ((-8, 12), (4, 9), (-12, 22), (12, 14)):
        s.mark(
            p.ellipse(x, y, 2.4, 2), s.ramp("second", "white", "cream", "pink"), LIGHT
        )
    mouth = p.polygon(
        *bend((-12, 27), (6, 16), (23, 20)), *bend((23, 20), (14, 38), (-12, 27))
    )
    s.mark(grow(mouth), s.ramp("lips", "pink", "cream"), BASE)
    s.mark(mouth, RAMPS["crimson"], LINE)
    for k in range(5):
        x = -7 + k * 6
        s.mark(
            p.polygon((x - 2, 23.6 - k * 0.9), (x + 2, 23 - k * 0.9), (x, 28)),
            RAMPS["white"],
            LIGHT,
        )
        s.mark(
            p.polygon((x, 31.5), (x + 4, 31.5), (x + 2, 26.5)) & mouth,
            RAMPS["white"],
            LIGHT,
        )


def worm(s: Sketch) -> None:
    """Draw a worm: out of the ground, as an arch on its way, or reared up."""
    p = s.pen
    skin = s.ramp("main", "pink", "tan", "purple", "red", "lime")
    thick = s.dice.between("thick", 6, 8.5)
    pose = s.dice.pick("pose", ("ground", "arch", "reared"))
    ground = pose == "ground"
    if ground:
        line = bend((-22, 60), (-22, 34), (-6, 40)) + bend((-6, 40), (10, 46), (8, 24))
    elif pose == "arch":
        up = s.dice.between("arch", 0, 20)
        line = bend((-25, 56), (-16, 60), (-10, 48)) + bend(
            (-10, 48), (-3, up), (8, 46)
        )
        line += bend(line[-1], (11, 56), (17, 48), 4)
    else:
        lean = s.dice.between("lean", -6, 6)
        line = bend((-26, 58), (-10, 61), (-4, 52)) + bend(
            (-4, 52), (4 + lean, 42), (2 + lean, 24)
        )
    growth = 0.55 if not ground else 1.0
    for i, (x, y) in enumerate(line[:-1]):
        r = thick * (growth + (1 - growth) * min(1.0, 2 * i / len(line)))
        s.lay(p.ellipse(x, y, r, r * 0.95), skin)
    x, y = line[-1]
    head = thick + s.dice.between("head", 1.5, 3)
    s.lay(p.ellipse(x + 1, y - 4, head, head * 0.94), skin, drop=2)
    for side in (0, 6):
        s.eye(x + 0.5 + side, y - 6, 1.8)
    _mouth(s, x + 5, y)
    if s.dice.chance("feelers", 0.4):
        for k in (-2.0, 4.0):
            feeler = bend(
                (x + k, y - 3 - head),
                (x + k, y - 9 - head),
                (x + k + 3, y - 9 - head),
                5,
            )
            s.lay(p.limb([(a, max(2.0, b)) for a, b in feeler], 0.9), skin)
    if ground:
        s.lay(p.ellipse(-22, 61, 9, 3), s.ramp("ground", "earth"))


def creature(s: Sketch) -> None:
    """Draw a creature that nobody has named: a mask grown by chance, and mirrored.

    A grid of cells is filled at random within a body, smoothed by a cellular rule,
    mirrored, and given eyes.
    """
    p = s.pen
    skin = s.ramp("main", *_COLOURS)
    belly = s.ramp("second", "cream", "yellow", "white", skin)
    body = _grown(s)
    for q in p.sides:
        s.lay(q.box(3, 52, 11, 62.5, 3), skin)
    s.lay(body, skin)
    s.lay(p.ellipse(0, 44, 9, 9) & body, belly, seam=False)
    top = 26.0
    number = s.dice.pick("eyes", (1, 2, 2, 2, 3))
    places = {1: ((0, 5.0),), 2: ((-7, 3.6), (7, 3.6)), 3: ((-9, 3), (0, 3.6), (9, 3))}[
        number
    ]
    for x, r in places:
        s.lay(p.ellipse(x, top, r, r * 1.1), RAMPS["white"], tone=SHINE)
        s.eye(x, top + 0.6, r * 0.52)
    _mouth(s, 0, 35)
    if s.has("horns", usual=s.dice.chance("horns", 0.5)):
        for q in p.sides:
            s.lay(
                q.limb(bend((8, 15), (12, 8), (9, 3)), 2.8, 0.7),
                s.ramp("horns", "bone"),
            )


def _grown(s: Sketch) -> Mask:
    cells = 12
    noise = s.dice.noise("cells", cells, cells // 2)
    rows, columns = np.mgrid[0:cells, 0 : cells // 2]
    far = np.abs(rows - cells * 0.5) * 0.8 + (cells // 2 - 1 - columns)
    half = far * 30 + noise // 2 < 235
    whole = np.concatenate([half, half[:, ::-1]], axis=1)
    for _ in range(2):
        wide = np.pad(whole, 1).astype(np.int64)
        near = np.zeros_like(wide[1:-1, 1:-1])
        for dy in range(3):
            for dx in range(3):
                near += wide[dy : cells + dy, dx : cells + dx]
        whole = near > _HALF_OF_NINE
    p = s.pen
    body = p.ellipse(0, 36, 15, 20)
    for row, column in zip(*np.nonzero(whole), strict=True):
        body |= p.ellipse(
            (int(column) - cells / 2 + 0.5) * 4.6, 12 + int(row) * 4.2, 3.6
        )
    return body & p.box(-30, 8, 30, 61)
