"""Grids that can be read off without measuring: lossless enlargements, native art."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.imaging.pixels import Pixels
    from pixelengine_import.local_engine.pixelate.types import Lines

__all__ = ["codes_of", "exact_lines", "is_native"]

_FEWEST_EDGES = 4
_SINGLE = 0.04
_FEW_COLOURS = 256
_EQUAL = 0.2
_OPAQUE_FROM = 128


def codes_of(image: Pixels) -> NDArray[np.uint32]:
    """Return one number a pixel; all that is transparent is alike.

    Args:
        image: ``(h, w, 4)`` uint8.

    Returns:
        ``(h, w)``.
    """
    wide = image.astype(np.uint32)
    codes = wide[..., 3] << 24 | wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]
    return np.where(wide[..., 3] == 0, np.uint32(0), codes)


def exact_lines(codes: NDArray[np.uint32]) -> tuple[Lines, Lines] | None:
    """Find the grid of a lossless enlargement by a whole number of at least 2.

    Every edge lies on a multiple of the cell's side, counted from any one edge.

    Args:
        codes: ``(h, w)``.

    Returns:
        Lines of columns and of rows; None when there are few edges, or no such grid.
    """
    found: list[Lines] = []
    for axis in (1, 0):
        changes = (
            codes[:, 1:] != codes[:, :-1] if axis == 1 else codes[1:] != codes[:-1]
        )
        edges = np.flatnonzero(changes.any(axis=1 - axis)) + 1
        if len(edges) < _FEWEST_EDGES:
            return None
        side = math.gcd(*(int(gap) for gap in np.diff(edges)))
        if side < 2:  # noqa: PLR2004 - one pixel a cell is no enlargement
            return None
        first = int(edges[0]) % side
        size = codes.shape[axis]
        start = first - side if first else 0
        cells = -(-(size - start) // side)
        found.append(start + side * np.arange(cells + 1, dtype=np.float64))
    return found[0], found[1]


def is_native(image: Pixels, codes: NDArray[np.uint32]) -> bool:
    """Say whether a cell is one pixel already.

    A clean picture has few colours and equal neighbours. When it was enlarged by 2 or
    more, no run of one colour is a single pixel; native art has many that are.

    Args:
        image: ``(h, w, 4)``.
        codes: Its codes.
    """
    colours = len(np.unique(codes))
    height, width = codes.shape
    if colours > min(_FEW_COLOURS, max(16, codes.size // 6)):
        return False
    equal = int((codes[:, 1:] == codes[:, :-1]).sum() + (codes[1:] == codes[:-1]).sum())
    if equal < _EQUAL * 2 * codes.size:
        return False
    alpha = image[..., 3]
    if bool(((alpha > 0) & (alpha < _OPAQUE_FROM)).any()) and colours > height + width:
        return False
    runs = singles = 0
    for lines in (codes, codes.T):
        change = lines[:, 1:] != lines[:, :-1]
        runs += int(change.sum())
        singles += int((change[:, 1:] & change[:, :-1]).sum())
    return runs > 0 and singles > _SINGLE * runs
