"""Frames as one file: an animated WebP, an animated GIF, or a PNG strip."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from pixelengine_import.imaging.gif import encode_gif
from pixelengine_import.imaging.pixels import check_frames
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.imaging.webp import encode_webp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.imaging.pixels import Frames, Pixels

__all__ = ["ClipForm", "encode_clip", "strip_of"]

ClipForm: TypeAlias = Literal["webp", "gif", "png"]


def encode_clip(frames: Frames, durations: Sequence[int], form: ClipForm) -> bytes:
    """Write frames as one file.

    Args:
        frames: ``(n, h, w, 4)`` ``uint8``.
        durations: Milliseconds of each frame; a strip has none, and GIF counts in
            hundredths of a second, so there each is off by less than ten.
        form: ``png`` is one horizontal strip.

    Returns:
        The file. WebP and PNG are exact, GIF holds 256 colours and no half
        transparency.

    Raises:
        ImageError: The frames are none.
    """
    check_frames(frames)
    if form == "webp":
        return encode_webp(frames, durations)
    if form == "gif":
        return encode_gif(frames, _hundredths(durations))
    return encode_png(strip_of(frames), distances=(frames.shape[2],))


def strip_of(frames: Frames) -> Pixels:
    """Put frames side by side.

    Args:
        frames: ``(n, h, w, 4)`` ``uint8``.

    Returns:
        ``(h, n * w, 4)``, contiguous.
    """
    count, height, width = frames.shape[:3]
    strip = np.ascontiguousarray(frames.transpose(1, 0, 2, 3))
    return strip.reshape(height, count * width, 4)


def _hundredths(durations: Sequence[int]) -> list[int]:
    """Round to whole hundredths of a second so that the sum stays what it was."""
    ends, total = [0], 0
    for duration in durations:
        total += duration
        ends.append((total + 4) // 10 * 10)
    return [end - begin for begin, end in pairwise(ends)]
