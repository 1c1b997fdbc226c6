"""``POST /pixelate``: every row of the reference's tables."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.png import encode_png
from tests.support import draw

from .bodies import picture
from .service import code_of

if TYPE_CHECKING:
    from .conftest import Api, OpenApi


async def made(api: Api, **body: object) -> tuple[dict[str, Any], bytes]:
    """Submit a picture, and fetch what became of it."""
    answer = await api.post("pixelate", body)
    assert answer.status_code == 200, answer.text
    job = await api.finished(answer.json()["api_job_id"])
    assert job["status"] == "success"
    found = await api.client.get(job["output"]["url"])
    assert found.headers["content-type"] == "image/png"
    return job, found.content


@pytest.fixture
async def real(open_api: OpenApi) -> Api:
    """An engine that does its own picture work."""
    return await open_api(painter=None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"image": None}, '"image" must be a text (found null)'),
        ({"image": ""}, '"image" is empty. Send the picture in base64.'),
        ({"colors": 1}, '"colors" must be at least 2 (found 1)'),
        ({"colors": 257}, '"colors" must be at most 256 (found 257)'),
        ({"colors": "24"}, '"colors" must be a whole number (found "24")'),
        ({"palette": []}, '"palette" must not be empty (found a list of 0)'),
        (
            {"palette": ["red"]},
            (
                '"palette[0]" must be a colour of six hex digits such as #ff0000 '
                '(found "red")'
            ),
        ),
        (
            {"colors": 4, "palette": ["#ff0000"]},
            '"palette" and "colors" exclude each other (found both). Give one of them.',
        ),
        (
            {"image": picture(form="GIF")},
            (
                '"image" has a format that /pixelate does not take (found GIF). Use '
                "PNG or JPEG."
            ),
        ),
        (
            {"image": picture(30, 10)},
            (
                '"image" is too long and thin (found 30x10 pixels). Keep the aspect '
                "ratio between 1:2 and 2:1."
            ),
        ),
    ],
)
async def test_a_broken_rule_is_a_400_that_says_what_to_do(
    api: Api, changes: dict[str, object], message: str
) -> None:
    """Field, what was found, what to do."""
    answer = await api.post("pixelate", {"image": picture(), **changes})

    assert code_of(answer) == (400, "invalid_request")
    assert answer.json()["error"]["message"] == message


async def test_a_missing_image_is_a_400(api: Api) -> None:
    """The one required field."""
    answer = await api.post("pixelate", {})

    assert code_of(answer) == (400, "invalid_request")
    assert answer.json()["error"]["message"] == '"image" is missing. Add it.'


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (
            picture(2049, 1100),
            (
                '"image" is too large for /pixelate (found 2049x1100 pixels). Use at '
                "most 2048x2048 pixels."
            ),
        ),
        (
            "AAAA" * (11 * 1024 * 1024 // 3),
            '"image" is too large (found 11.0 MB). Send at most 10.0 MB.',
        ),
    ],
)
async def test_10_mb_or_2048_pixels_are_the_limit(
    api: Api, image: str, message: str
) -> None:
    """Both are ``image_too_large`` here, not ``invalid_request``."""
    answer = await api.post("pixelate", {"image": image})

    assert code_of(answer) == (400, "image_too_large")
    assert answer.json()["error"]["message"] == message


@pytest.mark.clause("pixelate.cost", "pixelate.grid")
async def test_it_is_free_and_gives_a_png_of_the_grids_size(real: Api) -> None:
    """No hold, no charge; metadata says width and height, and ours what was found."""
    art = draw(20, 16)
    before = await real.balance()
    sent = encode_png(np.kron(art, np.ones((6, 6, 1), np.uint8)))
    job, data = await made(real, image=base64.b64encode(sent).decode())

    assert job["billing"] is None
    assert await real.balance() == before
    assert job["inputs"] == {"colors": 24}
    metadata = job["output"]["metadata"]
    assert (metadata["width"], metadata["height"]) == (20, 16)
    assert metadata["method"] == "exact"
    assert metadata["grid"] == "6x6"
    assert metadata["grid_confidence"] == "1"
    assert np.array_equal(decode_still(data), art)


@pytest.mark.clause("pixelate.palette.kept")
async def test_a_palette_is_kept_to(real: Api) -> None:
    """Upper case, no ``#`` and repeats are taken, as everywhere."""
    sent = base64.b64encode(encode_png(draw(16, 16))).decode()
    job, data = await made(real, image=sent, palette=["#FF0000", "00ff00", "#ff0000"])

    assert job["inputs"] == {"palette": ["#ff0000", "#00ff00", "#ff0000"]}
    pixels = decode_still(data)
    colours = {tuple(c) for c in pixels[pixels[..., 3] > 0][:, :3].tolist()}
    assert colours <= {(255, 0, 0), (0, 255, 0)}


async def test_a_jpeg_in_a_data_url_is_taken(real: Api) -> None:
    """The prefix is stripped."""
    sent = "data:image/jpeg;base64," + picture(64, 64, "JPEG")
    job, data = await made(real, image=sent, colors=2)

    assert job["inputs"] == {"colors": 2}
    assert decode_still(data).shape == (64, 64, 4)


async def test_the_same_request_gives_the_same_bytes(real: Api) -> None:
    """A second job, not a second answer of the first."""
    sent = picture(40, 40, "JPEG")
    one = await made(real, image=sent)
    other = await made(real, image=sent)

    assert one[0]["api_job_id"] != other[0]["api_job_id"]
    assert one[1] == other[1]
