"""From the model of a background to a soft alpha: how sure a pixel is sprite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from pixelengine_import.local_engine.background.geodesic import UNIT, Costs, travel

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels
    from pixelengine_import.local_engine.background.types import Background, Mask, Real

__all__ = ["soft_alpha", "tidy"]

_FREE = 0.8
_START = 1.5
_WALL = 4.0
_SMALL_STEP = 0.018
_TOO_FAR = 0.30
_STEP_COST = 40
_NO_STEP = 9 * UNIT
_HALF = 0.5
_SPECK = 5
_EIGHT = np.ones((3, 3), dtype=np.int8)


def soft_alpha(image: Pixels, lab: Real, model: Background) -> Real:
    """Say how much each pixel is sprite.

    Args:
        image: ``(h, w, 4)`` uint8.
        lab: Its OKLab.
        model: The background.

    Returns:
        ``(h, w)``, 0 for background to 1 for sprite, in ten-thousandths.
    """
    away = model.distance(lab)
    ratio = away / model.tolerance
    paid = np.minimum((ratio - _FREE) * (ratio - _FREE), _WALL)
    cost = np.where(ratio < _FREE, 0.0, np.maximum(paid, 1 / UNIT))
    steps = _slow_steps(lab, away) if model.smooth else None
    entry = np.rint(cost * UNIT).astype(np.int64)
    walked = travel(entry, model.rim & (ratio < _START), steps)
    alpha: Real = np.minimum(walked, UNIT) / UNIT
    _open_enclosed(alpha, away, model)
    if model.noise and not model.textured:
        _unmix_edge(alpha, image)
    return alpha


def _slow_steps(lab: Real, away: Real) -> tuple[Costs, Costs]:
    """Make small steps of colour nearly free, while the colour is not yet far."""
    down = np.full(away.shape, _NO_STEP, dtype=np.int64)
    right = down.copy()
    # A large picture takes more steps across the same shade.
    price = max(1, _STEP_COST * min(256, max(away.shape)) // max(away.shape))
    for out, axis in ((down, 0), (right, 1)):
        total = np.zeros(np.diff(away, axis=axis).shape)
        for k in range(3):
            step = np.diff(lab[..., k], axis=axis)
            total += step * step
        near = away < _TOO_FAR
        both = near[1:] & near[:-1] if axis == 0 else near[:, 1:] & near[:, :-1]
        slow = (np.round(np.sqrt(total), 6) < _SMALL_STEP) & both
        target = out[:-1] if axis == 0 else out[:, :-1]
        target[slow] = price
    return down, right


def _open_enclosed(alpha: Real, away: Real, model: Background) -> None:
    """Open gaps between arm and body: plainly background, and not a sprite's colour.

    That cannot be known for sure. Specks of the colour, or much of it, say that the
    sprite has it as well; white and black are in most sprites (eyes, teeth), so they
    need more.
    """
    if model.textured:
        return
    tolerance = model.tolerance
    zones, count = ndimage.label((alpha >= _HALF) & (away < 0.6 * tolerance))
    if not count:
        return
    size = np.bincount(zones.ravel(), minlength=count + 1)[1:]
    body = max(1, int((alpha >= _HALF).sum()))
    big = int((size >= _SPECK).sum())
    specks = count - big
    if _is_common(model):
        refused = size.sum() > 0.03 * body or specks > 1 + 0.5 * big
    else:
        refused = size.sum() > 0.10 * body or specks > 2 + big
    if refused:
        return
    boxes = ndimage.find_objects(zones)
    for i in np.flatnonzero(size >= _SPECK):
        box = boxes[i]
        here = zones[box] == i + 1
        if float(np.median(away[box][here])) < 0.4 * tolerance:
            alpha[box][here] = 0


def _is_common(model: Background) -> bool:
    """Say whether the background is white or black."""
    main = model.weights >= 0.08  # noqa: PLR2004 - more than a stripe of the rim
    centres = model.centres[main] if main.any() else model.centres
    light, a, b = centres[:, 0], centres[:, 1], centres[:, 2]
    grey = np.sqrt(a * a + b * b) < 0.03  # noqa: PLR2004 - no hue to be seen
    return bool((((light > 0.9) | (light < 0.2)) & grey).any())  # noqa: PLR2004 - white, black


def _unmix_edge(alpha: Real, image: Pixels) -> None:
    """Give border pixels of a lossy picture the share of sprite that is in them."""
    mask = alpha >= _HALF
    outside = np.pad(~mask, 1, constant_values=True)
    band = mask & ndimage.binary_dilation(outside, _EIGHT)[1:-1, 1:-1]
    inner = mask & ~band
    within, weight = _means(image, inner)
    ground, outer = _means(image, ~mask)
    usable = band & (weight > 0) & (outer > 0)
    along = np.zeros(mask.shape)
    length = np.zeros(mask.shape)
    for k in range(3):
        way = within[..., k] - ground[..., k]
        along += (image[..., k] - ground[..., k]) * way
        length += way * way
    share = np.clip(along / np.maximum(length, 1), 0, 1)
    miss = np.zeros(mask.shape)
    for k in range(3):
        way = within[..., k] - ground[..., k]
        off = ground[..., k] + share * way - image[..., k]
        miss += off * off
    reach = np.maximum(24, 0.25 * np.sqrt(length))
    usable &= (length > 30 * 30) & (miss < reach * reach)
    alpha[usable] = np.round(np.minimum(alpha, share)[usable], 4)


def _means(image: Pixels, chosen: Mask) -> tuple[Real, Real]:
    """Return the mean colour of the chosen pixels in 5 x 5, and their number."""
    number = _sum5(chosen.astype(np.int64))
    sums = [_sum5(image[..., k].astype(np.int64) * chosen) for k in range(3)]
    return np.stack(sums, axis=-1) / np.maximum(number, 1)[..., None], number


def _sum5(values: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Real:
    """Sum over 5 x 5 in whole numbers."""
    ones = np.ones(5, dtype=np.int64)
    rows = ndimage.convolve1d(values, ones, axis=0, mode="constant")
    total: Real = ndimage.convolve1d(rows, ones, axis=1, mode="constant").astype(
        np.float64
    )
    return total


def tidy(mask: Mask, away: Real, tolerance: float) -> Mask:
    """Drop specks of background that stand alone, and fill pinholes of the sprite.

    Args:
        mask: ``(h, w)``, True for sprite.
        away: Distance of each pixel to the background.
        tolerance: As the model's.

    Returns:
        A new mask.
    """
    mask = mask.copy()
    zones, count = ndimage.label(mask, _EIGHT)
    if count > 1:
        size = np.bincount(zones.ravel(), minlength=count + 1)[1:]
        small = np.flatnonzero(size < max(3, 0.004 * size.max())) + 1
        boxes = ndimage.find_objects(zones)
        for i in small:
            box = boxes[i - 1]
            here = zones[box] == i
            if float(away[box][here].mean()) < 3 * tolerance:
                mask[box][here] = False
    holes, count = ndimage.label(~np.pad(mask, 1, constant_values=False))
    size = np.bincount(holes.ravel(), minlength=count + 1)
    size[0] = 3
    mask |= (size < 3)[holes][1:-1, 1:-1]  # noqa: PLR2004 - one or two pixels
    return mask
