"""Spots and trails of light: how deep a place lies in them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import Real, cosine, wave
from pixelengine_import.local_engine.motion.shift import Arc, Dab

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["bounds", "inside"]

THIN = 1.2


def inside(effect: Dab | Arc, x: Real, y: Real) -> Real:
    """Return how deep places lie in an effect, in pixels; below 0 is outside.

    Args:
        effect: What.
        x: Places in pixels.
        y: The same, downwards.
    """
    a, b = x - round(effect.x, 4), y - round(effect.y, 4)
    far = np.sqrt(a * a + b * b)
    if isinstance(effect, Dab) and effect.star:
        # An astroid's root, about its depth near the tips.
        long = math.sqrt(round(effect.radius, 4))
        depth = (long - np.sqrt(np.abs(a)) - np.sqrt(np.abs(b))) * long / 2
        return np.asarray(np.round(depth, 4))
    if isinstance(effect, Dab):
        return np.asarray(round(effect.radius, 4) - far)
    way = 1.0 if effect.turn >= 0 else -1.0
    first, last = _ray(effect.start), _ray(effect.start + effect.turn)
    # On which side of the first ray, and of the last one: the share of the way between.
    gone = way * (first[0] * b - first[1] * a)
    left = way * (a * last[1] - b * last[0])
    within = np.minimum(gone, left)
    share = np.clip(gone / np.maximum(1e-9, gone + left), 0.0, 1.0)
    # It is nowhere so thin that it would fall into single pixels.
    thick = np.maximum(min(effect.thick, THIN), effect.thick * share)
    depth = np.minimum(effect.radius - far, far - effect.radius + thick)
    return np.asarray(np.round(np.minimum(depth, within), 4), np.float64)


def _ray(turns: float) -> tuple[float, float]:
    return cosine(turns), wave(turns)


def bounds(
    effects: Sequence[Dab | Arc], size: tuple[int, int], push: tuple[int, int]
) -> list[tuple[slice, slice] | None]:
    """Return the rows and columns that each effect may touch, None for none.

    Args:
        effects: What.
        size: Width and height of the frame.
        push: Whole pixels by which the frame was moved.
    """
    found: list[tuple[slice, slice] | None] = []
    for effect in effects:
        r, x, y = effect.radius, effect.x + push[0], effect.y + push[1]
        x0, x1 = max(0, int(x - r) - 1), min(size[0], int(x + r) + 3)
        y0, y1 = max(0, int(y - r) - 1), min(size[1], int(y + r) + 3)
        empty = x0 >= x1 or y0 >= y1
        found.append(None if empty else (slice(y0, y1), slice(x0, x1)))
    return found
