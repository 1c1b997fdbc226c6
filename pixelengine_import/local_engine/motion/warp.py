"""Smooth warping in whole numbers, so that it gives the same bytes everywhere.

Library warps work in floating point, whose last bit differs between CPUs; here places
are sixteenths of a pixel and four channels are mixed at once within 32-bit words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.exact import Real

__all__ = ["CELL", "nodes", "warp", "words"]

CELL = 8
"""Shifts are known at the corners of cells of this many pixels."""
_SUB = 4096
_EVEN = np.uint32(0x00FF00FF)
_BYTE = np.uint32(8)
_ROUND = np.uint32(0x00800080)

Words = NDArray[np.uint32]


def words(picture: NDArray[np.uint8]) -> Words:
    """Return ``(h, w)`` words of an ``(h, w, 4)`` picture, a copy."""
    return np.ascontiguousarray(picture).view("<u4")[..., 0].astype(np.uint32)


def nodes(width: int, height: int) -> tuple[Real, Real]:
    """Return the places of the cells' corners, each ``(rows, columns)``."""
    ys = np.arange(-(-height // CELL) + 1, dtype=np.float64) * CELL
    xs = np.arange(-(-width // CELL) + 1, dtype=np.float64) * CELL
    grid = np.meshgrid(xs, ys)
    return np.asarray(grid[0], np.float64), np.asarray(grid[1], np.float64)


def _spread(values: NDArray[np.int32], h: int, w: int) -> NDArray[np.int32]:
    """Return values of corners as values of pixel centres, ``(h, w)``."""
    # A centre lies an odd number of half pixels into its cell.
    odd = (2 * np.arange(CELL) + 1).astype(np.int32)
    rest = (2 * CELL - odd).astype(np.int32)
    a, b = values[:-1, None, :], values[1:, None, :]
    rows = (a * rest[None, :, None] + b * odd[None, :, None]) // np.int32(2 * CELL)
    rows = rows.reshape(-1, values.shape[1])[:h]
    c, d = rows[:, :-1, None], rows[:, 1:, None]
    full = (c * rest + d * odd) // np.int32(2 * CELL)
    return np.asarray(full.reshape(h, -1)[:, :w], np.int32)


def warp(picture: Words, dx: Real, dy: Real, outside: int | None) -> NDArray[np.uint8]:
    """Fetch every pixel from a shifted place, mixing the four nearest pixels.

    Args:
        picture: ``(h, w)`` from `words`.
        dx: Shift at the corners given by `nodes`, in pixels: a pixel at ``x`` shows
            what is at ``x + dx``.
        dy: The same, downwards.
        outside: The word beyond the edge; None repeats the edge.

    Returns:
        ``(h, w, 4)``.
    """
    h, w = picture.shape
    if outside is None:
        wide = np.pad(picture, 1, mode="edge")
    else:
        wide = np.pad(picture, 1, constant_values=np.uint32(outside))
    reach = 8 * max(h, w)
    whole = [
        np.rint(np.clip(d, -reach, reach) * _SUB).astype(np.int32) for d in (dx, dy)
    ]
    fx = _spread(whole[0], h, w) + (np.arange(w, dtype=np.int32) * _SUB)
    fy = _spread(whole[1], h, w) + (np.arange(h, dtype=np.int32) * _SUB)[:, None]
    # In sixteenths, with the frame of one pixel counted in.
    fx = np.clip((fx + 128 >> 8) + 16, 0, 16 * (w + 1))
    fy = np.clip((fy + 128 >> 8) + 16, 0, 16 * (h + 1))
    col = np.minimum(fx >> 4, w)
    row = np.minimum(fy >> 4, h)
    u, v = (fx - (col << 4)).astype(np.uint32), (fy - (row << 4)).astype(np.uint32)
    at = row * np.int32(w + 2) + col
    flat = wide.ravel()
    n = np.uint32(16)
    out_even = np.full((h, w), _ROUND, np.uint32)
    out_odd = np.full((h, w), _ROUND, np.uint32)
    for step, weight in (
        (0, (n - u) * (n - v)),
        (1, u * (n - v)),
        (w + 2, (n - u) * v),
        (w + 3, u * v),
    ):
        near = flat.take(at + np.int32(step))
        out_even += (near & _EVEN) * weight
        out_odd += ((near >> _BYTE) & _EVEN) * weight
    mixed = ((out_even >> _BYTE) & _EVEN) | (out_odd & ~_EVEN)
    return mixed.astype("<u4").view(np.uint8).reshape(h, w, 4)
