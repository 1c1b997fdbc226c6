"""A deflate that gives the same bytes with every Python.

``zlib.compress`` promises data that unpacks to the same, not the same data: wheels and
systems ship zlib, zlib-ng and others, which differ. Outputs that people commit must not
change with the machine, so the compressor is ours: RFC 1951 with dynamic and fixed
Huffman blocks, in the zlib wrapper of RFC 1950. Only the two checksums are taken from
the library, since they have one right answer.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pixelengine_import.imaging.huffman import canonical_codes, code_lengths
from pixelengine_import.imaging.matches import Tokens, find_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["zlib_compress"]

Ints: TypeAlias = NDArray[np.int64]

# RFC 1950: deflate with a 32 KB window, the slowest level, no dictionary.
_ZLIB_HEADER = b"\x78\xda"

_END = 256
_FIRST_LENGTH = 257
_LITERALS = 288
_DISTANCES = 30
_LONGEST_CODE = 15
_LONGEST_META_CODE = 7
_BLOCK_TOKENS = 1 << 16

# RFC 1951, section 3.2.5: extra bits of the length and distance symbols, in order.
_LENGTH_EXTRA = np.array([0] * 8 + [k for k in range(1, 6) for _ in range(4)] + [0])
_DISTANCE_EXTRA = np.array([0, 0] + [k for k in range(14) for _ in range(2)])
_LENGTH_BASE = np.concatenate([[3], 3 + np.cumsum(1 << _LENGTH_EXTRA)[:-1]])
_LENGTH_BASE[-1] = 258
_DISTANCE_BASE = np.concatenate([[1], 1 + np.cumsum(1 << _DISTANCE_EXTRA)[:-1]])
_LENGTH_SYMBOL = np.searchsorted(_LENGTH_BASE, np.arange(259), side="right") - 1
_DISTANCE_SYMBOL = np.searchsorted(_DISTANCE_BASE, np.arange(32769), side="right") - 1

# RFC 1951, section 3.2.6: the last two literals never occur, but take their codes.
_FIXED_LITERALS = np.array([8] * 144 + [9] * 112 + [7] * 24 + [8] * 8)
_FIXED_DISTANCES = np.full(_DISTANCES, 5)
# RFC 1951, section 3.2.7.
_META_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)


def zlib_compress(data: bytes, distances: Sequence[int] = ()) -> bytes:
    """Compress bytes to a zlib stream, the same on every machine.

    Args:
        data: Anything.
        distances: How far back repetition is likely, in bytes: a pixel, a row.

    Returns:
        A stream that every inflate reads (RFC 1950, RFC 1951).
    """
    tokens = find_tokens(np.frombuffer(data, dtype=np.uint8), distances)
    writer = _BitWriter()
    count = len(tokens.values)
    for start in range(0, max(count, 1), _BLOCK_TOKENS):
        stop = start + _BLOCK_TOKENS
        part = Tokens(tokens.values[start:stop], tokens.distances[start:stop])
        _write_block(writer, part, last=stop >= count)
    return _ZLIB_HEADER + writer.finish() + zlib.adler32(data).to_bytes(4, "big")


class _BitWriter:
    """Packs numbers of given widths, lowest bit first, into bytes."""

    def __init__(self) -> None:
        self._done: list[bytes] = []
        self._rest = 0
        self._rest_bits = 0

    def add(self, values: Ints, widths: Ints) -> None:
        """Append numbers of up to 48 bits; a width of 0 adds nothing."""
        used = widths > 0
        value = np.append(self._rest, values[used]).astype(np.uint64)
        width = np.append(self._rest_bits, widths[used])
        ends = np.cumsum(width)
        offsets = ends - width
        word = offsets >> 6
        shift = (offsets & 63).astype(np.uint64)
        words = np.zeros(int(ends[-1] >> 6) + 2, dtype=np.uint64)
        # Fields do not overlap, so adding them is the same as joining their bits.
        starts = np.flatnonzero(np.diff(word, prepend=-1))
        words[word[starts]] = np.add.reduceat(value << shift, starts)
        # A field that crosses into the next word is the last of its word.
        over = np.flatnonzero((offsets & 63) + width > 64)  # noqa: PLR2004 - bits
        words[word[over] + 1] |= value[over] >> (np.uint64(64) - shift[over])
        packed = words.astype("<u8").tobytes()
        whole, self._rest_bits = divmod(int(ends[-1]), 8)
        self._done.append(packed[:whole])
        self._rest = packed[whole] & ((1 << self._rest_bits) - 1)

    def finish(self) -> bytes:
        """Return everything, the last byte filled up with zeros."""
        tail = bytes([self._rest]) if self._rest_bits else b""
        return b"".join(self._done) + tail


def _write_block(writer: _BitWriter, tokens: Tokens, *, last: bool) -> None:
    """Write one block, with whichever Huffman codes come out shorter."""
    far = tokens.distances > 0
    length_symbol = _LENGTH_SYMBOL[np.where(far, tokens.values, 3)]
    literal = np.where(far, _FIRST_LENGTH + length_symbol, tokens.values)
    distance = _DISTANCE_SYMBOL[tokens.distances[far]]
    literal_counts = np.bincount(literal, minlength=_LITERALS)
    literal_counts[_END] += 1
    distance_counts = np.bincount(distance, minlength=_DISTANCES)

    literal_lengths = np.array(code_lengths(literal_counts.tolist(), _LONGEST_CODE))
    distance_lengths = np.array(code_lengths(distance_counts.tolist(), _LONGEST_CODE))
    if not distance_lengths.any():
        # Some decoders want a distance code even where none is used.
        distance_lengths[0] = 1
    head_values, head_widths = _header(literal_lengths, distance_lengths)
    cost = int(
        head_widths.sum()
        + (literal_counts * literal_lengths).sum()
        + (distance_counts * distance_lengths).sum()
    )
    fixed_cost = int(
        (literal_counts * _FIXED_LITERALS).sum()
        + (distance_counts * _FIXED_DISTANCES).sum()
    )
    kind = 2
    if fixed_cost <= cost:
        kind, head_values, head_widths = 1, head_values[:0], head_widths[:0]
        literal_lengths, distance_lengths = _FIXED_LITERALS, _FIXED_DISTANCES
    literal_codes = canonical_codes(literal_lengths.tolist())
    distance_codes = canonical_codes(distance_lengths.tolist())

    values = literal_codes[literal]
    widths = literal_lengths[literal].copy()
    match_values, match_widths = values[far], widths[far]
    for part, width in (
        (
            tokens.values[far] - _LENGTH_BASE[length_symbol[far]],
            _LENGTH_EXTRA[length_symbol[far]],
        ),
        (distance_codes[distance], distance_lengths[distance]),
        (tokens.distances[far] - _DISTANCE_BASE[distance], _DISTANCE_EXTRA[distance]),
    ):
        match_values |= part << match_widths
        match_widths += width
    values[far], widths[far] = match_values, match_widths

    writer.add(np.array([int(last), kind]), np.array([1, 2]))
    writer.add(head_values, head_widths)
    writer.add(values, widths)
    writer.add(literal_codes[[_END]], literal_lengths[[_END]])


def _header(literal_lengths: Ints, distance_lengths: Ints) -> tuple[Ints, Ints]:
    """Write the two codes of a dynamic block (RFC 1951, section 3.2.7)."""
    literals = int(np.flatnonzero(literal_lengths)[-1]) + 1
    distances = int(np.flatnonzero(distance_lengths)[-1]) + 1
    lengths = [*literal_lengths[:literals], *distance_lengths[:distances]]
    runs = _run_lengths([int(n) for n in lengths])
    counts = [0] * len(_META_ORDER)
    for symbol, _, _ in runs:
        counts[symbol] += 1
    if sum(n > 0 for n in counts) == 1:
        # Inflate refuses a code of a single symbol here: give it a second one.
        counts[0 if counts[0] == 0 else 1] = 1
    meta = code_lengths(counts, _LONGEST_META_CODE)
    codes = canonical_codes(meta)
    sent = max(i for i, symbol in enumerate(_META_ORDER) if meta[symbol]) + 1
    sent = max(sent, 4)
    fields = [(literals - 257, 5), (distances - 1, 5), (sent - 4, 4)]
    fields += [(meta[symbol], 3) for symbol in _META_ORDER[:sent]]
    for symbol, extra, width in runs:
        fields += [(int(codes[symbol]), meta[symbol]), (extra, width)]
    values, widths = zip(*fields, strict=True)
    return np.array(values), np.array(widths)


def _run_lengths(lengths: list[int]) -> list[tuple[int, int, int]]:
    """Write code lengths with the repeat symbols 16, 17 and 18.

    Returns:
        Symbols with the value and the width of their extra bits.
    """
    result: list[tuple[int, int, int]] = []
    at = 0
    while at < len(lengths):
        value = lengths[at]
        run = 1
        while at + run < len(lengths) and lengths[at + run] == value:
            run += 1
        at += run
        if value:
            result.append((value, 0, 0))
            run -= 1
        while run >= 3:  # noqa: PLR2004 - the shortest run that a symbol stands for
            if value:
                step = min(run, 6)
                result.append((16, step - 3, 2))
            elif run <= 10:  # noqa: PLR2004 - symbol 17 takes 3 to 10, 18 takes 11 to 138
                step = run
                result.append((17, step - 3, 3))
            else:
                step = min(run, 138)
                result.append((18, step - 11, 7))
            run -= step
        result += [(value, 0, 0)] * run
    return result
