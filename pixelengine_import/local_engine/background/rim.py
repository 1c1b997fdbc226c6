"""Learn the background from the rim of all frames together.

One model for all frames keeps the cut from flickering. Colours that hold a corner or
lie along three sides are background; colours that are much commoner inside than on the
rim are guests: a sprite that is cut by the border.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.imaging.oklab import distances, to_oklab
from pixelengine_import.local_engine.background.gradient import fit_shade
from pixelengine_import.local_engine.background.types import Background, Mask, Real

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.imaging.pixels import Frames, Pixels

__all__ = ["lab_of", "learn"]

_DEEP_FROM = 24
_REACH = 0.035
_GRID = 0.008
_CLUSTERS = 24
_GUEST = 1.8
_RIM_HOST = 0.3
_CODEC = 0.015
_RIPPLE = 0.03
_RIPPLES = 0.45
_FEW = 16
_ONE_COLOUR = 0.98
_SAME = 0.02
_SIDES = 3


def lab_of(image: Pixels) -> Real:
    """Return the OKLab of a picture, each colour worked out once.

    Args:
        image: ``(h, w, 4)`` uint8.

    Returns:
        ``(h, w, 3)``.
    """
    wide = image.astype(np.uint32)
    packed = wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]
    codes, places = np.unique(packed, return_inverse=True)
    colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=-1)
    lab: Real = to_oklab(colours.astype(np.uint8))[places.reshape(packed.shape)]
    return lab


def learn(frames: Frames) -> Background:
    """Build the model of the background.

    Args:
        frames: ``(n, h, w, 4)`` uint8, opaque.

    Returns:
        One model for all frames.
    """
    height, width = frames.shape[1:3]
    depth = 2 if min(height, width) >= _DEEP_FROM else 1
    rim = np.ones((height, width), dtype=np.bool_)
    rim[depth : height - depth, depth : width - depth] = False
    colours = np.concatenate([to_oklab(frame[rim][:, :3]) for frame in frames])
    rows, across = np.nonzero(rim)
    place = np.stack([rows / max(1, height - 1), across / max(1, width - 1)], axis=1)
    places = np.tile(place, (len(frames), 1))
    noise = _noise(frames)
    median = np.median(colours, axis=0)
    off = distances(colours, median[None])[:, 0]
    if float((off <= _SAME).mean()) >= _ONE_COLOUR:
        one = np.round(median[None], 6)
        return Background(rim, one, np.ones(1), None, smooth=False, noise=noise)
    centres, weights = _cluster(colours, places, noise)
    if len(centres) > 1:
        keep = _hosts(frames, rim, centres, noise)
        centres, weights = centres[keep], weights[keep]
    shade = fit_shade(colours, places, (height, width), noise)
    return Background(rim, centres, weights, shade, _is_smooth(frames, off), noise)


def _noise(frames: Frames) -> float:
    """Recognise a codec: pixel art has equal neighbours or steps, a codec ripples."""
    first = frames[0]
    wide = first.astype(np.uint32)
    packed = wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]
    if len(np.unique(packed)) <= max(96, 0.06 * packed.size):
        return 0.0
    small = ripples = 0
    for frame in frames:
        lab = lab_of(frame)
        for axis in (0, 1):
            step = _steps(lab, axis)
            step = step[step < _RIPPLE]
            small += len(step)
            ripples += int((step > 0).sum())
    return _CODEC if small >= _FEW and ripples > _RIPPLES * small else 0.0


def _steps(lab: Real, axis: int) -> Real:
    step: Real = np.asarray(np.diff(lab, axis=axis), np.float64).reshape(-1, 3)
    a, b, c = step[:, 0], step[:, 1], step[:, 2]
    return np.asarray(np.round(np.sqrt(a * a + b * b + c * c), 6), np.float64)


def _cluster(colours: Real, places: Real, noise: float) -> tuple[Real, Real]:
    """Gather the rim's colours, the commonest first, and keep the background's."""
    boxes = np.rint(colours / _GRID).astype(np.int64) + 1000
    codes = boxes[:, 0] << 32 | boxes[:, 1] << 16 | boxes[:, 2]
    _, first, place, count = np.unique(
        codes, return_index=True, return_inverse=True, return_counts=True
    )
    kinds = np.round((boxes[first] - 1000) * _GRID, 6)
    place, left = place.reshape(-1), count.astype(np.float64)
    y, x = places[:, 0], places[:, 1]
    sides = [y < 0.1, y > 0.9, x < 0.1, x > 0.9]  # noqa: PLR2004 - a tenth at each side
    ends = [[y < 0.08, y > 0.92], [x < 0.08, x > 0.92]]  # noqa: PLR2004 - the corners
    corners = [a & b for a in ends[0] for b in ends[1]]
    found: list[Real] = []
    weights: list[float] = []
    for _ in range(_CLUSTERS):
        i = int(left.argmax())
        if left[i] <= 0:
            break
        near = distances(kinds, kinds[i : i + 1])[:, 0] < _REACH + noise
        share = float(left[near].sum()) / len(colours)
        if _belongs((near & (left > 0))[place], sides, corners, share):
            mass = np.where(near, left, 0.0)[:, None]
            found.append(np.round((kinds * mass).sum(axis=0) / mass.sum(), 6))
            weights.append(share)
        left[near] = 0
    if not found:
        return np.round(np.median(colours, axis=0), 6)[None], np.ones(1)
    return np.array(found), np.array(weights)


def _belongs(
    hit: Mask, sides: Sequence[Mask], corners: Sequence[Mask], share: float
) -> bool:
    """Tell background from a sprite that touches the rim."""
    held = any(bool((hit & corner).any()) for corner in corners)
    touched = sum(float((hit & side).sum()) > 0.02 * hit.sum() for side in sides)
    wide = sum(float(hit[side].mean()) > 0.15 for side in sides)  # noqa: PLR2004 - of a side
    common = share >= 0.02  # noqa: PLR2004 - of the rim
    return (held and common) or wide >= _SIDES or (touched >= _SIDES and common)


def _hosts(frames: Frames, rim: Mask, centres: Real, noise: float) -> Mask:
    """Tell the colours that are not much commoner inside than on the rim."""
    on_rim = np.zeros(len(centres))
    inside = np.zeros(len(centres))
    rims = insides = 0
    for frame in frames:
        lab = lab_of(frame)
        away = np.stack([_from(lab, centre) for centre in centres], axis=-1)
        place = np.where(away.min(-1) < _REACH + noise, away.argmin(-1), len(centres))
        on_rim += np.bincount(place[rim], minlength=len(centres) + 1)[:-1]
        inside += np.bincount(place[~rim], minlength=len(centres) + 1)[:-1]
        rims += int(rim.sum())
        insides += int((~rim).sum())
    on_rim /= rims
    inside /= max(1, insides)
    keep: Mask = (inside <= _GUEST * on_rim + 0.01) | (on_rim > _RIM_HOST)
    keep[int(on_rim.argmax())] = True
    return keep


def _from(lab: Real, centre: Real) -> Real:
    flat = distances(lab.reshape(-1, 3), centre[None])
    return flat[:, 0].reshape(lab.shape[:2])


def _is_smooth(frames: Frames, off: Real) -> bool:
    steps = []
    for frame in frames:
        lab = lab_of(frame)
        lines = (lab[0], lab[-1], lab[:, 0], lab[:, -1])
        steps += [_steps(line, 0) for line in lines]
    along = np.concatenate(steps)
    slow = float((along < 0.02).mean()) > 0.8  # noqa: PLR2004 - just seen; most steps
    wide = float(np.quantile(off, 0.7)) > 0.012  # noqa: PLR2004 - more than a ripple
    # The larger the picture, the longer the plain stretches of the same shading.
    longest = max(frames.shape[1:3])
    moving = float((along > 0).mean()) > 0.1 * min(256, longest) / longest
    return slow and wide and moving
