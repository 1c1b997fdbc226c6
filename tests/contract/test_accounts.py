"""Keys and accounts on the wire: what is one account's is no other's business."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.errors import CredentialsError
from pixelengine_import.local_engine import keyring
from pixelengine_import.local_engine.control.bodies import KeyBody
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.faults.plan import FaultPlan

from .bodies import animate_body
from .conftest import Gate
from .service import code_of

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import OpenApi

ALICE = "pe_sk_local_alice"
BOB = "pe_sk_local_bob"


@pytest.mark.clause("balance.caller")
async def test_a_key_that_was_added_opens_an_account_of_its_own(
    open_api: OpenApi,
) -> None:
    """Balance, billing and holds are each account's own; other keys share one."""
    gate = Gate()
    api = await open_api(keys={ALICE: 50, BOB: 7}, painter=gate)
    alice, bob = api.with_key(ALICE), api.with_key(BOB)
    job_id = await alice.submit()
    held = await alice.balance()
    gate.opened.set()
    await alice.finished(job_id)

    assert (held["available"], held["reserved"]) == (30, 20)
    assert (await alice.balance())["total_balance"] == 30
    assert (await bob.balance())["total_balance"] == 7
    assert (await api.balance())["total_balance"] == 1000
    assert await api.with_key("pe_sk_local_other").balance() == await api.balance()
    used = [
        (await each.get("billing")).json()["totals"]["credits_used"]
        for each in (alice, bob, api)
    ]
    assert used == [20, 0, 0]


async def test_an_account_pays_for_itself(open_api: OpenApi) -> None:
    """Somebody else's credits help nobody."""
    api = await open_api(keys={BOB: 19})
    answer = await api.with_key(BOB).post("animate", animate_body())

    assert code_of(answer) == (402, "insufficient_credits")
    assert "found 19 available" in answer.json()["error"]["message"]


@pytest.mark.clause(
    "jobs.foreign",
    "cancel.foreign",
    "jobs.error.404.job_not_found",
    "cancel.error.404.job_not_found",
)
async def test_a_job_of_another_key_is_not_found(open_api: OpenApi) -> None:
    """The same words as for an id that was never given out: nothing is told."""
    gate = Gate()
    api = await open_api(keys={ALICE: 50, BOB: 50}, painter=gate)
    alice, bob = api.with_key(ALICE), api.with_key(BOB)
    job_id = await alice.submit()
    await asyncio.to_thread(gate.begun.wait)
    for other in (bob, api):
        read = await other.get("jobs", id=job_id)
        cancelled = await other.post("cancel", {"api_job_id": job_id})
        unknown = await other.get("jobs", id="f47ac10b-58cc-4372-a567-0e02b2c3d479")
        assert code_of(read) == code_of(cancelled) == (404, "job_not_found")
        assert read.content == cancelled.content == unknown.content
    gate.opened.set()

    assert (await alice.finished(job_id))["status"] == "success"


@pytest.mark.clause("everywhere.key.deactivated")
async def test_an_inactive_key_opens_nothing(open_api: OpenApi) -> None:
    """401 on every endpoint; made active again, everything is still there."""
    api = await open_api(keys={ALICE: 50})
    alice = api.with_key(ALICE)
    job_id = await alice.submit()
    await alice.finished(job_id)
    operator = Operator(api.engine, FaultPlan())
    await operator.set_key(KeyBody(key=ALICE, active=False))
    answers = [
        await alice.get("balance"),
        await alice.get("billing"),
        await alice.get("jobs", id=job_id),
        await alice.post("animate", {}),
        await alice.post("enhance-prompt", {}),
        await alice.post("cancel", {"api_job_id": job_id}),
    ]
    for answer in answers:
        assert code_of(answer) == (401, "unauthorized")
        assert answer.json()["error"]["message"] == "The API key is inactive."
        assert ALICE not in answer.text
    await operator.set_key(KeyBody(key=ALICE, active=True))

    assert (await alice.job(job_id))["status"] == "success"


@pytest.mark.clause("billing.error.404.invalid_request")
async def test_an_account_without_a_wallet_has_no_billing(open_api: OpenApi) -> None:
    """404 as the reference says; it can pay nothing, and its first credits open one."""
    api = await open_api()
    operator = Operator(api.engine, FaultPlan())
    account = await operator.set_key(KeyBody(key=BOB, credits=None))
    bob = api.with_key(BOB)

    answer = await bob.get("billing")
    assert code_of(answer) == (404, "invalid_request")
    assert "No wallet found" in answer.json()["error"]["message"]
    assert set((await bob.balance()).values()) == {0}
    refused = await bob.post("animate", animate_body())
    assert code_of(refused) == (402, "insufficient_credits")

    await api.engine.purchase(25, account)
    assert (await bob.get("billing")).json()["totals"]["credits_added"] == 25
    assert (await bob.finished(await bob.submit()))["status"] == "success"


async def test_accounts_outlive_a_restart(open_api: OpenApi, tmp_path: Path) -> None:
    """The key finds its account again, with or without being named at the start."""
    first = await open_api(keys={ALICE: 50}, folder=tmp_path / "shared")
    job_id = await first.with_key(ALICE).submit()
    await first.with_key(ALICE).finished(job_id)
    await first.engine.stop()
    for keys in ({}, {ALICE: 50}):
        again = await open_api(keys=keys, folder=tmp_path / "shared")
        assert (await again.with_key(ALICE).balance())["total_balance"] == 30
        assert (await again.with_key(ALICE).job(job_id))["status"] == "success"
        await again.engine.stop()


async def test_keys_are_kept_as_hashes(open_api: OpenApi, tmp_path: Path) -> None:
    """Neither the record nor its side files hold a key."""
    api = await open_api(keys={ALICE: 50})
    await api.with_key(ALICE).balance()
    await api.engine.stop()
    files = [p for p in (tmp_path / "engine").rglob("*") if p.is_file()]

    assert any(path.name == "engine.db" for path in files)
    assert not [path for path in files if ALICE.encode() in path.read_bytes()]
    with closing(sqlite3.connect(tmp_path / "engine" / "engine.db")) as record, record:
        rows = record.execute("SELECT hash, account_id, active FROM keys").fetchall()
    assert rows == [(keyring.hash_key(ALICE), "account-1", 1)]


async def test_a_key_that_another_engine_made_inactive_is_soon_known_here(
    open_api: OpenApi, tmp_path: Path
) -> None:
    """Two engines may share a folder: within a second, both say the same."""
    api = await open_api(folder=tmp_path / "shared")
    other = await open_api(folder=tmp_path / "shared")
    bob = api.with_key(BOB)
    assert (await bob.get("balance")).status_code == 200
    operator = Operator(other.engine, FaultPlan())
    await operator.set_key(KeyBody(key=BOB, active=False))
    assert (await other.with_key(BOB).get("balance")).status_code == 401
    async with asyncio.timeout(30):
        while True:
            if (await bob.get("balance")).status_code != 200:
                break
            await asyncio.sleep(0.05)

    with pytest.raises(CredentialsError, match="inactive"):
        await api.engine.authenticate(BOB)
    assert await api.engine.authenticate(ALICE) == "default"
