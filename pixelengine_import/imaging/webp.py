"""Animated lossless WebP with exactly the frames that were given.

Common encoders merge equal neighbours into one longer frame. Here every frame stays
one, so the container is written by hand around Pillow's lossless stills.

Format: RFC 9649, sections 2.5 to 2.7 (RIFF, VP8X, ANIM, ANMF).
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pixelengine_import.imaging.changes import patches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["encode_still_webp", "encode_webp"]

_ANIMATED = 0x02
_ALPHA = 0x10
_OPAQUE = 255
_OVERWRITE = 0x02  # ANMF: do not blend with the canvas, do not dispose
_LOOP_FOREVER = 0


def encode_webp(
    frames: NDArray[np.uint8],
    durations: Sequence[int],
    check: Callable[[], None] = lambda: None,
) -> bytes:
    """Write an animation that loops for ever.

    Args:
        frames: ``(n, h, w, 4)``.
        durations: Milliseconds of each frame.
        check: Called once a frame; it may raise to end the work.

    Returns:
        The file. Its pixels are exact; its bytes depend on the libwebp of Pillow.
    """
    height, width = frames.shape[1:3]
    clear = bool((frames[..., 3] < _OPAQUE).any())
    flags = _ANIMATED | (_ALPHA if clear else 0)
    canvas = bytes([flags, 0, 0, 0]) + _u24(width - 1) + _u24(height - 1)
    loop = b"\xff\xff\xff\xff" + struct.pack("<H", _LOOP_FOREVER)
    chunks = [_chunk(b"VP8X", canvas), _chunk(b"ANIM", loop)]
    seen = frames if clear else frames[..., :3]
    for patch, duration in zip(patches(seen, grid=2), durations, strict=True):
        check()
        tall, wide = patch.pixels.shape[:2]
        place = _u24(patch.x // 2) + _u24(patch.y // 2)
        size = _u24(wide - 1) + _u24(tall - 1)
        head = place + size + _u24(duration) + bytes([_OVERWRITE])
        chunks.append(_chunk(b"ANMF", head + _still(patch.pixels)))
    body = b"WEBP" + b"".join(chunks)
    return _chunk(b"RIFF", body)


def encode_still_webp(image: NDArray[np.uint8]) -> bytes:
    """Write one picture, without loss.

    Args:
        image: ``(h, w, 4)``.

    Returns:
        The file; as for animations its pixels are exact.
    """
    clear = bool((image[..., 3] < _OPAQUE).any())
    return _chunk(b"RIFF", b"WEBP" + _still(image if clear else image[..., :3]))


def _still(pixels: NDArray[np.uint8]) -> bytes:
    """Return the VP8L chunk of one picture."""
    file = io.BytesIO()
    image = Image.fromarray(np.ascontiguousarray(pixels))
    image.save(file, "WEBP", lossless=True, exact=True, quality=80, method=4)
    data = file.getvalue()
    at = 12  # behind RIFF, size and WEBP
    while at + 8 <= len(data):
        size: int = struct.unpack_from("<I", data, at + 4)[0]
        end = at + 8 + size + size % 2
        if data[at : at + 4] == b"VP8L":
            return data[at:end]
        at = end
    msg = "Pillow wrote a WebP without lossless data"
    raise ValueError(msg)


def _chunk(name: bytes, body: bytes) -> bytes:
    padding = b"\0" if len(body) % 2 else b""
    return name + struct.pack("<I", len(body)) + body + padding


def _u24(number: int) -> bytes:
    return number.to_bytes(3, "little")
