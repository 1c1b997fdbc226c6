"""Moving an engine by hand: jobs, clock, credits, keys, and beginning anew."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from pixelengine_import._clock import SystemClock
from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine.accounts import HOLD_MS
from pixelengine_import.local_engine.control.bodies import (
    KeyBody,
    MoveBody,
    Whose,
    read,
)
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.faults.plan import FaultPlan
from tests.local_engine.conftest import Gate, animate_body, finished, paint_seed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from pixelengine_import.testing.clock import FakeClock

BOB = "pe_sk_local_bob"


class OpenEngine(Protocol):
    """Starts an engine for the length of the test."""

    async def __call__(self, **settings: Any) -> tuple[LocalEngine, Operator]:
        """Start it; its jobs are moved by hand unless something else is asked for."""
        ...


@pytest.fixture
async def open_engine(folder: Path, clock: FakeClock) -> AsyncIterator[OpenEngine]:
    """Start engines that are stopped when the test ends."""
    async with AsyncExitStack() as stack:

        async def start(**settings: Any) -> tuple[LocalEngine, Operator]:
            chosen: dict[str, Any] = {
                "clock": clock,
                "credits": 100,
                "speed": "manual",
                "painter": paint_seed,
                **settings,
            }
            engine = LocalEngine(folder, **chosen)
            await engine.start()
            stack.push_async_callback(engine.stop)
            return engine, Operator(engine, FaultPlan())

        yield start


def move(**step: object) -> Any:
    """One step of a job."""
    return read(MoveBody, step).root


async def test_a_job_stays_where_it_is_until_it_is_moved(
    open_engine: OpenEngine,
) -> None:
    """Queued, picked up, further, done: each step is seen, and charged at the end."""
    engine, operator = await open_engine()
    job_id = await engine.submit("animate", animate_body(seed=3))
    await asyncio.sleep(0.05)
    seen = [await engine.job(job_id)]
    for step in (
        {"do": "start"},
        {"do": "progress", "share": 0.25},
        {"do": "progress", "share": 0.75},
        {"do": "succeed"},
    ):
        assert await operator.move(job_id, move(**step)) == job_id
        seen.append(await engine.job(job_id))

    assert [(job.status, job.progress) for job in seen] == [
        ("queued", 0.0),
        ("pending", 0.0),
        ("pending", 0.25),
        ("pending", 0.75),
        ("success", 1.0),
    ]
    assert [job.hold for job in seen] == [(20, "open")] * 4 + [(20, "captured")]
    assert seen[-1].output is not None
    assert (await engine.balance()).total == 80


async def test_next_is_the_oldest_job_that_is_not_over(
    open_engine: OpenEngine,
) -> None:
    """One after the other, without knowing their ids."""
    engine, operator = await open_engine()
    ids = [await engine.submit("animate", animate_body(seed=n)) for n in (1, 2, 3)]
    await engine.cancel(ids[1])
    moved = [await operator.move("next", move(do="succeed")) for _ in range(2)]

    assert moved == [ids[0], ids[2]]
    with pytest.raises(RefusedError, match="no job"):
        await operator.move("next", move(do="succeed"))


async def test_a_job_fails_with_any_code_and_words(open_engine: OpenEngine) -> None:
    """What a client does with an unknown code can be tried; the hold is released."""
    engine, operator = await open_engine()
    job_id = await engine.submit("animate", animate_body())
    await operator.move(job_id, move(do="fail", code="nsfw_content", message="No."))
    other = await engine.submit("animate", animate_body())
    await operator.move(other, move(do="fail"))

    job = await engine.job(job_id)
    assert (job.status, job.error) == ("failure", ("nsfw_content", "No."))
    assert job.hold == (20, "released")
    assert (await engine.job(other)).error == ("generation_failed", "Generation failed")
    assert (await engine.balance()).available == 100


async def test_a_hold_can_run_out_before_its_time(open_engine: OpenEngine) -> None:
    """The job fails with it, as after ten minutes."""
    engine, operator = await open_engine()
    job_id = await engine.submit("animate", animate_body())
    await operator.move(job_id, move(do="expire"))

    job = await engine.job(job_id)
    assert (job.status, job.hold) == ("failure", (20, "expired"))
    assert (await engine.balance()).available == 100


async def test_a_refund_gives_back_what_was_paid_once(open_engine: OpenEngine) -> None:
    """Both pools get their own; billing shows it, the job stays a success."""
    engine, operator = await open_engine(credits=15)
    await operator.add_credits(Whose(), 10)
    job_id = await engine.submit("animate", animate_body())
    await operator.move("next", move(do="succeed"))
    assert (await engine.balance()).total == 5
    await operator.move(job_id, move(do="refund"))
    with pytest.raises(RefusedError, match="already"):
        await operator.move(job_id, move(do="refund"))
    money, summary = await engine.balance(), await engine.billing(None, None)

    assert (money.monthly, money.purchased) == (15, 10)
    assert (summary.used, summary.refunds, summary.net_change) == (20, 20, 25)
    assert (await engine.job(job_id)).status == "success"


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ({"do": "succeed"}, {"do": "succeed"}, "ended already"),
        ({"do": "succeed"}, {"do": "fail"}, "ended already"),
        ({"do": "fail"}, {"do": "start"}, "ended already"),
        ({"do": "fail"}, {"do": "expire"}, "ended already"),
        ({"do": "start"}, {"do": "refund"}, "never taken"),
        (
            {"do": "progress", "share": 0.5},
            {"do": "progress", "share": 0.4},
            "never falls",
        ),
    ],
)
async def test_what_a_job_cannot_do_is_a_409(
    open_engine: OpenEngine, first: dict[str, Any], second: dict[str, Any], says: str
) -> None:
    """Nothing has changed then."""
    engine, operator = await open_engine()
    job_id = await engine.submit("animate", animate_body())
    await operator.move(job_id, move(**first))
    before = await engine.job(job_id)
    with pytest.raises(RefusedError, match=says) as caught:
        await operator.move(job_id, move(**second))

    assert caught.value.status == 409
    assert await engine.job(job_id) == before


async def test_a_free_job_has_no_hold_to_run_out(open_engine: OpenEngine) -> None:
    """And takes no refund."""
    engine, operator = await open_engine()
    body = {"image": animate_body()["image"]}
    job_id = await engine.submit("pixelate", body)
    with pytest.raises(RefusedError, match="no hold"):
        await operator.move(job_id, move(do="expire"))


async def test_only_a_manual_engine_is_moved_by_hand(open_engine: OpenEngine) -> None:
    """Otherwise two would move the same job."""
    _, operator = await open_engine(speed="instant")
    with pytest.raises(RefusedError, match="--speed manual"):
        await operator.move("next", move(do="succeed"))


async def test_two_who_do_the_same_job_do_it_once(open_engine: OpenEngine) -> None:
    """The second one is told so; one result, one charge."""
    gate = Gate()
    engine, operator = await open_engine(painter=gate)
    job_id = await engine.submit("animate", animate_body())
    first = asyncio.create_task(operator.move(job_id, move(do="succeed")))
    await asyncio.to_thread(gate.begun.wait)
    with pytest.raises(RefusedError, match="being worked at"):
        await operator.move(job_id, move(do="succeed"))
    gate.opened.set()
    await first

    assert (await engine.balance()).total == 80


async def test_a_job_that_is_failed_under_the_work_takes_no_result(
    open_engine: OpenEngine,
) -> None:
    """The work is stopped at its next frame, and nothing is charged."""
    gate = Gate()
    engine, operator = await open_engine(painter=gate)
    job_id = await engine.submit("animate", animate_body())
    working = asyncio.create_task(operator.move(job_id, move(do="succeed")))
    await asyncio.to_thread(gate.begun.wait)
    await operator.move(job_id, move(do="fail"))
    await working

    assert gate.cancelled.is_set()
    assert (await engine.job(job_id)).status == "failure"
    assert (await engine.balance()).available == 100


async def test_manual_jobs_outlive_a_restart(
    open_engine: OpenEngine, clock: FakeClock
) -> None:
    """They go on waiting, as far as they had come."""
    engine, operator = await open_engine()
    job_id = await engine.submit("animate", animate_body())
    await operator.move(job_id, move(do="progress", share=0.5))
    await engine.stop()
    engine, operator = await open_engine()
    await asyncio.sleep(0.05)
    waiting = await engine.job(job_id)
    clock.advance(1)
    await operator.move("next", move(do="succeed"))

    assert (waiting.status, waiting.progress) == ("queued", 0.5)
    assert (await engine.job(job_id)).status == "success"


async def test_the_clock_is_moved_and_what_is_due_happens(
    open_engine: OpenEngine, folder: Path
) -> None:
    """Holds run out and results are deleted, without anybody asking for them."""
    engine, operator = await open_engine()
    done = await engine.submit("animate", animate_body(seed=1))
    await operator.move("next", move(do="succeed"))
    await engine.submit("animate", animate_body(seed=2))
    assert len(list((folder / "outputs").iterdir())) == 1
    await operator.advance(HOLD_MS / 1000)
    holds = [job["hold_status"] for job in await operator.jobs()]
    await operator.advance(24 * 3600)

    assert holds == ["captured", "expired"]
    assert list((folder / "outputs").iterdir()) == []
    with pytest.raises(RefusedError, match="deleted"):
        await engine.job(done)


async def test_the_machines_clock_is_not_moved(open_engine: OpenEngine) -> None:
    """Nobody can."""
    _, operator = await open_engine(clock=SystemClock())
    with pytest.raises(RefusedError, match="--clock manual"):
        await operator.advance(1)


async def test_a_real_pace_on_a_manual_clock_goes_as_far_as_the_clock(
    open_engine: OpenEngine, clock: FakeClock
) -> None:
    """Ninety seconds of the clock, and not one of the machine's."""
    engine, operator = await open_engine(speed="real")
    job_id = await engine.submit("animate", animate_body())
    while (await engine.job(job_id)).status in {"queued", "pending"}:
        while clock.sleeping == 0:
            await asyncio.sleep(0.001)
            if (await engine.job(job_id)).status == "success":
                break
        await operator.advance(1)

    assert 90 <= clock.monotonic() <= 93


async def test_keys_get_accounts_and_lose_their_access(
    open_engine: OpenEngine,
) -> None:
    """An account of its own, with or without a wallet; inactive and back."""
    engine, operator = await open_engine()
    account = await operator.set_key(KeyBody(key=BOB, credits=30))
    assert await engine.authenticate(BOB) == account == "account-1"
    assert (await engine.balance(account)).total == 30
    await operator.add_credits(Whose(key=BOB), 12)
    assert (await engine.balance(account)).purchased == 12
    await operator.set_key(KeyBody(key=BOB, active=False))
    with pytest.raises(Exception, match="inactive"):
        await engine.authenticate(BOB)
    await operator.add_credits(Whose(account=account), 1)
    await operator.set_key(KeyBody(key=BOB))
    poor = await operator.set_key(KeyBody(key="pe_sk_local_poor", credits=None))

    assert await engine.authenticate(BOB) == account
    assert (await engine.balance(account)).purchased == 13
    with pytest.raises(RefusedError, match="No wallet"):
        await engine.billing(None, None, poor)
    state = await operator.state()
    shown = {row["account"]: (row["wallet"], row["keys"]) for row in state["accounts"]}
    assert shown == {
        "default": (True, {"active": 0, "inactive": 0}),
        "account-1": (True, {"active": 1, "inactive": 0}),
        "account-2": (False, {"active": 1, "inactive": 0}),
    }
    assert "pe_sk" not in str(state)


async def test_an_account_that_is_not_there_gets_no_credits(
    open_engine: OpenEngine,
) -> None:
    """404, with the way to find the right one."""
    _, operator = await open_engine()
    with pytest.raises(RefusedError, match="no such account"):
        await operator.add_credits(Whose(account="nobody"), 1)


async def test_a_reset_begins_anew(open_engine: OpenEngine, folder: Path) -> None:
    """Jobs, results, credits, keys, faults and the clock: as at the first start."""
    gate = Gate()
    engine, operator = await open_engine(keys={BOB: 5}, seed=7, painter=gate)
    first = [await engine.submit("animate", animate_body()) for _ in range(2)]
    begun = asyncio.create_task(operator.move(first[0], move(do="succeed")))
    await asyncio.to_thread(gate.begun.wait)
    await operator.add_credits(Whose(key=BOB), 50)
    await operator.set_key(KeyBody(key=BOB, active=False))
    await operator.advance(40 * 24 * 3600)
    await operator.reset()
    await begun
    gate.opened.set()
    state = await operator.state()

    assert gate.cancelled.is_set()
    assert state["jobs"] == []
    assert [row["total_balance"] for row in state["accounts"]] == [5, 100]
    assert state["clock"] == {"now": "2026-03-02T18:00:00.000Z", "kind": "manual"}
    assert await engine.authenticate(BOB) == "account-1"
    assert list((folder / "outputs").iterdir()) == []
    again = [await engine.submit("animate", animate_body()) for _ in range(2)]
    assert again == first


async def test_a_reset_lets_an_engine_go_on_working(open_engine: OpenEngine) -> None:
    """Its workers are new, and wait for new jobs."""
    engine, operator = await open_engine(speed="instant")
    await operator.reset()
    job_id = await engine.submit("animate", animate_body())

    assert (await finished(engine, job_id)).status == "success"


@pytest.mark.parametrize(
    ("kind", "document", "says"),
    [
        (MoveBody, {}, '"do" is missing. Add it.'),
        (MoveBody, {"do": "dance"}, "\"do\" must be one of 'start', 'progress'"),
        (MoveBody, {"do": "progress"}, '"share" is missing'),
        (MoveBody, {"do": "progress", "share": 1}, '"share" must be below 1 (found'),
        (MoveBody, {"do": "start", "share": 0.5}, '"share" is not a known field'),
        (KeyBody, {"key": "pe_sk_live"}, '"key" must be a key of local form'),
        (Whose, {"account": "a", "key": BOB}, "exclude each other"),
        (Whose, [], "must be a JSON object"),
    ],
)
def test_a_body_that_is_wrong_is_shown_where(
    kind: Any, document: object, says: str
) -> None:
    """And a real key is never repeated."""
    with pytest.raises(RefusedError) as caught:
        read(kind, document)

    assert says in caught.value.message
    assert "pe_sk_live" not in caught.value.message
