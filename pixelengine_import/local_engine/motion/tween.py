"""Pixel art between two poses: both are moved to the same moment, one is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import on_grid
from pixelengine_import.local_engine.motion.grid import (
    BAYER,
    Indices,
    Mask,
    filled,
    neighbours_of,
    touching,
)
from pixelengine_import.local_engine.motion.registration import Flow, Look, register
from pixelengine_import.local_engine.motion.render import Small, clean, render
from pixelengine_import.local_engine.motion.sprite import Sprite

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.colours import Table

__all__ = ["Tween"]

UNLIKE = 0.25
"""Above this cost two pictures are different drawings."""
SURE, DOUBTED, LEAST = 0.3, 0.6, 0.6
"""Up to the first cost the whole motion is drawn, from the second on this share of it:
a nearer key that leans towards the other one is no muddle."""
LEANING = 0.2
"""The share of a burst: its parts have no counterpart to go to."""
BURST = 1.5
"""An effect whose area changes by this factor shows parts of both in the middle."""
TIE, BOTH = 1e-6, 0.15
"""As near to the middle as this: neither is nearer; parts of both are shown."""
THIN, SURROUNDED, ALL_AROUND = 2, 4, 8
"""Neighbours of leftovers, of tears, of inner pixels."""
_LITTLE = 4
"""Changes of less than one in this many pixels are wiped, not dithered."""
STIFF = 0.1
"""Neighbours that drift apart by less than this, in pixels, keep their pixels whole."""
PASSING = 1.5
"""What moved further than this, in pixels, is not held back by what is equal below."""


@dataclass(frozen=True, slots=True)
class _Match:
    """Both ways between two subjects."""

    from_a: Flow
    from_b: Flow
    sprite_a: Sprite
    sprite_b: Sprite
    own: Small
    burst: bool
    unlike: bool
    still: Mask
    alone: Indices
    share: float


class Tween:
    """The way from one subject to another.

    Args:
        a: ``(h, w)`` the first, in places of the table.
        b: The other one.
        table: ``(k, 3)``.
    """

    def __init__(self, a: Indices, b: Indices, table: Table) -> None:
        """Match the two, both ways."""
        self._a, self._b = a, b
        self._match = None
        here, there = bool((a >= 0).any()), bool((b >= 0).any())
        if here and there and not np.array_equal(a, b):
            self._match = _matched(a, b, table)

    def at(self, t: float) -> Indices:
        """Return the subject at a moment, 0 < t < 1.

        It is neither of the two when they differ by two pixels or more.
        """
        picture = self._faded(t) if self._match is None else self._drawn(self._match, t)
        if np.array_equal(picture, self._a) or np.array_equal(picture, self._b):
            return self._faded(t)
        return picture

    def _drawn(self, match: _Match, t: float) -> Indices:
        """Move both subjects to the moment; the nearer one is drawn, mended."""
        # Slow in, slow out: near a key there is more of that key.
        eased = t * t * (3.0 - 2.0 * t)
        ways = (
            (match.sprite_a, match.from_a, match.share * eased),
            (match.sprite_b, match.from_b, match.share * (1.0 - eased)),
        )
        first, second = (
            _Moved.of(sprite, flow, time, rigid=match.burst)
            for sprite, flow, time in ways
        )
        off = t - 0.5
        use_a = off < 0
        if abs(off) < TIE:
            use_a = match.from_a.cost <= match.from_b.cost
        if not use_a:
            first, second = second, first
        both = match.burst and abs(off) < BOTH
        picture = _mended(first.picture, second.picture, both=both, unlike=match.unlike)
        held = match.still & ~first.passing
        picture[held] = self._a[held]
        return clean(_joined(picture, match.alone), match.own)

    def _faded(self, t: float) -> Indices:
        """Take a share of the changed pixels from each of the two."""
        changed = self._a != self._b
        rows, cols = np.nonzero(changed)
        if len(rows) * _LITTLE < self._a.size and bool((self._a >= 0).any()):
            order = np.arange(len(rows))
        else:
            order = np.argsort(BAYER[rows % 4, cols % 4], kind="stable")
        count = min(max(1, round(t * len(rows))), max(0, len(rows) - 1))
        out = self._a.copy()
        pick = order[:count]
        out[rows[pick], cols[pick]] = self._b[rows[pick], cols[pick]]
        return out


def _matched(a: Indices, b: Indices, table: Table) -> _Match:
    """Register two subjects both ways."""
    look_a, look_b = Look.of(a, table), Look.of(b, table)
    small_a, small_b = Small.of(a), Small.of(b)
    # A few pixels may all fall between those that the smaller copy keeps.
    if not bool(look_a.mask.any()):
        look_a.mask[...] = True
    if not bool(look_b.mask.any()):
        look_b.mask[...] = True
    from_a, from_b = register(look_a, look_b), register(look_b, look_a)
    area = sorted((int((a >= 0).sum()), int((b >= 0).sum())))
    cost = max(from_a.cost, from_b.cost)
    burst = cost > UNLIKE and area[1] > BURST * area[0]
    return _Match(
        from_a=from_a,
        from_b=from_b,
        sprite_a=Sprite.of(a),
        sprite_b=Sprite.of(b),
        own=Small(
            max(small_a.specks, small_b.specks),
            max(small_a.pinholes, small_b.pinholes),
        ),
        burst=burst,
        unlike=cost > UNLIKE,
        still=_still(a, b),
        alone=np.union1d(a[_alone(a)], b[_alone(b)]),
        share=LEANING if burst else _trusted(cost),
    )


def _still(a: Indices, b: Indices) -> Mask:
    """Return the pixels that both pictures show with all around them, clear or not."""
    same = a == b
    return np.asarray(same & (touching(~same) == 0))


def _trusted(cost: float) -> float:
    """Return how much of a motion is drawn: little of one that was not well found."""
    doubt = min(1.0, max(0.0, (cost - SURE) / (DOUBTED - SURE)))
    return 1.0 - (1.0 - LEAST) * round(doubt, 6)


@dataclass(frozen=True, slots=True)
class _Moved:
    """A subject on its way.

    Attributes:
        picture: ``(h, w)``.
        passing: ``(h, w)`` where something landed that came from elsewhere.
    """

    picture: Indices
    passing: Mask

    @classmethod
    def of(cls, sprite: Sprite, flow: Flow, t: float, *, rigid: bool) -> _Moved:
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


def _alone(picture: Indices) -> Mask:
    """Return the pixels of a subject that have no neighbour of their colour."""
    there = picture >= 0
    out = np.zeros(picture.shape, bool)
    out[there] = ~(neighbours_of(picture, there) == picture[there]).any(0)
    return out


def _joined(picture: Indices, alone: Indices) -> Indices:
    """Give pixels that came off their colour that of most around them.

    Args:
        picture: ``(h, w)``.
        alone: Colours that stand alone in the keys as well: those may.
    """
    off = _alone(picture) & (touching(picture >= 0) > 0)
    off &= ~np.isin(picture, alone)
    return filled(picture, off)


def _mended(base: Indices, other: Indices, *, both: bool, unlike: bool) -> Indices:
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
    if both:
        add = _cores(~here & there)
        out[add] = other[add]
    out[here & ~there & (around_there <= THIN) & (around_here <= SURROUNDED)] = -1
    return out


def _cores(mask: Mask) -> Mask:
    """Return the parts of a mask that are at least three pixels thick."""
    core = mask & (touching(mask) == ALL_AROUND)
    for _ in range(2):
        core = mask & (core | (touching(core) > 0))
    return np.asarray(core)
