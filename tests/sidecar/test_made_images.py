"""``"image": {…}``: how the art is made, and palettes that are files."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

import pytest

from pixelengine_import.imaging import palettes
from pixelengine_import.sidecar.facts import (
    GenerateStep,
    ImageRef,
    PixelateStep,
    RemoveBackgroundStep,
    Sidecar,
    SidecarErrors,
)
from pixelengine_import.sidecar.keys import enhance_document, key_of, step_document
from pixelengine_import.sidecar.names import PALETTE_SUFFIXES
from pixelengine_import.sidecar.parse import parse_sidecar

PATH = PurePosixPath("art/hero.pxe.json")
ANIMATE = {"prompt": "idle"}


def parse(image: object, **more: Any) -> Sidecar:
    """Parse a sidecar whose art is made."""
    document = {"image": image, "animate": ANIMATE, **more}
    return parse_sidecar(json.dumps(document).encode(), path=PATH)


def message(image: object, **more: Any) -> str:
    """The one thing that is wrong with it."""
    with pytest.raises(SidecarErrors) as caught:
        parse(image, **more)
    (line,) = str(caught.value).splitlines()
    return line.removeprefix("art/hero.pxe.json:1: ")


def test_the_steps_are_taken_in_one_order_with_every_default_spelled_out() -> None:
    """However the file lists them."""
    made = parse(
        {"remove_background": True, "pixelate": {}, "generate": {"prompt": "a slime"}}
    ).made

    assert made is not None
    assert made.source is None
    assert made.steps == (
        GenerateStep("a slime", "nb_flash", 24, None, None, None),
        PixelateStep(24, None),
        RemoveBackgroundStep(None),
    )


def test_a_picture_may_be_there_already_and_only_be_cleaned_up() -> None:
    """A photo, or what another program drew."""
    sidecar = parse({"source": "raw/hero.jpg", "pixelate": {"colors": 8}})

    assert sidecar.made is not None
    assert sidecar.made.source == ImageRef(PurePosixPath("art/raw/hero.jpg"), 0, 0, ())
    assert sidecar.sources == (PurePosixPath("art/raw/hero.jpg"),)
    assert sidecar.art == PurePosixPath("art/hero.png")


def test_the_animations_use_what_is_made() -> None:
    """It is an output, and no file that has to be there before."""
    frames = [{"index": 0, "image": "hero.png"}, {"index": 2, "image": "other.png"}]
    keyframes = {
        "prompt": "x",
        "render_mode": "pixel",
        "total_frames": 4,
        "frames": frames,
    }
    document = {
        "image": {"generate": {"prompt": "a slime"}},
        "animations": {"a": {"animate": ANIMATE}, "b": {"keyframes": keyframes}},
    }
    sidecar = parse_sidecar(json.dumps(document).encode(), path=PATH)

    assert [ref.path for ref in sidecar.images] == [PurePosixPath("art/other.png")]
    assert all(sidecar.makes(ref) for ref in sidecar.animations[0].images)


def test_false_is_a_step_that_is_not_taken() -> None:
    """So that it can be switched off without being deleted."""
    made = parse({"source": "a.png", "pixelate": True, "remove_background": False}).made

    assert made is not None
    assert made.steps == (PixelateStep(24, None),)


def test_a_palette_file_is_named_like_a_picture() -> None:
    """Relative to the sidecar, or from the project."""
    config = {"palette": "res://palettes/dusk.hex"}
    sidecar = parse(
        {
            "generate": {"prompt": "x", "pixel_config": {"palette": "own.gpl"}},
            "pixelate": {"palette": "own.gpl"},
        },
        animate={"prompt": "x", "pixel_config": config},
    )

    assert [ref.path for ref in sidecar.palettes] == [
        PurePosixPath("art/own.gpl"),
        PurePosixPath("palettes/dusk.hex"),
    ]
    assert set(sidecar.palettes) <= {
        ImageRef(path, 0, 0, ()) for path in sidecar.sources
    }
    request = sidecar.animations[0].request
    assert (request.colors, request.palette) == (None, None)


def test_a_palette_file_in_the_defaults_counts_for_each_animation() -> None:
    """Its place is where it was written."""
    text = (
        '{"defaults": {\n"pixel_config": {"palette": "dusk.hex"}},\n'
        '"animations": {"a": {"animate": {"prompt": "x"}}}}'
    )
    sidecar = parse_sidecar(text.encode(), path=PATH)

    file = sidecar.animations[0].request.palette_file
    assert file is not None
    assert file.path == PurePosixPath("art/dusk.hex")
    assert sidecar.animations[0].where(file.field).line == 2


def test_the_endings_of_palette_files_are_those_that_can_be_read() -> None:
    """One list here, one where they are opened."""
    assert PALETTE_SUFFIXES == palettes.PALETTE_SUFFIXES


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (
            {},
            (
                '"image" has nothing to do. Add "generate", or name the picture: '
                '"image": "hero.png".'
            ),
        ),
        (
            {"source": "a.png"},
            (
                '"image" has nothing to do. Add "generate", or name the picture: '
                '"image": "hero.png".'
            ),
        ),
        (
            {"pixelate": True},
            (
                '"image" has neither "generate" nor "source". Name the picture to '
                'begin with, such as "source": "raw/hero.jpg".'
            ),
        ),
        (
            {"source": "a.png", "generate": {"prompt": "x"}},
            (
                '"source" of "image" stands beside "generate". A picture to change is '
                'named inside it: "generate": {"image": "a.png"}.'
            ),
        ),
        (
            {"source": "hero.png", "pixelate": True},
            (
                '"source" of "image" is where the result is kept (found hero.png). '
                "Give the picture to begin with another name."
            ),
        ),
        (
            {"generate": {"prompt": "x", "image": "../../a.png"}},
            (
                '"generate.image" of "image" leads out of the project (found '
                '"../../a.png"). Keep the file inside the project.'
            ),
        ),
        (
            {"generate": {"prompt": " "}},
            (
                '"generate.prompt" of "image" must say something (found an empty '
                'text). Describe the motion, such as "walk cycle to the right".'
            ),
        ),
        (
            {"generate": {"prompt": "x", "pixel_config": {}}},
            (
                '"generate.pixel_config" of "image" needs either "colors" or '
                '"palette" (found neither). Give one of them.'
            ),
        ),
        (
            {"generate": {"prompt": "x", "pixel_config": {"palette": "source"}}},
            (
                '"generate.pixel_config.palette" of "image" must be a list of colours '
                'or a file (.hex, .gpl, .pal, .png) (found "source")'
            ),
        ),
        (
            {"source": "a.png", "pixelate": {"colors": 4, "palette": ["#ffffff"]}},
            (
                '"pixelate.palette" of "image" and "colors" exclude each other (found '
                "both). Give one of them."
            ),
        ),
        (
            {"source": "a.png", "pixelate": {"palette": "/etc/passwd.hex"}},
            (
                '"pixelate.palette" of "image" must be a relative path (found '
                '"/etc/passwd.hex"). Name it from the sidecar\'s folder, or from the '
                "project as res://…."
            ),
        ),
        (
            {"generate": {"promt": "x"}},
            'unknown key "promt". Did you mean "prompt"?',
        ),
        (
            {"generate": {"prompt": "x", "image_url": "https://a/b.png"}},
            (
                '"generate.image_url" of "image" is not for sidecars. Save the picture '
                'in the project and name it with "image".'
            ),
        ),
        ([], '"image" must be a text (found a list of 0)'),
    ],
)
def test_what_is_wrong_is_said_at_its_place(image: object, expected: str) -> None:
    """One sentence for each; nothing is asked of anybody."""
    assert message(image) == expected


def test_an_animation_names_a_file() -> None:
    """There is one place where art is made."""
    with pytest.raises(SidecarErrors) as caught:
        parse_sidecar(
            json.dumps(
                {
                    "animations": {
                        "a": {"animate": ANIMATE, "image": {"source": "a.png"}}
                    }
                }
            ).encode(),
            path=PATH,
        )

    assert '"image" of "a" must be a file here. How the art is made' in str(
        caught.value
    )


def test_what_is_odd_is_a_warning() -> None:
    """A model that is new, and a re-roll that a seed makes void."""
    generate = {"prompt": "x", "model": "nb_next", "seed": 3}
    warnings = [str(w) for w in parse({"generate": generate, "reroll": 1}).warnings]

    assert warnings[0].startswith(
        'art/hero.pxe.json:1: this version does not know the model "nb_next" (known: '
        "nb_flash, nb_pro, "
    )
    assert '"reroll" of "image" changes nothing while "seed" is set' in warnings[1]


def test_request_keys_of_steps_are_pinned() -> None:
    """An upgrade of ours must not ask for payment again."""
    generate = GenerateStep("a slime", "nb_flash", 24, None, None, None)
    seeded = GenerateStep("a slime", "nb_flash", None, ("#ff0000",), 7, None)
    keys = [
        key_of(step_document(generate, [], reroll=0)),
        key_of(step_document(generate, [], reroll=1)),
        key_of(step_document(seeded, ["ab" * 32], reroll=1)),
        key_of(step_document(PixelateStep(24, None), ["ab" * 32], reroll=1)),
        key_of(step_document(RemoveBackgroundStep(None), ["ab" * 32], reroll=1)),
        key_of(enhance_document("idle", "pixel-engine-v1.1", ["ab" * 32])),
    ]

    assert [key[:16] for key in keys] == PINNED
    assert len(set(keys)) == len(keys)


PINNED = [
    "80b29e9938ead0fc",
    "1613c21c9a2a6504",
    "ffc19129ba8ee2a5",
    "ba3cf669a3d9589a",
    "041386c922a9bdcf",
    "6813776436a3793b",
]
