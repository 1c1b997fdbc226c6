"""Huffman codes of limited length, as deflate wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["canonical_codes", "code_lengths"]


def code_lengths(counts: Sequence[int], longest: int) -> list[int]:
    """Find the best code lengths of which none is above a limit.

    The package-merge algorithm of Larmore and Hirschberg ("A fast algorithm for optimal
    length-limited Huffman codes", JACM 37(3), 1990). Symbols that occur equally often
    are told apart by their number, so that there is one answer.

    Args:
        counts: How often each symbol occurs.
        longest: The limit in bits; ``2 ** longest`` must not be below the number of
            symbols that occur.

    Returns:
        The length of each symbol's code, 0 for those that do not occur. One symbol
        alone gets a code of one bit.
    """
    lengths = [0] * len(counts)
    leaves = sorted((n, (symbol,)) for symbol, n in enumerate(counts) if n)
    if len(leaves) == 1:
        lengths[leaves[0][1][0]] = 1
    if len(leaves) < 2:  # noqa: PLR2004 - a code needs two to choose between
        return lengths
    packages: list[tuple[int, tuple[int, ...]]] = []
    for _ in range(longest):
        row = sorted([*leaves, *packages])
        packages = [
            (row[i][0] + row[i + 1][0], row[i][1] + row[i + 1][1])
            for i in range(0, len(row) - 1, 2)
        ]
    for _, symbols in packages[: len(leaves) - 1]:
        for symbol in symbols:
            lengths[symbol] += 1
    return lengths


def canonical_codes(lengths: Sequence[int]) -> NDArray[np.int64]:
    """Give each symbol its code, from the lengths alone (RFC 1951, section 3.2.2).

    Args:
        lengths: In bits, 0 for symbols without a code.

    Returns:
        The codes with their bits reversed: deflate packs them from the top bit on,
        everything else from the bottom bit on.
    """
    codes = np.zeros(len(lengths), dtype=np.int64)
    code = last = 0
    for length, symbol in sorted((n, s) for s, n in enumerate(lengths) if n):
        code <<= length - last
        last = length
        codes[symbol] = int(f"{code:0{length}b}"[::-1], 2)
        code += 1
    return codes
