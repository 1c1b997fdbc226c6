"""Distances between colours as the eye sees them.

OKLab by Björn Ottosson (https://bottosson.github.io/posts/oklab/). Black to white is
1; 0.02 is a difference that is just seen between flat areas.

Every value is rounded to a grid of 1e-6. Powers and cube roots differ in their last bit
between processors; the four operations and square roots that follow do not. So
whatever is decided by a distance is decided the same way everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Lab", "distances", "to_oklab"]

Lab: TypeAlias = NDArray[np.float64]
"""``(..., 3)``: lightness, green to red, blue to yellow."""

_TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_DECIMALS = 6


def to_oklab(rgb: NDArray[np.uint8] | NDArray[np.float64]) -> Lab:
    """Turn sRGB into OKLab.

    Args:
        rgb: ``(..., 3)``, 0 to 255, whole numbers or not.

    Returns:
        The same shape, rounded to 1e-6.
    """
    part = rgb.astype(np.float64) / 255
    bright = ((part + 0.055) / 1.055) ** 2.4
    linear = np.where(part <= 0.04045, part / 12.92, bright)  # noqa: PLR2004 - IEC 61966-2-1
    rounded: Lab = np.round(
        _product(np.cbrt(_product(linear, _TO_CONES)), _TO_LAB), _DECIMALS
    )
    return rounded


def distances(one: Lab, other: Lab) -> NDArray[np.float64]:
    """Measure every colour of one list against every colour of another.

    Args:
        one: ``(n, 3)``.
        other: ``(m, 3)``.

    Returns:
        ``(n, m)``.
    """
    total = np.zeros((len(one), len(other)))
    for k in range(3):
        step = one[:, None, k] - other[None, :, k]
        total += step * step
    return np.sqrt(total)


def _product(values: Lab, matrix: Sequence[Sequence[float]]) -> Lab:
    """Apply a matrix to the last axis, in one fixed order of operations."""
    x, y, z = values[..., 0], values[..., 1], values[..., 2]
    return np.stack([a * x + b * y + c * z for a, b, c in matrix], axis=-1)
