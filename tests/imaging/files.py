"""Files made by hand, byte by byte, for what no encoder of ours would write."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.imaging.pixels import Frames

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one PNG chunk."""
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def raw_png(
    size: tuple[int, int], depth: int, kind: int, rows: Sequence[bytes], *more: bytes
) -> bytes:
    """Return a PNG of rows that are packed already; more chunks go before the data."""
    head = struct.pack(">IIBBBBB", *size, depth, kind, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows))
    parts = (chunk(b"IHDR", head), *more, chunk(b"IDAT", data), chunk(b"IEND", b""))
    return SIGNATURE + b"".join(parts)


def animated(frames: Frames, kind: str, durations: Sequence[int]) -> bytes:
    """Return a lossless animation as Pillow writes it."""
    first, *rest = [Image.fromarray(frame) for frame in frames]
    out = io.BytesIO()
    first.save(
        out,
        kind,
        save_all=True,
        append_images=rest,
        duration=list(durations),
        loop=0,
        lossless=True,
        disposal=2,
        exact=True,
    )
    return out.getvalue()


def still(image: Image.Image, kind: str) -> bytes:
    """Return one picture as Pillow writes it."""
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()
