"""What a job holds and pays, from the hold to its end, and from which pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .bodies import MAKERS
from .conftest import Gate

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.orders import Order, Painting

    from .conftest import OpenApi


def break_down(_order: Order, _work: Work) -> Painting:
    """Fail at the work."""
    msg = "broken"
    raise ZeroDivisionError(msg)


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
