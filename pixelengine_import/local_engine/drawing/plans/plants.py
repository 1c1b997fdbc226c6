"""Trees, flowers, mushrooms and what else grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    RAMPS,
    SHADE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.ramps import Ramp
    from pixelengine_import.local_engine.drawing.shapes import Mask
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["bush", "cactus", "grass", "mushroom", "palm", "pine", "tree"]

_LEAVES = ("green", "green", "dark green", "lime", "moss")


def _leafy(s: Sketch, mask: Mask, number: int) -> None:
    """Scatter little clumps of leaves on a crown."""
    p = s.pen
    for i in range(number):
        x = s.dice.between(f"leaf x {i}", -26, 26)
        y = s.dice.between(f"leaf y {i}", 4, 46)
        clump = (
            p.ellipse(x, y, 2.6, 2) & ~p.ellipse(x + 0.4, y + 1.2, 2.6, 1.7)
        ) & mask
        s.canvas.lighten(clump)
        s.canvas.darken((p.ellipse(x + 1, y + 2.4, 2.2, 0.9)) & mask)


def tree(s: Sketch) -> None:
    """Draw a tree with a round crown, or a bare one."""
    p = s.pen
    wood = s.ramp("trunk", "bark", "wood", "bark")
    leaf = (
        s.ramp("leaves", *_LEAVES)
        if "leaves" in s.wishes.colours
        else s.ramp("main", *s.wishes.traits.get("leaves", _LEAVES))
    )
    lean = s.dice.between("lean", -2, 2)
    trunk = p.polygon(
        (-4 + lean, 30), (4 + lean, 30), (5, 56), (9, 62.4), (-9, 62.4), (-5, 56)
    )
    s.lay(trunk, wood)
    for k in (-1.5, 1.5):
        s.mark(p.limb([(k + lean, 40), (k * 1.4, 58)], 0.5) & trunk, wood, SHADE)
    bare = s.trait("bare", usual=False) or "leaves" in s.wishes.without
    s.used.add("slot:leaves")
    if bare:
        _boughs(s, wood, lean)
        return
    blobs = [
        (0.0, 20.0, 15.0),
        (-13, 26, 10.5),
        (13, 26, 10.5),
        (-8, 14, 10),
        (8, 13, 10.5),
        (0, 31, 10),
    ]
    crown = p.ellipse(0, 22, 4)
    for i, (x, y, r) in enumerate(blobs):
        dx, dy = (
            s.dice.between(f"blob x {i}", -2.5, 2.5),
            s.dice.between(f"blob y {i}", -2.5, 2.5),
        )
        crown |= p.ellipse(x + dx, y + dy, r + s.dice.between(f"blob r {i}", -1.5, 1.5))
    s.lay(crown, leaf, drop=3)
    for x, y, r in blobs[1:5]:
        lobe = p.ellipse(x * 0.9, y + 1, r * 0.8) & crown
        under = lobe & ~p.ellipse(x * 0.9 - 1, y - 1.5, r * 0.8)
        s.canvas.darken(under)
    _leafy(s, crown, 26)
    fruit = s.trait("fruit") or (
        "apple" if s.has("fruit") or "fruit" in s.wishes.colours else ""
    )
    if fruit or s.dice.chance("fruit", 0.2):
        berry = s.ramp(
            "fruit", *s.wishes.traits.get("fruit_colour", ("red", "orange", "pink"))
        )
        for i in range(6):
            x, y = (
                s.dice.between(f"fruit x {i}", -16, 16),
                s.dice.between(f"fruit y {i}", 10, 34),
            )
            s.lay(p.ellipse(x, y, 2.1) & crown, berry)


def _boughs(s: Sketch, wood: Ramp, lean: float) -> None:
    """Lay the boughs of a bare tree, each with its twigs."""
    p, bow = s.pen, s.dice.between("bow", -6, 6)
    top = (lean + bow, s.dice.between("top", 5, 12))
    stem = bend((lean, 36), (lean, 20), top)
    s.lay(p.limb([(lean, 44), *stem], 4.4, 3.4, 0.8), wood, seam=False)
    for i in range(s.dice.pick("boughs", (3, 4, 5))):
        side = 1 if (i + s.dice.pick("first", (0, 1))) % 2 else -1
        y = 38.0 - 6 * i + s.dice.between(f"root {i}", -2, 2)
        out = side * s.dice.between(f"out {i}", 15, 25) * (1 - 0.09 * i)
        end = (lean + out, y - s.dice.between(f"up {i}", 10, 22))
        line = bend((lean, y), (lean + out * 0.7, y - 2), end)
        bough = p.limb(line, 2.6, 0.8)
        for k, way in ((4, -0.25), (5, 0.3)):
            x, level = line[k]
            bough |= p.limb([(x, level), (x + out * way, level - 9)], 1.1, 0.5)
        s.lay(bough, wood, seam=False)
    if s.dice.chance("hollow", 0.4):
        s.mark(p.ellipse(lean * 0.5, 48, 1.8, 2.8), wood, LINE)


def pine(s: Sketch) -> None:
    """Draw a fir of several tiers."""
    p = s.pen
    leaf = s.ramp("main", "dark green", "green", "teal", "dark green")
    s.lay(p.box(-3.5, 40, 3.5, 62.4, 1), s.ramp("trunk", "bark", "wood"))
    tiers = int(s.dice.pick("tiers", (3, 4)))
    snow = s.mood("snowy")
    for i in range(tiers):
        k = tiers - 1 - i
        top, low = 2 + k * (36 / tiers), 22 + k * (34 / tiers)
        wide = 11 + k * (13 / (tiers - 1))
        teeth = [(wide - j * wide / 3, low + (0 if j % 2 else 3)) for j in range(7)]
        tier = p.polygon((0, top), *[(wide, low - 1.5)], *teeth, (-wide, low - 1.5))
        s.lay(tier, leaf, drop=2)
        if snow:
            s.mark(
                tier
                & p.polygon(
                    (0, top - 1),
                    (wide * 0.6, low - 7),
                    (wide * 0.25, low - 9),
                    (0, low - 6),
                    (-wide * 0.3, low - 9),
                    (-wide * 0.6, low - 6),
                ),
                RAMPS["white"],
                LIGHT,
            )
    if s.trait("star", usual=False):
        s.lay(p.star(0, 5, 5, 5, 2.2), RAMPS["gold"])
        for i in range(8):
            x, y = (
                s.dice.between(f"ball x {i}", -12, 12),
                s.dice.between(f"ball y {i}", 18, 52),
            )
            ball = p.ellipse(x, y, 2)
            if bool((ball & s.canvas.filled).any()):
                s.lay(
                    ball & s.canvas.filled,
                    RAMPS[s.dice.pick(f"ball {i}", ("red", "gold", "blue"))],
                )


def palm(s: Sketch) -> None:
    """Draw a palm."""
    p = s.pen
    wood, leaf = (
        s.ramp("trunk", "wood", "bark"),
        s.ramp("main", "green", "lime", "dark green"),
    )
    lean = s.dice.pick("lean", (-7.0, 7.0, 4.0))
    line = bend((-lean, 62), (-lean * 0.6, 40), (lean, 20), 10)
    s.lay(p.limb(line, 4.4, 2.6), wood)
    for x, y in line[1:-1]:
        s.mark(
            p.limb([(x - 3, y + 0.6), (x + 3, y - 0.6)], 0.5) & s.canvas.filled,
            wood,
            SHADE,
        )
    fronds = ((-24, 30), (22, 31), (-27, 18), (26, 18), (-15, 6), (15, 6))
    for i, (dx, y) in enumerate(fronds):
        end = (max(-30, min(30, lean + dx)), y + s.dice.between(f"frond {i}", -2, 2))
        middle = (lean + dx * 0.55, min(y, 20) - 7)
        upper, lower = (
            bend((lean, 20), middle, end),
            bend(end, (middle[0], middle[1] + 8), (lean, 22)),
        )
        frond = p.polygon(*upper, *lower)
        s.lay(frond, leaf)
        s.mark(p.limb(upper[1:-1], 0.4) & frond, leaf, LIGHT)
    for nut in (-3, 2.5):
        s.lay(p.ellipse(lean + nut, 23, 3), s.ramp("fruit", "brown"))


def bush(s: Sketch) -> None:
    """Draw a bush, perhaps with berries."""
    p = s.pen
    leaf = s.ramp("main", *_LEAVES)
    body = p.box(-20, 48, 20, 62)
    for i, (x, y, r) in enumerate(
        ((-16.0, 50.0, 11), (0, 42, 14), (15, 49, 12), (-8, 40, 10), (9, 38, 10))
    ):
        body |= p.ellipse(
            x + s.dice.between(f"x {i}", -2, 2), y + s.dice.between(f"y {i}", -2, 2), r
        )
    body &= p.box(-31, 0, 31, 62.4)
    s.lay(body, leaf)
    for i in range(18):
        x, y = (
            s.dice.between(f"leaf x {i}", -24, 24),
            s.dice.between(f"leaf y {i}", 30, 58),
        )
        s.canvas.lighten(
            p.ellipse(x, y, 2.6, 1.8) & ~p.ellipse(x + 0.4, y + 1.2, 2.6, 1.6) & body
        )
    if s.has("fruit", usual=s.dice.chance("berries", 0.55)) or s.trait(
        "berries", usual=False
    ):
        berry = s.ramp("second", "red", "blue", "purple", "pink")
        for i in range(8):
            x, y = (
                s.dice.between(f"berry x {i}", -20, 20),
                s.dice.between(f"berry y {i}", 36, 58),
            )
            s.lay(p.ellipse(x, y, 2) & body, berry)


def mushroom(s: Sketch) -> None:
    """Draw a mushroom with spots; a cute one has a face."""
    p = s.pen
    cap = (
        s.ramp("cap", "red")
        if "cap" in s.wishes.colours
        else s.ramp("main", "red", "brown", "purple", "blue", "orange")
    )
    spot = (
        s.ramp("spots", "white")
        if "spots" in s.wishes.colours
        else s.ramp("second", "white", "cream")
    )
    stem = s.ramp("stem", "cream", "bone", "white")
    wide, top = s.dice.between("wide", 22, 27), s.dice.between("top", 6, 14)
    root = s.dice.between("root", 8, 11)
    s.lay(
        p.polygon(
            *bend((-7, 34), (-7, 52), (-root, 62.4)),
            *bend((root, 62.4), (7, 52), (7, 34)),
        ),
        stem,
    )
    s.lay(p.ellipse(0, 37, 13, 4.5), stem, tone=SHADE)
    dome = p.polygon(
        *bend((-wide, 36), (-wide - 2, top), (0, top), 12),
        *bend((0, top), (wide + 2, top), (wide, 36), 12),
        *bend((wide, 36), (0, 43), (-wide, 36), 12),
    )
    s.lay(dome & ~p.ellipse(0, 41, 15, 5), cap, drop=3)
    spots = [
        (-1, top + 9, 4.4),
        (-14, top + 18, 3.8),
        (13, top + 15, 4),
        (3, top + 22, 2.6),
        (-6, top + 3, 2.2),
        (20, 33, 2.8),
        (-21, 33, 2.4),
    ]
    for i, (x, y, r) in enumerate(spots):
        dx = s.dice.between(f"spot {i}", -2, 2)
        s.mark(p.ellipse(x + dx, y, r, r * 0.85) & dome, spot, BASE)
        s.mark(p.ellipse(x + dx - 0.8, y - 0.7, r * 0.6, r * 0.5) & dome, spot, LIGHT)
    if s.mood("cute") or s.trait("face", usual=False):
        for side in (-1, 1):
            s.eye(side * 3.6, 49, 1.5)
        s.mark(
            p.limb(bend((-1.5, 53), (0, 54.6), (1.5, 53)), 0.5), RAMPS["black"], LINE
        )


def cactus(s: Sketch) -> None:
    """Draw a cactus with arms."""
    p = s.pen
    skin = s.ramp("main", "green", "dark green", "teal", "moss")
    left, right = s.dice.between("left", 30, 40), s.dice.between("right", 26, 38)
    arms = p.limb([(-6, left + 8), (-17, left + 8), (-17, left - 8)], 5) | p.limb(
        [(6, right + 12), (17, right + 12), (17, right - 6)], 5
    )
    s.lay(arms, skin)
    trunk = p.limb([(0, 13), (0, 60)], 9)
    s.lay(trunk & p.box(-32, 0, 32, 62.4), skin)
    for x in (-4.5, 0, 4.5):
        s.mark(p.box(x - 0.4, 8, x + 0.5, 61) & trunk, skin, SHADE)
    for i in range(16):
        x, y = (
            s.dice.pick(f"row {i}", (-6.5, -2.2, 2.2, 6.5, -17.0, 17.0)),
            s.dice.between(f"thorn {i}", 10, 58),
        )
        s.on(p.box(x - 0.5, y, x + 0.5, y + 1.6), s.ramp("thorns", "cream"), LIGHT)
    if s.has("flowers", usual=s.dice.chance("bloom", 0.5)):
        bloom = s.ramp("second", "pink", "magenta", "yellow")
        s.lay(p.star(0, 5.5, 5, 5.4, 3), bloom)
        s.mark(p.ellipse(0, 5.5, 1.5), RAMPS["yellow"], LIGHT)


def grass(s: Sketch) -> None:
    """Draw a tuft of grass."""
    p = s.pen
    blade = s.ramp("main", "green", "lime", "dark green")
    for i in range(11):
        x = (i - 5) * 4.2
        lean = s.dice.between(f"lean {i}", -8, 8) + x * 0.4
        top = s.dice.between(f"top {i}", 22, 42) + abs(x) * 0.4
        tip = (max(-29, min(29, x + lean)), top)
        leaf = p.polygon(
            *bend((x * 0.7 - 2.6, 62.4), (x - 2, 48), tip),
            *bend(tip, (x + 3, 48), (x * 0.7 + 2.6, 62.4)),
        )
        s.lay(leaf, blade)
