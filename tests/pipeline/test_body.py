"""What is sent is what the sidecar says, with a matte where art is clear."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.pixels import flatten, parse_hex
from pixelengine_import.pipeline.ask import whole_body
from pixelengine_import.pipeline.body import matte_of, prepare
from tests.support import draw

from .test_want import lay_out, only

if TYPE_CHECKING:
    from pathlib import Path

    from pixelengine_import.imaging.pixels import Pixels

SOLID = np.full((16, 16, 4), 200, np.uint8)
SOLID[..., 3] = 255


def parameters(folder: Path, request: str, image: Pixels, more: str = "") -> Any:
    """Prepare an animation and return its body without pictures."""
    text = f'{{"animate": {{"prompt": "idle"{request}}}{more}}}'
    return prepare(only(lay_out(folder, text, hero=image))).parameters


def test_every_effective_parameter_is_spelled_out(tmp_path: Path) -> None:
    """A default of the service that changes changes no request of ours."""
    found = parameters(tmp_path, "", SOLID)

    seed = found.pop("seed")
    assert isinstance(seed, int)
    assert found == {
        "prompt": "idle",
        "model": "pixel-engine-v1.1",
        "output_frames": 8,
        "pixel_config": {"colors": 24},
        "output_format": "spritesheet",
        "matte_color": "#808080",
    }


def test_opaque_art_is_sent_as_the_file_that_it_is(tmp_path: Path) -> None:
    """Byte by byte."""
    want = only(lay_out(tmp_path, hero=SOLID))

    assert matte_of(want) is None
    assert prepare(want).images == (want.art[0].data,)


def test_clear_art_is_flattened_on_the_matte_that_is_named(tmp_path: Path) -> None:
    """By us: what was sent is known to the pixel, and can be taken out again."""
    prepared = prepare(only(lay_out(tmp_path, hero=draw())))

    matte = parse_hex(prepared.parameters["matte_color"])
    sent = decode_still(prepared.images[0])
    assert np.array_equal(sent, flatten(draw(), matte))
    colours = {tuple(c) for c in draw()[draw()[..., 3] > 0, :3].tolist()}
    assert matte not in colours


def test_a_matte_of_ones_own_is_taken(tmp_path: Path) -> None:
    """Whatever the art holds."""
    found = parameters(tmp_path, ', "matte_color": "#FF00FF"', draw())

    assert found["matte_color"] == "#ff00ff"


@pytest.mark.parametrize(
    ("asked", "image", "sent"),
    [
        (16, SOLID, 16),
        (16, draw(), 17),
        (256, draw(), 256),
    ],
)
def test_the_matte_takes_one_place_among_the_colours(
    tmp_path: Path, asked: int, image: Pixels, sent: int
) -> None:
    """So that as many are left for the art as were asked for."""
    request = f', "pixel_config": {{"colors": {asked}}}'

    assert parameters(tmp_path, request, image)["pixel_config"] == {"colors": sent}


def test_the_matte_is_added_to_a_palette(tmp_path: Path) -> None:
    """It comes back as it was sent."""
    request = ', "pixel_config": {"palette": ["#000000", "#ffffff"]}'
    found = parameters(tmp_path, request, draw())

    palette = found["pixel_config"]["palette"]
    assert palette == ["#000000", "#ffffff", found["matte_color"]]


def test_a_palette_of_the_source_holds_the_arts_colours(tmp_path: Path) -> None:
    """And nothing else, for opaque art."""
    request = ', "pixel_config": {"palette": "source"}'

    found = parameters(tmp_path, request, SOLID)

    assert found["pixel_config"] == {"palette": ["#c8c8c8"]}


def test_pictures_of_keyframes_go_to_their_frames(tmp_path: Path) -> None:
    """In the order of the request."""
    other = SOLID.copy()
    other[4:8, 4:8, 0] = 9
    text = """{"keyframes": {"prompt": "x", "total_frames": 4, "render_mode": "pixel",
      "frames": [{"index": 0, "image": "hero.png"},
                 {"index": 2, "image": "other.png", "strength": 0.5}]}}"""
    prepared = prepare(only(lay_out(tmp_path, text, hero=SOLID, other=other)))

    frames = prepared.body()["frames"]

    assert [(f["index"], f["strength"]) for f in frames] == [(0, 1.0), (2, 0.5)]
    sent = [decode_still(base64.b64decode(f["image"])) for f in frames]
    assert np.array_equal(sent[0], SOLID)
    assert np.array_equal(sent[1], other)


def test_a_body_takes_the_pictures_that_were_stored_with_the_intent() -> None:
    """What is sent after a restart is what was written down before it."""
    body = whole_body({"prompt": "x"}, [b"stored"])

    assert body == {"prompt": "x", "image": base64.b64encode(b"stored").decode()}
