"""The last step of a drawing: light on all of it, the ground, few enough colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pixelengine_import.imaging.oklab import distances, to_oklab
from pixelengine_import.imaging.pixels import flatten
from pixelengine_import.local_engine.drawing.ramps import SHINE
from pixelengine_import.local_engine.pixelate.palette import (
    fit_palette,
    reduce_palette,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pixelengine_import.imaging.pixels import Colour, Pixels
    from pixelengine_import.local_engine.drawing.canvas import Canvas
    from pixelengine_import.local_engine.motion import Palette

__all__ = ["finish", "limit", "tinted"]

_TINTS: Final = {
    # Factors of red, green and blue in 255ths, what is added, and how far a colour
    # turns grey before, in per cent: ice has no colour but its own.
    "night": ((108, 128, 205), (4, 6, 24), 0),
    "torch": ((255, 206, 148), (6, 0, 0), 0),
    "dusk": ((255, 186, 172), (8, 0, 10), 0),
    "cave": ((140, 190, 205), (0, 6, 12), 0),
    "ice": ((135, 190, 230), (14, 42, 70), 80),
    "poison": ((150, 235, 120), (0, 12, 0), 30),
}
_ALIKE = 120_000
"""What it costs to show two tones of a ramp in one colour, in millionths of OKLab."""


def tinted(colours: NDArray[np.uint8], tint: str) -> NDArray[np.uint8]:
    """Let coloured light fall on colours.

    Args:
        colours: ``(..., 3)``.
        tint: A name in the table of tints, or nothing.
    """
    if not tint:
        return colours
    factors, added, greyed = _TINTS[tint]
    own = colours.astype(np.int64)
    grey = own @ np.array((3, 6, 1), np.int64) // 10
    mixed = (own * (100 - greyed) + grey[..., None] * greyed) // 100
    lit = mixed * np.array(factors, np.int64) // 255 + np.array(added, np.int64)
    shown: NDArray[np.uint8] = np.minimum(lit, 255).astype(np.uint8)
    return shown


def finish(
    canvas: Canvas, *, palette: Palette, tint: str, ground: Colour | None
) -> Pixels:
    """Turn a canvas into a picture of few colours.

    With a palette each ramp is laid into it as a whole: its tones keep their order of
    lightness, and two of them share a colour only when nothing else is near.

    Args:
        canvas: A finished drawing.
        palette: How many colours, or which.
        tint: Light that falls on everything, or nothing.
        ground: What lies behind, None for nothing.
    """
    tones = [tinted(np.array(ramp.tones, np.uint8), tint) for ramp in canvas.ramps]
    if palette.fixed is not None:
        used = [np.unique(canvas.tone[canvas.ramp == i]) for i in range(len(tones))]
        for shown, places in zip(tones, used, strict=True):
            if len(places):
                shown[places] = _laid(shown[places], palette.fixed)
    table = np.zeros((len(tones) + 1, SHINE + 1, 4), np.uint8)
    for i, shown in enumerate(tones):
        table[i, :, :3] = shown
        table[i, :, 3] = 255
    picture = table[canvas.ramp, canvas.tone]
    if ground is not None:
        picture = flatten(picture, ground)
    return limit(picture, palette)


def limit(picture: Pixels, palette: Palette) -> Pixels:
    """Keep to a number of colours, or to a palette.

    Args:
        picture: ``(h, w, 4)``, alpha 0 or 255.
        palette: How many colours, or which; transparency is none.
    """
    if palette.fixed is not None:
        return fit_palette(picture, palette.fixed)
    return reduce_palette(picture, palette.colours, clean=True)


def _laid(tones: NDArray[np.uint8], palette: Sequence[Colour]) -> NDArray[np.uint8]:
    """Choose a colour for each tone of a ramp, from dark to light.

    The cheapest way through a table of tones by colours that never steps back.
    """
    table = np.array(palette, np.uint8)
    lab = to_oklab(table)
    order = np.argsort(np.rint(lab[:, 0] * 1e6).astype(np.int64), kind="stable")
    table, lab = table[order], lab[order]
    cost = np.rint(distances(to_oklab(tones), lab) * 1e6).astype(np.int64)
    best, ways = cost[0], []
    for row in cost[1:]:
        below = np.minimum.accumulate(best)
        first = np.array([int(best[: i + 1].argmin()) for i in range(len(best))])
        before = np.concatenate([[np.iinfo(np.int64).max // 2], below[:-1]])
        stay = best + _ALIKE
        lower = np.concatenate([[0], first[:-1]])
        ways.append(np.where(before <= stay, lower, np.arange(len(best))))
        best = row + np.minimum(before, stay)
    place = int(best.argmin())
    chosen = [place]
    for way in reversed(ways):
        place = int(way[place])
        chosen.append(place)
    return table[chosen[::-1]]
