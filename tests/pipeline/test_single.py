"""What a command asks for is what a sidecar with the same fields asks for."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pixelengine_import.imaging.clips import encode_clip
from pixelengine_import.imaging.decode import decode_frames, decode_still
from pixelengine_import.imaging.pixels import flatten, parse_hex
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.journal.jobs import Job
from pixelengine_import.pipeline.body import prepare
from pixelengine_import.pipeline.project import Project
from pixelengine_import.pipeline.single import (
    Address,
    RequestError,
    Single,
    animation,
    clip_art,
    still_art,
)
from pixelengine_import.pipeline.steps import step_ask
from pixelengine_import.pipeline.tools import (
    enhance_body,
    generate,
    keyframes_by_address,
    pixelate,
    remove_background,
)
from pixelengine_import.pipeline.want import load_wanted
from pixelengine_import.sidecar.facts import (
    GenerateStep,
    PixelateStep,
    RemoveBackgroundStep,
)
from tests.support import draw

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pixelengine_import.imaging.pixels import Pixels
    from pixelengine_import.pipeline.material import Art
    from pixelengine_import.pipeline.want import Want

OUT = PurePosixPath("/home/me/hero.webp")
OPAQUE = draw() | np.array([0, 0, 0, 255], np.uint8)


def art(image: Pixels | None = None, name: str = "hero.png") -> Art:
    """A picture that a command was given."""
    return still_art(name, encode_png(draw() if image is None else image))


def wanted(folder: Path, document: dict[str, Any], *pictures: Art) -> Want:
    """What a sidecar wants."""
    folder.mkdir(exist_ok=True)
    (folder / "project.godot").touch()
    for i, picture in enumerate(pictures):
        (folder / f"{i}.png").write_bytes(picture.data)
    (folder / "hero.pxe.json").write_text(json.dumps({"image": "0.png", **document}))
    return load_wanted(Project(folder), PurePosixPath("hero.pxe.json")).wants[0]


def job_of(single: Single, **changes: Any) -> Job:
    """The job that made a result."""
    facts: dict[str, Any] = {
        "id": 1,
        "project": "pxe commands",
        "sidecar": str(OUT),
        "animation": single.command,
        "request_key": single.key,
        "engine": "local",
        "endpoint": single.endpoint,
        "cost": 0,
        "request": single.prepare().parameters,
        "images": (),
        "state": "settled",
    }
    return Job(**{**facts, **changes})


# -- the same request, the same key ----------------------------------------------------

FIELDS: list[dict[str, Any]] = [
    {},
    {"output_frames": 4, "negative_prompt": "blur", "seed": 7},
    {"pixel_config": {"palette": "source"}, "output_format": "gif"},
    {"pixel_config": {"palette": ["#FFAA00", "112233"]}, "matte_color": "ff00ff"},
    {"pixel_config": {"colors": 5}},
]


@pytest.mark.parametrize("fields", FIELDS, ids=range(len(FIELDS)))
@pytest.mark.parametrize("transparent", [True, False])
@pytest.mark.parametrize("image", [draw(), OPAQUE], ids=["clear", "opaque"])
def test_an_animation_is_asked_for_as_by_a_sidecar(
    tmp_path: Path, fields: dict[str, Any], image: Pixels, *, transparent: bool
) -> None:
    """Same name, same bytes, same price: who tries a prompt out pays once."""
    picture = art(image)
    request = {"prompt": "idle", **fields}
    beside = {"transparent": transparent, "reroll": 2}

    single = animation(
        "animate", request, [({}, picture)], transparent=transparent, reroll=2
    )
    want = wanted(tmp_path / "game", {"animate": request, **beside}, picture)

    asked = single.ask(OUT)
    assert (asked.key, asked.price, single.seed) == (want.key, want.price, want.seed)
    assert asked.prepare().body() == prepare(want).body()


def test_keyframes_are_asked_for_as_by_a_sidecar(tmp_path: Path) -> None:
    """In whatever order they are given."""
    pictures = [art(draw(hue=hue)) for hue in (0, 60)]
    places = [{"index": 4, "strength": 0.8}, {"index": 0, "strength": 1.0}]
    request = {"prompt": "slash", "render_mode": "pixel", "total_frames": 6}
    frames = [{**place, "image": f"{i}.png"} for i, place in enumerate(places)]

    single = animation(
        "keyframes",
        request,
        list(zip(places, pictures, strict=True)),
        transparent=True,
        reroll=0,
    )
    want = wanted(
        tmp_path / "game", {"keyframes": {**request, "frames": frames}}, *pictures
    )

    assert single.key == want.key
    assert single.prepare().body() == prepare(want).body()


def test_tools_are_asked_for_as_by_the_steps_of_a_sidecar() -> None:
    """A picture that a sidecar has made is there for a command, and the reverse."""
    picture = art(OPAQUE)
    pairs = [
        (
            generate({"prompt": "a knight"}, None, reroll=3),
            step_ask(
                OUT,
                GenerateStep("a knight", "nb_flash", 24, None, None, None),
                None,
                reroll=3,
            ),
        ),
        (
            generate(
                {
                    "prompt": "red",
                    "seed": 5,
                    "model": "nb_pro",
                    "pixel_config": {"palette": ["#ff0000"]},
                },
                picture,
                reroll=0,
            ),
            step_ask(
                OUT,
                GenerateStep("red", "nb_pro", None, ("#ff0000",), 5, None),
                picture,
                reroll=0,
            ),
        ),
        (
            pixelate({}, picture, reroll=0),
            step_ask(OUT, PixelateStep(24, None), picture, reroll=0),
        ),
        (
            remove_background({"rmbg_alpha_threshold": 9}, picture, reroll=0),
            step_ask(OUT, RemoveBackgroundStep(9), picture, reroll=0),
        ),
    ]
    for single, step in pairs:
        assert (single.key, single.price) == (step.key, step.price)
        assert single.prepare().body() == step.prepare().body()


def test_another_try_is_another_request() -> None:
    """Of what has a seed, and of what has none."""
    picture = art()
    makers: list[Callable[[int], Single]] = [
        lambda n: animation(
            "animate", {"prompt": "idle"}, [({}, picture)], transparent=True, reroll=n
        ),
        lambda n: generate({"prompt": "idle"}, None, reroll=n),
        lambda n: pixelate({}, picture, reroll=n),
        lambda n: remove_background({}, picture, reroll=n),
    ]
    for make in makers:
        keys = [make(n).key for n in range(3)]
        seeds = [make(n).seed for n in range(3)]

        assert len(set(keys)) == 3
        assert len(set(seeds)) in {1, 3}
        assert make(1).key == keys[1]


# -- what is never shared wrongly ------------------------------------------------------


def test_the_timing_of_a_webp_is_part_of_what_is_sent() -> None:
    """What comes back keeps it; a still WebP comes back as WebP, a PNG as PNG."""
    frames = np.stack([draw(), draw(hue=40)])
    clips = [
        clip_art("a.webp", encode_clip(frames, times, "webp"))
        for times in ((100, 100), (100, 90), (100, 100))
    ]
    stills = [
        clip_art("a.webp", encode_clip(frames[:1], (0,), "webp")),
        clip_art("a.png", encode_png(frames[0])),
    ]
    keys = [remove_background({}, picture, reroll=0).key for picture in clips + stills]

    assert keys[0] == keys[2]
    assert len(set(keys)) == 4


def test_an_address_is_named_by_all_of_it() -> None:
    """Nobody has seen the picture."""
    urls = ["https://a.example/b.png", "https://a.example/b.png?v=2"]
    keys = [remove_background({}, Address(url), reroll=0).key for url in urls]

    assert keys[0] != keys[1]
    assert "v=2" not in repr(Address(urls[1]))


def test_keyframes_on_the_web_are_kept_apart() -> None:
    """They are flattened by the service, so nothing of a sidecar's is theirs."""
    frames = [({"index": 0, "strength": 1.0}, Address("https://a.example/b.png"))]
    request = {"prompt": "slash", "render_mode": "pixel", "total_frames": 6}

    single = keyframes_by_address(request, frames, reroll=0)

    body = single.prepare().body()
    assert body["frames"] == [
        {"index": 0, "strength": 1.0, "image_url": "https://a.example/b.png"}
    ]
    assert body["pixel_config"] == {"colors": 24}
    assert (body["matte_color"], body["seed"]) == ("#808080", single.seed)
    assert single.key != keyframes_by_address(request, frames, reroll=1).key
    local = [({"index": 0, "strength": 1.0}, art())]
    plain = keyframes_by_address(request, local, reroll=0)
    sidecars = animation("keyframes", request, local, transparent=True, reroll=0)
    assert plain.key != sidecars.key


# -- files -----------------------------------------------------------------------------


def strip_on(matte: str, *images: Pixels) -> bytes:
    """Frames on a matte, as the service hands them out."""
    frames = flatten(np.stack(images), parse_hex(matte))
    return encode_clip(frames, (), "png")


def test_transparent_art_comes_back_transparent_in_every_kind_of_file() -> None:
    """The matte that was sent is taken out, and a strip gets the usual speed."""
    image = draw()
    single = animation(
        "animate", {"prompt": "idle"}, [({}, art(image))], transparent=True, reroll=0
    )
    matte = single.prepare().parameters["matte_color"]
    job = job_of(single, metadata={"frame_count": 2, "frame_w": 16, "frame_h": 16})
    data = strip_on(matte, image, image)

    assert single.forms == ("webp", "gif", "png")
    for form in ("webp", "gif"):
        frames, times = decode_frames(single.finish(job, data, form))
        assert np.array_equal(frames[0], image)
        assert len(frames) == 2
        assert sum(times) == 250
    strip = decode_still(single.finish(job, data, "png"))
    assert np.array_equal(strip, np.concatenate([image, image], axis=1))


def test_a_result_that_needs_nothing_is_written_as_it_came() -> None:
    """Who asks for no clear ground, and names the format, gets the very bytes."""
    request = {"prompt": "idle", "output_format": "webp"}
    single = animation("animate", request, [({}, art())], transparent=False, reroll=0)
    frames = flatten(np.stack([draw(), draw(hue=9)]), (128, 128, 128))
    data = encode_clip(frames, (30, 40), "webp")

    assert single.forms == ("webp",)
    assert single.finish(job_of(single), data, "webp") == data


def test_a_clip_keeps_its_timing_when_the_ground_is_cleared() -> None:
    """It is the service's own."""
    image = draw()
    request = {"prompt": "idle", "output_format": "webp"}
    single = animation(
        "animate", request, [({}, art(image))], transparent=True, reroll=0
    )
    matte = single.prepare().parameters["matte_color"]
    frames = flatten(np.stack([image, image]), parse_hex(matte))
    data = encode_clip(frames, (30, 40), "webp")

    seen, times = decode_frames(single.finish(job_of(single), data, "webp"))

    assert times == (30, 40)
    assert np.array_equal(seen[1], image)


# -- what is wrong ---------------------------------------------------------------------


def test_everything_that_is_wrong_is_said_without_a_place() -> None:
    """There is no file to look a line up in."""
    request = {"prompt": " ", "output_frames": 7, "seed": 0}

    with pytest.raises(RequestError) as caught:
        animation("animate", request, [({}, art())], transparent=True, reroll=0)

    assert caught.value.exit_code == 2
    assert [str(error) for error in caught.value.errors] == [
        (
            '"prompt" must say something (found an empty text). Describe the motion, '
            'such as "walk cycle to the right".'
        ),
        '"output_frames" must be even (found 7). Use 6 or 8.',
        '"seed" must be at least 1 (found 0)',
    ]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (
            lambda: animation(
                "animate",
                {"prompt": "x"},
                [({}, art(draw(300, 300)))],
                transparent=True,
                reroll=0,
            ),
            '"image" is too large for pixel-engine-v1.1 (found 300x300 pixels)',
        ),
        (
            lambda: generate({"prompt": ""}, None, reroll=0),
            '"prompt" must say something',
        ),
        (
            lambda: generate(
                {"prompt": "x", "pixel_config": {"colors": 3, "palette": ["#ff0000"]}},
                None,
                reroll=0,
            ),
            '"pixel_config" needs either "colors" or "palette" (found both)',
        ),
        (
            lambda: pixelate({"colors": 1}, art(), reroll=0),
            '"colors" must be at least 2 (found 1)',
        ),
        (
            lambda: remove_background({"rmbg_alpha_threshold": 256}, art(), reroll=0),
            '"rmbg_alpha_threshold" must be at most 255 (found 256)',
        ),
        (
            lambda: keyframes_by_address(
                {"prompt": "x", "render_mode": "pixel", "total_frames": 4},
                [({"index": 9, "strength": 1.0}, Address("https://a.example/b"))],
                reroll=0,
            ),
            '"frames[0].index" lies outside the animation (found 9)',
        ),
        (
            lambda: enhance_body("x" * 2001, None, None),
            '"prompt" must hold at most 2000 characters (found 2001)',
        ),
        (
            lambda: enhance_body("x", None, art(draw(300, 300))),
            '"image" is too large for pixel-engine-v1.1',
        ),
    ],
)
def test_what_the_service_would_refuse_is_refused_here(make: Any, says: str) -> None:
    """In the same words, and before anything is sent."""
    with pytest.raises(RequestError) as caught:
        make()

    assert str(caught.value).startswith(says)


def test_an_unknown_model_passes_with_its_price() -> None:
    """The service moves faster than any release."""
    single = generate({"prompt": "x", "model": "nb_next"}, None, reroll=0)

    assert single.price == 36
    assert "nb_next" in single.warnings[0]
