"""Pictures of a request: from base64 that nobody vouches for to a checked file."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixelengine_import.api.rules import Violation, check_image
from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.decode import decode_still, inspect
from pixelengine_import.imaging.pixels import pixel_hash
from pixelengine_import.local_engine.orders import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.api.catalog import Model, Tool

__all__ = ["Picture", "read_pictures"]

Field = tuple[str | int, ...]

_DATA_URL = re.compile(r"\s*data:([^,;]{0,100})((?:;[^,;]{0,100}){0,8}),", re.ASCII)


@dataclass(frozen=True, slots=True)
class Picture:
    """A file that the model takes.

    Attributes:
        data: The file as it was sent.
        pixel_hash: Names what it shows, however it was encoded.
    """

    data: bytes
    pixel_hash: str


@dataclass(frozen=True, slots=True)
class _Unseen:
    """What can be said of a picture before it is decoded: its size in bytes."""

    format: str
    width: int
    height: int
    byte_count: int


def read_pictures(
    texts: Sequence[str], fields: Sequence[Field], model: Model | Tool
) -> list[Picture]:
    """Check and decode the pictures of one request.

    Sizes are judged by the length of the base64, before anything is decoded; format
    and dimensions by the header, before any pixel is.

    Args:
        texts: Base64 or data URLs.
        fields: Where each stands in the request, same length.
        model: Who gets them.

    Raises:
        RefusedError: 400 ``image_too_large`` or ``invalid_request``.
    """
    bare = [_strip(text, field) for text, field in zip(texts, fields, strict=True)]
    limits = model.images
    unseen = [
        _Unseen(
            limits.formats[0], limits.min_side, limits.min_side, _decoded_size(text)
        )
        for text in bare
    ]
    for violation in check_image(model, unseen, fields):
        raise refusal(violation)
    files = [_decode(text, field) for text, field in zip(bare, fields, strict=True)]
    facts = []
    for data, field in zip(files, fields, strict=True):
        try:
            facts.append(inspect(data))
        except ImageError as error:
            raise refusal(_unusable(field, error)) from error
    for violation in check_image(model, facts, fields):
        raise refusal(violation)
    found = []
    for data, field in zip(files, fields, strict=True):
        try:
            pixels = decode_still(data, formats=limits.formats)
        except ImageError as error:
            raise refusal(_unusable(field, error)) from error
        found.append(Picture(data, pixel_hash(pixels)))
    return found


def _unusable(field: Field, error: ImageError) -> Violation:
    return Violation(field, f"cannot be used: {error.problem}", error.hint)


def _strip(text: str, field: Field) -> str:
    """Take off a data URL's head and all white space."""
    if match := _DATA_URL.match(text):
        media, parameters = match[1].strip().lower(), match[2].lower()
        if not parameters.endswith(";base64"):
            problem = "is a data URL without base64"
            raise refusal(Violation(field, problem, "Send base64."))
        if media and not media.startswith(("image/", "application/octet-stream")):
            problem = f"is a data URL of no picture (found {media[:40]!r})"
            raise refusal(Violation(field, problem, "Send a picture."))
        text = text[match.end() :]
    bare = "".join(text.split())
    if not bare:
        raise refusal(Violation(field, "is empty", "Send the picture in base64."))
    return bare


def _decoded_size(bare: str) -> int:
    return len(bare.rstrip("=")) * 3 // 4


def _decode(bare: str, field: Field) -> bytes:
    """Decode base64 by a strict alphabet; missing padding is forgiven (as by atob)."""
    padded = bare + "=" * (-len(bare) % 4)
    try:
        return binascii.a2b_base64(padded.encode("ascii"), strict_mode=True)
    except ValueError as error:
        hint = "Send the file in standard base64 (A-Z a-z 0-9 + /), or as a data URL."
        raise refusal(Violation(field, "is not base64", hint)) from error
