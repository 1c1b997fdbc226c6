"""From a clip to the file that was asked for, with its metadata."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixelengine_import.api.catalog import DEFAULT_FPS
from pixelengine_import.imaging.clips import encode_clip
from pixelengine_import.imaging.gif import encode_gif
from pixelengine_import.imaging.webp import encode_webp

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from pixelengine_import.api.requests import OutputFormat

__all__ = ["EncodedFile", "encode_animation"]

Metadata = dict[str, str | int | float | bool]


@dataclass(frozen=True, slots=True)
class EncodedFile:
    """A result.

    Attributes:
        data: The file.
        content_type: Its media type.
        metadata: What ``output.metadata`` says of it: flat.
    """

    data: bytes
    content_type: str
    metadata: Metadata


def encode_animation(
    frames: NDArray[np.uint8],
    form: OutputFormat,
    check: Callable[[], None] = lambda: None,
) -> EncodedFile:
    """Write frames in one of the API's three formats.

    Args:
        frames: ``(n, h, w, 4)`` uint8, opaque.
        form: ``webp`` and ``gif`` play at 8 frames a second; ``spritesheet`` is one
            horizontal strip.
        check: Called now and then; it may raise to end the work.
    """
    check()
    count, height, width = frames.shape[:3]
    if form == "spritesheet":
        sheet: Metadata = {
            "width": count * width,
            "height": height,
            "output_format": "spritesheet",
            "frame_count": count,
            "frame_w": width,
            "frame_h": height,
        }
        return EncodedFile(encode_clip(frames, (), "png"), "image/png", sheet)
    animation: Metadata = {
        "width": width,
        "height": height,
        "frame_count": count,
        "fps": DEFAULT_FPS,
    }
    if form == "gif":
        # GIF counts in hundredths of a second: 120 and 130 ms in turn make 8 a second.
        turns = [120 if i % 2 == 0 else 130 for i in range(count)]
        return EncodedFile(encode_gif(frames, turns, check), "image/gif", animation)
    steady = [round(1000 / DEFAULT_FPS)] * count
    return EncodedFile(encode_webp(frames, steady, check), "image/webp", animation)
