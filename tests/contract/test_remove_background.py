"""``POST /remove-background``: every row of the reference's tables."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from pixelengine_import.imaging.decode import decode_frames, decode_still
from pixelengine_import.imaging.pixels import flatten
from pixelengine_import.imaging.webp import encode_webp
from tests.support import draw

from .bodies import picture
from .service import code_of

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Frames, Pixels

    from .conftest import Api, OpenApi

MATTE = (0, 0, 255)


def file_of(image: Pixels, form: str) -> str:
    """Base64 of a lossless file."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, form, lossless=True)
    return base64.b64encode(file.getvalue()).decode("ascii")


def clip(count: int = 3) -> Frames:
    """A creature that changes its colour."""
    return np.stack([draw(24, 24, hue=20 * i) for i in range(count)])


async def cut(api: Api, **body: object) -> tuple[dict[str, Any], bytes]:
    """Submit a picture, and fetch what became of it."""
    answer = await api.post("remove-background", body)
    assert answer.status_code == 200, answer.text
    job = await api.finished(answer.json()["api_job_id"])
    assert job["status"] == "success"
    found = await api.client.get(job["output"]["url"])
    assert found.headers["content-type"] == job["output"]["content_type"]
    return job, found.content


@pytest.fixture
async def real(open_api: OpenApi) -> Api:
    """An engine that does its own picture work."""
    return await open_api(painter=None)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, '"image" is missing, and so is "image_url". Add "image".'),
        (
            {"image": picture(), "image_url": "https://example.com/a.png"},
            (
                '"image_url" and "image" exclude each other (found both). Give one of '
                "them."
            ),
        ),
        (
            {"image_url": "http://example.com/a.png"},
            '"image_url" must be an https address (found "http://example.com/a.png")',
        ),
        (
            {"image": picture(), "rmbg_alpha_threshold": -1},
            '"rmbg_alpha_threshold" must be at least 0 (found -1)',
        ),
        (
            {"image": picture(), "rmbg_alpha_threshold": 256},
            '"rmbg_alpha_threshold" must be at most 255 (found 256)',
        ),
        (
            {"image": picture(), "rmbg_alpha_threshold": 1.5},
            '"rmbg_alpha_threshold" must be a whole number (found 1.5)',
        ),
        (
            {"image": picture(form="JPEG")},
            (
                '"image" has a format that /remove-background does not take (found '
                "JPEG). Use PNG or WEBP."
            ),
        ),
    ],
)
async def test_a_broken_rule_is_a_400_that_says_what_to_do(
    api: Api, body: dict[str, object], message: str
) -> None:
    """Field, what was found, what to do."""
    answer = await api.post("remove-background", body)

    assert code_of(answer) == (400, "invalid_request")
    assert answer.json()["error"]["message"] == message


async def test_an_address_is_never_fetched(api: Api) -> None:
    """A server that opens addresses for others can be aimed at its own network."""
    body = {"image_url": "https://example.com/a.png"}
    answer = await api.post("remove-background", body)

    assert code_of(answer) == (400, "image_fetch_failed")
    assert answer.json()["error"]["message"] == (
        '"image_url" is not fetched: this local engine opens no addresses. '
        'Send the picture itself as "image".'
    )


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (
            "AAAA" * (11 * 1024 * 1024 // 3),
            '"image" is too large (found 11.0 MB). Send at most 10.0 MB.',
        ),
        (
            picture(4001, 4000),
            (
                '"image" is too large for this local engine (found 1 x 4001x4000 '
                "pixels). Use at most 256 frames and 16,000,000 pixels in all."
            ),
        ),
    ],
)
async def test_10_mb_and_a_budget_of_our_own_are_the_limit(
    api: Api, image: str, message: str
) -> None:
    """The API names no greatest size in pixels; memory has one."""
    answer = await api.post("remove-background", {"image": image})

    assert code_of(answer) == (400, "image_too_large")
    assert answer.json()["error"]["message"] == message


async def test_a_damaged_later_frame_is_refused_before_anything_is_paid(
    api: Api,
) -> None:
    """All frames are decoded once, while the request can still be refused."""
    whole = encode_webp(flatten(clip(), MATTE), [100] * 3)
    at = whole.rindex(b"VP8L") + 8
    broken = whole[:at] + b"\xff" * (len(whole) - at)
    body = {"image": base64.b64encode(broken).decode()}
    answer = await api.post("remove-background", body)

    assert code_of(answer) == (400, "invalid_request")
    assert "cannot be used" in answer.json()["error"]["message"]
    assert (await api.balance())["reserved"] == 0


async def test_without_credits_it_is_402(open_api: OpenApi) -> None:
    """It costs 2."""
    api = await open_api(credits=1)
    answer = await api.post("remove-background", {"image": picture()})

    assert code_of(answer) == (402, "insufficient_credits")


@pytest.mark.clause(
    "remove-background.transparent", "remove-background.threshold.default"
)
@pytest.mark.parametrize("form", ["PNG", "WEBP"])
async def test_a_still_comes_back_in_its_format_without_background(
    real: Api, form: str
) -> None:
    """2 credits; the art is what it was before it was laid on a colour."""
    art = draw(24, 24)
    job, data = await cut(real, image=file_of(flatten(art, MATTE), form))

    assert job["billing"] == {
        "credits_held": 2,
        "credits_charged": 2,
        "hold_status": "captured",
    }
    assert job["inputs"] == {}
    assert job["output"]["content_type"] == f"image/{form.lower()}"
    metadata = job["output"]["metadata"]
    assert (metadata["width"], metadata["height"]) == (24, 24)
    assert metadata["rmbg_threshold"] == 128
    assert "frame_count" not in metadata
    assert metadata["rmbg_confidence"] == "high"
    assert metadata["rmbg_doubts"] == ""
    assert np.array_equal(decode_still(data, formats=(form,)), art)


@pytest.mark.clause("remove-background.output.animated")
async def test_an_animation_keeps_its_frames_and_durations(real: Api) -> None:
    """Animated WebP stays animated."""
    frames, durations = clip(), (100, 250, 50)
    sent = encode_webp(flatten(frames, MATTE), durations)
    job, data = await cut(
        real, image="data:image/webp;base64," + base64.b64encode(sent).decode()
    )

    assert job["output"]["content_type"] == "image/webp"
    metadata = job["output"]["metadata"]
    assert (metadata["frame_count"], metadata["fps"]) == (3, 7.5)
    seen, times = decode_frames(data)
    assert times == durations
    assert np.array_equal(seen, frames)


@pytest.mark.clause(
    "remove-background.threshold.cut", "remove-background.output.threshold"
)
@pytest.mark.parametrize(("asked", "applied"), [(0, 1), (1, 1), (200, 200)])
async def test_the_threshold_that_was_applied_is_told(
    real: Api, asked: int, applied: int
) -> None:
    """0 counts as 1: with 0 nothing would be cut."""
    art = draw(24, 24)
    art[0, 0] = (10, 20, 30, 120)
    job, data = await cut(real, image=file_of(art, "PNG"), rmbg_alpha_threshold=asked)

    assert job["inputs"] == {"rmbg_alpha_threshold": asked}
    assert job["output"]["metadata"]["rmbg_threshold"] == applied
    pixels = decode_still(data)
    assert pixels[0, 0, 3] == (255 if applied <= 120 else 0)
    assert np.array_equal(pixels[1:], art[1:])


async def test_a_doubtful_cut_says_so(real: Api) -> None:
    """A hint beside the result; the job does not fail for it."""
    noise = np.random.default_rng(1).integers(0, 256, (32, 32, 4), dtype=np.uint8)
    noise[..., 3] = 255
    job, _ = await cut(real, image=file_of(noise, "PNG"))

    metadata = job["output"]["metadata"]
    assert metadata["rmbg_confidence"] == "low"
    assert metadata["rmbg_doubts"]
