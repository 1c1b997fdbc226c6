"""Mending what was torn on the way from one drawing to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.grid import filled, neighbours_of, touching

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.grid import Indices, Mask

__all__ = ["alone", "joined", "mended"]

THIN, SURROUNDED = 2, 4
"""Neighbours of leftovers, of tears."""


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

    Tears of what is unlike the other one take the colours around them: the other's
    would be seen as cracks.
    """
    here, there = base >= 0, other >= 0
    around_here, around_there = touching(here), touching(there)
    add = ~here & there & (around_here >= SURROUNDED)
    if unlike:
        out = filled(base, add)
    else:
        out = base.copy()
        out[add] = other[add]
    out[here & ~there & (around_there <= THIN) & (around_here <= SURROUNDED)] = -1
    return out
