"""``inputs`` of a job: what was asked, defaults spelled out, pictures left out."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from .bodies import BODIES, picture
from .conftest import Gate

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.orders import Order, Painting

    from .conftest import Api, OpenApi

ADDRESS = "https://example.com/a.png"
LEAST: dict[str, dict[str, Any]] = {
    "animate": {
        "prompt": "breathing idle",
        "negative_prompt": "",
        "model": "pixel-engine-v1.1",
        "pixel_config": {"colors": 24},
        "output_frames": 8,
        "output_format": "webp",
        "matte_color": "#808080",
    },
    "keyframes": {
        "prompt": "sword slash",
        "negative_prompt": "",
        "render_mode": "pixel",
        "total_frames": 4,
        "frames": [{"index": 0, "strength": 1.0}, {"index": 3, "strength": 1.0}],
        "pixel_config": {"colors": 24},
        "output_format": "webp",
        "matte_color": "#808080",
    },
    "generate-image": {
        "prompt": "a red knight",
        "model": "oai_gpt2_low",
        "pixel_config": {"colors": 8},
    },
    "pixelate": {"colors": 24},
    "remove-background": {},
}
"""What the smallest body of each endpoint is shown as."""

FULL: dict[str, dict[str, Any]] = {
    "animate": {
        "prompt": 'wave "hello"\n\u2603',
        "negative_prompt": "blurry",
        "model": "pixel-engine-v1.1",
        "pixel_config": {"palette": ["#ffaa00", "#223344"]},
        "output_frames": 2,
        "seed": 9999999999,
        "output_format": "gif",
        "matte_color": "#ff0000",
    },
    "keyframes": {
        "prompt": "turn",
        "negative_prompt": "blurry",
        "render_mode": "pixel",
        "total_frames": 3,
        "frames": [{"index": 1, "strength": 0.5}],
        "pixel_config": {"palette": ["#ffaa00"]},
        "seed": 1,
        "output_format": "spritesheet",
        "matte_color": "#00ff00",
    },
    "generate-image": {
        "prompt": "the same, in blue",
        "model": "nb_pro",
        "pixel_config": {"palette": ["#1a1a1a", "#c83232"]},
        "seed": 12345,
    },
    "pixelate": {"palette": ["#ffaa00", "#223344"]},
    "remove-background": {"rmbg_alpha_threshold": 0},
}
"""Bodies with every field but the pictures: they are shown as they were sent."""


def with_picture(name: str, body: dict[str, Any], field: str) -> dict[str, Any]:
    """Return a body with its pictures where the endpoint takes them."""
    value = picture() if field == "image" else ADDRESS
    if name == "keyframes":
        frames = [{**frame, field: value} for frame in body["frames"]]
        return {**body, "frames": frames}
    return {**body, field: value}


async def inputs_of(api: Api, name: str, body: dict[str, Any]) -> dict[str, Any]:
    """Submit a body, and read what the job says that was asked."""
    answer = await api.post(name, body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = (await api.job(answer.json()["api_job_id"]))["inputs"]
    return found


@pytest.mark.clause("jobs.inputs.seed", "jobs.answer.inputs")
@pytest.mark.parametrize("name", LEAST)
async def test_what_was_left_out_is_filled_in_but_for_the_seed(
    api: Api, name: str
) -> None:
    """All defaults, and nothing more: no seed that the engine drew, no picture."""
    assert await inputs_of(api, name, BODIES[name]()) == LEAST[name]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.clause(f"jobs.inputs.{name}"))
        for name in FULL
    ],
)
async def test_what_was_said_comes_back_without_the_pictures(
    api: Api, name: str
) -> None:
    """Every field of the body but the images, value for value."""
    body = with_picture(name, FULL[name], "image")

    assert await inputs_of(api, name, body) == FULL[name]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.clause(f"jobs.inputs.{name}"))
        for name in ("keyframes", "generate-image", "remove-background")
    ],
)
async def test_the_address_of_a_picture_does_not_come_back(
    open_api: OpenApi, name: str
) -> None:
    """It may be a signed one: whoever can read the job could open it."""
    api = await open_api(fetch=serve_picture)
    body = with_picture(name, FULL[name], "image_url")

    assert await inputs_of(api, name, body) == FULL[name]


async def test_what_the_api_does_not_know_does_not_come_back(api: Api) -> None:
    """An unknown field is ignored: it took no part, so it is not shown."""
    for name, shown in LEAST.items():
        body = BODIES[name](unknown_field=True, user="me")
        assert await inputs_of(api, name, body) == shown


async def test_the_general_pipeline_has_no_pixel_config_to_show(api: Api) -> None:
    """A default is filled in where the field is allowed, and nowhere else."""
    big = picture(256, 256)
    frame = BODIES["animate"](model="frame-engine-v1.1", image=big)
    frames = [{"index": 0, "image": big}]
    detailed = BODIES["keyframes"](render_mode="detailed", frames=frames)

    assert "pixel_config" not in await inputs_of(api, "animate", frame)
    assert "pixel_config" not in await inputs_of(api, "keyframes", detailed)


@pytest.mark.clause("jobs.inputs.always")
@pytest.mark.parametrize("ending", ["queued", "success", "failure", "cancelled"])
async def test_inputs_are_there_in_every_state(open_api: OpenApi, ending: str) -> None:
    """And the same in each."""
    gate = Gate()
    api = await open_api(painter=break_down if ending == "failure" else gate)
    if ending == "success":
        gate.opened.set()
    job_id = await api.submit()
    if ending == "cancelled":
        await api.post("cancel", {"api_job_id": job_id})
    job = await api.job(job_id) if ending == "queued" else await api.finished(job_id)

    if ending != "queued":
        assert job["status"] == ending
    assert job["inputs"] == LEAST["animate"]


def break_down(_order: Order, _work: Work) -> Painting:
    """Fail at the work."""
    msg = "broken"
    raise ZeroDivisionError(msg)


def serve_picture(url: str, most: int) -> bytes:
    """Stand in for the host of an address."""
    assert url == ADDRESS
    data = base64.b64decode(picture())
    assert len(data) <= most
    return data
