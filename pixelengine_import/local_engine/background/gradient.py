"""A gradient through the rim: a plane or a quadratic for each channel.

Fitted robustly (iteratively reweighted least squares with Cauchy's weights; Holland and
Welsch, 1977), by sums and eliminations written out: a library's matrix product may
differ in its last bit from one processor to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pixelengine_import.local_engine.background.types import Real

__all__ = ["fit_shade"]

_ROUNDS = 8
_PLAIN = 0.03
_NEAR = 0.03
_EXPLAINED = 0.7
_BETTER = 0.05
_TINY = 1e-12


def fit_shade(
    colours: Real, places: Real, shape: tuple[int, int], noise: float
) -> Real | None:
    """Fit a gradient to the rim.

    Args:
        colours: ``(n, 3)`` OKLab of rim pixels.
        places: ``(n, 2)``, row and column of each, 0 to 1.
        shape: Height and width of the picture.
        noise: How far a codec moves colours.

    Returns:
        ``(h, w, 3)``; None when the rim is plain, or no gradient explains 70 % of it.
    """
    spread = _length(colours - np.median(colours, axis=0))
    if np.quantile(spread, 0.8) < _PLAIN:
        return None
    best: tuple[float, list[list[float]]] | None = None
    for degree in (1, 2):
        columns = _columns(places, degree)
        weights = np.ones(len(colours))
        factors: list[list[float]] = []
        miss = spread
        for _ in range(_ROUNDS):
            factors = _solve(columns, colours, weights)
            miss = np.round(_length(_value(columns, factors) - colours), 6)
            ratio = miss / (2 * max(0.01, float(np.median(miss))))
            weights = 1 / (1 + ratio * ratio)
        share = float((miss < _NEAR + noise).mean())
        if share > _EXPLAINED and (best is None or share > best[0] + _BETTER):
            best = share, factors
    if best is None:
        return None
    height, width = shape
    rows, across = np.mgrid[0:height, 0:width]
    everywhere = np.stack(
        [rows.ravel() / max(1, height - 1), across.ravel() / max(1, width - 1)], axis=1
    )
    degree = 1 if len(best[1][0]) == len(_columns(places[:1], 1)) else 2
    shade = np.round(_value(_columns(everywhere, degree), best[1]), 6)
    return shade.reshape(height, width, 3)


def _columns(places: Real, degree: int) -> list[Real]:
    y, x = places[:, 0], places[:, 1]
    plane = [np.ones(len(places)), y, x]
    return plane if degree == 1 else [*plane, y * y, x * x, x * y]


def _value(columns: list[Real], factors: list[list[float]]) -> Real:
    channels = []
    for channel in factors:
        total = np.zeros(len(columns[0]))
        for column, factor in zip(columns, channel, strict=True):
            total = total + column * factor
        channels.append(total)
    return np.stack(channels, axis=1)


def _solve(columns: list[Real], colours: Real, weights: Real) -> list[list[float]]:
    """Solve the weighted normal equations, one channel after the other."""
    square = weights * weights
    matrix = [[float((square * a * b).sum()) for b in columns] for a in columns]
    return [
        _eliminate(
            [list(row) for row in matrix],
            [float((square * a * colours[:, k]).sum()) for a in columns],
        )
        for k in range(3)
    ]


def _eliminate(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss-Jordan with pivots; a column without a pivot gets the factor 0."""
    size = len(right)
    for i in range(size):
        pivot = max(range(i, size), key=lambda r: abs(matrix[r][i]))
        matrix[i], matrix[pivot] = matrix[pivot], matrix[i]
        right[i], right[pivot] = right[pivot], right[i]
        if abs(matrix[i][i]) < _TINY:
            continue
        for r in range(size):
            if r != i:
                factor = matrix[r][i] / matrix[i][i]
                right[r] -= factor * right[i]
                for c in range(i, size):
                    matrix[r][c] -= factor * matrix[i][c]
    return [
        right[i] / matrix[i][i] if abs(matrix[i][i]) >= _TINY else 0.0
        for i in range(size)
    ]


def _length(vectors: Real) -> Real:
    total = np.zeros(len(vectors))
    for k in range(3):
        total += vectors[:, k] * vectors[:, k]
    length: Real = np.sqrt(total)
    return length
