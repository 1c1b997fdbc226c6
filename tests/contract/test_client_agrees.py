"""The client refuses what the engine refuses, in the same words, before it is sent."""

from __future__ import annotations

import base64
import logging
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.api.prepare import BODIES
from pixelengine_import.errors import InvalidRequestError, RefusedError

from .bodies import animate_body, keyframes_body, picture
from .service import code_of

if TYPE_CHECKING:
    from .conftest import Api

MEGABYTE = 1024 * 1024


def frames(*shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Keyframes, each with a picture unless it says otherwise."""
    return [{"index": i, "image": picture(), **one} for i, one in enumerate(shown)]


def bytes_of(count: int) -> str:
    """Base64 of that many bytes that begin like a PNG."""
    head = b"\x89PNG\r\n\x1a\n"
    return base64.b64encode(head + bytes(count - len(head))).decode()


COLOURS = {"pixel_config": {"colors": 4}}
GOOD: dict[str, dict[str, Any]] = {
    "generate_image": {"prompt": "a knight", **COLOURS},
    "animate": animate_body(),
    "keyframes": keyframes_body(),
    "pixelate": {"image": picture()},
    "remove_background": {"image": picture()},
    "enhance_prompt": {"prompt": "walk"},
}

BAD: list[tuple[str, dict[str, Any]]] = [
    # types and ranges
    ("animate", {"prompt": 5}),
    ("animate", {"prompt": ""}),
    ("animate", {"prompt": " \n"}),
    ("animate", {"negative_prompt": 7}),
    ("animate", {"seed": 0}),
    ("animate", {"seed": 10_000_000_000}),
    ("animate", {"seed": 1.5}),
    ("animate", {"seed": True}),
    ("animate", {"seed": "7"}),
    ("animate", {"output_frames": "8"}),
    ("animate", {"output_format": "avif"}),
    ("animate", {"matte_color": "red"}),
    ("animate", {"matte_color": 0xFF0000}),
    ("animate", {"pixel_config": {"colors": 1}}),
    ("animate", {"pixel_config": {"colors": 257}}),
    ("animate", {"pixel_config": {"palette": []}}),
    ("animate", {"pixel_config": {"palette": ["#fff"]}}),
    ("animate", {"pixel_config": "24"}),
    ("animate", {"model": 3}),
    ("enhance_prompt", {"prompt": "x" * 2001}),
    ("enhance_prompt", {"prompt": ""}),
    ("remove_background", {"rmbg_alpha_threshold": 256}),
    ("remove_background", {"rmbg_alpha_threshold": -1}),
    ("pixelate", {"colors": 300}),
    ("keyframes", {"render_mode": "3d"}),
    ("keyframes", {"total_frames": "4"}),
    ("keyframes", {"frames": "none"}),
    ("keyframes", {"frames": [7]}),
    ("keyframes", {"frames": frames({"index": -1})}),
    ("keyframes", {"frames": frames({"index": "0"})}),
    ("keyframes", {"frames": frames({"strength": 1.5})}),
    ("keyframes", {"frames": [{"image": picture()}]}),
    ("generate_image", {"prompt": ""}),
    ("generate_image", {"seed": -1}),
    ("generate_image", {"pixel_config": 24}),
    # fields that belong together
    ("generate_image", {"pixel_config": {}}),
    ("generate_image", {"pixel_config": {"colors": 4, "palette": ["#ff0000"]}}),
    ("animate", {"output_frames": 7}),
    ("animate", {"output_frames": 18}),
    ("animate", {"output_frames": 0}),
    ("animate", {"pixel_config": {}}),
    ("animate", {"pixel_config": {"colors": 4, "palette": ["#ff0000"]}}),
    ("animate", {"model": "frame-engine-v1.1", "pixel_config": {"colors": 4}}),
    ("pixelate", {"colors": 4, "palette": ["#ff0000"]}),
    ("keyframes", {"total_frames": 2}),
    ("keyframes", {"total_frames": 21}),
    ("keyframes", {"frames": []}),
    ("keyframes", {"frames": frames({}, {}, {}, {}, {})}),
    ("keyframes", {"frames": frames({"index": 4})}),
    ("keyframes", {"frames": frames({}, {"index": 0})}),
    ("keyframes", {"frames": [{"index": 0}]}),
    ("keyframes", {"render_mode": "detailed", "pixel_config": {"colors": 4}}),
    # pictures: how they are written
    ("animate", {"image": "data:image/png,AAAA"}),
    ("animate", {"image": "data:text/plain;base64,AAAA"}),
    ("animate", {"image": "data:image/png;base64,"}),
    ("animate", {"image": "data:image/png;base64,A*B"}),
    ("keyframes", {"frames": frames({}, {"image": "data:image/png;base64,"})}),
    # pictures: how large they are, before what they are
    ("animate", {"image": bytes_of(5 * MEGABYTE + 1)}),
    ("enhance_prompt", {"image": bytes_of(5 * MEGABYTE + 1)}),
    ("pixelate", {"image": bytes_of(10 * MEGABYTE + 1)}),
    ("remove_background", {"image": bytes_of(10 * MEGABYTE + 1)}),
    ("keyframes", {"frames": frames({}, {"image": bytes_of(10 * MEGABYTE + 1)})}),
    (
        "keyframes",
        {"frames": frames(*[{"image": bytes_of(8 * MEGABYTE)}] * 3)},
    ),
    ("generate_image", {"image": bytes_of(5 * MEGABYTE + 1)}),
    # pictures: what they are
    ("generate_image", {"image": picture(form="WEBP")}),
    ("animate", {"image": picture(form="JPEG")}),
    ("animate", {"image": picture(form="GIF")}),
    ("animate", {"image": picture(form="WEBP")}),
    ("animate", {"image": picture(257, 200)}),
    ("animate", {"image": picture(20, 41)}),
    ("animate", {"image": picture(100, 100), "model": "frame-engine-v1.1"}),
    ("animate", {"image": picture(300, 700), "model": "frame-engine-v1.1"}),
    ("animate", {"image": picture(2100, 2100), "model": "frame-engine-v1.1"}),
    ("enhance_prompt", {"image": picture(300, 300)}),
    ("pixelate", {"image": picture(2049, 2000)}),
    ("pixelate", {"image": picture(10, 30)}),
    ("pixelate", {"image": picture(form="WEBP")}),
    ("remove_background", {"image": picture(form="JPEG")}),
    ("keyframes", {"frames": frames({}, {"image": picture(9, 8)})}),
    ("keyframes", {"frames": frames({}, {"image": picture(form="JPEG")})}),
    ("keyframes", {"render_mode": "detailed"}),
]


def body_of(endpoint: str, changes: dict[str, Any]) -> dict[str, Any]:
    """A good body with something wrong."""
    return {**GOOD[endpoint], **changes}


def name_of(case: object) -> str:
    """A short name of a case, without its pictures."""
    return "".join(c for c in repr(case)[:60] if c.isalnum() or c == "_")


def fail(request: httpx.Request) -> httpx.Response:
    """Be a service that nobody may reach."""
    msg = f"{request.url.path} was sent"
    raise AssertionError(msg)


def client() -> AsyncPixelEngine:
    """A client whose every byte is an error."""
    return AsyncPixelEngine("pe_sk_x", transport=httpx.MockTransport(fail))


@pytest.mark.parametrize(("endpoint", "changes"), BAD, ids=name_of)
async def test_the_client_says_what_the_engine_would_say(
    api: Api, endpoint: str, changes: dict[str, Any]
) -> None:
    """Word for word, with the same code, and nothing is sent."""
    body = body_of(endpoint, changes)
    answer = await api.post(endpoint.replace("_", "-"), body)
    status, code = code_of(answer)

    async with client() as engine:
        with pytest.raises(InvalidRequestError) as caught:
            await getattr(engine, endpoint)(**body)

    assert status == 400
    assert str(caught.value) == answer.json()["error"]["message"]
    assert caught.value.service_code == code
    first = caught.value.field.replace("[", ".").partition(".")[0]
    assert first in body or not first  # a rule about the whole body names no field


@pytest.mark.parametrize("endpoint", ["animate", "keyframes", "pixelate"])
async def test_a_complete_body_is_judged_like_the_fields_of_a_call(
    api: Api, endpoint: str
) -> None:
    """``submit`` with a body model is as safe."""
    wide = picture(10, 30)
    body = body_of(endpoint, {"image": wide})
    if endpoint == "keyframes":
        body["frames"] = frames({"image": wide})
    answer = await api.post(endpoint, body)

    async with client() as engine:
        with pytest.raises(InvalidRequestError) as caught:
            await engine.submit(endpoint, BODIES[endpoint].model_validate(body))

    assert str(caught.value) == answer.json()["error"]["message"]


@pytest.mark.parametrize("endpoint", GOOD)
async def test_what_the_engine_takes_passes(api: Api, endpoint: str) -> None:
    """The same bodies without a fault: a judge that refuses all would agree too."""
    body = GOOD[endpoint]
    assert (await api.post(endpoint.replace("_", "-"), body)).status_code == 200

    async with client() as engine:
        with pytest.raises(AssertionError, match="was sent"):
            await getattr(engine, endpoint)(**body)


async def test_what_the_client_cannot_read_is_left_to_the_engine(api: Api) -> None:
    """A picture that is damaged at its head; asking costs nothing."""
    broken = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
    answer = await api.post("animate", animate_body(image=broken))
    assert code_of(answer) == (400, "invalid_request")

    async with client() as engine:
        with pytest.raises(AssertionError, match="/animate was sent"):
            await engine.animate(broken, "walk")


@pytest.mark.parametrize("endpoint", ["animate", "generate_image", "enhance_prompt"])
async def test_an_unknown_model_passes_with_a_warning(
    endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Once a name and client: the service moves faster than any release."""
    taken = {"api_job_id": "f47", "enhanced_prompt": "walk"}
    sent: list[bytes] = []

    def take(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(200, json=taken)

    # No rule of a model that is not known can be broken: any frames, any picture.
    body = body_of(endpoint, {"model": "pixel-engine-v9", "image": picture(999, 9)})
    if endpoint == "animate":
        body["output_frames"] = 7
    caplog.set_level(logging.WARNING, "pixelengine_import")
    transport = httpx.MockTransport(take)
    async with AsyncPixelEngine("pe_sk_x", transport=transport) as engine:
        for _ in range(2):
            await getattr(engine, endpoint)(**body)

    warned = (
        f"/{endpoint.replace('_', '-')}: this release does not know the model "
        "'pixel-engine-v9'; it is sent as it is, and its rules are left to the service"
    )
    assert [record.getMessage() for record in caplog.records] == [warned]
    assert len(sent) == 2
    assert b'"model":"pixel-engine-v9"' in sent[0]


async def test_what_was_only_observed_of_a_model_forbids_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """And needs no warning: it is in the table."""
    taken = httpx.MockTransport(lambda _: httpx.Response(200, json={"api_job_id": "x"}))
    async with AsyncPixelEngine("pe_sk_x", transport=taken) as engine:
        await engine.animate(
            picture(400, 400), "walk", model="pixel-engine-v1.5", output_frames=5
        )

    assert caplog.records == []


async def test_a_slip_in_a_name_is_not_paid_for() -> None:
    """The service ignores fields that it does not know, silently."""
    async with client() as engine:
        with pytest.raises(TypeError) as caught:
            await engine.animate(picture(), "walk", outputframes=4)  # type: ignore[call-arg]
        with pytest.raises(InvalidRequestError) as of_colours:
            await engine.animate(
                picture(),
                "walk",
                pixel_config={"colours": 4},  # type: ignore[arg-type]
            )
        with pytest.raises(InvalidRequestError) as of_frame:
            await engine.keyframes(
                [{"index": 0, "image": picture(), "weight": 1}],  # type: ignore[typeddict-unknown-key]
                "walk",
                render_mode="pixel",
                total_frames=3,
            )

    assert str(caught.value) == (
        "animate() got an unexpected keyword argument 'outputframes'"
    )
    assert str(of_colours.value) == (
        '"pixel_config.colours" is not a known field. Take it out.'
    )
    assert of_frame.value.field == "frames[0].weight"


async def test_an_error_of_the_service_is_another_one() -> None:
    """Who answered, and whether anything was sent, shows in the class."""
    said = {"error": {"code": "invalid_request", "message": "No."}}
    refuse = httpx.MockTransport(lambda _: httpx.Response(400, json=said))
    async with AsyncPixelEngine("pe_sk_x", transport=refuse) as engine:
        with pytest.raises(RefusedError) as caught:
            engine.handle(await engine.animate(picture(), "walk"))

    assert not isinstance(caught.value, InvalidRequestError)
    assert caught.value.service_code == "invalid_request"
