"""Choose the colour that transparent art is laid on before it is sent.

The service takes opaque pictures, softens outlines and chooses a palette. A matte is
found again in what comes back when it is far from every colour of the art, and when
what lies halfway between it and a colour of the art is far from the others, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.imaging.oklab import distances, to_oklab

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pixelengine_import.imaging.pixels import Colour, Pixels

__all__ = ["AMBIGUOUS_BELOW", "Matte", "choose_matte", "main_colours"]

AMBIGUOUS_BELOW = 0.12
"""With a matte nearer than this (OKLab) some pixels of the art may be taken for it."""

_VISIBLE = 128
_ON_ART = 48
_BLOCK = 4096
_MIXTURES = (0.5, 0.65, 0.8)
_MIXTURE_WEIGHT = 0.5
_MIXTURE_ENOUGH = 0.25
_EMPTY_ART: Colour = (255, 0, 255)


@dataclass(frozen=True, slots=True)
class Matte:
    """A colour to lay art on.

    Attributes:
        colour: Red, green, blue.
        clear: OKLab distance to the nearest colour of the art.
        ambiguous: ``clear`` is below ``AMBIGUOUS_BELOW``: taking the matte out again
            may take pixels of the art along.
    """

    colour: Colour
    clear: float
    ambiguous: bool


def choose_matte(images: Sequence[Pixels]) -> Matte:
    """Choose the matte for pictures that are sent together.

    Args:
        images: All stills or frames of one request, ``(..., 4)`` ``uint8``.

    Returns:
        The best of 153 colours: the surface of the RGB cube in steps of 51, and the
        service's own grey. The same for the same art, whatever the order.
    """
    every, counts = _visible_colours(images)
    if not len(every):
        return Matte(_EMPTY_ART, 1.0, ambiguous=False)
    choices = _candidates()
    clear = np.full(len(choices), np.inf)
    for start in range(0, len(every), _BLOCK):
        block = to_oklab(every[start : start + _BLOCK])
        np.minimum(clear, distances(to_oklab(choices), block).min(axis=1), out=clear)
    art = _thin_out(every, counts, _ON_ART)
    mixed = _mixture_distances(choices, art) if len(art) > 1 else clear
    score = clear + _MIXTURE_WEIGHT * np.minimum(mixed, _MIXTURE_ENOUGH)
    best = int(np.round(score, 6).argmax())
    red, green, blue = (int(v) for v in choices[best])
    distance = float(clear[best])
    return Matte((red, green, blue), distance, ambiguous=distance < AMBIGUOUS_BELOW)


def main_colours(images: Sequence[Pixels], most: int) -> NDArray[np.uint8]:
    """List the colours that carry the art.

    Args:
        images: ``(..., 4)`` ``uint8``; pixels below half opacity do not count.
        most: How many are kept. Of more, the common ones are, and of those that look
            alike the commonest.

    Returns:
        ``(k, 3)`` ``uint8``, ``k`` at most ``most``.
    """
    return _thin_out(*_visible_colours(images), most)


def _visible_colours(
    images: Sequence[Pixels],
) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Count the colours of the visible pixels, sorted by red, green, blue."""
    pixels = [image[image[..., 3] >= _VISIBLE][:, :3] for image in images]
    visible = np.concatenate([np.zeros((0, 3), dtype=np.uint8), *pixels])
    wide = visible.astype(np.uint32)
    packed = wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2]
    found, counts = np.unique(packed, return_counts=True)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=-1)
    return colours.astype(np.uint8), counts


def _thin_out(
    colours: NDArray[np.uint8], counts: NDArray[np.intp], most: int
) -> NDArray[np.uint8]:
    if len(colours) <= most:
        return colours
    order = np.argsort(-counts, kind="stable")
    lab = to_oklab(colours)[order]
    radius = 0.02
    while True:
        kept = _spread_out(lab, radius, most)
        if len(kept) <= most:
            return colours[order[kept]]
        radius *= 1.4


def _spread_out(lab: NDArray[np.float64], radius: float, most: int) -> list[int]:
    """Take colours in order, but none too near to one taken; stop past ``most``."""
    kept: list[int] = []
    free = np.ones(len(lab), dtype=np.bool_)
    while free.any() and len(kept) <= most:
        first = int(free.argmax())
        kept.append(first)
        free &= distances(lab, lab[first : first + 1])[:, 0] > radius
    return kept


def _candidates() -> NDArray[np.uint8]:
    steps = range(0, 256, 51)
    cube = [
        (r, g, b) for r in steps for g in steps for b in steps if {r, g, b} & {0, 255}
    ]
    return np.array([*cube, (128, 128, 128)], dtype=np.uint8)


def _mixture_distances(
    choices: NDArray[np.uint8], art: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """Measure how far an edge pixel stays from the colours that it is not made of.

    Returns:
        ``(len(choices),)``: over all mixtures of the matte with a colour of the art,
        the least distance to another colour of the art.
    """
    lab = to_oklab(art)
    own = np.eye(len(art), dtype=np.bool_)
    least = np.full(len(choices), np.inf)
    for share in _MIXTURES:
        for i, choice in enumerate(choices):
            apart = distances(to_oklab(share * choice + (1 - share) * art), lab)
            apart[own] = np.inf
            least[i] = min(least[i], float(apart.min()))
    return least
