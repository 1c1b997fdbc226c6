"""What is in the frames: colours, places, words and seeds do what they are for."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pixelengine_import.imaging.decode import cut_strip, decode_still, inspect
from pixelengine_import.imaging.pixels import flatten
from pixelengine_import.imaging.png import encode_png

from .bodies import picture, sprite

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.mark import ParameterSet

    from pixelengine_import.imaging.pixels import Frames, Pixels

    from .conftest import Api, OpenApi
    from .service import Service

GREY = (128, 128, 128)


@pytest.fixture
async def real(open_api: OpenApi) -> Api:
    """An engine that does its own picture work."""
    return await open_api(painter=None)


async def strip_of(service: Service, name: str, **changes: object) -> Frames:
    """Have a sprite sheet made, and return its frames."""
    job = await service.made(name, **changes, output_format="spritesheet")
    facts = job["output"]["metadata"]
    sheet = decode_still((await service.download(job)).content)
    return cut_strip(sheet, facts["frame_count"], facts["frame_w"], facts["frame_h"])


async def still_of(service: Service, name: str, **changes: object) -> Pixels:
    """Have a still made."""
    job = await service.made(name, **changes)
    return decode_still((await service.download(job)).content)


def colours(pixels: Pixels | Frames) -> set[tuple[int, ...]]:
    """Return the colours of what is not transparent."""
    return {tuple(c) for c in pixels[pixels[..., 3] > 0][:, :3].tolist()}


def rainbow(side: int = 32) -> str:
    """Base64 of a picture of many colours."""
    y, x = np.mgrid[0:side, 0:side]
    image = np.stack([x * 7 % 256, y * 7 % 256, (x + y) * 3 % 256, x * 0 + 255], -1)
    return base64.b64encode(encode_png(image.astype(np.uint8))).decode()


def keys(*shades: int) -> dict[str, Any]:
    """Return keyframes at every fourth place."""
    return {
        "total_frames": 4 * len(shades),
        "frames": [
            {"index": 4 * i, "image": sprite(shade=shade)}
            for i, shade in enumerate(shades)
        ],
    }


def kept(rule: str) -> list[ParameterSet]:
    """Return the endpoints that limit colours, each claiming its own clause."""
    clause = {"keyframes": "pixel_config.kept", "pixelate": f"{rule}.kept"}
    return [
        pytest.param(
            name,
            id=name,
            marks=pytest.mark.clause(
                f"{name}.{clause.get(name, f'pixel_config.{rule}.kept')}"
            ),
        )
        for name in ("animate", "keyframes", "generate-image", "pixelate")
    ]


async def painted(
    service: Service, name: str, config: dict[str, object]
) -> Pixels | Frames:
    """Have many colours painted with few."""
    if name == "pixelate":
        return await still_of(service, name, image=rainbow(), **config)
    if name == "generate-image":
        return await still_of(service, name, pixel_config=config)
    changes: dict[str, Any] = {"image": rainbow(), "output_frames": 2}
    if name == "keyframes":
        changes = {"total_frames": 3, "frames": [{"index": 1, "image": rainbow()}]}
    return await strip_of(service, name, **changes, pixel_config=config)


@pytest.mark.parametrize("name", kept("colors"))
async def test_there_are_no_more_colours_than_were_asked_for(
    service: Service, name: str
) -> None:
    """Counted over all frames together."""
    found = colours(await painted(service, name, {"colors": 5}))

    assert 2 <= len(found) <= 5


@pytest.mark.parametrize("name", kept("palette"))
async def test_there_are_no_colours_but_those_of_the_palette(
    service: Service, name: str
) -> None:
    """To the digit."""
    palette = ["#102030", "#c83232", "#f0f0e0"]
    found = colours(await painted(service, name, {"palette": palette}))

    assert found <= {(16, 32, 48), (200, 50, 50), (240, 240, 224)}
    assert len(found) >= 2


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        pytest.param(
            "animate",
            {"image": sprite()},
            marks=pytest.mark.clause("animate.prompt.followed"),
        ),
        pytest.param(
            "keyframes",
            keys(200),
            marks=pytest.mark.clause("keyframes.prompt.followed"),
        ),
    ],
)
async def test_other_words_make_another_animation(
    real: Api, name: str, changes: dict[str, Any]
) -> None:
    """The picture and the seed are the same: the prompt is what differs."""
    jump = await strip_of(real, name, **changes, seed=3, prompt="jump high")
    shake = await strip_of(real, name, **changes, seed=3, prompt="shake wildly")

    assert not np.array_equal(jump, shake)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        pytest.param(
            "animate",
            {"image": sprite()},
            marks=pytest.mark.clause("animate.negative_prompt.avoided"),
        ),
        pytest.param(
            "keyframes",
            keys(200),
            marks=pytest.mark.clause("keyframes.negative_prompt.avoided"),
        ),
    ],
)
async def test_what_the_negative_prompt_names_is_not_played(
    real: Api, name: str, changes: dict[str, Any]
) -> None:
    """Of two motions one is left, and the frames are other ones."""
    asked = {**changes, "seed": 3, "prompt": "walk and jump"}
    both = await strip_of(real, name, **asked)
    one = await strip_of(real, name, **asked, negative_prompt="jump")

    assert not np.array_equal(both, one)
    job = await real.made(name, **asked, negative_prompt="jump")
    assert job["output"]["metadata"]["understood"] == "walk"


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        pytest.param(
            "animate",
            {"image": sprite()},
            marks=pytest.mark.clause(
                "animate.seed.reproducible", "animate.seed.left_out"
            ),
        ),
        pytest.param(
            "keyframes",
            keys(200, 90),
            marks=pytest.mark.clause(
                "keyframes.seed.reproducible", "keyframes.seed.left_out"
            ),
        ),
        pytest.param(
            "generate-image",
            {"model": "oai_gpt2_low"},
            marks=pytest.mark.clause("generate-image.seed.openai"),
        ),
    ],
)
async def test_the_same_seed_makes_the_same_pixels(
    open_api: OpenApi,
    tmp_path: Path,
    name: str,
    changes: dict[str, Any],
) -> None:
    """On another engine, too; without a seed the request is taken all the same."""
    results = []
    for i in range(2):
        api = await open_api(painter=None, folder=tmp_path / str(i))
        job = await api.made(name, **changes, seed=12345)
        results.append((await api.download(job)).content)
    without = await api.made(name, **changes)

    assert results[0] == results[1]
    assert "seed" not in without["inputs"]


@pytest.mark.clause("generate-image.image_to_image", "generate-image.text_to_image")
async def test_a_reference_is_what_the_picture_is_made_from(real: Api) -> None:
    """The words are the same; with a reference, its colours are there."""
    asked: dict[str, Any] = {"prompt": "a figure", "pixel_config": {"colors": 16}}
    blue = np.full((32, 32, 4), (20, 40, 220, 255), np.uint8)
    alone = await still_of(real, "generate-image", **asked)
    image = base64.b64encode(encode_png(blue)).decode()
    seen = await still_of(real, "generate-image", **asked, image=image)

    assert (20, 40, 220) in colours(seen)
    assert (20, 40, 220) not in colours(alone)


@pytest.mark.clause("keyframes.interpolates")
async def test_keyframes_stand_at_their_places_and_lead_to_each_other(
    real: Api,
) -> None:
    """A key is shown as it was sent; what is between two keys is like neither."""
    frames = await strip_of(real, "keyframes", **moved(0, 8), total_frames=9, seed=5)

    first, last = (flatten(figure(x), GREY) for x in (4, 12))
    assert np.array_equal(frames[0], first)
    assert np.array_equal(frames[8], last)
    assert not np.array_equal(frames[4], first)
    assert not np.array_equal(frames[4], last)
    centres = [_centre(frame) for frame in frames]
    assert centres == sorted(centres)


@pytest.mark.clause("keyframes.strength", "keyframes.frames[].strength.default")
async def test_a_weak_keyframe_is_followed_less(real: Api) -> None:
    """At full strength its frame is the key; at none it is another one."""
    frames = {}
    for strength in (1.0, 0.0):
        asked = moved(0, 4, 8, strength=strength)
        frames[strength] = await strip_of(real, "keyframes", **asked, total_frames=9)

    middle = flatten(figure(8), GREY)
    assert np.array_equal(frames[1.0][4], middle)
    assert not np.array_equal(frames[0.0][4], middle)


@pytest.mark.clause("jobs.size.sheet")
async def test_20_large_frames_are_one_strip(real: Api) -> None:
    """12,800 by 640 pixels, as the reference warns."""
    job = await real.made(
        "keyframes",
        render_mode="detailed",
        total_frames=20,
        frames=[{"index": 0, "image": picture(256, 256)}],
        output_format="spritesheet",
    )
    answer = await real.download(job)

    assert (
        job["output"]["metadata"].items()
        >= {
            "width": 12_800,
            "height": 640,
            "frame_count": 20,
            "frame_w": 640,
            "frame_h": 640,
        }.items()
    )
    assert inspect(answer.content).width == 12_800


def figure(x: int) -> Pixels:
    """Draw a block on clear ground."""
    image = np.zeros((16, 24, 4), np.uint8)
    image[4:14, x - 3 : x + 3] = (200, 60, 40, 255)
    image[4:8, x - 2 : x + 2] = (250, 220, 180, 255)
    return image


def moved(*indices: int, strength: float = 1.0) -> dict[str, Any]:
    """Return keyframes of a block that is farther right in each."""
    return {
        "frames": [
            {
                "index": index,
                "image": base64.b64encode(encode_png(figure(4 + index))).decode(),
                "strength": 1.0 if index in {0, 8} else strength,
            }
            for index in indices
        ]
    }


def _centre(frame: Pixels) -> float:
    return float(np.nonzero((frame[..., :3] != GREY).any(axis=-1))[1].mean())
