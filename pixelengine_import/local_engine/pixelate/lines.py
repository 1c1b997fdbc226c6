"""Grid lines: the best walk from one border to the other, cell by cell.

Dynamic programming over places (Bellman, 1957): a line earns what changes there, and
pays for every cell that is longer or shorter than the pitch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pixelengine_import.local_engine.pixelate.pitch import Pitch
    from pixelengine_import.local_engine.pixelate.types import Lines, Real

__all__ = ["find_lines"]

_STIFF = 60.0
_LOOSE = 4.0
_BORDER = 0.6
_SLACK = 0.35
_TOO_SMALL = 0.4
_PEAK = 2.0
_FAR = -1e18


def find_lines(profile: Real, pitch: Pitch) -> Lines:
    """Place the lines of one axis.

    Args:
        profile: ``(size,)``, what changes before each pixel.
        pitch: The distance of lines.

    Returns:
        The lines. Less than 40 % of a cell at a border is given up.
    """
    size = len(profile)
    fine = max(1, round(min(4.0, 32 / pitch.length)))  # steps a pixel
    gain = _gain(profile, pitch.length, fine)
    end = size * fine
    step = pitch.length * fine
    low = max(1, int(step * (1 - _SLACK)))
    high = max(low + 1, int(step * (1 + _SLACK)) + 1)
    lengths = np.arange(low, high + 1)
    off = lengths / step - 1
    price = (_STIFF if pitch.rigid else _LOOSE) * off * off
    # Places run from one cell before the picture to one behind it.
    margin = high
    count = margin + end + margin + 1
    best = np.full(count, _FAR)
    came = np.zeros(count, dtype=np.int64)
    best[: margin + 1] = 0.0
    best[margin] = _BORDER
    for place in range(margin + 1, count):
        earned = gain[place - margin] if place - margin <= end else 0.0
        if place - margin == end:
            earned = _BORDER
        # A cell must reach into the picture, so nothing starts at or behind its end.
        first = place - high
        stop = min(place - low, margin + end - 1)
        if stop < first:
            continue
        back = np.arange(first, stop + 1)
        back = back[back >= 0]
        total = best[back] - price[place - back - low]
        k = int(total.argmax())
        best[place] = round(float(total[k]) + earned, 6)
        came[place] = back[k]
    ends = np.arange(margin + end, count)
    place = int(ends[int(best[ends].argmax())])
    walk = [place]
    while place > margin:
        place = int(came[place])
        walk.append(place)
    lines = (np.array(walk[::-1], dtype=np.float64) - margin) / fine
    return _trim(lines, size)


def _gain(profile: Real, pitch: float, fine: int) -> Real:
    """Return what a line earns at each place: about 1 on an edge, below 0 off all."""
    size = len(profile)
    cells = max(1, round(size / pitch))
    ordered = np.sort(profile)[::-1]
    usual = float(np.median(ordered[: max(1, cells // 2)]))
    level = np.minimum(profile / max(usual, 1.0), _PEAK)
    if fine > 1:
        at = np.arange(size * fine + 1) / fine
        level = np.interp(at, np.arange(size + 1), np.append(level, 0.0))
    else:
        level = np.append(level, 0.0)
    return np.round(level - float(level.mean()), 6)


def _trim(lines: Lines, size: int) -> Lines:
    """Give up slivers of cells at the borders."""
    if len(lines) > 2:  # noqa: PLR2004 - at least one cell stays
        first = lines[1] - max(lines[0], 0.0)
        if first < _TOO_SMALL * (lines[2] - lines[1]):
            lines = lines[1:]
    if len(lines) > 2:  # noqa: PLR2004 - as above
        last = min(lines[-1], float(size)) - lines[-2]
        if last < _TOO_SMALL * (lines[-2] - lines[-3]):
            lines = lines[:-1]
    return lines
