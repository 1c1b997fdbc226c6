"""The smallest parts of JSON: texts, numbers and words, and slips in writing them."""

from __future__ import annotations

import math
import re

from pixelengine_import.api.violations import shorten

__all__ = ["MAX_DIGITS", "Slip", "clip", "read_string", "read_word"]

MAX_DIGITS = 20

_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_NUMBER = re.compile(r"(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_HEX4 = re.compile(r"[0-9A-Fa-f]{4}")
_HIGH = range(0xD800, 0xDC00)  # the first half of a surrogate pair
_ESCAPES = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_WORDS = {"true": True, "false": False, "null": None}
_SLIPS = {
    "True": "true",
    "TRUE": "true",
    "False": "false",
    "FALSE": "false",
    "None": "null",
    "nil": "null",
    "undefined": "null",
}
_NOT_FINITE = {"nan", "infinity", "-infinity", "inf", "-inf", "+infinity", "+inf"}


class Slip(Exception):  # noqa: N818 - it becomes a SidecarError once its line is known
    """Something that is not JSON.

    Args:
        problem: What is wrong with what was found.
        hint: What to do, as a sentence.
        offset: Where it stands in the text that was read.
    """

    def __init__(self, problem: str, hint: str, offset: int = 0) -> None:
        """Keep the parts."""
        super().__init__(problem)
        self.problem = problem
        self.hint = hint
        self.offset = offset


def read_string(text: str, at: int) -> tuple[str, int]:
    """Read a text in double quotes.

    Args:
        text: The file.
        at: Where the opening quote stands.

    Returns:
        The text, and where the file goes on behind the closing quote.

    Raises:
        Slip: It is not closed in its line, or holds what no text may hold.
    """
    opened = at
    at += 1
    parts: list[str] = []
    while True:
        if plain := _PLAIN.match(text, at):
            parts.append(plain.group())
            at = plain.end()
        letter = text[at : at + 1]
        if letter == '"':
            return "".join(parts), at + 1
        if letter in {"", "\n", "\r"}:
            problem = "a text is not closed in its line"
            hint = 'Put a double quote at its end; a new line is written as "\\n".'
            raise Slip(problem, hint, opened)
        if letter != "\\":
            problem = f"a text holds a control character (found 0x{ord(letter):02x})"
            raise Slip(problem, 'Take it out; a tab is written as "\\t".', at)
        escaped, at = _read_escape(text, at)
        parts.append(escaped)


def _read_escape(text: str, at: int) -> tuple[str, int]:
    letter = text[at + 1 : at + 2]
    if letter == "u":
        return _read_unicode(text, at)
    if letter not in _ESCAPES:
        problem = "a backslash begins no escape that JSON knows "
        problem += f"(found {shorten(text[at : at + 2])})"
        hint = 'Write / between folders, and "\\\\" for a backslash.'
        raise Slip(problem, hint, at)
    return _ESCAPES[letter], at + 2


def _read_unicode(text: str, at: int) -> tuple[str, int]:
    start = at
    unit, at = _read_unit(text, at)
    pair = unit.to_bytes(2, "big")
    if unit in _HIGH and text.startswith("\\u", at):
        unit, at = _read_unit(text, at)
        pair += unit.to_bytes(2, "big")
    try:
        letter = pair.decode("utf-16-be")
    except UnicodeDecodeError:
        found = text[start : start + 6]
        problem = f"a text holds half of a character (found {found})"
        raise Slip(problem, "Take it out.", start) from None
    if letter == "\0":
        problem = "a text holds a NUL character (found \\u0000)"
        raise Slip(problem, "Take it out.", start)
    return letter, at


def _read_unit(text: str, at: int) -> tuple[int, int]:
    digits = _HEX4.match(text, at + 2)
    if digits is None:
        found = shorten(text[at : at + 6])
        problem = f"\\u needs four hex digits (found {found})"
        raise Slip(problem, "Write the character itself.", at)
    return int(digits.group(), 16), digits.end()


def read_word(word: str) -> bool | float | None:
    """Read a value that stands in no quotes and no brackets.

    Args:
        word: All of it: a number, ``true``, ``false`` or ``null``.

    Returns:
        Its value; numbers without fraction and exponent are ``int``.

    Raises:
        Slip: It is none of these, or a number that no field can hold.
    """
    if word in _WORDS:
        return _WORDS[word]
    number = _NUMBER.fullmatch(word)
    if number is None:
        raise _misspelt(word)
    whole, fraction, exponent = number.groups()
    if fraction is not None or exponent is not None:
        value = float(word)
        if math.isfinite(value):
            return value
        problem = f"a number is too large (found {clip(word)})"
        raise Slip(problem, "Use a smaller one.")
    digits = len(whole.lstrip("-"))
    if digits > MAX_DIGITS:
        problem = f"a number is too long (found {digits} digits)"
        raise Slip(problem, f"Use at most {MAX_DIGITS} digits.")
    return int(whole)


def _misspelt(word: str) -> Slip:
    found = f"(found {clip(word)})"
    if word in _SLIPS:
        return Slip(f"JSON does not know this word {found}", f"Use {_SLIPS[word]}.")
    if word.lower() in _NOT_FINITE:
        problem = f"JSON knows finite numbers only {found}"
        return Slip(problem, "Use a number such as 8.")
    if word[0] in "+-.0123456789":
        problem = f"this is not a number in JSON {found}"
        return Slip(problem, "Write numbers such as 8, -1 or 0.5.")
    problem = f"a text must stand in double quotes {found}"
    return Slip(problem, 'Write it as "text".')


def clip(text: str, limit: int = 24) -> str:
    """Show a piece of the file in a message: one line, never long.

    Args:
        text: The piece.
        limit: Greatest length in characters.

    Returns:
        Printable text.
    """
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return shown if shown.isprintable() else ascii(shown)
