"""What is answered: every field of every endpoint, sums, prices, who may ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from .bodies import ANIMATION, BODIES, MAKERS, sprite
from .clauses import NAMES, endpoint
from .service import code_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _pytest.mark import ParameterSet

    from .service import Service

DAY = timedelta(hours=24)
KINDS = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": float,
    "object": dict,
    "array": list,
    "null": type(None),
}


def makers(*clauses: str) -> list[ParameterSet]:
    """Return the endpoints that make jobs, each claiming clauses of its own."""
    return [
        pytest.param(
            name,
            id=name,
            marks=pytest.mark.clause(*(f"{name}.{clause}" for clause in clauses)),
        )
        for name in MAKERS
    ]


def check_shape(document: Mapping[str, Any], table: Mapping[str, str]) -> None:
    """Hold a document to a table of paths and types."""
    for path, kinds in table.items():
        found: Any = document
        for part in path.split("."):
            found = found[part]
        allowed = set(kinds.split(" or "))
        if "number" in allowed:
            allowed.add("integer")
        kind = next(kind for kind, own in KINDS.items() if isinstance(found, own))
        assert kind in allowed, path


def shape_claims(*names: str) -> pytest.MarkDecorator:
    """Claim every field of the answers of some endpoints."""
    fields = [
        f"{name}.answer.{path}" for name in names for path in endpoint(name).answer
    ]
    return pytest.mark.clause(*fields)


@shape_claims("balance", "billing", "enhance-prompt")
@pytest.mark.clause("billing.balance.shape", "enhance-prompt.synchronous")
async def test_what_is_answered_at_once_has_its_fields(service: Service) -> None:
    """The balance, the summary and the caption: every field, of its type."""
    answers = {
        "balance": await service.get("balance"),
        "billing": await service.get("billing"),
        "enhance-prompt": await service.post(
            "enhance-prompt", BODIES["enhance-prompt"]()
        ),
    }

    for name, answer in answers.items():
        assert answer.status_code == 200, answer.text
        check_shape(answer.json(), endpoint(name).answer)
    summary = answers["billing"].json()
    assert summary["balance"].keys() == answers["balance"].json().keys()


@pytest.mark.clause("balance.total", "balance.available", "billing.net_change")
async def test_sums_add_up(service: Service) -> None:
    """Whatever the account holds."""
    balance = await service.balance()
    totals = (await service.get("billing")).json()["totals"]

    both = balance["monthly_balance"] + balance["purchased_balance"]
    assert balance["total_balance"] == both
    assert balance["available"] == max(0, both - balance["reserved"])
    assert totals["net_change"] == (
        totals["credits_added"] + totals["refunds"] - totals["credits_used"]
    )


@pytest.mark.clause("everywhere.cors")
@pytest.mark.parametrize("name", NAMES)
async def test_a_browser_may_ask_every_endpoint(service: Service, name: str) -> None:
    """The preflight is answered, without a key, for a page of this machine."""
    page = "http://localhost:5173"
    answer = await service.call(
        "OPTIONS",
        name,
        headers={
            "Authorization": "",
            "Origin": page,
            "Access-Control-Request-Method": endpoint(name).method,
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )

    assert answer.status_code in {200, 204}
    assert answer.headers["access-control-allow-origin"] in {page, "*"}
    assert "authorization" in answer.headers["access-control-allow-headers"].lower()


@shape_claims("animate", "keyframes", "generate-image", "pixelate", "remove-background")
@pytest.mark.parametrize("name", makers("queued", "asynchronous"))
async def test_a_request_is_answered_at_once_with_a_queued_job(
    service: Service, name: str
) -> None:
    """Three fields; the job can be read from then on, and ends in success."""
    taken = (await service.order(name, **MAKERS[name])).json()

    assert taken == {
        "api_job_id": taken["api_job_id"],
        "status": "queued",
        "error": None,
    }
    assert taken["api_job_id"]
    job = await service.finished(taken["api_job_id"])
    assert (job["status"], job["error"]) == ("success", None)


@shape_claims("jobs")
@pytest.mark.clause("jobs.success", "jobs.any_job", "jobs.error.null")
@pytest.mark.parametrize("name", MAKERS)
async def test_a_job_that_succeeded_has_every_field(
    service: Service, name: str
) -> None:
    """Of its type; dates are in order, and the output lives a day from the start."""
    job = await service.made(name, **MAKERS[name])

    table = dict(endpoint("jobs").answer)
    if job["billing"] is None:
        table = {k: v for k, v in table.items() if not k.startswith("billing.")}
    check_shape(job, table)
    assert job["progress"] == 1
    assert job["cancelled_at"] is None
    created, finished, expires = (
        datetime.fromisoformat(text)
        for text in (job["created_at"], job["finished_at"], job["output"]["expires_at"])
    )
    assert created <= finished < expires == created + DAY


@pytest.mark.clause(
    "jobs.hold.captured", "jobs.billing.held", "jobs.answer.billing.hold_status"
)
@pytest.mark.parametrize(
    ("name", "changes", "credits_"),
    [
        pytest.param(
            "animate", ANIMATION, 20, marks=pytest.mark.clause("animate.cost")
        ),
        pytest.param("keyframes", {}, 24, marks=pytest.mark.clause("keyframes.cost")),
        pytest.param(
            "remove-background",
            MAKERS["remove-background"],
            2,
            marks=pytest.mark.clause("remove-background.cost"),
        ),
        *(
            pytest.param(
                "generate-image",
                {"model": model},
                price,
                marks=pytest.mark.clause(f"generate-image.cost.{model}"),
            )
            for model, price in {
                "nb_flash": 10,
                "nb_pro": 30,
                "oai_gpt2_low": 6,
                "oai_gpt2_medium": 12,
                "oai_gpt2_high": 36,
            }.items()
        ),
        pytest.param(
            "generate-image",
            {"image": sprite(24, 24)},
            6,
            marks=pytest.mark.clause("generate-image.cost.flat"),
        ),
    ],
)
async def test_a_job_costs_what_the_reference_says(
    service: Service, name: str, changes: dict[str, object], credits_: int
) -> None:
    """Held, then charged; a reference picture costs nothing extra."""
    job = await service.made(name, **changes)

    assert job["billing"] == {
        "credits_held": credits_,
        "credits_charged": credits_,
        "hold_status": "captured",
    }


@pytest.mark.clause("pixelate.cost", "jobs.billing.null")
async def test_a_free_job_has_no_billing(service: Service) -> None:
    """No hold was placed: there is nothing to tell."""
    job = await service.made("pixelate", **MAKERS["pixelate"])

    assert job["billing"] is None


@pytest.mark.clause("cancel.cost", "enhance-prompt.cost")
async def test_captions_and_cancelling_are_free(service: Service) -> None:
    """They move no credit."""
    job = await service.made("pixelate", **MAKERS["pixelate"])
    before = await service.balance()
    await service.post("enhance-prompt", BODIES["enhance-prompt"]())
    await service.post("cancel", {"api_job_id": job["api_job_id"]})

    assert await service.balance() == before


@shape_claims("cancel")
async def test_a_job_is_cancelled_or_has_ended(service: Service) -> None:
    """A fast server may be done first: then it is 409 and says so."""
    changes = {"image": sprite(64, 64), "output_frames": 16, "seed": 11}
    job_id = await service.submit("animate", **changes)
    answer = await service.post("cancel", {"api_job_id": job_id})
    job = await service.finished(job_id)

    if answer.status_code == 409:
        assert code_of(answer) == (409, "invalid_request")
        assert job["status"] == "success"
        return
    assert answer.json() == {"api_job_id": job_id, "status": "cancelled"}
    assert job["status"] == "cancelled"
    assert job["error"]["code"] == "job_cancelled"
    assert job["cancelled_at"] is not None
    assert job["billing"]["credits_charged"] == 0


@pytest.mark.clause(
    "enhance-prompt.plain", "enhance-prompt.words", "enhance-prompt.prompt.alone"
)
async def test_a_caption_is_plain_text_of_some_words(service: Service) -> None:
    """As a rule 25 to 50 words; a model's rule, so from outside it has some room."""
    answer = await service.post("enhance-prompt", {"prompt": "dash sword attack"})
    text = answer.json()["enhanced_prompt"]

    assert 15 <= len(text.split()) <= 70
    assert not set(text) & set("*_#`\n<>")
