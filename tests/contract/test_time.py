"""Time on the wire: holds of ten minutes, months, and whose credits go first.

Addresses of an hour and results of a day are in :mod:`test_jobs`, whole days of billing
in :mod:`test_billing`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.local_engine.control.bodies import MoveBody, Whose, read
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.faults.plan import FaultPlan

from .bodies import animate_body, picture
from .conftest import Gate
from .service import code_of

if TYPE_CHECKING:
    from .conftest import Api, OpenApi

MINUTES_10 = 600
DAY = 24 * 3600


def operator_of(api: Api) -> Operator:
    """Who does to the engine what the API cannot."""
    return Operator(api.engine, FaultPlan())


@pytest.mark.clause(
    "everywhere.hold", "jobs.hold.open", "jobs.hold.expired", "jobs.failure"
)
async def test_a_hold_is_open_for_ten_minutes_and_then_expired(
    open_api: OpenApi,
) -> None:
    """A millisecond decides; the job fails and its credits are free at once."""
    api = await open_api(speed="manual")
    job_id = await api.submit()
    api.clock.advance(MINUTES_10 - 0.001)
    before, held = await api.job(job_id), await api.balance()
    api.clock.advance(0.001)
    free = await api.balance()
    after = await api.job(job_id)

    assert (before["status"], before["billing"]["hold_status"]) == ("queued", "open")
    assert (held["reserved"], held["available"]) == (20, 980)
    assert (free["reserved"], free["available"]) == (0, 1000)
    assert after["status"] == "failure"
    assert after["error"] == {
        "code": "generation_failed",
        "message": "Generation failed",
    }
    assert after["billing"] == {
        "credits_held": 20,
        "credits_charged": 0,
        "hold_status": "expired",
    }
    assert after["cancelled_at"] is None


@pytest.mark.parametrize("late", [0, 1, 3600, 20 * DAY])
async def test_a_job_failed_when_its_hold_ran_out_whenever_somebody_looks(
    open_api: OpenApi, late: float
) -> None:
    """``finished_at`` is that moment, not the one in which it was noticed."""
    api = await open_api(speed="manual")
    job_id = await api.submit()
    api.clock.advance(MINUTES_10 + late)

    assert (await api.job(job_id))["finished_at"] == "2026-03-02T18:10:00.000Z"


async def test_a_job_whose_hold_expired_is_over(open_api: OpenApi) -> None:
    """It cannot be cancelled, and a result that comes now is not taken."""
    gate = Gate()
    api = await open_api(painter=gate)
    job_id = await api.submit()
    await asyncio.to_thread(gate.begun.wait)
    api.clock.advance(MINUTES_10)
    answer = await api.post("cancel", {"api_job_id": job_id})
    gate.opened.set()
    await api.engine.stop()
    await api.engine.start()
    job = await api.job(job_id)

    assert code_of(answer) == (409, "invalid_request")
    assert "failure" in answer.json()["error"]["message"]
    assert (job["status"], job["output"]) == ("failure", None)
    assert (await api.balance())["total_balance"] == 1000


async def test_credits_of_an_expired_hold_pay_for_another_job(
    open_api: OpenApi,
) -> None:
    """Without anybody asking for the first one."""
    api = await open_api(speed="manual", credits=20)
    await api.submit()
    refused = await api.post("animate", animate_body())
    api.clock.advance(MINUTES_10)

    assert code_of(refused) == (402, "insufficient_credits")
    assert (await api.post("animate", animate_body())).status_code == 200


@pytest.mark.clause("jobs.billing.null")
async def test_free_jobs_hold_nothing_and_run_out_of_nothing(
    open_api: OpenApi,
) -> None:
    """``billing`` is null, however long they wait."""
    api = await open_api(speed="manual", credits=0)
    answer = await api.post("pixelate", {"image": picture()})
    job_id = answer.json()["api_job_id"]
    api.clock.advance(MINUTES_10 * 6)
    job = await api.job(job_id)

    assert (job["status"], job["billing"]) == ("queued", None)


@pytest.mark.clause("everywhere.pools")
async def test_the_monthly_pool_is_spent_first(open_api: OpenApi) -> None:
    """Purchased credits pay what it cannot; a hold touches neither."""
    api = await open_api(credits=30)
    await api.engine.purchase(25)
    found = []
    for _ in range(2):
        await api.finished(await api.submit())
        money = await api.balance()
        found.append((money["monthly_balance"], money["purchased_balance"]))

    assert found == [(10, 25), (0, 15)]


@pytest.mark.clause("billing.added")
async def test_a_new_month_fills_the_monthly_pool_and_only_that(
    open_api: OpenApi,
) -> None:
    """At the first millisecond (UTC); once, however many months went by."""
    api = await open_api(credits=30)
    await api.engine.purchase(25)
    for _ in range(2):
        await api.finished(await api.submit())
    api.clock.advance(29 * DAY + 6 * 3600 - 0.001)  # 31 March, 23:59:59.999
    before = await api.balance()
    api.clock.advance(0.001)
    after = await api.balance()
    api.clock.advance(95 * DAY)
    much_later = await api.balance()
    ledger = (await api.get("billing", start_date="2026-03-01")).json()

    assert (before["monthly_balance"], before["purchased_balance"]) == (0, 15)
    assert (after["monthly_balance"], after["purchased_balance"]) == (30, 15)
    assert much_later == after == ledger["balance"]
    assert ledger["totals"] == {
        "credits_used": 40,
        "credits_added": 85,
        "refunds": 0,
        "net_change": 45,
        "jobs_charged": 2,
    }


@pytest.mark.clause(
    "billing.jobs_charged", "billing.used", "everywhere.charged_on_success"
)
async def test_only_jobs_that_consumed_credits_are_counted(open_api: OpenApi) -> None:
    """Not free ones, not cancelled, failed or expired ones."""
    api = await open_api(speed="manual")
    operator = operator_of(api)

    async def move(job_id: str, do: str) -> None:
        await operator.move(job_id, read(MoveBody, {"do": do}).root)

    await move(await api.submit(), "succeed")
    await move(await api.submit(), "fail")
    await move(await api.submit(), "expire")
    await api.post("cancel", {"api_job_id": await api.submit()})
    answer = await api.post("pixelate", {"image": picture()})
    await move(answer.json()["api_job_id"], "succeed")
    await api.submit()
    totals = (await api.get("billing")).json()["totals"]

    assert (totals["jobs_charged"], totals["credits_used"]) == (1, 20)


@pytest.mark.clause("billing.refunds", "billing.net_change")
async def test_a_refund_is_shown_beside_what_was_used(open_api: OpenApi) -> None:
    """On the day on which it was given; net_change takes both."""
    api = await open_api(speed="manual", credits=15)
    operator = operator_of(api)
    await operator.add_credits(Whose(), 10)
    job_id = await api.submit()
    await operator.move(job_id, read(MoveBody, {"do": "succeed"}).root)
    api.clock.advance(DAY)
    await operator.move(job_id, read(MoveBody, {"do": "refund"}).root)
    days = [
        (await api.get("billing", start_date=day, end_date=day)).json()["totals"]
        for day in ("2026-03-02", "2026-03-03")
    ]

    assert days[0] == {
        "credits_used": 20,
        "credits_added": 25,
        "refunds": 0,
        "net_change": 5,
        "jobs_charged": 1,
    }
    assert days[1] == {
        "credits_used": 0,
        "credits_added": 0,
        "refunds": 20,
        "net_change": 20,
        "jobs_charged": 0,
    }
    assert (await api.balance())["total_balance"] == 25
