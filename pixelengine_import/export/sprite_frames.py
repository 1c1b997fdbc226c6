"""Godot's ``SpriteFrames`` as text: ``NAME.frames.tres``.

The text is what Godot 4.6 itself saves for the same resource (``format=3``, no
``load_steps``, animations sorted by name), so that the editor finds nothing to rewrite.
Loading a ``.tres`` may run scripts that are embedded in it. Therefore every string goes
through one function that no quote and no line break gets past, and everything else is
a number.

Godot has no direction: ``reverse`` and ``pingpong`` become an order of frames.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pixelengine_import.errors import ImageError
from pixelengine_import.export.animation import Animation, check_name, played_order
from pixelengine_import.export.layout import Packing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pixelengine_import.export.metadata import AnimationMetadata, SheetMetadata

__all__ = [
    "derive_uid",
    "is_ours",
    "sheet_uid_of",
    "uid_of",
    "write_sprite_frames",
]

_UID_DIGITS = "abcdefghijklmnopqrstuvwxy012345678"
_UID_BITS = 63
_HEADER = re.compile(
    r'\[gd_resource type="SpriteFrames"[^"\]]*(?:"[^"\]]*"[^"\]]*)*?'
    r'\buid="(uid://[a-y0-8]{1,13})"'
)
_SHEET = re.compile(
    r'\[ext_resource type="Texture2D"(?: uid="(uid://[a-y0-8]{1,13})")? '
    r'path=("[^\n]*") id="([A-Za-z0-9_]{1,40})"\]\n'
)
_ID = re.compile(r"[^A-Za-z0-9_]")
# SpriteFrames raises anything below to this (SPRITE_FRAME_MINIMUM_DURATION).
_SHORTEST = 0.01
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


def uid_of(text: str) -> str | None:
    """Read the uid from an existing ``SpriteFrames`` text.

    Args:
        text: The file, whatever it holds.

    Returns:
        The uid of its header when that is canonical, else None. Scenes find a resource
        by it, so a file that is written again keeps it.
    """
    first = text.split("\n", 1)[0]
    found = _HEADER.match(first)
    if found is None or not _is_canonical(found[1]):
        return None
    return found[1]


def sheet_uid_of(text: str) -> str | None:
    """Read the texture's uid from the line that names the sheet.

    Args:
        text: The file, whatever it holds.

    Returns:
        The uid when Godot has written a canonical one there, else None.
    """
    found = _SHEET.search(text)
    if found is None or found[1] is None or not _is_canonical(found[1]):
        return None
    return found[1]


def write_sprite_frames(
    animations: Sequence[Animation],
    packing: Packing,
    *,
    sheet_res_path: str,
    uid: str,
    sheet_uid: str | None = None,
) -> str:
    """Write the resource.

    Args:
        animations: In the order in which they were packed; names differ.
        packing: Their places on the sheet.
        sheet_res_path: The sheet as Godot names it, such as
            ``res://art/hero.sheet.png``.
        uid: The resource's own uid, from ``uid_of`` or ``derive_uid``.
        sheet_uid: The texture's uid: Godot writes it when it saves the resource, and
            a file that is written again keeps it. Without it Godot goes by the path.

    Returns:
        The text of the file, lines ended by LF.

    Raises:
        ImageError: When animations and packing do not belong together, a name occurs
            twice, a name, path or uid is not allowed, or a frame is shorter than Godot
            plays.
    """
    _check(animations, packing, sheet_res_path, uid)
    ids = _frame_ids(animations)
    entries = [_entry(animations[i], ids[i]) for i in _by_name(animations)]
    named = "" if sheet_uid is None else f" uid={_string(sheet_uid)}"
    path = f"path={_string(sheet_res_path)}"
    return (
        _head(uid)
        + f'[ext_resource type="Texture2D"{named} {path} id="1_sheet"]\n'
        + _textures(animations, packing, ids)
        + ", ".join(entries)
        + "]\n"
    )


def is_ours(
    text: str,
    metadata: SheetMetadata,
    *,
    speeds: Mapping[str, float],
    sheet_res_path: str,
    uid: str,
) -> bool:
    """Tell whether a file is what we wrote, whatever Godot has made of one line.

    Godot saves a SpriteFrames again with every scene that uses it, and whenever the
    sheet is moved in the FileSystem dock. What it writes is what we write, but for the
    line that names the sheet: it adds the texture's uid, and names the new place
    (``ResourceFormatSaverText``, ``ResourceFormatLoaderText::rename_dependencies``).

    Args:
        text: The file as it is now.
        metadata: What was written with it.
        speeds: Frames per second of each animation.
        sheet_res_path: Where the sheet is now, as Godot names it.
        uid: The resource's own uid.

    Returns:
        True when nothing but that line differs from what ``write_sprite_frames``
        writes, and the line names the sheet.
    """
    animations = [_described(one, speeds[one.name]) for one in metadata.animations]
    regions = tuple(one.regions for one in metadata.animations)
    packing = Packing(metadata.width, metadata.height, regions)
    try:
        _check(animations, packing, sheet_res_path, uid)
        ids = _frame_ids(animations)
        before, after = _head(uid), _textures(animations, packing, ids)
        entries = [
            [_entry(variant, ids[i]) for variant in _variants(animations[i])]
            for i in _by_name(animations)
        ]
    except ImageError:
        return False
    sheet = _SHEET.match(text, len(before))
    if sheet is None or sheet[2] != _string(sheet_res_path):
        return False
    # A name of its own is given to the sheet with a new path.
    after = after.replace('ExtResource("1_sheet")', f"ExtResource({_string(sheet[3])})")
    place = sheet.end()
    # Durations that are those of the speed may have been given or not.
    for piece in ([after], *_between(entries, ", "), ["]\n"]):
        found = next((one for one in piece if text.startswith(one, place)), None)
        if found is None:
            return False
        place += len(found)
    return text.startswith(before) and place == len(text)


def _described(one: AnimationMetadata, fps: float) -> Animation:
    import numpy as np  # noqa: PLC0415 - a run with nothing to do needs none

    size = one.regions[0]
    # Only how many there are is asked of them.
    frames = np.broadcast_to(np.uint8(0), (len(one.regions), size.h, size.w, 4))
    return Animation(one.name, frames, fps, one.durations, one.loop, one.direction)


def _variants(animation: Animation) -> tuple[Animation, ...]:
    unnamed = replace(animation, durations=None)
    same = unnamed.milliseconds == animation.milliseconds
    return (animation, unnamed) if same else (animation,)


def _between(entries: Sequence[list[str]], separator: str) -> Iterator[list[str]]:
    for number, entry in enumerate(entries):
        if number:
            yield [separator]
        yield entry


def _head(uid: str) -> str:
    return f'[gd_resource type="SpriteFrames" format=3 uid={_string(uid)}]\n\n'


def _by_name(animations: Sequence[Animation]) -> list[int]:
    # Godot sorts by the characters' numbers; names are ASCII, and so does Python.
    return sorted(range(len(animations)), key=lambda i: animations[i].name)


def _textures(
    animations: Sequence[Animation], packing: Packing, ids: Sequence[Sequence[str]]
) -> str:
    """Write what stands between the sheet and the first animation."""
    out = [""]
    for i in _by_name(animations):
        # Godot writes a texture where it is first used.
        for frame in dict.fromkeys(_order(animations[i])):
            r = packing.regions[i][frame]
            out += [
                f'[sub_resource type="AtlasTexture" id={_string(ids[i][frame])}]',
                'atlas = ExtResource("1_sheet")',
                f"region = Rect2({r.x:d}, {r.y:d}, {r.w:d}, {r.h:d})",
                "",
            ]
    return "\n".join([*out, "[resource]", "animations = ["])


def _order(animation: Animation) -> tuple[int, ...]:
    return played_order(animation.count, animation.direction, loop=animation.loop)


def _check(
    animations: Sequence[Animation], packing: Packing, path: str, uid: str
) -> None:
    counts = [animation.count for animation in animations]
    if counts != [len(regions) for regions in packing.regions]:
        problem = "the packing does not belong to these animations"
        raise ImageError(problem, hint="Pack these animations again.")
    names = [animation.name for animation in animations]
    for name in names:
        check_name(name)
    if len(set(names)) != len(names):
        problem = f"two animations have one name (found {', '.join(sorted(names))})"
        raise ImageError(problem, hint="Rename one of them.")
    if not path.startswith("res://") or ".." in path.split("/"):
        problem = f"the sheet must lie in the project (found {path[:200]!a})"
        raise ImageError(problem, hint="Give its path from res:// on.")
    if not _is_canonical(uid):
        problem = f"the uid is not one of Godot's (found {uid[:40]!a})"
        raise ImageError(problem, hint="Take it from derive_uid.")


def _is_canonical(uid: str) -> bool:
    digits = uid.removeprefix("uid://")
    if digits == uid or not digits or digits.strip(_UID_DIGITS) or digits[0] == "a":
        return False
    number = 0
    for digit in digits:
        number = number * len(_UID_DIGITS) + _UID_DIGITS.index(digit)
    return number < 1 << _UID_BITS


def _frame_ids(animations: Sequence[Animation]) -> list[list[str]]:
    """Name the frames ``walk_0``, ``walk_1``, in the letters that Godot allows.

    Names that differ only in a space or hyphen would collide; the later ones get more
    underscores.
    """
    taken: set[str] = set()
    result = []
    for animation in animations:
        stem = _ID.sub("_", animation.name)
        while stem in taken:
            stem += "_"
        taken.add(stem)
        result.append([f"{stem}_{i}" for i in range(animation.count)])
    return result


def _entry(animation: Animation, frame_ids: Sequence[str]) -> str:
    frames = ", ".join(
        f'{{\n"duration": {_duration(animation, i)},\n'
        f'"texture": SubResource({_string(frame_ids[i])})\n}}'
        for i in _order(animation)
    )
    return (
        f'{{\n"frames": [{frames}],\n'
        f'"loop": {"true" if animation.loop else "false"},\n'
        f'"name": &{_string(animation.name)},\n'
        f'"speed": {_number(repr(float(animation.fps)))}\n}}'
    )


def _duration(animation: Animation, frame: int) -> str:
    """Write how long a frame lasts, in units of 1 / fps, as Godot's 32-bit float."""
    if animation.durations is None:
        return "1.0"
    value = animation.durations[frame] * animation.fps / 1000
    if value < _SHORTEST:
        found = f"found {animation.durations[frame]} ms at {animation.fps} fps"
        problem = f'a frame of "{animation.name}" is too short for Godot ({found})'
        raise ImageError(problem, hint="Raise fps or the duration.")
    # The fewest digits that are read back as the same 32-bit float; nine always are.
    single = struct.pack("<f", value)
    (rounded,) = struct.unpack("<f", single)
    texts = (f"{rounded:.{digits}g}" for digits in range(1, _FLOAT_DIGITS + 1))
    return _number(next(t for t in texts if struct.pack("<f", float(t)) == single))


def _number(text: str) -> str:
    """Write a float without an exponent, always with a point."""
    plain = format(Decimal(text), "f")
    return plain if "." in plain else f"{plain}.0"


def _string(text: str) -> str:
    """Quote a text for Godot: the one way by which strings get into the file."""
    if not text.isprintable():
        problem = f"a text for Godot holds a control character (found {text[:80]!a})"
        raise ImageError(problem, hint="Leave it out.")
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
