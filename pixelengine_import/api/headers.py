"""What the first bytes of a picture say: enough to judge it before anything is sent.

Nothing is decoded, and nothing is trusted: a header that is damaged, cut short or of
another format says nothing, and the picture is left to the service to judge.

Formats: PNG (third edition, 11.2.1), ITU-T T.81 annex B (JPEG), RFC 9649 (WebP
container, VP8X, VP8L), RFC 6386 section 9.1 (VP8 key frames), CompuServe GIF89a.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final

__all__ = ["Header", "read_header"]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_HEADER = b"\x00\x00\x00\rIHDR"
_PNG_LEAST = 33
_JPEG: Final = b"\xff\xd8\xff"
# Start of frame: all of 0xC0 to 0xCF but tables (C4), a reserved one (C8), and
# arithmetic conditioning (CC).
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_JPEG_PIXELS: Final = frozenset({0xD9, 0xDA})
_GIF: Final = (b"GIF87a", b"GIF89a")
_GIF_LEAST = 13
_WEBP_LEAST = 30
_VP8L_SIGNATURE = 0x2F
_VP8_START: Final = b"\x9d\x01\x2a"

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says; :class:`pixelengine_import.api.rules.ImageFacts`.

    Attributes:
        format: ``PNG``, ``JPEG``, ``WEBP`` or ``GIF``.
        width: Pixels; of the whole canvas when animated.
        height: Pixels.
        byte_count: The size of the file.
    """

    format: str
    width: int
    height: int
    byte_count: int


def read_header(data: bytes) -> Header | None:
    """Read a picture's header.

    Args:
        data: The whole file, from anywhere.

    Returns:
        What it says, or None when that is not certain.
    """
    if data.startswith(_PNG):
        found = "PNG", _png(data)
    elif data.startswith(_JPEG):
        found = "JPEG", _jpeg(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = "WEBP", _webp(data)
    elif data.startswith(_GIF):
        found = "GIF", _gif(data)
    else:
        return None
    kind, size = found
    if size is None or min(size) < 1:
        return None
    return Header(kind, *size, len(data))


def _png(data: bytes) -> Size | None:
    if len(data) < _PNG_LEAST or data[8:16] != _PNG_HEADER:
        return None
    if zlib.crc32(data[12:29]) != int.from_bytes(data[29:33], "big"):
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jpeg(data: bytes) -> Size | None:
    """Step from segment to segment up to the one that starts the frame."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - T.81 B.1.1.2: begins every marker
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            at += 1
        elif marker in _JPEG_BARE:
            at += 2
        elif marker in _JPEG_FRAMES:
            height = int.from_bytes(data[at + 5 : at + 7], "big")
            return int.from_bytes(data[at + 7 : at + 9], "big"), height
        elif marker in _JPEG_PIXELS:
            return None
        else:
            at += 2 + max(int.from_bytes(data[at + 2 : at + 4], "big"), 2)
    return None


def _webp(data: bytes) -> Size | None:
    if len(data) < _WEBP_LEAST:
        return None
    kind, body = data[12:16], data[20:30]
    if kind == b"VP8X":
        width = int.from_bytes(body[4:7], "little") + 1
        return width, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L" and body[0] == _VP8L_SIGNATURE:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and body[3:6] == _VP8_START:
        width = int.from_bytes(body[6:8], "little") & 0x3FFF
        return width, int.from_bytes(body[8:10], "little") & 0x3FFF
    return None


def _gif(data: bytes) -> Size | None:
    """Read the screen; a first image that reaches beyond it makes it larger."""
    if len(data) < _GIF_LEAST:
        return None
    at = _GIF_LEAST + _table_size(data[10])
    while data[at : at + 1] == b"!":  # an extension: a label and sub-blocks
        at += 2
        while size := data[at : at + 1]:
            at += 1 + size[0]
            if size == b"\0":
                break
    image = data[at : at + 10]
    if len(image) < 10 or image[:1] != b",":  # noqa: PLR2004 - a separator, a place, a size, flags
        return None
    left, top, width, height = struct.unpack("<4H", image[1:9])
    screen_width, screen_height = struct.unpack("<2H", data[6:10])
    return max(screen_width, left + width), max(screen_height, top + height)


def _table_size(flags: int) -> int:
    """Return how many bytes a colour table takes, from the flags before it."""
    return 3 * 2 ** ((flags & 0x07) + 1) if flags & 0x80 else 0
