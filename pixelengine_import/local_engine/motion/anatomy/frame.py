"""A body on the grid that its parts are looked for on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage

from pixelengine_import.local_engine.motion.colours import oklab, pack, unpack
from pixelengine_import.local_engine.motion.grid import spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.colours import Ints
    from pixelengine_import.local_engine.motion.grid import Mask

__all__ = [
    "DARK",
    "EIGHT",
    "Frame",
    "Look",
    "Part",
    "disc",
    "enlarged",
    "even",
    "squared",
    "taken",
    "with_crumbs",
]

GRID: Final = 96
"""Parts are looked for on a grid of at most this many cells a side."""
DARK: Final = 4300
"""Lightness (ten-thousandths) below which a pixel is outline."""
EIGHT: Final = np.ones((3, 3), np.bool_)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A subject on the grid that parts are looked for on.

    Attributes:
        solid: ``(h, w)``.
        lab: ``(h, w, 3)`` OKLab in ten-thousandths.
        step: Pixels a cell.
    """

    solid: Mask
    lab: Ints
    step: int

    @classmethod
    def of(cls, solid: Mask, rgb: NDArray[np.uint8]) -> Look:
        """Look at a subject in its colours.

        Args:
            solid: ``(h, w)``, at least one pixel; so has the grid at least one cell.
            rgb: ``(h, w, 3)``.
        """
        ys, xs = np.nonzero(solid)
        side = max(int(np.ptp(ys)), int(np.ptp(xs))) + 1
        step = max(1, -(-side // GRID))
        small, rows, columns = spread(solid, step, step // 2)
        codes, place = np.unique(pack(rgb[rows, columns]), return_inverse=True)
        return cls(small, oklab(unpack(codes))[place.reshape(small.shape)], step)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a body lies on the grid."""

    x0: int
    y0: int
    w: int
    h: int
    cx: float
    area: int

    @classmethod
    def of(cls, solid: Mask) -> Frame:
        """Measure a body that has at least one cell."""
        ys, xs = np.nonzero(solid)
        x0, y0 = int(xs.min()), int(ys.min())
        return cls(
            x0,
            y0,
            int(xs.max()) + 1 - x0,
            int(ys.max()) + 1 - y0,
            int(xs.sum()) / len(xs) + 0.5,
            len(xs),
        )

    def v(self, y: float) -> float:
        """Return a height, 0 at the feet and 1 at the top."""
        return (self.y0 + self.h - y) / self.h


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A limb on the grid."""

    kind: str
    root: tuple[float, float]
    tip: tuple[float, float]
    side: int
    mask: Mask
    kept: Mask
    joint: float

    @property
    def length(self) -> float:
        """From root to tip, in cells."""
        dx, dy = self.tip[0] - self.root[0], self.tip[1] - self.root[1]
        return float(np.sqrt(dx * dx + dy * dy))


def disc(shape: tuple[int, ...], at: tuple[float, float], radius: float) -> Mask:
    """Return the cells whose middle lies within a circle."""
    row, col = np.mgrid[: shape[0], : shape[1]] + 0.5
    dx, dy = col - at[0], row - at[1]
    return np.asarray(dx * dx + dy * dy <= radius * radius)


def squared(
    x: NDArray[np.floating | np.integer],
    y: NDArray[np.floating | np.integer],
    at: tuple[float, float],
) -> NDArray[np.float64]:
    """Return how far points lie from a place, squared."""
    dx, dy = x - at[0], y - at[1]
    return np.asarray(dx * dx + dy * dy, np.float64)


def enlarged(mask: Mask, step: int, shape: tuple[int, ...]) -> Mask:
    """Return a mask of the grid in pixels."""
    out = np.zeros(shape, bool)
    full = np.kron(mask, np.ones((step, step), bool))[: shape[0], : shape[1]]
    out[: full.shape[0], : full.shape[1]] = full
    return out


def even(solid: Mask, share: int = 82) -> bool:
    """Tell whether a silhouette is nearly its own mirror image.

    Args:
        solid: ``(h, w)``, at least one cell.
        share: Per cent of both that has to be in either.
    """
    cols = np.flatnonzero(solid.any(0))
    box = solid[:, int(cols[0]) : int(cols[-1]) + 1]
    both = box[:, ::-1]
    return int((box & both).sum()) * 100 >= share * int((box | both).sum())


def taken(part: Part, others: list[Part]) -> bool:
    """Tell whether a part lies mostly within another, or holds another within it."""
    size = int(part.mask.sum())
    return any(
        2 * int((part.mask & o.mask).sum()) > min(size, int(o.mask.sum()))
        and o.length >= 0.7 * part.length
        for o in others
    )


def with_crumbs(part: Part, solid: Mask) -> Part | None:
    """Return a part with what it alone held to the body; None if that is a lot."""
    base = solid & ~(part.mask & ~part.kept)
    numbers, count = ndimage.label(base, EIGHT)
    if count <= int(ndimage.label(solid, EIGHT)[1]):
        return part
    sizes = np.bincount(numbers.ravel())
    sizes[0] = 0
    crumbs = base & (numbers != int(sizes.argmax()))
    if int(crumbs.sum()) * 4 > int(part.mask.sum()) + 16:
        return None
    return replace(part, mask=part.mask | crumbs, kept=part.kept & ~crumbs)
