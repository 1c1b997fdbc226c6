"""What a command is given to work on: pictures, addresses, palettes."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pixelengine_import.errors import EXIT_USAGE, PixelEngineError, join_hint

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.pipeline.material import Art
    from pixelengine_import.pipeline.single import Address, Source

__all__ = [
    "STDIN",
    "SourceError",
    "is_address",
    "read_palette_option",
    "read_prompt",
    "read_source",
    "read_source_or_address",
]

STDIN = "-"
PROMPT_MOST = 64 * 1024
"""Far more bytes than a prompt may have."""
_WEB = ("https://", "http://")
_COLOURS = re.compile(r"#?[0-9A-Fa-f]{6}(,\s*#?[0-9A-Fa-f]{6})*,?")


class SourceError(PixelEngineError):
    """Something that a command is given cannot be used."""

    exit_code = EXIT_USAGE
    code = "source"


def is_address(text: str) -> bool:
    """Tell an address from the name of a file."""
    return text.lower().startswith(_WEB)


def read_source(text: str, decode: Callable[[str, bytes], Art]) -> Art:
    """Read a picture that a command names.

    Args:
        text: A file, or ``-`` for the input.
        decode: Turns its bytes into pixels.

    Raises:
        SourceError: It cannot be read or decoded.
    """
    from pixelengine_import.api.wire import without_queries
    from pixelengine_import.errors import ImageError
    from pixelengine_import.pipeline.material import ART_MOST

    if is_address(text):
        shown = without_queries(text)
        msg = f"{shown} is an address, and this takes files. Download it first."
        raise SourceError(msg)
    name = "the input" if text == STDIN else text
    data = _read(text, ART_MOST)
    try:
        return decode(name, data)
    except ImageError as error:
        msg = join_hint(f"{name}: {error.problem}", error.hint)
        raise SourceError(msg) from None


def read_prompt(text: str) -> str:
    """Read a prompt from a file that a command names.

    Args:
        text: A file, or ``-`` for the input.

    Raises:
        SourceError: It cannot be read, or is no prompt.
    """
    name = "the input" if text == STDIN else text
    data = _read(text, PROMPT_MOST, "a prompt")
    if len(data) > PROMPT_MOST:
        msg = f"{name}: no prompt has more than {PROMPT_MOST} bytes. Shorten it."
        raise SourceError(msg)
    try:
        return data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        msg = f"{name}: this is no text in UTF-8. Name a file that holds a prompt."
        raise SourceError(msg) from None


def read_source_or_address(text: str, decode: Callable[[str, bytes], Art]) -> Source:
    """Read a picture that a command names, unless the service is to fetch it.

    Args:
        text: A file, ``-`` for the input, or an https address.
        decode: Turns its bytes into pixels.

    Raises:
        SourceError: It cannot be read or decoded, or is no address to pass on.
    """
    return _address(text) if is_address(text) else read_source(text, decode)


def _read(text: str, most: int, what: str = "a picture") -> bytes:
    from pixelengine_import._fs import read_file

    if text == STDIN:
        if sys.stdin.isatty():
            msg = f"the input is a terminal. Pipe {what} in, or name a file."
            raise SourceError(msg)
        return sys.stdin.buffer.read(most + 1)
    try:
        return read_file(Path(text), most)
    except OSError as error:
        msg = f"{text}: cannot be read ({error.strerror}). Name a file that can."
        raise SourceError(msg) from None
    except ValueError:
        msg = f"{text!a} is not the name of a file."
        raise SourceError(msg) from None


def _address(text: str) -> Address:
    from urllib.parse import urlsplit

    from pixelengine_import.api.wire import without_queries
    from pixelengine_import.pipeline.single import Address

    try:
        host, secret = urlsplit(text).hostname, "@" in urlsplit(text).netloc
    except ValueError:
        host, secret = None, False
    if secret:
        msg = "an address with a password in it is not passed on. Take it out."
        raise SourceError(msg)
    shown = without_queries(text)
    if not host or not text.lower().startswith("https://"):
        msg = f"{shown} is not an https address. The service fetches no other."
        raise SourceError(msg)
    return Address(text)


def read_palette_option(text: str, *, takes_source: bool = False) -> list[str] | str:
    """Read what ``--palette`` names.

    Args:
        text: Colours such as ``#aabbcc,#ddeeff``, or a palette file.
        takes_source: Whether the word ``source`` stands for the art's own colours.

    Returns:
        The colours, or the word.

    Raises:
        SourceError: It is neither.
    """
    if takes_source and text == "source":
        return text
    if _COLOURS.fullmatch(text):
        return [colour.strip() for colour in text.split(",") if colour.strip()]
    if text.startswith("#"):
        msg = f"--palette: {text:.60} is no list of colours. Write #rrggbb,#rrggbb."
        raise SourceError(msg)
    from pixelengine_import.errors import ImageError
    from pixelengine_import.imaging.palettes import PALETTE_BYTES, read_palette

    try:
        return read_palette(_read(text, PALETTE_BYTES), Path(text).suffix)
    except ImageError as error:
        msg = join_hint(f"{text}: {error.problem}", error.hint)
        raise SourceError(msg) from None
