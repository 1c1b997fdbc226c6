"""Keeping a moving sprite on its canvas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import Real, slices

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Fit", "Places", "fit"]

Places = tuple[Real, Real]
"""Places across and down, in pixels."""

MOST_CUT = 0.015
"""A motion is weakened until at most this share of the sprite leaves the canvas."""
FACTORS = (1.0, 0.85, 0.7, 0.55, 0.4)
VISIBLE = 0.3
"""A motion of fewer pixels than this, over the whole sprite, is hardly seen."""
LEAST_CUT = 0.03
"""A sprite without room may go beyond its canvas by this share of it, or a pixel."""
SAMPLE = 1 / 6
"""Half of the cell of a sample."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How to keep a clip on its canvas.

    Attributes:
        factor: The local shifts are multiplied by this.
        push: Whole pixels, across and down, by which each frame is moved back inside.
    """

    factor: float
    push: tuple[tuple[int, int], ...]

    def freed(self, free: Sequence[bool]) -> Fit:
        """Return the fit with frames put in that may leave the canvas.

        Args:
            free: For every frame of the clip, whether it may; the others are those
                that were fitted.
        """
        own = iter(self.push)
        return Fit(self.factor, tuple((0, 0) if f else next(own) for f in free))


def fit(
    rest: Places,
    moved: Sequence[Places],
    canvas: tuple[int, int],
    *,
    posed: bool,
    near: float = SAMPLE,
) -> Fit:
    """Find the weakening and the pushes that keep a sprite whole.

    Args:
        rest: Where its points are.
        moved: Where they want to be in each frame.
        canvas: Width and height.
        posed: Whether the whole is turned or scaled; this cannot be done by half.
        near: Half of the width of a point.
    """
    best: tuple[float, Fit] | None = None
    for factor in FACTORS[:1] if posed else FACTORS:
        pushes = []
        worst = 0.0
        for x, y in moved:
            ends = _ends(rest[0], x, factor), _ends(rest[1], y, factor)
            push = _push(ends[0], canvas[0], near), _push(ends[1], canvas[1], near)
            pushes.append(push)
            if not all(map(_within, ends, push, canvas)):
                a = rest[0] + factor * (x - rest[0])
                b = rest[1] + factor * (y - rest[1])
                worst = max(worst, _cut(a + push[0], b + push[1], canvas))
        if not posed and _is_still(rest, moved, factor, pushes):
            return _freed(rest, moved)
        found = Fit(factor, tuple(pushes))
        if worst <= MOST_CUT:
            return found
        if best is None or worst < best[0]:
            best = (worst, found)
    if best is None:
        msg = "a clip has at least one strength to try"
        raise AssertionError(msg)
    return best[1]


def _is_still(
    rest: Places,
    moved: Sequence[Places],
    factor: float,
    pushes: Sequence[tuple[int, int]],
) -> bool:
    """Tell whether pushing back took all of a motion that was there."""
    if not any(any(push) for push in pushes):
        return False
    return all(
        float(np.cumsum(np.abs(factor * (place[k] - rest[k]) + push[k]))[-1])
        < VISIBLE * len(rest[0])
        for place, push in zip(moved, pushes, strict=True)
        for k in (0, 1)
    )


def _freed(rest: Places, moved: Sequence[Places]) -> Fit:
    """Let a sprite without any room go beyond its canvas, a little."""
    spread = float(rest[1].max()) - float(rest[1].min())
    far = max(
        float(np.abs(place[k] - rest[k]).max()) for place in moved for k in (0, 1)
    )
    most = max(1.0, LEAST_CUT * spread)
    return Fit(min(1.0, most / max(1e-9, far)), ((0, 0),) * len(moved))


def _ends(rest: Real, moved: Real, factor: float) -> tuple[float, float]:
    """Return the lowest and the highest place of a weakened motion."""
    low, high = math.inf, -math.inf
    for part in slices(len(rest)):
        place = rest[part] + factor * (moved[part] - rest[part])
        low, high = min(low, float(place.min())), max(high, float(place.max()))
    return low, high


def _within(ends: tuple[float, float], push: int, length: int) -> bool:
    """Tell whether nothing of places leaves the canvas."""
    return ends[0] + push >= 0 and ends[1] + push < length


def _push(ends: tuple[float, float], length: int, near: float) -> int:
    """Return the whole pixels that bring places inside, when there is room for them."""
    low, high = ends[0] - near, ends[1] + near
    if high - low > length + 0.5:
        return 0
    if low < 0:
        return math.ceil(round(-low, 4))
    return -math.ceil(round(max(0.0, high - length), 4))


def _cut(x: Real, y: Real, canvas: tuple[int, int]) -> float:
    """Return the share of places that lie beyond the canvas."""
    out = (x < 0) | (y < 0) | (x >= canvas[0]) | (y >= canvas[1])
    return int(np.count_nonzero(out)) / max(1, len(x))
