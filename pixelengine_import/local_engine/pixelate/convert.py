"""From any picture to clean pixel art: the entrance of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.imaging.pixels import Colour, check_still
from pixelengine_import.local_engine.pixelate.cells import sample_cells
from pixelengine_import.local_engine.pixelate.exact import (
    codes_of,
    exact_lines,
    is_native,
)
from pixelengine_import.local_engine.pixelate.lines import find_lines
from pixelengine_import.local_engine.pixelate.palette import (
    fit_palette,
    reduce_palette,
)
from pixelengine_import.local_engine.pixelate.pitch import Pitch, find_pitches
from pixelengine_import.local_engine.pixelate.profile import (
    bends_of,
    halfway,
    impulses_of,
    profile_of,
)
from pixelengine_import.local_engine.pixelate.types import Lines, Pixelated, Real

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.imaging.pixels import Pixels
    from pixelengine_import.local_engine.motion.types import Work

__all__ = ["REDUCED_SIDE", "pixelate"]

REDUCED_SIDE = 128
"""Long side in pixels that a picture without a grid is reduced to."""

_FEW_COLOURS = 256
_HALF = 128
_FEWEST = 2
_LEAST = 10  # pixels: fewer hold no five cells
_SMALL = 64
_PLAIN = 0.6


def pixelate(
    image: Pixels,
    *,
    colours: int,
    palette: Sequence[Colour] | None,
    work: Work,
) -> Pixelated:
    """Bring a picture back to its own pixels and a small palette.

    A picture of at most 64 pixels on the long side is taken as native art unless it is
    a lossless enlargement: so few pixels tell a grid from detail by luck only. A larger
    picture without a grid keeps its size when it has at most 256 colours or at most
    128 pixels on the long side; any other is reduced to 128 on the long side.

    Args:
        image: ``(h, w, 4)`` uint8.
        colours: How many colours may be left.
        palette: When given, exactly these colours, and ``colours`` has no say.
        work: Watched between the steps.

    Returns:
        The picture, and how its grid was found.

    Raises:
        ImageError: The array is not a picture.
        Cancelled: The result is no longer wanted.
    """
    check_still(image)
    work.reached(0.0)
    small, clean = _to_grid(image, work)
    work.reached(0.8)
    if palette is not None:
        done = fit_palette(small.image, palette)
    else:
        done = reduce_palette(small.image, colours, clean=clean)
    work.reached(1.0)
    return Pixelated(done, small.method, small.pitch, small.confidence)


def _to_grid(image: Pixels, work: Work) -> tuple[Pixelated, bool]:
    """Return one pixel a cell, and whether its colours are free of noise."""
    codes = codes_of(image)
    exact = exact_lines(codes)
    if exact is not None:
        columns, rows = (np.clip(lines[:-1], 0, None).astype(int) for lines in exact)
        small = _solid(image[np.ix_(rows, columns)])
        pitch = (float(np.diff(exact[0])[0]), float(np.diff(exact[1])[0]))
        return Pixelated(small, "exact", pitch, 1.0), True
    if max(image.shape[:2]) <= _SMALL or is_native(image, codes):
        fits = len(np.unique(codes)) <= _FEW_COLOURS
        return Pixelated(_solid(image), "native", (1.0, 1.0), 1.0), fits
    measured = _measure(image, work) if min(image.shape[:2]) >= _LEAST else None
    if measured is None:
        return _without_grid(image, len(np.unique(codes)))
    profiles, found = measured
    lines = [find_lines(p, pitch) for p, pitch in zip(profiles, found, strict=True)]
    if min(len(line) for line in lines) <= _FEWEST:
        return _without_grid(image, len(np.unique(codes)))
    work.reached(0.6)
    small = sample_cells(image, lines[0], lines[1])
    sure = round(_agreement(found), 3)
    pitches = (_mean_pitch(lines[0]), _mean_pitch(lines[1]))
    clean = len(np.unique(codes)) <= _FEW_COLOURS
    return Pixelated(small, "grid", pitches, min(1.0, sure)), clean


def _measure(
    image: Pixels, work: Work
) -> tuple[tuple[Real, Real], tuple[Pitch, Pitch]] | None:
    """Find the pitch by sharp edges or, when they say little, by the bends between."""
    size = image.shape[1], image.shape[0]
    sharp = profile_of(image, 1), profile_of(image, 0)
    work.reached(0.2)
    found = find_pitches(impulses_of(sharp[0]), impulses_of(sharp[1]), size)
    if found is not None and _agreement(found) >= _PLAIN:
        return sharp, found
    work.reached(0.4)
    bent = bends_of(image, 1), bends_of(image, 0)
    other = find_pitches(impulses_of(bent[0]), impulses_of(bent[1]), size)
    if other is None or (found and _agreement(found) >= _agreement(other)):
        return None if found is None else (sharp, found)
    lines = [halfway(b, p.length) for b, p in zip(bent, other, strict=True)]
    return (lines[0], lines[1]), other


def _agreement(found: tuple[Pitch, Pitch]) -> float:
    return (found[0].coherence + found[1].coherence) / 2


def _mean_pitch(lines: Lines) -> float:
    return round(float(lines[-1] - lines[0]) / (len(lines) - 1), 3)


def _solid(image: Pixels) -> Pixels:
    """Return a copy whose alpha is 0 or 255."""
    out = image.copy()
    out[..., 3] = np.where(image[..., 3] >= _HALF, 255, 0)
    return out


def _without_grid(image: Pixels, colours: int) -> tuple[Pixelated, bool]:
    height, width = image.shape[:2]
    longest = max(height, width)
    if longest <= REDUCED_SIDE or colours <= _FEW_COLOURS:
        clean = colours <= _FEW_COLOURS
        return Pixelated(_solid(image), "reduced", (1.0, 1.0), 0.0), clean
    sides = [
        max(1, (2 * n * REDUCED_SIDE + longest) // (2 * longest))
        for n in (width, height)
    ]
    columns, rows = (
        np.linspace(0, size, side + 1)
        for size, side in zip((width, height), sides, strict=True)
    )
    pitch = (_mean_pitch(columns), _mean_pitch(rows))
    return Pixelated(sample_cells(image, columns, rows), "reduced", pitch, 0.0), False
