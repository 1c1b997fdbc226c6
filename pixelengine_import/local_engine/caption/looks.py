"""What can be told of a picture without guessing: size, front, legs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixelengine_import.api.catalog import DEFAULT_MATTE
from pixelengine_import.imaging.pixels import parse_hex
from pixelengine_import.local_engine.motion.body import Body
from pixelengine_import.local_engine.motion.cutout import cut_out

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels

__all__ = ["Looks", "look_at"]

LARGEST = 256
"""Larger pictures are looked at through a grid of this many pixels a side."""
SMALL = 24
MEDIUM = 64


@dataclass(frozen=True, slots=True)
class Looks:
    """A picture as it is put into words.

    Attributes:
        body: The silhouette, for what depends on where it faces.
        size: ``small``, ``medium-sized`` or ``large``.
        scene: Whether the picture has no background to stand before.
    """

    body: Body
    size: str
    scene: bool


def look_at(image: Pixels) -> Looks | None:
    """Measure a picture.

    Args:
        image: ``(h, w, 4)`` uint8.

    Returns:
        Its looks, or None for a picture that shows nothing.
    """
    step = -(-max(image.shape[:2]) // LARGEST)
    seen = image[::step, ::step]
    cut = cut_out(seen, parse_hex(DEFAULT_MATTE))
    solid = cut.subject & ~cut.faint
    if not bool(solid.any()):
        return None
    # A scene looks to no side.
    body = Body.of(cut.subject, None, None if cut.ground is None else cut.rgb)
    side = max(body.w, body.h) * step
    size = "large"
    if side <= MEDIUM:
        size = "small" if side <= SMALL else "medium-sized"
    return Looks(body, size, scene=cut.ground is None)
