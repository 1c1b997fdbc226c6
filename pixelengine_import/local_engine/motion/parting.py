"""Where feet that touch are parted: below a gap, or along a dark line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pixelengine_import.local_engine.motion.grid import label

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.grid import Mask

__all__ = [
    "GROUND",
    "PAIR",
    "ZONE",
    "Box",
    "Light",
    "dark_line",
    "runs",
    "under_gaps",
]

Box = tuple[int, int, int, int]
"""Left, top, right, bottom, the last two exclusive."""

Light = NDArray[np.int64]
"""``(h, w)`` how light a picture is, 0 to 255; what is clear does not count."""

ZONE = 0.45
"""Legs end, upwards, below this share of the height."""
GROUND = 0.12
"""Feet stand within this share of the height above the lowest row."""
CONTRAST = 16
"""A line between two legs is darker than both by this much, of 255."""
LINE = 0.075
"""A line between two legs is at least this share of the height long."""
PAIR = 2


def runs(row: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the runs of a row of a mask, ends exclusive."""
    edge = np.flatnonzero(np.diff(np.r_[0, row.astype(np.int8), 0]))
    return [(int(a), int(b)) for a, b in zip(edge[0::2], edge[1::2], strict=True)]


def under_gaps(solid: Mask, box: Box) -> Mask:
    """Return the pixels between feet that touch below a gap."""
    x0, y0, x1, y1 = box
    w, h = x1 - x0, y1 - y0
    cut = np.zeros_like(solid)
    numbers, sizes = label(~solid, diagonal=False)
    for k in np.flatnonzero(sizes > 1):
        ys, xs = np.nonzero(numbers == k)
        low = int(ys.max())
        bounded = xs.min() > x0 and xs.max() < x1 - 1 and ys.min() > y0 + ZONE * h
        if not bounded or low + 1 < y1 - max(2.0, GROUND * h):
            continue
        middle = int(np.median(xs[ys == low]))
        if abs(middle + 0.5 - (x0 + x1) / 2) <= 0.3 * w:
            cut[low + 1 : y1, middle] = solid[low + 1 : y1, middle]
    return cut


def dark_line(solid: Mask, light: Light, box: Box) -> Mask:
    """Return the longest dark line that runs up from between two feet."""
    _, y0, _, y1 = box
    h = y1 - y0
    cut = np.zeros_like(solid)
    found = runs(solid[y1 - 1 - min(2, h // 8)])
    a, b = max(found, key=lambda run: run[1] - run[0], default=(0, 0))
    if b - a < 2 * PAIR:
        return cut
    tone = np.where(solid, light, -1)
    near = range(1, 3 + h // 32)
    left = np.max([np.roll(tone, k, 1) for k in near], axis=0)
    right = np.max([np.roll(tone, -k, 1) for k in near], axis=0)
    dark = solid & (np.minimum(left, right) - tone >= CONTRAST)
    # Beyond an edge there is nothing that a line could be darker than.
    dark[:, [0, -1]] = False
    centre = (a + b - 1) / 2
    best: tuple[int, float, list[tuple[int, int]]] = (0, 0.0, [])
    for start in range(y1 - 1, y1 - 2 - max(2, round(0.09 * h)), -1):
        for c in range(a + 1, b - 1):
            if start < y0:
                break
            if abs(c - centre) > 0.27 * (b - a) or not dark[start, c]:
                continue
            path = _traced(dark, start, c, y0 + int(ZONE * h))
            entry = (len(path), -abs(c - centre), path)
            best = max(best, entry, key=lambda found: found[:2])
    if best[0] < max(2, round(LINE * h)):
        return cut
    for y, c in best[2]:
        cut[y, c] = True
    y, c = best[2][0]
    cut[y:y1, c] = solid[y:y1, c]
    return cut


def _traced(dark: Mask, y: int, c: int, top: int) -> list[tuple[int, int]]:
    """Follow a dark line upwards, at most a column aside at each row."""
    path = [(y, c)]
    while y - 1 >= top:
        y -= 1
        # The outermost columns hold no line: one aside is always a column.
        step = next((d for d in (0, -1, 1) if dark[y, c + d]), None)
        if step is None:
            break
        c += step
        path.append((y, c))
    return path
