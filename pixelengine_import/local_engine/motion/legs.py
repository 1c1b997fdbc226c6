"""What a body stands on: legs told from a silhouette, or the hem of a robe.

A leg is a prong of the silhouette that points down: going up from the ground, it stays
apart from the rest for some rows, then meets another one. Where feet touch each other,
gaps above them and dark lines between them are followed down to the ground first.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.parting import (
    GROUND,
    PAIR,
    ZONE,
    Box,
    Light,
    dark_line,
    runs,
    under_gaps,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.exact import Real
    from pixelengine_import.local_engine.motion.grid import Mask

__all__ = ["LONG", "Leg", "find_legs", "light_of"]

SHORTEST = 0.045
TINY = 14
"""Bodies below this height have legs of a single pixel."""
WIDEST = 0.6
THIN = 0.45
"""What is thinner than this share of the other legs is a staff."""
SOLE = 0.45
"""A foot is at least this share of its leg wide; blades end in a point."""
SHORT_PAIR = 0.1
"""A pair up to this share of the height may be but the tips of longer legs."""


LONG, ENDS = 1.05, 0.24
"""On a long body, two prongs so far apart are a pair of legs each."""
BACK = 0.12


@dataclass(frozen=True, slots=True, eq=False)
class Leg:
    """A prong on which a body stands; places in pixels.

    Attributes:
        x: Column of its middle where it leaves the body.
        root: Row where it leaves the body.
        foot_x: Column of the middle of its foot.
        foot: Row below its foot.
        ankle: Row where the foot begins, which keeps its shape.
        thick: Median width.
        left: Left end of each row from ``root`` to ``foot``.
        right: Right end of each, exclusive.
    """

    x: float
    root: int
    foot_x: float
    foot: int
    ankle: float
    thick: float
    left: Real
    right: Real

    @property
    def length(self) -> int:
        """Rows from the body to the ground."""
        return self.foot - self.root

    def share(self, x: Real, y: Real, *, soft: float) -> Real:
        """Return how much points belong to this leg, 0 to 1.

        Args:
            x: Places in pixels.
            y: The same, downwards.
            soft: Over how many pixels beside the leg the share falls to nothing; 0 for
                parts that come apart.
        """
        row = np.floor(y).astype(np.int64) - self.root
        at = np.clip(row, 0, len(self.left) - 1)
        beside = np.maximum(self.left[at] - x, x - self.right[at])
        near = np.where(beside <= 0, 1.0, 0.0)
        if soft > 0:
            near = np.clip(1.0 - beside / soft, 0.0, 1.0)
        return np.asarray(np.where(row >= 0, near, 0.0), np.float64)

    def down(self, y: Real) -> Real:
        """Return how far down the leg points lie: 0 at the body, 1 from the ankle."""
        long = max(1.0, self.ankle - self.root)
        return np.asarray(np.clip((y - self.root) / long, 0.0, 1.0), np.float64)


def light_of(colours: NDArray[np.uint8]) -> Light:
    """Return the lightness of colours, ``(..., 3)`` or ``(..., 4)``, in whole steps."""
    rgb = colours[..., :3].astype(np.int64)
    return np.asarray(
        (rgb[..., 0] * 299 + rgb[..., 1] * 587 + rgb[..., 2] * 114) // 1000, np.int64
    )


@dataclass(slots=True, eq=False)
class _Prong:
    """A part of the silhouette on the way up.

    Attributes:
        rows: ``(row, left, right)`` from the tip upwards.
        trunk: Whether several prongs have met in it.
        met: Whether it has ended because it met another one.
    """

    rows: list[tuple[int, int, int]] = field(default_factory=list)
    trunk: bool = False
    met: bool = False

    def absorb(self, toe: _Prong) -> None:
        """Take the rows of a prong that is too short to be one of its own."""
        rows = {y: (a, b) for y, a, b in toe.rows}
        for y, a, b in self.rows:
            other = rows.get(y, (a, b))
            rows[y] = min(a, other[0]), max(b, other[1])
        self.rows = [(y, *rows[y]) for y in sorted(rows, reverse=True)]


def find_legs(solid: Mask, light: Light | None = None) -> tuple[Leg, ...]:
    """Find the legs of a silhouette, from left to right.

    Args:
        solid: ``(h, w)``, at least one pixel.
        light: The drawing's lightness, which tells legs that touch.

    Returns:
        Two or more legs, or nothing: a robe, a blob, an item.
    """
    ys, xs = np.nonzero(solid)
    box = int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1
    cut = under_gaps(solid, box)
    legs = [_with_cut(leg, cut) for leg in _legs(solid & ~cut, box)]
    short = SHORT_PAIR * (box[3] - box[1])
    if light is not None and not _longer(legs, short):
        cut |= dark_line(solid, light, box)
        parted = [_with_cut(leg, cut) for leg in _legs(solid & ~cut, box)]
        legs = parted if len(legs) < PAIR or _longer(parted, short) else legs
    if len(legs) == PAIR and _long_body(legs, solid, box):
        legs = [half for leg in legs for half in _halves(leg)]
    return tuple(legs) if len(legs) >= PAIR else ()


def _long_body(legs: list[Leg], solid: Mask, box: Box) -> bool:
    """Tell whether two prongs stand at the ends of a long body.

    Between them is a back, lower than the head; a head is between the legs of who
    stands upright.
    """
    x0, y0, x1, y1 = box
    w, h = x1 - x0, y1 - y0
    if legs[-1].x - legs[0].x < ENDS * w or w <= LONG * h:
        return False
    middle, beside = int((legs[0].x + legs[-1].x) / 2), w // 20
    between = solid[:, max(0, middle - beside) : middle + beside + 1].any(1)
    return int(np.flatnonzero(between)[0]) - y0 >= BACK * h


def _halves(leg: Leg) -> list[Leg]:
    """Part a prong in which two legs stand one before the other."""
    if leg.thick < 2 * PAIR:
        return [leg]
    middle = leg.left + np.ceil((leg.right - leg.left) / 2)
    return [
        replace(
            leg,
            x=float((left + right)[: max(1, leg.length // 4)].mean() / 2),
            foot_x=float((left + right)[int(leg.ankle) - leg.root :].mean() / 2),
            thick=leg.thick / 2,
            left=left,
            right=right,
        )
        for left, right in ((leg.left, middle), (middle, leg.right))
    ]


def _longer(legs: list[Leg], least: float) -> bool:
    """Tell whether two legs are of some length."""
    return len(legs) >= PAIR and max(leg.length for leg in legs) > least


def _legs(solid: Mask, box: Box) -> list[Leg]:
    """Return the prongs that may be legs."""
    x0, y0, x1, y1 = box
    w, h = x1 - x0, y1 - y0
    least = 1 if h < TINY else max(2, round(SHORTEST * h))
    found = []
    for prong in _prongs(solid, (y0 + int(ZONE * h), y1), least):
        tip, root = prong.rows[0][0] + 1, prong.rows[-1][0]
        low = tip >= y1 - max(2.0, GROUND * h)
        if prong.met and low and tip - root >= least:
            leg = _leg(prong)
            if leg.thick <= max(2.0, WIDEST * w):
                found.append(leg)
    if len(found) > PAIR:
        usual = float(np.median([leg.thick for leg in found]))
        long = float(np.median([leg.length for leg in found]))
        found = [
            leg
            for leg in found
            if leg.thick >= THIN * usual or leg.length <= 1.5 * long
        ]
    if len(found) > PAIR:
        found = [leg for leg in found if _has_sole(leg)]
    found = sorted(found, key=lambda leg: leg.foot_x)
    if len(found) == PAIR + 1 and box[2] - box[0] <= LONG * (box[3] - box[1]):
        return _without_tail(found)
    return found


def _without_tail(found: list[Leg]) -> list[Leg]:
    """Leave out an outer one of three on which nobody stands."""
    ground = max(leg.foot for leg in found)
    hangs = [k for k in (0, 2) if found[k].foot < ground - 1]
    others = [leg for k, leg in enumerate(found) if k not in hangs]
    stand = all(leg.foot >= ground - 1 for leg in others)
    return others if len(hangs) == 1 and stand else found


def _has_sole(leg: Leg) -> bool:
    """Tell a foot from the point of a blade."""
    low = (leg.right - leg.left)[-2:]
    return float(low.mean()) >= SOLE * leg.thick


def _prongs(solid: Mask, rows: tuple[int, int], least: int) -> Iterable[_Prong]:
    """Follow all prongs up from their tips until they meet."""
    every: list[_Prong] = []
    active: list[_Prong] = []
    for y in range(rows[1] - 1, rows[0] - 1, -1):
        taken: list[_Prong] = []
        above: list[_Prong] = []
        for a, b in sorted(runs(solid[y]), key=lambda run: run[0] - run[1]):
            below = _touching(active, a, b, 0) or _touching(active, a, b, 1)
            split = any(p in taken for p in below)
            below = [p for p in below if p not in taken]
            long = [p for p in below if p.trunk or len(p.rows) >= least]
            if len(long) >= PAIR:
                for prong in below:
                    prong.met = True
                into = _Prong(trunk=True)
                every.append(into)
            elif below:
                into = long[0] if long else max(below, key=lambda p: len(p.rows))
            else:
                # What a prong splits off on its way up does not stand on the ground.
                into = _Prong(trunk=split)
                every.append(into)
            for toe in below:
                if not (into.trunk or toe is into):
                    into.absorb(toe)
            taken += below
            into.rows.append((y, a, b))
            above.append(into)
        active = above
    return [prong for prong in every if not prong.trunk]


def _touching(prongs: list[_Prong], a: int, b: int, reach: int) -> list[_Prong]:
    """Return the prongs whose last run lies below a run."""
    return [
        p for p in prongs if p.rows[-1][1] < b + reach and a < p.rows[-1][2] + reach
    ]


def _leg(prong: _Prong) -> Leg:
    """Measure a prong."""
    rows = np.asarray(prong.rows[::-1], np.int64)
    left, right = rows[:, 1].astype(np.float64), rows[:, 2].astype(np.float64)
    thick = float(np.median(right - left))
    root, foot = int(rows[0, 0]), int(rows[-1, 0]) + 1
    long = foot - root
    sole = min(max(1.0, round(0.3 * long)), max(1.0, round(0.8 * thick)))
    low = slice(max(0, len(rows) - max(1, int(sole))), None)
    top = slice(0, max(1, long // 4))
    return Leg(
        x=float((left[top] + right[top]).mean() / 2),
        root=root,
        foot_x=float((left[low] + right[low]).mean() / 2),
        foot=foot,
        ankle=float(foot - sole),
        thick=thick,
        left=left,
        right=right,
    )


def _with_cut(leg: Leg, cut: Mask) -> Leg:
    """Give the line between two legs to the one on its left."""
    rows = np.arange(leg.root, leg.foot)
    beside = leg.right.astype(np.int64)
    right = leg.right.copy()
    while True:
        inside = np.minimum(beside, cut.shape[1] - 1)
        more = cut[rows, inside] & (beside < cut.shape[1])
        if not bool(more.any()):
            return replace(leg, right=right)
        right[more] += 1
        beside = right.astype(np.int64)
