"""From moved samples back to pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.grid import (
    Indices,
    Mask,
    filled,
    label,
    parts,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.exact import Real
    from pixelengine_import.local_engine.motion.sprite import Sprite

__all__ = ["Small", "clean", "render", "sample"]

SUB = 4096
"""Places are whole numbers of this part of a pixel while pixels are decided."""
HALF = SUB // 2
TIE_X, TIE_Y = 13, 9
"""A sample on the border of two pixels belongs to one: the same one everywhere."""
SPECK = 3
PINHOLE = 2
MOST_TURNED, MOST_SHRUNK, MOST_GROWN = 0.2, 0.6, 1.6
"""Details keep their shape up to this tangent of a turn, and within these areas."""
CROWDED = 2.5
"""Programs that stretch the sprite need samples that reach further."""


@dataclass(frozen=True, slots=True)
class Small:
    """How many specks and pinholes a picture has of its own."""

    specks: int
    pinholes: int

    @classmethod
    def of(cls, subject: Indices) -> Small:
        """Count them."""
        specks = int((parts(subject >= 0) <= SPECK).sum())
        holes = int((parts(subject < 0, diagonal=False) <= PINHOLE).sum())
        return cls(specks, holes)


def render(
    sprite: Sprite,
    x: Real,
    y: Real,
    *,
    depth: Real | None = None,
    stretch: float = 2.0,
    gone: Mask | None = None,
) -> Indices:
    """Draw a sprite whose samples were moved.

    A pixel takes the colour of the sample that lands nearest its centre; ``depth`` goes
    before nearness. Only samples within half their own cell of a centre may claim a
    pixel (outlines would grow otherwise), those further off fill gaps between claimed
    pixels. Blocks of details are pasted back moved by whole pixels, so that faces stay
    faces.

    Args:
        sprite: What to draw.
        x: ``(m,)`` new places of its samples, in pixels.
        y: The same, downwards.
        depth: ``(m,)`` in pixels squared; the higher is in front.
        stretch: How far, in samples of a third pixel, a sample reaches.
        gone: ``(m,)`` the samples that are not drawn.

    Returns:
        ``(h, w)`` like the sprite's subject.
    """
    h, w = sprite.subject.shape
    fx = np.rint(x * SUB).astype(np.int64)
    fy = np.rint(y * SUB).astype(np.int64)
    col, row = fx >> 12, fy >> 12
    ox, oy = (fx & (SUB - 1)) - HALF, (fy & (SUB - 1)) - HALF
    off = np.maximum(np.abs(ox + TIE_X), np.abs(oy + TIE_Y))
    reach = int(stretch * SUB / 6)
    near = (off <= reach) & (col >= 0) & (row >= 0) & (col < w) & (row < h)
    ok = np.flatnonzero(near if gone is None else near & ~gone)
    rank = (1 << 27) - ox[ok] * ox[ok] - oy[ok] * oy[ok]
    if depth is not None:
        rank = rank + np.rint(depth[ok] * (SUB * SUB)).astype(np.int64)
    pixel = row[ok] * w + col[ok]
    best = np.full(h * w, -1, np.int64)
    np.maximum.at(best, pixel, (rank << 24) | ok)
    locked = _locked(sprite, x, y, gone)
    colour = sprite.colour
    if locked is not None:
        owner = sprite.owner[locked.samples]
        on = sprite.details.mask.ravel()[owner]
        colour = colour.copy()
        colour[locked.samples[on]] = sprite.bare.ravel()[owner[on]]
    taken = best >= 0
    chosen = best[taken] & ((1 << 24) - 1)
    out = np.full(h * w, -1, np.int32)
    out[taken] = colour[chosen]
    # What Scale3x smoothed over the rim fills no gap: a gap of one pixel would close.
    fills = np.zeros(h * w, bool)
    fills[taken] = sprite.subject.ravel()[sprite.owner[chosen]] >= 0
    claim = int((0.1667 if stretch < CROWDED else 0.255) * SUB) + 4
    claimed = np.zeros(h * w, bool)
    claimed[pixel[off[ok] <= claim]] = True
    gaps = _gaps(claimed.reshape(h, w)).ravel() & fills
    out[~(claimed | gaps)] = -1
    if locked is not None:
        _paste(out, sprite, locked, (h, w))
    return out.reshape(h, w)


def sample(picture: Indices, x: Real, y: Real) -> Indices:
    """Look up a picture at places, one a pixel: the backward way, without gaps.

    Args:
        picture: ``(h, w)``.
        x: ``(h, w)`` where each pixel comes from; beyond the edge, the edge.
        y: The same, downwards.
    """
    h, w = picture.shape
    col = np.clip(np.rint(x * SUB).astype(np.int64) >> 12, 0, w - 1)
    row = np.clip(np.rint(y * SUB).astype(np.int64) >> 12, 0, h - 1)
    return np.asarray(picture[row, col], np.int32)


def clean(picture: Indices, own: Small) -> Indices:
    """Drop specks and fill pinholes that were not there before.

    Args:
        picture: ``(h, w)``, -1 is clear.
        own: What the source has.
    """
    numbers, sizes = label(picture >= 0)
    small = np.flatnonzero((sizes > 0) & (sizes <= SPECK))[own.specks :]
    if len(small):
        drop = np.zeros(len(sizes), bool)
        drop[small] = True
        picture = np.where(drop[numbers], -1, picture).astype(np.int32)
    numbers, sizes = label(picture < 0, diagonal=False)
    small = np.flatnonzero((sizes > 0) & (sizes <= PINHOLE))
    if len(small) > own.pinholes:
        fill = np.zeros(len(sizes), bool)
        fill[small] = True
        inner = np.zeros(picture.shape, bool)
        inner[1:-1, 1:-1] = True
        hole = fill[numbers] & inner
        if bool(hole.any()):
            picture = filled(picture, hole)
    return picture


@dataclass(frozen=True, slots=True)
class _Locked:
    """Samples in blocks that keep their shape, and the whole-pixel move of each."""

    samples: NDArray[np.int64]
    dx: NDArray[np.int64]
    dy: NDArray[np.int64]


def _locked(
    sprite: Sprite, x: Real, y: Real, gone: Mask | None = None
) -> _Locked | None:
    """Find the blocks that are all there, neither turned nor scaled much."""
    samples = sprite.blocked
    if not len(samples):
        return None
    n = sprite.details.blocks
    group = sprite.details.block.ravel()[sprite.owner[samples]]
    count = np.maximum(1, np.bincount(group, minlength=n))

    def mean(v: Real) -> Real:
        return np.asarray(np.bincount(group, v, n) / count, np.float64)

    ax, ay, bx, by = sprite.x[samples], sprite.y[samples], x[samples], y[samples]
    cx, cy, px, py = mean(ax), mean(ay), mean(bx), mean(by)
    ax, ay, bx, by = ax - cx[group], ay - cy[group], bx - px[group], by - py[group]
    cross, dot = mean(ax * by - ay * bx), mean(ax * bx + ay * by)
    size = mean(bx * bx + by * by) / np.maximum(1e-9, mean(ax * ax + ay * ay))
    still = (dot > 0) & (np.abs(cross) < MOST_TURNED * dot)
    still &= (size > MOST_SHRUNK) & (size < MOST_GROWN)
    if gone is not None:
        still[group[gone[samples]]] = False
    if not bool(still.any()):
        return None
    dx = np.rint(np.rint((px - cx) * SUB) / SUB).astype(np.int64)
    dy = np.rint(np.rint((py - cy) * SUB) / SUB).astype(np.int64)
    use = still[group]
    return _Locked(samples[use], dx[group[use]], dy[group[use]])


def _paste(
    out: NDArray[np.int32], sprite: Sprite, locked: _Locked, size: tuple[int, int]
) -> None:
    """Put details back in place, never beyond the silhouette."""
    h, w = size
    owner = sprite.owner[locked.samples]
    on = sprite.details.mask.ravel()[owner]
    owner = owner[on]
    row, col = owner // w + locked.dy[on], owner % w + locked.dx[on]
    inside = (row >= 0) & (col >= 0) & (row < h) & (col < w)
    pixel = row[inside] * w + col[inside]
    keep = out[pixel] >= 0
    out[pixel[keep]] = sprite.subject.ravel()[owner[inside][keep]]


def _gaps(claimed: Mask) -> Mask:
    """Return the pixels between two claimed ones, across or down."""
    wide = np.pad(claimed, 1)
    return np.asarray(
        (wide[:-2, 1:-1] & wide[2:, 1:-1]) | (wide[1:-1, :-2] & wide[1:-1, 2:])
    )
