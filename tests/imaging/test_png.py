from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.png import encode_png

from .strategies import pictures

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels


def read_back(data: bytes) -> Pixels:
    with Image.open(io.BytesIO(data)) as image:
        return np.array(image.convert("RGBA"))


def chunks(data: bytes) -> list[tuple[str, bytes]]:
    """Split a PNG, holding every length and checksum to be right."""
    at, found = 8, []
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        body = data[at + 4 : at + 8 + size]
        assert data[at + 8 + size : at + 12 + size] == struct.pack(
            ">I", zlib.crc32(body)
        )
        found.append((body[:4].decode(), body[4:]))
        at += 12 + size
    return found


def header(data: bytes) -> tuple[int, int]:
    """Return depth and colour type."""
    return data[24], data[25]


@settings(max_examples=120)
@given(pictures())
def test_every_picture_comes_back_exactly(image: Pixels) -> None:
    """Whatever the kind that is chosen, no pixel changes: not even under alpha 0."""
    assert np.array_equal(read_back(encode_png(image)), image)


@pytest.mark.parametrize(
    ("height", "width", "colours"),
    [(1, 1, 1), (1, 70_000, 3), (70_000, 1, 200), (300, 300, 256), (300, 400, 90_000)],
)
def test_long_and_large_pictures_come_back_exactly(
    height: int, width: int, colours: int
) -> None:
    """Several blocks, matches across the window, and rows longer than the window."""
    rng = np.random.default_rng(7)
    table = rng.integers(0, 256, (colours, 4), dtype=np.uint8)
    image = table[rng.integers(0, colours, (height, width))]
    # The lower half repeats the upper one, farther away than deflate may look back.
    image[height - height // 2 :] = image[: height // 2]

    assert np.array_equal(read_back(encode_png(image)), image)


@pytest.mark.parametrize(
    ("colours", "wanted"),
    [(1, (1, 3)), (2, (1, 3)), (3, (2, 3)), (5, (4, 3)), (17, (8, 3)), (256, (8, 3))],
)
def test_few_colours_become_the_smallest_palette(
    colours: int, wanted: tuple[int, int]
) -> None:
    """1, 2, 4 or 8 bits for a pixel."""
    image = np.zeros((1, colours, 4), dtype=np.uint8)
    image[0, :, 0] = np.arange(colours)

    assert header(encode_png(image)) == wanted


def test_many_colours_become_rgb_or_rgba() -> None:
    """Alpha is written only where there is any."""
    image = np.full((1, 257, 4), 255, dtype=np.uint8)
    image[0, :, 0] = np.arange(257) % 256
    image[0, 256, 1] = 0
    assert header(encode_png(image)) == (8, 2)

    image[0, 0, 3] = 254
    assert header(encode_png(image)) == (8, 6)


def test_the_palette_is_sorted_and_transparency_comes_first() -> None:
    """The order depends on the colours only, and tRNS holds no more than it must."""
    image = np.array(
        [[(9, 0, 0, 255), (0, 0, 1, 255), (5, 5, 5, 0), (1, 1, 1, 9)]], dtype=np.uint8
    )
    found = dict(chunks(encode_png(image)))

    assert found["PLTE"] == bytes([5, 5, 5, 1, 1, 1, 0, 0, 1, 9, 0, 0])
    assert found["tRNS"] == bytes([0, 9])


def test_an_opaque_palette_has_no_transparency() -> None:
    """No chunk says nothing."""
    names = [name for name, _ in chunks(encode_png(np.full((2, 2, 4), 255, np.uint8)))]

    assert names == ["IHDR", "PLTE", "IDAT", "IEND"]


def test_texts_are_written_as_their_letters_allow() -> None:
    """tEXt for Latin-1, iTXt for the rest, before the palette, in the order given."""
    image = np.zeros((1, 1, 4), dtype=np.uint8)
    data = encode_png(image, text={"Comment": "café\nau lait", "Author": "猫"})

    assert [name for name, _ in chunks(data)][:3] == ["IHDR", "tEXt", "iTXt"]
    with Image.open(io.BytesIO(data)) as opened:
        assert opened.info["Comment"] == "café\nau lait"
        assert opened.info["Author"] == "猫"


@pytest.mark.parametrize("key", ["", " a", "a ", "a  b", "ä", "a\n", "x" * 80])
def test_keywords_that_the_specification_forbids_are_refused(key: str) -> None:
    """1 to 79 characters, no space at an end, none doubled."""
    with pytest.raises(ImageError, match="keyword is not allowed"):
        encode_png(np.zeros((1, 1, 4), dtype=np.uint8), text={key: "x"})


def test_control_characters_in_a_text_are_refused() -> None:
    """They would reach a terminal one day."""
    with pytest.raises(ImageError, match="control character"):
        encode_png(np.zeros((1, 1, 4), dtype=np.uint8), text={"Comment": "\x1b[2J"})


@settings(max_examples=30)
@given(pictures(), st.lists(st.integers(-5, 100_000), max_size=4))
def test_hints_change_the_size_and_never_the_pixels(
    image: Pixels, hints: list[int]
) -> None:
    """A wrong distance is a useless one, no more."""
    assert np.array_equal(read_back(encode_png(image, distances=hints)), image)


def golden() -> Pixels:
    """Make a strip of eight moving discs without any floating point."""
    y, x = np.mgrid[:32, :32]
    frames = []
    for i in range(8):
        d = (x - 8 - 2 * i) ** 2 + (y - 16) ** 2
        shade = np.clip(255 - d, 0, 255) // 16 * 16
        rgba = np.stack([shade, shade // 2, 255 - shade, np.full_like(d, 255)], -1)
        frames.append(np.where((d < 100)[..., None], rgba, 0))
    return np.concatenate(frames, axis=1).astype(np.uint8)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("indexed", "d48f72a2fb3907d7af57b467b256203b072047027bdd1fed8064126bb7cba64b"),
        ("rgb", "15ca3f039497f28a9cc2c4376d4dc3fc91aaeb226c929b32045d9b94b9431a6b"),
        ("rgba", "dfc9990bde74f97493aabb67ccd97d2c16c9705ab801e7793049ec4d8cb41b01"),
    ],
)
def test_the_bytes_are_the_same_on_every_machine(kind: str, wanted: str) -> None:
    """Pinned: outputs are committed, and an upgrade alone must not change them."""
    image = golden()
    if kind != "indexed":
        image[..., 2] = np.arange(256)
        image[..., 1] ^= np.arange(32, dtype=np.uint8)[:, None] * 3
    if kind == "rgb":
        image[..., 3] = 255

    assert hashlib.sha256(encode_png(image)).hexdigest() == wanted


def test_a_strip_is_about_as_small_as_zlib_makes_it() -> None:
    """Own compression must not be paid for with the size of a repository."""
    image = golden()
    out = io.BytesIO()
    palette = Image.fromarray(image).quantize(256, Image.Quantize.FASTOCTREE)
    palette.save(out, "PNG", optimize=True)

    assert len(encode_png(image)) < 1.15 * len(out.getvalue())
