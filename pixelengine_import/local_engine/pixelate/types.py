"""What a grid is, and what `/pixelate` makes of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels

__all__ = ["Ints", "Lines", "Pixelated", "Real"]

Real: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

Lines: TypeAlias = NDArray[np.float64]
"""Where cells of one axis begin and end: ``(cells + 1,)`` ascending, in pixels; the
first and the last may lie outside the picture when it cuts through a cell."""


@dataclass(frozen=True, slots=True)
class Pixelated:
    """A picture brought back to its own pixels.

    Attributes:
        image: ``(h, w, 4)`` uint8; alpha 0 or 255.
        method: ``native`` (one pixel a cell already), ``exact`` (a lossless enlargement
            by a whole number), ``grid`` (a grid was measured), ``reduced`` (no grid).
        pitch: Width and height of a cell, pixels.
        confidence: 0 (no grid) to 1 (certain).
    """

    image: Pixels
    method: str
    pitch: tuple[float, float]
    confidence: float
