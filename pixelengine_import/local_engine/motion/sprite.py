"""A sprite as samples that can be moved: three by three a pixel, details apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.grid import (
    Indices,
    Mask,
    boxes,
    filled,
    label,
    touching,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.exact import Real

__all__ = ["Blocks", "Details", "Sprite", "find_details", "scale3x"]

SMALL_DETAIL = 12
"""Islands of one colour up to this many pixels, or 2 % of the sprite, are details."""
TALLEST_BLOCK = 14
"""Pixels, or a third of the sprite's height: what is higher is a staff, no face."""
ALL_AROUND = 8
LARGEST_BLOCK = 4
"""A block of details holds at most one in this many of the sprite's pixels."""


@dataclass(frozen=True, slots=True)
class Details:
    """Eyes, mouths, buttons: what must move as one block to be recognised.

    Attributes:
        block: ``(h, w)`` number of the block that a pixel belongs to, 0 for none. A
            block reaches one pixel beyond its details.
        mask: ``(h, w)`` the details themselves.
        blocks: How many numbers there are, 0 included.
    """

    block: Indices
    mask: Mask
    blocks: int


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks of details as their samples are at rest.

    Attributes:
        group: ``(n,)`` number of the block that each of the samples belongs to.
        count: ``(b,)`` how many each block has, at least 1.
        cx: ``(b,)`` the middle of each block, in pixels.
        cy: The same, downwards.
        x: ``(n,)`` places of the samples about the middle of their block.
        y: The same, downwards.
        spread: ``(b,)`` their mean squared distance from it.
    """

    group: Indices
    count: NDArray[np.int64]
    cx: Real
    cy: Real
    x: Real
    y: Real
    spread: Real

    @classmethod
    def of(cls, group: Indices, x: Real, y: Real, blocks: int) -> Blocks:
        """Measure the samples of blocks."""
        count = np.maximum(1, np.bincount(group, minlength=blocks))
        cx = np.bincount(group, x, blocks) / count
        cy = np.bincount(group, y, blocks) / count
        x, y = x - cx[group], y - cy[group]
        spread = np.bincount(group, x * x + y * y, blocks) / count
        return cls(group, count.astype(np.int64), cx, cy, x, y, spread)

    def mean(self, values: Real) -> Real:
        """Return the mean of each block of what its samples have, ``(b,)``."""
        total = np.bincount(self.group, values, len(self.count))
        return np.asarray(total / self.count, np.float64)


@dataclass(frozen=True, slots=True)
class Sprite:
    """A subject, and its samples in the order top to bottom, left to right.

    Attributes:
        subject: ``(h, w)`` places in the colour table, -1 is clear.
        details: What moves as a block.
        bare: ``(h, w)`` the subject with its details painted over.
        large: ``(3h, 3w)`` the subject enlarged by Scale3x.
        x: ``(m,)`` places of the samples in pixels.
        y: The same, downwards.
        colour: ``(m,)`` their colours, smoothed along edges (Scale3x).
        owner: ``(m,)`` flat number of the pixel that a sample was taken from.
        blocked: Which samples belong to a block of details, in order.
        blocks: Those samples.
    """

    subject: Indices
    details: Details
    bare: Indices
    large: Indices
    x: Real
    y: Real
    colour: NDArray[np.int32]
    owner: NDArray[np.int64]
    blocked: NDArray[np.int64]
    blocks: Blocks

    @classmethod
    def of(cls, subject: Indices) -> Sprite:
        """Take the samples of a subject."""
        w = subject.shape[1]
        details = find_details(subject)
        large = scale3x(subject)
        ys, xs = np.nonzero(large >= 0)
        # By look-up: there are few rows and columns, and many samples.
        third = np.arange(max(large.shape), dtype=np.int64)
        place = (third.astype(np.float64) + 0.5) / 3.0
        third //= 3
        owner = (third * w)[ys] + third[xs]
        x, y = place[xs], place[ys]
        block = details.block.ravel()[owner]
        held = np.flatnonzero(block > 0)
        return cls(
            subject=subject,
            details=details,
            bare=_painted_over(subject, details.mask),
            large=large,
            x=x,
            y=y,
            colour=large[ys, xs],
            owner=owner,
            blocked=held,
            blocks=Blocks.of(block[held], x[held], y[held], details.blocks),
        )


def scale3x(picture: Indices) -> Indices:
    """Enlarge three times, smoothing diagonal edges without a new colour.

    Andrea Mazzoleni's Scale3x. The middle of each three by three is the source pixel.

    Args:
        picture: ``(h, w)``.

    Returns:
        ``(3h, 3w)``.
    """
    q = np.pad(picture, 1, mode="edge")
    a, b, c = q[:-2, :-2], q[:-2, 1:-1], q[:-2, 2:]
    d, e, f = q[1:-1, :-2], q[1:-1, 1:-1], q[1:-1, 2:]
    g, h, i = q[2:, :-2], q[2:, 1:-1], q[2:, 2:]
    out = np.repeat(np.repeat(picture, 3, 0), 3, 1)
    corner = (b != h) & (d != f)
    db, bf = corner & (d == b), corner & (b == f)
    dh, hf = corner & (d == h), corner & (h == f)
    out[0::3, 0::3] = np.where(db, d, e)
    out[0::3, 1::3] = np.where((db & (e != c)) | (bf & (e != a)), b, e)
    out[0::3, 2::3] = np.where(bf, f, e)
    out[1::3, 0::3] = np.where((db & (e != g)) | (dh & (e != a)), d, e)
    out[1::3, 2::3] = np.where((bf & (e != i)) | (hf & (e != c)), f, e)
    out[2::3, 0::3] = np.where(dh, d, e)
    out[2::3, 1::3] = np.where((dh & (e != i)) | (hf & (e != g)), h, e)
    out[2::3, 2::3] = np.where(hf, f, e)
    return np.asarray(out, np.int32)


def find_details(subject: Indices) -> Details:
    """Find small islands of one colour that lie wholly inside the silhouette.

    Args:
        subject: ``(h, w)``, -1 is clear.
    """
    solid = subject >= 0
    area = int(solid.sum())
    inner = solid & (touching(solid) == ALL_AROUND)
    most = max(SMALL_DETAIL, area // 50)
    found = np.zeros(subject.shape, bool)
    for colour in np.unique(subject[inner]):
        numbers, sizes = label(subject == colour)
        small = sizes <= most
        small[0] = False
        small[np.unique(numbers[(numbers > 0) & ~inner])] = False
        found |= small[numbers]
    grown = solid & (found | (touching(found) > 0))
    numbers, sizes = label(grown)
    small = sizes * LARGEST_BLOCK <= area
    small[0] = False
    tallest = max(TALLEST_BLOCK, int(solid.any(1).sum()) // 3)
    for k, (rows, _) in enumerate(boxes(numbers), start=1):
        # A staff bends with what holds it; connected, it is in each row of its box.
        small[k] &= rows.stop - rows.start <= tallest
    block = (np.cumsum(small) * small)[numbers].astype(np.int32)
    return Details(block, found & (block > 0), int(small.sum()) + 1)


def _painted_over(subject: Indices, mask: Mask) -> Indices:
    """Return the subject with a mask filled in from around it."""
    bare = np.where(mask, -1, subject).astype(np.int32)
    for _ in range(8):
        hole = mask & (bare < 0)
        if not bool(hole.any()):
            break
        bare = filled(bare, hole)
    return np.where(mask & (bare < 0), subject, bare).astype(np.int32)
