"""Repeated bytes in a picture's rows: the LZ77 half of deflate, on whole arrays.

A picture repeats itself at a few known distances: the pixel before, the row above, the
same place one frame to the left. For each of these the length of the match at *every*
position is one comparison of the data with itself, shifted, and one run-length pass.
What repeats elsewhere (the same sprite two rows of frames higher) is found through the
nearest earlier place with the same four bytes, by one sort per window; neighbours that
agree on the distance form one longer match.

The choice among them is greedy with one step of patience, as in RFC 1951 section 4. The
only loop over single places is over the matches that are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["LONGEST", "WINDOW", "Tokens", "find_tokens"]

WINDOW = 32768
"""The farthest that a match may reach back (RFC 1951, section 2)."""

LONGEST = 258
"""The longest match (RFC 1951, section 3.2.5)."""

_SHORTEST = 3
_KEYS = (4, 8, 16, 32)
_STEP = 1 << 17
_PLACE_BITS = 18

Bytes: TypeAlias = NDArray[np.uint8]
Ints: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A run of literals and matches, in order.

    Attributes:
        values: ``int32``; the byte of a literal, the length of a match.
        distances: ``int32``; 0 for a literal, else how far a match reaches back.
    """

    values: Ints
    distances: Ints


def find_tokens(data: Bytes, distances: Sequence[int]) -> Tokens:
    """Write bytes as literals and references to earlier bytes.

    Args:
        data: One-dimensional ``uint8``.
        distances: Where to look first, in bytes; those out of range are left out.

    Returns:
        Tokens that give ``data`` back; the same on every machine, since nothing but
        whole numbers is compared.
    """
    near = sorted({1, *(d for d in distances if 0 < d <= WINDOW)})
    values: list[Ints] = []
    backs: list[Ints] = []
    at = 0
    while at < len(data):
        stop = min(at + _STEP, len(data))
        lengths, back = _longest(data, at, stop, near)
        starts, size = _walk(lengths)
        step = data[at : at + size]
        at += size
        part_values, part_backs = _tokens(step, lengths, back, starts)
        values.append(part_values)
        backs.append(part_backs)
    empty = np.zeros(0, dtype=np.int32)
    return Tokens(np.concatenate([empty, *values]), np.concatenate([empty, *backs]))


def _longest(
    data: Bytes, start: int, stop: int, near: Sequence[int]
) -> tuple[Ints, Ints]:
    """Find the longest match at each place from start to stop, and its distance.

    Of equally long ones the nearest is taken: near distances cost fewer bits.
    """
    lengths = np.zeros(stop - start, dtype=np.int32)
    back = np.zeros(stop - start, dtype=np.int32)
    end = min(len(data), stop + LONGEST)
    for distance in near:
        low = max(start, distance)
        if low >= stop:
            continue
        same = data[low:end] == data[low - distance : end - distance]
        found = _runs(same)[: stop - low]
        np.minimum(found, LONGEST, out=found)
        _keep_longer(lengths[low - start :], back[low - start :], found, distance)
    low = max(0, start - WINDOW)
    if int(lengths.min()) < LONGEST:
        piece = slice(start - low, stop - low)
        for reach, distances in _nearest(data[low:end]):
            size = len(reach[piece])
            _keep_longer(lengths[:size], back[:size], reach[piece], distances[piece])
    return lengths, back


def _keep_longer(lengths: Ints, back: Ints, found: Ints, distances: Ints | int) -> None:
    better = found > lengths
    np.copyto(lengths, found, where=better)
    np.copyto(back, distances, where=better)


def _runs(same: NDArray[np.bool_]) -> Ints:
    """Count, at each place, how many True follow in a row, itself included."""
    size = len(same)
    ends = np.append(np.flatnonzero(~same), size).astype(np.int32)
    upto = np.repeat(ends, np.diff(ends, prepend=-1))[:size]
    counts = upto - np.arange(size, dtype=np.int32)
    return counts.astype(np.int32, copy=False)


def _nearest(data: Bytes) -> Iterator[tuple[Ints, Ints]]:
    """Find, at each place, the nearest earlier one with the same 4, 8, 16, ... bytes.

    The numbers of two neighbouring groups of n bytes together name a group of 2n bytes,
    so that each size takes one sort of whole numbers and nothing is hashed
    (Karp, Miller and Rosenberg, "Rapid identification of repeated patterns in strings,
    trees and arrays", STOC 1972). The insides of runs of one byte, most of a sheet,
    are left out: there the place before is the nearest.

    Yields:
        Lengths (0, or from the size of the group to 258) and distances.
    """
    size = max(0, len(data) - _KEYS[0] + 1)
    names = np.zeros(size, dtype=np.uint64)
    for k in range(_KEYS[0]):
        names |= data[k : k + size].astype(np.uint64) << np.uint64(8 * k)
    flat = np.zeros(size, dtype=np.bool_)
    flat[1:] = names[1:] == names[:-1]
    for key in _KEYS:
        size = len(names)
        places = np.flatnonzero(~flat).astype(np.uint64)
        # Each number is there once, so every sorting algorithm gives the same order.
        order = np.sort(names[places] << np.uint64(_PLACE_BITS) | places)
        place = (order & np.uint64((1 << _PLACE_BITS) - 1)).astype(np.int32)
        order >>= np.uint64(_PLACE_BITS)
        same = order[1:] == order[:-1]
        again = np.flatnonzero(same)
        if not len(again):
            return
        distances = np.zeros(size, dtype=np.int32)
        distances[place[again + 1]] = place[again + 1] - place[again]
        distances[distances > WINDOW] = 0
        agree = np.zeros(size, dtype=np.bool_)
        np.equal(distances[1:], distances[:-1], out=agree[:-1])
        lengths = np.minimum(_runs(agree) + np.int32(key), LONGEST)
        yield np.where(distances > 0, lengths, 0), distances
        # Groups are numbered from 0, the insides of runs by their byte after them.
        groups = data[:size].astype(np.uint64) + np.uint64(size)
        groups[place[0]] = 0
        groups[place[1:]] = np.cumsum(~same)
        flat = flat[:-key] & flat[key:] & (groups[:-key] == groups[key:])
        names = groups[:-key] << np.uint64(_PLACE_BITS) | groups[key:]


def _walk(lengths: Ints) -> tuple[NDArray[np.int64], int]:
    """Choose matches from left to right.

    A match waits when the next place has a longer one (RFC 1951, section 4).

    Returns:
        Where the chosen matches begin, and how many bytes all tokens stand for.
    """
    usable = lengths >= _SHORTEST
    usable[:-1] &= lengths[1:] <= lengths[:-1]
    hops = np.where(usable, lengths, 0).tolist()
    places = np.append(np.flatnonzero(usable), len(lengths))
    following = np.repeat(places, np.diff(places, prepend=-1)).tolist()
    chosen: list[int] = []
    at, size = 0, len(lengths)
    while at < size:
        at = following[at]
        if at < size:
            chosen.append(at)
            at += hops[at]
    return np.array(chosen, dtype=np.int64), at


def _tokens(
    data: Bytes, lengths: Ints, back: Ints, starts: NDArray[np.int64]
) -> tuple[Ints, Ints]:
    """List the tokens of one step; ``data`` is what they stand for."""
    taken = lengths[starts]
    change = np.zeros(len(data) + 1, dtype=np.int32)
    change[starts + 1] += 1
    change[starts + taken] -= 1
    values = data.astype(np.int32)
    values[starts] = taken
    distances = np.zeros(len(data), dtype=np.int32)
    distances[starts] = back[starts]
    first = np.cumsum(change[:-1]) == 0
    return values[first], distances[first]
