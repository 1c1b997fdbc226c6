"""What programs measure bodies and moments by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import Real, wave

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.shift import Style

__all__ = ["across", "height", "late", "timed", "weight"]


def height(body: Body, y: Real) -> Real:
    """Return the height of points: 0 at the feet, 1 at the top."""
    return np.asarray((body.y1 - y) / body.h, np.float64)


def across(body: Body, x: Real) -> Real:
    """Return where points lie across: 0 in the middle, about -0.5 to 0.5."""
    return np.asarray((x - body.cx) / max(1.0, body.w), np.float64)


def late(phase: float, style: Style) -> float:
    """Return a cycle's phase, hurried and slowed as the seed has it; 0 stays 0."""
    return phase + 0.35 * style.turn * wave(phase)


def timed(tau: float, style: Style) -> float:
    """Return 0..1 of an act, hurried or slowed as the seed has it; both ends stay."""
    return tau + 0.25 * style.turn * wave(tau / 2) * (1.0 if 0 < tau < 1 else 0.0)


def weight(grid: Real, x: Real, y: Real) -> Real:
    """Return the entries of a ``(h, w)`` grid at points; beyond its edge, the edge."""
    h, w = grid.shape
    col = np.clip(np.floor(x).astype(np.int64), 0, w - 1)
    row = np.clip(np.floor(y).astype(np.int64), 0, h - 1)
    return np.asarray(grid[row, col], np.float64)
