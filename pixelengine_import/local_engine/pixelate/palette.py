"""A small palette for a picture: k-means in OKLab, noise joined, no dithering.

k-means++ (Arthur and Vassilvitskii, 2007) with seeds drawn from a fixed stream, then
Lloyd's rounds; clusters that noise alone tells apart are joined, then Ward's pairs
(1963) until the palette is small enough. Every entry is the median of what it stands
for, which undoes the bias of clipped noise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.imaging.oklab import distances, to_oklab
from pixelengine_import.imaging.pixels import Colour, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pixelengine_import.imaging.pixels import Pixels
    from pixelengine_import.local_engine.pixelate.types import Ints, Real

__all__ = ["fit_palette", "reduce_palette"]

_SPARE = 24
_ROUNDS = 12
_FLOOR = 0.012
_WIDTH = 2.6
_LOUDEST = 0.035
_BLOCK = 1 << 13
_MOST_KINDS = 1 << 13
_POWER = 0.85


def fit_palette(image: Pixels, palette: Sequence[Colour]) -> Pixels:
    """Give every visible pixel the nearest colour of a palette.

    Args:
        image: ``(h, w, 4)`` uint8, alpha 0 or 255.
        palette: One colour or more; of equals the first wins.

    Returns:
        A new picture.
    """
    colours, place, _ = _kinds(image)
    table = np.array(palette, dtype=np.uint8)
    chosen = table[_nearest(to_oklab(colours), to_oklab(table))]
    return _paint(image, chosen[place])


def reduce_palette(image: Pixels, most: int, *, clean: bool) -> Pixels:
    """Bring a picture down to some colours.

    Args:
        image: ``(h, w, 4)`` uint8, alpha 0 or 255.
        most: How many colours may be left, 1 or more; transparency is none.
        clean: The colours hold no noise: what fits stays as it is.

    Returns:
        A new picture.
    """
    colours, place, counts = _kinds(image)
    if len(colours) == 0 or (clean and len(colours) <= most):
        return normalise(image)
    noise = 0.0 if clean else _noise(image)
    if not clean and noise == 0.0 and len(colours) <= most:
        return normalise(image)
    kinds, inverse = _coarse(colours, counts)
    weight = np.bincount(inverse, counts, len(kinds)).astype(np.float64)
    lab = to_oklab(kinds)
    centres = _start(lab, weight, min(len(kinds), most + _SPARE))
    centres = _lloyd(lab, weight, centres)
    centres = _join(lab, weight, centres, most, noise)
    centres = _lloyd(lab, weight, centres)
    group = _nearest(lab, centres)[inverse]
    return _paint(image, _medians(colours, counts, group, len(centres))[group][place])


def _kinds(image: Pixels) -> tuple[NDArray[np.uint8], Ints, Ints]:
    """Return the visible colours, the place of each visible pixel, and counts."""
    wide = image[image[..., 3] > 0].astype(np.int64)
    codes, place, counts = np.unique(
        wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2],
        return_inverse=True,
        return_counts=True,
    )
    colours = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=-1)
    return colours.astype(np.uint8), place.reshape(-1), counts.astype(np.int64)


def _paint(image: Pixels, colours: NDArray[np.uint8]) -> Pixels:
    out = normalise(image)
    out[image[..., 3] > 0, :3] = colours
    return out


def _noise(image: Pixels) -> float:
    """Estimate how far noise moves a colour (OKLab), from neighbours that are alike."""
    lab = to_oklab(image[..., :3])
    solid = image[..., 3] > 0
    gaps = []
    for axis in (0, 1):
        step = np.diff(lab, axis=axis)
        a, b, c = step[..., 0], step[..., 1], step[..., 2]
        both = solid[1:] & solid[:-1] if axis == 0 else solid[:, 1:] & solid[:, :-1]
        gaps.append(np.sqrt(a * a + b * b + c * c)[both])
    every = np.concatenate(gaps)
    if not len(every):
        return 0.0
    # Two noisy colours that should be one are apart by about 2.2 of one's deviation;
    # the lower quantile holds when few neighbours are alike.
    usual = min(float(np.quantile(every, 0.3)) / 1.6, float(np.quantile(every, 0.12)))
    return round(min(usual, _LOUDEST), 6)


def _coarse(colours: NDArray[np.uint8], counts: Ints) -> tuple[NDArray[np.uint8], Ints]:
    """Put the colours of a photograph into boxes until there are few enough."""
    place = np.arange(len(colours), dtype=np.int64)
    kinds, shift = colours, 0
    while len(kinds) > _MOST_KINDS:
        shift += 1
        boxes = colours.astype(np.int64) >> shift
        codes = boxes[:, 0] << 16 | boxes[:, 1] << 8 | boxes[:, 2]
        _, place = np.unique(codes, return_inverse=True)
        place = place.reshape(-1)
        total = np.bincount(place, counts)
        means = [np.bincount(place, counts * colours[:, k]) / total for k in range(3)]
        kinds = np.rint(np.stack(means, axis=-1)).astype(np.uint8)
    return kinds, place


def _start(lab: Real, weight: Real, number: int) -> Real:
    """Choose first centres by k-means++; weights are softened so that eyes count."""
    random = np.random.Generator(np.random.PCG64(1))
    soft = np.maximum(1, np.rint(1000 * weight**_POWER)).astype(np.int64)
    chosen = [int(soft.argmax())]
    least = distances(lab, lab[chosen])[:, 0]
    while len(chosen) < number:
        # Whole numbers, so that the draw falls on the same colour everywhere.
        mass = np.cumsum(soft * np.rint(least * least * 1e6).astype(np.int64))
        if mass[-1] <= 0:
            break
        drawn = int(random.integers(0, int(mass[-1])))
        chosen.append(int(np.searchsorted(mass, drawn, side="right")))
        fresh = distances(lab, lab[chosen[-1:]])[:, 0]
        least = np.minimum(least, fresh)
    return lab[chosen]


def _lloyd(lab: Real, weight: Real, centres: Real) -> Real:
    soft = np.rint(1000 * weight**_POWER)
    for _ in range(_ROUNDS):
        group = _nearest(lab, centres)
        total = np.bincount(group, soft, len(centres))
        means = [
            np.bincount(group, soft * lab[:, k], len(centres)) / np.maximum(total, 1)
            for k in range(3)
        ]
        fresh = np.where(total[:, None] > 0, np.round(np.stack(means, -1), 6), centres)
        if np.array_equal(fresh, centres):
            break
        centres = fresh
    return centres


def _join(lab: Real, weight: Real, centres: Real, most: int, noise: float) -> Real:
    """Join what noise alone tells apart, then Ward's cheapest pairs to ``most``."""
    mass = np.bincount(_nearest(lab, centres), weight, len(centres)).astype(np.float64)
    centres, mass = centres[mass > 0], mass[mass > 0]
    near = max(_FLOOR, _WIDTH * noise) if noise else 0.0
    while len(centres) > 1:
        apart = distances(centres, centres)
        np.fill_diagonal(apart, np.inf)
        pair = mass[:, None] * mass[None, :] / (mass[:, None] + mass[None, :])
        cost = apart * apart * pair
        close = apart < near
        if close.any():
            cost = np.where(close, cost, np.inf)
        elif len(centres) <= most:
            break
        i, j = divmod(int(np.round(cost, 9).argmin()), len(centres))
        total = mass[i] + mass[j]
        middle = (centres[i] * mass[i] + centres[j] * mass[j]) / total
        centres[i] = np.round(middle, 6)
        mass[i] = total
        centres, mass = np.delete(centres, j, axis=0), np.delete(mass, j)
    return centres


def _medians(
    colours: NDArray[np.uint8], counts: Ints, group: Ints, number: int
) -> NDArray[np.uint8]:
    """Return the weighted median of each channel of each group."""
    out = np.zeros((number, 3), dtype=np.uint8)
    for k in range(3):
        order = np.lexsort((colours[:, k], group))
        mass = np.cumsum(counts[order])
        ends = np.searchsorted(group[order], np.arange(number), side="right")
        starts = np.searchsorted(group[order], np.arange(number), side="left")
        for g in range(number):
            if starts[g] < ends[g]:
                before = int(mass[starts[g] - 1]) if starts[g] else 0
                half = before + (int(mass[ends[g] - 1]) - before + 1) // 2
                out[g, k] = colours[order[np.searchsorted(mass, half)], k]
    return out


def _nearest(lab: Real, centres: Real) -> Ints:
    out = np.empty(len(lab), dtype=np.int64)
    for start in range(0, len(lab), _BLOCK):
        part = distances(lab[start : start + _BLOCK], centres)
        out[start : start + _BLOCK] = np.round(part, 6).argmin(axis=1)
    return out
