"""Turning about the upright axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import (
    Real,
    wave,
)
from pixelengine_import.local_engine.motion.programs.measure import (
    late,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Pose,
    Shift,
    Style,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["spin"]


def spin(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Turn about the upright axis, as a coin does."""
    phase = late(0.35 * beat.frame if beat.brief else beat.half, style)
    c = wave(phase + 0.25)
    thin = max(abs(c), 0.16, min(1.0, 2 / body.w))
    scale = -thin if c < 0 else thin
    middle = ((body.x0 + body.x1) / 2, body.y1)
    still = np.zeros_like(x)
    return Shift(still, np.zeros_like(y), pose=Pose(middle, scale=(scale, 1.0)))
