"""How Godot writes things down: strings, numbers, uids.

Loading a text resource may run scripts that are embedded in it. Therefore every string
goes through one function that no quote and no line break gets past, and everything else
is a number.
"""

from __future__ import annotations

import hashlib
import re
import struct
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from pixelengine_import.errors import ImageError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Kind",
    "check_res_path",
    "derive_uid",
    "is_uid",
    "number",
    "single",
    "string",
    "uid_of",
    "unique_ids",
]

Kind: TypeAlias = Literal["SpriteFrames", "AnimationLibrary", "PackedScene"]

_UID_DIGITS = "abcdefghijklmnopqrstuvwxy012345678"
_UID_BITS = 63
_REST = r'[^"\]]*(?:"[^"\]]*"[^"\]]*)*?\buid="(uid://[a-y0-8]{1,13})"'
_HEADERS: dict[Kind, re.Pattern[str]] = {
    "SpriteFrames": re.compile(r'\[gd_resource type="SpriteFrames"' + _REST),
    "AnimationLibrary": re.compile(r'\[gd_resource type="AnimationLibrary"' + _REST),
    "PackedScene": re.compile(r"\[gd_scene\b" + _REST),
}
_ID = re.compile(r"[^A-Za-z0-9_]")
_FLOAT_DIGITS = 9


def derive_uid(key: str) -> str:
    """Make a resource uid from a name, the same one every time.

    Args:
        key: What the resource is, for example its path in the project.

    Returns:
        Canonical text of a 63-bit number in base 34, digits ``a`` to ``y`` and ``0`` to
        ``8``: the only text that Godot reads as the number it prints. Never that of 0.
    """
    digest = hashlib.sha256(key.encode()).digest()
    number = int.from_bytes(digest[:8], "big") >> (64 - _UID_BITS) or 1
    digits = ""
    while number:
        number, digit = divmod(number, len(_UID_DIGITS))
        digits = _UID_DIGITS[digit] + digits
    return f"uid://{digits}"


def uid_of(text: str, kind: Kind = "SpriteFrames") -> str | None:
    """Read the uid from an existing text resource.

    Args:
        text: The file, whatever it holds.
        kind: What it must be.

    Returns:
        The uid of its header when that is canonical, else None. Scenes find a resource
        by it, so a file that is written again keeps it.
    """
    first = text.split("\n", 1)[0]
    found = _HEADERS[kind].match(first)
    if found is None or not is_uid(found[1]):
        return None
    return found[1]


def is_uid(uid: str) -> bool:
    """Tell whether a text is the one that Godot writes for the uid that it means."""
    digits = uid.removeprefix("uid://")
    if digits == uid or not digits or digits.strip(_UID_DIGITS) or digits[0] == "a":
        return False
    number = 0
    for digit in digits:
        number = number * len(_UID_DIGITS) + _UID_DIGITS.index(digit)
    return number < 1 << _UID_BITS


def check_res_path(path: str) -> None:
    """Refuse a path that leads out of the project.

    Args:
        path: A file as Godot names it, such as ``res://art/hero.sheet.png``.

    Raises:
        ImageError: It does.
    """
    if not path.startswith("res://") or ".." in path.split("/"):
        problem = f"the sheet must lie in the project (found {path[:200]!a})"
        raise ImageError(problem, hint="Give its path from res:// on.")


def unique_ids(names: Sequence[str]) -> list[str]:
    """Turn names into ids of the letters that Godot allows, in their order.

    Names that differ only in a space or hyphen would collide; the later ones get more
    underscores.

    Args:
        names: Names of animations; they differ.
    """
    taken: dict[str, None] = {}
    for name in names:
        stem = _ID.sub("_", name)
        while stem in taken:
            stem += "_"
        taken[stem] = None
    return list(taken)


def single(value: float) -> str:
    """Write a number as the 32-bit float that Godot makes of it.

    Args:
        value: A finite number.

    Returns:
        The fewest digits that are read back as the same 32-bit float; nine always are.
    """
    packed = struct.pack("<f", value)
    (rounded,) = struct.unpack("<f", packed)
    texts = (f"{rounded:.{digits}g}" for digits in range(1, _FLOAT_DIGITS + 1))
    return number(next(t for t in texts if struct.pack("<f", float(t)) == packed))


def number(text: str) -> str:
    """Write a float without an exponent, always with a point."""
    plain = format(Decimal(text), "f")
    return plain if "." in plain else f"{plain}.0"


def string(text: str) -> str:
    """Quote a text for Godot: the one way by which strings get into the file."""
    if not text.isprintable():
        problem = f"a text for Godot holds a control character (found {text[:80]!a})"
        raise ImageError(problem, hint="Leave it out.")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
