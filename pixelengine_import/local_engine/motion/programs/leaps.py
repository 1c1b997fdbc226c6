"""Ways to leave the ground and come back: jump, hop, dance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import Real, ease, wave
from pixelengine_import.local_engine.motion.programs.measure import (
    across,
    late,
    timed,
)
from pixelengine_import.local_engine.motion.programs.stance import (
    bears,
    reach,
    stand,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Pose,
    Shift,
    Style,
    curve,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["dance", "hop", "jump"]

CROUCH = (
    (0.0, 0.0),
    (0.14, 1.0),
    (0.3, -0.45),
    (0.5, -0.1),
    (0.68, -0.35),
    (0.8, 1.0),
    (0.92, -0.1),
    (1.0, 0.0),
)
"""Bent, stretched on the way up, level in the air, reaching for the ground, bent."""
BOUNCE = (
    (0.0, 0.0),
    (0.25, 1.0),
    (0.38, -0.5),
    (0.55, -0.1),
    (0.76, 1.0),
    (0.9, 0.2),
    (1.0, 0.0),
)
STEPPING = ((0.0, 0.0), (0.1, 1.0), (0.3, 1.0), (0.4, 0.0), (1.0, 0.0))
SINKING = ((0.0, 0.0), (0.12, 0.3), (0.25, 1.0), (0.37, 0.9), (0.5, 0.0))
"""A dancer's foot goes up on the beat, the knees give way after it."""
STRETCHED = 0.03
"""Feet are not drawn up while a body is longer than by this share."""
GIVE = 0.5
"""Legs give way by this share of their length, the trunk below the face for more."""


def jump(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Crouch, stretch, fly, land, settle. The head keeps its shape."""
    tau = timed(beat.act, style)
    far = (tau - 0.5) / 0.29
    arc = max(0.0, 1.0 - far * far)
    q = style.strength * curve(tau, CROUCH)
    return _leap(body, style, x, y, bent=0.15 * q, up=0.38 * arc)


def hop(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Hop on both feet; what has none is squashed and stretched."""
    tau = timed(beat.act, style)
    far = (tau - 0.5) / 0.25
    arc = max(0.0, 1.0 - far * far)
    q = style.strength * curve(tau, BOUNCE)
    if bears(body):
        # Less than two pixels would look alike on the way down and at its end.
        deep = max(0.1, min(0.13, 2.0 / body.h))
        return _leap(body, style, x, y, bent=deep * q, up=0.17 * arc)
    scale = (1.0 + 0.16 * q, 1.0 - 0.2 * q)
    up = style.step(style.strength * 0.22 * body.h * arc)
    still = np.zeros_like(x)
    pose = Pose((body.cx, body.y1), scale=scale, move=(0.0, -up))
    return Shift(still, np.zeros_like(y), pose=pose)


def dance(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Sway the hips from side to side on the beat, knees soft, arms up in turn."""
    phase = late(beat.phase, style)
    a, s = style.strength, wave(phase)
    down = curve(phase - 0.5 * np.floor(2 * phase).item(), SINKING)
    give = max(1.0, 0.05 * body.h) * a
    hips = a * max(1.0, 0.06 * body.h)
    long = reach(body)
    up = max(1.0, min(0.4 * long, 0.07 * body.h)) * a
    feet = [
        (0.0, -up * curve(turn - np.floor(turn).item(), STEPPING))
        for turn in (phase + 0.5 * (k % 2) for k in range(bears(body)))
    ]
    legs = stand(
        body,
        style,
        x,
        y,
        trunk=(style.side * hips * s, min(GIVE * long, give) * down if feet else 0.0),
        feet=feet,
    )
    above = 1 - legs.below
    dx, dy = legs.dx, legs.dy
    # The head goes with the beat, less far than the hips and a little later.
    top = ease((body.hip - y) / max(1.0, body.hip - body.face)) * above
    head = style.step(style.side * hips * (0.5 * wave(phase - 0.1) + 0.3 * down))
    rest = style.step(style.side * hips * 0.5 * wave(-0.1))
    dx = dx + top * (head - rest - style.step(style.side * hips * s))
    if not feet:
        dy = dy + give * down * ease((body.y1 - y) / (0.5 * body.h))
    u = across(body, x)
    arm = ease((np.abs(u) - 0.24) / 0.18) * above
    arm = arm * ease((y - max(body.neck, body.face - 0.08 * body.h)) / (0.1 * body.h))
    lift = a * max(1.3, 0.09 * body.h) * arm
    dy = dy - lift * np.where(u < 0, max(0.0, -s), max(0.0, s))
    return Shift(np.asarray(dx), np.asarray(dy), legs.depth)


def _leap(
    body: Body, style: Style, x: Real, y: Real, *, bent: float, up: float
) -> Shift:
    """Go up by a share of the height, bent by another.

    Legs bend first, as far as they can; the rest is pressed out of the trunk between
    hip and face. The head goes by whole pixels.
    """
    rise = style.step(style.strength * up * body.h)
    low = bent * body.h
    count = bears(body)
    give = max(-0.3, min(GIVE, low / max(1.0, reach(body)))) * reach(body)
    give = min(style.step(give), max(1.0, reach(body) - 2.0)) if count else 0.0
    tuck = 0.3 * reach(body) if rise > 0 and bent > -STRETCHED else 0.0
    legs = stand(
        body,
        style,
        x,
        y,
        trunk=(0.0, give - rise),
        feet=[(0.0, -rise - tuck)] * count,
    )
    above = 1 - legs.below
    base = body.hip if count else body.y1
    long = max(1.0, base - body.face)
    # What lies above the face's lower end shifts with it instead of being squashed.
    top = np.clip((base - y) / long, 0.0, 1.0) * above
    press = style.step(low) - give
    wide = ease((y - body.face) / max(2.0, 0.2 * body.h)) * above
    dx = legs.dx + (x - body.cx) * 0.5 * bent * wide
    return Shift(np.asarray(dx), np.asarray(legs.dy + press * top), legs.depth)
