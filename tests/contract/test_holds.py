"""What a job holds and pays, from the hold to its end, and from which pool."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from .bodies import BODIES, MAKERS
from .conftest import Gate

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.orders import Order, Painting

    from .conftest import OpenApi


def break_down(_order: Order, _work: Work) -> Painting:
    """Fail at the work."""
    msg = "broken"
    raise ZeroDivisionError(msg)


@pytest.mark.clause("everywhere.hold", "jobs.hold.expired", "jobs.failure")
async def test_a_hold_expires_after_ten_minutes(open_api: OpenApi) -> None:
    """One second decides; the job has failed, and the credits are there again."""
    gate = Gate()
    api = await open_api(painter=gate, workers=1)
    running, waiting = await api.submit(), await api.submit()
    await asyncio.to_thread(gate.begun.wait)
    api.clock.advance(599)
    assert (await api.job(running))["billing"]["hold_status"] == "open"
    assert (await api.balance())["available"] == 960
    api.clock.advance(1)

    for job_id in (running, waiting):
        job = await api.job(job_id)
        assert job["status"] == "failure"
        assert job["error"] == {
            "code": "generation_failed",
            "message": "Generation failed",
        }
        assert job["billing"] == {
            "credits_held": 20,
            "credits_charged": 0,
            "hold_status": "expired",
        }
    assert (await api.balance())["available"] == 1000


@pytest.mark.clause("everywhere.pools")
async def test_the_monthly_pool_is_spent_first(open_api: OpenApi) -> None:
    """A job that it cannot cover takes the rest from the purchased pool."""
    api = await open_api(credits=30)
    await api.engine.purchase(100)
    seen = []
    for _ in range(3):
        await api.made("animate")
        balance = await api.balance()
        seen.append((balance["monthly_balance"], balance["purchased_balance"]))

    assert seen == [(10, 100), (0, 90), (0, 70)]


@pytest.mark.clause("balance.available", "balance.reserved")
async def test_what_is_held_is_not_available_and_not_lost(open_api: OpenApi) -> None:
    """Holds lower what is available; both pools stay as they are."""
    api = await open_api(painter=Gate(), credits=45)
    await api.submit()
    await api.submit()

    assert await api.balance() == {
        "monthly_balance": 45,
        "purchased_balance": 0,
        "total_balance": 45,
        "reserved": 40,
        "available": 5,
    }


@pytest.mark.clause("cancel.any_job", "cancel.released", "jobs.cancelled")
@pytest.mark.parametrize("name", MAKERS)
async def test_jobs_of_every_endpoint_can_be_cancelled(
    open_api: OpenApi, name: str
) -> None:
    """What was held is free at once; a free job has no billing then either."""
    api = await open_api(painter=Gate())
    before = await api.balance()
    job_id = await api.submit(name)
    held = (await api.balance())["reserved"]
    answer = await api.post("cancel", {"api_job_id": job_id})
    job = await api.job(job_id)

    assert answer.json() == {"api_job_id": job_id, "status": "cancelled"}
    assert await api.balance() == before
    assert job["status"] == "cancelled"
    assert job["cancelled_at"] == "2026-03-02T18:00:00.000Z"
    assert job["error"] == {"code": "job_cancelled", "message": "Job was cancelled"}
    assert job["output"] is None
    if name == "pixelate":
        assert (held, job["billing"]) == (0, None)
    else:
        assert job["billing"] == {
            "credits_held": held,
            "credits_charged": 0,
            "hold_status": "released",
        }


@pytest.mark.clause("jobs.failure", "jobs.cancelled_at", "jobs.error.failed")
@pytest.mark.parametrize("name", MAKERS)
async def test_jobs_of_every_endpoint_can_fail(open_api: OpenApi, name: str) -> None:
    """The error says so, nothing is charged, and nothing was cancelled."""
    api = await open_api(painter=break_down)
    before = await api.balance()
    job = await api.finished(await api.submit(name))

    assert job["status"] == "failure"
    assert job["error"] == {"code": "generation_failed", "message": "Generation failed"}
    assert (job["output"], job["cancelled_at"]) == (None, None)
    assert await api.balance() == before
    if name == "pixelate":
        assert job["billing"] is None
    else:
        assert job["billing"]["hold_status"] == "released"
        assert job["billing"]["credits_charged"] == 0


@pytest.mark.clause("billing.jobs_charged", "everywhere.charged_on_success")
async def test_only_what_was_paid_for_is_counted_as_charged(open_api: OpenApi) -> None:
    """A free job, a cancelled one and one that runs cost nothing (yet)."""
    gate = Gate()
    gate.opened.set()
    api = await open_api(painter=gate)
    await api.made("animate")
    await api.made("pixelate")
    gate.opened.clear()
    cancelled = await api.submit()
    await api.post("cancel", {"api_job_id": cancelled})
    await api.post("animate", BODIES["animate"]())
    totals = (await api.get("billing")).json()["totals"]

    assert totals["jobs_charged"] == 1
    assert totals["credits_used"] == 20
