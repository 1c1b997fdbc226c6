from __future__ import annotations

import io
import struct
import threading
import warnings
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.decode import (
    ImageInfo,
    cut_strip,
    decode_frames,
    decode_still,
    inspect,
)
from pixelengine_import.imaging.png import encode_png

from .files import animated, chunk, raw_png, still

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Frames

KEY = b"tRNS"


@pytest.fixture
def frames() -> Frames:
    """Four frames that differ from each other, partly transparent."""
    result = np.zeros((4, 6, 8, 4), dtype=np.uint8)
    for i in range(4):
        result[i, 1:5, i : i + 4] = (200 - 40 * i, 30 * i, 90, 255)
    return result


def test_inspect_reads_every_known_format(frames: Frames) -> None:
    """Format, size, frames and bytes, without decoding."""
    opaque = Image.new("RGB", (5, 3), (9, 9, 9))
    for kind in ("PNG", "JPEG"):
        data = still(opaque, kind)
        assert inspect(data) == ImageInfo(kind, 5, 3, 1, len(data))
    for kind in ("WEBP", "GIF", "PNG"):
        data = animated(frames, kind, [100] * 4)
        assert inspect(data) == ImageInfo(kind, 8, 6, 4, len(data))


@pytest.mark.parametrize("kind", ["lossless", "lossy"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_inspect_reads_every_kind_of_webp(mode: str, kind: str) -> None:
    """VP8, VP8L and VP8X keep their size in different places."""
    out = io.BytesIO()
    image = Image.new(mode, (300, 7), (1, 2, 3, 4)[: len(mode)])
    image.save(out, "WEBP", lossless=kind == "lossless")
    info = inspect(out.getvalue())

    assert (info.format, info.width, info.height) == ("WEBP", 300, 7)


def test_inspect_does_not_look_at_the_pixels() -> None:
    """A header is enough, so a list of a thousand files stays cheap."""
    data = raw_png((7, 5), 8, 6, [b""])

    assert inspect(data).width == 7
    with pytest.raises(ImageError, match="PNG is damaged"):
        decode_still(data)


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (
            raw_png((3, 1), 16, 0, [struct.pack(">3H", 0, 1000, 65535)]),
            [(0, 0, 0, 255), (4, 4, 4, 255), (255, 255, 255, 255)],
        ),
        (
            raw_png(
                (2, 1),
                16,
                0,
                [struct.pack(">2H", 1000, 1001)],
                chunk(KEY, struct.pack(">H", 1000)),
            ),
            [(4, 4, 4, 0), (4, 4, 4, 255)],
        ),
        (
            raw_png(
                (2, 1),
                16,
                2,
                [struct.pack(">6H", 0x1234, 0x5678, 0x9ABC, 0x1334, 0, 0)],
                chunk(KEY, struct.pack(">3H", 0x1234, 0x5678, 0x9ABC)),
            ),
            [(0x12, 0x56, 0x9A, 0), (0x13, 0, 0, 255)],
        ),
        (
            raw_png(
                (2, 1),
                8,
                2,
                [bytes([1, 2, 3, 4, 5, 6])],
                chunk(KEY, struct.pack(">3H", 1, 2, 3)),
            ),
            [(1, 2, 3, 0), (4, 5, 6, 255)],
        ),
        (
            raw_png((2, 1), 2, 0, [b"\x10"], chunk(KEY, b"\0\1")),
            [(0, 0, 0, 255), (85, 85, 85, 0)],
        ),
        (
            raw_png((2, 1), 1, 0, [b"\x40"], chunk(KEY, b"\0\1")),
            [(0, 0, 0, 255), (255, 255, 255, 0)],
        ),
        (
            raw_png((2, 1), 8, 4, [bytes([7, 8, 9, 255])]),
            [(7, 7, 7, 8), (9, 9, 9, 255)],
        ),
        (
            raw_png(
                (3, 1),
                2,
                3,
                [b"\x18"],
                chunk(b"PLTE", bytes(range(9))),
                chunk(KEY, b"\x00\x80"),
            ),
            [(0, 1, 2, 0), (3, 4, 5, 128), (6, 7, 8, 255)],
        ),
    ],
    ids=[
        "grey16",
        "grey16-key",
        "rgb16-key",
        "rgb8-key",
        "grey2-key",
        "grey1-key",
        "la",
        "palette",
    ],
)
def test_every_kind_of_png_becomes_rgba(
    data: bytes, wanted: list[tuple[int, int, int, int]]
) -> None:
    """Depths, palettes and colour keys are all understood."""
    assert [tuple(pixel) for pixel in decode_still(data)[0].tolist()] == wanted


def test_an_orientation_tag_is_not_obeyed() -> None:
    """The picture is taken as its pixels stand."""
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (8, 4)).save(out, "JPEG", exif=exif)

    assert decode_still(out.getvalue()).shape == (4, 8, 4)


def test_a_cmyk_jpeg_becomes_rgba() -> None:
    """Print colours are rare in games, and no reason to fail."""
    data = still(Image.new("CMYK", (2, 2), (0, 0, 0, 0)), "JPEG")

    assert decode_still(data).tolist() == [[[255] * 4] * 2] * 2


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "GIF"])
def test_an_animation_comes_back_as_whole_frames(kind: str, frames: Frames) -> None:
    """Frames are what is seen, however the file stores their differences."""
    decoded, durations = decode_frames(animated(frames, kind, [100, 150, 200, 50]))

    assert durations == (100, 150, 200, 50)
    assert np.array_equal(decoded, frames)


def test_a_still_is_one_frame() -> None:
    """Nothing says how long it lasts."""
    image = np.full((3, 5, 4), 255, dtype=np.uint8)
    decoded, durations = decode_frames(encode_png(image))

    assert decoded.shape == (1, 3, 5, 4)
    assert durations == (0,)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "found an empty file"),
        (b"hello", "found none of the known formats"),
        (b"\x89PNG\r\n\x1a\n", "PNG is damaged"),
        (b"\xff\xd8\xff" + b"\0" * 40, "JPEG is damaged"),
        (b"GIF89a", "ends in the middle"),
        (b"RIFF\0\0\0\0WEBPVP8X", "WebP header is damaged"),
        (b"RIFF\0\0\0\0WEBP" + b"junk" * 9, "WebP header is damaged"),
        (raw_png((60_000, 60_000), 8, 2, []), "too large to unpack"),
        (raw_png((9_500, 9_500), 8, 2, []), "too large to unpack"),
        (raw_png((8_001, 8_000), 8, 2, []), "too large to unpack"),
    ],
)
def test_what_is_no_picture_is_refused_in_one_line(data: bytes, words: str) -> None:
    """Every damaged or oversized file ends in the same kind of error."""
    with pytest.raises(ImageError, match=words) as caught:
        inspect(data)
    assert "\n" not in str(caught.value)
    with pytest.raises(ImageError, match=words):
        decode_frames(data + b"", formats=("PNG", "JPEG", "WEBP", "GIF"))


def test_a_webp_bomb_is_refused_before_its_canvas_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its header alone would cost a gigabyte: the decoder is never asked."""

    def never(*_: object, **__: object) -> None:
        pytest.fail("the decoder was asked")

    side = (16_000 - 1).to_bytes(3, "little")
    data = b"RIFF\x30\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0" + side + side + b"\0" * 18
    monkeypatch.setattr(Image, "open", never)

    with pytest.raises(ImageError, match="16000x16000"):
        inspect(data)


def test_files_above_the_limit_are_not_looked_at() -> None:
    """32 MB, whatever they hold."""
    with pytest.raises(ImageError, match=r"33,554,433 bytes, limit 33,554,432"):
        inspect(b"\0" * (32 * 1024 * 1024 + 1))


def test_only_the_formats_asked_for_are_decoded() -> None:
    """A GIF under the name of a PNG stays a GIF."""
    data = still(Image.new("P", (2, 2)), "GIF")

    with pytest.raises(ImageError, match=r"must be PNG or JPEG \(found GIF\)"):
        decode_still(data)
    assert decode_still(data, formats=["GIF"]).shape == (2, 2, 4)


def test_budgets_of_frames_and_pixels_are_held(frames: Frames) -> None:
    """Both are known before a frame is decoded."""
    data = animated(frames, "WEBP", [100] * 4)

    with pytest.raises(ImageError, match=r"found 4\). At most 3"):
        decode_frames(data, max_frames=3)
    with pytest.raises(ImageError, match="8x6, 4 frames"):
        decode_frames(data, max_pixels=4 * 6 * 8 - 1)
    assert len(decode_frames(data, max_frames=4, max_pixels=4 * 6 * 8)[0]) == 4


def test_a_gif_of_countless_frames_is_refused_without_decoding_them() -> None:
    """Two million frames fit into 32 MB, and Pillow would walk through each."""
    frame = b"\x2c\0\0\0\0\x08\0\x08\0\0\x02\x02\x44\x01\0"
    head = b"GIF89a\x08\0\x08\0\x80\0\0" + b"\0" * 6

    with pytest.raises(ImageError, match="found 4097"):
        decode_frames(head + frame * 2_000_000 + b";", max_frames=24)


@settings(max_examples=60)
@given(st.data())
def test_damage_anywhere_ends_in_an_image_error_or_a_picture(
    data: st.DataObject,
) -> None:
    """No other exception ever leaves the module."""
    shown = np.arange(4 * 6 * 8 * 4, dtype=np.uint8).reshape(4, 6, 8, 4)
    kind = data.draw(st.sampled_from(["PNG", "GIF", "WEBP"]))
    file = bytearray(animated(shown, kind, [100] * 4))
    for _ in range(data.draw(st.integers(1, 4))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    del file[data.draw(st.integers(1, len(file))) :]
    try:
        decoded, durations = decode_frames(bytes(file))
    except ImageError:
        return

    assert len(decoded) == len(durations)


def test_decoding_in_threads_leaves_the_warning_filters_as_they_were() -> None:
    """Filters belong to the process; two threads must not mix them up."""
    before = list(warnings.filters)
    data = encode_png(np.full((64, 64, 4), 255, dtype=np.uint8))
    threads = [
        threading.Thread(target=lambda: [decode_still(data) for _ in range(20)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert list(warnings.filters) == before


def test_a_strip_is_cut_from_left_to_right() -> None:
    """Frame k begins at k widths."""
    strip = np.arange(2 * 6 * 4, dtype=np.uint8).reshape(2, 6, 4)
    cut = cut_strip(strip, 3, 2, 2)

    assert cut.shape == (3, 2, 2, 4)
    for k in range(3):
        assert np.array_equal(cut[k], strip[:, 2 * k : 2 * k + 2])


@pytest.mark.parametrize(
    "size", [(2, 2, 2), (3, 2, 1), (1, 6, 3), (0, 2, 2), (-3, -2, 2)]
)
def test_a_strip_of_another_size_is_refused(size: tuple[int, int, int]) -> None:
    """Exact to the pixel: a strip that is off by one is not what was promised."""
    with pytest.raises(ImageError, match="found 6x2"):
        cut_strip(np.zeros((2, 6, 4), dtype=np.uint8), *size)
