from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.errors import ImageError
from pixelengine_import.export.layout import Layout
from pixelengine_import.export.metadata import read_metadata, write_metadata

from .sample import animation, animations, packed

if TYPE_CHECKING:
    from pixelengine_import.export.animation import Animation

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def written(*moves: Animation, **provenance: object) -> str:
    return write_metadata(
        moves, packed(moves), sheet_name="hero.sheet.png", provenance=provenance
    )


@settings(max_examples=60)
@given(animations(), st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_what_is_written_is_read_back(
    moves: list[Animation], provenance: dict[str, object]
) -> None:
    """Names, places, times, order of play and provenance all survive."""
    packing = packed(moves, Layout(padding=1))
    text = write_metadata(
        moves, packing, sheet_name="hero.sheet.png", provenance=provenance
    )
    read = read_metadata(text)

    assert (read.sheet_name, read.width, read.height) == (
        "hero.sheet.png",
        packing.width,
        packing.height,
    )
    assert read.provenance == provenance
    for move, regions, back in zip(
        moves, packing.regions, read.animations, strict=True
    ):
        assert (back.name, back.regions) == (move.name, regions)
        assert back.durations == move.milliseconds
        assert (back.loop, back.direction) == (move.loop, move.direction)


def test_the_form_is_that_of_aseprite() -> None:
    """Field by field as its exporter writes a JSON array."""
    idle = animation("idle", count=1, durations=(250,))
    root = json.loads(written(animation(count=2), idle))

    assert list(root) == ["frames", "meta", "pixelengine"]
    assert root["frames"][1] == {
        "filename": "1",
        "frame": {"x": 6, "y": 0, "w": 6, "h": 4},
        "rotated": False,
        "trimmed": False,
        "spriteSourceSize": {"x": 0, "y": 0, "w": 6, "h": 4},
        "sourceSize": {"w": 6, "h": 4},
        "duration": 125,
    }
    assert root["frames"][2]["duration"] == 250
    assert root["meta"] == {
        "app": "pixelengine-import",
        "version": "1",
        "image": "hero.sheet.png",
        "format": "RGBA8888",
        "size": {"w": 12, "h": 8},
        "scale": "1",
        "frameTags": [
            {"name": "walk", "from": 0, "to": 1, "direction": "forward"},
            {"name": "idle", "from": 2, "to": 2, "direction": "forward"},
        ],
        "layers": [],
        "slices": [],
    }


@pytest.mark.parametrize(
    ("direction", "repeat"), [("forward", "1"), ("reverse", "1"), ("pingpong", "2")]
)
def test_an_animation_that_ends_says_how_often_it_plays(
    direction: Any, repeat: str
) -> None:
    """As text, as Aseprite does; a pingpong counts each way as one."""
    move = animation(loop=False, direction=direction)
    [tag] = json.loads(written(move))["meta"]["frameTags"]

    assert (tag["direction"], tag["repeat"]) == (direction, repeat)


def test_the_text_is_made_for_diffs() -> None:
    """One frame a line, ASCII, LF, a newline at the end."""
    text = written(animation(count=3), prompt="naïve ☃\r\n\u2028")

    assert text.isascii()
    assert "\r" not in text
    assert text.endswith("}\n")
    assert len([line for line in text.split("\n") if '"filename"' in line]) == 3
    assert read_metadata(text).provenance == {"prompt": "naïve ☃\r\n\u2028"}


def changed(**changes: object) -> str:
    """Return good metadata with some values replaced, by dotted path."""
    root = json.loads(written(animation(count=2)))
    for path, value in changes.items():
        *parents, last = path.split("__")
        place: Any = root
        for key in parents:
            place = place[int(key) if key.isdigit() else key]
        place[int(last) if last.isdigit() else last] = value
    return json.dumps(root)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"frames": {}}, '"frames" .* must be a list'),
        ({"frames__0": 5}, r'"frames\[0\]" .* must be an object'),
        ({"frames__1__frame__x": 7}, r'"frames\[1\].frame.x" .* from 0 to 6'),
        ({"frames__1__frame__x": -1}, "from 0 to 6"),
        ({"frames__1__frame__y": 0.5}, "found 0.5"),
        ({"frames__1__frame__w": 0}, "from 1 to 12"),
        ({"frames__1__frame__h": True}, "found True"),
        ({"frames__1__frame__h": 3}, "frames of one size"),
        ({"frames__1__duration": "100"}, "found '100'"),
        ({"meta": None}, '"meta" .* must be an object'),
        ({"meta__size__w": 10**9}, "from 1 to 65536"),
        ({"meta__image": "../hero.png"}, "plain file name"),
        ({"meta__image": "C:hero.png"}, "plain file name"),
        ({"meta__image": ".."}, "plain file name"),
        ({"meta__image": 7}, "must be a text"),
        ({"meta__frameTags__0__to": 2}, "from 0 to 1"),
        ({"meta__frameTags__0__from": 2}, "from 0 to 1"),
        ({"meta__frameTags__0__name": 'a"b'}, "name is not allowed"),
        ({"meta__frameTags__0__direction": "pingpong_reverse"}, "forward, reverse or"),
        ({"pixelengine": []}, '"pixelengine" .* must be an object'),
    ],
)
def test_what_does_not_fit_is_refused_by_its_place(
    change: dict[str, object], words: str
) -> None:
    """Files are merged by hand; a wrong region must not become wrong frames."""
    with pytest.raises(ImageError, match=words):
        read_metadata(changed(**change))


def test_two_animations_of_one_name_are_refused() -> None:
    """A merge may leave both sides."""
    root = json.loads(written(animation(count=2)))
    root["meta"]["frameTags"] *= 2

    with pytest.raises(ImageError, match="names that differ"):
        read_metadata(json.dumps(root))


def test_what_other_programs_add_is_passed_over() -> None:
    """Colours of tags, slices, unknown keys."""
    root = json.loads(written(animation(count=2)))
    root["meta"]["frameTags"][0]["color"] = "#000000ff"
    root["meta"]["slices"] = [{"name": "hit"}]
    root["more"] = 1

    assert read_metadata(json.dumps(root)).animations[0].name == "walk"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no valid JSON"),
        ("{", "no valid JSON"),
        ("[]", '"the file" .* must be an object'),
        ("\ufeff{}", "no valid JSON"),
        ('{"a": NaN}', "NaN is no JSON number"),
        ('{"a": -Infinity}', "-Infinity is no JSON number"),
        ('{"a": 1e999}', "inf is no JSON number"),
        ('{"a": 1, "a": 2}', "'a' stands twice"),
        ('{"a": "\\ud800"}', "surrogates not allowed"),
        ("[" * 65 + "]" * 65, "nested too deeply"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ' + "9" * 5000 + "}", "no valid JSON"),
        ("<<<<<<< HEAD\n{}", "no valid JSON"),
    ],
)
def test_hostile_json_is_refused(text: str, words: str) -> None:
    """In one line, by the same error."""
    with pytest.raises(ImageError, match=words) as caught:
        read_metadata(text)

    assert "\n" not in str(caught.value)


def test_large_files_are_refused_unread() -> None:
    """16 MB, counted in bytes."""
    with pytest.raises(ImageError, match="too large"):
        read_metadata(" " * (16 * 1024 * 1024 + 1))
    with pytest.raises(ImageError, match="too large"):
        read_metadata("é" * (8 * 1024 * 1024 + 1))


def test_provenance_that_is_no_json_is_refused() -> None:
    """Before anything is written."""
    with pytest.raises(ImageError, match="cannot be written as JSON"):
        written(animation(), cost=float("nan"))
    with pytest.raises(ImageError, match="cannot be written as JSON"):
        written(animation(), cost=object())


def test_a_sheet_in_another_folder_is_refused() -> None:
    """Outputs stand beside each other."""
    move = animation()
    with pytest.raises(ImageError, match="plain file name"):
        write_metadata([move], packed([move]), sheet_name="art/hero.png", provenance={})


def test_a_packing_of_other_animations_is_refused() -> None:
    """Counts differ."""
    with pytest.raises(ImageError, match="does not belong"):
        write_metadata(
            [animation(count=2)],
            packed([animation(count=3)]),
            sheet_name="a.png",
            provenance={},
        )


def test_reading_needs_no_numpy() -> None:
    """A run with nothing to do reads metadata, and must start fast."""
    modules = "export.metadata, pixelengine_import.export.sprite_frames"
    code = (
        f"import sys, pixelengine_import.{modules}\n"
        "print(sorted({'numpy', 'PIL', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
