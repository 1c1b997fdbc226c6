"""``POST /animate``: every row of the reference's tables."""

from __future__ import annotations

import base64
import io
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from pixelengine_import.imaging.decode import cut_strip, decode_frames, decode_still
from pixelengine_import.imaging.pixels import frames_hash

from .bodies import animate_body, picture
from .service import code_of

if TYPE_CHECKING:
    from .conftest import Api, OpenApi

GENERAL: dict[str, object] = {"model": "frame-engine-v1.1", "image": picture(256, 256)}


async def test_a_job_is_accepted_and_queued(api: Api) -> None:
    """The answer names the job, says queued, and holds no error."""
    answer = await api.post("animate", animate_body())

    assert answer.status_code == 200
    job_id = answer.json()["api_job_id"]
    assert answer.json() == {"api_job_id": job_id, "status": "queued", "error": None}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": None}, '"prompt" is missing. Add it.'),
        ({"prompt": " \n"}, '"prompt" must say something (found an empty text)'),
        ({"prompt": 7}, '"prompt" must be a text (found 7)'),
        ({"image": None}, '"image" is missing. Add it.'),
        ({"image": ""}, '"image" is empty. Send the picture in base64.'),
        (
            {"output_frames": 7},
            '"output_frames" must be even (found 7). Use 6 or 8.',
        ),
        (
            {"output_frames": 18},
            (
                '"output_frames" must lie between 2 and 16 for pixel-engine-v1.1 '
                "(found "
                "18). Use 16."
            ),
        ),
        (
            {"output_frames": 0},
            (
                '"output_frames" must lie between 2 and 16 for pixel-engine-v1.1 '
                "(found 0)."
                " Use 2."
            ),
        ),
        ({"output_frames": "8"}, '"output_frames" must be a whole number (found "8")'),
        ({"seed": 0}, '"seed" must be at least 1 (found 0)'),
        (
            {"seed": 10_000_000_000},
            '"seed" must be at most 9999999999 (found 10000000000)',
        ),
        (
            {"output_format": "mp4"},
            "\"output_format\" must be 'webp', 'gif' or 'spritesheet' (found \"mp4\")",
        ),
        (
            {"matte_color": "red"},
            (
                '"matte_color" must be a colour of six hex digits such as #ff0000 '
                "(found "
                '"red")'
            ),
        ),
        (
            {"model": "pixel-engine-v9"},
            (
                '"model" is not a model of this local engine (found '
                '"pixel-engine-v9"). Use '
                '"pixel-engine-v1.1" or "frame-engine-v1.1".'
            ),
        ),
        (
            {"model": "pixel-engine-v1.5"},
            (
                '"model" is not a model of this local engine (found '
                '"pixel-engine-v1.5"). '
                'Use "pixel-engine-v1.1" or "frame-engine-v1.1".'
            ),
        ),
        (
            {"pixel_config": {"colors": 8, "palette": ["#000000"]}},
            (
                '"pixel_config" needs either "colors" or "palette" (found both). '
                "Give one "
                "of them."
            ),
        ),
        (
            {"pixel_config": {}},
            (
                '"pixel_config" needs either "colors" or "palette" (found neither). '
                "Give "
                "one of them."
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
            {**GENERAL, "pixel_config": {"colors": 8}},
            (
                '"pixel_config" is not allowed for "frame-engine-v1.1". Leave it '
                "out or use "
                '"pixel-engine-v1.1".'
            ),
        ),
        (
            {**GENERAL, "output_frames": 26},
            (
                '"output_frames" must lie between 2 and 24 for frame-engine-v1.1 '
                "(found "
                "26). Use 24."
            ),
        ),
        (
            {**GENERAL, "image": picture(256, 255)},
            (
                '"image" is too small for frame-engine-v1.1 (found 256x255 pixels). '
                "Use at "
                "least 256x256 pixels."
            ),
        ),
        (
            {**GENERAL, "image": picture(2050, 2050)},
            (
                '"image" is too large for frame-engine-v1.1 (found 2050x2050 '
                "pixels). Use "
                "at most 2048x2048 pixels."
            ),
        ),
        (
            {"image": picture(257, 200)},
            (
                '"image" is too large for pixel-engine-v1.1 (found 257x200 pixels). '
                "Use at "
                "most 256x256 pixels."
            ),
        ),
        (
            {"image": picture(100, 49)},
            (
                '"image" is too long and thin (found 100x49 pixels). Keep the '
                "aspect ratio "
                "between 1:2 and 2:1."
            ),
        ),
        (
            {"image": picture(form="JPEG")},
            (
                '"image" has a format that pixel-engine-v1.1 does not take (found '
                "JPEG). "
                "Use PNG."
            ),
        ),
        (
            {**GENERAL, "image": picture(300, 300, "WEBP")},
            (
                '"image" has a format that frame-engine-v1.1 does not take (found '
                "WEBP). "
                "Use PNG or JPEG."
            ),
        ),
    ],
)
async def test_a_broken_rule_is_a_400_that_says_what_to_do(
    api: Api, changes: dict[str, object], message: str
) -> None:
    """Field, what was found, what to do: the sentence that sidecars get, too."""
    answer = await api.post("animate", animate_body(**changes))

    assert code_of(answer) == (400, "invalid_request")
    assert answer.json()["error"]["message"] == message


async def test_a_picture_over_5_mb_is_too_large_by_its_length_alone(api: Api) -> None:
    """It is refused before it is decoded: what follows the limit is no base64."""
    huge = "A" * (7 * 1024 * 1024) + "!"
    answer = await api.post("animate", animate_body(image=huge))

    assert code_of(answer) == (400, "image_too_large")
    assert (
        answer.json()["error"]["message"]
        == '"image" is too large (found 5.2 MB). Send at most 5.0 MB.'
    )


async def test_a_body_over_the_cap_is_too_large_in_the_envelope(api: Api) -> None:
    """The body is read with a limit; the answer is the API's own."""
    answer = await api.post("animate", animate_body(image="A" * (17 * 1024 * 1024)))

    assert code_of(answer) == (400, "image_too_large")


@pytest.mark.parametrize(
    "text",
    [
        "not base64 at all!",
        picture().replace("i", "-", 1),
        picture()[:-4] + "=AAA",
        "A",
        "data:image/png,plain",
        "data:text/html;base64,AAAA",
        base64.b64encode(b"GIF87a not really").decode(),
        base64.b64encode(base64.b64decode(picture())[:50]).decode(),
    ],
)
async def test_what_is_no_picture_is_refused(api: Api, text: str) -> None:
    """Strict alphabet, real padding, a file that decodes: all before credits."""
    answer = await api.post("animate", animate_body(image=text))

    assert code_of(answer) == (400, "invalid_request")
    assert answer.json()["error"]["message"].startswith('"image" ')
    assert (await api.balance())["reserved"] == 0


@pytest.mark.clause("animate.image.data_url")
@pytest.mark.parametrize(
    "text",
    [
        "data:image/png;base64," + picture(),
        "data:image/png;name=a.png;base64," + picture(),
        "\n".join(textwrap.wrap(picture(), 60)) + "\n",
        picture().rstrip("="),
    ],
)
async def test_base64_is_taken_in_every_form_that_clients_send(
    api: Api, text: str
) -> None:
    """A data URL, broken lines and missing padding change nothing."""
    first = await api.finished(await api.submit(image=picture()))
    second = await api.finished(await api.submit(image=text))

    assert second["status"] == "success"
    assert await _bytes(api, first) == await _bytes(api, second)


@pytest.mark.parametrize(
    "changes",
    [
        {"negative_prompt": ""},
        {"prompt": 'say "hi"\nand wave \u2603 \U0001f600'},
        {"matte_color": "00FF00"},
        {"pixel_config": {"palette": ["#FFAA00", "FFAA00", "#000000"]}},
        {"output_frames": 2},
        {"unknown_field": True},
        {"seed": 9_999_999_999},
        {"image": picture(1, 1)},
        {"image": picture(256, 256)},
        {"image": picture(100, 50)},
        GENERAL,
        {"model": "frame-engine-v1.1", "image": picture(300, 256, "JPEG")},
    ],
)
async def test_what_real_clients_send_is_taken(
    api: Api, changes: dict[str, object]
) -> None:
    """The API is strict about rules and easy about spelling."""
    job = await api.finished(await api.submit(**changes))

    assert job["status"] == "success"


async def test_too_few_credits_are_a_402_and_leave_no_job(open_api: OpenApi) -> None:
    """The message names the price and what is there."""
    api = await open_api(credits=19)
    answer = await api.post("animate", animate_body())

    assert code_of(answer) == (402, "insufficient_credits")
    assert "costs 20 (found 19 available)" in answer.json()["error"]["message"]
    assert (await api.balance())["reserved"] == 0


async def test_fields_are_judged_before_credits(open_api: OpenApi) -> None:
    """Who cannot pay still learns what is wrong with the request."""
    api = await open_api(credits=0)
    answer = await api.post("animate", animate_body(output_frames=7))

    assert code_of(answer) == (400, "invalid_request")


@pytest.mark.clause(
    "jobs.size.formats",
    "jobs.metadata.strip",
    "jobs.metadata.frame_count",
    "jobs.size.pixel",
    "jobs.size.frame",
)
@pytest.mark.parametrize("form", ["webp", "gif", "spritesheet"])
@pytest.mark.parametrize(
    ("model", "size", "out"),
    [
        ("pixel-engine-v1.1", (31, 20), (31, 20)),
        ("frame-engine-v1.1", (300, 256), (640, 544)),
    ],
)
async def test_every_format_holds_exactly_the_frames(
    open_api: OpenApi,
    form: str,
    model: str,
    size: tuple[int, int],
    out: tuple[int, int],
) -> None:
    """The engine's own picture work: number of frames, size and timing are exact."""
    api = await open_api(painter=None)
    job = await api.finished(
        await api.submit(
            image=_sprite(*size), model=model, output_format=form, output_frames=4
        )
    )
    output = job["output"]
    data = await _bytes(api, job)
    width, height = out
    if form == "spritesheet":
        frames = cut_strip(decode_still(data), 4, width, height)
        assert output["content_type"] == "image/png"
        shape = {
            "width": 4 * width,
            "height": height,
            "output_format": "spritesheet",
            "frame_count": 4,
            "frame_w": width,
            "frame_h": height,
        }
    else:
        frames, durations = decode_frames(data)
        turns = (125,) * 4 if form == "webp" else (120, 130, 120, 130)
        assert durations == turns
        assert output["content_type"] == f"image/{form}"
        shape = {"width": width, "height": height, "frame_count": 4, "fps": 8.0}

    assert frames.shape == (4, height, width, 4)
    assert output["metadata"].items() >= shape.items()
    assert (frames[..., 3] == 255).all()


async def test_the_three_formats_show_the_same_pixels(open_api: OpenApi) -> None:
    """A format is an envelope: with or without a seed, the animation is one."""
    api = await open_api(painter=None)
    seen = set()
    for form in ("webp", "gif", "spritesheet"):
        job = await api.finished(
            await api.submit(image=_sprite(24, 24), output_format=form)
        )
        data = await _bytes(api, job)
        if form == "spritesheet":
            frames = cut_strip(decode_still(data), 8, 24, 24)
        else:
            frames, _ = decode_frames(data)
        seen.add(frames_hash(frames))

    assert len(seen) == 1


@pytest.mark.clause("animate.seed.reproducible", "animate.seed.left_out")
@pytest.mark.parametrize("seed", [None, 12345])
async def test_the_same_request_gives_the_same_bytes_on_a_fresh_engine(
    open_api: OpenApi, tmp_path_factory: pytest.TempPathFactory, seed: int | None
) -> None:
    """With a seed, and without one: the engine draws it from the request itself."""
    results = []
    for _ in range(2):
        api = await open_api(painter=None, folder=tmp_path_factory.mktemp("fresh"))
        job = await api.finished(
            await api.submit(
                image=_sprite(24, 24), output_format="spritesheet", seed=seed
            )
        )
        assert job["inputs"].get("seed") == seed
        results.append(await _bytes(api, job))

    assert results[0] == results[1]


def _sprite(width: int, height: int) -> str:
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    pixels[height // 4 :, width // 4 : -width // 4] = (200, 60, 40, 255)
    pixels[height // 4 : height // 2, width // 3 : width // 2] = (250, 220, 180, 255)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode("ascii")


async def _bytes(api: Api, job: dict[str, Any]) -> bytes:
    answer = await api.client.get(job["output"]["url"])
    assert answer.status_code == 200
    return answer.content
