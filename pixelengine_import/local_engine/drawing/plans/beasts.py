"""Four-legged animals, seen from the side and looking right, or from the front.

One plan with many measures: legs, neck, snout, ears, tail, coat. A noun is a row of
measures.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from pixelengine_import.local_engine.drawing.plans.beast_parts import (
    FLOOR,
    TAILS,
    Beast,
    draw_ears,
    draw_feathers,
    draw_horns,
)
from pixelengine_import.local_engine.drawing.plans.fronts import beast_front
from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LINE,
    RAMPS,
    SHADE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.local_engine.drawing.shapes import Mask
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["quadruped"]


def _number(s: Sketch, name: str, usual: float, spread: float = 0.15) -> float:
    """Return a measure, a little more or less by chance."""
    value = float(s.trait(name, usual))
    return value * (1 + spread * (s.dice.share(f"measure {name}") - 0.5) * 2)


def quadruped(s: Sketch) -> None:
    """Draw an animal on four legs."""
    b = Beast(
        length=_number(s, "length", 22),
        thick=_number(s, "thick", 9),
        leg=_number(s, "leg", 14),
        leg_thick=float(s.trait("leg_thick", 2.6)),
        neck=_number(s, "neck", 6),
        head=_number(s, "head", 7.5) * (1.25 if s.mood("cute") else 1),
        snout=float(s.trait("snout", 6)),
        coat=s.ramp("main", *s.wishes.traits.get("coat", ("brown",))),
        belly=s.ramp("second", *s.wishes.traits.get("belly", ("cream",))),
        lift=s.dice.between("head lift", -2.5, 2.5),
    )
    if b.belly == b.coat:
        b = replace(b, belly=RAMPS["white"])
    if s.wishes.facing == 0:
        beast_front(s, b)
        return
    _legs(s, b, far=True)
    TAILS[s.trait("tail", "thin")](s, b)
    trunk = _trunk(s, b)
    _coat(s, b, trunk)
    _legs(s, b, far=False)
    if s.has("wings", usual=s.trait("wings", usual=False)):
        draw_feathers(s, b)
    _head(s, b)


def _trunk(s: Sketch, b: Beast) -> Mask:
    p = s.pen
    shape = p.limb([b.rump, b.chest], b.thick * float(s.trait("rump", 0.92)), b.thick)
    if s.trait("hump", usual=False):
        shape |= p.ellipse(-3, b.back_y - b.thick * 0.9, b.thick * 0.75)
    x, y = b.face
    shape |= p.limb(
        [(b.chest[0], b.chest[1] - b.thick * 0.2), (x - 1, y + 1)],
        b.thick * 0.8,
        b.head * 0.72,
    )
    if s.trait("woolly", usual=False):
        around = [
            (-14, -4),
            (-9, -9),
            (-2, -10.5),
            (5, -9.5),
            (9, -4),
            (9, 4),
            (3, 7),
            (-5, 7.5),
            (-12, 6),
            (-15, 1),
        ]
        for dx, dy in around:
            shape |= p.ellipse(-2 + dx * b.length / 22, b.back_y + dy * b.thick / 10, 5)
    s.lay(shape, b.coat)
    return shape


def _coat(s: Sketch, b: Beast, trunk: Mask) -> None:
    """Draw what is on the coat."""
    pattern = s.trait("pattern")
    if pattern in COATS:
        tone = LINE if pattern == "stripes" and b.belly == RAMPS["black"] else BASE
        ramp = b.coat if pattern == "curls" else b.belly
        s.on(COATS[pattern](s, b) & trunk, ramp, SHADE if ramp is b.coat else tone)


def _under(s: Sketch, b: Beast) -> Mask:
    p = s.pen
    middle = (b.rump[0] + b.chest[0]) / 2 + 2
    low = p.ellipse(middle, b.back_y + b.thick * 1.05, b.length * 0.75, b.thick * 0.72)
    x = b.chest[0] + b.thick * 0.55
    return low | p.ellipse(x, b.back_y, b.thick * 0.5, b.thick * 0.8)


def _stripes(s: Sketch, b: Beast) -> Mask:
    found = np.zeros_like(s.canvas.filled)
    for i in range(7):
        x, y = b.rump[0] + 1 + i * b.length / 5.2, b.back_y - b.thick - 2
        found |= s.pen.polygon((x - 1.3, y), (x + 1.5, y), (x + 0.6, b.back_y + 2))
    return found


def _patches(s: Sketch, b: Beast) -> Mask:
    found = np.zeros_like(s.canvas.filled)
    for i in range(6):
        x = s.dice.between(f"patch x {i}", -15, 11)
        y = b.back_y + s.dice.between(f"patch y {i}", -8, 5)
        rx = s.dice.between(f"patch w {i}", 3, 6)
        found |= s.pen.ellipse(x, y, rx, s.dice.between(f"patch h {i}", 2.5, 4.5))
    return found


def _spots(s: Sketch, b: Beast) -> Mask:
    found = np.zeros_like(s.canvas.filled)
    for i in range(14):
        x = b.rump[0] - 4 + (i % 7) * b.length / 5
        y = b.back_y - b.thick * 0.6 + (i // 7) * b.thick * 0.7
        x += s.dice.between(f"spot {i}", -1, 1)
        y += s.dice.between(f"spot y {i}", -1.5, 1.5)
        found |= s.pen.ellipse(x, y, 1.4, 1.2)
    return found


def _band(s: Sketch, b: Beast) -> Mask:
    return s.pen.box(b.chest[0] - 5, 0, b.chest[0] + 3, 64)


def _curls(s: Sketch, b: Beast) -> Mask:
    p = s.pen
    found = np.zeros_like(s.canvas.filled)
    for i in range(16):
        x = s.dice.between(f"curl x {i}", -15, 9)
        y = b.back_y + s.dice.between(f"curl y {i}", -9, 6)
        found |= p.ellipse(x, y, 2) & ~p.ellipse(x - 0.4, y - 0.6, 1.5)
    return found & (p.x < b.chest[0] + 4)


COATS: Final[dict[str, Callable[[Sketch, Beast], Mask]]] = {
    "belly": _under,
    "stripes": _stripes,
    "patches": _patches,
    "spots": _spots,
    "band": _band,
    "curls": _curls,
}


def _legs(s: Sketch, b: Beast, *, far: bool) -> None:
    p, t = s.pen, b.leg_thick
    shift, dim = (t * 2.2, 1) if far else (0.0, 0)
    hoof = s.wishes.traits.get("hoof")
    foot = s.ramp("feet", hoof) if hoof else b.coat
    sock = s.wishes.traits.get("socks")
    # Standing, or with one pair of legs a step ahead of the other.
    step = s.dice.pick("step", (0.0, 0.0, 0.16, -0.16)) * b.leg * (-1 if far else 1)
    for x, y, knee, ahead in (
        (b.rump[0] + 1 + shift, b.rump[1], -1.5, step),
        (b.chest[0] - 1 + shift, b.chest[1], 0.8, -step),
    ):
        top = min(t * 1.6, b.thick * 0.7)
        line = [
            (x, y + b.thick * 0.3),
            (x + knee + ahead * 0.6, FLOOR - b.leg * 0.5),
            (x + ahead, FLOOR - 1.5),
        ]
        s.lay(p.limb(line, top, t, t * 0.9), b.coat, dim=dim, seam=far)
        ramp = RAMPS[sock] if sock else foot
        s.lay(
            p.box(
                x + ahead - t,
                FLOOR - (4 if sock else 3),
                x + ahead + t + 1.6,
                FLOOR + 0.5,
                1.2,
            ),
            ramp,
            dim=dim,
            seam=bool(hoof or sock),
        )
    if not far:
        inner = p.limb(
            [
                (b.chest[0] - 5, b.back_y + b.thick * 0.9),
                (b.rump[0] + 6, b.back_y + b.thick * 0.9),
            ],
            1,
        )
        s.canvas.darken(inner)


def _head(s: Sketch, b: Beast) -> None:
    p = s.pen
    x, y = b.face
    r = b.head
    drop = float(s.trait("drop", 0.25))
    draw_ears(s, b, far=True)
    _mane(s, b)
    head = p.ellipse(x, y, r, r * float(s.trait("head_tall", 0.92)))
    nose = (x + r * 0.55 + b.snout, y + r * drop + 1)
    if b.snout:
        head |= p.limb(
            [(x, y + r * 0.2), nose], r * 0.8, r * float(s.trait("muzzle", 0.42))
        )
    s.lay(head, b.coat, drop=1)
    face = s.wishes.traits.get("face")
    if face:
        mark = p.limb([(x + r * 0.3, y + r * 0.45), nose], r * 0.5, r * 0.42) & head
        s.mark(mark, s.ramp("second", *face), BASE)
    if s.trait("mask", usual=False):
        s.mark(
            p.ellipse(x + r * 0.35, y - r * 0.1, r * 0.5, r * 0.45) & head,
            RAMPS["black"],
            BASE,
        )
    if s.trait("trunk", usual=False):
        _nose_of_elephants(s, b)
    elif s.trait("flat_nose", usual=False):
        s.lay(p.ellipse(nose[0] + 0.5, nose[1], 2.2, 3), s.ramp("nose", "pink"))
        s.mark(p.ellipse(nose[0] + 0.8, nose[1] - 0.8, 0.6), RAMPS["black"], LINE)
    elif b.snout or s.trait("nose", usual=True):
        tip = (
            (nose[0] + r * 0.25, nose[1] - r * 0.22)
            if b.snout
            else (x + r * 0.85, y + r * 0.3)
        )
        s.mark(
            p.ellipse(*tip, 1.5, 1.2), s.ramp("nose", "black", "black", "brown"), LINE
        )
        s.mark(
            p.limb(
                [(nose[0] - 0.5, nose[1] + r * 0.2), (x + r * 0.4, y + r * 0.55)], 0.4
            )
            & head,
            b.coat,
            LINE,
        )
    draw_horns(s, b)
    draw_ears(s, b, far=False)
    s.eye(
        x + r * float(s.trait("eye_x", 0.32)),
        y - r * 0.12,
        1.25 if not s.mood("cute") else 1.9,
    )
    if s.trait("tusks", usual=False):
        s.lay(
            p.polygon(
                (nose[0] - 4, nose[1] + 2),
                (nose[0] - 1.5, nose[1] + 2),
                (nose[0] - 1, nose[1] - 4),
            ),
            RAMPS["bone"],
        )


def _nose_of_elephants(s: Sketch, b: Beast) -> None:
    p, r, (x, y) = s.pen, b.head, b.face
    curl = s.dice.pick("trunk", ("down", "up"))
    start, out = (x + r * 0.75, y + r * 0.1), (x + r + 5, y + r)
    if curl == "up":
        line = bend(start, (out[0] + 3, y + r * 2), (x + r + 9, y - 2))
    else:
        line = bend(start, (out[0] + 1, y + r), (x + r + 1, y + 20))
        line += bend(line[-1], (x + r + 2, y + 26), (x + r + 7, y + 23), 4)
    s.lay(p.limb(line, 4.6, 3, 2), b.coat)
    tusk = bend((x + r * 0.5, y + r * 0.75), (x + r, y + r + 5), (x + r + 6, y + r))
    s.lay(p.limb(tusk, 1.7, 0.7), RAMPS["bone"])


def _mane(s: Sketch, b: Beast) -> None:
    p, r, (x, y) = s.pen, b.head, b.face
    if mane := s.wishes.traits.get("mane"):
        ramp = s.ramp("mane", *mane)
        style = s.trait("mane_style")
        if style == "ring":
            s.lay(p.star(x - 1, y + 1, 11, r * 1.75, r * 1.4), ramp)
        elif style != "none":
            line = [
                (x - r * 0.4, y - r * 0.9),
                (x - r * 1.15, y),
                (b.chest[0] - 3, b.back_y - b.thick * 0.9),
            ]
            s.lay(p.limb(line, 2.4, 3, 2.2), ramp)
