"""Wishes that name a thing and nothing that it does."""

from __future__ import annotations

import re
from typing import Final

from pixelengine_import.local_engine.drawing.nouns import NOUNS
from pixelengine_import.local_engine.drawing.read import lemmas
from pixelengine_import.local_engine.drawing.words import (
    COLOURS,
    MATERIALS,
    MODIFIERS,
    MOODS,
    SIZES,
    SLOTS,
)

__all__ = ["names_only"]

_BETWEEN: Final = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "his",
        "her",
        "its",
        "with",
        "in",
        "of",
        "and",
        "holding",
        "wearing",
        "sprite",
        "character",
    ]
)
_KNOWN: Final = frozenset().union(
    NOUNS, COLOURS, MATERIALS, MODIFIERS, MOODS, SIZES, SLOTS, _BETWEEN
)


def names_only(text: str) -> bool:
    """Tell whether a text is made of names of things and of words for their looks.

    Args:
        text: Plain text; "a red dragon with a crown" is such a one.
    """
    words = re.findall(r"[^\W_]+", text.lower())
    named = any(form in NOUNS for word in words for form in lemmas(word))
    return named and all(any(f in _KNOWN for f in lemmas(word)) for word in words)
