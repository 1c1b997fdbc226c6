"""Light that blows, shots and spells throw: bursts, sweeps, orbs, what flies off."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pixelengine_import.local_engine.motion.shift import Arc, Dab

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.shift import Style

__all__ = ["burst", "flying", "full_orb", "orb", "streak", "sweep"]

Place = tuple[float, float]

LARGEST = 0.1
"""Radius of an orb, of the body's height or 1.4 of its widths."""
SMALLEST_RAYS = 1.7
"""A smaller orb has no rays: they would be all of it."""
LEGIBLE = ((1.6, 1.2), (2.24, 2.24), (2.83, None), (3.17, 3.17))
"""Up to each radius, the one that looks round where pixels are seen; the discs between
would be squares."""


def _disc(
    style: Style, at: Place, radius: float, tone: float, *, behind: bool = False
) -> Dab:
    """Return a disc on the middle of a pixel, round enough to be one."""
    x, y = _middle(style, at[0]), _middle(style, at[1])
    if style.whole:
        for most, instead in LEGIBLE:
            if radius <= most:
                radius = radius if instead is None else instead
                break
    return Dab(x, y, radius, tone, behind)


def _star(style: Style, at: Place, radius: float, *, behind: bool = False) -> Dab:
    """Return a star of four points on the middle of a pixel."""
    if style.whole:
        # A whole number of pixels, and a bit for the tips.
        radius = max(2.0, round(radius)) + 0.25
    x, y = _middle(style, at[0]), _middle(style, at[1])
    return Dab(x, y, radius, 1.0, behind, star=True)


def _middle(style: Style, place: float) -> float:
    """Return the middle of a pixel where pixels are seen."""
    return place if not style.whole else float(int(round(place, 4) // 1)) + 0.5


def burst(body: Body, style: Style, at: Place, power: float) -> tuple[Dab, ...]:
    """Return the flash of a hit; ``power`` is 1 at its height and less as it fades."""
    r = max(2.0, 0.15 * min(body.h, 1.4 * body.w) * power)
    star = _star(style, at, r)
    if power < 0.75:
        return (star,)
    return (star, _disc(style, at, 0.42 * r, 1.0))


def sweep(body: Body, style: Style, at: Place, power: float) -> tuple[Arc, ...]:
    """Return the trail of claws or of a blade that is too small to be seen.

    Args:
        body: Who strikes.
        style: Its side.
        at: The foremost place of its chest, now.
        power: 1 when it is just struck; less when most of it has gone.
    """
    r = 0.42 * min(body.h, 1.2 * body.w)
    # Both ends lie on the body, so that the crescent never floats.
    start, turn = -0.21, 0.42
    if power < 0.75:
        start, turn = -0.02, 0.23
    if style.side < 0:
        start, turn = 0.5 - start, -turn
    thick = max(1.4, (0.3 if power >= 0.75 else 0.2) * r)
    # Cut by the edge of the picture, it would fall into two.
    edge = body.canvas[0] if style.side > 0 else 0.0
    room = style.side * (edge - at[0]) - 1.0
    back = max(0.62 * r, r - room)
    return (Arc(at[0] - style.side * back, at[1], r, thick, start, turn),)


def streak(body: Body, style: Style, at: Place, power: float) -> tuple[Dab, ...]:
    """Return the line of a thrust from the foremost place of a chest."""
    long = 0.42 * min(body.w, 1.2 * body.h) * power
    r = max(0.6, 0.045 * body.h)
    # Nowhere further apart than the pixels that the thin end is made of.
    steps = max(2, math.ceil(long))
    line = []
    for k in range(steps + 1):
        share = k / steps
        x = at[0] + style.side * long * share
        thin = max(0.55 if style.whole else 0.3, r * (1.0 - share))
        line.append(Dab(_middle(style, x), _middle(style, at[1]), thin, 1.0))
    return tuple(line)


def full_orb(body: Body, style: Style) -> float:
    """Return the radius of an orb that is ready."""
    most = LARGEST * min(body.h, 1.4 * body.w)
    return max(1.2, most * min(1.25, style.strength))


def orb(
    style: Style, at: Place, radius: float, grown: float, *, odd: bool
) -> tuple[Dab, ...]:
    """Return light that gathers: a spark first, then an orb with rays on every beat.

    Args:
        style: Whether pixels are seen.
        at: The hand.
        radius: Of the orb when it is ready.
        grown: 0 to 1.
        odd: Whether its rays are out.
    """
    if grown < 0.4:
        return (_star(style, at, max(2.0, 1.1 * radius)),)
    r = radius * grown
    rays = (_star(style, at, 2.0 * r),) if odd and r >= SMALLEST_RAYS else ()
    core = (_disc(style, at, 0.55 * r, 1.0),) if r > 1.6 else ()
    return (*rays, _disc(style, at, r, 0.8), *core)


def flying(
    body: Body, style: Style, start: Place, radius: float, gone: float
) -> tuple[Dab, ...]:
    """Return what flies to the edge of the picture, its tail behind it, or nothing.

    Args:
        body: On whose canvas.
        style: To which side.
        start: Where it left.
        radius: Of its head.
        gone: 0 to 1, how long it has been flying.
    """
    edge = body.canvas[0] if style.side > 0 else 0.0
    room = abs(edge - start[0])
    # It has left within a bit more than half of the time.
    x = start[0] + style.side * (radius + gone * 1.7 * max(room, 4 * radius))
    if x - radius < 1 or x + radius > body.canvas[0] - 1:
        return ()
    head = _disc(style, (x, start[1]), radius, 0.85)
    step = max(1.0, 0.8 * head.radius)
    tail = [
        Dab(head.x - style.side * k * step, head.y, head.radius * (1 - 0.28 * k), 0.7)
        for k in (2, 1)
    ]
    core = (_disc(style, (x, start[1]), 0.55 * radius, 1.0),) if radius > 1.6 else ()
    return (*tail, head, *core)
