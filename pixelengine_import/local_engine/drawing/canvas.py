"""A canvas that knows of every pixel which material it is and how much light it gets.

Parts are laid on it one over the other. Each is shaded as if it bulged: its mask is
blurred, the slope of the blur stands for the surface's normal, and the light comes from
the upper left. Where a part lies on another, a thin dark seam parts them. Colours are
chosen at the very end, so that a limit on them can be kept as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    SHADE,
    SHINE,
    Ramp,
)

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels
    from pixelengine_import.local_engine.drawing.shapes import Mask

__all__ = ["Canvas", "Ints", "grow", "moved"]

Ints: TypeAlias = NDArray[np.int64]

_LIGHT_X, _LIGHT_Y, _LIGHT_Z = -0.52, -0.64, 0.565
_STEPS = {
    # Below which amount of light a surface shows the tones shade, base and light.
    0: (0.05, 0.83, 2.0),
    1: (0.05, 0.80, 0.97),
    2: (0.16, 0.74, 0.93),
}
_SOFT = (-0.42, 0.9, 2.0)
"""The same for faces."""
_FEW_PIXELS = 28
"""On a canvas this small a seam would take more room than the parts."""


def moved(mask: Mask, right: int, down: int) -> Mask:
    """Return a mask shifted by whole pixels; what leaves the canvas is gone."""
    height, width = mask.shape
    out = np.zeros_like(mask)
    if abs(right) >= width or abs(down) >= height:
        return out
    rows = slice(max(0, down), height + min(0, down))
    columns = slice(max(0, right), width + min(0, right))
    from_rows = slice(max(0, -down), height - max(0, down))
    from_columns = slice(max(0, -right), width - max(0, right))
    out[rows, columns] = mask[from_rows, from_columns]
    return out


def grow(mask: Mask, times: int = 1) -> Mask:
    """Return a mask with the four neighbours of each of its pixels."""
    for _ in range(times):
        wide = mask.copy()
        wide[1:] |= mask[:-1]
        wide[:-1] |= mask[1:]
        wide[:, 1:] |= mask[:, :-1]
        wide[:, :-1] |= mask[:, 1:]
        mask = wide
    return mask


class Canvas:
    """A square picture in the making.

    Args:
        size: Its side in pixels.
        flat: Leave the shading out: for measuring how much room a drawing takes.
    """

    def __init__(self, size: int, *, flat: bool = False) -> None:
        """Begin with nothing on it."""
        self.size = size
        self._flat = flat
        self.ramps: list[Ramp] = []
        self.ramp = np.full((size, size), -1, np.int64)
        self.tone = np.zeros((size, size), np.int64)

    @property
    def filled(self) -> Mask:
        """Where something has been drawn."""
        return self.ramp >= 0

    @property
    def border(self) -> Mask:
        """The outermost pixels, which belong to outlines."""
        ring = np.ones((self.size, self.size), np.bool_)
        ring[1:-1, 1:-1] = False
        return ring

    def lay(
        self,
        mask: Mask,
        ramp: Ramp,
        *,
        tone: int | None = None,
        dim: int = 0,
        seam: bool = True,
        drop: int = 0,
        soft: bool = False,
    ) -> None:
        """Lay a part over what is there.

        Args:
            mask: Where.
            ramp: Of what.
            tone: One tone for all of it; None shades it as a rounded body.
            dim: How many tones darker than in the light.
            seam: Whether a dark line parts it from what lies under it.
            drop: How far down it throws a shadow, in pixels.
            soft: Whether less of it lies in the shade, as faces are drawn.
        """
        if not mask.any():
            return
        under = self.filled & ~mask
        if drop:
            self.darken(moved(mask, (drop + 1) // 2, drop) & under)
        place = self._place(ramp)
        if seam:
            edge = grow(mask) & under
            self.ramp[edge] = place
            self.tone[edge] = LINE if self.size > _FEW_PIXELS else SHADE
        self.ramp[mask] = place
        if tone is None and not self._flat:
            tones = _shaded(mask, _SOFT if soft else _STEPS[ramp.gloss])[mask]
        else:
            tones = np.full(int(mask.sum()), BASE if tone is None else tone)
        self.tone[mask] = np.clip(tones - dim, SHADE, SHINE) if dim else tones

    def darken(self, mask: Mask, by: int = 1) -> None:
        """Take light from what is there; outlines stay, and nothing becomes one."""
        mask = mask & self.filled & (self.tone > LINE)
        self.tone[mask] = np.clip(self.tone[mask] - by, SHADE, SHINE)

    def lighten(self, mask: Mask, by: int = 1) -> None:
        """Give light to what is there; outlines stay."""
        mask = mask & self.filled & (self.tone > LINE)
        self.tone[mask] = np.clip(self.tone[mask] + by, SHADE, SHINE)

    def erase(self, mask: Mask) -> None:
        """Take away what is there."""
        self.ramp[mask] = -1

    def outline(self) -> None:
        """Draw a line around everything, in the darkest tone of what it goes around."""
        solid = self.filled
        thick = max(1, self.size // 96)
        for _ in range(thick):
            nearest = self.ramp.copy()
            for right, down in ((0, 1), (0, -1), (1, 0), (-1, 0)):
                beside = np.full_like(self.ramp, -1)
                here = moved(np.ones_like(solid), right, down)
                beside[here] = np.roll(self.ramp, (down, right), (0, 1))[here]
                nearest = np.where(nearest < 0, beside, nearest)
            ring = (nearest >= 0) & ~self.filled
            self.ramp[ring] = nearest[ring]
            self.tone[ring] = LINE

    def picture(self) -> Pixels:
        """Return ``(n, n, 4)`` uint8, clear where nothing was drawn."""
        table = np.zeros((len(self.ramps) + 1, SHINE + 1, 4), np.uint8)
        for i, ramp in enumerate(self.ramps):
            table[i, :, :3] = ramp.tones
            table[i, :, 3] = 255
        return table[self.ramp, self.tone]

    def _place(self, ramp: Ramp) -> int:
        if ramp not in self.ramps:
            self.ramps.append(ramp)
        return self.ramps.index(ramp)


def _shaded(mask: Mask, steps: tuple[float, float, float]) -> Ints:
    """Return a tone for each pixel of a mask that bulges."""
    rows = np.flatnonzero(mask.any(axis=1))
    columns = np.flatnonzero(mask.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    part = mask[top : rows[-1] + 1, left : columns[-1] + 1]
    # Area by circumference tells how thick a part is, whatever its form.
    area = int(part.sum())
    inner = part.copy()
    inner[1:] &= part[:-1]
    inner[:-1] &= part[1:]
    inner[:, 1:] &= part[:, :-1]
    inner[:, :-1] &= part[:, 1:]
    inner[0] = inner[-1] = False
    inner[:, 0] = inner[:, -1] = False
    rim = max(1, area - int(inner.sum()))
    radius = max(1, min(24, area // rim))
    blurred = _blurred(np.pad(part, 3 * radius + 1).astype(np.int64), radius)
    around = 3 * radius + 1
    slope_x = blurred[1:-1, 2:] - blurred[1:-1, :-2]
    slope_y = blurred[2:, 1:-1] - blurred[:-2, 1:-1]
    cut = (slice(around - 1, 1 - around), slice(around - 1, 1 - around))
    x = slope_x[cut].astype(np.float64)
    y = slope_y[cut].astype(np.float64)
    steep = float((x * x + y * y)[part].max())
    if steep > 0:
        most = np.sqrt(steep)
        x, y = -x / most, -y / most
    z = np.sqrt(np.maximum(0.0, 1 - x * x - y * y))
    light = x * _LIGHT_X + y * _LIGHT_Y + z * _LIGHT_Z
    low, middle, high = steps
    tones = np.full(light.shape, SHADE, np.int64)
    tones[light > low] = BASE
    tones[light > middle] = LIGHT
    tones[light > high] = SHINE
    out = np.zeros(mask.shape, np.int64)
    out[top : top + part.shape[0], left : left + part.shape[1]] = tones
    return out


def _blurred(values: Ints, radius: int) -> Ints:
    """Return sums over a box, three times: nearly a bell curve, in whole numbers."""
    for axis in (0, 1):
        for _ in range(3):
            ends = [(0, 0), (0, 0)]
            ends[axis] = (radius + 1, radius)
            total = np.cumsum(np.pad(values, ends), axis=axis)
            high = np.take(total, range(2 * radius + 1, total.shape[axis]), axis)
            low = np.take(total, range(total.shape[axis] - 2 * radius - 1), axis)
            values = high - low
    return values
