"""What the local engine says of a prompt: what it did not understand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["not_understood"]


def not_understood(metadata: Mapping[str, object]) -> str | None:
    """Return a sentence about words that shaped nothing, or None when there are none.

    It also names the parts that a picture lacks.

    Args:
        metadata: Of an animation's output. Only the local engine's names such words.
    """
    if "method" not in metadata:
        return None
    found = _ignored(metadata), _missing(metadata)
    return "; ".join(text for text in found if text) or None


def _missing(metadata: Mapping[str, object]) -> str:
    parts = metadata.get("missing")
    if not isinstance(parts, str) or not parts:
        return ""
    named = " and no ".join(parts.split(", "))
    return f"the local engine found no {named} to move; more of the picture moves"


def _ignored(metadata: Mapping[str, object]) -> str:
    ignored = metadata.get("ignored")
    if not isinstance(ignored, str) or not ignored:
        return ""
    words = ignored.split(", ")
    named = " and ".join(f'"{word}"' for word in words)
    verb = "was" if len(words) == 1 else "were"
    instead = "" if metadata.get("understood") else "; idle was played"
    return f"{named} {verb} not understood by the local engine{instead}"
