"""Headers of pictures: what Pillow says, from the first bytes alone, and never more."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pixelengine_import.api.headers import Header, read_header
from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.decode import inspect

FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "png": ("PNG", {}),
    "interlaced grey png": ("PNG", {"bits": 4}),
    "jpeg": ("JPEG", {}),
    "progressive jpeg": ("JPEG", {"progressive": True}),
    "jpeg with much before its frame": ("JPEG", {"icc_profile": bytes(150_000)}),
    "webp": ("WEBP", {}),
    "lossless webp": ("WEBP", {"lossless": True}),
    "extended webp": ("WEBP", {"exif": b"Exif\0\0MM\0*\0\0\0\x08"}),
    "gif": ("GIF", {}),
}


def file(form: str, width: int = 31, height: int = 17) -> bytes:
    """A picture as a file."""
    kind, options = FORMS[form]
    out = io.BytesIO()
    mode = "P" if kind in {"GIF", "PNG"} else "RGB"
    Image.new(mode, (width, height), 3).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_a_header_says_what_pillow_says(form: str) -> None:
    """Two readers, one truth: the local engine goes by Pillow."""
    data = file(form)
    known = inspect(data)

    found = read_header(data)

    assert found == Header(known.format, known.width, known.height, known.byte_count)
    assert (found.width, found.height) == (31, 17)


def test_animations_are_as_large_as_their_canvas() -> None:
    """The API takes animated WebP."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 20), shade) for shade in ((9, 9, 9), (99, 9, 9))]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])

    found = read_header(out.getvalue())

    assert found == Header("WEBP", 40, 20, len(out.getvalue()))


def test_a_jpeg_may_pad_its_markers() -> None:
    """ITU-T T.81 B.1.1.2: any number of 0xFF may stand before a marker."""
    data = file("jpeg")
    padded = data[:2] + b"\xff\xff\xff" + data[2:]

    assert read_header(padded) == Header("JPEG", 31, 17, len(padded))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"BM" + bytes(60),
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xda" + bytes(60),
        b"\xff\xd8" + b"\xff" * 1000,
        b"\xff\xd8\xff\xe0\x00\x00" * 200,
        b"RIFF\0\0\0\0WEBP",
        b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0" + bytes(40),
        b"GIF89a" + bytes(20),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_not_certain_is_not_said(data: bytes) -> None:
    """The service judges it; nothing is spent by asking."""
    assert read_header(data) is None


def test_a_png_header_counts_only_when_its_checksum_fits() -> None:
    """A flipped bit must not make a picture look too large."""
    data = bytearray(file("png"))
    data[18] ^= 1
    assert read_header(bytes(data)) is None

    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    found = read_header(bytes(data))

    assert found is not None
    assert found.width == 31 + 256


@settings(max_examples=300)
@given(
    form=st.sampled_from(sorted(FORMS)),
    cut=st.integers(0, 700),
    at=st.integers(0, 200),
    value=st.integers(0, 255),
)
def test_damaged_files_never_say_what_pillow_would_not(
    form: str, cut: int, at: int, value: int
) -> None:
    """Hostile bytes: no exception, and no size that the decoder would not see."""
    data = bytearray(file(form))
    if at < len(data):
        data[at] = value
    damaged = bytes(data[:cut] if cut else data)

    found = read_header(damaged)

    try:
        known = inspect(damaged)
    except ImageError:
        return  # a decoder may see damage further on; that is for the service to say
    assert found is None or (found.format, found.width, found.height) == (
        known.format,
        known.width,
        known.height,
    )
