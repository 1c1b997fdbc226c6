"""Colours: perceptual distance and the closed colour table of a clip.

Distances are taken in OKLab (Björn Ottosson, "A perceptual color space for image
processing", 2020) in whole ten-thousandths, so that they compare the same everywhere: a
just visible difference is about 200.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pixelengine_import.local_engine.motion.exact import Real, root

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.types import Colour, Palette

__all__ = ["Ints", "Table", "nearest", "oklab", "pack", "reduce_colours", "unpack"]

Ints = NDArray[np.int64]
Table = NDArray[np.uint8]
"""``(k, 3)`` RGB."""

UNITS = 10_000
MOST_FOR_MERGING = 512
"""Merging looks at all pairs; art with more colours is gathered into cells first."""


SRGB_KNEE = 0.04045


def _linear_light() -> Real:
    """Return linear light for the 256 sRGB codes (IEC 61966-2-1)."""
    code = np.arange(256, dtype=np.float64) / 255.0
    fifth = root(np.minimum(1.0, (code + 0.055) / 1.055), 5)
    power = fifth * fifth  # x ** 2.4 is (x ** (1/5)) ** 12
    power = power * power * power
    return np.where(code <= SRGB_KNEE, code / 12.92, power * power)


_LINEAR = _linear_light()


def oklab(rgb: NDArray[np.uint8]) -> Ints:
    """Return OKLab of colours in ten-thousandths.

    Args:
        rgb: ``(k, 3)`` uint8.

    Returns:
        ``(k, 3)`` int64: lightness 0..10000, then a and b.
    """
    r, g, b = (_LINEAR[rgb[:, k]] for k in range(3))
    l_ = root(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b, 3)
    m_ = root(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b, 3)
    s_ = root(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b, 3)
    out = np.empty((len(rgb), 3), np.int64)
    out[:, 0] = np.rint(
        UNITS * (0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_)
    )
    out[:, 1] = np.rint(
        UNITS * (1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_)
    )
    out[:, 2] = np.rint(
        UNITS * (0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_)
    )
    return out


def pack(rgb: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return one number a pixel, ``0xRRGGBB``, for ``(..., 3)`` or ``(..., 4)``."""
    wide = rgb.astype(np.int32)
    return np.asarray(
        wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2], dtype=np.int32
    )


def unpack(codes: NDArray[np.int32]) -> Table:
    """Return ``(k, 3)`` RGB of numbers made by `pack`."""
    return np.stack([codes >> 16 & 255, codes >> 8 & 255, codes & 255], -1).astype(
        np.uint8
    )


def nearest(colours: Table, among: Table) -> Ints:
    """Return for each colour the place of the nearest one of another table.

    The first wins when two are as near.
    """
    a, b = oklab(colours), oklab(among)
    out = np.empty(len(a), np.int64)
    for start in range(0, len(a), 4096):
        d = a[start : start + 4096, None, :] - b[None, :, :]
        out[start : start + 4096] = (d * d).sum(-1).argmin(1)
    return out


def reduce_colours(
    codes: NDArray[np.int32], palette: Palette, kept: tuple[Colour, ...]
) -> tuple[NDArray[np.int32], Table]:
    """Fit pixels into a colour budget.

    Colours of the art are merged pair by pair, always the pair whose merging costs
    least (Ward, "Hierarchical grouping to optimize an objective function", 1963), and
    the more frequent of the two stays as it is: no colour is invented.

    Args:
        codes: Every pixel of every picture, as `pack` writes them, one dimension.
        palette: The budget.
        kept: Backgrounds; they keep their exact colour, and count. With a fixed palette
            they become its nearest colour.

    Returns:
        For each pixel its place in the table, and the table ``(k, 3)``. The table holds
        every kept colour too.
    """
    unique, place, count = np.unique(codes, return_inverse=True, return_counts=True)
    place = place.reshape(-1)
    if palette.fixed is not None:
        fixed = np.asarray(palette.fixed, np.uint8).reshape(-1, 3)
        fixed = unpack(np.unique(pack(fixed)))
        return nearest(unpack(unique), fixed)[place].astype(np.int32), fixed
    # Of many grounds, as many as leave a place for the art are held.
    held = pack(np.asarray(kept[: palette.colours - 1], np.uint8).reshape(-1, 3))
    held = np.unique(held)
    free = ~np.isin(unique, held)
    room = max(1, palette.colours - len(held))
    if int(free.sum()) <= room:
        table = np.unique(np.concatenate([unique, held]))
        return np.searchsorted(table, unique)[place].astype(np.int32), unpack(table)
    lead = _merge(unpack(unique[free]), count[free].astype(np.float64), room)
    target = unique.copy()
    target[free] = unique[free][lead]
    table = np.unique(np.concatenate([target, held]))
    return np.searchsorted(table, target)[place].astype(np.int32), unpack(table)


def _merge(colours: Table, weight: Real, room: int) -> Ints:
    """Return for each colour the place of the colour that stands for it."""
    lab = oklab(colours)
    cell = _cells(lab, weight)
    reps, inverse = np.unique(cell, return_inverse=True)
    inverse = inverse.reshape(-1)
    w = np.bincount(inverse, weights=weight).astype(np.float64)
    lead = _ward(lab[reps], w, room)
    return np.asarray(reps[lead][inverse], np.int64)


def _cells(lab: Ints, weight: Real) -> Ints:
    """Gather close colours until few enough are left; the most frequent one leads."""
    size = 1
    own = np.arange(len(lab), dtype=np.int64)
    while len(np.unique(own)) > MOST_FOR_MERGING:
        size *= 2
        box = np.floor_divide(lab + UNITS, 16 * size)
        code = (box[:, 0] << 40) | (box[:, 1] << 20) | box[:, 2]
        order = np.lexsort((-weight, code))
        first = np.ones(len(code), bool)
        first[1:] = code[order][1:] != code[order][:-1]
        own = np.empty(len(code), np.int64)
        own[order] = order[first][np.cumsum(first) - 1]
    return own


def _ward(lab: Ints, weight: Real, room: int) -> Ints:
    """Merge until ``room`` are left; return the place of each one's leader."""
    n = len(lab)
    lead = np.arange(n, dtype=np.int64)
    d = lab[:, None, :] - lab[None, :, :]
    square = (d * d).sum(-1).astype(np.float64)
    w = weight.copy()
    cost = square * (w[:, None] * w[None, :] / (w[:, None] + w[None, :]))
    np.fill_diagonal(cost, np.inf)
    best = cost.argmin(1)
    low = cost[np.arange(n), best]
    for _ in range(n - room):
        i = int(low.argmin())
        j = int(best[i])
        a, b = (i, j) if (w[i], -i) >= (w[j], -j) else (j, i)
        w[a] += w[b]
        lead[lead == b] = a
        cost[b, :] = np.inf
        cost[:, b] = np.inf
        row = np.where(
            np.isfinite(cost[a]), square[a] * (w[a] * w / (w[a] + w)), np.inf
        )
        cost[a, :] = row
        cost[:, a] = row
        stale = np.flatnonzero((best == a) | (best == b))
        stale = np.union1d(stale, [a, b])
        best[stale] = cost[stale].argmin(1)
        low[stale] = cost[stale, best[stale]]
        better = row < low
        best[better] = a
        low[better] = row[better]
    return lead
