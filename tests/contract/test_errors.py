"""Every row of the reference's error tables: status, code, envelope, cause."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.api.catalog import find_model
from pixelengine_import.local_engine.control.bodies import KeyBody
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.faults.rules import FaultRules, read_rules

from .bodies import BODIES, UNKNOWN_JOB, picture
from .clauses import NAMES, endpoint
from .service import code_of

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from .conftest import Api, OpenApi
    from .service import Service

MEGABYTE = 1024 * 1024
MOST_BYTES = {"keyframes": 10, "pixelate": 10, "remove-background": 10}
"""Megabytes of one decoded file; 5 where nothing else is said."""

QUERIES = {"jobs": {"id": UNKNOWN_JOB}}
UPSTREAM = {"type": "answer", "status": 502}


def rows(status: int, code: str) -> list[ParameterSet]:
    """Return the endpoints whose table has a row, each claiming it."""
    return [
        pytest.param(
            name, marks=pytest.mark.clause(f"{name}.error.{status}.{code}"), id=name
        )
        for name in NAMES
        if (status, code) in endpoint(name).errors
    ]


def price_of(name: str) -> int:
    """Return what the smallest job of an endpoint costs."""
    cost = endpoint(name).cost
    if cost is None:
        model = find_model("generate_image", BODIES[name]()["model"])
        assert model is not None
        return model.cost
    return cost


@pytest.mark.clause("everywhere.key", "everywhere.key.bearer", "everywhere.envelope")
@pytest.mark.parametrize("name", rows(401, "unauthorized"))
async def test_without_a_good_key_it_is_401(service: Service, name: str) -> None:
    """No key, another scheme, a key of nobody; before the body is looked at."""
    for header in ("", "Bearer", "Basic pe_sk_local", "Bearer pe_sk_nobody"):
        answer = await service.call(
            endpoint(name).method,
            name,
            headers={"Authorization": header},
            content=b"{",
        )
        assert code_of(answer) == (401, "unauthorized"), header


@pytest.mark.clause("everywhere.key.deactivated")
@pytest.mark.parametrize("name", rows(401, "unauthorized"))
async def test_with_an_inactive_key_it_is_401(api: Api, name: str) -> None:
    """Whatever is asked, and although the same key was good before."""
    key = "pe_sk_local_dave"
    dave = api.with_key(key)
    assert (await dave.get("balance")).status_code == 200
    operator = Operator(api.engine, FaultPlan())
    await operator.set_key(KeyBody(key=key, active=False))
    answer = await dave.call(
        endpoint(name).method,
        name,
        params=QUERIES.get(name),
        json=BODIES[name]() if name in BODIES else None,
    )

    assert code_of(answer) == (401, "unauthorized")


@pytest.mark.parametrize("name", rows(405, "method_not_allowed"))
async def test_another_method_than_post_is_405(service: Service, name: str) -> None:
    """In the envelope, like every other error."""
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = await service.call(method, name)
        assert code_of(answer) == (405, "method_not_allowed"), method


@pytest.mark.clause("everywhere.envelope")
@pytest.mark.parametrize("name", rows(400, "invalid_request"))
async def test_a_malformed_request_is_400(service: Service, name: str) -> None:
    """A body that is no JSON object; a query without its parameter, or with no date."""
    if name == "jobs":
        assert code_of(await service.get(name)) == (400, "invalid_request")
        return
    if name == "billing":
        answer = await service.get(name, start_date="yesterday")
        assert code_of(answer) == (400, "invalid_request")
        return
    for body in (b"", b"{", b"[]", b"null", b'"text"', b"{}"):
        answer = await service.call("POST", name, content=body)
        assert code_of(answer) == (400, "invalid_request"), body


@pytest.mark.parametrize("name", rows(400, "image_too_large"))
async def test_one_byte_too_many_is_image_too_large(
    service: Service, name: str
) -> None:
    """Decoded: what counts is the file, not its base64."""
    megabytes = MOST_BYTES.get(name, 5)
    over = base64.b64encode(bytes(megabytes * MEGABYTE + 1)).decode()
    changes = (
        {"frames": [{"index": 0, "image": over}]}
        if name == "keyframes"
        else {"image": over}
    )
    answer = await service.post(name, BODIES[name](**changes))

    assert code_of(answer) == (400, "image_too_large")


@pytest.mark.parametrize("name", rows(400, "image_fetch_failed"))
async def test_an_address_that_leads_nowhere_is_image_fetch_failed(
    service: Service, name: str
) -> None:
    """``.invalid`` is nobody's, by RFC 2606; nothing is held for it."""
    lost = "https://pixel-engine.invalid/a.png"
    changes: dict[str, object] = {"image": None, "image_url": lost}
    if name == "keyframes":
        changes = {"frames": [{"index": 0, "image_url": lost}]}
    answer = await service.post(name, BODIES[name](**changes))

    assert code_of(answer) == (400, "image_fetch_failed")


@pytest.mark.parametrize("name", rows(402, "insufficient_credits"))
async def test_one_credit_too_few_is_402(open_api: OpenApi, name: str) -> None:
    """Nothing is held, and no job is made; with the price it is taken."""
    poor = await open_api(credits=price_of(name) - 1)
    answer = await poor.post(name, BODIES[name]())

    assert code_of(answer) == (402, "insufficient_credits")
    assert (await poor.balance())["reserved"] == 0
    assert (await poor.get("billing")).json()["totals"]["jobs_charged"] == 0


@pytest.mark.parametrize("name", rows(500, "internal_error"))
async def test_a_failing_server_is_500(api: Api, name: str) -> None:
    """In the envelope, without a word about why."""
    await api.engine.stop()
    answer = await api.call(
        endpoint(name).method,
        name,
        params=QUERIES.get(name),
        json=BODIES[name]() if name in BODIES else None,
    )

    assert code_of(answer) == (500, "internal_error")
    assert answer.json()["error"]["message"] == "Internal error"


@pytest.mark.parametrize("name", rows(502, "upstream_error"))
async def test_a_rewriting_that_comes_to_nothing_is_502(api: Api, name: str) -> None:
    """Our writer always finds words: it is told to fail, and another try helps."""
    rule = {"method": "POST", "path": f"/{name}", "times": 1, "effect": UPSTREAM}
    rules = read_rules({"rules": [rule]})
    assert isinstance(rules, FaultRules), rules
    api.faults.add(rules)
    first, second = [await api.post(name, BODIES[name]()) for _ in range(2)]

    assert code_of(first) == (502, "upstream_error")
    assert second.status_code == 200


@pytest.mark.clause("jobs.error.404.job_not_found", "cancel.error.404.job_not_found")
@pytest.mark.parametrize("job_id", [UNKNOWN_JOB, "7", "' or 1=1", "\u2603", "x" * 500])
async def test_a_job_that_nobody_submitted_is_404(
    service: Service, job_id: str
) -> None:
    """For reading and for cancelling, whatever the id looks like."""
    read = await service.get("jobs", id=job_id)
    cancelled = await service.post("cancel", {"api_job_id": job_id})

    assert code_of(read) == (404, "job_not_found")
    assert code_of(cancelled) == (404, "job_not_found")


@pytest.mark.clause("cancel.error.409.invalid_request", "cancel.message")
async def test_a_job_that_has_ended_is_409(service: Service) -> None:
    """The message says how it ended; the job stays as it was."""
    job = await service.made("pixelate", image=picture(16, 16))
    answer = await service.post("cancel", {"api_job_id": job["api_job_id"]})

    assert code_of(answer) == (409, "invalid_request")
    assert "success" in answer.json()["error"]["message"]
    assert (await service.job(job["api_job_id"]))["status"] == "success"


@pytest.mark.clause("jobs.error.410.job_expired", "jobs.output.deleted")
async def test_a_job_whose_output_was_deleted_is_410(api: Api) -> None:
    """24 hours after its creation, not after its end."""
    job = await api.made("animate")
    api.clock.advance(24 * 3600)

    assert code_of(await api.get("jobs", id=job["api_job_id"])) == (410, "job_expired")


@pytest.mark.clause("everywhere.json")
async def test_every_answer_is_json(service: Service) -> None:
    """Good news and bad, reads and writes."""
    answers = [
        await service.get("balance"),
        await service.get("billing"),
        await service.get("jobs"),
        await service.post("cancel", {}),
        await service.post("enhance-prompt", BODIES["enhance-prompt"]()),
        await service.call("DELETE", "pixelate"),
        await service.call("GET", "balance", headers={"Authorization": ""}),
    ]

    assert {a.headers["content-type"].partition(";")[0] for a in answers} == {
        "application/json"
    }
    assert [a.status_code for a in answers] == [200, 200, 400, 400, 200, 405, 401]


@pytest.mark.clause("everywhere.base_url")
async def test_every_endpoint_is_below_the_base_url(service: Service) -> None:
    """``/functions/v1`` and the endpoint's name: none is unknown there."""
    assert service.base_url.endswith("/functions/v1")
    for name in NAMES:
        answer = await service.call(
            endpoint(name).method, name, headers={"Authorization": ""}
        )
        assert answer.status_code == 401, name
