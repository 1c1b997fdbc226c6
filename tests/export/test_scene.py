"""The scene as text: names, uids, and nothing that could run."""

from __future__ import annotations

import pytest

from pixelengine_import.errors import ImageError
from pixelengine_import.export.godot_text import derive_uid, uid_of
from pixelengine_import.export.scene import write_scene

UID = derive_uid("scene")


def scene(name: str = "hero", path: str = "res://art/hero.frames.tres") -> str:
    """Write a scene."""
    return write_scene(
        name, "idle", frames_res_path=path, frames_uid=derive_uid("frames"), uid=UID
    )


def test_a_scene_is_one_sprite_that_plays_its_first_animation() -> None:
    """With the frames by uid and path, as Godot saves them."""
    assert scene() == (
        f'[gd_scene format=3 uid="{UID}"]\n'
        "\n"
        f'[ext_resource type="SpriteFrames" uid="{derive_uid("frames")}" '
        'path="res://art/hero.frames.tres" id="1_frames"]\n'
        "\n"
        '[node name="hero" type="AnimatedSprite2D"]\n'
        "texture_filter = 1\n"
        'sprite_frames = ExtResource("1_frames")\n'
        'animation = &"idle"\n'
        'autoplay = "idle"\n'
    )


def test_its_uid_is_read_back_and_told_from_others() -> None:
    """A file that is written again keeps it; one of another kind has none to give."""
    assert uid_of(scene(), "PackedScene") == UID
    assert uid_of(scene(), "SpriteFrames") is None


@pytest.mark.parametrize(
    ("name", "node"), [("hero.v2", "hero_v2"), ("a%b", "a_b"), ('x"y', "x_y")]
)
def test_a_node_has_a_name_that_godot_takes(name: str, node: str) -> None:
    """Dots and the like mean something in the path of a node."""
    assert f'[node name="{node}" type=' in scene(name)


def test_nothing_gets_out_of_a_string_or_the_project() -> None:
    """A scene may hold scripts; ours never does."""
    with pytest.raises(ImageError):
        scene('hero"]\n[sub_resource type="GDScript"')
    with pytest.raises(ImageError):
        scene(path="res://../hero.frames.tres")
    with pytest.raises(ImageError):
        write_scene(
            "a", "b", frames_res_path="res://a", frames_uid="uid://<invalid>", uid=UID
        )
