"""``GET /billing``: each clause of the reference, on the wire."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pixelengine_import.api.client import AsyncPixelEngine
from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine.in_process import in_process
from pixelengine_import.testing.clock import FakeClock

from .conftest import Gate
from .service import code_of

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Api, OpenApi

DAY = 24 * 3600


async def totals(api: Api, **query: str) -> dict[str, Any]:
    """Read the sums of a period that is one."""
    answer = await api.get("billing", **query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["totals"]
    return found


@pytest.mark.clause(
    "billing.start_date.optional",
    "billing.start_date.default",
    "billing.end_date.optional",
    "billing.end_date.default",
    "billing.period",
    "billing.used",
    "billing.added",
    "billing.net_change",
)
async def test_the_answer_has_the_shape_of_the_reference(api: Api) -> None:
    """Every field; the clock stands at 2 March 2026, 18:00 UTC."""
    await api.finished(await api.submit())
    await api.finished(await api.submit("keyframes"))
    await api.engine.purchase(500)

    assert (await api.get("billing")).json() == {
        "period": {
            "start_date": "2026-01-31T00:00:00.000Z",
            "end_date": "2026-03-02T23:59:59.999Z",
        },
        "totals": {
            "credits_used": 44,
            "credits_added": 1500,
            "refunds": 0,
            "net_change": 1456,
            "jobs_charged": 2,
        },
        "balance": {
            "monthly_balance": 956,
            "purchased_balance": 500,
            "total_balance": 1456,
            "reserved": 0,
            "available": 1456,
        },
    }


@pytest.mark.clause(
    "billing.start_date.inclusive",
    "billing.end_date.inclusive",
    "billing.net_change.sign",
)
async def test_both_ends_of_a_period_count(api: Api) -> None:
    """From the first millisecond of the first day to the last of the last (UTC)."""
    day = {"start_date": "2026-03-03", "end_date": "2026-03-03"}
    api.clock.advance(6 * 3600 - 0.001)  # 2 March, 23:59:59.999
    await api.finished(await api.submit())
    assert (await totals(api, **day))["jobs_charged"] == 0
    api.clock.advance(0.001)
    await api.finished(await api.submit())
    assert (await totals(api, **day))["jobs_charged"] == 1
    api.clock.advance(DAY - 0.001)
    await api.finished(await api.submit())
    assert (await totals(api, **day))["jobs_charged"] == 2
    api.clock.advance(0.001)
    await api.finished(await api.submit())

    assert await totals(api, **day) == {
        "credits_used": 40,
        "credits_added": 0,
        "refunds": 0,
        "net_change": -40,
        "jobs_charged": 2,
    }


async def test_what_is_held_is_not_used(open_api: OpenApi) -> None:
    """A hold shows in the balance alone; a cancelled job was never charged."""
    gate = Gate()
    api = await open_api(painter=gate)
    job_id = await api.submit()
    await asyncio.to_thread(gate.begun.wait)
    running = (await api.get("billing")).json()
    await api.post("cancel", {"api_job_id": job_id})
    cancelled = (await api.get("billing")).json()

    assert running["totals"] == cancelled["totals"]
    assert running["totals"]["credits_used"] == 0
    assert running["balance"]["reserved"] == 20
    assert cancelled["balance"]["reserved"] == 0


@pytest.mark.clause("billing.added")
async def test_a_refill_counts_from_the_first_of_its_month(api: Api) -> None:
    """Noticed on the tenth, it was there since the first: sums and balance agree."""
    await api.finished(await api.submit())
    api.clock.advance(39 * DAY)  # 10 April
    found = (await api.get("billing", start_date="2026-04-02")).json()
    assert found["totals"]["credits_added"] == 0
    assert found["balance"]["total_balance"] == 1000

    first = {"start_date": "2026-04-01", "end_date": "2026-04-01"}
    assert (await totals(api, **first))["credits_added"] == 20
    assert (await totals(api, start_date="2026-03-01"))["net_change"] == 1000


@pytest.mark.clause("billing.balance.snapshot", "billing.balance.shape")
async def test_the_balance_is_that_of_now_whatever_the_period(api: Api) -> None:
    """A snapshot beside sums of long ago; a period may lie in the future too."""
    await api.finished(await api.submit())
    past = await api.get("billing", start_date="2020-01-01", end_date="2020-12-30")
    future = await api.get("billing", start_date="2030-01-01", end_date="2030-01-01")

    for answer in (past, future):
        assert set(answer.json()["totals"].values()) == {0}
        assert answer.json()["balance"] == await api.balance()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"start_date": "2026-3-1"}, "YYYY-MM-DD"),
        ({"end_date": "2026-02-30"}, "YYYY-MM-DD"),
        ({"end_date": ""}, "YYYY-MM-DD"),
        ({"start_date": "2026-03-02", "end_date": "2026-03-01"}, "after"),
        ({"start_date": "2026-03-03"}, "after"),
        ({"start_date": "2025-03-02", "end_date": "2026-03-02"}, "365 days"),
    ],
)
async def test_what_is_no_period_is_a_400(
    api: Api, query: dict[str, str], says: str
) -> None:
    """Wrong form, wrong order, too long: the message says which."""
    answer = await api.get("billing", **query)

    assert code_of(answer) == (400, "invalid_request")
    assert says in answer.json()["error"]["message"]


async def test_365_days_are_allowed(api: Api) -> None:
    """The longest period there is."""
    longest = {"start_date": "2025-03-03", "end_date": "2026-03-02"}

    assert (await totals(api, **longest))["credits_added"] == 1000


async def test_the_client_reads_what_the_engine_says(tmp_path: Path) -> None:
    """End to end: typed days in, typed sums out, the engine's own words on a 400."""
    async with (
        in_process(tmp_path, clock=FakeClock(), credits=77) as inside,
        AsyncPixelEngine(
            inside.api_key, base_url=inside.base_url, transport=inside.transport
        ) as engine,
    ):
        found = await engine.billing()
        chosen = await engine.billing(date(2026, 3, 1), end_date=date(2026, 3, 1))
        with pytest.raises(RefusedError, match="found 367 days"):
            await engine.billing(date(2025, 3, 1))

    assert found.totals.credits_added == found.balance.available == 77
    assert found.period.start_date.date() == date(2026, 1, 31)
    assert chosen.totals.credits_added == 0
    assert chosen.period.end_date.isoformat() == "2026-03-01T23:59:59.999000+00:00"
