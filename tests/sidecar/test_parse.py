"""Sidecars as a whole: what they say, and what is said about wrong ones."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixelengine_import.api.violations import Violation
from pixelengine_import.sidecar.facts import (
    AnimateRequest,
    Animation,
    ImageRef,
    KeyframesRequest,
    Sidecar,
)
from pixelengine_import.sidecar.parse import (
    SidecarErrors,
    image_candidates,
    parse_sidecar,
)

PATH = PurePosixPath("art/hero.pxe.json")

FULL = """{
  "$schema": "sidecar.schema.json",
  "image": "hero.png",
  "defaults": { "seed": 7, "pixel_config": { "colors": 16 }, "fps": 12,
                "model": "pixel-engine-v1.1" },
  "animations": {
    "idle": { "animate": { "prompt": "breathing idle", "output_frames": 4,
                           "seed": null } },
    "walk": { "animate": { "prompt": "walk", "pixel_config": { "palette": "source" } },
              "fps": 10, "image": "res://walk.png" },
    "attack": { "keyframes": { "prompt": "sword slash", "total_frames": 8,
                               "render_mode": "pixel",
                  "frames": [
                    { "index": 4, "image": "slash/hero.png", "strength": 0.8 },
                    { "index": 0 }
                  ] },
                "loop": false, "direction": "pingpong", "transparent": false,
                "durations": [100, 100, 100, 100, 200, 100, 100, 100] },
    "cut": { "animate": { "prompt": "zoom", "model": "frame-engine-v1.1",
                          "matte_color": "FF00FF", "output_format": "webp" } }
  }
}"""


def parse(text: str | dict[str, Any], path: PurePosixPath = PATH) -> Sidecar:
    raw = text if isinstance(text, str) else json.dumps(text)
    return parse_sidecar(raw.encode(), path=path)


def tried(document: dict[str, Any]) -> Sidecar | SidecarErrors:
    try:
        return parse(document)
    except SidecarErrors as error:
        return error


def messages(text: str | dict[str, Any]) -> list[str]:
    with pytest.raises(SidecarErrors) as caught:
        parse(text)
    return str(caught.value).splitlines()


def message(animate: dict[str, Any], **beside: Any) -> str:
    """The one error of a shorthand; its place is always line 1."""
    (line,) = messages({"animate": {"prompt": "x"} | animate, **beside})
    return line.removeprefix("art/hero.pxe.json:1: ")


def keyframes(**fields: Any) -> dict[str, Any]:
    section = {
        "prompt": "slash",
        "render_mode": "pixel",
        "total_frames": 4,
        "frames": [{"index": 0}],
    }
    return {"keyframes": section | fields}


def animation(sidecar: Sidecar, name: str) -> Animation:
    return next(a for a in sidecar.animations if a.name == name)


def test_the_shortest_sidecar_spells_every_default_out() -> None:
    """Only the prompt has to be said."""
    sidecar = parse('{"animate": {"prompt": "breathing idle"}}')

    art = ImageRef(None, 1, 2, ("image",))
    request = AnimateRequest(
        prompt="breathing idle",
        negative_prompt="",
        model="pixel-engine-v1.1",
        output_frames=8,
        colors=24,
        palette=None,
        seed=None,
        output_format="spritesheet",
        matte_color="auto",
        image=art,
    )
    (only,) = sidecar.animations
    assert sidecar.stem == "hero"
    assert sidecar.warnings == ()
    assert only.request == request
    assert (only.name, only.endpoint, only.fps, only.durations) == (
        "default",
        "animate",
        8.0,
        None,
    )
    assert (only.loop, only.direction, only.transparent, only.reroll) == (
        True,
        "forward",
        True,
        0,
    )
    assert image_candidates(sidecar, art) == (
        PurePosixPath("art/hero.png"),
        PurePosixPath("art/hero.jpg"),
        PurePosixPath("art/hero.jpeg"),
    )


def test_animations_come_in_the_order_of_the_file() -> None:
    """The sheet's rows follow it."""
    assert [a.name for a in parse(FULL).animations] == ["idle", "walk", "attack", "cut"]


def test_defaults_fill_what_an_animation_leaves_out() -> None:
    """A field of the animation wins, even a null."""
    sidecar = parse(FULL)
    idle, walk = animation(sidecar, "idle"), animation(sidecar, "walk")

    assert (idle.fps, walk.fps) == (12.0, 10.0)
    assert (idle.request.seed, walk.request.seed) == (None, 7)
    assert (idle.request.colors, idle.request.palette) == (16, None)


def test_pixel_config_is_taken_whole() -> None:
    """A palette here and a count in the defaults do not mix."""
    request = animation(parse(FULL), "walk").request

    assert (request.colors, request.palette) == (None, "source")


def test_a_default_that_a_model_does_not_have_is_not_applied() -> None:
    """Colours for pixel art do not spoil a general picture beside it."""
    cut, attack = animation(parse(FULL), "cut"), animation(parse(FULL), "attack")

    assert (cut.request.colors, cut.request.palette) == (None, None)
    assert isinstance(attack.request, KeyframesRequest)
    assert attack.request.seed == 7
    assert attack.request.colors == 16


def test_colours_are_written_in_one_way() -> None:
    """Upper case and a missing # are the same colour."""
    assert animation(parse(FULL), "cut").request.matte_color == "#ff00ff"


def test_keyframes_come_by_index_and_default_to_the_animations_art() -> None:
    """The order in the file changes nothing; places stay those of the file."""
    request = animation(parse(FULL), "attack").request

    assert isinstance(request, KeyframesRequest)
    assert [(f.index, f.strength) for f in request.frames] == [(0, 1.0), (4, 0.8)]
    assert [i.path for i in request.images] == [
        PurePosixPath("art/hero.png"),
        PurePosixPath("art/slash/hero.png"),
    ]
    assert [(i.line, i.field) for i in request.images] == [
        (15, ("frames", 1, "image")),
        (14, ("frames", 0, "image")),
    ]


def test_every_source_is_listed_once() -> None:
    """The watcher asks for exactly these."""
    assert parse(FULL).sources == (
        PurePosixPath("art/hero.png"),
        PurePosixPath("walk.png"),
        PurePosixPath("art/slash/hero.png"),
    )


def test_playback_stands_beside_the_request() -> None:
    """How it is played never enters the request."""
    attack = animation(parse(FULL), "attack")

    assert attack.durations == (100, 100, 100, 100, 200, 100, 100, 100)
    assert (attack.loop, attack.direction, attack.transparent) == (
        False,
        "pingpong",
        False,
    )


def test_a_field_is_found_where_it_was_written() -> None:
    """Also when it comes from the defaults, or from nowhere."""
    sidecar = parse(FULL)
    walk, attack = animation(sidecar, "walk"), animation(sidecar, "attack")

    assert walk.where("prompt") == (9, 38)
    assert walk.where("fps") == (10, 22)
    assert walk.where("seed") == (4, 25)
    assert walk.where("output_frames") == (9, 15)
    assert walk.where("image") == (10, 35)
    assert attack.where(("frames", 0, "strength")) == (14, 74)
    assert attack.where(("frames", 1, "image")) == (15, 21)
    assert attack.where("image") == (3, 12)


def test_a_later_finding_is_worded_like_our_own() -> None:
    """Rules for pictures speak long after the file was read."""
    sidecar = parse(FULL)
    late = Violation(("frames", 0, "image"), "is too large (found 300x300)", "Crop it.")
    error = sidecar.error(animation(sidecar, "attack"), late)

    assert str(error) == (
        'art/hero.pxe.json:14: "frames[0].image" of "attack" is too large '
        "(found 300x300). Crop it."
    )


def test_references_to_one_file_are_equal_wherever_they_stand() -> None:
    """Hashes of pictures are kept by reference."""
    ref = parse(FULL).images[0]

    assert replace(ref, line=99, column=99, field=("image",)) == ref


def test_a_model_that_is_not_known_is_a_warning() -> None:
    """The service moves faster than any release."""
    sidecar = parse('{"animate": {"prompt": "x",\n "model": "pixel-engine-v9"}}')

    assert [str(w) for w in sidecar.warnings] == [
        (
            "art/hero.pxe.json:2: this version does not know the model "
            '"pixel-engine-v9" '
            "(known: pixel-engine-v1.1, frame-engine-v1.1, pixel-engine-v1.5). "
            "It is sent as it is and priced as the dearest one."
        )
    ]
    assert sidecar.animations[0].request.colors is None


def test_a_reroll_that_a_seed_makes_void_is_a_warning() -> None:
    """A person who asks for another try must learn why nothing happens."""
    sidecar = parse({"animate": {"prompt": "x", "seed": 3}, "reroll": 1})

    assert [str(w) for w in sidecar.warnings] == [
        (
            'art/hero.pxe.json:1: "reroll" changes nothing while "seed" is set. '
            'Take "seed" out to get another try.'
        )
    ]


def test_prompts_keep_their_newlines_and_quotes() -> None:
    """They are texts for the service, not for us."""
    text = 'walk\n"left"\tthen stop'

    assert parse({"animate": {"prompt": text}}).animations[0].request.prompt == text


@pytest.mark.parametrize(
    ("animate", "expected"),
    [
        ({"output_frames": 7}, '"output_frames" must be even (found 7). Use 6 or 8.'),
        (
            {"output_frames": 18},
            (
                '"output_frames" must lie between 2 and 16 for pixel-engine-v1.1 '
                "(found 18). Use 16."
            ),
        ),
        (
            {"output_frames": 0},
            (
                '"output_frames" must lie between 2 and 16 for pixel-engine-v1.1 '
                "(found 0). Use 2."
            ),
        ),
        (
            {"output_frames": 26, "model": "frame-engine-v1.1"},
            (
                '"output_frames" must lie between 2 and 24 for frame-engine-v1.1 '
                "(found 26). Use 24."
            ),
        ),
        (
            {"output_frames": "8"},
            '"output_frames" must be a whole number (found "8"). Take the quotes away.',
        ),
        ({"output_frames": 8.5}, '"output_frames" must be a whole number (found 8.5)'),
        (
            {"output_frames": True},
            '"output_frames" must be a whole number (found true)',
        ),
        (
            {"prompt": " \n"},
            (
                '"prompt" must say something (found an empty text). '
                'Describe the motion, such as "walk cycle to the right".'
            ),
        ),
        (
            {"prompt": "x" * 10_001},
            '"prompt" must hold at most 10000 characters (found 10001). Shorten it.',
        ),
        ({"prompt": 3}, '"prompt" must be a text (found 3)'),
        ({"seed": 0}, '"seed" must be at least 1 (found 0)'),
        (
            {"seed": 10_000_000_000},
            '"seed" must be at most 9999999999 (found 10000000000)',
        ),
        (
            {"matte_color": "red"},
            (
                '"matte_color" must be "auto" or a colour of six hex digits such as '
                '#ff00ff (found "red")'
            ),
        ),
        (
            {"output_format": "png"},
            "\"output_format\" must be 'webp', 'gif' or 'spritesheet' (found \"png\")",
        ),
        (
            {"pixel_config": {}},
            (
                '"pixel_config" needs either "colors" or "palette" (found neither). '
                "Give one of them."
            ),
        ),
        (
            {"pixel_config": {"colors": 8, "palette": "source"}},
            (
                '"pixel_config" needs either "colors" or "palette" (found both). '
                "Give one of them."
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
            {"pixel_config": {"palette": "art"}},
            (
                '"pixel_config.palette" must be a list of colours, "source" or a file '
                '(.hex, .gpl, .pal, .png) (found "art")'
            ),
        ),
        (
            {"pixel_config": {"palette": []}},
            (
                '"pixel_config.palette" must not be empty (found a list of 0). '
                "Fill it, or take it out."
            ),
        ),
        (
            {"pixel_config": {"palette": ["#000000", "red"]}},
            (
                '"pixel_config.palette[1]" must be a colour of six hex digits such as '
                '#ff0000 (found "red")'
            ),
        ),
        (
            {"pixel_config": {"palette": ["#000000"] * 257}},
            (
                '"pixel_config.palette" must hold at most 256 entries (found 257). '
                "Shorten it."
            ),
        ),
        (
            {"model": "frame-engine-v1.1", "pixel_config": {"colors": 8}},
            (
                '"pixel_config" is not allowed for "frame-engine-v1.1". '
                'Leave it out or use "pixel-engine-v1.1".'
            ),
        ),
        ({"model": 3}, '"model" must be a text (found 3)'),
        ({"promt": "x"}, 'unknown key "promt". Did you mean "prompt"?'),
        (
            {"zebra": 1},
            (
                'unknown key "zebra". Known here: matte_color, model, negative_prompt, '
                "output_format, output_frames, pixel_config, prompt, seed."
            ),
        ),
        (
            {"fps": 8},
            '"fps" does not belong here. Move it out, beside "animate".',
        ),
        (
            {"total_frames": 8},
            (
                '"total_frames" does not belong here. It is a field of "keyframes", '
                "not of "
                '"animate"; take it out.'
            ),
        ),
        (
            {"colors": 8},
            '"colors" does not belong here. Move it into "pixel_config".',
        ),
        (
            {"enhance_prompt": True},
            '"enhance_prompt" does not belong here. Move it out, beside "animate".',
        ),
        (
            {"a\nb": 1},
            (
                'unknown key "a\\nb". Known here: matte_color, model, negative_prompt, '
                "output_format, output_frames, pixel_config, prompt, seed."
            ),
        ),
    ],
)
def test_a_wrong_field_of_a_request_is_explained(
    animate: dict[str, Any], expected: str
) -> None:
    """One line: what is wrong, what was found, what to do."""
    assert message(animate) == expected


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ({"fps": 0}, '"fps" must be above 0 (found 0)'),
        ({"fps": 61}, '"fps" must be at most 60 (found 61)'),
        ({"fps": "8"}, '"fps" must be a number (found "8"). Take the quotes away.'),
        (
            {"durations": [100, 100]},
            (
                '"durations" must hold one number a frame (found 2 for 8 frames). '
                "Give 8 numbers."
            ),
        ),
        (
            {"durations": [100] * 7 + [0]},
            '"durations[7]" must be at least 1 (found 0)',
        ),
        (
            {"durations": [60_001] + [100] * 7},
            '"durations[0]" must be at most 60000 (found 60001)',
        ),
        (
            {"durations": []},
            (
                '"durations" must not be empty (found a list of 0). '
                "Fill it, or take it out."
            ),
        ),
        (
            {"direction": "up"},
            "\"direction\" must be 'forward', 'reverse' or 'pingpong' (found \"up\")",
        ),
        ({"loop": 1}, '"loop" must be true or false (found 1)'),
        ({"transparent": None}, '"transparent" must be true or false (found null)'),
        ({"reroll": -1}, '"reroll" must be at least 0 (found -1)'),
        (
            {"seed": 4},
            '"seed" does not belong here. Move it into "animate" or "keyframes".',
        ),
        (
            {"output_frames": 4},
            '"output_frames" does not belong here. Move it into "animate".',
        ),
        (
            {"remove_background": {"rmbg_alpha_threshold": 256}},
            (
                '"remove_background.rmbg_alpha_threshold" must be at most 255 '
                "(found 256)"
            ),
        ),
        (
            {"remove_background": "yes"},
            '"remove_background" must be an object (found "yes")',
        ),
        ({"enhance_prompt": 1}, '"enhance_prompt" must be true or false (found 1)'),
        (
            {"generate": {"prompt": "a knight"}},
            '"generate" does not belong here. Move it into "image" at the top.',
        ),
        ({"image": 3}, '"image" must be a text (found 3)'),
        (
            {"image": "../../hero.png"},
            (
                '"image" leads out of the project (found "../../hero.png"). '
                "Keep the file inside the project."
            ),
        ),
        (
            {"image": "hero.sheet.png"},
            (
                '"image" is what this sidecar makes itself (found hero.sheet.png). '
                "Name the art that it is made from."
            ),
        ),
        ({"lop": True}, 'unknown key "lop". Did you mean "loop"?'),
        (
            {"keyframes": keyframes()["keyframes"]},
            '"keyframes" stands beside "animate". Name both in "animations".',
        ),
        ({"defaults": 3}, '"defaults" must be an object (found 3)'),
        (
            {"defaults": {"prompt": "x"}},
            (
                '"prompt" does not belong here. It has no default; write it in each '
                "animation."
            ),
        ),
        (
            {"defaults": {"seed": "7"}},
            (
                '"seed" in "defaults" must be a whole number (found "7"). '
                "Take the quotes away."
            ),
        ),
        (
            {"defaults": {"output_frames": 5}},
            '"output_frames" in "defaults" must be even (found 5). Use 4 or 6.',
        ),
        (
            {"defaults": {"pixel_config": {"colours": 3, "colors": 3}}},
            'unknown key "colours". Did you mean "colors"?',
        ),
    ],
)
def test_a_wrong_field_beside_a_request_is_explained(
    beside: dict[str, Any], expected: str
) -> None:
    """What is ours follows the same form."""
    assert message({}, **beside) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"total_frames": 2},
            '"total_frames" must lie between 3 and 20 for pixel (found 2). Use 3.',
        ),
        (
            {"render_mode": "pretty"},
            "\"render_mode\" must be 'pixel' or 'detailed' (found \"pretty\")",
        ),
        (
            {"render_mode": "detailed", "pixel_config": {"colors": 8}},
            (
                '"pixel_config" is not allowed for render_mode "detailed". '
                'Leave it out or use "pixel".'
            ),
        ),
        (
            {"frames": []},
            '"frames" must hold at least one keyframe (found none). Add one.',
        ),
        (
            {"frames": [{"index": 4}]},
            '"frames[0].index" lies outside the animation (found 4). Use 0 to 3.',
        ),
        (
            {"frames": [{"index": -1}]},
            '"frames[0].index" must be at least 0 (found -1)',
        ),
        (
            {"frames": [{"index": 1}, {"index": 1}]},
            (
                '"frames[1].index" is taken by frames[0] already (found 1). '
                "Give each keyframe a place of its own."
            ),
        ),
        (
            {"frames": [{"image": "a.png"}]},
            '"frames[0].index" is missing. Add it, such as "index": 0.',
        ),
        (
            {"frames": [{"index": 0, "strength": 1.5}]},
            '"frames[0].strength" must be at most 1 (found 1.5)',
        ),
        (
            {"frames": [{"index": 0, "image_url": "https://x.org/a.png"}]},
            (
                '"frames[0].image_url" is not for sidecars. Save the picture in the '
                'project and name it with "image".'
            ),
        ),
        (
            {"frames": [{"index": 0, "image": "/a.png"}]},
            (
                '"frames[0].image" must be a relative path (found "/a.png"). Name it '
                "from "
                "the sidecar's folder, or from the project as res://…."
            ),
        ),
        (
            {"frames": [3]},
            '"frames[0]" must be an object (found 3)',
        ),
        (
            {"output_frames": 8},
            (
                '"output_frames" does not belong here. It is a field of "animate", not '
                "of "
                '"keyframes"; take it out.'
            ),
        ),
    ],
)
def test_a_wrong_keyframe_is_explained(fields: dict[str, Any], expected: str) -> None:
    """Keyframes have rules of their own."""
    assert messages(keyframes(**fields)) == [f"art/hero.pxe.json:1: {expected}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[]",
            (
                'must be an object (found a list). Begin with {"animate": {"prompt": '
                '"…"}}.'
            ),
        ),
        (
            "3",
            (
                'must be an object (found a single value). Begin with {"animate": '
                '{"prompt": "…"}}.'
            ),
        ),
        (
            "{}",
            (
                'nothing to animate (found no "animate", "keyframes" or "animations"). '
                'Add "animate": {"prompt": "breathing idle"}.'
            ),
        ),
        ('{"animation": {}}', 'unknown key "animation". Did you mean "animations"?'),
        ('{"animate": null}', '"animate" must be an object (found null)'),
        (
            '{"animate": {}}',
            '"prompt" is missing. Add it, such as "prompt": "breathing idle".',
        ),
        (
            '{"animations": {}}',
            (
                '"animations" must not be empty (found an object). '
                "Add an entry, or take it out."
            ),
        ),
        (
            '{"animations": {"a": {}}}',
            '"a" has neither "animate" nor "keyframes". Add one of them.',
        ),
        ('{"animations": {"a": 3}}', '"a" must be an object (found 3)'),
        (
            '{"animations": {"a/b": {"animate": {"prompt": "x"}}}}',
            (
                'an animation cannot have this name (found "a/b"). '
                "Use 1 to 64 letters, digits, underscores, hyphens and spaces."
            ),
        ),
        (
            '{"animations": {"a": {"animate": {"prompt": "x"}}}, "fps": 3}',
            (
                '"fps" stands beside "animations". '
                'Move it into an animation or into "defaults".'
            ),
        ),
        (
            (
                '{"animations": {"a": {"animate": {"prompt": "x"}}}, '
                '"animate": {"prompt": "x"}}'
            ),
            '"animate" stands beside "animations". Move it into an animation.',
        ),
        (
            '{"animate": {"prompt": "x"}, "animate": {"prompt": "y"}}',
            (
                'the key "animate" is given twice (found it in line 1 already). '
                "Keep one of the two."
            ),
        ),
        (
            '{"animations": {"a": {"animate": {"prompt": "x", "output_frames": 3}}}}',
            '"output_frames" of "a" must be even (found 3). Use 2 or 4.',
        ),
    ],
)
def test_a_wrong_shape_is_explained(text: str, expected: str) -> None:
    """The two ways to write a sidecar do not mix."""
    assert messages(text) == [f"art/hero.pxe.json:1: {expected}"]


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file() -> None:
    """One look is enough to mend a file; one wrong default is said once."""
    text = """{
  "defaults": { "seed": 0 },
  "animations": {
    "idle": { "animate": { "promt": "x", "output_frames": 7 } },
    "walk": { "fps": 0,
              "animate": { "prompt": "", "output_frames": 5,
                           "matte_color": 3 } }
  }
}"""

    assert messages(text) == [
        'art/hero.pxe.json:2: "seed" in "defaults" must be at least 1 (found 0)',
        'art/hero.pxe.json:4: unknown key "promt". Did you mean "prompt"?',
        (
            'art/hero.pxe.json:4: "output_frames" of "idle" must be even (found 7). '
            "Use 6 or 8."
        ),
        'art/hero.pxe.json:5: "fps" of "walk" must be above 0 (found 0)',
        (
            'art/hero.pxe.json:6: "prompt" of "walk" must say something (found an '
            "empty "
            'text). Describe the motion, such as "walk cycle to the right".'
        ),
        (
            'art/hero.pxe.json:6: "output_frames" of "walk" must be even (found 5). '
            "Use 4 or 6."
        ),
        'art/hero.pxe.json:7: "matte_color" of "walk" must be a text (found 3)',
    ]


def test_a_misspelt_field_is_one_error() -> None:
    """It is not missing as well; what is missing for another reason is."""
    section = {"promt": "x", "render_mode": "pixel", "frames": [{"index": 0}]}

    assert set(messages({"keyframes": section})) == {
        (
            'art/hero.pxe.json:1: "total_frames" is missing. '
            'Add it, such as "total_frames": 8.'
        ),
        'art/hero.pxe.json:1: unknown key "promt". Did you mean "prompt"?',
    }


def test_errors_carry_their_parts_for_machines() -> None:
    """Editors jump to line and column; --json names the field."""
    with pytest.raises(SidecarErrors) as caught:
        parse('{"animations": {"a":\n {"animate": {"prompt": "x", "seed": 0}}}}')
    (error,) = caught.value.errors

    assert (error.line, error.column) == (2, 38)
    assert error.field == "animations.a.animate.seed"
    assert caught.value.exit_code == error.exit_code == 2


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "hero.json",
            (
                "hero.json: is not the name of a sidecar. "
                "Name it like its art, such as hero.pxe.json."
            ),
        ),
        (
            ".pxe.json",
            (
                ".pxe.json: is not the name of a sidecar. "
                "Name it like its art, such as hero.pxe.json."
            ),
        ),
        (
            "aux.pxe.json",
            (
                "aux.pxe.json: its name is the name of a device on Windows "
                '(found "aux"). Rename it.'
            ),
        ),
    ],
)
def test_a_sidecars_own_name_must_serve_its_outputs(name: str, expected: str) -> None:
    """Outputs are called after it."""
    with pytest.raises(SidecarErrors) as caught:
        parse("{}", PurePosixPath(name))

    assert str(caught.value) == expected


pieces = st.sampled_from(
    [
        *["animate", "keyframes", "animations", "defaults", "image", "frames"],
        *["prompt", "pixel_config", "palette", "colors", "seed", "fps", "index"],
        *["durations", "output_frames", "total_frames", "render_mode", "model", "x"],
    ]
)
documents = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["pixel", "source", "hero.png", "", "#123456"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(pieces, inner, max_size=5)
    ),
    max_leaves=20,
)


@settings(max_examples=400)
@given(st.dictionaries(pieces, documents, max_size=5))
def test_no_document_crashes_the_parser(document: dict[str, Any]) -> None:
    """It is a sidecar, or every error has a line of the file."""
    result = tried(document)

    if isinstance(result, SidecarErrors):
        assert {one.line for one in result.errors} == {1}
        assert not any("\n" in str(one) for one in result.errors)
    else:
        assert result.animations


def test_a_hostile_sidecar_is_judged_in_moderate_time() -> None:
    """64 KiB of animations or of unknown keys are not a way to hang a build."""
    many = {f"a{i}": {"animate": {"prompt": "x"}} for i in range(1_200)}
    unknown = {f"animat{i}": 1 for i in range(3_000)}

    assert len(parse({"animations": many}).animations) == 1_200
    assert len(messages(unknown)) == 3_000
