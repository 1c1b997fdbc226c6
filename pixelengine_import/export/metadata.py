"""Frame metadata as JSON: ``NAME.frames.json``, read by others and by ourselves.

For others it is the sheet data that Aseprite exports as a JSON array, with its own
names and values (``src/app/doc_exporter.cpp``, ``src/doc/anidir.cpp``), so that what
reads Aseprite's files reads ours. Two choices are free there, and made so:

- ``filename`` is the frame's number, as with Aseprite's item filename ``{frame}``.
  Phaser's ``createFromAseprite`` finds frames by that name only.
- A tag without ``repeat`` plays for ever. An animation that does not loop has
  ``repeat`` ``"1"`` (a string, as Aseprite writes it), a pingpong ``"2"``: Aseprite
  counts each way as one.

For us it is the lock file. The block ``pixelengine`` says where each frame comes from,
so that a fresh clone takes its frames back from the sheet and pays for nothing. It may
have been edited or merged by hand: reading checks all that it relies on.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pixelengine_import.errors import ImageError
from pixelengine_import.export.animation import check_name
from pixelengine_import.export.layout import Region

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pixelengine_import.export.animation import Animation, Direction
    from pixelengine_import.export.layout import Packing

__all__ = [
    "FORMAT_VERSION",
    "AnimationMetadata",
    "SheetMetadata",
    "read_metadata",
    "write_metadata",
]

FORMAT_VERSION = "1"
"""The version of this form. Not the package's: an upgrade alone rewrites nothing."""

_APP = "pixelengine-import"
_MOST_BYTES = 16 * 1024 * 1024
_MOST_DEPTH = 64
_MOST_SIDE = 1 << 16
_HINT = "Delete it and sync again, or restore it from version control."


@dataclass(frozen=True, slots=True)
class AnimationMetadata:
    """One animation as the metadata of a sheet describes it.

    Attributes:
        name: ``[A-Za-z0-9_ -]{1,64}``.
        regions: The places of its frames, all of one size, inside the sheet.
        durations: Milliseconds of each frame.
        loop: Whether it plays for ever.
        direction: ``forward``, ``reverse`` or ``pingpong``.
    """

    name: str
    regions: tuple[Region, ...]
    durations: tuple[int, ...]
    loop: bool
    direction: Direction


@dataclass(frozen=True, slots=True)
class SheetMetadata:
    """What ``NAME.frames.json`` says.

    Attributes:
        sheet_name: File name of the sheet, in the same folder.
        width: The sheet's width in pixels.
        height: The sheet's height in pixels.
        animations: In the order of the file.
        provenance: Our own block as it stands there; JSON values only.
    """

    sheet_name: str
    width: int
    height: int
    animations: tuple[AnimationMetadata, ...]
    provenance: Mapping[str, object]


def write_metadata(
    animations: Sequence[Animation],
    packing: Packing,
    *,
    sheet_name: str,
    provenance: Mapping[str, object],
) -> str:
    """Write the metadata of a sheet.

    Args:
        animations: In the order in which they were packed.
        packing: Their places.
        sheet_name: File name of the sheet, without a folder.
        provenance: JSON values, written in the order given.

    Returns:
        ASCII text, lines ended by LF, one frame or tag a line: two people who change
        different animations change different lines.

    Raises:
        ImageError: When animations and packing do not belong together, the sheet's
            name holds a folder, or the provenance is no JSON.
    """
    counts = [animation.count for animation in animations]
    if counts != [len(regions) for regions in packing.regions]:
        problem = "the packing does not belong to these animations"
        raise ImageError(problem, hint="Pack these animations again.")
    _check_file_name(sheet_name)
    frames: list[str] = []
    tags: list[str] = []
    for animation, regions in zip(animations, packing.regions, strict=True):
        tags.append(_line(_tag(animation, len(frames))))
        for r, duration in zip(regions, animation.milliseconds, strict=True):
            frames.append(_line(_frame(r, len(frames), duration)))
    size = {"w": packing.width, "h": packing.height}
    meta = [
        f'"app": {_line(_APP)}',
        f'"version": {_line(FORMAT_VERSION)}',
        f'"image": {_line(sheet_name)}',
        '"format": "RGBA8888"',
        f'"size": {_line(size)}',
        '"scale": "1"',
        f'"frameTags": {_listed(tags, 4)}',
        '"layers": []',
        '"slices": []',
    ]
    block = ",\n    ".join(meta)
    try:
        own = json.dumps(dict(provenance), indent=2, allow_nan=False)
    except (TypeError, ValueError) as error:
        problem = f"the provenance cannot be written as JSON ({error})"
        raise ImageError(
            problem, hint="Use finite numbers, texts and lists."
        ) from error
    return (
        f'{{\n  "frames": {_listed(frames, 2)},\n'
        f'  "meta": {{\n    {block}\n  }},\n'
        f'  "pixelengine": {own.replace(chr(10), chr(10) + "  ")}\n}}\n'
    )


def _line(value: object) -> str:
    return json.dumps(value, allow_nan=False)


def _listed(lines: Sequence[str], indent: int) -> str:
    inner = ",\n".join(" " * (indent + 2) + line for line in lines)
    return f"[\n{inner}\n{' ' * indent}]" if lines else "[]"


def _frame(r: Region, number: int, duration: int) -> dict[str, object]:
    return {
        "filename": str(number),
        "frame": {"x": r.x, "y": r.y, "w": r.w, "h": r.h},
        "rotated": False,
        "trimmed": False,
        "spriteSourceSize": {"x": 0, "y": 0, "w": r.w, "h": r.h},
        "sourceSize": {"w": r.w, "h": r.h},
        "duration": duration,
    }


def _tag(animation: Animation, first: int) -> dict[str, object]:
    tag: dict[str, object] = {
        "name": animation.name,
        "from": first,
        "to": first + animation.count - 1,
        "direction": animation.direction,
    }
    if not animation.loop:
        tag["repeat"] = "2" if animation.direction == "pingpong" else "1"
    return tag


def read_metadata(text: str) -> SheetMetadata:
    """Read the metadata of a sheet, trusting none of it.

    What other programs may add (colours of tags, layers, slices) is passed over.

    Args:
        text: The file.

    Returns:
        What it says, with every region inside the sheet.

    Raises:
        ImageError: When it is too large, no JSON, or not in the form that
            ``write_metadata`` writes.
    """
    root = _object(_parse(text), "the file")
    meta = _object(root.get("meta"), "meta")
    size = _object(meta.get("size"), "meta.size")
    width = _whole(size.get("w"), 1, _MOST_SIDE, "meta.size.w")
    height = _whole(size.get("h"), 1, _MOST_SIDE, "meta.size.h")
    sheet_name = _text(meta.get("image"), "meta.image")
    _check_file_name(sheet_name)
    regions: list[Region] = []
    durations: list[int] = []
    for i, entry in enumerate(_list(root.get("frames"), "frames")):
        frame = _object(entry, f"frames[{i}]")
        place = f"frames[{i}].frame"
        box = _object(frame.get("frame"), place)
        w = _whole(box.get("w"), 1, width, f"{place}.w")
        h = _whole(box.get("h"), 1, height, f"{place}.h")
        x = _whole(box.get("x"), 0, width - w, f"{place}.x")
        y = _whole(box.get("y"), 0, height - h, f"{place}.y")
        regions.append(Region(x, y, w, h))
        duration = frame.get("duration")
        durations.append(_whole(duration, 1, 1 << 31, f"frames[{i}].duration"))
    animations: list[AnimationMetadata] = []
    for i, entry in enumerate(_list(meta.get("frameTags"), "meta.frameTags")):
        tag = _object(entry, f"meta.frameTags[{i}]")
        animations.append(_animation(tag, f"meta.frameTags[{i}]", regions, durations))
    names = [animation.name for animation in animations]
    if len(set(names)) != len(names):
        tags = "meta.frameTags"
        raise _wrong(tags, "names that differ", sorted(names))
    own = _object(root.get("pixelengine"), "pixelengine")
    return SheetMetadata(sheet_name, width, height, tuple(animations), own)


def _animation(
    tag: dict[str, object],
    where: str,
    regions: Sequence[Region],
    durations: Sequence[int],
) -> AnimationMetadata:
    name = _text(tag.get("name"), f"{where}.name")
    check_name(name)
    first = _whole(tag.get("from"), 0, len(regions) - 1, f"{where}.from")
    last = _whole(tag.get("to"), first, len(regions) - 1, f"{where}.to")
    direction = _direction(tag.get("direction"), f"{where}.direction")
    own = tuple(regions[first : last + 1])
    if len({(r.w, r.h) for r in own}) != 1:
        raise _wrong(where, "frames of one size", [(r.w, r.h) for r in own])
    times = tuple(durations[first : last + 1])
    return AnimationMetadata(name, own, times, "repeat" not in tag, direction)


def _direction(value: object, where: str) -> Direction:
    match value:
        case "forward" | "reverse" | "pingpong":
            return value
        case _:
            raise _wrong(where, "forward, reverse or pingpong", value)


def _parse(text: str) -> object:
    # A character takes a byte or more, so the cheap test comes before the exact one.
    size = len(text)
    if size <= _MOST_BYTES:
        size = len(text.encode("utf-8", "surrogatepass"))
    if size > _MOST_BYTES:
        problem = f"the frame metadata is too large (found {size:,} bytes)"
        raise ImageError(problem, hint=_HINT)
    try:
        value: object = json.loads(
            text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates
        )
        _check_tree(value)
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, ValueError) else "nested too deeply"
        problem = f"the frame metadata is no valid JSON ({reason[:200]})"
        raise ImageError(problem, hint=_HINT) from error
    return value


def _no_constant(name: str) -> object:
    msg = f"{name} is no JSON number"
    raise ValueError(msg)


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, value in pairs:
        if key in result:
            msg = f"the key {key[:40]!a} stands twice in one object"
            raise ValueError(msg)
        result[key] = value
    return result


def _check_tree(value: object) -> None:
    """Refuse what Python's parser lets through: depth, infinity, lone surrogates."""
    level = [value]
    for _ in range(_MOST_DEPTH):
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                below += [*item.keys(), *item.values()]
            elif isinstance(item, list):
                below += item
            elif isinstance(item, str):
                item.encode()
            elif isinstance(item, float) and not math.isfinite(item):
                _no_constant(str(item))
        if not below:
            return
        level = below
    msg = "nested too deeply"
    raise ValueError(msg)


def _object(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _wrong(where, "an object", value)
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise _wrong(where, "a list", value)
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise _wrong(where, "a text", value)
    return value


def _whole(value: object, low: int, high: int, where: str) -> int:
    # bool is an int in Python, and not in JSON.
    if (
        not isinstance(value, int)
        or isinstance(value, bool)
        or not low <= value <= high
    ):
        raise _wrong(where, f"a whole number from {low} to {high}", value)
    return value


def _wrong(where: str, wanted: str, found: object) -> ImageError:
    problem = f'"{where}" of the frame metadata must be {wanted} (found {found!a:.80})'
    return ImageError(problem, hint=_HINT)


def _check_file_name(name: str) -> None:
    plain = name.isprintable() and not set(name) & set('/\\:*?"<>|')
    if not plain or not name.strip(". "):
        problem = f"the sheet must be a plain file name (found {name[:80]!a})"
        raise ImageError(problem, hint="Name it like hero.sheet.png, without a folder.")
