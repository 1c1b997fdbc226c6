"""Telling what moves from what stays: the subject and the ground under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.imaging.pixels import flatten
from pixelengine_import.local_engine.motion.colours import (
    Table,
    oklab,
    pack,
    reduce_colours,
    unpack,
)
from pixelengine_import.local_engine.motion.grid import Indices, Mask, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.types import Colour, Palette, Pixels

__all__ = ["Cutout", "Drawing", "Sheet", "cut_out", "draw", "has_holes"]

OPAQUE = 255
HALF = 128
BORDER_SHARE = 0.6
"""A colour that holds this much of the border is the background."""
SAME = 200
"""OKLab distance (ten-thousandths) within which a border pixel is background too."""
SMALLEST_HOLE = 6
"""A closed patch of background colour below this may be an eye; above, it is a hole."""


@dataclass(frozen=True, slots=True)
class Cutout:
    """A picture and what of it moves.

    Attributes:
        rgb: ``(h, w, 3)`` the picture, flattened on the matte.
        subject: ``(h, w)`` what moves; everything, in a scene.
        ground: The colour that lies free where the subject leaves, or None in a scene.
        faint: ``(h, w)`` pixels of the subject with less than half their alpha.
    """

    rgb: Pixels
    subject: Mask
    ground: Colour | None
    faint: Mask


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture in places of a colour table.

    Attributes:
        subject: ``(h, w)`` int32, -1 where the ground lies free.
        ground: ``(h, w)`` int32, what lies under the subject; never -1.
        scene: There is no ground: the whole picture is the subject.
    """

    subject: Indices
    ground: Indices
    scene: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """Drawings that share one closed colour table, ``(k, 3)``."""

    drawings: tuple[Drawing, ...]
    table: Table

    def paint(self, subject: Indices, ground: Indices) -> Pixels:
        """Return an opaque ``(h, w, 4)`` picture of a subject over its ground."""
        opaque = np.full((len(self.table), 4), OPAQUE, np.uint8)
        opaque[:, :3] = self.table
        # A colour as one word: one look-up a pixel.
        words = opaque.view(np.uint32)[:, 0]
        out = words[np.where(subject >= 0, subject, ground)]
        return out.view(np.uint8).reshape(*subject.shape, 4)


def has_holes(alpha: NDArray[np.uint8]) -> bool:
    """Tell whether a picture's alpha, ``(h, w)``, says what lies behind its subject.

    It does where something is more clear than not. Soft edges alone, or the 254 that
    some programs write for what is opaque, leave a picture that fills its canvas.
    """
    return bool((alpha < HALF).any())


def cut_out(image: Pixels, matte: Colour) -> Cutout:
    """Find the subject: by its alpha, or by the colour that holds the border.

    Args:
        image: ``(h, w, 4)`` uint8.
        matte: What is seen through alpha.
    """
    rgb = flatten(image, matte)[..., :3]
    alpha = image[..., 3]
    if has_holes(alpha):
        return Cutout(rgb, alpha > 0, matte, (alpha > 0) & (alpha < HALF))
    nothing = np.zeros(alpha.shape, bool)
    codes = pack(rgb)
    edge = np.concatenate([codes[0], codes[-1], codes[1:-1, 0], codes[1:-1, -1]])
    colours, count = np.unique(edge, return_counts=True)
    ground = unpack(colours[[count.argmax()]])
    every, place = np.unique(codes, return_inverse=True)
    d = oklab(unpack(every)) - oklab(ground)
    close = ((d * d).sum(-1) <= SAME * SAME)[place.reshape(codes.shape)]
    edge_close = np.concatenate([close[0], close[-1], close[1:-1, 0], close[1:-1, -1]])
    if int(edge_close.sum()) < BORDER_SHARE * len(edge):
        return Cutout(rgb, np.ones(alpha.shape, bool), None, nothing)
    numbers, sizes = label(close, diagonal=False)
    rim = np.concatenate([numbers[0], numbers[-1], numbers[:, 0], numbers[:, -1]])
    outside = np.zeros(len(sizes), bool)
    outside[np.unique(rim)] = True
    exact = codes == colours[count.argmax()]
    hole = sizes > max(SMALLEST_HOLE, codes.size // 200)
    outside[0] = hole[0] = False
    clear = outside[numbers] | (hole[numbers] & exact)
    red, green, blue = (int(v) for v in ground[0])
    return Cutout(rgb, ~clear, (red, green, blue), nothing)


def draw(cutouts: Sequence[Cutout], palette: Palette) -> Sheet:
    """Turn pictures into places of one table that keeps the budget.

    Args:
        cutouts: Pictures of one size.
        palette: The budget of the whole clip.
    """
    grounds = tuple(
        dict.fromkeys(
            c.ground
            for c in cutouts
            if c.ground is not None and not bool(c.subject.all())
        )
    )
    codes = np.concatenate([pack(c.rgb).ravel() for c in cutouts])
    always = codes
    if grounds:
        always = np.concatenate([codes, pack(np.asarray(grounds, np.uint8))])
    places, table = reduce_colours(always, palette, grounds)
    by_colour = dict(zip(grounds, places[len(codes) :].tolist(), strict=True))
    drawings = []
    start = 0
    for c in cutouts:
        h, w = c.subject.shape
        own = places[start : start + h * w].reshape(h, w)
        start += h * w
        if c.ground is None or c.ground not in by_colour:
            drawings.append(Drawing(own, own, scene=True))
            continue
        under = by_colour[c.ground]
        # What is nearly clear and became the ground's own colour is ground.
        subject = c.subject & ~(c.faint & (own == under))
        drawings.append(
            Drawing(
                np.where(subject, own, -1).astype(np.int32),
                np.where(c.subject, under, own).astype(np.int32),
                scene=False,
            )
        )
    return Sheet(tuple(drawings), table)
