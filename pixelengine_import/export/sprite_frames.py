"""Godot's ``SpriteFrames`` as text: ``NAME.frames.tres``.

The text is what Godot 4.6 itself saves for the same resource (``format=3``, no
``load_steps``, animations sorted by name), so that the editor finds nothing to rewrite.
Loading a ``.tres`` may run scripts that are embedded in it. Therefore every string goes
through one function that no quote and no line break gets past, and everything else is
a number.

Godot has no direction: ``reverse`` and ``pingpong`` become an order of frames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.errors import ImageError
from pixelengine_import.export.animation import check_name, played_order
from pixelengine_import.export.godot_text import (
    check_res_path,
    is_uid,
    number,
    single,
    string,
    unique_ids,
)
from pixelengine_import.export.layout import Packing
from pixelengine_import.export.saved import described, read_saved, variants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pixelengine_import.export.animation import Animation
    from pixelengine_import.export.metadata import SheetMetadata

__all__ = ["is_ours", "write_sprite_frames"]

_SHEET = "1_sheet"
# SpriteFrames raises anything below to this (SPRITE_FRAME_MINIMUM_DURATION).
_SHORTEST = 0.01


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
    named = "" if sheet_uid is None else f" uid={string(sheet_uid)}"
    path = f"path={string(sheet_res_path)}"
    return (
        _head(uid)
        + f'[ext_resource type="Texture2D"{named} {path} id="{_SHEET}"]\n'
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
    """Tell whether a file is what we wrote, whatever Godot has put into it.

    Godot saves a SpriteFrames again with every scene that uses it, and whenever the
    sheet is moved in the FileSystem dock.

    Args:
        text: The file as it is now.
        metadata: What was written with it.
        speeds: Frames per second of each animation.
        sheet_res_path: Where the sheet is now, as Godot names it.
        uid: The resource's own uid.

    Returns:
        True when it is what ``write_sprite_frames`` writes but for what Godot puts
        into it, and names the sheet.
    """
    animations = [described(one, speeds[one.name]) for one in metadata.animations]
    regions = tuple(one.regions for one in metadata.animations)
    packing = Packing(metadata.width, metadata.height, regions)
    try:
        _check(animations, packing, sheet_res_path, uid)
        ids = _frame_ids(animations)
        line = f'[ext_resource type="Texture2D" path={string(sheet_res_path)} '
        before = _head(uid) + line + f'id="{_SHEET}"]\n'
        before += _textures(animations, packing, ids)
        entries = [
            [_entry(variant, ids[i]) for variant in variants(animations[i])]
            for i in _by_name(animations)
        ]
    except ImageError:
        return False
    saved = read_saved(text, path=sheet_res_path, id_=_SHEET)
    if saved is None or not saved.text.startswith(before):
        return False
    place = len(before)
    # Durations that are those of the speed may have been given or not.
    for piece in (*_between(entries, ", "), ["]\n"]):
        found = next((one for one in piece if saved.text.startswith(one, place)), None)
        if found is None:
            return False
        place += len(found)
    return place == len(saved.text)


def _between(entries: Sequence[list[str]], separator: str) -> Iterator[list[str]]:
    for place, entry in enumerate(entries):
        if place:
            yield [separator]
        yield entry


def _head(uid: str) -> str:
    return f'[gd_resource type="SpriteFrames" format=3 uid={string(uid)}]\n\n'


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
                f'[sub_resource type="AtlasTexture" id={string(ids[i][frame])}]',
                f'atlas = ExtResource("{_SHEET}")',
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
    check_res_path(path)
    if not is_uid(uid):
        problem = f"the uid is not one of Godot's (found {uid[:40]!a})"
        raise ImageError(problem, hint="Take it from derive_uid.")


def _frame_ids(animations: Sequence[Animation]) -> list[list[str]]:
    """Name the frames ``walk_0``, ``walk_1``, in the letters that Godot allows."""
    stems = unique_ids([animation.name for animation in animations])
    return [
        [f"{stem}_{i}" for i in range(animation.count)]
        for stem, animation in zip(stems, animations, strict=True)
    ]


def _entry(animation: Animation, frame_ids: Sequence[str]) -> str:
    frames = ", ".join(
        f'{{\n"duration": {_duration(animation, i)},\n'
        f'"texture": SubResource({string(frame_ids[i])})\n}}'
        for i in _order(animation)
    )
    return (
        f'{{\n"frames": [{frames}],\n'
        f'"loop": {"true" if animation.loop else "false"},\n'
        f'"name": &{string(animation.name)},\n'
        f'"speed": {number(repr(float(animation.fps)))}\n}}'
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
    return single(value)
