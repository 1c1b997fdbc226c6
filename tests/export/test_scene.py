"""The scene as text: names, uids, and nothing that could run."""

from __future__ import annotations

import pytest

from pixelengine_import.errors import ImageError
from pixelengine_import.export.godot_text import derive_uid, uid_of
from pixelengine_import.export.saved import node_id_of
from pixelengine_import.export.scene import is_our_scene, write_scene

UID = derive_uid("scene")


def scene(
    name: str = "hero",
    path: str = "res://art/hero.frames.tres",
    first: str = "idle",
) -> str:
    """Write a scene."""
    return write_scene(
        name, first, frames_res_path=path, frames_uid=derive_uid("frames"), uid=UID
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


MOVED = "res://pictures/villain.frames.tres"


def judged(text: str, path: str = MOVED) -> bool:
    """Judge a text as the scene of a hero whose frames are somewhere now."""
    return is_our_scene(
        text,
        "hero",
        "idle",
        frames_res_path=path,
        frames_uid=derive_uid("frames"),
        uid=UID,
    )


def saved() -> str:
    """Write what Godot makes of the file when it is saved, after a move."""
    text = scene(path=MOVED).replace('Sprite2D"]', 'Sprite2D" unique_id=562133782]')
    return text.replace("1_frames", "2_x")


def test_what_godot_saves_is_nobodys_work() -> None:
    """The new place, an id, the number of the node, loading steps."""
    assert "unique_id" in saved()
    assert judged(saved())
    assert judged(saved().replace("gd_scene", "gd_scene load_steps=2"))
    assert judged(scene(path=MOVED))
    assert not judged(saved(), "res://art/hero.frames.tres")


@pytest.mark.parametrize(
    "at", ["frame_progress = 0.25", "frame = 2\nframe_progress = 1.0"]
)
def test_where_a_sprite_played_when_it_was_saved_is_nobodys_work(at: str) -> None:
    """The editor plays it, and Ctrl+S writes down the moment."""
    assert judged(saved().replace("autoplay", f"{at}\nautoplay"))
    assert not judged(saved().replace("autoplay", f"{at}\n{at}\nautoplay"))


def test_a_frame_that_was_chosen_is_somebodys_work() -> None:
    """The sprite starts there; only progress says that it played."""
    assert not judged(saved().replace("autoplay", "frame = 2\nautoplay"))


def test_the_number_of_the_node_is_kept() -> None:
    """The line is Godot's, byte for byte."""
    text = write_scene(
        "hero",
        "idle",
        frames_res_path=MOVED,
        frames_uid=derive_uid("frames"),
        uid=UID,
        node_id=node_id_of(saved()),
    )
    assert text == saved().replace("2_x", "1_frames")
    assert node_id_of(scene()) is None


def test_an_animation_of_the_default_name_is_not_said() -> None:
    """Godot leaves out what a node has from the start."""
    assert "\nanimation = " not in scene(first="default")
    assert 'autoplay = "default"' in scene(first="default")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("texture_filter = 1", "texture_filter = 2"),
        ('"hero"', '"heroine"'),
        ('autoplay = "idle"', 'autoplay = "walk"'),
        ("autoplay", "frame = 2\nautoplay"),
        (UID, derive_uid("other")),
        (derive_uid("frames"), derive_uid("others")),
        (MOVED, "res://pictures/other.frames.tres"),
        (
            "\n[node",
            '[ext_resource type="Script" path="res://a.gd" id="9"]\n\n[node',
        ),
        ('"idle"\n', '"idle"\n\n[node name="a" type="Node" parent="."]\n'),
    ],
)
def test_anything_else_in_it_is_somebodys_work(old: str, new: str) -> None:
    """One change beside the move is seen."""
    assert old in saved()

    assert not judged(saved().replace(old, new, 1))
