"""Pictures as the API carries them: base64, bare or in a data URL (RFC 2397)."""

from __future__ import annotations

import binascii
import re

from pixelengine_import.api.violations import Field, Violation

__all__ = ["decode_base64", "decoded_size", "strip_data_url"]

_DATA_URL = re.compile(r"\s*data:([^,;]{0,100})((?:;[^,;]{0,100}){0,8}),", re.ASCII)


def strip_data_url(text: str, field: Field) -> str | Violation:
    """Take off a data URL's head and all white space.

    Args:
        text: Base64, or a data URL.
        field: Where it stands in the request.

    Returns:
        Bare base64 of at least one character, or the rule that the text breaks.
    """
    if match := _DATA_URL.match(text):
        media, parameters = match[1].strip().lower(), match[2].lower()
        if not parameters.endswith(";base64"):
            return Violation(field, "is a data URL without base64", "Send base64.")
        if media and not media.startswith(("image/", "application/octet-stream")):
            problem = f"is a data URL of no picture (found {media[:40]!r})"
            return Violation(field, problem, "Send a picture.")
        text = text[match.end() :]
    bare = "".join(text.split())
    return bare or Violation(field, "is empty", "Send the picture in base64.")


def decoded_size(bare: str) -> int:
    """Return how many bytes bare base64 stands for."""
    return len(bare.rstrip("=")) * 3 // 4


def decode_base64(bare: str, field: Field) -> bytes | Violation:
    """Decode base64 by a strict alphabet; missing padding is forgiven (as by atob).

    Args:
        bare: What :func:`strip_data_url` has left.
        field: Where it stands in the request.
    """
    padded = bare + "=" * (-len(bare) % 4)
    try:
        return binascii.a2b_base64(padded.encode("ascii"), strict_mode=True)
    except ValueError:
        hint = "Send the file in standard base64 (A-Z a-z 0-9 + /), or as a data URL."
        return Violation(field, "is not base64", hint)
