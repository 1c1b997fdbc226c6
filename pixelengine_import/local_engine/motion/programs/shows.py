"""Growing and shrinking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

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
    from pixelengine_import.local_engine.motion.exact import (
        Real,
    )

__all__ = ["grow", "shrink"]

OVERSHOOT = 1.06
"""How far growing goes beyond its end, before it settles."""


def grow(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Grow from the feet up, as far as the picture has room, with two overshoots."""
    room_w = min(body.cx, body.canvas[0] - body.cx) / max(1.0, body.cx - body.x0)
    room = min(body.y1 / body.h, room_w, 1.0 + 0.4 * style.strength)
    return _scale(body, beat, style, (x, y), max(1.15, 1.0 + (room - 1.0) / OVERSHOOT))


def shrink(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Shrink towards the feet."""
    return _scale(body, beat, style, (x, y), 1.0 / (1.0 + 0.8 * style.strength))


def _scale(
    body: Body, beat: Beat, style: Style, at: tuple[Real, Real], end: float
) -> Shift:
    tau = timed(beat.end, style)
    k = curve(
        tau, [(0.0, 0.0), (0.3, 0.45), (0.45, 0.3), (0.85, OVERSHOOT), (1.0, 1.0)]
    )
    factor = 1.0 + (end - 1.0) * k
    pose = Pose((body.cx, body.y1), scale=(factor, factor))
    return Shift(np.zeros_like(at[0]), np.zeros_like(at[1]), pose=pose)
