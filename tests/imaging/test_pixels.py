from __future__ import annotations

import hashlib
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.pixels import (
    Pixels,
    check_frames,
    check_still,
    flatten,
    frames_hash,
    has_transparency,
    normalise,
    parse_hex,
    pixel_hash,
    to_hex,
    unique_colours,
)
from pixelengine_import.imaging.png import encode_png

from .strategies import pictures


def picture(*pixels: tuple[int, int, int, int]) -> Pixels:
    return np.array([pixels], dtype=np.uint8)


def test_the_pixel_hash_is_the_documented_one() -> None:
    """Keys of paid work are made of it: it may never change."""
    image = picture((1, 2, 3, 255), (9, 9, 9, 0))
    wanted = hashlib.sha256(
        b"RGBA8" + struct.pack("<II", 2, 1) + bytes([1, 2, 3, 255, 0, 0, 0, 0])
    ).hexdigest()

    assert pixel_hash(image) == wanted


def test_hashes_are_pinned() -> None:
    """The same pixels have had the same names since the first version."""
    image = np.arange(48, dtype=np.uint8).reshape(3, 4, 4)

    assert pixel_hash(image) == (
        "cea681d599fbb344951a07017a8782b441cc310464e58ea6de278b555e39e12f"
    )
    assert frames_hash(image[None]) == (
        "accf3b43d40ceb254166631f795508ce7b8f06efcb0fdba4997a4ab1767c18c9"
    )


@settings(max_examples=40)
@given(pictures())
def test_encoding_a_picture_never_changes_its_hash(image: Pixels) -> None:
    """A picture is named by what it shows, not by how it is stored."""
    assert pixel_hash(decode_still(encode_png(image))) == pixel_hash(image)


def test_what_lies_under_alpha_zero_does_not_count() -> None:
    """Programs write anything there."""
    assert pixel_hash(picture((5, 6, 7, 0))) == pixel_hash(picture((0, 0, 0, 0)))
    assert pixel_hash(picture((5, 6, 7, 1))) != pixel_hash(picture((0, 0, 0, 1)))


def test_shape_and_order_of_frames_are_part_of_the_hash() -> None:
    """The same bytes in another form are another picture."""
    row = picture((1, 1, 1, 255), (2, 2, 2, 255))
    column = row.reshape(2, 1, 4)
    frames = row.reshape(2, 1, 1, 4)
    names = {
        pixel_hash(row),
        pixel_hash(column),
        frames_hash(frames),
        frames_hash(frames[::-1]),
        frames_hash(row[None]),
    }

    assert len(names) == 5


def test_normalise_leaves_its_argument_alone() -> None:
    """Callers keep their pixels."""
    image = picture((5, 6, 7, 0))

    assert normalise(image).tolist() == [[[0, 0, 0, 0]]]
    assert image.tolist() == [[[5, 6, 7, 0]]]


@settings(max_examples=60)
@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_flatten_rounds_in_whole_numbers(value: int, alpha: int, ground: int) -> None:
    """``(c * a + m * (255 - a) + 127) // 255``, the same everywhere."""
    image = picture((value, value, value, alpha))
    wanted = (value * alpha + ground * (255 - alpha) + 127) // 255

    assert flatten(image, (ground, ground, ground)).tolist() == [
        [[wanted, wanted, wanted, 255]]
    ]


def test_flatten_takes_frames_and_each_channel_of_the_colour() -> None:
    """Where nothing is, the colour shows."""
    frames = np.zeros((2, 1, 1, 4), dtype=np.uint8)

    assert flatten(frames, (1, 2, 3)).tolist() == [[[[1, 2, 3, 255]]]] * 2


def test_transparency_is_anything_below_fully_opaque() -> None:
    """One pixel is enough."""
    assert not has_transparency(picture((0, 0, 0, 255)))
    assert has_transparency(picture((0, 0, 0, 255), (0, 0, 0, 254)))


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_colours_survive_their_text(colour: tuple[int, int, int]) -> None:
    """``#rrggbb`` in either case."""
    text = to_hex(colour)

    assert parse_hex(text) == colour
    assert parse_hex(text.upper()) == colour
    assert text == text.lower()


@pytest.mark.parametrize(
    "text", ["", "#fff", "ff00ff", "#ff00fg", "#ff00ff0", " #ff00ff", "#ff00ff\n"]
)
def test_anything_but_six_digits_is_no_colour(text: str) -> None:
    """The message says what was found and how to write it."""
    with pytest.raises(ImageError, match=r'found .*Write it as "#ff00ff"'):
        parse_hex(text)


def test_unique_colours_are_sorted_and_normalised() -> None:
    """All transparent pixels are one colour."""
    image = picture((2, 0, 0, 255), (1, 0, 9, 255), (7, 7, 7, 0), (0, 0, 0, 0))

    assert unique_colours(image[None]).tolist() == [
        [0, 0, 0, 0],
        [1, 0, 9, 255],
        [2, 0, 0, 255],
    ]


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((2, 2, 3), dtype=np.uint8),
        np.zeros((2, 2), dtype=np.uint8),
        np.zeros((0, 2, 4), dtype=np.uint8),
        np.zeros((1, 1, 1, 1, 4), dtype=np.uint8),
    ],
)
def test_arrays_of_another_shape_are_refused(array: Pixels) -> None:
    """Both checks name the shape that they found."""
    with pytest.raises(ImageError, match="found uint8 of shape"):
        check_still(array)
    with pytest.raises(ImageError, match="found uint8 of shape"):
        check_frames(array)


def test_arrays_of_another_type_are_refused() -> None:
    """Floats from 0 to 1 would all be black."""
    wrong = np.zeros((2, 2, 4)).astype(np.float64)

    with pytest.raises(ImageError, match="found float64"):
        check_still(wrong)  # type: ignore[arg-type]
