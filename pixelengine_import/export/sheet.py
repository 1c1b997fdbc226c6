"""Frames onto a sheet, and off it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.pixels import check_still, normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.export.animation import Animation
    from pixelengine_import.export.layout import Packing, Region
    from pixelengine_import.imaging.pixels import Frames, Pixels

__all__ = ["compose_sheet", "cut_frames"]


def compose_sheet(animations: Sequence[Animation], packing: Packing) -> Pixels:
    """Draw all frames onto one sheet.

    Args:
        animations: In the order in which they were packed.
        packing: Their places.

    Returns:
        ``(packing.height, packing.width, 4)``, transparent where no frame stands, and
        0, 0, 0, 0 wherever it is transparent.

    Raises:
        ImageError: When animations and packing do not belong together.
    """
    if len(animations) != len(packing.regions):
        found = f"found {len(animations)} and {len(packing.regions)}"
        problem = f"animations and packing must be of the same length ({found})"
        raise ImageError(problem, hint="Pack these animations again.")
    sheet = np.zeros((packing.height, packing.width, 4), dtype=np.uint8)
    for animation, regions in zip(animations, packing.regions, strict=True):
        shapes = {(r.h, r.w) for r in regions}
        if len(regions) != animation.count or shapes != {animation.frames.shape[1:3]}:
            problem = f'the packing does not fit animation "{animation.name}"'
            raise ImageError(problem, hint="Pack these animations again.")
        for frame, r in zip(normalise(animation.frames), regions, strict=True):
            sheet[r.y : r.y + r.h, r.x : r.x + r.w] = frame
    return sheet


def cut_frames(sheet: Pixels, regions: Sequence[Region]) -> Frames:
    """Take one animation's frames back from a sheet.

    Args:
        sheet: The picture of the whole sheet.
        regions: The places of the frames, all of one size.

    Returns:
        ``(len(regions), h, w, 4)``, a copy.

    Raises:
        ImageError: When there is no region, sizes differ, or one lies outside.
    """
    check_still(sheet)
    height, width = sheet.shape[:2]
    if len({(r.w, r.h) for r in regions}) != 1:
        problem = (
            f"frames of one animation must have one size (found {len(regions)} regions)"
        )
        raise ImageError(problem, hint="Render the sheet again.")
    for r in regions:
        inside = 0 <= r.x <= width - r.w and 0 <= r.y <= height - r.h
        if not inside or r.w < 1 or r.h < 1:
            found = f"found {r.w}x{r.h} at {r.x}, {r.y} on {width}x{height}"
            problem = f"a frame lies outside the sheet ({found})"
            raise ImageError(problem, hint="Render the sheet again.")
    return np.stack([sheet[r.y : r.y + r.h, r.x : r.x + r.w] for r in regions])
