"""Small operations on masks, with everything outside the picture being background."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Mask", "grow", "label", "moved", "outside", "shrink"]

Mask: TypeAlias = NDArray[np.bool_]
"""``(h, w)``, one truth for each pixel."""


def grow(mask: Mask, reach: int = 1, *, beyond: bool = False) -> Mask:
    """Add the eight neighbours of every pixel, ``reach`` times.

    Args:
        mask: What grows; left as it is.
        reach: How far.
        beyond: What stands outside the picture.

    Returns:
        The grown mask.
    """
    height, width = mask.shape
    padded = np.pad(mask, reach, constant_values=beyond)
    # A square is a row of a column: two short passes in place of one over the area.
    span = 2 * reach + 1
    rows = padded[:height].copy()
    for k in range(1, span):
        rows |= padded[k : k + height]
    result = rows[:, :width].copy()
    for k in range(1, span):
        result |= rows[:, k : k + width]
    return result


def shrink(mask: Mask) -> Mask:
    """Take away every pixel with one of its four neighbours outside the mask."""
    padded = np.pad(mask, 1)
    result: Mask = mask & padded[:-2, 1:-1] & padded[2:, 1:-1]
    result &= padded[1:-1, :-2] & padded[1:-1, 2:]
    return result


def label(mask: Mask) -> tuple[NDArray[np.int32], int]:
    """Number the parts of a mask that hang together by their sides.

    Returns:
        A number from 1 for each pixel of the mask, 0 elsewhere; how many parts.
    """
    from scipy import ndimage  # noqa: PLC0415 - 100 ms, and needed for doubtful mattes only

    numbers = np.zeros(mask.shape, dtype=np.int32)
    count = ndimage.label(mask, output=numbers)
    return numbers, int(count)


def outside(mask: Mask) -> Mask:
    """Keep what can be reached from beyond the border without leaving the mask."""
    numbers, _ = label(np.pad(mask, 1, constant_values=True))
    reached: Mask = (numbers == numbers[0, 0])[1:-1, 1:-1]
    return reached


def moved(image: NDArray[np.uint8], by: Sequence[int]) -> NDArray[np.uint8]:
    """Move a picture by whole pixels; what comes in from outside is transparent.

    Args:
        image: ``(h, w, 4)``.
        by: Down and right; negative moves up and left.

    Returns:
        A copy of the same shape.
    """
    down, right = by
    height, width = image.shape[:2]
    result = np.zeros_like(image)
    into = result[max(0, down) : height + down, max(0, right) : width + right]
    taken = image[max(0, -down) : height - down, max(0, -right) : width - right]
    into[...] = taken
    return result
