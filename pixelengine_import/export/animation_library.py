"""The animations for an ``AnimationPlayer``: ``NAME.animations.tres``.

An ``AnimationLibrary`` for a player beside a ``Sprite2D`` of that very name. It sets
the sprite's texture too, so that nothing has to be set up by hand. Where every frame
has a cell of one grid, ``frame`` is what changes, and people can read and edit it; else
it is ``region_rect``.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from pixelengine_import.errors import ImageError
from pixelengine_import.export.animation import played_order
from pixelengine_import.export.godot_text import (
    check_res_path,
    is_uid,
    single,
    string,
    unique_ids,
)
from pixelengine_import.export.layout import Packing
from pixelengine_import.export.saved import described, read_saved, variants

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pixelengine_import.export.animation import Animation
    from pixelengine_import.export.layout import Region
    from pixelengine_import.export.metadata import SheetMetadata

__all__ = ["SPRITE", "is_our_library", "write_animation_library"]

SPRITE = "Sprite2D"
"""Name of the node that is animated, seen from the player's root node."""
_SHEET = "1_sheet"
_LINEAR = 1
"""Animation.LOOP_LINEAR"""
_LENGTH, _STEP = single(1), single(1 / 30)
"""Seconds of an animation and between its marks, from the start."""


def write_animation_library(
    animations: Sequence[Animation],
    packing: Packing,
    *,
    sheet_res_path: str,
    uid: str,
    sheet_uid: str | None = None,
) -> str:
    """Write the library.

    Args:
        animations: In the order in which they were packed; names differ.
        packing: Their places on the sheet.
        sheet_res_path: The sheet as Godot names it.
        uid: The resource's own uid.
        sheet_uid: The texture's uid: Godot writes it when it saves the resource, and
            a file that is written again keeps it.

    Returns:
        The text of the file, lines ended by LF.

    Raises:
        ImageError: A path or uid is not allowed, or animations and packing do not
            belong together.
    """
    check_res_path(sheet_res_path)
    if not is_uid(uid):
        problem = f"the uid is not one of Godot's (found {uid[:40]!a})"
        raise ImageError(problem, hint="Take it from derive_uid.")
    if [a.count for a in animations] != [len(cells) for cells in packing.regions]:
        problem = "the packing does not belong to these animations"
        raise ImageError(problem, hint="Pack these animations again.")
    ids = unique_ids([animation.name for animation in animations])
    rows = sorted(
        zip(animations, ids, packing.regions, strict=True), key=lambda row: row[0].name
    )
    named = "" if sheet_uid is None else f" uid={string(sheet_uid)}"
    path = f"path={string(sheet_res_path)}"
    out = [f'[gd_resource type="AnimationLibrary" format=3 uid={string(uid)}]', ""]
    out += [f'[ext_resource type="Texture2D"{named} {path} id="{_SHEET}"]', ""]
    grid = _grid(packing)
    for animation, name, cells in rows:
        out += _animation(animation, f"Animation_{name}", cells, grid)
    entries = ",\n".join(
        f'&{string(a.name)}: SubResource("Animation_{name}")' for a, name, _ in rows
    )
    out += ["[resource]", f"_data = {{\n{entries}\n}}", ""]
    return "\n".join(out)


def is_our_library(
    text: str,
    metadata: SheetMetadata,
    *,
    speeds: Mapping[str, float],
    sheet_res_path: str,
    uid: str,
) -> bool:
    """Tell whether a library is what we wrote, whatever Godot has put into it.

    Args:
        text: The file as it is now.
        metadata: What was written with it.
        speeds: Frames per second of each animation.
        sheet_res_path: Where the sheet is now, as Godot names it.
        uid: The resource's own uid.

    Returns:
        True when it is what ``write_animation_library`` writes but for what Godot puts
        into it, and names the sheet.
    """
    saved = read_saved(text, path=sheet_res_path, id_=_SHEET)
    if saved is None:
        return False
    regions = tuple(one.regions for one in metadata.animations)
    packing = Packing(metadata.width, metadata.height, regions)
    grid = _grid(packing)
    ids = unique_ids([one.name for one in metadata.animations])
    chosen = []
    for one, name, cells in zip(metadata.animations, ids, regions, strict=True):
        known = variants(described(one, speeds[one.name]))
        texts = (
            "\n".join(_animation(variant, f"Animation_{name}", cells, grid))
            for variant in known
        )
        place = next((i for i, part in enumerate(texts) if part in saved.text), None)
        if place is None:
            return False
        chosen.append(known[place])
    try:
        written = write_animation_library(
            chosen, packing, sheet_res_path=sheet_res_path, uid=uid
        )
    except ImageError:
        return False
    return saved.text == written


def _grid(packing: Packing) -> tuple[int, int] | None:
    """Return columns and rows, None when the frames do not stand in one grid."""
    cells = [cell for animation in packing.regions for cell in animation]
    w, h = cells[0].w, cells[0].h
    if packing.width % w or packing.height % h:
        return None
    even = all((c.w, c.h) == (w, h) and c.x % w == 0 and c.y % h == 0 for c in cells)
    return (packing.width // w, packing.height // h) if even else None


def _animation(
    animation: Animation,
    name: str,
    cells: Sequence[Region],
    grid: tuple[int, int] | None,
) -> list[str]:
    order = played_order(animation.count, animation.direction, loop=animation.loop)
    lasts = _seconds(animation)
    ends = list(accumulate(lasts[i] for i in order))
    times = [Fraction(0), *ends[:-1]]
    tracks = [("texture", [f'ExtResource("{_SHEET}")'])]
    if grid is None:
        values = [
            f"Rect2({c.x}, {c.y}, {c.w}, {c.h})" for c in (cells[i] for i in order)
        ]
        tracks += [("region_enabled", ["true"]), ("region_rect", values)]
    else:
        columns, rows = grid
        places = [c.y // c.h * columns + c.x // c.w for c in (cells[i] for i in order)]
        # Before the frame: one beyond the grid that was is refused.
        tracks += [("region_enabled", ["false"])]
        tracks += [("hframes", [str(columns)]), ("vframes", [str(rows)])]
        tracks += [("frame", list(map(str, places)))]
    out = [
        f'[sub_resource type="Animation" id={string(name)}]',
        f"resource_name = {string(animation.name)}",
    ]
    # Both are 32-bit floats, and Godot does not write down what they are anyway.
    if (length := single(float(ends[-1]))) != _LENGTH:
        out.append(f"length = {length}")
    if animation.loop:
        out.append(f"loop_mode = {_LINEAR}")
    step = None if animation.durations is not None else single(float(lasts[0]))
    if step not in {None, _STEP}:
        out.append(f"step = {step}")
    for place, (field, values) in enumerate(tracks):
        out += _track(place, field, times[: len(values)], values)
    return [*out, ""]


def _seconds(animation: Animation) -> list[Fraction]:
    """Say exactly how long each frame lasts, in seconds."""
    if animation.durations is None:
        return [1 / Fraction(animation.fps)] * animation.count
    return [Fraction(ms, 1000) for ms in animation.durations]


def _track(
    place: int, field: str, times: Sequence[Fraction], values: Sequence[str]
) -> list[str]:
    """Write a track whose value jumps from key to key."""
    # Godot writes whole numbers of a packed array without a point.
    at = ", ".join(single(float(time)).removesuffix(".0") for time in times)
    ease = ", ".join("1" for _ in times)
    return [
        f'tracks/{place}/type = "value"',
        f"tracks/{place}/imported = false",
        f"tracks/{place}/enabled = true",
        f'tracks/{place}/path = NodePath("{SPRITE}:{field}")',
        f"tracks/{place}/interp = 1",
        f"tracks/{place}/loop_wrap = true",
        f"tracks/{place}/keys = {{",
        f'"times": PackedFloat32Array({at}),',
        f'"transitions": PackedFloat32Array({ease}),',
        '"update": 1,',
        f'"values": [{", ".join(values)}]',
        "}",
    ]
