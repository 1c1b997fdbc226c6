"""Where a frame differs from the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

__all__ = ["Patch", "patches"]


@dataclass(frozen=True, slots=True)
class Patch:
    """The smallest rectangle that turns one frame into the next.

    Attributes:
        x: Left edge, pixels.
        y: Upper edge, pixels.
        pixels: ``(h, w, channels)`` or ``(h, w)``, what stands there afterwards.
    """

    x: int
    y: int
    pixels: NDArray[np.uint8]


def patches(frames: NDArray[np.uint8], *, grid: int = 1) -> Iterator[Patch]:
    """Reduce frames to their changes.

    A frame that is equal to the one before becomes the patch of its first pixels: both
    WebP and GIF need a picture for every frame, and merging equal frames (as common
    encoders do) would change the number of frames.

    Args:
        frames: ``(n, h, w)`` or ``(n, h, w, channels)``.
        grid: Left and upper edges are multiples of this (2 for WebP).

    Yields:
        One patch a frame; the first is the whole picture.
    """
    yield Patch(0, 0, frames[0])
    for before, after in pairwise(frames):
        differs = before != after
        if differs.ndim == 3:  # noqa: PLR2004 - rows, columns, channels
            differs = differs.any(axis=2)
        rows = np.flatnonzero(differs.any(axis=1))
        columns = np.flatnonzero(differs.any(axis=0))
        if rows.size == 0:
            yield Patch(0, 0, after[:1, :1])
            continue
        top = int(rows[0]) // grid * grid
        left = int(columns[0]) // grid * grid
        area = after[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
        yield Patch(left, top, area)
