"""The JSON Schema that editors read, judged by a real validator."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from pixelengine_import.sidecar.parse import SidecarErrors, parse_sidecar
from pixelengine_import.sidecar.schema import json_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

ANIMATE: dict[str, Any] = {"prompt": "breathing idle"}
KEYFRAMES: dict[str, Any] = {
    "prompt": "slash",
    "render_mode": "pixel",
    "total_frames": 8,
    "frames": [{"index": 0, "image": "hero.png"}, {"index": 4, "strength": 0.8}],
}
GOOD: list[dict[str, Any]] = [
    {"animate": ANIMATE},
    {"$schema": "sidecar.schema.json", "animate": ANIMATE, "image": "hero.png"},
    {"keyframes": KEYFRAMES, "fps": 12, "loop": False, "direction": "pingpong"},
    {"animate": ANIMATE | {"pixel_config": {"palette": "source"}}, "reroll": 2},
    {"animate": ANIMATE | {"pixel_config": {"palette": ["#ff0000", "00FF00"]}}},
    {"animate": ANIMATE | {"pixel_config": None, "seed": None}},
    {"animate": ANIMATE | {"model": "pixel-engine-v9", "output_frames": 5}},
    {"animations": {"Walk Right": {"animate": ANIMATE, "image": "walk.png"}}},
    {
        "defaults": {"render_mode": "pixel", "total_frames": 6, "fps": 6},
        "animations": {
            "a": {"keyframes": {"prompt": "x", "frames": [{"index": 0}]}},
        },
    },
]
BAD: list[Any] = [
    [],
    {},
    {"animate": {}},
    {"animate": None},
    {"animate": {"prompt": 3}},
    {"animate": ANIMATE, "keyframes": KEYFRAMES},
    {"animate": ANIMATE, "animations": {"a": {"animate": ANIMATE}}},
    {"animate": ANIMATE, "zebra": 1},
    {"animate": ANIMATE | {"promt": "x"}},
    {"animate": ANIMATE | {"seed": 0}},
    {"animate": ANIMATE | {"output_frames": "8"}},
    {"animate": ANIMATE | {"output_format": "png"}},
    {"animate": ANIMATE | {"matte_color": "red"}},
    {"animate": ANIMATE | {"pixel_config": {}}},
    {"animate": ANIMATE | {"pixel_config": {"colors": 8, "palette": "source"}}},
    {"animate": ANIMATE | {"pixel_config": {"palette": ["red"]}}},
    {"animate": ANIMATE | {"pixel_config": {"palette": []}}},
    {"animate": ANIMATE, "fps": 0},
    {"animate": ANIMATE, "fps": 61},
    {"animate": ANIMATE, "durations": [0]},
    {"animate": ANIMATE, "direction": "up"},
    {"animate": ANIMATE, "loop": 1},
    {"animate": ANIMATE, "image": 3},
    {"keyframes": KEYFRAMES | {"frames": [{"image": "a.png"}]}},
    {"keyframes": KEYFRAMES | {"render_mode": "pretty"}},
    {"animations": {}},
    {"animations": {"a/b": {"animate": ANIMATE}}},
    {"animations": {" ": {"animate": ANIMATE}}},
    {"animations": {"a": {}}},
    {"animations": {"a": {"animate": ANIMATE}}, "fps": 8},
    {"animate": ANIMATE, "defaults": {"prompt": "x"}},
]


def parses(document: Any) -> bool:
    text = json.dumps(document).encode()
    try:
        parse_sidecar(text, path=PurePosixPath("hero.pxe.json"))
    except SidecarErrors:
        return False
    return True


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every part of the schema that describes an object with named fields."""
    for part in [schema, *schema["$defs"].values()]:
        if "properties" in part:
            yield part


def test_it_is_a_schema_of_its_draft() -> None:
    """The dialect's own schema accepts it."""
    schema = json_schema()

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("document", GOOD)
def test_what_the_schema_accepts_the_parser_accepts(document: Any) -> None:
    """An editor without complaints means a sidecar without errors."""
    assert Draft202012Validator(json_schema()).is_valid(document)
    assert parses(document)


@pytest.mark.parametrize("document", BAD)
def test_what_the_schema_refuses_the_parser_refuses(document: Any) -> None:
    """An editor never marks what would work."""
    assert not Draft202012Validator(json_schema()).is_valid(document)
    assert not parses(document)


def test_every_field_is_described_with_examples() -> None:
    """Editors show both while a person types."""
    for part in objects(json_schema()):
        for name, field in part["properties"].items():
            assert field.get("description"), name
            assert field.get("examples"), name


def test_every_example_is_valid_where_it_stands() -> None:
    """Examples that do not work teach mistakes."""
    schema = json_schema()
    for part in objects(schema):
        for name, field in part["properties"].items():
            alone = {"$defs": schema["$defs"], **field}
            validator = Draft202012Validator(alone)
            for example in field["examples"]:
                assert validator.is_valid(example), (name, example)


def test_every_object_is_closed() -> None:
    """So that editors mark a key that is nearly right."""
    for part in objects(json_schema()):
        assert part["additionalProperties"] is False, part["title"]


def test_the_schema_is_a_fresh_document_each_time() -> None:
    """A caller may change what it gets."""
    json_schema()["properties"].clear()

    assert json_schema()["properties"]
