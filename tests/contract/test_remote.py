"""The suite can be aimed at another API, and spends no more there than it may."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from pixelengine_import.api.access import ApiKey
from pixelengine_import.testing.service import HangUp, Say, ScriptedService
from tests.support import serve

from .bodies import BODIES
from .remote import (
    RESERVE,
    VARIABLES,
    Address,
    Purse,
    Remote,
    Target,
    price_of,
    remote_client,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support import Server

FOLDER = Path(__file__).parent
PREFIX = "/functions/v1"
PLUGINS = ("asyncio", "timeout", "xdist")
KEY = "pe_sk_local_of_a_person-7f3a9c"
TAKEN = Say({"api_job_id": "f47", "status": "queued", "error": None})
PRICES = {
    "animate": 20,
    "keyframes": 24,
    "generate-image": 6,
    "remove-background": 2,
    "pixelate": 0,
    "enhance-prompt": 0,
    "cancel": 0,
}


def run_suite(
    server: Server, limit: str, *what: str, key: str = KEY
) -> tuple[Counter[str], str]:
    """Aim tests at a server; return how many of them ended how, and the output."""
    variables = dict(zip(VARIABLES, (server.base_url, key, limit), strict=True))
    # Loading every plugin that is installed takes longer than most of these runs.
    variables["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    plugins = [word for name in PLUGINS for word in ("-p", name)]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-m", "remote", *plugins),
            *("-p", "no:cacheprovider", "--showlocals", "-vv", *what),
        ],
        env={**os.environ, **variables},
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    said = done.stdout + done.stderr
    counts = re.findall(r"(\d+) (passed|failed|skipped|errors?)", said[-300:])
    return Counter({word: int(number) for number, word in counts}), said


def spent_at(server: Server) -> tuple[int, int]:
    """Return what a server was paid, and what it holds."""
    answer = httpx.get(
        f"{server.base_url}/billing", headers={"Authorization": f"Bearer {KEY}"}
    ).json()
    return answer["totals"]["credits_used"], answer["balance"]["reserved"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An engine for runs that spend nothing."""
    with serve(tmp_path_factory.mktemp("served")) as served:
        yield served


def test_the_suite_passes_against_a_served_engine_within_its_limit(
    tmp_path: Path,
) -> None:
    """Over a real socket, as it would run against the live service."""
    with serve(tmp_path) as served:
        ended, said = run_suite(served, "100", str(FOLDER))
        used, held = spent_at(served)

    assert set(ended) == {"passed", "skipped"}, said[-2000:]
    assert ended["passed"] > 200
    assert 0 < used <= 100 - RESERVE
    assert held == 0
    assert KEY not in said


def test_without_a_limit_nothing_that_costs_is_sent(server: Server) -> None:
    """What is free is looked at; the rest is skipped, with the reason."""
    ended, said = run_suite(server, "", "test_answers.py", "test_errors.py")

    assert set(ended) == {"passed", "skipped"}, said[-2000:]
    assert spent_at(server) == (0, 0)
    assert "it may cost 20 credits; 0 are left" in said


def test_a_run_that_fails_shows_no_key(server: Server) -> None:
    """Not in a traceback, not among the local variables."""
    key = "pe_sk_0123456789abcdef"
    ended, said = run_suite(server, "0", "test_answers.py", "-k", "add_up", key=key)

    assert ended["failed"] == 1
    assert key not in said


def test_workers_would_each_count_for_themselves(server: Server) -> None:
    """So the limit holds for one process, and several are refused."""
    ended, said = run_suite(server, "0", "test_answers.py", "-k", "add_up", "-n", "1")

    assert set(ended) == {"skipped"}
    assert "Run without -n" in said


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        (("http://api.example.com/functions/v1", KEY, ""), "https"),
        (("https://api.example.com/functions/v1", "", ""), "API_KEY is missing"),
        (("https://api.example.com/functions/v1", "a b", ""), "what no key holds"),
        (("https://api.example.com/functions/v1", KEY, "-5"), "whole number"),
        (("https://api.example.com/functions/v1", KEY, "1.5"), "whole number"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(
    variables: tuple[str, str, str], says: str
) -> None:
    """Before anything is sent, and without the key in the message."""
    with pytest.raises(pytest.UsageError, match=says) as raised:
        Target.chosen(dict(zip(VARIABLES, variables, strict=True)))

    assert KEY not in str(raised.value)


def test_without_an_address_the_suite_stays_at_home() -> None:
    """A key alone, which many have set, aims at nothing."""
    assert Target.chosen({VARIABLES[1]: KEY, VARIABLES[2]: "100"}) is None
    target = Target.chosen({VARIABLES[0]: f"https://a{PREFIX}/", VARIABLES[1]: KEY})
    assert target is not None
    assert (target.base_url, target.purse.limit) == (f"https://a{PREFIX}", 0)
    assert KEY not in repr(target)


def aimed(service: ScriptedService, limit: int) -> tuple[Target, httpx.AsyncClient]:
    """Aim at a scripted service."""
    target = Target(f"{service.origin}{PREFIX}", ApiKey(KEY), Purse(limit))
    return target, remote_client(target)


@pytest.mark.parametrize(("name", "price"), PRICES.items())
async def test_a_request_is_sent_only_while_its_price_is_there(
    name: str, price: int
) -> None:
    """One credit less, and it never leaves; free ones always do."""
    for limit in sorted({max(0, price - 1), price}):
        with ScriptedService() as service:
            service.on("POST", f"{PREFIX}/{name}", TAKEN)
            target, client = aimed(service, limit)
            async with client:
                there = Remote(client, target.base_url, target=target)
                if limit < price:
                    with pytest.raises(pytest.skip.Exception, match=f"{price} credits"):
                        await there.post(name, BODIES[name]())
                    assert service.received == []
                else:
                    await there.post(name, BODIES[name]())
                    assert len(service.received) == 1
                    assert target.purse.spent == price


@pytest.mark.parametrize(
    ("act", "spent"),
    [
        (Say({"error": {"code": "invalid_request", "message": "no"}}, 400), 0),
        (Say({"error": {"code": "insufficient_credits", "message": "no"}}, 402), 0),
        (TAKEN, 20),
        (Say({"error": {"code": "internal_error", "message": "no"}}, 500), 20),
        (HangUp(), 20),
    ],
)
async def test_only_a_refusal_gives_its_price_back(
    act: Say | HangUp, spent: int
) -> None:
    """An answer that was lost may have been a yes."""
    with ScriptedService() as service:
        service.on("POST", f"{PREFIX}/animate", act)
        target, client = aimed(service, 100)
        async with client:
            there = Remote(client, target.base_url, target=target)
            try:
                await there.post("animate", BODIES["animate"]())
            except httpx.HTTPError:
                assert act == HangUp()

    assert target.purse.spent == spent


async def test_a_job_leaves_room_for_requests_that_are_to_be_refused() -> None:
    """They come later, and are only sent while their price is there."""
    with ScriptedService() as service:
        service.on("POST", f"{PREFIX}/animate", TAKEN)
        target, client = aimed(service, 20 + RESERVE)
        async with client:
            there = Remote(client, target.base_url, target=target)
            await there.order("animate")
            with pytest.raises(pytest.skip.Exception, match="are to stay"):
                await there.order("animate")

    assert len(service.received) == 1
    assert (target.purse.spent, RESERVE) == (20, 36)


async def test_the_same_job_is_paid_for_once() -> None:
    """Several tests look at one and the same."""
    job = {"api_job_id": "f47", "status": "success", "output": None}
    with ScriptedService() as service:
        service.on("POST", f"{PREFIX}/animate", TAKEN)
        service.on("GET", f"{PREFIX}/jobs", Say(job))
        target, client = aimed(service, 100)
        async with client:
            there = Remote(client, target.base_url, target=target)
            first = await there.made("animate", seed=1)
            again = await there.made("animate", seed=1)

    assert first == again
    assert service.count("POST", f"{PREFIX}/animate") == 1


async def test_a_download_is_asked_for_without_the_key() -> None:
    """The storage host is another one, and its address does not print its token."""
    with ScriptedService() as service:
        url = f"{service.origin}/storage/a.webp?token=secret"
        job = {"status": "success", "output": {"url": url}}
        service.on("GET", f"{PREFIX}/jobs", Say(job))
        service.on("GET", "/storage/a.webp", Say(body=b"RIFF"))
        target, client = aimed(service, 0)
        async with client:
            there = Remote(client, target.base_url, target=target)
            seen = await there.job("f47")
            await there.download(seen)

    assert "authorization" in service.received[0].headers
    assert "authorization" not in service.received[1].headers
    assert service.received[1].query == {"token": "secret"}
    assert isinstance(seen["output"]["url"], Address)
    assert "secret" not in repr(seen)


@pytest.mark.parametrize(
    ("method", "path", "body", "price"),
    [
        ("POST", "/generate-image", {"model": "nb_pro"}, 36),
        ("POST", "/generate-image", {"model": "of-tomorrow"}, 36),
        ("POST", "/generate-image", {"model": 7}, 36),
        ("POST", "/generate-image", {}, 12),
        ("POST", "/animate", {}, 20),
        ("POST", "/animate", [], 26),
        ("GET", "/animate", {}, 0),
        ("POST", "/pixelate", {}, 0),
        ("POST", "/unknown", {}, 0),
    ],
)
def test_a_price_errs_on_the_safe_side(
    method: str, path: str, body: object, price: int
) -> None:
    """What is not known for certain costs what the dearest of its kind costs."""
    assert price_of(method, path, json.dumps(body).encode()) == price


def test_a_body_that_cannot_be_read_is_dear() -> None:
    """A server might read more into it than we do."""
    assert price_of("POST", "/animate", b"{") == 26
    assert price_of("POST", "/animate", b"[" * 100_000) == 26
