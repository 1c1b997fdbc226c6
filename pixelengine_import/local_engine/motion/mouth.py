"""Opening and closing the mouth of a sprite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.grid import is_rim, label
from pixelengine_import.local_engine.motion.tones import find_eyes

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.grid import Indices, Mask
    from pixelengine_import.local_engine.motion.sprite import Sprite

__all__ = ["open_mouth"]

LOWEST = 0.8
"""A mouth lies above this share of the body."""
TALL = 3
"""Rows from which on a mouth counts as open already, and is closed instead."""
FILLED = 60
"""In a hundred of its box: what a mouth covers that is open, and no smiling line."""
MOST_ROWS = 5


def open_mouth(sprite: Sprite) -> Indices | None:
    """Return the subject with its mouth the other way, or None when none is found.

    The mouth is the detail below the eyes that is nearest to them. A closed one grows a
    row downwards; an open one is closed to its widest row.

    Args:
        sprite: Whose mouth.
    """
    mouth = _mouth(sprite)
    if mouth is None:
        return None
    rows = np.flatnonzero(mouth.any(1))
    wide = int(mouth.any(0).sum())
    filled = 100 * int(mouth.sum()) >= FILLED * len(rows) * wide
    if len(rows) >= TALL and 2 * len(rows) >= wide and filled:
        lips = np.zeros_like(mouth)
        widest = int(mouth.sum(1).argmax())
        lips[widest] = mouth[widest]
        closed = np.where(mouth & ~lips, sprite.bare, sprite.subject)
        return np.asarray(closed, np.int32)
    below = np.zeros_like(mouth)
    below[1:] = mouth[:-1]
    solid = sprite.subject >= 0
    below &= solid & ~is_rim(solid) & ~mouth
    if not bool(below.any()):
        return None
    moved = np.full_like(sprite.subject, -1)
    moved[1:] = sprite.subject[:-1]
    return np.asarray(np.where(below, moved, sprite.subject), np.int32)


def _mouth(sprite: Sprite) -> Mask | None:
    """Return the pixels of the mouth."""
    eyes = find_eyes(sprite, one_is_enough=False)
    if eyes is None:
        return None
    rows = np.flatnonzero((sprite.subject >= 0).any(1))
    ys, xs = np.nonzero(eyes)
    under, middle = int(ys.max()), (int(xs.min()) + int(xs.max())) / 2
    reach = max(3.0, float(np.ptp(xs)))
    numbers, sizes = label(sprite.details.mask & ~eyes)
    found = []
    for k in range(1, len(sizes)):
        my, mx = np.nonzero(numbers == k)
        off = abs((int(mx.min()) + int(mx.max())) / 2 - middle)
        low = int(my.max()) < int(rows[0]) + LOWEST * len(rows)
        # Blushes and nostrils lie beside the middle or are one pixel each.
        flat = len(np.unique(my)) <= min(MOST_ROWS, len(np.unique(mx)))
        if int(my.min()) > under and off <= reach and low and flat and len(mx) > 1:
            found.append((int(my.min()), off, k))
    return None if not found else np.asarray(numbers == min(found)[2])
