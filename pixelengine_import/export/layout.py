"""Where each frame stands on the sheet.

A grid that people can read: each animation starts a new row and takes one row or more,
left to right, top to bottom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixelengine_import.errors import ImageError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Layout", "Packing", "Region", "pack"]

SAFE_SIDE = 4096
"""The largest texture side that every device takes; larger ones fail there only."""


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of whole pixels, its origin at the sheet's top left."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out.

    Attributes:
        max_side: The longest side that a sheet may have, in pixels.
        padding: Transparent pixels between neighbouring cells; none at the sheet's
            outer border, where nothing can bleed in.
    """

    max_side: int = SAFE_SIDE
    padding: int = 0


@dataclass(frozen=True, slots=True)
class Packing:
    """A finished layout.

    Attributes:
        width: The sheet's width in pixels.
        height: The sheet's height in pixels.
        regions: For each animation, in the order given, the place of each frame.
    """

    width: int
    height: int
    regions: tuple[tuple[Region, ...], ...]


def pack(sizes: Sequence[tuple[int, int, int]], layout: Layout) -> Packing:
    """Give every frame its place.

    Args:
        sizes: For each animation ``(count, width, height)``, in pixels.
        layout: The limits.

    Returns:
        The smallest sheet that holds these rows in this order.

    Raises:
        ImageError: When there is nothing to pack, a number is out of range, or the
            frames do not fit on one sheet.
    """
    if layout.max_side < 1 or layout.padding < 0:
        found = f"max_side {layout.max_side}, padding {layout.padding}"
        problem = f"a layout needs max_side above 0 and padding from 0 (found {found})"
        raise ImageError(problem, hint="Correct the layout.")
    if not sizes:
        problem = "a sheet needs at least one animation (found none)"
        raise ImageError(problem, hint="Add an animation.")
    regions: list[tuple[Region, ...]] = []
    width = top = 0
    for count, w, h in sizes:
        if min(count, w, h) < 1:
            problem = f"an animation needs frames (found {count} of {w}x{h})"
            raise ImageError(problem, hint="Leave it out or give it a frame.")
        if max(w, h) > layout.max_side:
            limit = f"limit {layout.max_side} on each side"
            problem = f"a frame of {w}x{h} is larger than the sheet may be ({limit})"
            raise ImageError(problem, hint="Use a smaller frame size.")
        columns = (layout.max_side + layout.padding) // (w + layout.padding)
        cells = tuple(
            Region(
                i % columns * (w + layout.padding),
                top + i // columns * (h + layout.padding),
                w,
                h,
            )
            for i in range(count)
        )
        regions.append(cells)
        width = max(width, *(cell.x + cell.w for cell in cells))
        top = cells[-1].y + h + layout.padding
    height = top - layout.padding
    if height > layout.max_side:
        limit = f"limit {layout.max_side} on each side"
        problem = f"the frames need a sheet of {width}x{height} pixels ({limit})"
        hint = "Split the animations over several sidecars, or use smaller frames."
        raise ImageError(problem, hint=hint)
    return Packing(width, height, tuple(regions))
