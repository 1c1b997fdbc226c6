"""Birds of forms of their own: penguins, waders, and those that sit upright."""

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
    from pixelengine_import.local_engine.drawing.shapes import Point
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["penguin", "perched", "wader"]


def penguin(s: Sketch) -> None:
    """Draw a penguin from the front."""
    p = s.pen
    coat = s.ramp("main", "black", "navy", "grey")
    belly = s.ramp("second", "white", "cream")
    beak = s.ramp("beak", "orange", "yellow")
    fat, tall = s.dice.between("fat", 14, 18), s.dice.between("tall", 27, 36)
    head = s.dice.between("head", 11, 13)
    top = 57 - tall
    for q in p.sides:
        s.lay(q.ellipse(7, 60, 6.5, 2.6), beak)
    for i, q in enumerate(p.sides):
        # One flipper may be lifted, as when it greets.
        up = s.dice.pick(f"flipper {i}", (0, 0, 14))
        hand = (fat + 8, top + 24 - up)
        s.lay(
            q.limb(bend((fat * 0.6, top + 9), (fat + 5, top + 10), hand), 5, 4, 1.8),
            coat,
        )
    body = p.limb([(0, top + 6), (0, 59 - fat)], fat * 0.8, fat) | p.ellipse(
        0, 59 - fat * 0.8, fat, fat * 0.8
    )
    s.lay(body, coat)
    front = p.ellipse(0, 58 - tall * 0.4, fat * 0.72, tall * 0.42)
    s.lay(front & body, belly, seam=False)
    skull = p.ellipse(0, top + 1, head, head * 0.92)
    s.lay(skull, coat, drop=1)
    for q in p.sides:
        s.mark(
            q.ellipse(head * 0.38, top + 2, head * 0.46, head * 0.5) & skull,
            belly,
            BASE,
        )
    s.mark(p.ellipse(0, top + 6, head * 0.6, head * 0.36) & skull, belly, BASE)
    for x in (-head * 0.4, head * 0.4):
        s.eye(x, top + 1, 1.6)
    s.lay(p.polygon((-3.4, top + 3), (3.4, top + 3), (0, top + 8)), beak)
    if s.has("scarf", usual=s.dice.chance("scarf", 0.3)):
        scarf = s.ramp("scarf", "red", "green", "sky")
        y = top + head * 0.92 + 1
        s.lay(
            p.limb(bend((-fat * 0.8, y - 1), (0, y + 3), (fat * 0.8, y - 1)), 2.4),
            scarf,
        )
        s.lay(p.polygon((4, y + 1), (9, y), (10, y + 12), (5, y + 12)), scarf)


def wader(s: Sketch) -> None:
    """Draw a bird on long legs, its neck in a curve."""
    p = s.pen
    coat = s.ramp("main", *s.wishes.traits.get("coat", ("pink",)))
    tips = s.ramp("second", *s.wishes.traits.get("tips", ("magenta", "red")))
    legs = s.ramp("legs", *s.wishes.traits.get("legs", ("pink", "orange")))
    y = s.dice.between("height", 28, 33)
    x = -6.0
    bent = s.dice.chance("one leg", 0.45)
    s.lay(p.limb([(x + 2, y + 5), (x + 2.5, y + 17), (x + 1.5, 61)], 1.2, 1), legs)
    s.lay(p.limb([(x + 1, 61.6), (x + 6, 61.6)], 0.9), legs)
    if bent:
        s.lay(
            p.limb([(x - 1, y + 5), (x + 9, y + 13), (x, y + 18)], 1.2, 1), legs, dim=1
        )
    else:
        s.lay(
            p.limb([(x - 2, y + 5), (x - 3, y + 17), (x - 4, 61)], 1.2, 1), legs, dim=1
        )
        s.lay(p.limb([(x - 4, 61.6), (x + 1, 61.6)], 0.9), legs, dim=1)
    reach, top = s.dice.between("reach", 10, 15), s.dice.between("top", 8, 12)
    neck = bend((x + 9, y), (x + 26, y - 3), (x + 15, y - 12)) + bend(
        (x + 15, y - 12), (x + 3, top), (reach, top)
    )
    s.lay(p.limb([(x - 10, y), (x - 20, y + 5)], 5, 1), tips)
    s.lay(p.limb(neck, 4, 3, 2.8), coat)
    s.lay(p.limb([(x - 6, y), (x + 5, y)], 9, 8.5), coat)
    wing = p.limb(bend((x + 5, y - 3), (x - 6, y + 2), (x - 19, y + 4)), 6, 5, 1.5)
    s.lay(wing, coat, drop=1)
    s.mark(wing & p.limb([(x - 22, y + 5), (x - 8, y + 5)], 4, 1), tips, BASE)
    beak = s.ramp("beak", *s.wishes.traits.get("beak", ("cream",)))
    bill = bend((reach + 3, top), (reach + 11, top + 1), (reach + 9, top + 9))
    if s.trait("straight", usual=False):
        bill = [(reach + 3.0, top + 0.5), (reach + 17.0, top + 3)]
    s.lay(p.limb(bill, 2.4, 0.8), beak)
    if not s.trait("straight", usual=False):
        s.mark(p.limb(bill[5:], 1.5, 0.8), RAMPS["black"], SHADE)
    s.lay(p.ellipse(reach, top, 5, 4.6), coat, drop=1)
    s.eye(reach + 1.6, top - 0.8, 1.1)


def perched(s: Sketch) -> None:
    """Draw an eagle or a parrot: a bird that sits upright, with a hooked beak."""
    p = s.pen
    traits = s.wishes.traits
    coat = s.ramp("main", *traits.get("coat", ("brown",)))
    wing = s.ramp("wings", *traits.get("wing_coat", (coat,)))
    belly = s.ramp("second", *traits.get("belly", ("cream",)))
    claws = s.ramp("beak", *traits.get("beak", ("yellow", "orange")))
    fat, r = s.dice.between("fat", 11, 13.5), float(s.trait("head", 8.5))
    long = float(s.trait("tail", 12)) + s.dice.between("tail", -2, 3)
    crest = float(s.trait("crest", 0))
    hx, hy = 6 + s.dice.between("lean", -2, 3), 3 + r + crest * 0.5
    y = hy + r + fat * 0.9
    low = min(62.0, y + fat + long)
    s.lay(p.polygon((-8, y + 5), (2, y + 8), (-9, low), (-16, low - 2)), wing, dim=1)
    if s.trait("branch", usual=False):
        branch = p.limb([(-16, y + fat + 4), (22, y + fat + 2)], 2.6)
        s.lay(branch, s.ramp("branch", "bark", "wood"))
    lifted = s.trait("spread", usual=False) and s.dice.chance("spread", 0.5)
    if lifted:
        _lifted_wings(s, y, wing)
    body = p.limb([(hx * 0.6, y - fat * 0.6), (-1, y + fat * 0.25)], fat * 0.8, fat)
    s.lay(body, coat)
    s.mark(p.ellipse(hx + 2, y + 2, fat * 0.66, fat * 0.95) & body, belly, BASE)
    for x in (-2.0, 6.0):
        foot = y + fat * 1.12
        s.lay(p.limb([(x, y + fat * 0.7), (x + 1, foot)], 3.6, 2.4), coat)
        for k in (-1.6, 1.2, 4.0):
            s.lay(p.ellipse(x + k, foot + 2, 1.8, 2.2), claws)
    if not lifted:
        _folded_wing(s, y, fat, wing)
    _hooked_head(s, (hx, hy), r, crest)


def _lifted_wings(s: Sketch, y: float, wing: Ramp) -> None:
    """Lay two wings lifted, as before a bird takes off: feathers like fingers."""
    up = s.dice.between("lift", -2, 4)
    for q, dim in ((s.pen.at(6, 0), 1), (s.pen.at(-4, 0).mirror, 0)):
        wrist = (11.0, y - 14 - up)
        for tip in ((15, y + 5), (20, y), (23, y - 7), (24, y - 14), (23, y - 21 - up)):
            s.lay(q.limb([wrist, tip], 4, 1.6), wing, dim=dim)
        arm = q.limb([(0, y - 4), (6, y - 9), wrist], 6, 5.5, 4)
        s.lay(
            arm | q.polygon((0, y - 6), wrist, (12, y + 3), (0, y + 5)), wing, dim=dim
        )


def _folded_wing(s: Sketch, y: float, fat: float, wing: Ramp) -> None:
    p, traits = s.pen, s.wishes.traits
    line = bend((-3, y - fat * 0.5), (-13, y + 3), (-9, y + fat + 4))
    shape = p.limb(line, fat * 0.55, fat * 0.5, 1.4)
    s.lay(shape, wing, drop=1)
    stripe = s.ramp("stripe", *traits.get("stripe", (wing,)))
    band = shape & p.ellipse(-9, y + 5, 7, 2.4)
    s.mark(band, stripe, BASE if stripe != wing else SHADE)
    s.mark(shape & p.limb([(-6, y + 2), (-10, y + fat)], 0.6), wing, LINE)


def _hooked_head(s: Sketch, place: Point, r: float, crest: float) -> None:
    p, traits, (x, y) = s.pen, s.wishes.traits, place
    coat = s.ramp("main", *traits.get("coat", ("brown",)))
    head = s.ramp("head", *traits.get("head_coat", (coat,)))
    if crest:
        for dx, dy in ((-6, -4), (-9, 0), (-3, -7)):
            s.lay(p.limb([(x - 2, y - r * 0.6), (x + dx, y - r + dy)], 2, 0.8), head)
    skull = p.ellipse(x, y, r, r * 0.95)
    s.lay(skull, head, drop=1)
    if "face" in traits:
        cheek = p.ellipse(x + r * 0.45, y, r * 0.55, r * 0.6) & skull
        s.mark(cheek, s.ramp("face", *traits["face"]), LIGHT)
    bill = bend((x + r * 0.75, y + 0.5), (x + r + 5.5, y - 1.5), (x + r + 3.5, y + 6))
    s.lay(
        p.limb(bill, 3, 0.7), s.ramp("beak", *traits.get("beak", ("yellow", "orange")))
    )
    s.eye(x + r * 0.4, y - r * 0.1, 1.4)
    if s.trait("stern", usual=False):
        brow = p.limb([(x + r * 0.1, y - r * 0.5), (x + r * 0.75, y - r * 0.22)], 0.6)
        s.mark(brow, head, LINE)
