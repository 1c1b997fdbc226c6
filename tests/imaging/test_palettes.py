"""A palette is read from the file that an artist has, whoever's program wrote it."""

from __future__ import annotations

import numpy as np
import pytest

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.palettes import read_palette
from pixelengine_import.imaging.png import encode_png

COLOURS = ["#ff0000", "#00ff80", "#1a1c2c"]
GPL = b"""GIMP Palette
#Palette Name: three
Name: three
Columns: 4
# a comment
255   0   0	red
  0 255 128	ff8000
26 28 44
"""
PAL = b"JASC-PAL\r\n0100\r\n3\r\n255 0 0\r\n0 255 128\r\n26 28 44\r\n"
HEX = b"\xef\xbb\xbf" + b"FF0000\n#00ff80\n\n;note\n1a1c2c\n"


def picture() -> bytes:
    """Three colours over two rows, one of them twice, and a clear pixel."""
    image = np.zeros((2, 3, 4), np.uint8)
    image[0] = [(255, 0, 0, 255), (9, 9, 9, 0), (0, 255, 128, 255)]
    image[1] = [(0, 255, 128, 255), (26, 28, 44, 255), (255, 0, 0, 255)]
    return encode_png(image)


@pytest.mark.parametrize(
    ("data", "suffix"),
    [(HEX, ".hex"), (GPL, ".gpl"), (PAL, ".pal"), (picture(), ".png"), (HEX, ".HEX")],
)
def test_each_format_gives_the_same_colours(data: bytes, suffix: str) -> None:
    """In the order of the file, each once, lower case."""
    assert read_palette(data, suffix) == COLOURS


@pytest.mark.parametrize(
    ("data", "suffix", "message"),
    [
        (b"ff0000\nred\n", ".hex", "holds no colour in line 2 (found 'red'). Write"),
        (b"ff0000ff\n", ".hex", "line 1 (found 'ff0000ff'). Leave the alpha away."),
        (b"", ".hex", "must hold 1 to 256 colours (found 0). Add some."),
        (b"\xff\xfe", ".hex", "is not a text file"),
        (b"255 0 0", ".gpl", 'its first line is not "GIMP Palette"'),
        (b"GIMP Palette\n256 0 0", ".gpl", "no colour in line 2 (found '256 0 0')"),
        (b"RIFF....PAL data", ".pal", 'its first line is not "JASC-PAL"'),
        (b"not a picture", ".png", "must be PNG"),
        (b"ff0000", ".act", "no kind of palette that is known (found .act)"),
        (b"ff0000", "", "found no ending"),
        (b"\x1b[31m" * 10, ".hex", "(found '\\x1b[31m"),
    ],
)
def test_what_is_no_palette_is_refused_in_words(
    data: bytes, suffix: str, message: str
) -> None:
    """Where, what was found, and nothing that a terminal would obey."""
    with pytest.raises(ImageError) as caught:
        read_palette(data, suffix)

    assert message in str(caught.value)
    assert str(caught.value).isprintable()


def test_more_colours_than_the_service_takes_are_refused() -> None:
    """It takes 256."""
    lines = "\n".join(f"{n:06x}" for n in range(257))
    with pytest.raises(ImageError, match=r"found 257"):
        read_palette(lines.encode(), ".hex")
