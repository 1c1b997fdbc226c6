"""The least cost of reaching each pixel from outside the picture, over 4 neighbours.

Fast sweeping by whole rows and columns instead of a queue (after Zhao, "A fast sweeping
method for Eikonal equations", 2005): along one direction the cheapest path is a running
minimum. Costs are whole numbers, so the order of additions changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

if TYPE_CHECKING:
    from pixelengine_import.local_engine.background.types import Mask

__all__ = ["UNIT", "Costs", "travel"]

Costs = NDArray[np.int64]

UNIT = 10_000
"""A cost of 1, which is where the sprite begins."""

_FAR = 9 * UNIT
_ROUNDS = (
    64  # a path that turns back more often than this stays dearer than it could be
)


def travel(cost: Costs, start: Mask, steps: tuple[Costs, Costs] | None = None) -> Costs:
    """Sum the costs along the cheapest path to each pixel.

    Args:
        cost: ``(h, w)``, what entering a pixel costs, 0 or more.
        start: Where paths begin; a start pays for itself.
        steps: ``(down, right)``, each ``(h, w)``: what the step from a pixel to the one
            below or to the right costs, either way; the cheaper of both counts.

    Returns:
        ``(h, w)``; what costs more than 9 units is ``9 * UNIT``.
    """
    best = np.where(start, cost, _FAR)
    labels, count = ndimage.label(cost == 0)
    zones = np.asarray(labels, np.intp)
    for _ in range(_ROUNDS):
        fresh = _spread(best, zones, count)
        for axis in (0, 1):
            step = None if steps is None else steps[axis]
            _sweep(fresh, cost, step, axis)
        if np.array_equal(fresh, best):
            break
        best = fresh
    return best


def _spread(best: Costs, zones: NDArray[np.intp], count: int) -> Costs:
    """Give every pixel of a free zone the least cost in it."""
    least = np.full(count + 1, _FAR, dtype=np.int64)
    np.minimum.at(least, zones.ravel(), best.ravel())
    fresh: Costs = np.where(zones > 0, least[zones], best)
    return fresh


def _sweep(best: Costs, cost: Costs, step: Costs | None, axis: int) -> None:
    """Go along an axis, there and back."""
    for back in (False, True):
        price = cost.copy()
        if step is not None:
            into = price if axis == 0 else price.T
            out = step if axis == 0 else step.T
            if back:
                np.minimum(into[:-1], out[:-1], out=into[:-1])
            else:
                np.minimum(into[1:], out[:-1], out=into[1:])
        view = np.flip(best, axis) if back else best
        paid = np.cumsum(np.flip(price, axis) if back else price, axis=axis)
        np.minimum(view, np.minimum.accumulate(view - paid, axis=axis) + paid, out=view)
