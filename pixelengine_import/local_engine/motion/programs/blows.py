"""Blows and what is held against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import (
    Real,
    ease,
)
from pixelengine_import.local_engine.motion.programs.measure import (
    timed,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Shift,
    Style,
    curve,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["attack", "block"]


def attack(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Draw back, lunge, hold, return; what reaches out in front goes further."""
    tau = timed(beat.act, style)
    keys = [(0.0, 0.0), (0.25, -0.45), (0.42, 1.0), (0.6, 0.85), (1.0, 0.0)]
    k = curve(tau, keys) * style.strength
    v = (body.y1 - y) / body.h
    u = (x - body.cx) / max(1.0, body.w)
    shoulder = (body.y1 - body.neck) / body.h
    lean = 0.1 * body.h * np.minimum(v, shoulder)
    dx = k * (0.14 * body.w * (0.3 + 0.7 * ease(v / 0.35)) + lean)
    ahead = ease((style.side * u - 0.05) / 0.35) * ease((v - 0.18) / 0.15)
    ahead = ahead * ease((shoulder + 0.05 - v) / 0.15)
    dx = style.side * (dx + max(0.0, k) * 0.11 * body.w * ahead)
    sink = max(0.0, k) * 0.05 - min(0.0, k) * 0.04
    return Shift(np.asarray(dx), np.asarray(sink * body.h * ease(v / 0.4)))


def block(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Crouch behind what is held in front, take the blow, rise again."""
    tau = timed(beat.act, style)
    low = curve(tau, [(0.0, 0.0), (0.22, 1.0), (0.75, 0.9), (1.0, 0.0)])
    blow = curve(tau, [(0.0, 0.0), (0.4, 0.0), (0.5, 1.0), (0.7, 0.3), (1.0, 0.0)])
    a = style.strength
    v = (body.y1 - y) / body.h
    u = (x - body.cx) / max(1.0, body.w)
    waist = max(0.15, (body.y1 - body.face) / body.h)
    dy = style.step(a * low * max(1.5, 0.08 * body.h)) * ease(v / waist)
    guard = ease((style.side * u - 0.05) / 0.3) * ease((v - 0.15) / 0.15)
    dx = style.side * a * low * 0.07 * body.w * guard
    dy = dy - a * low * 0.07 * body.h * guard
    back = style.step(a * blow * max(1.0, 0.09 * body.w))
    dx = dx - style.side * back * ease(v / 0.25)
    return Shift(np.asarray(dx), np.asarray(dy))
