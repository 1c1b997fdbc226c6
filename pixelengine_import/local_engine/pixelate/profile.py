"""Where along an axis colours change: a profile, and the sharp places in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.imaging.pixels import Pixels
    from pixelengine_import.local_engine.pixelate.types import Ints, Real

__all__ = ["Impulses", "bends_of", "halfway", "impulses_of", "profile_of"]

_CAP = 3 * 3 * 120
_WINDOW = 25
_ROUNDING = 9  # 3 of 255, in each of three rows
_WEAK = 0.06
_GRID = 4096


@dataclass(frozen=True, slots=True)
class Impulses:
    """Sharp places along an axis.

    Attributes:
        places: Ascending, pixels; the line between pixel 4 and 5 is 5.0.
        weights: How sharp each is.
    """

    places: Real
    weights: Real


def profile_of(image: Pixels, axis: int) -> Real:
    """Measure how much changes at each line between two pixels.

    Three neighbours along the edge are added up against noise, the common noise is
    taken off, and no single outline may dominate.

    Args:
        image: ``(h, w, 4)`` uint8.
        axis: 1 for lines between columns, 0 for lines between rows.

    Returns:
        ``(size,)``; entry ``i`` is the line before pixel ``i``, entry 0 is 0.
    """
    total = _three_rows(image, axis)
    change = np.abs(np.diff(total, axis=1)).sum(axis=2)
    floor = int(np.median(change))
    sharp = _sharpen(np.clip(change - floor, 0, _CAP))
    return np.concatenate([np.zeros(1), sharp])


def bends_of(image: Pixels, axis: int) -> Real:
    """Measure how much the change itself changes at each pixel.

    A smooth enlargement runs straight from the centre of one cell to that of the next,
    and bends there.

    Args:
        image: ``(h, w, 4)`` uint8.
        axis: As for `profile_of`.

    Returns:
        ``(size,)``; entry ``i`` is the middle of pixel ``i``.
    """
    total = _three_rows(image, axis)
    bend = np.abs(np.diff(total, n=2, axis=1))
    # Rounding to 8 bits has a comb of its own.
    bend = np.maximum(bend - _ROUNDING, 0).sum(axis=2)
    floor = int(np.median(bend))
    sharp = _sharpen(np.clip(bend - floor, 0, _CAP))
    return np.concatenate([np.zeros(1), sharp, np.zeros(1)])


def halfway(bends: Real, pitch: float) -> Real:
    """Turn a profile of cell centres into one of the lines between them.

    Args:
        bends: What `bends_of` gives.
        pitch: Pixels from centre to centre.
    """
    at = np.arange(len(bends), dtype=np.float64)
    sides = [
        np.interp(at + off - 0.5, at, bends, left=0, right=0)
        for off in (-pitch / 2, pitch / 2)
    ]
    return np.round((sides[0] + sides[1]) / 2, 3)


def _three_rows(image: Pixels, axis: int) -> NDArray[np.int32]:
    """Add up three neighbours along the edge: ``(lines, size, 4)``, premultiplied."""
    alpha = image[..., 3:].astype(np.int32)
    colours = image[..., :3].astype(np.int32) * alpha // 255
    parts = np.concatenate([colours, alpha], axis=2)
    if axis == 0:
        parts = parts.transpose(1, 0, 2)
    total = parts.copy()
    total[1:] += parts[:-1]
    total[:-1] += parts[1:]
    return total


def _sharpen(change: NDArray[np.int32]) -> Real:
    sums: Ints = change.sum(axis=0, dtype=np.int64)
    base = ndimage.percentile_filter(sums, 25, size=_WINDOW, mode="nearest")
    return np.maximum(sums - np.asarray(base, np.int64), 0).astype(np.float64)


def impulses_of(profile: Real) -> Impulses:
    """Find the local maxima of a profile, finer than a pixel.

    Args:
        profile: What `profile_of` gives.
    """
    padded = np.concatenate([profile, np.zeros(1)])
    left, middle, right = padded[:-2], padded[1:-1], padded[2:]
    peaks = np.flatnonzero((middle > left) & (middle >= right) & (middle > 0))
    if not len(peaks):
        return Impulses(np.zeros(0), np.zeros(0))
    heights = middle[peaks]
    strong = float(np.quantile(heights, 0.9))
    kept = heights > _WEAK * strong
    peaks, heights = peaks[kept], heights[kept]
    before, after = left[peaks], right[peaks]
    bend = before - 2 * heights + after
    shift = 0.5 * (before - after) / np.where(bend == 0, 1, bend)
    places = np.rint((peaks + 1 + np.clip(shift, -0.5, 0.5)) * _GRID) / _GRID
    return Impulses(places, np.sqrt(np.minimum(heights, strong)))
