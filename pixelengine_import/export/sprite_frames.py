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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.export.animation import Animation
    from pixelengine_import.export.layout import Packing

__all__ = ["write_sprite_frames"]

# SpriteFrames raises anything below to this (SPRITE_FRAME_MINIMUM_DURATION).
_SHORTEST = 0.01


def write_sprite_frames(
    animations: Sequence[Animation],
    packing: Packing,
    *,
    sheet_res_path: str,
    uid: str,
) -> str:
    """Write the resource.

    Args:
        animations: In the order in which they were packed; names differ.
        packing: Their places on the sheet.
        sheet_res_path: The sheet as Godot names it, such as
            ``res://art/hero.sheet.png``.
        uid: The resource's own uid, from ``uid_of`` or ``derive_uid``.

    Returns:
        The text of the file, lines ended by LF.

    Raises:
        ImageError: When animations and packing do not belong together, a name occurs
            twice, a name, path or uid is not allowed, or a frame is shorter than Godot
            plays.
    """
    _check(animations, packing, sheet_res_path, uid)
    # Godot sorts by the characters' numbers; names are ASCII, and so does Python.
    places = zip(animations, _frame_ids(animations), packing.regions, strict=True)
    rows = sorted(places, key=lambda place: place[0].name)
    out = [f'[gd_resource type="SpriteFrames" format=3 uid={string(uid)}]', ""]
    path = string(sheet_res_path)
    out += [f'[ext_resource type="Texture2D" path={path} id="1_sheet"]', ""]
    for animation, frame_ids, regions in rows:
        # Godot writes a texture where it is first used.
        for i in dict.fromkeys(_order(animation)):
            r = regions[i]
            out += [
                f'[sub_resource type="AtlasTexture" id={string(frame_ids[i])}]',
                'atlas = ExtResource("1_sheet")',
                f"region = Rect2({r.x:d}, {r.y:d}, {r.w:d}, {r.h:d})",
                "",
            ]
    entries = ", ".join(
        _entry(animation, frame_ids) for animation, frame_ids, _ in rows
    )
    out += ["[resource]", f"animations = [{entries}]", ""]
    return "\n".join(out)


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
