"""Neighbourhoods and connected parts of small pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BAYER",
    "SIDES",
    "Indices",
    "Mask",
    "boxes",
    "common_neighbour",
    "filled",
    "is_rim",
    "label",
    "neighbours_of",
    "parts",
    "spread",
    "touching",
]

Mask = NDArray[np.bool_]
Indices = NDArray[np.int32]
"""``(h, w)`` places in a colour table; -1 is clear."""

BAYER = np.asarray(
    [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.int64
)
"""Ordered dither (Bayer, 1973): ``(4, 4)``, 0 to 15."""
_STEPS = ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))
SIDES = 4
_EIGHT = np.ones((3, 3), bool)


def label(mask: Mask, *, diagonal: bool = True) -> tuple[Indices, NDArray[np.int64]]:
    """Number the connected parts of a mask from 1.

    Args:
        mask: ``(h, w)``.
        diagonal: Whether pixels that share only a corner are connected.

    Returns:
        ``(h, w)`` numbers, 0 outside the mask; and the size of each number.
    """
    from scipy import ndimage  # noqa: PLC0415 - 0.2 s, paid on the first use

    numbers = np.zeros(mask.shape, np.int32)
    ndimage.label(mask, _EIGHT if diagonal else None, output=numbers)
    sizes = np.bincount(numbers.ravel())
    sizes[0] = 0
    return numbers, sizes.astype(np.int64)


def boxes(numbers: Indices) -> list[tuple[slice, slice]]:
    """Return the rows and columns of each numbered part, the first one's first.

    Args:
        numbers: ``(h, w)``, from `label`.
    """
    from scipy import ndimage  # noqa: PLC0415 - 0.2 s, paid on the first use

    return [(box[0], box[1]) for box in ndimage.find_objects(numbers)]


def parts(mask: Mask, *, diagonal: bool = True) -> NDArray[np.int64]:
    """Return the sizes of the connected parts of a mask."""
    return label(mask, diagonal=diagonal)[1][1:]


def spread(
    mask: Mask, step: int, middle: int = 0
) -> tuple[Mask, NDArray[np.int64], NDArray[np.int64]]:
    """Choose a pixel for each cell of a coarse grid.

    That is the one in the cell's middle; a cell far from all whose middle is set, but
    with set pixels in it, stands for the first of these. So no line is too thin and no
    dot too small to be found.

    Args:
        mask: ``(h, w)``.
        step: Pixels a cell, across and down.
        middle: Where in a cell its middle is, across and down.

    Returns:
        Each ``(H, W)``, a cell of the coarse grid: whether it is set, and the row and
        the column of its pixel.
    """
    h, w = mask.shape
    high, wide = -(-h // step), -(-w // step)
    full = np.zeros((high * step, wide * step), bool)
    full[:h, :w] = mask
    cells = full.reshape(high, step, wide, step).swapaxes(1, 2).reshape(high, wide, -1)
    at = middle * step + middle
    near = np.zeros((high + 2, wide + 2), bool)
    for dy in range(3):
        for dx in range(3):
            near[dy : dy + high, dx : dx + wide] |= cells[..., at]
    lost = cells.any(-1) & ~near[1:-1, 1:-1]
    pick = np.where(lost, cells.argmax(-1), at)
    rows = np.arange(high)[:, None] * step + pick // step
    columns = np.arange(wide) * step + pick % step
    return cells[..., at] | lost, np.minimum(rows, h - 1), np.minimum(columns, w - 1)


def neighbours_of(picture: Indices, chosen: Mask) -> Indices:
    """Return the eight neighbours of some pixels, ``(8, n)``; -1 beyond the edge.

    The four that share a side come first: above, below, left, right.

    Args:
        picture: ``(h, w)``.
        chosen: ``(h, w)`` which pixels; ``n`` of them, row by row.
    """
    h, w = picture.shape
    wide = np.full((h + 2, w + 2), -1, np.int32)
    wide[1:-1, 1:-1] = picture
    rows, cols = np.nonzero(chosen)
    at = (rows + 1) * (w + 2) + cols + 1
    flat = wide.ravel()
    return np.stack([flat[at + (dy * (w + 2) + dx)] for dy, dx in _STEPS])


def filled(picture: Indices, holes: Mask) -> Indices:
    """Return the picture with pixels in the most frequent colour around them.

    Args:
        picture: ``(h, w)``, -1 is clear.
        holes: Which pixels; one with nothing around it becomes clear.
    """
    out = picture.copy()
    out[holes] = common_neighbour(neighbours_of(picture, holes))
    return out


def touching(mask: Mask, *, sides: int = 8) -> NDArray[np.int8]:
    """Count, for every pixel, the neighbours that are in the mask.

    Args:
        mask: ``(h, w)``; nothing beyond the edge is in it.
        sides: 8, or 4 for those that share a side.
    """
    h, w = mask.shape
    wide = np.zeros((h + 2, w + 2), np.int8)
    wide[1:-1, 1:-1] = mask
    total = np.zeros((h, w), np.int8)
    for dy, dx in _STEPS[:sides]:
        total += wide[1 + dy : 1 + dy + h, 1 + dx : 1 + dx + w]
    return total


def is_rim(mask: Mask) -> Mask:
    """Return the pixels of a mask that share a side with the outside."""
    return mask & (touching(mask, sides=SIDES) < SIDES)


def common_neighbour(around: Indices) -> Indices:
    """Return for every pixel the most frequent colour around it.

    Args:
        around: ``(8, n)`` from `neighbours_of`; entries below 0 do not count.

    Returns:
        ``(n,)``; -1 where there is none. The first in order wins a tie.
    """
    votes = np.zeros(around.shape, np.int8)
    for k in range(len(around)):
        votes += (around == around[k][None]).astype(np.int8)
    votes[around < 0] = 0
    choice = votes.argmax(0)[None]
    return np.asarray(np.take_along_axis(around, choice, 0)[0], np.int32)
