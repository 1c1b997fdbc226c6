"""``POST /keyframes``: every row of the reference's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .bodies import keyframes_body, picture
from .service import code_of

if TYPE_CHECKING:
    from .conftest import Api, OpenApi

BIG = {"render_mode": "detailed", "frames": [{"index": 0, "image": picture(256, 256)}]}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prompt": None}, '"prompt" is missing. Add it.'),
        ({"render_mode": None}, '"render_mode" is missing. Add it.'),
        (
            {"render_mode": "voxel"},
            "\"render_mode\" must be 'pixel' or 'detailed' (found \"voxel\")",
        ),
        ({"total_frames": None}, '"total_frames" is missing. Add it.'),
        (
            {"total_frames": 2},
            '"total_frames" must lie between 3 and 20 for pixel (found 2). Use 3.',
        ),
        (
            {"total_frames": 21},
            '"total_frames" must lie between 3 and 20 for pixel (found 21). Use 20.',
        ),
        ({"frames": None}, '"frames" is missing. Add it.'),
        (
            {"frames": []},
            '"frames" must hold at least one keyframe (found none). Add one.',
        ),
        ({"frames": {}}, '"frames" must be a list (found an object)'),
        (
            {"frames": [{"index": 4, "image": picture()}]},
            '"frames[0].index" lies outside the animation (found 4). Use 0 to 3.',
        ),
        (
            {"frames": [{"index": -1, "image": picture()}]},
            '"frames[0].index" must be at least 0 (found -1)',
        ),
        (
            {"frames": [{"index": 1, "image": picture()}] * 2},
            (
                '"frames[1].index" is taken by frames[0] already (found 1). Give each '
                "keyframe a place of its own."
            ),
        ),
        (
            {"frames": [{"index": 0, "image": picture(), "strength": 1.5}]},
            '"frames[0].strength" must be at most 1 (found 1.5)',
        ),
        (
            {"frames": [{"index": 0}]},
            '"frames[0].image" is missing, and so is "image_url". Add "image".',
        ),
        (
            {"frames": [{"index": 0, "image": picture(), "image_url": "https://a/b"}]},
            (
                '"frames[0].image_url" and "image" exclude each other (found both). '
                "Give one of them."
            ),
        ),
        (
            {"frames": [{"index": 0, "image_url": "http://127.0.0.1/a.png"}]},
            (
                '"frames[0].image_url" must be an https address (found '
                '"http://127.0.0.1/a.png")'
            ),
        ),
        (
            {
                "frames": [
                    {"index": 0, "image": picture(8, 8)},
                    {"index": 2, "image": picture(9, 8)},
                ]
            },
            (
                '"frames[1].image" has another size than the first keyframe (found '
                "9x8, "
                "not 8x8). Give all keyframes the same size."
            ),
        ),
        (
            {"frames": [{"index": 0, "image": picture(form="JPEG")}]},
            (
                '"frames[0].image" has a format that pixel does not take (found '
                "JPEG). Use "
                "PNG."
            ),
        ),
        (
            {**BIG, "pixel_config": {"colors": 8}},
            (
                '"pixel_config" is not allowed for render_mode "detailed". Leave it '
                "out or "
                'use "pixel".'
            ),
        ),
        (
            {"render_mode": "detailed"},
            (
                '"frames[0].image" is too small for detailed (found 8x8 pixels). '
                "Use at "
                "least 256x256 pixels."
            ),
        ),
    ],
)
async def test_a_broken_rule_is_a_400_that_says_what_to_do(
    api: Api, changes: dict[str, object], message: str
) -> None:
    """Field, what was found, what to do."""
    answer = await api.post("keyframes", keyframes_body(**changes))

    assert code_of(answer) == (400, "invalid_request")
    assert answer.json()["error"]["message"] == message


@pytest.mark.clause("keyframes.frames.count")
async def test_more_keyframes_than_frames_are_refused(api: Api) -> None:
    """Each keyframe needs a frame of its own."""
    frames = [{"index": i % 3, "image": picture()} for i in range(4)]
    answer = await api.post("keyframes", keyframes_body(total_frames=3, frames=frames))

    assert code_of(answer) == (400, "invalid_request")
    assert "more keyframes than frames" in answer.json()["error"]["message"]


async def test_an_address_is_never_fetched(api: Api) -> None:
    """A server that opens addresses for others can be aimed at its own network."""
    frames = [{"index": 0, "image_url": "https://example.com/a.png"}]
    answer = await api.post("keyframes", keyframes_body(frames=frames))

    assert code_of(answer) == (400, "image_fetch_failed")
    assert answer.json()["error"]["message"] == (
        '"frames[0].image_url" is not fetched: this local engine opens no addresses. '
        'Send the picture itself as "image".'
    )


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ([11], '"frames[0].image" is too large (found 11.0 MB). Send at most 10.0 MB.'),
        (
            [8, 8, 8],
            (
                '"frames" are too large together (found 24.0 MB). Send at most 20.0 '
                "MB in "
                "all."
            ),
        ),
    ],
)
async def test_pictures_over_10_mb_or_20_mb_together_are_too_large(
    api: Api, sizes: list[int], message: str
) -> None:
    """Their length says so before anything is decoded."""
    frames = [
        {"index": i, "image": "AAAA" * (size * 1024 * 1024 // 3)}
        for i, size in enumerate(sizes)
    ]
    answer = await api.post("keyframes", keyframes_body(frames=frames))

    assert code_of(answer) == (400, "image_too_large")
    assert answer.json()["error"]["message"] == message


async def test_a_body_over_40_mb_is_too_large(api: Api) -> None:
    """It is read with a limit and answered in the envelope."""
    body = keyframes_body(prompt="a" * (41 * 1024 * 1024))
    answer = await api.post("keyframes", body)

    assert code_of(answer) == (400, "image_too_large")


async def test_inputs_keep_place_and_strength_of_each_keyframe(api: Api) -> None:
    """Pictures are left out; what was not said is filled in."""
    frames = [
        {"index": 0, "image": picture()},
        {"index": 3, "image": picture(), "strength": 0.8},
    ]
    job = await api.finished(await api.submit("keyframes", frames=frames, seed=5))

    assert job["inputs"] == {
        "prompt": "sword slash",
        "negative_prompt": "",
        "pixel_config": {"colors": 24},
        "seed": 5,
        "output_format": "webp",
        "matte_color": "#808080",
        "render_mode": "pixel",
        "total_frames": 4,
        "frames": [{"index": 0, "strength": 1.0}, {"index": 3, "strength": 0.8}],
    }
    assert job["billing"]["credits_held"] == 24


@pytest.mark.clause("jobs.size.pixel", "jobs.size.detailed")
@pytest.mark.parametrize(
    ("changes", "size"),
    [({}, (8, 8)), ({**BIG, "total_frames": 3}, (640, 640))],
)
async def test_both_render_modes_give_the_size_they_promise(
    open_api: OpenApi, changes: dict[str, object], size: tuple[int, int]
) -> None:
    """The engine's own picture work, from the request to the file's facts."""
    api = await open_api(painter=None)
    job = await api.finished(await api.submit("keyframes", **changes))

    assert job["status"] == "success"
    metadata = job["output"]["metadata"]
    assert (metadata["width"], metadata["height"]) == size
