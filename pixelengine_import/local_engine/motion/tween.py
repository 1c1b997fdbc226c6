"""Pixel art between two poses: both are moved to the same moment, one is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.grid import BAYER, Indices, Mask, touching
from pixelengine_import.local_engine.motion.mending import (
    alone,
    joined,
    mended,
    thready,
)
from pixelengine_import.local_engine.motion.moved import Moved
from pixelengine_import.local_engine.motion.registration import Flow, Look, register
from pixelengine_import.local_engine.motion.render import Small, clean
from pixelengine_import.local_engine.motion.sprite import Sprite

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.colours import Table

__all__ = ["LARGER", "LEANING", "UNLIKE", "Tween"]

UNLIKE = 0.25
"""Above this cost two pictures are different drawings."""
SURE, DOUBTED, LEAST = UNLIKE, 0.5, 0.4
"""Up to the first cost the whole motion is drawn, from the second on this share of it:
a nearer key that leans towards the other one is no muddle."""
LEANING = 0.2
"""The share of a burst: its parts have no counterpart to go to."""
MIDDLE = 0.5
STRANGE = 0.1
"""Drawings that share less colour than this have no way from one to the other."""
LARGER = 4
"""Nor have those whose areas differ by more than this factor: they are switched."""
BURST = 1.5
"""Unlike drawings whose areas differ by this factor are two moments of an effect."""
TIE = 1e-6
"""As near to the middle as this neither is nearer."""
TRIES, STEP = 3, 1 / 16
"""How often, and how far on, a moment is looked for that can be seen."""
_LITTLE = 4
"""Changes of less than one in this many pixels are wiped, not dithered."""


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
    lone: Indices
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
        self._strange = here and there and _strangers(a, b)
        if here and there and not self._strange and not np.array_equal(a, b):
            self._match = _matched(a, b, table)

    def at(self, t: float) -> Indices:
        """Return the subject at a moment, 0 < t < 1.

        It is neither of the two when they differ by two pixels or more; drawings with
        nothing in common are held.
        """
        if self._strange:
            return self._switched(t)
        match = self._match
        picture = self._faded(t) if match is None else self._drawn(match, t)
        if not self._is_key(picture):
            return picture
        if match is None or not match.unlike:
            return self._faded(t)
        # As far on as it takes to be seen, and no farther: it must not come back.
        for step in range(1, TRIES + 1):
            on = t + (STEP if t < MIDDLE else -STEP) * step
            if (on < MIDDLE) != (t < MIDDLE):
                break
            picture = self._drawn(match, on)
            if not self._is_key(picture):
                return picture
        return self._switched(t)

    def _is_key(self, picture: Indices) -> bool:
        return np.array_equal(picture, self._a) or np.array_equal(picture, self._b)

    def _drawn(self, match: _Match, t: float) -> Indices:
        """Move both subjects to the moment; the nearer one is drawn, mended."""
        # Slow in, slow out: near a key there is more of that key.
        eased = t * t * (3.0 - 2.0 * t)
        ways = (
            (match.sprite_a, match.from_a, match.share * eased),
            (match.sprite_b, match.from_b, match.share * (1.0 - eased)),
        )
        first, second = (
            Moved.of(sprite, flow, time, rigid=match.burst)
            for sprite, flow, time in ways
        )
        off = t - MIDDLE
        use_a = off < 0
        if abs(off) < TIE:
            use_a = match.from_a.cost <= match.from_b.cost
        if not use_a:
            first, second = second, first
        if abs(off) < TIE and thready(first.picture, second.picture):
            first, second = second, first
        picture = mended(first.picture, second.picture, unlike=match.unlike)
        held = match.still & ~first.passing
        picture[held] = self._a[held]
        return clean(joined(picture, match.lone), match.own)

    def _switched(self, t: float) -> Indices:
        """Show the nearer of the two, leaning to where the other one is."""
        near, far = (self._a, self._b) if t < MIDDLE else (self._b, self._a)
        return _leant(near, far, LEANING * min(t, 1.0 - t))

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
        lone=np.union1d(a[alone(a)], b[alone(b)]),
        share=LEANING if burst else _trusted(cost),
    )


def _strangers(a: Indices, b: Indices) -> bool:
    """Tell whether one drawing cannot become the other one."""
    of_a, of_b = (np.bincount(p[p >= 0]).tolist() for p in (a, b))
    small, large = sorted((sum(of_a), sum(of_b)))
    if large > LARGER * small:
        return True
    # In whole numbers: the share of colour of the one that the other has as well.
    shared = sum(
        min(p * sum(of_b), q * sum(of_a)) for p, q in zip(of_a, of_b, strict=False)
    )
    return bool(shared < STRANGE * sum(of_a) * sum(of_b))


def _leant(near: Indices, far: Indices, share: float) -> Indices:
    """Move a drawing by whole pixels towards the middle of another one.

    It goes a pixel at least, where there is room for it, so that it is not dead; never
    over an edge of the canvas.
    """
    places = [np.nonzero(picture >= 0) for picture in (near, far)]
    apart = [
        int(there.sum()) / len(there) - int(here.sum()) / len(here)
        for here, there in zip(*places, strict=True)
    ]
    room = [
        (-int(here.min()), side - 1 - int(here.max()))
        for here, side in zip(places[0], near.shape, strict=True)
    ]
    by = [
        min(max(round(share * d), low), high)
        for d, (low, high) in zip(apart, room, strict=True)
    ]
    axes = sorted(range(2), key=lambda axis: -abs(apart[axis]))
    for axis in axes:
        if not any(by):
            low, high = room[axis]
            by[axis] = min(max(1 if apart[axis] > 0 else -1, low), high)
    ys, xs = places[0]
    out = np.full_like(near, -1)
    out[ys + by[0], xs + by[1]] = near[ys, xs]
    return out


def _still(a: Indices, b: Indices) -> Mask:
    """Return the pixels that both pictures show with all around them, clear or not."""
    same = a == b
    return np.asarray(same & (touching(~same) == 0))


def _trusted(cost: float) -> float:
    """Return how much of a motion is drawn: little of one that was not well found."""
    doubt = min(1.0, max(0.0, (cost - SURE) / (DOUBTED - SURE)))
    return 1.0 - (1.0 - LEAST) * round(doubt, 6)
