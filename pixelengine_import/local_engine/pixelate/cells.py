"""One colour for each cell, from the part of it that tells most.

A small core escapes blurred edges, a large one averages noise away. Which one a picture
needs is decided once: by the least entropy of the colours that come out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.imaging.pixels import Pixels
    from pixelengine_import.local_engine.pixelate.types import Ints, Lines, Real

__all__ = ["sample_cells"]

_CORES = (0.0, 0.12, 0.25, 0.4, 0.55, 0.7, 0.85)
_UNMIX = (0.0, 0.04, 0.08, 0.12)
_MOST = 6
_TRIED = 3000
_BIN = 8
_HALF = 128


def sample_cells(image: Pixels, columns: Lines, rows: Lines) -> Pixels:
    """Take the colour of every cell.

    Args:
        image: ``(h, w, 4)`` uint8.
        columns: Lines across.
        rows: Lines down.

    Returns:
        ``(rows, columns, 4)`` uint8, alpha 0 or 255.
    """
    alpha = image[..., 3:].astype(np.int64)
    flat = image.copy()
    flat[..., :3] = image[..., :3] * alpha // 255
    size = len(rows) - 1, len(columns) - 1
    # A band of rows is enough to choose by.
    band = max(1, min(size[0], _TRIED // size[1]))
    start = (size[0] - band) // 2
    part = rows[start : start + band + 1]
    best: tuple[float, float] | None = None
    core = _CORES[0]
    for share in _CORES:
        found = _entropy(_gather(flat, columns, part, share))
        if best is None or found < best[0] - 1e-6:
            best, core = (found, share), share
    cells = _gather(flat, columns, rows, core)
    scores = [round(_entropy(_unmix(cells, b)), 6) for b in _UNMIX]
    factor = _UNMIX[int(np.argmin(scores))] if scores[0] > min(scores) * 1.02 else 0.0
    return _finish(_unmix(cells, factor))


def _entropy(cells: Real) -> float:
    """Return the entropy of colours in bits; two offsets against the bins' borders."""
    total = 0.0
    for offset in (0, _BIN // 2):
        boxes = (np.rint(cells).astype(np.int64) + offset) // _BIN
        codes = boxes[..., 0] << 24 | boxes[..., 1] << 16 | boxes[..., 2] << 8
        _, counts = np.unique(codes | boxes[..., 3], return_counts=True)
        share = counts / codes.size
        total -= float((share * np.log2(share)).sum())
    return round(total / 2, 6)


def _gather(image: Pixels, columns: Lines, rows: Lines, core: float) -> Real:
    """Return the mean of the middle half of each cell's samples, ``(r, c, 4)``."""
    across = _places(columns, core, image.shape[1])
    down = _places(rows, core, image.shape[0])
    out = np.empty((len(down), len(across), 4))
    block = max(1, 400_000 // max(1, across.size * down.shape[1]))
    for start in range(0, len(down), block):
        here = down[start : start + block]
        found = image[here[:, None, :, None], across[None, :, None, :]]
        flat = np.sort(found.reshape(len(here), len(across), -1, 4), axis=2)
        number = flat.shape[2]
        cut = number // 4
        middle = flat[:, :, cut : number - cut].astype(np.int64)
        out[start : start + block] = middle.sum(axis=2) / middle.shape[2]
    return out


def _places(lines: Lines, core: float, size: int) -> Ints:
    """Return the pixels of each cell's core, ``(cells, samples)``; repeats are fine."""
    low, high = lines[:-1], lines[1:]
    inside_low = np.maximum(low, 0.0)
    inside_high = np.minimum(high, float(size))
    middle = (inside_low + inside_high) / 2
    half = (inside_high - inside_low) / 2 * core
    widest = float((2 * half).max())
    number = int(min(_MOST, max(1, np.ceil(widest))))
    steps = (np.arange(number) + 0.5) / number * 2 - 1
    at = np.floor(np.round(middle[:, None] + half[:, None] * steps, 4))
    return np.clip(at, 0, size - 1).astype(np.int64)


def _unmix(cells: Real, factor: float) -> Real:
    """Undo what neighbours leak into each other: [b, 1 - 2b, b] along both axes."""
    if factor == 0.0:
        return cells
    out = cells
    for axis in (0, 1):
        padded = np.pad(
            out, [(1, 1) if k == axis else (0, 0) for k in range(3)], mode="edge"
        )
        before = padded[:-2] if axis == 0 else padded[:, :-2]
        after = padded[2:] if axis == 0 else padded[:, 2:]
        out = (1 + 2 * factor) * out - factor * (before + after)
    return np.clip(np.round(out, 4), 0, 255)


def _finish(cells: Real) -> NDArray[np.uint8]:
    """Take colours out of their transparency again, and cut alpha at half."""
    alpha = cells[..., 3]
    solid = alpha >= _HALF
    out = np.zeros(cells.shape, dtype=np.uint8)
    for k in range(3):
        value = cells[..., k] * 255 / np.maximum(alpha, 1)
        out[..., k] = np.where(solid, np.clip(np.rint(value), 0, 255), 0)
    out[..., 3] = np.where(solid, 255, 0)
    return out
