"""Animated GIF with exactly the frames that were given, and one palette for all.

As with WebP, equal neighbours must stay separate frames, so the container is written
by hand; Pillow compresses the pixels.

Format: CompuServe GIF89a; the loop extension is Netscape's.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pixelengine_import.imaging.changes import Patch, patches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["encode_gif"]

MOST_COLOURS = 256
_SAMPLES = 1 << 20  # pixels that choose a palette; more change nothing that is seen
_LOOP_FOREVER = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
_KEEP = 0x04  # graphic control: leave the picture in place
_CLEAR = 0x09  # graphic control: wipe it before the next; one index is transparent
_VISIBLE = 128


def encode_gif(
    frames: NDArray[np.uint8],
    durations: Sequence[int],
    check: Callable[[], None] = lambda: None,
) -> bytes:
    """Write an animation that loops for ever.

    Up to 256 colours over all frames are kept exactly; more are reduced to 256 for the
    whole clip at once, without dithering, which would flicker. Transparency takes one
    of them.

    Args:
        frames: ``(n, h, w, 4)``; pixels below half opacity become clear.
        durations: Milliseconds of each frame, multiples of 10.
        check: Called once a frame; it may raise to end the work.

    Returns:
        The file.
    """
    height, width = frames.shape[1:3]
    hidden = frames[..., 3] < _VISIBLE
    clear = bool(hidden.any())
    palette, indices = _index(frames, hidden, check)
    bits = max(1, (len(palette) - 1).bit_length())
    table = np.zeros((1 << bits, 3), dtype=np.uint8)
    table[: len(palette)] = palette
    screen = struct.pack("<HHBBB", width, height, 0xF0 | (bits - 1), 0, 0)
    parts = [b"GIF89a", screen, table.tobytes(), _LOOP_FOREVER]
    # A patch cannot make a pixel clear again: clear pictures are drawn whole.
    pictures = (Patch(0, 0, i) for i in indices) if clear else patches(indices)
    flags, hole = (_CLEAR, len(palette) - 1) if clear else (_KEEP, 0)
    for patch, duration in zip(pictures, durations, strict=True):
        check()
        tall, wide = patch.pixels.shape
        parts.append(
            struct.pack("<BBBBHBB", 0x21, 0xF9, 4, flags, duration // 10, hole, 0)
        )
        parts.append(struct.pack("<BHHHHB", 0x2C, patch.x, patch.y, wide, tall, 0))
        parts.append(_compress(patch.pixels))
    parts.append(b"\x3b")
    return b"".join(parts)


def _index(
    frames: NDArray[np.uint8],
    hidden: NDArray[np.bool_],
    check: Callable[[], None],
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return a palette ``(k, 3)``, k at most 256, and indices ``(n, h, w)``.

    The last colour stands for what is hidden, when anything is.
    """
    if not hidden.any():
        return _index_opaque(frames, MOST_COLOURS, check)
    seen = frames[~hidden]
    filled = frames.copy()
    filled[hidden] = seen[0] if len(seen) else 0
    palette, indices = _index_opaque(filled, MOST_COLOURS - 1, check)
    indices[hidden] = len(palette)
    return np.concatenate([palette, np.zeros((1, 3), dtype=np.uint8)]), indices


def _index_opaque(
    frames: NDArray[np.uint8], most: int, check: Callable[[], None]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    wide = frames[..., :3].astype(np.uint32)
    packed = wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]
    colours, places = np.unique(packed, return_inverse=True)
    if len(colours) > most:
        return _reduce(frames, most, check)
    palette = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    indices = places.reshape(packed.shape).astype(np.uint8)
    return palette.astype(np.uint8), indices


def _reduce(
    frames: NDArray[np.uint8], most: int, check: Callable[[], None]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Choose colours for all frames, and the nearest of them for each pixel."""
    colours = np.ascontiguousarray(frames[..., :3])
    flat = colours.reshape(1, -1, 3)
    sample = np.ascontiguousarray(flat[:, :: -(-flat.shape[1] // _SAMPLES)])
    chosen = Image.fromarray(sample).quantize(
        most, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    indices = np.empty(frames.shape[:3], dtype=np.uint8)
    for i, frame in enumerate(colours):
        check()
        mapped = Image.fromarray(frame).quantize(
            palette=chosen, dither=Image.Dither.NONE
        )
        indices[i] = np.array(mapped, dtype=np.uint8)
    palette = np.array(chosen.getpalette(), dtype=np.uint8).reshape(-1, 3)
    return palette[:most], indices


def _compress(indices: NDArray[np.uint8]) -> bytes:
    """Return the LZW data of one picture: code size, sub-blocks, end mark."""
    image = Image.fromarray(np.ascontiguousarray(indices))
    code_size, interlaced = 8, 0
    data = image.tobytes("gif", "L", code_size, interlaced)
    return bytes([code_size]) + data + b"\0"
