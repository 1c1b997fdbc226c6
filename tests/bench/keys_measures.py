"""How near a drawn in-between comes to the true one: formulas over pictures.

P is the frame that was drawn, T the true one, A and B the keys around it; a pixel is
there when its alpha is 128 or more. Everything is seen from outside: nothing is asked
of the code that drew P.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from pixelengine_import.local_engine.motion.colours import oklab, pack, unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion import Pixels

    Mask = NDArray[np.bool_]
    Ints = NDArray[np.int64]

__all__ = ["Scored", "alike", "colours_of", "score", "solid", "unlike"]

HALF = 128
SAME = 300 * 300
"""Squared OKLab distance, in ten-thousandths, below which two colours are one."""
SPECK = 3
KNOWN = 80
"""Where a key shares this much with the true frame, holding it is good enough."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The numbers of one frame; in percent unless said otherwise.

    Attributes:
        match: Pixels of the right colour, of those that P or T cover.
        gain: The same, where neither key shares 80 % with T; else not a number.
        near: Pixels of P and of T that find their colour in the other one within a
            pixel, mean of both ways.
        iou: Pixels that P and T cover, of those that either covers.
        newcol: Pixels of P in a colour of neither key.
        semi: Pixels of P that are half there, when no key has such.
        junk: Islands and holes of up to three pixels beyond those of T, A and B, in
            thousandths of the pixels of P.
        frag: Pixels of P without a neighbour of their colour, beyond those of T, A, B.
        copy: 100 when P is a key.
        bal: 0 when P is as far from A as from B, 100 when it is one of them; not a
            number away from the middle.
    """

    match: float
    gain: float
    near: float
    iou: float
    newcol: float
    semi: float
    junk: float
    frag: float
    copy: float
    bal: float


def score(p: Pixels, t: Pixels, keys: tuple[Pixels, Pixels], *, middle: bool) -> Scored:
    """Score a drawn frame.

    Args:
        p: ``(h, w, 4)`` the frame that was drawn.
        t: The true one.
        keys: The two around it.
        middle: It lies half-way between them.
    """
    a, b = keys
    here, there = solid(p), solid(t)
    either = max(1, int((here | there).sum()))
    lab_p, lab_t = _lab(p), _lab(t)
    right = here & there & _close(lab_p, lab_t)
    to_a, to_b = unlike(a, p), unlike(p, b)
    seen = p[p[..., 3] > 0]
    own = colours_of(a) | colours_of(b)
    veiled = any(bool(((k[..., 3] > 0) & (k[..., 3] < 255)).any()) for k in keys)
    some = len(seen) > 0
    added = [int(c) not in own for c in pack(seen[:, :3])] if some else [False]
    clutter = max(_clutter(solid(k)) for k in (t, a, b))
    alone = max(_alone(k) for k in (t, a, b))
    match = 100 * float(right.sum()) / either
    return Scored(
        match=match,
        gain=match if max(alike(a, t), alike(b, t)) < KNOWN else math.nan,
        near=50
        * (_found(lab_p, lab_t, here, there) + _found(lab_t, lab_p, there, here)),
        iou=100 * float((here & there).sum()) / either,
        newcol=100 * float(np.mean(added)),
        semi=100 * float((seen[:, 3] < 255).mean()) if some and not veiled else 0.0,
        junk=1000 * max(0, _clutter(here) - clutter) / max(1, int(here.sum())),
        frag=max(0.0, _alone(p) - alone),
        copy=100.0 * (to_a == 0 or to_b == 0),
        bal=100 * min(1.0, abs(to_a - to_b) / max(1, unlike(a, b)))
        if middle
        else math.nan,
    )


def solid(image: Pixels) -> Mask:
    """Return what of a picture is there."""
    return np.asarray(image[..., 3] >= HALF)


def colours_of(image: Pixels) -> set[int]:
    """Return the colours of what is not clear, as one number each."""
    return set(pack(image[image[..., 3] > 0][:, :3]).tolist())


def unlike(p: Pixels, q: Pixels) -> int:
    """Return in how many pixels two pictures differ."""
    here, there = solid(p), solid(q)
    other = pack(p[..., :3]) != pack(q[..., :3])
    return int(((here ^ there) | (here & there & other)).sum())


def alike(p: Pixels, q: Pixels) -> float:
    """Return the share of equal pixels among those that either covers, in percent."""
    either = int((solid(p) | solid(q)).sum())
    return 100 * (1 - unlike(p, q) / max(1, either))


# -- parts of it ----------------------------------------------------------------------


def _lab(image: Pixels) -> Ints:
    """Return OKLab of every pixel, in ten-thousandths."""
    every, place = np.unique(pack(image[..., :3]), return_inverse=True)
    return oklab(unpack(every))[place.reshape(image.shape[:2])]


def _close(p: Ints, q: Ints) -> Mask:
    """Return where two pictures have one colour."""
    d = p - q
    return np.asarray((d * d).sum(-1) < SAME)


def _found(p: Ints, q: Ints, here: Mask, there: Mask) -> float:
    """Return the share of pixels that find their colour within a pixel."""
    h, w = here.shape
    wide = np.pad(q, ((1, 1), (1, 1), (0, 0)))
    room = np.pad(there, 1)
    hit = np.zeros((h, w), bool)
    for dy in range(3):
        for dx in range(3):
            at = slice(dy, dy + h), slice(dx, dx + w)
            hit |= room[at] & _close(p, wide[at])
    return float((hit & here).sum()) / max(1, int(here.sum()))


def _clutter(mask: Mask) -> int:
    """Count islands, and holes, of up to three pixels."""
    _, islands = np.unique(ndimage.label(mask, np.ones((3, 3)))[0], return_counts=True)
    holes = np.bincount(np.ravel(ndimage.label(~np.pad(mask, 1))[0]))[1:]
    return int((islands[1:] <= SPECK).sum()) + int((holes <= SPECK).sum())


def _alone(image: Pixels) -> float:
    """Return the share of pixels without a neighbour of their colour, in percent."""
    there = solid(image)
    h, w = there.shape
    wide = np.pad(np.where(there, pack(image[..., :3]), -1), 1, constant_values=-2)
    friend = np.zeros((h, w), bool)
    for dy in range(3):
        for dx in range(3):
            if (dy, dx) != (1, 1):
                friend |= wide[dy : dy + h, dx : dx + w] == wide[1:-1, 1:-1]
    return 100 * float((there & ~friend).sum()) / max(1, int(there.sum()))
