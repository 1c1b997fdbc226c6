"""What is sent out: spells and shots."""

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

__all__ = ["cast", "shoot"]

SHOT = (0.38, 0.56)
"""When a shot flashes, of 0..1."""


def cast(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Gather low, rise tall with arms up and a burst of light, settle."""
    tau = timed(beat.act, style)
    k = curve(tau, [(0.0, 0.0), (0.28, -0.6), (0.5, 1.0), (0.7, 0.8), (1.0, 0.0)])
    a = style.strength
    v = (body.y1 - y) / body.h
    u = (x - body.cx) / max(1.0, body.w)
    waist = max(0.15, (body.y1 - body.face) / body.h)
    rise = style.step(a * k * max(1.5, 0.06 * body.h))
    dy = -rise * ease(v / waist)
    arms = ease((np.abs(u) - 0.24) / 0.2) * ease((v - 0.15) / 0.2)
    dy = dy - a * max(0.0, k) * 0.1 * body.h * arms
    dx = -style.side * style.step(a * max(0.0, -k) * 0.05 * body.w) * ease(v / 0.3)
    dx = dx + style.side * a * max(0.0, k) * 0.05 * body.w * ease(v / 0.5)
    light = max(
        0.0, curve(tau, [(0, 0.0), (0.25, 0.25), (0.5, 1.0), (0.8, 0.3), (1, 0)])
    )
    return Shift(np.asarray(dx), np.asarray(dy), glow=light if beat.frame else 0.0)


def shoot(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Aim, let go with a flash of light, be thrown back, return."""
    tau = timed(beat.act, style)
    keys = [
        (0.0, 0.0),
        (0.2, 0.35),
        (0.34, 0.45),
        (0.46, -1.0),
        (0.62, -0.6),
        (1.0, 0.0),
    ]
    k = curve(tau, keys) * style.strength
    v = (body.y1 - y) / body.h
    u = (x - body.cx) / max(1.0, body.w)
    trunk = style.side * style.step(k * max(1.5, 0.11 * body.w)) * ease(v / 0.35)
    arm = ease((style.side * u - 0.1) / 0.25) * ease((v - 0.2) / 0.15)
    dx = trunk + style.side * k * 0.07 * body.w * arm
    dy = -max(0.0, -k) * 0.06 * body.h * arm
    light = 0.7 if SHOT[0] < tau < SHOT[1] else 0.0
    return Shift(np.asarray(dx), np.asarray(dy), glow=light)
