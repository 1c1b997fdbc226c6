"""A subject on its way: by whole pixels where it can, sample by sample elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import on_grid
from pixelengine_import.local_engine.motion.render import render

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.grid import Indices, Mask
    from pixelengine_import.local_engine.motion.registration import Flow
    from pixelengine_import.local_engine.motion.sprite import Sprite

__all__ = ["Moved"]

STIFF = 0.1
"""Neighbours that drift apart by less than this, in pixels, keep their pixels whole."""
PASSING = 1.5
"""What moved further than this, in pixels, is not held back by what is equal below."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A subject on its way.

    Attributes:
        picture: ``(h, w)``.
        passing: ``(h, w)`` where something landed that came from elsewhere.
    """

    picture: Indices
    passing: Mask

    @classmethod
    def of(cls, sprite: Sprite, flow: Flow, t: float, *, rigid: bool) -> Moved:
        """Carry a sprite.

        Where neighbouring pixels go the same way they go by whole pixels: lines and
        shades that were drawn pixel by pixel stay so. Elsewhere samples go alone.
        """
        h, w = sprite.subject.shape
        rows, cols = np.nonzero(sprite.subject >= 0)
        cx = cols.astype(np.float64) + 0.5
        cy = rows.astype(np.float64) + 0.5
        x, y = flow.carry(cx, cy, t, rigid=rigid)
        shift = np.full((2, h + 2, w + 2), np.nan)
        shift[0, rows + 1, cols + 1] = on_grid(x - cx)
        shift[1, rows + 1, cols + 1] = on_grid(y - cy)
        own = shift[:, 1:-1, 1:-1]
        stiff = np.ones((h, w), bool)
        for dy, dx in ((0, 1), (2, 1), (1, 0), (1, 2)):
            apart = own - shift[:, dy : dy + h, dx : dx + w]
            far = apart[0] * apart[0] + apart[1] * apart[1]
            stiff &= ~(far >= STIFF * STIFF)  # beyond the rim there is no number
        whole = stiff.ravel()[sprite.owner]
        by = np.rint(own.reshape(2, -1)[:, sprite.owner])
        # Samples that Scale3x put beyond the rim go with the pixel beside them.
        whole &= ~np.isnan(by[0])
        px, py = sprite.x + by[0], sprite.y + by[1]
        rest = ~whole
        lone = flow.carry(sprite.x[rest], sprite.y[rest], t, rigid=rigid)
        px[rest], py[rest] = on_grid(lone[0]), on_grid(lone[1])
        dx, dy = px - sprite.x, py - sprite.y
        far = dx * dx + dy * dy > PASSING * PASSING
        col = np.floor(px[far]).astype(np.int64)
        row = np.floor(py[far]).astype(np.int64)
        inside = (col >= 0) & (row >= 0) & (col < w) & (row < h)
        passing = np.zeros((h, w), bool)
        passing[row[inside], col[inside]] = True
        return cls(render(sprite, px, py), passing)
