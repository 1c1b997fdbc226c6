"""What a body suffers: blows taken, death."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import (
    Real,
    cosine,
    ease,
    wave,
)
from pixelengine_import.local_engine.motion.programs.measure import (
    timed,
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

__all__ = ["death", "hurt"]


def hurt(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Flash, be thrown against the own facing, tremble, return."""
    tau = timed(beat.act, style)
    v = (body.y1 - y) / body.h
    thrown = curve(tau, [(0.0, 0.0), (0.12, 1.0), (0.5, 0.5), (1.0, 0.0)])
    back = style.step(style.strength * 0.1 * body.w * thrown)
    left = max(0.0, 1.0 - tau)
    tremble = style.step(max(1.0, 0.03 * body.w) * left * left * wave(3 * beat.phase))
    dx = -style.side * (back * (0.3 + 0.7 * ease(v / 0.4)) + tremble)
    sink = curve(tau, [(0.0, 0.0), (0.15, 1.0), (1.0, 0.0)])
    waist = max(0.15, (body.y1 - body.face) / body.h)
    dy = style.step(style.strength * max(1.0, 0.05 * body.h) * sink) * ease(v / waist)
    return Shift(np.zeros_like(x) + dx, np.asarray(dy), flash=beat.frame == 1)


def death(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Fall on the back; wide bodies, and those without room to lie, sink down."""
    flat = body.w > 1.05 * body.h or (not body.legs and body.h < 1.2 * body.w)
    if flat or body.h > 1.3 * body.canvas[0]:
        return _sink(body, beat, style, x, y)
    fall = [(0.0, 0.0), (0.15, 0.06), (0.7, 1.0), (0.8, 0.93), (0.9, 1.0), (1.0, 1.0)]
    # The seed may only change when the body falls: it lies on the ground in the end.
    turn = -style.side * 0.25 * curve(timed(beat.end, style), fall)
    c, s = cosine(turn), wave(turn)
    pivot = (body.cx, body.y1)
    # Corners of the box tell how far the turned body would sink into the ground.
    corners = [
        s * (cx - body.cx) + c * (cy - body.y1)
        for cx in (body.x0, body.x1)
        for cy in (body.y0, body.y1)
    ]
    squeeze = min(1.0, body.canvas[0] / body.h)
    length = 1.0 - (1.0 - squeeze) * abs(s)
    centre = style.side * 0.42 * body.h * abs(s) * length
    move = (style.step(centre), -style.step(max(0.0, *corners)))
    pose = Pose(pivot, turn=turn, scale=(1.0, length), move=move)
    return Shift(np.zeros_like(x), np.zeros_like(y), pose=pose)


def _sink(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Swell, then sink down to under half the height."""
    tau = timed(beat.end, style)
    k = curve(tau, [(0.0, 0.0), (0.2, -0.12), (0.7, 1.0), (0.8, 0.9), (1.0, 1.0)])
    wide = min(0.3, max(0.0, body.canvas[0] / body.w - 1.0))
    scale = (1.0 + wide * k, 1.0 - 0.58 * k)
    lean = 0.05 * body.w * max(0.0, k) * style.side
    slump = np.full_like(x, lean) * ((body.y1 - y) / body.h)
    pose = Pose((body.cx, body.y1), scale=scale)
    return Shift(np.asarray(slump), np.zeros_like(y), pose=pose)
