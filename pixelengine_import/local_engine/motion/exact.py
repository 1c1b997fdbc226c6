"""Mathematics whose last bit is the same on every machine.

Only ``+ - * /`` and ``sqrt`` are exactly specified by IEEE 754; sine, powers and matrix
products differ between C libraries and CPUs. A pixel may hang on the last bit, so the
functions here are put together from the exact operations alone.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Real",
    "angle",
    "cosine",
    "ease",
    "on_grid",
    "root",
    "sine",
    "slices",
    "wave",
]

Real = NDArray[np.float64]

GRID = 4096.0
"""Places are rounded to this many steps a pixel before they decide anything."""

# Taylor coefficients of sin(2 pi t) in odd powers of t, up to t**17: the error on a
# quarter turn stays below 1e-12. Written out: powers of floats are the C library's.
_SINE: tuple[float, ...] = (
    6.283185307179586,
    -41.341702240399755,
    81.60524927607504,
    -76.70585975306136,
    42.058693944897634,
    -15.094642576822984,
    3.8199525848482803,
    -0.7181223017785001,
    0.10422916220813978,
)
_NEWTON_STEPS = 48
QUARTER = 0.25
RUN = 1 << 15


def sine(turns: Real) -> Real:
    """Return the sine of angles given in turns (1.0 is a full circle)."""
    t = turns - np.rint(turns)
    t = np.where(np.abs(t) > QUARTER, np.copysign(0.5, t) - t, t)
    square = t * t
    total = square * _SINE[-1]
    for factor in reversed(_SINE[1:-1]):
        total += factor
        total *= square
    total += _SINE[0]
    total *= t
    return np.asarray(total, np.float64)


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
    t = np.minimum(np.maximum(x, 0.0), 1.0)
    out = np.asarray(t * t, np.float64)
    t = 3.0 - 2.0 * t
    out *= t
    return out


def on_grid(x: Real) -> Real:
    """Round places, in pixels, to the grid on which they are compared."""
    out = np.asarray(x * GRID, np.float64)
    np.rint(out, out=out)
    # The step is a power of two: the product is the quotient, to the bit.
    out *= 1.0 / GRID
    return out


def slices(count: int) -> Iterator[slice]:
    """Cut a number of points into runs whose arrays stay in a core's cache.

    What is worked out point by point is the same in runs, and several times as fast as
    over arrays that the system has to find memory for at each step.

    Args:
        count: How many points there are; of none, there is one empty run.
    """
    for start in range(0, max(1, count), RUN):
        yield slice(start, min(count, start + RUN))
