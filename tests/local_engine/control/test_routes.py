"""``/_engine/…`` on the wire: who may call it, and what each call answers."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pixelengine_import.local_engine.app import create_app
from pixelengine_import.local_engine.control.operator import Operator
from pixelengine_import.local_engine.control.routes import add_control, kept_token
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.keys import LOCAL_KEY
from tests.local_engine.conftest import animate_body, paint_seed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.applications import Starlette

    from pixelengine_import.testing.clock import FakeClock

ORIGIN = "http://127.0.0.1:8642"
TOKEN = "a-token-of-the-tests-own"  # noqa: S105 - no secret
BOB = "pe_sk_local_bob"
CALLS = [
    ("GET", "state"),
    ("GET", "ledger"),
    ("POST", "reset"),
    ("POST", "clock"),
    ("POST", "credits"),
    ("POST", "keys"),
    ("POST", "jobs/next"),
    ("GET", "faults"),
    ("POST", "faults"),
    ("DELETE", "faults"),
]


def client_of(
    app: Starlette, *, peer: str = "127.0.0.1", key: str = TOKEN
) -> httpx.AsyncClient:
    """A client with a key, at an address."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(
            app, raise_app_exceptions=False, client=(peer, 5000)
        ),
        headers={"Authorization": f"Bearer {key}"} if key else {},
        base_url=ORIGIN,
    )


@pytest.fixture
async def engine(folder: Path, clock: FakeClock) -> AsyncIterator[LocalEngine]:
    """An engine whose jobs are moved by hand."""
    engine = LocalEngine(
        folder, clock=clock, credits=100, speed="manual", painter=paint_seed
    )
    await engine.start()
    yield engine
    await engine.stop()


@pytest.fixture
def app(engine: LocalEngine) -> Starlette:
    """Its app with a control plane."""
    plan = FaultPlan()
    app = create_app(engine, base_url=f"{ORIGIN}/functions/v1", faults=plan)
    add_control(app, Operator(engine, plan), TOKEN)
    return app


@pytest.fixture
async def control(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may call it."""
    async with client_of(app) as client:
        yield client


async def done(
    client: httpx.AsyncClient, method: str, name: str, document: object = None
) -> Any:
    """Do one call that works."""
    content = None if document is None else json.dumps(document)
    headers = {} if document is None else {"Content-Type": "application/json"}
    answer = await client.request(
        method, f"/_engine/{name}", content=content, headers=headers
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and error code of an answer in the envelope."""
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize("key", ["", "wrong", LOCAL_KEY, TOKEN[:-1], TOKEN + "x"])
async def test_nothing_is_done_without_the_token(
    app: Starlette, engine: LocalEngine, key: str
) -> None:
    """The API's own key opens nothing here, and nothing has changed."""
    await engine.submit("animate", animate_body())
    async with client_of(app, key=key) as client:
        for method, name in CALLS:
            answer = await client.request(method, f"/_engine/{name}", json={})
            assert code_of(answer) == (401, "unauthorized")
            assert TOKEN not in answer.text

    assert (await engine.balance()).reserved == 20


@pytest.mark.parametrize("peer", ["192.168.1.9", "8.8.8.8", "::2", "", "fe80::1"])
async def test_nobody_from_another_machine_is_let_in(app: Starlette, peer: str) -> None:
    """Not even with the token."""
    async with client_of(app, peer=peer) as client:
        for method, name in [*CALLS, ("GET", "health")]:
            answer = await client.request(method, f"/_engine/{name}", json={})
            assert code_of(answer) == (403, "forbidden")


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"])
async def test_every_loopback_is_this_machine(app: Starlette, peer: str) -> None:
    """Version 4, version 6, and the one written as the other."""
    async with client_of(app, peer=peer) as client:
        await done(client, "GET", "state")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost:5173"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-origin"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
    ],
)
async def test_pages_and_proxies_are_refused(
    app: Starlette, headers: dict[str, str]
) -> None:
    """A page that got hold of the token, or a stranger behind a local proxy."""
    async with client_of(app) as client:
        for method, name in [*CALLS, ("GET", "health")]:
            answer = await client.request(
                method, f"/_engine/{name}", json={}, headers=headers
            )
            assert code_of(answer) == (403, "forbidden")


async def test_another_host_name_is_refused(control: httpx.AsyncClient) -> None:
    """DNS rebinding ends at the door, here as everywhere."""
    answer = await control.get("/_engine/state", headers={"Host": "evil.example"})

    assert code_of(answer) == (400, "invalid_request")


async def test_health_tells_no_secret_and_needs_none(app: Starlette) -> None:
    """A script waits with it until the engine answers."""
    async with client_of(app, key="") as client:
        found = await done(client, "GET", "health")

    assert found.keys() == {"status", "version"}
    assert found["status"] == "ok"


async def test_other_paths_and_methods_are_errors_in_the_envelope(
    control: httpx.AsyncClient,
) -> None:
    """As everywhere."""
    assert code_of(await control.get("/_engine/nothing")) == (404, "not_found")
    assert code_of(await control.get("/_engine/reset")) == (405, "method_not_allowed")


async def test_the_state_shows_everything_that_can_be_moved(
    control: httpx.AsyncClient, engine: LocalEngine
) -> None:
    """Accounts, jobs, clock, pace and faults; neither keys nor pictures."""
    job_id = await engine.submit("animate", animate_body(seed=3))
    state = await done(control, "GET", "state")

    assert state.keys() == {
        "version",
        "clock",
        "speed",
        "seed",
        "accounts",
        "jobs",
        "faults",
    }
    assert state["clock"] == {"now": "2026-03-02T18:00:00.000Z", "kind": "manual"}
    assert state["speed"] == "manual"
    assert state["accounts"][0]["available"] == 80
    assert [job["api_job_id"] for job in state["jobs"]] == [job_id]
    assert state["jobs"][0]["inputs"]["prompt"] == "breathing idle"
    assert "image" not in state["jobs"][0]["inputs"]


async def test_a_job_is_moved_over_the_wire(
    control: httpx.AsyncClient, engine: LocalEngine
) -> None:
    """By its id or as the next one; the answer shows what became of it."""
    job_id = await engine.submit("animate", animate_body())
    running = await done(
        control, "POST", f"jobs/{job_id}", {"do": "progress", "share": 0.5}
    )
    ended = await done(control, "POST", "jobs/next", {"do": "succeed"})
    again = await control.post("/_engine/jobs/next", json={"do": "start"})

    assert (running["status"], running["progress"]) == ("pending", 0.5)
    assert (ended["api_job_id"], ended["status"]) == (job_id, "success")
    assert ended["hold_status"] == "captured"
    assert code_of(again) == (404, "job_not_found")


async def test_the_ledger_lists_every_change(
    control: httpx.AsyncClient, engine: LocalEngine
) -> None:
    """Of everybody, or of one account."""
    account = (await done(control, "POST", "keys", {"key": BOB, "credits": 5}))[
        "account"
    ]
    await done(control, "POST", "credits", {"key": BOB, "amount": 30})
    job_id = await engine.submit("animate", animate_body())
    await done(control, "POST", "jobs/next", {"do": "succeed"})
    everybody = (await done(control, "GET", "ledger"))["entries"]
    bobs = (await done(control, "GET", f"ledger?account={account}"))["entries"]
    nobody = await control.get("/_engine/ledger?account=nobody")

    assert [
        (e["account"], e["kind"], e["monthly"], e["purchased"]) for e in everybody
    ] == [
        ("default", "credit", 100, 0),
        ("account-1", "credit", 5, 0),
        ("account-1", "credit", 0, 30),
        ("default", "debit", 20, 0),
    ]
    assert everybody[-1]["api_job_id"] == job_id
    assert bobs == everybody[1:3]
    assert code_of(nobody) == (404, "invalid_request")


async def test_a_key_loses_its_access_and_gets_it_back(
    app: Starlette, control: httpx.AsyncClient
) -> None:
    """The key is never part of an answer."""
    async with client_of(app, key=BOB) as bob:
        assert (await bob.get("/functions/v1/balance")).status_code == 200
        said = await done(control, "POST", "keys", {"key": BOB, "active": False})
        assert code_of(await bob.get("/functions/v1/balance")) == (401, "unauthorized")
        await done(control, "POST", "keys", {"key": BOB})
        assert (await bob.get("/functions/v1/balance")).status_code == 200

    assert said == {"account": "default", "active": False}


async def test_the_clock_is_moved_over_the_wire(
    control: httpx.AsyncClient, engine: LocalEngine
) -> None:
    """Ten minutes: the hold has run out, and the job failed at that moment."""
    job_id = await engine.submit("animate", animate_body())
    found = await done(control, "POST", "clock", {"advance": 3600})
    job = await engine.job(job_id)

    assert found == {"now": "2026-03-02T19:00:00.000Z", "kind": "manual"}
    assert job.hold == (20, "expired")
    assert job.finished_at == job.created_at + 600_000


async def test_faults_are_loaded_counted_and_taken_out(
    app: Starlette, control: httpx.AsyncClient
) -> None:
    """They begin with the next request."""
    rule = {"path": "/balance", "effect": {"type": "answer", "status": 503}}
    loaded = await done(control, "POST", "faults", {"rules": [rule]})
    async with client_of(app, key=BOB) as bob:
        assert (await bob.get("/functions/v1/balance")).status_code == 503
        seen = await done(control, "GET", "faults")
        cleared = await done(control, "DELETE", "faults")
        assert (await bob.get("/functions/v1/balance")).status_code == 200

    assert loaded == {"rules": [{**rule, "seen": 0, "hits": 0}]}
    assert seen == {"rules": [{**rule, "seen": 1, "hits": 1}]}
    assert cleared == {"rules": []}


async def test_a_reset_begins_anew_over_the_wire(
    control: httpx.AsyncClient, engine: LocalEngine
) -> None:
    """The answer is the state as it is then."""
    await engine.submit("animate", animate_body())
    await done(control, "POST", "clock", {"advance": 60})
    state = await done(control, "POST", "reset")

    assert state["jobs"] == []
    assert state["clock"]["now"] == "2026-03-02T18:00:00.000Z"


@pytest.mark.parametrize(
    ("name", "document", "says"),
    [
        ("clock", {"advance": -1}, '"advance" must be at least 0 (found -1)'),
        ("clock", {}, '"advance" is missing'),
        ("credits", {"amount": 0}, '"amount" must be at least 1 (found 0)'),
        ("credits", {"amount": 5, "account": "x"}, "no such account"),
        ("keys", {"key": "pe_sk_real"}, "must be a key of local form"),
        ("jobs/next", {"do": "dance"}, '"do" must be one of'),
        ("faults", {"rules": [{"nth": 0}]}, '"rules[0].nth"'),
        ("faults", [], 'must be an object with "rules"'),
    ],
)
async def test_a_body_that_is_wrong_is_a_400(
    control: httpx.AsyncClient, name: str, document: object, says: str
) -> None:
    """In the envelope and in our words; a real key is not repeated."""
    answer = await control.post(f"/_engine/{name}", json=document)

    assert answer.status_code in {400, 404}
    assert says in answer.json()["error"]["message"]
    assert "pe_sk_real" not in answer.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
async def test_a_body_that_a_page_could_send_unasked_is_refused(
    control: httpx.AsyncClient, kind: str
) -> None:
    """Browsers send these without a preflight."""
    answer = await control.post(
        "/_engine/clock", content=b'{"advance": 5}', headers={"Content-Type": kind}
    )

    assert code_of(answer) == (415, "invalid_request")


async def test_a_body_that_is_too_large_is_refused(control: httpx.AsyncClient) -> None:
    """A megabyte of rules is enough."""
    answer = await control.post(
        "/_engine/faults",
        content=b" " * (1024 * 1024 + 1),
        headers={"Content-Type": "application/json"},
    )

    assert code_of(answer) == (413, "invalid_request")


async def test_the_control_plane_is_not_part_of_the_api(app: Starlette) -> None:
    """Its description is of the API alone, and an app without it has none."""
    async with client_of(app) as client:
        paths = (await client.get("/functions/v1/openapi.json")).json()["paths"]

    assert not [path for path in paths if "_engine" in path]


async def test_the_token_is_kept_for_its_owner_alone(
    engine: LocalEngine, folder: Path
) -> None:
    """In a file of mode 0600, the same after a restart."""
    token = kept_token(engine, folder)
    file = folder / "control-token"
    file.chmod(0o644)
    again = kept_token(engine, folder)

    assert token == again == file.read_text().strip()
    assert len(token) > 40
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
