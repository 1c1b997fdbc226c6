"""The two facts of a file's header that must be known before a decoder is asked.

Pillow allocates the whole canvas when it *opens* a WebP, and walks every frame of a GIF
one by one to count them: both happen before any limit of ours could be held against
what it reports. So the canvas of the first and the frames of the second are read here,
from a few bytes. Nothing here decodes pixels.

Formats: RFC 9649 (WebP container, VP8X, VP8L), RFC 6386 section 9.1 (VP8 key frames),
CompuServe GIF89a.
"""

from __future__ import annotations

from pixelengine_import.errors import ImageError

__all__ = ["gif_frame_count", "webp_canvas"]

_TRUNCATED = "the file ends in the middle of its data"
_HINT = "Save or download it again."

_GIF_HEADER = 13
_GIF_IMAGE = 0x2C
_GIF_EXTENSION = 0x21
_GIF_TRAILER = 0x3B
_GIF_DESCRIPTOR = 9
_GIF_TABLE = 0x80


def webp_canvas(data: bytes) -> tuple[int, int]:
    """Read the canvas of a WebP.

    Args:
        data: The file; at least its first 30 bytes are looked at.

    Returns:
        Width and height in pixels.

    Raises:
        ImageError: When it is no WebP.
    """
    kind, body = data[12:16], data[20:30]
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(body) == 10:  # noqa: PLR2004 - the longest of the three headers
        if kind == b"VP8X":
            width = int.from_bytes(body[4:7], "little") + 1
            return width, int.from_bytes(body[7:10], "little") + 1
        if kind == b"VP8L" and body[0] == 0x2F:  # noqa: PLR2004 - RFC 9649: signature byte
            bits = int.from_bytes(body[1:5], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
            width = int.from_bytes(body[6:8], "little") & 0x3FFF
            return width, int.from_bytes(body[8:10], "little") & 0x3FFF
    problem = "the WebP header is damaged"
    raise ImageError(problem, hint=_HINT)


def gif_frame_count(data: bytes, *, most: int) -> int:
    """Count the frames of a GIF, block by block.

    Args:
        data: The whole file.
        most: Where to stop counting.

    Returns:
        The number of frames; ``most + 1`` stands for any larger number.

    Raises:
        ImageError: When the file is cut short or holds an unknown block. A missing
            trailer alone is forgiven, as every viewer does.
    """
    if len(data) < _GIF_HEADER:
        raise ImageError(_TRUNCATED, hint=_HINT)
    at = _GIF_HEADER + _table_size(data[10])
    count = 0
    while at < len(data) and data[at] != _GIF_TRAILER and count <= most:
        if data[at] == _GIF_EXTENSION:
            at = _skip_blocks(data, at + 2)
        elif data[at] == _GIF_IMAGE and at + _GIF_DESCRIPTOR < len(data):
            at += 1 + _GIF_DESCRIPTOR + _table_size(data[at + _GIF_DESCRIPTOR])
            at = _skip_blocks(data, at + 1)
            count += 1
        else:
            problem = f"the GIF holds an unknown block (found 0x{data[at]:02x})"
            raise ImageError(problem, hint=_HINT)
    return count


def _table_size(flags: int) -> int:
    return 3 * (2 << (flags & 7)) if flags & _GIF_TABLE else 0


def _skip_blocks(data: bytes, at: int) -> int:
    """Step over a chain of sub-blocks to the byte after its end mark."""
    while at < len(data):
        size = data[at]
        at += 1 + size
        if size == 0:
            return at
    raise ImageError(_TRUNCATED, hint=_HINT)
