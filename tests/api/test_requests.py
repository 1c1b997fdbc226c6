"""What a body may hold, field by field, and what of it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pixelengine_import.api.requests import (
    AnimateBody,
    CancelBody,
    KeyframesBody,
    dump_body,
    normal_hex,
)
from pixelengine_import.api.violations import explain

IMAGE = "iVBORw0KGgo="
LEAST: dict[str, Any] = {"image": IMAGE, "prompt": "run"}
LEAST_KEYS: dict[str, Any] = {
    "prompt": "run",
    "render_mode": "pixel",
    "total_frames": 8,
    "frames": [{"index": 0, "image": IMAGE}],
}


def said_of_animate(**fields: Any) -> list[str]:
    """What is wrong with a body of /animate."""
    with pytest.raises(ValidationError) as caught:
        AnimateBody.model_validate(LEAST | fields)
    return [str(violation) for violation in explain(caught.value)]


def said_of_keyframes(**fields: Any) -> list[str]:
    """What is wrong with a body of /keyframes."""
    with pytest.raises(ValidationError) as caught:
        KeyframesBody.model_validate(LEAST_KEYS | fields)
    return [str(violation) for violation in explain(caught.value)]


def test_the_least_body_of_animate_is_completed_with_the_documented_defaults() -> None:
    """The reference, request body of /animate."""
    assert dump_body(AnimateBody.model_validate(LEAST)) == {
        "image": IMAGE,
        "prompt": "run",
        "model": "pixel-engine-v1.1",
        "output_frames": 8,
        "output_format": "webp",
        "matte_color": "#808080",
    }


def test_the_least_body_of_keyframes_is_completed_with_the_documented_defaults() -> (
    None
):
    """The reference, request body of /keyframes."""
    assert dump_body(KeyframesBody.model_validate(LEAST_KEYS)) == {
        "prompt": "run",
        "render_mode": "pixel",
        "total_frames": 8,
        "frames": [{"index": 0, "image": IMAGE, "strength": 1.0}],
        "output_format": "webp",
        "matte_color": "#808080",
    }


def test_what_is_set_is_sent() -> None:
    """Nothing is lost on the way to the wire."""
    whole = LEAST | {
        "negative_prompt": "blur",
        "pixel_config": {"palette": ["#AA00FF", "102030"]},
        "output_frames": 4,
        "seed": 12345,
        "output_format": "spritesheet",
        "matte_color": "FF00FF",
    }

    assert dump_body(AnimateBody.model_validate(whole)) == whole | {
        "model": "pixel-engine-v1.1",
        "pixel_config": {"palette": ["#aa00ff", "#102030"]},
        "matte_color": "#ff00ff",
    }


def test_fields_that_this_release_does_not_know_are_ignored() -> None:
    """As the service does."""
    assert "new" not in dump_body(AnimateBody.model_validate(LEAST | {"new": 1}))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"prompt": ""}, '"prompt" must say something (found an empty text)'),
        ({"prompt": " \n"}, '"prompt" must say something (found an empty text)'),
        ({"prompt": 7}, '"prompt" must be a text (found 7)'),
        ({"seed": 0}, '"seed" must be at least 1 (found 0)'),
        (
            {"seed": 10_000_000_000},
            '"seed" must be at most 9999999999 (found 10000000000)',
        ),
        ({"seed": "7"}, '"seed" must be a whole number (found "7")'),
        ({"output_frames": 8.0}, '"output_frames" must be a whole number (found 8.0)'),
        (
            {"output_format": "png"},
            "\"output_format\" must be 'webp', 'gif' or 'spritesheet' (found \"png\")",
        ),
        (
            {"matte_color": "red"},
            (
                '"matte_color" must be a colour of six hex digits such as #ff0000 '
                '(found "red")'
            ),
        ),
        (
            {"pixel_config": {"colors": 1}},
            '"pixel_config.colors" must be at least 2 (found 1)',
        ),
        (
            {"pixel_config": {"colors": 257}},
            '"pixel_config.colors" must be at most 256 (found 257)',
        ),
        (
            {"pixel_config": {"palette": []}},
            '"pixel_config.palette" must not be empty (found a list of 0)',
        ),
        (
            {"pixel_config": {"palette": ["#ffffff"] * 257}},
            (
                '"pixel_config.palette" must hold at most 256 entries (found 257). '
                "Shorten it."
            ),
        ),
        (
            {"pixel_config": {"palette": ["#ffffff", "#fff"]}},
            (
                '"pixel_config.palette[1]" must be a colour of six hex digits such as '
                '#ff0000 (found "#fff")'
            ),
        ),
        ({"pixel_config": 24}, '"pixel_config" must be an object (found 24)'),
    ],
)
def test_each_field_of_animate_is_checked(
    fields: dict[str, object], sentence: str
) -> None:
    """The reference, request body of /animate."""
    assert said_of_animate(**fields) == [sentence]


@pytest.mark.parametrize("name", ["image", "prompt"])
def test_animate_needs_a_picture_and_a_prompt(name: str) -> None:
    """The two required fields."""
    with pytest.raises(ValidationError) as caught:
        AnimateBody.model_validate({k: v for k, v in LEAST.items() if k != name})

    assert [str(v) for v in explain(caught.value)] == [f'"{name}" is missing. Add it.']


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"render_mode": "sketch"},
            "\"render_mode\" must be 'pixel' or 'detailed' (found \"sketch\")",
        ),
        ({"total_frames": "8"}, '"total_frames" must be a whole number (found "8")'),
        ({"frames": {}}, '"frames" must be a list (found an object)'),
        ({"frames": [{}]}, '"frames[0].index" is missing. Add it.'),
        (
            {"frames": [{"index": -1}]},
            '"frames[0].index" must be at least 0 (found -1)',
        ),
        (
            {"frames": [{"index": 0, "strength": 1.5}]},
            '"frames[0].strength" must be at most 1 (found 1.5)',
        ),
        (
            {"frames": [{"index": 0, "strength": -0.5}]},
            '"frames[0].strength" must be at least 0 (found -0.5)',
        ),
    ],
)
def test_each_field_of_keyframes_is_checked(
    fields: dict[str, object], sentence: str
) -> None:
    """The reference, request body of /keyframes."""
    assert said_of_keyframes(**fields) == [sentence]


@pytest.mark.parametrize("name", ["prompt", "render_mode", "total_frames", "frames"])
def test_keyframes_need_four_fields(name: str) -> None:
    """The required fields."""
    with pytest.raises(ValidationError) as caught:
        KeyframesBody.model_validate({k: v for k, v in LEAST_KEYS.items() if k != name})

    assert [str(v) for v in explain(caught.value)] == [f'"{name}" is missing. Add it.']


def test_a_strength_may_be_a_whole_number() -> None:
    """JSON has one kind of number."""
    body = KeyframesBody.model_validate(
        LEAST_KEYS | {"frames": [{"index": 0, "strength": 1}]}
    )

    assert body.frames[0].strength == 1.0


def test_an_empty_negative_prompt_is_left_out() -> None:
    """It counts as absent."""
    body = AnimateBody.model_validate(LEAST | {"negative_prompt": ""})

    assert "negative_prompt" not in dump_body(body)


def test_cancel_needs_an_id() -> None:
    """The reference: missing api_job_id is a 400."""
    with pytest.raises(ValidationError) as caught:
        CancelBody.model_validate({"api_job_id": ""})

    assert [str(v) for v in explain(caught.value)] == [
        '"api_job_id" must not be empty (found "")'
    ]


def test_bodies_do_not_print_pictures() -> None:
    """Megabytes of base64 in a log help nobody, and art may be secret."""
    animate = AnimateBody.model_validate(LEAST)
    keyframes = KeyframesBody.model_validate(LEAST_KEYS)

    assert IMAGE not in f"{animate!r}{animate}{keyframes!r}{keyframes}"


@given(st.integers(0, 0xFFFFFF), st.booleans(), st.booleans())
@settings(max_examples=40)
def test_a_colour_has_one_spelling(value: int, hash_: bool, upper: bool) -> None:  # noqa: FBT001 - drawn
    """Case and the sign in front do not matter; the result is its own normal form."""
    digits = f"{value:06X}" if upper else f"{value:06x}"
    normal = normal_hex(f"#{digits}" if hash_ else digits)

    assert normal == f"#{value:06x}"
    assert normal_hex(normal) == normal


@pytest.mark.parametrize(
    "text", ["", "#", "#fff", "#ffff", "#ff00000", "##ff0000", "#gg0000", "ff0000\n"]
)
def test_what_is_not_six_hex_digits_is_no_colour(text: str) -> None:
    """The short form of CSS is not the API's."""
    with pytest.raises(ValueError, match="must be a colour of six hex digits"):
        normal_hex(text)
