"""Palettes as the tools of pixel artists save them.

Formats: one colour a line in hex (Lospec's ``.hex``), GIMP's ``.gpl``, JASC's ``.pal``
(Paint Shop Pro, Aseprite), and the colours of a picture (``.png``) in the order in
which they first appear, row by row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.pixels import to_hex

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PALETTE_BYTES", "PALETTE_SUFFIXES", "read_palette"]

PALETTE_BYTES = 4 * 1024 * 1024
"""No palette file larger than this is looked at."""

COLOURS_MOST = 256
_HEX = re.compile(r"#?([0-9A-Fa-f]{6})")
_ALPHA_HEX = re.compile(r"#?[0-9A-Fa-f]{8}")
_TRIPLE = re.compile(r"([0-9]{1,3})\s+([0-9]{1,3})\s+([0-9]{1,3})(?:\s.*)?")
_CHANNEL_MOST = 255
_EXPECTED = "Save it again as .hex, .gpl, .pal (JASC) or .png."


def read_palette(data: bytes, suffix: str) -> list[str]:
    """Read the colours of a palette file.

    Args:
        data: The file.
        suffix: The ending of its name, with the dot: it says which format it is.

    Returns:
        1 to 256 colours as ``#rrggbb`` in the order of the file, each once.

    Raises:
        ImageError: It is no such file, holds something that is no colour, no colour
            at all, or more than 256.
    """
    reader = _READERS.get(suffix.lower())
    if reader is None:
        problem = f"is no kind of palette that is known (found {suffix or 'no ending'})"
        raise ImageError(problem, hint=_EXPECTED)
    if len(data) > PALETTE_BYTES:
        problem = f"is too large for a palette (found {len(data):,} bytes)"
        raise ImageError(problem, hint=_EXPECTED)
    colours = list(dict.fromkeys(reader(data)))
    if not 1 <= len(colours) <= COLOURS_MOST:
        problem = f"must hold 1 to {COLOURS_MOST} colours (found {len(colours)})"
        raise ImageError(problem, hint="Take some out." if colours else "Add some.")
    return colours


def _lines(data: bytes) -> list[tuple[int, str]]:
    """Return the lines that hold something, with their numbers."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = "is not a text file"
        raise ImageError(problem, hint=_EXPECTED) from None
    numbered = enumerate(text.splitlines(), start=1)
    return [(n, line.strip()) for n, line in numbered if line.strip()]


def _read_hex(data: bytes) -> list[str]:
    colours = []
    for number, line in _lines(data):
        if line.startswith(";"):
            continue  # a comment, as Lospec and Paint.NET write them
        match = _HEX.fullmatch(line)
        if match is None:
            opaque = _ALPHA_HEX.fullmatch(line) is not None
            hint = "Leave the alpha away." if opaque else "Write it as ff0000."
            raise _no_colour(number, line, hint)
        colours.append("#" + match[1].lower())
    return colours


def _read_gpl(data: bytes) -> list[str]:
    lines = _lines(data)
    if not lines or lines[0][1] != "GIMP Palette":
        problem = 'is no GIMP palette (its first line is not "GIMP Palette")'
        raise ImageError(problem, hint=_EXPECTED)
    heads = ("#", "Name:", "Columns:", "Channels:")
    return [
        _triple(number, line)
        for number, line in lines[1:]
        if not line.startswith(heads)
    ]


def _read_pal(data: bytes) -> list[str]:
    lines = _lines(data)
    if len(lines) < 3 or lines[0][1] != "JASC-PAL":  # noqa: PLR2004 - name, version, count
        problem = 'is no JASC palette (its first line is not "JASC-PAL")'
        raise ImageError(problem, hint=_EXPECTED)
    return [_triple(number, line) for number, line in lines[3:]]


def _triple(number: int, line: str) -> str:
    match = _TRIPLE.fullmatch(line)
    channels = tuple(map(int, match.groups())) if match else (256,)
    if max(channels) > _CHANNEL_MOST:
        raise _no_colour(number, line, "Write it as 255 0 0.")
    red, green, blue = channels
    return to_hex((red, green, blue))


def _read_png(data: bytes) -> list[str]:
    pixels = decode_still(data, formats=("PNG",)).reshape(-1, 4)
    seen = pixels[pixels[:, 3] > 0]
    _, first = np.unique(seen[:, :3], axis=0, return_index=True)
    return [to_hex((int(r), int(g), int(b))) for r, g, b, _ in seen[np.sort(first)]]


def _no_colour(number: int, line: str, hint: str) -> ImageError:
    shown = line if len(line) <= 24 else line[:23] + "…"  # noqa: PLR2004 - fits a line
    return ImageError(f"holds no colour in line {number} (found {shown!a})", hint=hint)


_READERS: dict[str, Callable[[bytes], list[str]]] = {
    ".hex": _read_hex,
    ".gpl": _read_gpl,
    ".pal": _read_pal,
    ".png": _read_png,
}
PALETTE_SUFFIXES = tuple(_READERS)
"""Endings of the files that :func:`read_palette` reads."""
