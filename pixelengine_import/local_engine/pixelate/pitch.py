"""The distance of grid lines, from how pairs of edges agree.

Only pairs within a few cells of each other are asked, so lines that wander by cells
over the whole picture still agree; and no edge is paired with itself, so that few edges
do not look like many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import sine

if TYPE_CHECKING:
    from pixelengine_import.local_engine.pixelate.profile import Impulses
    from pixelengine_import.local_engine.pixelate.types import Real

__all__ = ["Pitch", "find_pitches"]

_BINS = 8  # a pixel
_FINEST = 2.0
_STEP = 1.006
_WINDOWS = (3.0, 8.0)
_REACH = 2.5
_LOWEST_SHARE = 0.62
_SQUARE = 0.04
_LEAST = 0.2
_LEAST_SMALL = 0.4
_SMALL = 128
_FEWEST_CELLS = 5
_FINE = (4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
_HOLDS = 0.75
_WHOLE = 0.8
_STRONG = 3.0
_ENOUGH = 10
_RIGID = 0.8


@dataclass(frozen=True, slots=True)
class Pitch:
    """The grid of one axis.

    Attributes:
        length: Of a cell, pixels.
        coherence: How well edges agree on it, up to 1.
        rigid: Lines keep their distance over the whole picture.
    """

    length: float
    coherence: float
    rigid: bool


class _Pairs:
    """Lags between the edges of an axis, added up in eighths of a pixel."""

    def __init__(self, found: Impulses, size: int) -> None:
        self.size = size
        self.impulses = found
        self.lags = np.zeros(size * _BINS + 1)
        places = np.rint(found.places * _BINS).astype(np.int64)
        for apart in range(1, len(places)):
            lag = places[apart:] - places[:-apart]
            weight = np.rint(found.weights[apart:] * found.weights[:-apart])
            self.lags += np.bincount(lag, weight, len(self.lags))[: len(self.lags)]
        self.at = np.arange(len(self.lags)) / _BINS

    def coherence(self, pitch: float, cycles: float) -> float:
        """Return the mean agreement of pairs within some cycles, -1 to 1."""
        end = min(len(self.lags), int(pitch * cycles * _REACH * _BINS) + 1)
        turns = self.at[:end] / pitch
        near = turns / cycles
        # A bell without exp: (1 - (x / r)^2)^4 is a Gaussian to the eye.
        bell = np.maximum(0.0, 1.0 - near * near / (_REACH * _REACH))
        bell = bell * bell
        weight = self.lags[:end] * bell * bell
        total = float(weight.sum())
        if total <= 0:
            return 0.0
        return round(float((weight * sine(turns + 0.25)).sum()) / total, 6)

    def scan(self, pitches: Real) -> Real:
        """Return the coherence of each pitch, near and far windows together."""
        return np.array(
            [sum(self.coherence(p, c) for c in _WINDOWS) / 2 for p in pitches]
        )


def find_pitches(
    columns: Impulses, rows: Impulses, size: tuple[int, int]
) -> tuple[Pitch, Pitch] | None:
    """Measure the grid of both axes.

    Args:
        columns: Edges between columns.
        rows: Edges between rows.
        size: Width and height, pixels.

    Returns:
        The pitch across and down; None when the edges agree on none.
    """
    shorter = min(size)
    pairs = (_Pairs(columns, size[0]), _Pairs(rows, size[1]))
    pitches = _candidates(shorter / _FEWEST_CELLS)
    if not len(pitches):
        return None
    scores = [p.scan(pitches) for p in pairs]
    joint = (scores[0] + scores[1]) / 2
    own = [float(s.max()) for s in scores]
    least = _LEAST_SMALL if shorter < _SMALL else _LEAST
    if max(float(joint.max()), sum(own) / 2) < least:
        return None
    chosen = [float(pitches[_lowest(s)]) for s in scores]
    one = float(pitches[_lowest(joint)])
    alike = max(chosen) <= min(chosen) * 1.05
    if alike or float(joint.max()) + _SQUARE >= sum(own) / 2:
        chosen = [one, one]
    fine = [_refine(p, start) for p, start in zip(pairs, chosen, strict=True)]
    finer = _harmonic(pairs, fine)
    if finer > 1:
        fine = [_refine(p, start / finer) for p, start in zip(pairs, fine, strict=True)]
    return _judge(pairs[0], fine[0]), _judge(pairs[1], fine[1])


def _candidates(most: float) -> Real:
    found = [_FINEST]
    while found[-1] * _STEP <= most:
        found.append(found[-1] * _STEP)
    return np.array(found) if most >= _FINEST else np.zeros(0)


def _lowest(scores: Real) -> int:
    """Return the longest pitch that agrees nearly as well as the best; its peak."""
    good = np.flatnonzero(scores >= _LOWEST_SHARE * scores.max())
    last = int(good[-1])
    while last > 0 and scores[last - 1] > scores[last]:
        last -= 1
    return last


def _refine(pairs: _Pairs, pitch: float) -> float:
    """Look at ever longer stretches while they agree."""
    before = pairs.coherence(pitch, _WINDOWS[0])
    for cycles in _FINE:
        if cycles * pitch > pairs.size:
            break
        tries = [round(pitch * (1 + k / (24 * cycles)), 6) for k in range(-8, 9)]
        scores = [pairs.coherence(t, cycles) for t in tries]
        best = int(np.argmax(scores))
        if scores[best] < _HOLDS * before:
            break
        pitch = tries[best]
    cells = max(1, round(pairs.size / pitch))
    whole = pairs.size / cells
    long = min(32.0, max(4.0, cells / 2))
    near = abs(whole / pitch - 1) < 1 / (2 * long)
    if near and pairs.coherence(whole, long) >= _WHOLE * pairs.coherence(pitch, long):
        return whole
    return pitch


def _harmonic(pairs: tuple[_Pairs, _Pairs], pitches: list[float]) -> int:
    """Say whether only every second or third line was strong: 2, 3, or 1 for no."""
    for parts in (3, 2):
        if all(
            pitch / parts >= _FINEST and _fills(p, pitch, parts)
            for p, pitch in zip(pairs, pitches, strict=True)
        ):
            return parts
    return 1


def _fills(pairs: _Pairs, pitch: float, parts: int) -> bool:
    """Look for lines at the parts of a cell, between the lines found."""
    places, weights = pairs.impulses.places, pairs.impulses.weights
    if len(places) < _ENOUGH:
        return False
    turns = (places[:, None] - places[None, :]) / pitch
    close = np.abs(turns) <= _WINDOWS[0]
    share = turns - np.floor(turns)
    between = np.zeros(close.shape, dtype=np.bool_)
    for k in range(1, parts):
        between |= np.abs(share - k / parts) < 0.08  # noqa: PLR2004 - of a cell
    off = (share > 0.08) & (share < 0.92) & ~between  # noqa: PLR2004 - as above
    product = weights[:, None] * weights[None, :] * close
    on_parts = float(product[between].sum()) / (0.16 * (parts - 1))
    elsewhere = float(product[off].sum()) / max(0.84 - 0.16 * (parts - 1), 0.1)
    return on_parts > _STRONG * max(elsewhere, 1e-9)


def _judge(pairs: _Pairs, pitch: float) -> Pitch:
    near = pairs.coherence(pitch, _WINDOWS[0])
    far = pairs.coherence(pitch, 32.0)
    return Pitch(pitch, max(0.0, near), far > _RIGID * near)
