"""A PNG writer whose bytes depend on the pixels only.

Pillow's files depend on the zlib it was built with, and so on the machine. Ours are
committed, and "the same pixels, the same bytes" is what keeps ``git status`` clean.
Written after the PNG specification (W3C, third edition); compressed by ``deflate``.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.deflate import zlib_compress
from pixelengine_import.imaging.pixels import check_still

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pixelengine_import.imaging.pixels import Pixels

__all__ = ["encode_png"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGB, _INDEXED, _RGBA = 2, 3, 6
_OPAQUE = 255
_MOST_INDEXED = 256
_PALETTE_STEP = 1 << 14
_LONGEST_KEYWORD = 79

Packed: TypeAlias = NDArray[np.uint32]
"""Colours as one number each: alpha on top, then red, green, blue."""


def encode_png(
    image: Pixels,
    *,
    text: Mapping[str, str] | None = None,
    distances: Sequence[int] = (),
) -> bytes:
    """Write a still as PNG, without loss, in the smallest kind that holds it.

    Up to 256 colours (alpha included) become a palette of 1, 2, 4 or 8 bits, sorted by
    alpha, red, green, blue; more become RGB, or RGBA when any pixel is not opaque.

    Args:
        image: ``(h, w, 4)`` ``uint8``.
        text: Keywords and texts to write along, in this order.
        distances: In pixels, how far to the left or, as ``rows * width``, above the
            picture is likely to repeat; a hint that changes the size only.

    Returns:
        The file: no time stamp, no name of a program, the same bytes everywhere.

    Raises:
        ImageError: When the array is not a still, or a keyword or text is not allowed.
    """
    check_still(image)
    height, width = image.shape[:2]
    packed = _pack_colours(image)
    palette = _palette(packed)
    if palette is not None:
        depth = next(d for d in (1, 2, 4, 8) if len(palette) <= 1 << d)
        kind, bits = _INDEXED, depth
        rows = _pack_bits(np.searchsorted(palette, packed).astype(np.uint8), depth)
        # Filters guess at smooth shades; indices have none (specification, 12.7).
        lines = np.pad(rows, ((0, 0), (1, 0)))
    else:
        opaque = bool((image[..., 3] == _OPAQUE).all())
        kind, depth, bits = (_RGB, 8, 24) if opaque else (_RGBA, 8, 32)
        channels = bits // 8
        rows = image[..., :channels].reshape(height, width * channels)
        lines = _filtered(np.ascontiguousarray(rows), channels)
    line = lines.shape[1]
    hints = [max(1, bits // 8), line]
    hints += [d // width * line + d % width * bits // 8 for d in distances]
    return b"".join(
        (
            _SIGNATURE,
            _chunk(
                b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
            ),
            *(_text_chunk(key, words) for key, words in (text or {}).items()),
            *_palette_chunks(palette),
            _chunk(b"IDAT", zlib_compress(lines.tobytes(), hints)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return len(data).to_bytes(4, "big") + kind + data + check.to_bytes(4, "big")


def _text_chunk(keyword: str, words: str) -> bytes:
    """Write one text as tEXt, or as iTXt where Latin-1 does not hold it (11.3.3)."""
    printable = keyword.isascii() and keyword.isprintable()
    tidy = keyword == " ".join(keyword.split()) and 0 < len(keyword) <= _LONGEST_KEYWORD
    if not (printable and tidy):
        problem = f"a PNG keyword is not allowed (found {keyword[:80]!a})"
        raise ImageError(problem, hint="Use 1 to 79 printable ASCII characters.")
    if any(not c.isprintable() and c != "\n" for c in words):
        problem = f'the PNG text "{keyword}" holds a control character'
        raise ImageError(problem, hint="Leave it out.")
    try:
        return _chunk(b"tEXt", keyword.encode() + b"\0" + words.encode("latin-1"))
    except UnicodeEncodeError:
        head = keyword.encode() + b"\0\0\0\0\0"
        return _chunk(b"iTXt", head + words.encode("utf-8"))


def _pack_colours(image: Pixels) -> Packed:
    order = np.ascontiguousarray(image[..., [3, 0, 1, 2]])
    return order.view(">u4")[..., 0].astype(np.uint32)


def _palette(packed: Packed) -> Packed | None:
    """List the colours in their order, or None when there are too many."""
    known = np.zeros(0, dtype=np.uint32)
    flat = packed.reshape(-1)
    for start in range(0, len(flat), _PALETTE_STEP):
        part = flat[start : start + _PALETTE_STEP]
        # Sprites are mostly runs of one colour: look at the first pixel of each.
        starts = part[np.flatnonzero(np.diff(part, prepend=~part[:1]))]
        known = np.union1d(known, starts)
        if len(known) > _MOST_INDEXED:
            return None
    return known


def _palette_chunks(palette: Packed | None) -> list[bytes]:
    if palette is None:
        return []
    parts = np.ascontiguousarray(palette.astype(">u4")).view(np.uint8).reshape(-1, 4)
    chunks = [_chunk(b"PLTE", parts[:, 1:].tobytes())]
    # Sorted by alpha, so all that is not opaque comes first and the rest is left out.
    alphas = parts[parts[:, 0] < _OPAQUE, 0]
    if len(alphas):
        chunks.append(_chunk(b"tRNS", alphas.tobytes()))
    return chunks


def _pack_bits(indices: NDArray[np.uint8], depth: int) -> NDArray[np.uint8]:
    """Put several pixels into each byte, the leftmost on top (specification, 7.2)."""
    per_byte = 8 // depth
    padded = np.pad(indices, ((0, 0), (0, -indices.shape[1] % per_byte)))
    rows = np.zeros((len(padded), padded.shape[1] // per_byte), dtype=np.uint8)
    for k in range(per_byte):
        rows |= padded[:, k::per_byte] << np.uint8(8 - depth * (k + 1))
    return rows


def _filtered(rows: NDArray[np.uint8], channels: int) -> NDArray[np.uint8]:
    """Filter each row the way that leaves the smallest differences.

    The five filters of the specification (9.2) and its own heuristic (12.7): the least
    sum of absolute differences, taken as signed bytes. The first of equals wins.
    """
    height, size = rows.shape
    lines = np.zeros((height, size + 1), dtype=np.uint8)
    # A band at a time, so that the wide numbers stay within the processor's cache.
    step = max(1, (1 << 18) // size)
    for top in range(0, height, step):
        band = rows[top : top + step].astype(np.int16)
        above = np.zeros_like(band)
        above[1:] = band[:-1]
        if top:
            above[0] = rows[top - 1]
        left = np.pad(band, ((0, 0), (channels, 0)))[:, :size]
        corner = np.pad(above, ((0, 0), (channels, 0)))[:, :size]
        guesses = (
            np.zeros_like(band),
            left,
            above,
            (left + above) >> 1,
            _paeth(left, above, corner),
        )
        best = np.full(len(band), np.iinfo(np.int64).max)
        out = lines[top : top + step]
        for number, guess in enumerate(guesses):
            rest = (band - guess).astype(np.uint8)
            cost = np.abs(rest.view(np.int8).astype(np.int16)).sum(
                axis=1, dtype=np.int64
            )
            better = cost < best
            best[better] = cost[better]
            out[better, 0] = number
            out[better, 1:] = rest[better]
    return lines


def _paeth(
    left: NDArray[np.int16], above: NDArray[np.int16], corner: NDArray[np.int16]
) -> NDArray[np.int16]:
    """Guess with whichever neighbour is nearest to left + above - corner (9.4)."""
    to_left = np.abs(above - corner)
    to_above = np.abs(left - corner)
    to_corner = np.abs(left + above - 2 * corner)
    result = np.where(to_above <= to_corner, above, corner)
    take_left = (to_left <= to_above) & (to_left <= to_corner)
    return np.where(take_left, left, result)
