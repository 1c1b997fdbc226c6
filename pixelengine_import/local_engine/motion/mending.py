"""Mending what was torn on the way from one drawing to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.grid import filled, neighbours_of, touching

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.grid import Indices, Mask

__all__ = ["alone", "joined", "mended", "thready"]

THIN, SURROUNDED = 2, 4
"""Neighbours of leftovers, of tears."""
LITTLE = 4
"""Leftovers are fewer than one in this many pixels: a drawing of lines is none."""


def alone(picture: Indices) -> Mask:
    """Return the pixels of a subject that have no neighbour of their colour."""
    there = picture >= 0
    out = np.zeros(picture.shape, bool)
    out[there] = ~(neighbours_of(picture, there) == picture[there]).any(0)
    return out


def joined(picture: Indices, lone: Indices) -> Indices:
    """Give pixels that came off their colour that of most around them.

    Args:
        picture: ``(h, w)``.
        lone: Colours that stand alone in the keys as well: those may.
    """
    off = alone(picture) & (touching(picture >= 0) > 0)
    off &= ~np.isin(picture, lone)
    return filled(picture, off)


def mended(base: Indices, other: Indices, *, unlike: bool) -> Indices:
    """Fill tears of one rendering from the other one, and drop its leftovers.

    What is unlike the other one is mended from itself: tears take the colours around
    them, since the other's would be seen as cracks, and lines that only it has stay.
    """
    here, there = base >= 0, other >= 0
    torn = ~here & there & (touching(here) >= SURROUNDED)
    if unlike:
        return filled(base, torn)
    out = base.copy()
    out[torn] = other[torn]
    if not thready(base, other):
        out[_left(here, there)] = -1
    return out


def thready(base: Indices, other: Indices) -> bool:
    """Tell whether a rendering is mostly lines that the other one does not have.

    Those are the drawing, and not what was left over of a match.
    """
    here, there = base >= 0, other >= 0
    return bool(int(_left(here, there).sum()) * LITTLE >= int(here.sum()))


def _left(here: Mask, there: Mask) -> Mask:
    """Return the thin ends of one rendering that are far from the other one."""
    lean, far = touching(here) <= SURROUNDED, touching(there) <= THIN
    return np.asarray(here & ~there & lean & far)
