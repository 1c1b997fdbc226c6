"""What the cut of a background goes by, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Frames

__all__ = ["Background", "Cut", "Mask", "Real"]

Real: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]

_TEXTURED = 4


@dataclass(frozen=True, slots=True)
class Background:
    """What the border of a picture says about its background; colours are OKLab.

    Attributes:
        rim: ``(h, w)``, the outermost one or two pixels.
        centres: ``(k, 3)``, the colours of the background.
        weights: ``(k,)``, the share of the rim that each takes, 0 to 1.
        shade: ``(h, w, 3)``, a gradient fitted to the rim, or None.
        smooth: The rim changes slowly all along: shading, not tiles.
        noise: How far a lossy codec moves colours; 0 for a lossless picture.
    """

    rim: Mask
    centres: Real
    weights: Real
    shade: Real | None
    smooth: bool
    noise: float

    @property
    def textured(self) -> bool:
        """Whether the background has so many colours that each must fit closely."""
        return len(self.centres) > _TEXTURED

    @property
    def tolerance(self) -> float:
        """How far from the model a pixel may be and still be background (OKLab)."""
        if self.textured:
            return 0.03 + self.noise
        return 0.05 + 2 * self.noise

    def distance(self, lab: Real) -> Real:
        """Measure how far each pixel is from the background.

        Args:
            lab: ``(h, w, 3)`` OKLab of one frame.

        Returns:
            ``(h, w)``.
        """
        least = np.full(lab.shape[:2], np.inf)
        for centre in self.centres:
            np.minimum(least, _apart(lab, centre), out=least)
        if self.shade is not None:
            np.minimum(least, _apart(lab, self.shade), out=least)
        return least


@dataclass(frozen=True, slots=True)
class Cut:
    """Frames without their background.

    Attributes:
        frames: ``(n, h, w, 4)`` uint8; alpha 0 or 255, and 0, 0, 0 where it is 0.
        threshold: The alpha cutoff that was used, 1 to 255.
        method: ``alpha`` when the frames were transparent already, ``matte`` when the
            background is one colour, else ``border``.
        doubts: Why the cut may be wrong, in words; empty when nothing speaks against.
    """

    frames: Frames
    threshold: int
    method: str
    doubts: tuple[str, ...]


def _apart(lab: Real, other: Real) -> Real:
    total = np.zeros(lab.shape[:2])
    for k in range(3):
        step = lab[..., k] - other[..., k]
        total += step * step
    distance: Real = np.sqrt(total)
    return distance
