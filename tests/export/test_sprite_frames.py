from __future__ import annotations

import re
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.errors import ImageError
from pixelengine_import.export.animation import Animation, played_order
from pixelengine_import.export.godot_text import derive_uid, uid_of
from pixelengine_import.export.layout import Layout, Packing
from pixelengine_import.export.metadata import read_metadata, write_metadata
from pixelengine_import.export.saved import texture_uid_of
from pixelengine_import.export.sprite_frames import (
    is_ours,
    write_sprite_frames,
)

from .sample import animation, animations, packed

SHEET = "res://art/hero.sheet.png"
UID = derive_uid("art/hero")


def written(*moves: Animation, packing: Packing | None = None) -> str:
    return write_sprite_frames(
        moves, packing or packed(moves), sheet_res_path=SHEET, uid=UID
    )


def test_the_text_is_golden() -> None:
    """Byte for byte what Godot 4.6 saves, but for the id of the sheet."""
    moves = [
        animation("walk", count=2, fps=12.5),
        animation(
            "hit", count=2, durations=(104, 200), loop=False, direction="reverse"
        ),
    ]

    assert written(*moves) == (
        f'[gd_resource type="SpriteFrames" format=3 uid="{UID}"]\n'
        "\n"
        '[ext_resource type="Texture2D" path="res://art/hero.sheet.png" id="1_sheet"]\n'
        "\n"
        '[sub_resource type="AtlasTexture" id="hit_1"]\n'
        'atlas = ExtResource("1_sheet")\n'
        "region = Rect2(6, 4, 6, 4)\n"
        "\n"
        '[sub_resource type="AtlasTexture" id="hit_0"]\n'
        'atlas = ExtResource("1_sheet")\n'
        "region = Rect2(0, 4, 6, 4)\n"
        "\n"
        '[sub_resource type="AtlasTexture" id="walk_0"]\n'
        'atlas = ExtResource("1_sheet")\n'
        "region = Rect2(0, 0, 6, 4)\n"
        "\n"
        '[sub_resource type="AtlasTexture" id="walk_1"]\n'
        'atlas = ExtResource("1_sheet")\n'
        "region = Rect2(6, 0, 6, 4)\n"
        "\n"
        "[resource]\n"
        "animations = [{\n"
        '"frames": [{\n'
        '"duration": 1.6,\n'
        '"texture": SubResource("hit_1")\n'
        "}, {\n"
        '"duration": 0.832,\n'
        '"texture": SubResource("hit_0")\n'
        "}],\n"
        '"loop": false,\n'
        '"name": &"hit",\n'
        '"speed": 8.0\n'
        "}, {\n"
        '"frames": [{\n'
        '"duration": 1.0,\n'
        '"texture": SubResource("walk_0")\n'
        "}, {\n"
        '"duration": 1.0,\n'
        '"texture": SubResource("walk_1")\n'
        "}],\n"
        '"loop": true,\n'
        '"name": &"walk",\n'
        '"speed": 12.5\n'
        "}]\n"
    )


def parsed(text: str) -> tuple[dict[str, list[int]], list[dict[str, Any]]]:
    """Read our own text back: regions by id, and the animations."""
    sub = re.findall(
        r'^\[sub_resource type="AtlasTexture" id="(\w+)"\]\n'
        r'atlas = ExtResource\("1_sheet"\)\nregion = Rect2\(([\d, ]+)\)$',
        text,
        re.MULTILINE,
    )
    regions = {name: [int(n) for n in numbers.split(",")] for name, numbers in sub}
    assert len(regions) == len(sub) == text.count("[sub_resource")
    # The rest is a Python literal but for three words.
    tail = text.split("[resource]\nanimations = ", 1)[1]
    names = {"true": True, "false": False, "SubResource": str}
    plain = tail.replace('&"', '"')
    return regions, eval(plain, {"__builtins__": {}}, names)  # noqa: S307 - our own text, no builtins


@settings(max_examples=60)
@given(animations(), st.integers(0, 2))
def test_what_is_written_is_read_back(moves: list[Animation], padding: int) -> None:
    """Names, order, places, times and loops are all in the text, and nothing else."""
    packing = packed(moves, Layout(padding=padding))
    regions, entries = parsed(written(*moves, packing=packing))

    assert [e["name"] for e in entries] == sorted(move.name for move in moves)
    for move, places in zip(moves, packing.regions, strict=True):
        [entry] = [e for e in entries if e["name"] == move.name]
        order = played_order(move.count, move.direction, loop=move.loop)
        assert (entry["loop"], entry["speed"]) == (move.loop, move.fps)
        for i, frame in zip(order, entry["frames"], strict=True):
            r = places[i]
            assert regions[frame["texture"]] == [r.x, r.y, r.w, r.h]
            wanted = (
                1.0 if move.durations is None else move.durations[i] * move.fps / 1e3
            )
            assert struct.pack("<f", frame["duration"]) == struct.pack("<f", wanted)


def test_a_duration_between_two_floats_is_written() -> None:
    """Nine digits of the double may be those of the neighbouring 32-bit float."""
    durations = tuple(range(40, 4040))
    move = animation(count=4000, size=(1, 1), fps=1 / 3, durations=durations)
    _, [entry] = parsed(written(move))

    for frame, duration in zip(entry["frames"], durations, strict=True):
        wanted = struct.pack("<f", duration * move.fps / 1000)
        assert struct.pack("<f", frame["duration"]) == wanted


@pytest.mark.parametrize(
    "name",
    ['"]\n[sub_resource type="GDScript" id="1"]', "a\\", 'a"', "a\nb", "wälk", ""],
)
def test_a_name_cannot_leave_its_string(name: str) -> None:
    """Loading a .tres may run a script that is embedded in it."""
    move = animation()
    object.__setattr__(move, "name", name)

    with pytest.raises(ImageError):
        written(move)


@pytest.mark.parametrize(
    "path",
    [
        "hero.png",
        "user://hero.png",
        "res://../hero.png",
        'res://a".png\n[sub_resource type="GDScript" id="1"]',
        "res://a\n.png",
        "res://a\0.png",
    ],
)
def test_a_path_cannot_leave_its_string_or_the_project(path: str) -> None:
    """Paths hold whatever a file system allows."""
    with pytest.raises(ImageError):
        write_sprite_frames(
            [animation()], packed([animation()]), sheet_res_path=path, uid=UID
        )


def test_quotes_and_backslashes_in_a_path_are_escaped() -> None:
    """They are legal in file names on Linux."""
    text = write_sprite_frames(
        [animation()],
        packed([animation()]),
        sheet_res_path='res://a"b\\ü.png',
        uid=UID,
    )

    assert r'path="res://a\"b\\ü.png" id="1_sheet"]' in text


def test_names_that_differ_in_a_space_get_ids_that_differ() -> None:
    """Godot allows letters, digits and underscores in an id."""
    moves = [animation(name, count=1) for name in ("a b", "a-b", "a_b", "a_b_")]
    ids = re.findall(r'AtlasTexture" id="([^"]*)"', written(*moves))

    assert len(set(ids)) == 4
    assert all(re.fullmatch(r"\w+", text) for text in ids)


@pytest.mark.parametrize(
    ("moves", "packing", "words"),
    [
        ([animation()], packed([animation(count=1)]), "does not belong"),
        ([animation(), animation()], packed([animation()] * 2), "have one name"),
        (
            [animation(fps=1, durations=(9, 9, 9, 9))],
            packed([animation()]),
            "too short for Godot .found 9 ms at 1 fps. Raise",
        ),
    ],
)
def test_what_godot_could_not_play_is_refused(
    moves: list[Animation], packing: Packing, words: str
) -> None:
    """With what to do."""
    with pytest.raises(ImageError, match=words.replace(". R", r"\). R")):
        written(*moves, packing=packing)


@given(st.text(max_size=30))
def test_a_derived_uid_is_canonical_and_found_again(key: str) -> None:
    """Base 34 of a 63-bit number: letters a to y, then 0 to 8."""
    uid = derive_uid(key)

    assert re.fullmatch(r"uid://[b-y0-8][a-y0-8]{0,12}", uid)
    assert uid == derive_uid(key)
    assert uid_of(f'[gd_resource type="SpriteFrames" format=3 uid="{uid}"]\n') == uid


def test_uids_are_pinned() -> None:
    """Scenes point at them."""
    assert derive_uid("art/hero.pxe.json") == "uid://q3luc8xp20ww"


def test_the_uid_of_an_existing_file_is_found_wherever_it_stands() -> None:
    """Older versions of Godot write more into the header."""
    older = '[gd_resource type="SpriteFrames" load_steps=3 format=3 uid="uid://bxy0"]'

    assert uid_of(f"{older}\n\n[resource]\n") == "uid://bxy0"
    assert uid_of(f"{older}\r\n") == "uid://bxy0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[resource]",
        '[gd_resource type="SpriteFrames" format=3]',
        '[gd_scene format=3 uid="uid://bxy0"]',
        '[gd_resource type="SpriteFrames" format=3]\nuid="uid://bxy0"',
        '[gd_resource type="SpriteFrames" uid="uid://zzz"]',
        '[gd_resource type="SpriteFrames" uid="uid://abc"]',
        '[gd_resource type="SpriteFrames" uid="uid://"]',
        '[gd_resource type="SpriteFrames" uid="uid://<invalid>"]',
        '[gd_resource type="SpriteFrames" uid="uid://8888888888888"]',
        '[gd_resource type="SpriteFrames" note="uid=" path="uid://bxy0"]',
    ],
)
def test_what_is_no_canonical_uid_is_not_taken(text: str) -> None:
    """Godot would read it as another number, without a word."""
    assert uid_of(text) is None


@pytest.mark.parametrize(
    "uid", ["", "uid://", "uid://z", "uid://ab", 'uid://b"', "bxy0"]
)
def test_only_canonical_uids_are_written(uid: str) -> None:
    """The writer holds itself to the same rule."""
    with pytest.raises(ImageError, match="not one of Godot's"):
        write_sprite_frames(
            [animation()], packed([animation()]), sheet_res_path=SHEET, uid=uid
        )


GODOTS = (
    '[ext_resource type="Texture2D" uid="uid://b6y64372exh65" path="{}" id="1_sheet"]'
)
MOVED = "res://pictures/hero.sheet.png"


def moved(*moves: Animation, text: str, sheet: str = MOVED) -> bool:
    """Judge a text by the metadata that is written with the animations."""
    described = write_metadata(
        moves, packed(moves), sheet_name="hero.sheet.png", provenance={}
    )
    return is_ours(
        text,
        read_metadata(described),
        speeds={one.name: one.fps for one in moves},
        sheet_res_path=sheet,
        uid=UID,
    )


def after_move(text: str) -> str:
    """Write a text as Godot does when the sheet is moved."""
    lines = text.split("\n")
    lines[2] = GODOTS.format(MOVED)
    return "\n".join(lines)


@settings(max_examples=50)
@given(animations())
def test_what_godot_writes_on_a_move_is_nobodys_work(moves: list[Animation]) -> None:
    """Whatever the animations are, the sheet's new place and uid are no change."""
    text = after_move(written(*moves))
    assert moved(*moves, text=text)
    assert moved(*moves, text=text.replace("1_sheet", "1_4arix"))
    assert texture_uid_of(text) == "uid://b6y64372exh65"
    assert moved(*moves, text=written(*moves), sheet=SHEET)


def test_the_uid_of_the_sheet_is_written_as_godot_does() -> None:
    """A file that Godot has saved is written again byte for byte."""
    moves = [animation("walk", count=3)]
    again = write_sprite_frames(
        moves,
        packed(moves),
        sheet_res_path=MOVED,
        uid=UID,
        sheet_uid="uid://b6y64372exh65",
    )
    assert again == after_move(written(*moves))
    assert texture_uid_of(written(*moves)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"speed": 8.0', '"speed": 9.0'),
        ('"loop": true', '"loop": false'),
        ("Rect2(0, 0,", "Rect2(1, 0,"),
        ('"duration": 1.0', '"duration": 2.0'),
        ("}, {", "}{"),
        (UID, "uid://b6y64372exh65"),
        (MOVED, "res://pictures/other.sheet.png"),
        ("animations = [", 'metadata/a = "b"\nanimations = ['),
        ("}]\n", "}]\nscript = null\n"),
        ("}]\n", "}]"),
    ],
)
def test_anything_else_in_it_is_somebodys_work(old: str, new: str) -> None:
    """One change beside the move is seen."""
    moves = [animation("walk", count=3), animation("hit", count=2)]
    text = after_move(written(*moves))
    assert old in text

    assert not moved(*moves, text=text.replace(old, new, 1))
