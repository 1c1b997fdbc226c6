"""Motions of what does not stand: float, fly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import (
    Real,
    ease,
    sine,
    wave,
)
from pixelengine_import.local_engine.motion.programs.measure import (
    across,
    height,
    late,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Shift,
    Style,
    swing,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["float_", "fly"]


def float_(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Hover: the whole rises and sinks, its lower end trails behind."""
    phase = late(beat.half, style)
    lift = style.step(style.strength * max(2.0, 0.07 * body.h) * swing(phase))
    # Loose ends below the face trail; the face itself stays rigid.
    loose = ease((y - body.face) / max(2.0, body.y1 - body.face))
    bend = 0.34 * height(body, y) + style.turn
    trail = sine(beat.half + bend) - sine(bend)
    dx = np.zeros_like(x) + style.strength * 0.03 * body.h * loose * trail
    return Shift(dx, np.full_like(y, -lift))


def fly(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Flap what lies to the sides; the body answers the stroke."""
    a, s = style.strength, wave(late(beat.phase, style))
    u = np.abs(across(body, x)) * 2
    side = np.minimum(1.0, u) * np.minimum(1.0, u)
    up = style.step(a * 0.08 * body.h * s)
    dy = a * 0.22 * body.h * s * side - up * (1 - side)
    dx = -0.12 * a * (x - body.cx) * side * swing(beat.phase)
    return Shift(np.asarray(dx), np.zeros_like(y) + dy)
