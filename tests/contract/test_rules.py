"""Rules between fields: what one of them allows another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .bodies import BODIES, picture
from .conftest import Gate
from .service import code_of

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from .conftest import OpenApi
    from .service import Service

INVALID = (400, "invalid_request")
FRAME = {"model": "frame-engine-v1.1", "image": picture(256, 256)}
DETAILED = {
    "render_mode": "detailed",
    "frames": [{"index": 0, "image": picture(256, 256)}],
}


def at(*indices: int) -> dict[str, object]:
    """Return keyframes at some places."""
    return {"frames": [{"index": i, "image": picture()} for i in indices]}


def case(name: str, changes: dict[str, Any], *clauses: str) -> ParameterSet:
    """Return a request that claims clauses of its endpoint."""
    claims = pytest.mark.clause(*(f"{name}.{clause}" for clause in clauses))
    return pytest.param(name, changes, marks=claims)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        *(
            case("animate", {"output_frames": n}, "output_frames.even", "pixel.frames")
            for n in (3, 7, 15)
        ),
        case("animate", {"output_frames": 0}, "pixel.frames"),
        case("animate", {"output_frames": 18}, "pixel.frames"),
        case("animate", {**FRAME, "output_frames": 23}, "frame.frames"),
        case("animate", {**FRAME, "output_frames": 0}, "frame.frames"),
        case("animate", {**FRAME, "output_frames": 26}, "frame.frames"),
        case("animate", {"model": "no-such-engine"}, "model.known"),
        case("animate", {"model": ""}, "model.known"),
        case("animate", {**FRAME, "pixel_config": {"colors": 8}}, "frame.pixel_config"),
        case(
            "animate",
            {**FRAME, "pixel_config": {"palette": ["#000000"]}},
            "frame.pixel_config",
        ),
        case("keyframes", {"frames": []}, "frames.count"),
        case("keyframes", at(0, 1, 2, 3, 3), "frames.count"),
        case("keyframes", at(4), "index.range"),
        case("keyframes", at(-1), "index.range"),
        case("keyframes", at(2, 2), "index.once"),
        case("keyframes", at(0, 3, 0), "index.once"),
        case(
            "keyframes",
            {**DETAILED, "pixel_config": {"colors": 8}},
            "detailed.pixel_config",
        ),
        case("generate-image", {"model": "no-such-engine"}, "model.known"),
        case("enhance-prompt", {"model": "no-such-engine"}, "model.known"),
        case("enhance-prompt", {"prompt": ""}, "something"),
        case("enhance-prompt", {"prompt": " \n"}, "something"),
    ],
)
async def test_a_broken_rule_is_refused(
    service: Service, name: str, changes: dict[str, Any]
) -> None:
    """Each value is one that some other request could hold."""
    answer = await service.post(name, BODIES[name](**changes))

    assert code_of(answer) == INVALID


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        *(
            case("animate", {"output_frames": n}, "output_frames.even", "pixel.frames")
            for n in range(2, 17, 2)
        ),
        *(
            case("animate", {**FRAME, "output_frames": n}, "frame.frames")
            for n in (2, 18, 24)
        ),
        case("animate", FRAME, "model.known"),
        case("keyframes", at(0), "frames.count", "index.range"),
        case("keyframes", at(3), "frames.count", "index.range"),
        case("keyframes", at(3, 1, 0, 2), "frames.count", "index.once"),
        *(
            case("generate-image", {"model": model}, "model.known")
            for model in (
                "nb_flash",
                "nb_pro",
                "oai_gpt2_low",
                "oai_gpt2_medium",
                "oai_gpt2_high",
            )
        ),
        case("generate-image", {}, "image.neither"),
        case("enhance-prompt", {"prompt": "", "image": picture()}, "prompt.empty"),
        case("enhance-prompt", FRAME, "model.known"),
    ],
)
async def test_a_rule_that_is_kept_is_enough(
    open_api: OpenApi, name: str, changes: dict[str, Any]
) -> None:
    """Each number of frames, each model, each place."""
    api = await open_api(painter=Gate())
    answer = await api.post(name, BODIES[name](**changes))

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(query, marks=pytest.mark.clause(f"billing.dates.{clause}"))
        for clause, queries in {
            "format": [
                {"start_date": "2026-3-1"},
                {"start_date": "01.03.2026"},
                {"start_date": "20260301"},
                {"end_date": "2026-02-30"},
                {"end_date": "2026-03-01T00:00:00Z"},
                {"end_date": ""},
            ],
            "order": [{"start_date": "2026-03-02", "end_date": "2026-03-01"}],
            "longest": [{"start_date": "2025-03-02", "end_date": "2026-03-02"}],
        }.items()
        for query in queries
    ],
)
async def test_what_is_no_period_is_refused(
    service: Service, query: dict[str, str]
) -> None:
    """No date, dates the wrong way round, 366 days."""
    assert code_of(await service.get("billing", **query)) == INVALID


@pytest.mark.clause("billing.dates.longest", "billing.period")
async def test_365_days_are_a_period(service: Service) -> None:
    """From the first millisecond to the last, whatever the year."""
    days = {"start_date": "2025-03-03", "end_date": "2026-03-02"}
    answer = await service.get("billing", **days)

    assert answer.status_code == 200
    assert answer.json()["period"] == {
        "start_date": "2025-03-03T00:00:00.000Z",
        "end_date": "2026-03-02T23:59:59.999Z",
    }


@pytest.mark.clause("jobs.id.required", "jobs.id.filled", "cancel.api_job_id.required")
async def test_a_job_must_be_named(service: Service) -> None:
    """Not at all, by nothing, by blanks."""
    for query in ({}, {"id": ""}, {"id": " "}):
        assert code_of(await service.get("jobs", **query)) == INVALID
    for body in ({}, {"api_job_id": ""}, {"api_job_id": None}, {"api_job_id": 3}):
        assert code_of(await service.post("cancel", body)) == INVALID
