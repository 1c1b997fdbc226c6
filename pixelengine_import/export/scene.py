"""A scene that shows a sprite: ``NAME.scene.tscn``.

One ``AnimatedSprite2D`` that plays its first animation, ready to be dropped into a
level. The text is what Godot 4.6 saves, but for the numbers that it gives nodes.
"""

from __future__ import annotations

import re

from pixelengine_import.errors import ImageError
from pixelengine_import.export.animation import check_name
from pixelengine_import.export.godot_text import check_res_path, is_uid, string

__all__ = ["write_scene"]

# What Godot replaces in the name of a node (String.invalid_node_name_characters).
_INVALID = re.compile(r"[.:@/\"%]")
_NEAREST = 1
"""CanvasItem.TEXTURE_FILTER_NEAREST: pixels stay pixels, whatever the project says."""


def write_scene(
    name: str, first: str, *, frames_res_path: str, frames_uid: str, uid: str
) -> str:
    """Write the scene.

    Args:
        name: What the node is called after, such as ``hero``.
        first: The animation that plays by itself.
        frames_res_path: The ``SpriteFrames`` as Godot names it.
        frames_uid: Its uid.
        uid: The scene's own uid.

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
    frames = f"uid={string(frames_uid)} path={string(frames_res_path)}"
    return "\n".join(
        [
            f"[gd_scene format=3 uid={string(uid)}]",
            "",
            f'[ext_resource type="SpriteFrames" {frames} id="1_frames"]',
            "",
            f'[node name={node} type="AnimatedSprite2D"]',
            f"texture_filter = {_NEAREST}",
            'sprite_frames = ExtResource("1_frames")',
            f"animation = &{string(first)}",
            f"autoplay = {string(first)}",
            "",
        ]
    )
