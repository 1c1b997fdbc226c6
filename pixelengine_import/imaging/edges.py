"""The band between matte and art: what is under each mixed pixel?

A pixel on a softened outline is a mixture of the matte and of a colour that is seen
next to it, or at least somewhere in the art. Its colour is laid onto the line from the
matte to each of these; the line that it lies nearest to gives the share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.imaging.masks import grow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.imaging.masks import Mask

__all__ = ["PLAIN", "Edges"]

PLAIN = 0.02
"""A colour this near to one of the art (OKLab) is that colour, a little moved."""

# A soft edge may be two pixels wide.
_PASSES = 2
_WINDOW = 2
# Colours seen nearby come before those from the rest of the art.
_ELSEWHERE = 0.015
_OFF_LINE = 0.10
_SHORTEST_LINE = 20.0
_MOSTLY_ART = 0.5
_WHOLLY_ART = 0.97
_BLOCK = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """What is known of one frame before its edges are taken apart.

    Attributes:
        centre: The matte as it came back, RGB.
        clear: Its OKLab distance to the art.
        art: ``(p, 3)``, the art's main colours.
        to_matte: ``(h, w)``, OKLab distance of each pixel to the matte.
        to_art: ``(h, w)``, the same to the art; infinite without art.
        settled: Pixels whose meaning is known already.
    """

    centre: NDArray[np.float64]
    clear: float
    art: NDArray[np.uint8]
    to_matte: NDArray[np.float64]
    to_art: NDArray[np.float64]
    settled: Mask

    def unmix(self, rgb: NDArray[np.uint8], opaque: Mask) -> None:
        """Clear the pixels that are more matte than art, clean the others' colours.

        Args:
            rgb: ``(h, w, 3)``; changed in place.
            opaque: ``(h, w)``; changed in place.
        """
        plain = (self.to_art < PLAIN) & (self.to_art < self.to_matte)
        skip = self.settled | plain
        for _ in range(_PASSES):
            band = opaque & grow(~opaque, beyond=True)
            inner = opaque & ~band
            rows, columns = np.nonzero(band & ~skip)
            if not len(rows):
                return
            # All of a pass are decided before any is changed.
            shares, colours = self._project(rgb, inner, rows, columns)
            gone = shares < _MOSTLY_ART
            mixed = ~gone & (shares < _WHOLLY_ART)
            opaque[rows[gone], columns[gone]] = False
            rgb[rows[mixed], columns[mixed]] = colours[mixed]
            if not gone.any():
                return

    def _project(
        self,
        rgb: NDArray[np.uint8],
        inner: Mask,
        rows: NDArray[np.intp],
        columns: NDArray[np.intp],
    ) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
        """Find each pixel's share of art, and the colour of that art.

        Returns:
            Shares from 0 to 1 (2: no line fits, leave the pixel alone) and colours.
        """
        pad = ((_WINDOW, _WINDOW), (_WINDOW, _WINDOW))
        wide_rgb = np.pad(rgb, (*pad, (0, 0)))
        wide_inner = np.pad(inner, pad)
        steps = np.arange(2 * _WINDOW + 1)
        shares = np.empty(len(rows))
        colours = np.empty((len(rows), 3), dtype=np.uint8)
        for start in range(0, len(rows), _BLOCK):
            part = slice(start, start + _BLOCK)
            ys, xs = rows[part], columns[part]
            near = (ys[:, None, None] + steps[:, None], xs[:, None, None] + steps)
            seen = wide_inner[near].reshape(len(ys), -1)
            beside = wide_rgb[near].reshape(len(ys), -1, 3)
            usual = np.broadcast_to(self.art, (len(ys), *self.art.shape))
            choices = np.concatenate([beside, usual], axis=1)
            usable = np.pad(seen, ((0, 0), (0, len(self.art))), constant_values=True)
            penalty = np.zeros(choices.shape[1])
            penalty[seen.shape[1] :] = _ELSEWHERE if seen.shape[1] else 0.0
            off = np.where(seen.any(axis=1)[:, None], penalty, 0.0)
            share, miss = self._lines(rgb[ys, xs], choices)
            miss = np.where(usable & (share >= 0), miss + off, np.inf)
            best = miss.argmin(axis=1)
            each = np.arange(len(ys))
            to_art, to_matte = self.to_art[ys, xs], self.to_matte[ys, xs]
            fits = miss[each, best] <= np.minimum(_OFF_LINE, 0.8 * to_art)
            fits |= (to_matte <= 0.5 * self.clear) & np.isfinite(miss[each, best])
            shares[part] = np.where(fits, share[each, best], 2.0)
            colours[part] = choices[each, best]
        return shares, colours

    def _lines(
        self, pixels: NDArray[np.uint8], choices: NDArray[np.uint8]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lay pixels onto the lines from the matte to each choice.

        Args:
            pixels: ``(m, 3)``.
            choices: ``(m, c, 3)``.

        Returns:
            Two ``(m, c)``: the share of the choice (-1 where the line is too short to
            tell), and how far off the line the pixel lies, 1 being black to full red.
        """
        lines = choices - self.centre
        offset = pixels - self.centre
        length = along = np.zeros(lines.shape[:2])
        for k in range(3):
            length = length + lines[..., k] * lines[..., k]
            along = along + offset[:, None, k] * lines[..., k]
        short = length <= _SHORTEST_LINE * _SHORTEST_LINE
        share = np.clip(along / np.where(short, 1.0, length), 0, 1)
        miss = np.zeros(share.shape)
        for k in range(3):
            step = share * lines[..., k] - offset[:, None, k]
            miss += step * step
        return np.where(short, -1.0, share), np.sqrt(miss) / 255
