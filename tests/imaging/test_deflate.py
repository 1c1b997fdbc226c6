from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.imaging.deflate import zlib_compress
from pixelengine_import.imaging.huffman import canonical_codes, code_lengths
from pixelengine_import.imaging.matches import LONGEST, WINDOW, find_tokens


@st.composite
def repetitive(draw: st.DrawFn) -> bytes:
    """Draw bytes that repeat themselves: parts, runs, and parts again."""
    parts = draw(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=6))
    picks = draw(st.lists(st.sampled_from(parts), max_size=60))
    run = draw(st.binary(min_size=1, max_size=2)) * draw(st.integers(0, 700))
    return b"".join(picks) + run + b"".join(picks[:9])


@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=400), repetitive()), st.lists(st.integers(-2, 300)))
def test_zlib_unpacks_what_we_pack(data: bytes, distances: list[int]) -> None:
    """The library's inflate is the judge."""
    assert zlib.decompress(zlib_compress(data, distances)) == data


@pytest.mark.parametrize(
    "size", [0, 1, 2, 3, 4, 5, 65535, 65536, 65537, 131_072, 300_001]
)
@pytest.mark.parametrize("kind", ["zeros", "noise", "bits", "far"])
def test_sizes_around_the_steps_are_packed(size: int, kind: str) -> None:
    """Blocks, windows and steps all end somewhere."""
    rng = np.random.default_rng(size)
    # Of "far" half repeats just inside of the window, half just outside.
    period = {"zeros": 1, "far": WINDOW + 1 - size % 2}.get(kind, max(1, size))
    values = {"zeros": 1, "bits": 2}.get(kind, 256)
    data = np.resize(rng.integers(0, values, period, dtype=np.uint8), size).tobytes()

    assert zlib.decompress(zlib_compress(data)) == data


def test_what_repeats_within_the_window_is_found() -> None:
    """32,768 bytes back is in, one more is out."""
    rng = np.random.default_rng(3)
    near = np.resize(rng.integers(0, 256, WINDOW, dtype=np.uint8), 2 * WINDOW)
    far = np.resize(rng.integers(0, 256, WINDOW + 1, dtype=np.uint8), 2 * WINDOW)

    assert len(zlib_compress(near.tobytes())) < 0.52 * near.size
    assert len(zlib_compress(far.tobytes())) > 0.99 * far.size


@settings(max_examples=60)
@given(repetitive())
def test_tokens_obey_the_format(data: bytes) -> None:
    """Lengths 3 to 258, distances up to what was written, and the bytes come back."""
    tokens = find_tokens(np.frombuffer(data, dtype=np.uint8), ())
    out = bytearray()
    for value, distance in zip(
        tokens.values.tolist(), tokens.distances.tolist(), strict=True
    ):
        if distance == 0:
            out.append(value)
            continue
        assert 3 <= value <= LONGEST
        assert 0 < distance <= min(len(out), WINDOW)
        for _ in range(value):
            out.append(out[-distance])

    assert bytes(out) == data


@settings(max_examples=80)
@given(
    st.lists(st.integers(0, 10**6), min_size=2, max_size=60).filter(
        lambda counts: sum(n > 0 for n in counts) > 1
    ),
    st.sampled_from([6, 7, 15]),
)
def test_code_lengths_are_complete_and_limited(counts: list[int], longest: int) -> None:
    """A complete code leaves no bit pattern unused: Kraft's sum is exactly one."""
    lengths = code_lengths(counts, longest)

    assert [n > 0 for n in lengths] == [n > 0 for n in counts]
    assert max(lengths) <= longest
    assert sum(1 << (longest - n) for n in lengths if n) == 1 << longest


def test_a_steep_code_is_cut_to_the_limit() -> None:
    """Powers of two would want 39 bits."""
    counts = [1 << k for k in range(40)]
    lengths = code_lengths(counts, 15)

    assert max(lengths) == 15
    assert sum(1 << (15 - n) for n in lengths) == 1 << 15
    assert lengths == sorted(lengths, reverse=True)


def test_codes_are_those_of_the_specification() -> None:
    """RFC 1951, section 3.2.2 gives this example; bits are turned around."""
    codes = canonical_codes([3, 3, 3, 3, 3, 2, 4, 4])
    wanted = ["010", "011", "100", "101", "110", "00", "1110", "1111"]

    assert codes.tolist() == [int(code[::-1], 2) for code in wanted]
