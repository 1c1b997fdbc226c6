"""The bytes of a result -> frames, held against what the job said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.errors import ResultError
from pixelengine_import.imaging.decode import cut_strip, decode_frames, decode_still

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelengine_import.imaging.pixels import Frames

__all__ = ["decode_result"]

_PNG = b"\x89PNG\r\n\x1a\n"
_NUMBER_MOST = 1 << 20
_FRAMES_MOST = 1024  # /remove-background takes longer animations than any it makes


def decode_result(data: bytes, metadata: Mapping[str, object]) -> Frames:
    """Decode a result, checking it against what the job said of it.

    Args:
        data: The bytes of a WebP, a GIF or a PNG (a strip).
        metadata: The job's output metadata.

    Returns:
        ``(n, h, w, 4)`` uint8.

    Raises:
        ImageError: The bytes are damaged, or over the limits.
        ResultError: They are not what the metadata says.
    """
    count = _number(metadata, "frame_count")
    # What a storage host calls the bytes is its own guess; they say it themselves.
    if data.startswith(_PNG) and "frame_w" in metadata:
        size = _number(metadata, "frame_w"), _number(metadata, "frame_h")
        frames = cut_strip(decode_still(data, formats=("PNG",)), count or 1, *size)
    else:
        frames, _ = decode_frames(data, max_frames=_FRAMES_MOST)
    if count and len(frames) != count:
        msg = f"the result holds {len(frames)} frames, the job promised {count}"
        raise ResultError(msg)
    return frames


def _number(metadata: Mapping[str, object], name: str) -> int:
    """Read a count or a size; a server may send anything, NaN and 1e300 included."""
    value = metadata.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is None:
        return 0
    if isinstance(value, int) and 0 <= value <= _NUMBER_MOST:
        return value
    msg = f'its "{name}" is no number of frames or pixels (found {value!r:.40})'
    raise ResultError(msg)
