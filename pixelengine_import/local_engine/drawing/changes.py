"""Changes of pixel art that can be made by rule, each a pure function of pixels.

All take and return ``(h, w, 4)`` uint8 with alpha 0 or 255, in whole numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.imaging.oklab import distances, to_oklab
from pixelengine_import.imaging.pixels import Colour, flatten, normalise
from pixelengine_import.local_engine.drawing.canvas import grow, moved
from pixelengine_import.local_engine.drawing.colour_names import COLOUR_NAMES
from pixelengine_import.local_engine.drawing.finish import tinted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.imaging.pixels import Pixels
    from pixelengine_import.local_engine.drawing.ramps import Ramp

__all__ = [
    "LARGEST",
    "brightened",
    "contrasted",
    "enlarged",
    "families",
    "grey",
    "halved",
    "inverted",
    "laid_on",
    "outlined",
    "recoloured",
    "saturated",
    "sepia",
    "shadowed",
    "silhouette",
    "tint",
    "trimmed",
]

LARGEST = 1024
"""No side grows beyond this, in pixels."""
_NEUTRAL = ("black", "grey", "white")
_RIM = "black"


def _with(image: Pixels, colours: NDArray[np.int64]) -> Pixels:
    """Return a picture with other colours, clipped, and the same alpha."""
    out = image.copy()
    out[..., :3] = np.clip(colours, 0, 255)
    return normalise(out)


def _luma(image: Pixels) -> NDArray[np.int64]:
    """Return ``(h, w, 1)`` grey values (Rec. 601 in 256ths)."""
    wide = image[..., :3].astype(np.int64)
    grey_ = (77 * wide[..., 0] + 150 * wide[..., 1] + 29 * wide[..., 2] + 128) >> 8
    return grey_[..., None]


def grey(image: Pixels) -> Pixels:
    """Take all colour out."""
    return _with(image, np.repeat(_luma(image), 3, axis=2))


def sepia(image: Pixels) -> Pixels:
    """Show it as an old photograph."""
    value = _luma(image)
    tone = np.array([268, 226, 176], np.int64)
    return _with(image, value * tone // 255 + np.array([12, 4, 0]))


def inverted(image: Pixels) -> Pixels:
    """Turn every colour into its opposite."""
    return _with(image, 255 - image[..., :3].astype(np.int64))


def tint(image: Pixels, name: str) -> Pixels:
    """Let coloured light fall on it."""
    out = image.copy()
    out[..., :3] = tinted(image[..., :3], name)
    return normalise(out)


def brightened(image: Pixels, per_cent: int) -> Pixels:
    """Move all colours to white (above 0) or to black (below), by a share."""
    wide = image[..., :3].astype(np.int64)
    goal = 255 if per_cent > 0 else 0
    return _with(image, wide + (goal - wide) * abs(per_cent) // 100)


def contrasted(image: Pixels, per_cent: int) -> Pixels:
    """Move all colours away from middle grey (above 100) or to it (below)."""
    wide = image[..., :3].astype(np.int64)
    return _with(image, 128 + (wide - 128) * per_cent // 100)


def saturated(image: Pixels, per_cent: int) -> Pixels:
    """Move all colours away from their own grey (above 100) or to it (below)."""
    value = _luma(image)
    return _with(image, value + (image[..., :3] - value) * per_cent // 100)


def silhouette(image: Pixels, colour: Colour) -> Pixels:
    """Fill what is seen with one colour; None without a clear ground."""
    out = image.copy()
    out[image[..., 3] > 0, :3] = colour
    return out


def outlined(image: Pixels, colour: Colour) -> Pixels:
    """Draw a line of one pixel around it; the picture grows where it must."""
    solid = image[..., 3] > 0
    sides = solid[0].any(), solid[-1].any(), solid[:, 0].any(), solid[:, -1].any()
    top, low, left, right = (int(side) for side in sides)
    wide = np.pad(image, ((top, low), (left, right), (0, 0)))
    inside = wide[..., 3] > 0
    ring = grow(inside) & ~inside
    wide[ring] = (*colour, 255)
    return wide


def shadowed(image: Pixels, colour: Colour) -> Pixels:
    """Throw a hard shadow one pixel to the right and below."""
    wide = np.pad(image, ((0, 1), (0, 1), (0, 0)))
    solid = wide[..., 3] > 0
    wide[moved(solid, 1, 1) & ~solid] = (*colour, 255)
    return wide


def laid_on(image: Pixels, colour: Colour) -> Pixels:
    """Lay it on a ground of one colour."""
    return flatten(image, colour)


def trimmed(image: Pixels) -> Pixels | None:
    """Cut away what is empty around it; None when nothing is."""
    solid = image[..., 3] > 0
    rows, columns = np.flatnonzero(solid.any(axis=1)), np.flatnonzero(solid.any(axis=0))
    if not len(rows):
        return None
    cut = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return None if cut.shape == image.shape else cut.copy()


def enlarged(image: Pixels, times: int) -> Pixels | None:
    """Make every pixel a square; None when it would grow too large."""
    if max(image.shape[:2]) * times > LARGEST:
        return None
    return np.repeat(np.repeat(image, times, axis=0), times, axis=1)


def halved(image: Pixels) -> Pixels | None:
    """Keep the commonest colour of each 2 by 2 pixels, the first of equals."""
    height, width = image.shape[0] // 2, image.shape[1] // 2
    if height < 1 or width < 1:
        return None
    cells = image[: height * 2, : width * 2].reshape(height, 2, width, 2, 4)
    four = cells.transpose(0, 2, 1, 3, 4).reshape(height, width, 4, 4)
    same = (four[:, :, :, None] == four[:, :, None]).all(axis=-1).sum(axis=-1)
    place = same.argmax(axis=-1)[..., None, None]
    return np.take_along_axis(four, place, axis=2)[:, :, 0].copy()


def families(image: Pixels) -> NDArray[np.str_]:
    """Return ``(h, w)`` the name of each pixel's kind of colour; "" where it is clear.

    Shades count as one: dark red and red are "red".
    """
    table = np.array([value for _, value in COLOUR_NAMES], np.uint8)
    names = np.array([name.rpartition(" ")[2] for name, _ in COLOUR_NAMES])
    colours, place = np.unique(
        image[..., :3].reshape(-1, 3), axis=0, return_inverse=True
    )
    nearest = distances(to_oklab(colours), to_oklab(table)).argmin(axis=1)
    found = names[nearest][place.reshape(-1)].reshape(image.shape[:2])
    return np.where(image[..., 3] > 0, found, "")


def _dominant(image: Pixels) -> str:
    """Return the commonest kind of colour; neutral ones only when there is no other."""
    names, counts = np.unique(families(image), return_counts=True)
    found: dict[str, int] = dict(zip(names.tolist(), counts.tolist(), strict=True))
    found.pop("", None)
    coloured = [n for n in found if n not in _NEUTRAL]
    ranked = coloured or [n for n in found if n != _RIM] or list(found)
    return min(ranked, key=lambda n: (-found[n], n), default="")


def recoloured(image: Pixels, ramp: Ramp, old: frozenset[str]) -> Pixels | None:
    """Give some kinds of colour the tones of a ramp, light for light.

    Args:
        image: A picture.
        ramp: The new colour.
        old: Kinds of colour to change; none takes the commonest.

    Returns:
        A new picture, or None when none of the colours is there.
    """
    kinds = old or frozenset({_dominant(image)} - {""})
    here = np.isin(families(image), sorted(kinds))
    if not here.any():
        return None
    value = _luma(image)[..., 0]
    tones = np.array(ramp.tones, np.int64)
    steps = _luma(np.array([ramp.tones], np.uint8))[0, :, 0]
    out = image.copy()
    lit = value[here]
    for k in range(3):
        out[here, k] = _between(lit, steps, tones[:, k])
    return out


def _between(
    values: NDArray[np.int64], steps: NDArray[np.int64], goals: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Interpolate in whole numbers; outside the steps the ends hold."""
    place = np.clip(np.searchsorted(steps, values, side="right") - 1, 0, len(steps) - 2)
    low, high = steps[place], steps[place + 1]
    part = np.clip(values, low, high) - low
    span = np.maximum(1, high - low)
    mixed: NDArray[np.int64] = (
        goals[place] * (span - part) + goals[place + 1] * part
    ) // span
    return mixed
