"""Chance that is the same everywhere: every draw has a name.

A draw depends on the seed and its own name only, not on what was drawn before it. So a
new part of a body shifts none of the others, and "a red knight" is the same man as "a
blue knight" of the same seed.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Dice"]

T = TypeVar("T")
_BITS = 32


class Dice:
    """Draws by name.

    Args:
        seed: Any whole number.
        path: What the names of all draws begin with.
    """

    def __init__(self, seed: int, path: str = "") -> None:
        """Keep the seed."""
        self._seed = seed
        self._path = path

    def inside(self, name: str) -> Dice:
        """Return dice for a part whose draws are its own."""
        return Dice(self._seed, f"{self._path}{name}/")

    def _number(self, name: str) -> int:
        text = f"{self._seed}/{self._path}{name}".encode()
        return int.from_bytes(hashlib.sha256(text).digest()[:4])

    def share(self, name: str) -> float:
        """Return a number from 0 up to, but not, 1; exact in binary."""
        return self._number(name) / (1 << _BITS)

    def between(self, name: str, low: float, high: float) -> float:
        """Return a number from ``low`` up to ``high``, in steps of an eighth."""
        steps = int((high - low) * 8)
        return low + self._number(name) % (steps + 1) / 8

    def chance(self, name: str, share: float) -> bool:
        """Return True in this share of all seeds."""
        return self.share(name) < share

    def pick(self, name: str, options: Sequence[T]) -> T:
        """Return one of the options, of which there is at least one."""
        return options[self._number(name) % len(options)]

    def noise(self, name: str, height: int, width: int) -> NDArray[np.uint8]:
        """Return ``(height, width)`` independent bytes."""
        count = height * width
        start = f"{self._seed}/{self._path}{name}".encode()
        stream = hashlib.shake_256(start).digest(count)
        return np.frombuffer(stream, np.uint8).reshape(height, width)
