"""Mathematics whose last bit is the same on every machine.

Only ``+ - * /`` and ``sqrt`` are exactly specified by IEEE 754; sine, powers and matrix
products differ between C libraries and CPUs. A pixel may hang on the last bit, so the
functions here are put together from the exact operations alone.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["Real", "angle", "cosine", "ease", "on_grid", "root", "sine", "wave"]

Real = NDArray[np.float64]

GRID = 4096.0
"""Places are rounded to this many steps a pixel before they decide anything."""

# Taylor coefficients of sin(2 pi t) in odd powers of t, up to t**17: the error on a
# quarter turn stays below 1e-12.
_SINE: tuple[float, ...] = tuple(
    (-1.0) ** k * (2 * math.pi) ** (2 * k + 1) / math.factorial(2 * k + 1)
    for k in range(9)
)
_NEWTON_STEPS = 48
QUARTER = 0.25


def sine(turns: Real) -> Real:
    """Return the sine of angles given in turns (1.0 is a full circle)."""
    t = turns - np.rint(turns)
    t = np.where(np.abs(t) > QUARTER, np.copysign(0.5, t) - t, t)
    square = t * t
    total = np.full_like(t, _SINE[-1])
    for factor in reversed(_SINE[:-1]):
        total = total * square + factor
    return np.asarray(total * t, np.float64)


def wave(turns: float) -> float:
    """Return the sine of one angle given in turns, the same bits as `sine`."""
    t = float(turns) - round(float(turns))
    if abs(t) > QUARTER:
        t = math.copysign(0.5, t) - t
    square = t * t
    total = _SINE[-1]
    for factor in reversed(_SINE[:-1]):
        total = total * square + factor
    return total * t


def cosine(turns: float) -> float:
    """Return the cosine of one angle given in turns."""
    return wave(turns + 0.25)


def angle(y: float, x: float) -> float:
    """Return the direction of ``(x, y)`` in turns, on a grid of a millionth turn."""
    return round(math.atan2(y, x) / (2 * math.pi), 6)


def root(values: Real, degree: int) -> Real:
    """Return the positive root of numbers in 0..1 by Newton's method.

    Args:
        values: Numbers from 0 to 1, any shape.
        degree: 3 for the cube root, and so on.
    """
    guess = np.ones_like(values)
    for _ in range(_NEWTON_STEPS):
        power = guess
        for _ in range(degree - 2):
            power = power * guess
        guess = guess - (guess - values / np.maximum(power, 1e-30)) / degree
    return np.where(values > 0, guess, 0.0)


def ease(x: Real) -> Real:
    """Return the smooth step of ``x``: 0 below 0, 1 above 1, level at both ends."""
    t = np.clip(x, 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t), np.float64)


def on_grid(x: Real) -> Real:
    """Round places, in pixels, to the grid on which they are compared."""
    return np.asarray(np.rint(x * GRID) / GRID, np.float64)
