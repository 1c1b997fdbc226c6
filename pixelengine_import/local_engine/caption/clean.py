"""What a user typed, as plain text: one line, no markup, cut where a clause ends."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["clauses", "plain_text", "shortened"]

_LONG_WORD = re.compile(r"(\S{40})\S*?([.,;:!?]?)(?!\S)")
"""A word of more than forty letters, and the stop behind it, which is none of them."""
_MARKUP = re.compile(r"[*_`#>|~<\[\]{}\\^=]+")
_ASIDE = re.compile(
    r"^(?:(?:please|pls)[, ]+|(?:can|could) you (?:please )?"
    r"|i(?:'d| would) like (?:it |you )?to |i want (?:it |you )?to "
    r"|(?:make|let) (?:it|him|her|them) )",
    re.IGNORECASE,
)
"""Words around a wish that wish for nothing."""
_FULL_WIDTH = "\u3002\u3001\uff0c\uff1b\uff1a\uff01\uff1f"
"""Stops of scripts that put no space after them."""
_STOPS = ".,;:!?\u2026" + _FULL_WIDTH
_UNSEEN: Final = frozenset({"So", "Sk", "Cs", "Co", "Cn", "Cf", "Mn", "Me"})
"""Categories of emoji and what joins them; accents are put together before."""
_CLAUSE = re.compile(
    r"(?<=[.,;:!?\u2026])\s+|\s+(?=(?:then|but|while|without)\b)", re.IGNORECASE
)
_BULLET = re.compile(r"\s*[\r\n]+[\s\-*+\u2022]*|(?:\s+[-\u2013\u2014]+)+\s+")
"""A line's end, with the mark of a list, and dashes between clauses."""


def plain_text(prompt: str) -> str:
    """Return a prompt as one line of plain text.

    Emoji, markup and control characters go, as do courtesies in front; words of any
    language stay as they are. Cleaning what is clean changes nothing.

    Args:
        prompt: Anything.
    """
    text = _cleaned(prompt)
    # What stood between markup stands free once that is gone.
    while (again := _cleaned(text)) != text:
        text = again
    return text


def _cleaned(prompt: str) -> str:
    text = unicodedata.normalize("NFC", prompt.strip())
    text = _BULLET.sub(", ", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    kept = []
    for letter in text:
        kind = unicodedata.category(letter)
        if kind not in _UNSEEN:
            kept.append(" " if kind[0] in "ZC" else letter)
    text = _MARKUP.sub(" ", "".join(kept)).replace('"', " ")
    text = re.sub(f"([{_FULL_WIDTH}])", r"\1 ", text)
    # What was between two dashes, or before one, may be gone by now.
    text = _BULLET.sub(", ", " ".join(text.split()))
    text = re.sub(r"\s+([.,;:!?])", r"\1", text)
    text = re.sub(r"([.,;:!?])[.,;:!?]+", r"\1", text)
    text = _LONG_WORD.sub(r"\1\2", " ".join(text.split())).lstrip(" -" + _STOPS)
    while (found := _ASIDE.match(text)) and found.end() < len(text):
        text = text[found.end() :]
    text = text.strip(" -" + _STOPS)
    return text if any(letter.isalnum() for letter in text) else ""


def clauses(text: str) -> list[str]:
    """Return the clauses of a plain text, each with the mark that ends it."""
    return [part.strip() for part in _CLAUSE.split(text) if part.strip()]


def shortened(text: str, most: int, needed: frozenset[str]) -> str:
    """Cut a text to a number of words, where clauses end.

    Args:
        text: Plain text.
        most: How many words may stay.
        needed: Words in lower case; clauses that have one of them go last.

    Returns:
        The clauses that stay, in their order. A first clause that is too long by itself
        is cut between words.
    """
    if len(text.split()) <= most:
        return text
    parts = clauses(text)
    telling = [i for i, part in enumerate(parts) if needed & _words(part)]
    kept: set[int] = set()
    room = most
    for i in [*telling, *(i for i in range(len(parts)) if i not in telling)]:
        long = len(parts[i].split())
        if long <= room:
            kept.add(i)
            room -= long
    if not kept:
        return " ".join(parts[0].split()[:most]).strip(" -" + _STOPS)
    return " ".join(parts[i] for i in sorted(kept)).strip(" -" + _STOPS)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z']+", text.lower()))
