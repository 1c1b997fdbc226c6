"""The calls that make jobs: what is sent, and what is repeated by itself."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from pixelengine_import.api.outcomes import (
    Accepted,
    AcceptedBatch,
    Ambiguous,
    NeverSent,
    Refused,
)
from pixelengine_import.api.requests import (
    AnimateBody,
    EnhancePromptBody,
    GenerateImageBody,
    PixelateBody,
    PixelConfig,
)
from pixelengine_import.errors import InvalidRequestError
from pixelengine_import.testing.service import CutShort, HangUp, Say

from .conftest import PREFIX
from .test_images import base64_of, file

if TYPE_CHECKING:
    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.testing.clock import InstantClock
    from pixelengine_import.testing.service import Act, ScriptedService

    from .conftest import OpenEngine

TAKEN = Say({"api_job_id": "f47", "status": "queued", "error": None})
HERO = file()
TEXT = base64_of(HERO)
BUSY = Say({"code": "BOOT_ERROR", "message": "Busy."}, 503)


def takes(service: ScriptedService, name: str, *acts: Act) -> None:
    """Script an endpoint; it takes everything unless it is told otherwise."""
    service.on("POST", f"{PREFIX}/{name}", *(acts or (TAKEN,)))


def sent(service: ScriptedService) -> list[Any]:
    """All bodies that have arrived."""
    return [call.json() for call in service.received]


# -- what is sent -------------------------------------------------------------------


async def test_each_endpoint_has_a_call_that_completes_its_body(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """What is left out is completed as documented, or left to the service."""
    names = "animate keyframes generate-image pixelate remove-background"
    for name in names.split():
        takes(service, name)

    outcomes = [
        await engine.animate(HERO, "walk", seed=7, matte_color="FF00FF"),
        await engine.keyframes(
            [{"index": 0, "image": HERO}, {"index": 2, "image": TEXT, "strength": 0}],
            "slash",
            render_mode="pixel",
            total_frames=3,
            pixel_config=PixelConfig(palette=["FF0000"]),
        ),
        await engine.generate_image("a knight", pixel_config={"colors": 24}),
        await engine.pixelate(Image.new("RGB", (8, 8), (200, 40, 40)), colors=4),
        await engine.remove_background(HERO, rmbg_alpha_threshold=0),
    ]

    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert [call.path for call in service.received] == [
        f"{PREFIX}/{name}" for name in names.split()
    ]
    defaults = {"output_format": "webp", "matte_color": "#808080"}
    assert sent(service) == [
        {
            "prompt": "walk",
            "seed": 7,
            "output_format": "webp",
            "matte_color": "#ff00ff",
            "model": "pixel-engine-v1.1",
            "output_frames": 8,
            "image": TEXT,
        },
        {
            "prompt": "slash",
            "pixel_config": {"palette": ["#ff0000"]},
            **defaults,
            "render_mode": "pixel",
            "total_frames": 3,
            "frames": [
                {"index": 0, "image": TEXT, "strength": 1.0},
                {"index": 2, "image": TEXT, "strength": 0},
            ],
        },
        {"prompt": "a knight", "model": "nb_flash", "pixel_config": {"colors": 24}},
        {"image": TEXT, "colors": 4},
        {"image": TEXT, "rmbg_alpha_threshold": 0},
    ]


async def test_a_palette_may_be_any_sequence(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """JSON knows lists alone; programs know tuples."""
    takes(service, "pixelate")
    takes(service, "animate")

    await engine.pixelate(HERO, palette=("FF0000", "#00ff00"))
    await engine.animate(HERO, "walk", pixel_config={"palette": ("FF0000",)})

    assert sent(service)[0]["palette"] == ["#ff0000", "#00ff00"]
    assert sent(service)[1]["pixel_config"] == {"palette": ["#ff0000"]}


async def test_a_body_that_is_ready_can_be_sent(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """For programs that keep requests as data."""
    takes(service, "animate")
    takes(service, "generate-image")

    await engine.submit("animate", AnimateBody(prompt="run", image=TEXT))
    await engine.submit(
        "generate_image",
        GenerateImageBody(prompt="x", pixel_config=PixelConfig(colors=4)),
    )

    assert sent(service)[0]["output_frames"] == 8
    assert sent(service)[1]["model"] == "nb_flash"


async def test_json_is_sent_as_it_is(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """For fields that this release does not know."""
    takes(service, "animate")
    body = {"prompt": "läuft", "image": "AAAA", "new_field": [1, None]}

    await engine.submit("animate", body)

    assert sent(service) == [body]
    assert service.received[0].body.isascii()


async def test_what_is_no_json_is_not_sent(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """NaN is no number of JSON, and bytes are no text."""
    for value in (float("nan"), b"x", {1, 2}):
        with pytest.raises(InvalidRequestError, match="the body is not JSON"):
            await engine.submit("animate", {"prompt": value})

    assert service.received == []


async def test_an_endpoint_and_a_body_must_fit(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """A slip of the program, not of its user."""
    for endpoint in ("balance", "cancel", "enhance_prompt", "animate_batch", "nothing"):
        with pytest.raises(ValueError, match="is no endpoint that makes one job"):
            await engine.submit(endpoint, {})
    with pytest.raises(ValueError, match="animate takes a AnimateBody"):
        await engine.submit("animate", PixelateBody(image=TEXT))

    assert service.received == []


async def test_an_intent_and_a_mark_go_along(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Programs with a journal of their own need both."""
    takes(service, "animate")
    marks: list[int] = []

    await engine.animate(
        HERO,
        "walk",
        intent="hero-1",
        before_send=lambda: marks.append(len(service.received)),
    )

    assert marks == [0]
    assert service.received[0].headers["idempotency-key"] == "hero-1"


async def test_a_prompt_is_enhanced(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Free, so it is repeated; the answer is used as it is."""
    takes(service, "enhance-prompt", HangUp(), Say({"enhanced_prompt": "It walks."}))

    found = await engine.enhance_prompt("walk", image=HERO)

    assert found.enhanced_prompt == "It walks."
    assert (
        sent(service)
        == [{"prompt": "walk", "image": TEXT, "model": "pixel-engine-v1.1"}] * 2
    )


async def test_a_ready_body_is_judged_and_sent_to_be_enhanced(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """What stands in it is not said twice."""
    takes(service, "enhance-prompt", Say({"enhanced_prompt": "It walks."}))
    body = EnhancePromptBody(prompt="walk")

    await engine.enhance_prompt(body)
    with pytest.raises(TypeError, match="takes no options beside a body"):
        await engine.enhance_prompt(body, model="pixel-engine-v1.1")
    with pytest.raises(InvalidRequestError, match="is empty"):
        await engine.enhance_prompt(EnhancePromptBody(prompt="", image=""))

    assert sent(service) == [{"prompt": "walk", "model": "pixel-engine-v1.1"}]


@pytest.mark.parametrize(
    ("prompt", "options", "said"),
    [
        (" ", {}, '"prompt" must say something (found an empty text)'),
        ("x", {"seed": 0}, '"seed" must be at least 1 (found 0)'),
        (
            "x",
            {"pixel_config": {}},
            '"pixel_config" needs either "colors" or "palette" (found neither). Give',
        ),
        (
            "x",
            {"image": file(kind="GIF")},
            '"image" has a format that nb_flash does not take (found GIF). Use PNG',
        ),
        (
            "x",
            {"image": bytes(5 * 1024 * 1024 + 1)},
            '"image" is too large (found 5.0 MB). Send at most 5.0 MB.',
        ),
    ],
    ids=["prompt", "seed", "colours", "format", "size"],
)
async def test_a_picture_that_cannot_be_drawn_is_refused_before_it_is_sent(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    prompt: str,
    options: dict[str, Any],
    said: str,
) -> None:
    """/generate-image costs up to 36 credits."""
    asked = {"pixel_config": {"colors": 4}, **options}

    with pytest.raises(InvalidRequestError) as caught:
        await engine.generate_image(prompt, **asked)

    assert str(caught.value).startswith(said)
    assert service.received == []


# -- what is repeated ---------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [
        HangUp(),
        CutShort(b'{"api_job_id": "f4', 80),
        Say(body=b"", status=408),
        Say(body=b"", status=429),
        Say({"code": 546, "message": "limit"}, 546),
        BUSY,
    ],
    ids=["hang up", "cut", "408", "429", "546", "503"],
)
async def test_a_free_request_is_repeated_until_it_is_accepted(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    clock: InstantClock,
    trouble: Act,
) -> None:
    """/pixelate makes a job and costs nothing: two of them are no harm."""
    takes(service, "pixelate", trouble, trouble, trouble, TAKEN)
    marks: list[str] = []

    outcome = await engine.pixelate(HERO, before_send=lambda: marks.append("sent"))

    assert isinstance(outcome, Accepted)
    assert len(service.received) == 4
    assert len(clock.sleeps) == 3
    assert marks == ["sent"]


async def test_a_free_body_is_repeated_by_submit_too(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """What a repetition costs is a matter of the endpoint, not of the call."""
    takes(service, "pixelate", HangUp(), TAKEN)

    assert isinstance(await engine.submit("pixelate", {"image": TEXT}), Accepted)


async def test_after_four_tries_a_free_request_ends_as_it_stands(
    service: ScriptedService, engine: AsyncPixelEngine, clock: InstantClock
) -> None:
    """And nobody waits after the last one."""
    takes(service, "pixelate", BUSY)

    outcome = await engine.pixelate(HERO)

    assert outcome == Ambiguous("Busy. (BOOT_ERROR, HTTP 503)", 503)
    assert (len(service.received), len(clock.sleeps)) == (4, 3)


async def test_a_free_request_that_is_at_fault_is_not_repeated(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """It would be refused again."""
    no = {"error": {"code": "invalid_request", "message": "No."}}
    takes(service, "pixelate", Say(no, 400))

    assert isinstance(await engine.pixelate(HERO), Refused)
    assert len(service.received) == 1


async def test_a_paid_request_comes_back_when_a_busy_service_says_so(
    service: ScriptedService, engine: AsyncPixelEngine, clock: InstantClock
) -> None:
    """429 and 503 with Retry-After are given before any work."""
    later = Say(status=503, headers={"Retry-After": "9"})
    takes(service, "animate", later, later, TAKEN)

    outcome = await engine.animate(HERO, "walk")

    assert isinstance(outcome, Accepted)
    assert clock.sleeps == [9.0, 9.0]


async def test_a_paid_request_that_was_never_sent_is_tried_again(
    open_engine: OpenEngine, clock: InstantClock
) -> None:
    """No byte has left; what became of the last try is returned."""
    with socket.socket() as taken:  # bound and not listening: refuses
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        engine = open_engine(base_url=f"http://127.0.0.1:{port}{PREFIX}")

        outcome = await engine.animate(HERO, "walk")

    assert isinstance(outcome, NeverSent)
    assert len(clock.sleeps) == 3


@pytest.mark.parametrize(
    "trouble",
    [HangUp(), BUSY, Say(status=500), Say(status=504), Say({"status": "queued"})],
    ids=["hang up", "503", "500", "504", "no id"],
)
async def test_a_paid_request_that_may_have_been_accepted_never_is(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    clock: InstantClock,
    trouble: Act,
) -> None:
    """A 503 that does not say when to come back may have come from behind."""
    takes(service, "animate", trouble, TAKEN)

    outcome = await engine.animate(HERO, "walk")

    assert isinstance(outcome, Ambiguous)
    assert (len(service.received), clock.sleeps) == (1, [])


# -- observed on the live service ---------------------------------------------------


@pytest.mark.parametrize("name", ["retake", "animate_batch", "batch_jobs", "submit"])
async def test_what_was_only_observed_must_be_asked_for(
    service: ScriptedService, engine: AsyncPixelEngine, name: str
) -> None:
    """It may change any day."""
    calls: dict[str, Any] = {
        "retake": lambda: engine.retake(
            HERO, "walk", render_mode="pixel", start_frame=0, end_frame=1
        ),
        "animate_batch": lambda: engine.animate_batch([]),
        "batch_jobs": lambda: engine.batch_jobs("b1"),
        "submit": lambda: engine.submit("retake", {}),
    }

    with pytest.raises(InvalidRequestError) as caught:
        await calls[name]()

    path = {"animate_batch": "/animate-batch", "batch_jobs": "/batch-jobs"}
    assert str(caught.value) == (
        f"{path.get(name, '/retake')} is not in the API reference: it was observed on "
        "the live service and may change. Make the client with observed=True to use it."
    )
    assert service.received == []


async def test_frames_of_a_strip_are_made_anew(
    service: ScriptedService, open_engine: OpenEngine
) -> None:
    """POST /retake, as observed; its rules are not known, so none is held."""
    takes(service, "retake")
    strip = file(999, 9)

    outcome = await open_engine(observed=True).retake(
        strip, "walk", render_mode="pixel", start_frame=2, end_frame=4, seed=3
    )

    assert isinstance(outcome, Accepted)
    body = sent(service)[0]
    assert body["retake_region"] == {"start_frame": 2, "end_frame": 4}
    assert (body["image"], body["seed"]) == (base64_of(strip), 3)


async def test_a_batch_is_asked_for_and_followed(
    service: ScriptedService, open_engine: OpenEngine
) -> None:
    """POST /animate-batch and GET /batch-jobs, as observed."""
    takes(service, "animate-batch", Say({"batch_id": "b1"}))
    running = {
        "summary": {"queued": 1},
        "sub_jobs": [
            {"api_job_id": "f47", "status": "success", "batch_position": 0},
            {"api_job_id": "f48", "status": "queued", "batch_position": 1},
        ],
    }
    ended = json.loads(json.dumps(running).replace("queued", "success"))
    service.on("GET", f"{PREFIX}/batch-jobs", Say(running), Say(ended))
    engine = open_engine(observed=True)

    outcome = await engine.animate_batch(
        [
            {"image": HERO, "prompt": "walk"},
            {"image": HERO, "prompt": "run", "output_frames": 4},
        ]
    )
    states = [await engine.batch_jobs("b1") for _ in range(2)]

    assert isinstance(outcome, AcceptedBatch)
    assert outcome.batch_id == "b1"
    assert [job["output_frames"] for job in sent_jobs(service)] == [8, 4]
    assert service.received[1].query == {"batch_id": "b1"}
    assert [state.done for state in states] == [False, True]
    assert [job.batch_position for job in states[0].sub_jobs] == [0, 1]


def sent_jobs(service: ScriptedService) -> list[dict[str, Any]]:
    """The jobs of the first batch that has arrived."""
    found: list[dict[str, Any]] = service.received[0].json()["jobs"]
    return found


async def test_a_fault_in_a_batch_names_the_job(
    service: ScriptedService, open_engine: OpenEngine
) -> None:
    """And nothing of it is sent."""
    engine = open_engine(observed=True)

    with pytest.raises(InvalidRequestError) as caught:
        await engine.animate_batch(
            [
                {"image": HERO, "prompt": "walk"},
                {"image": HERO, "prompt": "run", "output_frames": 7},
            ]
        )

    assert str(caught.value).startswith('"jobs[1].output_frames" must be even (found 7')
    assert service.received == []


async def test_a_batch_without_an_id_is_ambiguous(
    service: ScriptedService, open_engine: OpenEngine
) -> None:
    """It may cost the credits of several jobs."""
    takes(service, "animate-batch", Say({"api_job_id": "f47"}))

    outcome = await open_engine(observed=True).animate_batch(
        [{"image": HERO, "prompt": "walk"}]
    )

    assert outcome == Ambiguous("the service answered without a batch id", 200)
