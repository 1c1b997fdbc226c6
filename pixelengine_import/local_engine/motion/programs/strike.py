"""What blows, shots and spells share: which limb acts, where its tip is, its trail."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from pixelengine_import.local_engine.motion.exact import Real, angle, cosine, ease, wave
from pixelengine_import.local_engine.motion.shift import Arc, Swing

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.limbs import Limb
    from pixelengine_import.local_engine.motion.shift import Style

__all__ = [
    "aimed",
    "arm_of",
    "front_edge",
    "lunge",
    "lunge_of",
    "reaching",
    "trail",
    "way",
    "whole_trail",
]

LONG: Final = 0.3
"""Weapons of this share of the height reach round the body."""
SHORTEST: Final = 0.55
"""A limb that has no room is seen shortened, as if it came towards the viewer."""
LEAST_SWEPT: Final = 0.06
"""A swing of less, in turns, leaves no trail."""
TRAIL_SHARE: Final = 0.07
"""A trail covers at most this share of the body."""


def arm_of(body: Body, side: int) -> int | None:
    """Return the longest arm on a side, or None.

    Who looks to that side may also strike with a long weapon held behind.
    """
    arms = [(k, limb) for k, limb in enumerate(body.limbs) if limb.kind == "arm"]
    for k, limb in arms:
        if limb.side == side:
            return k
    if body.front == side:
        for k, limb in arms:
            if limb.reach > LONG * body.h:
                return k
    return None


def aimed(heading: float, side: int) -> float:
    """Return a direction given for the right, mirrored for the left; in turns."""
    return heading if side > 0 else 0.5 - heading


def way(start: float, end: float) -> float:
    """Return the shorter turn from one direction to another."""
    turn = round(end - start, 6)
    return turn - math.floor(turn + 0.5)


def reaching(
    body: Body, swing: Swing, shift: tuple[float, float] = (0.0, 0.0)
) -> Swing:
    """Return a swing shortened as far as its tip has to stay in the picture."""
    limb = body.limbs[swing.limb]
    heading = limb.heading + swing.turn + swing.bend
    far = swing.scale * limb.reach
    scale = swing.scale
    for k, (part, length) in enumerate(
        zip((cosine(heading), wave(heading)), body.canvas, strict=True)
    ):
        start = limb.root[k] + swing.move[k] + shift[k]
        room = length - start if part > 0 else start
        if abs(part) * far > room > 0:
            scale = min(scale, swing.scale * room / (abs(part) * far))
    scale = max(min(SHORTEST, swing.scale), scale)
    return Swing(swing.limb, swing.turn, swing.bend, scale, swing.move)


def trail(
    body: Body, limb: Limb, before: Swing, now: Swing, shift: tuple[float, float]
) -> tuple[Arc, ...]:
    """Return what a limb's tip has swept since a moment before, or nothing.

    Args:
        body: Whose limb.
        limb: Which.
        before: Where it was.
        now: Where it is.
        shift: The body's at the root, now.
    """
    swept = now.turn + now.bend - before.turn - before.bend
    if abs(swept) < LEAST_SWEPT:
        return ()
    swept = max(-0.45, min(0.45, swept))
    radius = max(1.5, limb.reach * now.scale)
    most = TRAIL_SHARE * body.area / (3.2 * radius * abs(swept))
    thick = min(0.5 * radius, max(1.2, most))
    return (
        Arc(
            limb.root[0] + now.move[0] + shift[0],
            limb.root[1] + now.move[1] + shift[1],
            radius,
            thick,
            limb.heading + now.turn + now.bend - swept,
            swept,
        ),
    )


def whole_trail(body: Body, turn: float, swept: float, ahead: float) -> tuple[Arc, ...]:
    """Return what the upper end of a thing has swept that turns about its handle.

    Args:
        body: The thing.
        turn: How far it is turned now.
        swept: How much of that since a moment before.
        ahead: How far its handle went.
    """
    if abs(swept) < LEAST_SWEPT:
        return ()
    hx, hy = body.handle
    far, tx, ty = max(
        ((x - hx) * (x - hx) + (y - hy) * (y - hy), x, y) for x, y in body.rim
    )
    heading = angle(ty - hy, tx - hx) + turn
    radius = 0.86 * float(np.sqrt(far))
    return (Arc(hx + ahead, hy, radius, 0.12 * radius, heading - swept, swept),)


def lunge(
    body: Body, style: Style, k: float, at: tuple[Real, Real], reach: float
) -> Real:
    """Return the shift of a body that lunges to its side; the rear foot stands.

    Args:
        body: Who.
        style: Its side.
        k: -1 drawn back, 1 thrown ahead.
        at: Points across and down, in pixels.
        reach: Shares of the width that the trunk goes.
    """
    x, y = at
    v = (body.y1 - y) / body.h
    u = style.side * (x - body.cx) / max(1.0, body.w)
    shoulder = (body.y1 - body.neck) / body.h
    lean = 0.1 * body.h * np.minimum(np.maximum(v, 0.0), shoulder)
    step = 0.6 * ease((u + 0.08) / 0.16) * max(0.0, k) if body.legs else 0.35
    rises = ease(v / 0.3)
    return np.asarray(
        style.side * k * (reach * body.w * (step + (1 - step) * rises) + lean)
    )


def lunge_of(body: Body, limb: Limb, style: Style, k: float, reach: float) -> float:
    """Return the same at the root of a limb."""
    root = np.asarray([limb.root[0]]), np.asarray([limb.root[1]])
    return float(lunge(body, style, k, root, reach)[0])


def front_edge(body: Body, side: int) -> tuple[float, float]:
    """Return the foremost place of a body at the height of its mouth or chest."""
    near = min((abs(y - body.mouth) for _, y in body.rim), default=0.0)
    ends = [side * x for x, y in body.rim if abs(y - body.mouth) <= near]
    x = side * max(ends) if ends else (body.x1 if side > 0 else body.x0)
    return (x - side, body.mouth)
