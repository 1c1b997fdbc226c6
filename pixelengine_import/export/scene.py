"""A scene that shows a sprite: ``NAME.scene.tscn``.

One ``AnimatedSprite2D`` that plays its first animation, ready to be dropped into a
level. The text is what Godot 4.6 saves, but for the number that it gives the node: one
that is there is kept.
"""

from __future__ import annotations

import re

from pixelengine_import.errors import ImageError
from pixelengine_import.export.animation import check_name
from pixelengine_import.export.godot_text import check_res_path, is_uid, string
from pixelengine_import.export.saved import read_saved

__all__ = ["is_our_scene", "write_scene"]

# What Godot replaces in the name of a node (String.invalid_node_name_characters).
_INVALID = re.compile(r"[.:@/\"%]")
_NEAREST = 1
"""CanvasItem.TEXTURE_FILTER_NEAREST: pixels stay pixels, whatever the project says."""

_PLAYED = re.compile(
    r"^(?:frame = \d{1,9}\n)?frame_progress = \d[\d.e+-]{0,30}\n", re.MULTILINE
)
"""Where a sprite was that played while its scene was saved. A frame without progress
was chosen by somebody."""

_FRAMES = "1_frames"
_DEFAULT = "default"
"""AnimatedSprite2D.animation from the start: Godot does not write it down."""


def write_scene(
    name: str,
    first: str,
    *,
    frames_res_path: str,
    frames_uid: str,
    uid: str,
    node_id: int | None = None,
) -> str:
    """Write the scene.

    Args:
        name: What the node is called after, such as ``hero``.
        first: The animation that plays by itself.
        frames_res_path: The ``SpriteFrames`` as Godot names it.
        frames_uid: Its uid.
        uid: The scene's own uid.
        node_id: The number that Godot has given the node when it saved the scene.

    Returns:
        The text of the file, lines ended by LF.

    Raises:
        ImageError: A name, path or uid is not allowed.
    """
    check_name(first)
    check_res_path(frames_res_path)
    for one in (frames_uid, uid):
        if not is_uid(one):
            problem = f"the uid is not one of Godot's (found {one[:40]!a})"
            raise ImageError(problem, hint="Take it from derive_uid.")
    node = string(_INVALID.sub("_", name))
    number = "" if node_id is None else f" unique_id={node_id:d}"
    frames = f"uid={string(frames_uid)} path={string(frames_res_path)}"
    return "\n".join(
        [
            f"[gd_scene format=3 uid={string(uid)}]",
            "",
            f'[ext_resource type="SpriteFrames" {frames} id="{_FRAMES}"]',
            "",
            f'[node name={node} type="AnimatedSprite2D"{number}]',
            f"texture_filter = {_NEAREST}",
            f'sprite_frames = ExtResource("{_FRAMES}")',
            *([] if first == _DEFAULT else [f"animation = &{string(first)}"]),
            f"autoplay = {string(first)}",
            "",
        ]
    )


def is_our_scene(
    text: str, name: str, first: str, *, frames_res_path: str, frames_uid: str, uid: str
) -> bool:
    """Tell whether a scene is what we wrote, whatever Godot has put into it.

    Args:
        text: The file as it is now.
        name: What the node was called after.
        first: The animation that plays by itself.
        frames_res_path: Where the ``SpriteFrames`` are now, as Godot names them.
        frames_uid: Their uid.
        uid: The scene's own uid.

    Returns:
        True when it is what ``write_scene`` writes but for what Godot puts into it, and
        names these ``SpriteFrames``.
    """
    try:
        written = write_scene(
            name,
            first,
            frames_res_path=frames_res_path,
            frames_uid=frames_uid,
            uid=uid,
        )
    except ImageError:
        return False
    text = _PLAYED.sub("", text, count=1)
    saved = read_saved(text, path=frames_res_path, id_=_FRAMES)
    ours = read_saved(written, path=frames_res_path, id_=_FRAMES)
    if saved is None or ours is None or saved.uid not in {None, frames_uid}:
        return False
    return saved.text == ours.text
