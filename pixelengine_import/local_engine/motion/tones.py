"""Changes of colour within the table: flash, glow, closed eyes, mended outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.colours import Ints, Table, oklab
from pixelengine_import.local_engine.motion.effects import bounds, inside
from pixelengine_import.local_engine.motion.grid import (
    Indices,
    Mask,
    boxes,
    common_neighbour,
    is_rim,
    label,
    neighbours_of,
)
from pixelengine_import.local_engine.motion.shift import Arc, Dab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.sprite import Sprite

__all__ = ["Tones", "find_eyes", "shut_eyes"]

DARK = 4500
"""Lightness (ten-thousandths) below which an outline counts as dark."""
STEP = 900
"""How much lighter the next tone of a glow is."""
LEAST_STEP = 250
ABLE = 12
"""In a hundred of a body's pixels, lines aside: how many need a lighter colour."""
RIM_LIGHT = 0.5
SAME_HUE = 75
"""Of 100: squared cosine of 30 degrees between hues."""
LEFT = 16
"""Of 100: how much of its squared chroma a colour keeps when it becomes lighter."""
PLAIN = 260
"""Colours whose hues differ by less (ten-thousandths) are of one, as greys are."""
LINE_ENDS = 2
"""A gap in an outline has at least this many of its pixels around it."""
MOST_LEVEL = 32
"""An eye is looked for among so many details beside and behind another."""


class Tones:
    """What a drawing's colours can do without a new one.

    Args:
        source: ``(h, w)`` the subject; only its colours are used.
        table: ``(k, 3)``.
    """

    def __init__(self, source: Indices, table: Table) -> None:
        """Work out the lighter tones and whether the outline is dark."""
        self._light: Ints = oklab(table)[:, 0]
        own = np.unique(source[source >= 0]).astype(np.int64)
        self._lightest = int(own[self._light[own].argmax()]) if len(own) else 0
        self._lighter = _lighter(table, own)
        body = source[source >= 0]
        body = body[self._light[body] >= DARK]
        able = int((self._lighter[body] != body).sum())
        self._dull = 100 * able < ABLE * len(body)
        self._by_light = own[np.argsort(self._light[own], kind="stable")]
        self._order = np.zeros(len(table), np.float64)
        ranks = np.argsort(np.argsort(self._light[own], kind="stable"), kind="stable")
        self._order[own] = (ranks + 1) / max(1, len(own))
        self._outline = _outline(source, self._light)
        self._lit = self._lighter_half(source)

    def flash(self, picture: Indices) -> Indices:
        """Return the picture in its lightest colour, its dark outline kept."""
        solid = picture >= 0
        line = is_rim(solid) & (self._light[picture] < DARK + 500)
        return np.where(solid & ~line, self._lightest, picture).astype(np.int32)

    def glow(self, picture: Indices, power: float) -> Indices:
        """Return the picture with light parts lighter; at 1, all but dark ones.

        Where hardly a colour has a lighter one of its hue, the rim shines instead.
        """
        solid = picture >= 0
        if self._dull:
            rim = is_rim(solid) & (power > RIM_LIGHT)
            return np.where(rim, self._lightest, picture).astype(np.int32)
        shining = solid & (self._order[picture] >= 1.0 - round(power, 4))
        shining &= self._light[picture] >= DARK
        return np.where(shining, self._lighter[picture], picture).astype(np.int32)

    @property
    def line(self) -> int | None:
        """The colour of a dark outline, or None when there is none."""
        if self._outline is None:
            return None
        return int(self._outline[self._light[self._outline].argmin()])

    def dab(
        self, picture: Indices, dabs: Sequence[Dab | Arc], push: tuple[int, int]
    ) -> Indices:
        """Return the picture with spots of its own colours painted.

        Args:
            picture: ``(h, w)``.
            dabs: In order.
            push: Whole pixels by which the frame was moved.
        """
        if not dabs or not len(self._by_light):
            return picture
        h, w = picture.shape
        out = picture.copy()
        within = (picture >= 0) & ~is_rim(picture >= 0)
        last = len(self._by_light) - 1
        for dab, at in zip(dabs, bounds(dabs, (w, h), push), strict=True):
            if at is None:
                continue
            row, col = np.mgrid[at] + 0.5
            spot = inside(dab, col - push[0], row - push[1]) >= 0
            if isinstance(dab, Dab) and dab.behind:
                spot &= picture[at] < 0
            if isinstance(dab, Dab) and dab.within:
                spot &= within[at]
            if isinstance(dab, Dab) and dab.lit:
                spot &= self._light[picture[at]] >= self._lit
            rank = round(min(1.0, max(0.0, dab.tone)) * last)
            out[at][spot] = self._by_light[rank]
        return out

    def _lighter_half(self, source: Indices) -> int:
        """Return the lightness from which on light is reflected.

        At least half of the pixels that are neither line nor of the lightest colour
        have it.
        """
        light = self._light[source[source >= 0]]
        middle = light[(light >= DARK) & (light < light.max(initial=0))]
        return int(np.median(middle)) if len(middle) else 0

    def dim(self, picture: Indices, gone: Mask) -> Indices:
        """Return the picture with pixels in its darkest colour.

        Args:
            picture: ``(h, w)``.
            gone: ``(h * w,)`` which.
        """
        dark = int(self._by_light[0]) if len(self._by_light) else -1
        return np.where(gone.reshape(picture.shape), dark, picture).astype(np.int32)

    def mend_outline(self, picture: Indices) -> Indices:
        """Close breaks in a dark outline, where the source has one."""
        if self._outline is None:
            return picture
        # One place more than there are colours: -1, what is clear, is no line.
        dark = np.zeros(len(self._light) + 1, bool)
        dark[self._outline] = True
        rim = is_rim(picture >= 0) & ~dark[picture]
        around = neighbours_of(picture, rim)
        near = dark[around]
        gap = near.sum(0) >= LINE_ENDS
        if not bool(gap.any()):
            return picture
        line = np.where(near[:, gap], around[:, gap], -1).astype(np.int32)
        out = picture.copy()
        rows, cols = np.nonzero(rim)
        out[rows[gap], cols[gap]] = common_neighbour(line)
        return out


def _lighter(table: Table, own: Ints) -> Ints:
    """Return for each colour the next lighter one of about its hue, or itself."""
    lab = oklab(table)
    out = np.arange(len(table), dtype=np.int64)
    for k in own.tolist():
        d = lab[own] - lab[k]
        rises = (d[:, 0] >= LEAST_STEP) & _of_one_hue(lab[k], lab[own])
        if bool(rises.any()):
            step = d[:, 0] - STEP
            far = step * step + 2 * (d[:, 1] * d[:, 1] + d[:, 2] * d[:, 2])
            far[~rises] = np.iinfo(np.int64).max
            out[k] = own[far.argmin()]
    return out


def _of_one_hue(one: Ints, others: Ints) -> NDArray[np.bool_]:
    """Tell which colours have a hue and about as much of it, or as little.

    Args:
        one: ``(3,)`` ten-thousandths of OKLab.
        others: ``(k, 3)``.
    """
    a, b = one[1:], others[:, 1:]
    own = int((a * a).sum())
    full = (b * b).sum(1)
    off = ((b - a) * (b - a)).sum(1)
    along = (b * a).sum(1)
    # Compared as squares: exact, where an angle would not be.
    near = (along > 0) & (100 * along * along >= SAME_HUE * own * full)
    near &= 100 * full >= LEFT * own
    return np.asarray(near | (off < PLAIN * PLAIN), np.bool_)


def _outline(source: Indices, light: Ints) -> Ints | None:
    """Return the dark colours that make up the rim, or None when it is not dark."""
    rim = is_rim(source >= 0)
    total = int(rim.sum())
    colours, count = np.unique(source[rim], return_counts=True)
    dark = colours[(count * 100 > 15 * total) & (light[colours] < DARK)]
    if not len(dark) or int(np.isin(source[rim], dark).sum()) * 4 < total * 3:
        return None
    return np.asarray(dark, np.int64)


def shut_eyes(sprite: Sprite, *, one_is_enough: bool) -> Indices | None:
    """Return the subject with its eyes closed, or None when no eyes are found.

    Eyes are two details of about one size at one height in the upper body. Their lowest
    row stays as the lid when they are at least two pixels high.

    Args:
        sprite: Whose eyes.
        one_is_enough: Take the highest detail when there is no pair.
    """
    eyes = find_eyes(sprite, one_is_enough=one_is_enough)
    if eyes is None:
        return None
    lid = eyes.copy()
    lid[:-1] &= ~eyes[1:]
    tall = np.zeros_like(eyes)
    tall[1:] = eyes[:-1]
    closed = np.where(eyes & ~(lid & tall), sprite.bare, sprite.subject)
    return np.asarray(closed, np.int32)


def find_eyes(sprite: Sprite, *, one_is_enough: bool) -> Mask | None:
    """Return the pixels of the eyes, or None when none are found."""
    rows = np.flatnonzero((sprite.subject >= 0).any(1))
    numbers, sizes = label(sprite.details.mask)
    if not len(rows) or len(sizes) <= 1:
        return None
    limit = int(rows[0]) + 0.62 * len(rows)
    spots = [
        (ys.start, xs.start, xs.stop - 1, int(sizes[k]), k)
        for k, (ys, xs) in enumerate(boxes(numbers), start=1)
        if ys.stop - 1 < limit
    ]
    # They are in the order of their rows; eyes are no pattern of many dots in a row.
    level = [
        (a, b)
        for i, a in enumerate(spots)
        for b in spots[i + 1 : i + 1 + MOST_LEVEL]
        if b[0] - a[0] <= 1
    ]
    pairs = [
        (abs(a[3] - b[3]), a[0] + b[0], a[4], b[4])
        for a, b in level
        if max(a[3], b[3]) <= 2 * min(a[3], b[3])
        and max(a[1], b[1]) - min(a[2], b[2]) > 1
        and max(a[2], b[2]) - min(a[1], b[1]) <= 0.7 * len(rows)
    ]
    if pairs:
        _, _, one, two = min(pairs)
        return np.asarray((numbers == one) | (numbers == two))
    if spots and one_is_enough:
        return np.asarray(numbers == min(spots)[4])
    return None
