"""Pages and hosts: who may ask, as far as a browser tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from pixelengine_import.local_engine.app import create_app
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.keys import LOCAL_KEY

from .conftest import animate_body, finished, paint_seed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from pixelengine_import.testing.clock import FakeClock

ORIGIN = "http://127.0.0.1:8642"
API = f"{ORIGIN}/functions/v1"
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


@pytest.fixture
async def engine(folder: Path, clock: FakeClock) -> AsyncIterator[LocalEngine]:
    """A running engine."""
    made = LocalEngine(folder, clock=clock, painter=paint_seed)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def client(engine: LocalEngine) -> AsyncIterator[httpx.AsyncClient]:
    """A program on this machine."""
    transport = httpx.ASGITransport(create_app(engine, base_url=API))
    headers = {"Authorization": f"Bearer {LOCAL_KEY}"}
    async with httpx.AsyncClient(transport=transport, headers=headers) as made:
        yield made


@pytest.mark.parametrize(
    "page",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://localhost.evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {
            "Sec-Fetch-Site": "cross-site",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "iframe",
        },
    ],
)
async def test_a_foreign_page_is_refused_before_anything_is_done(
    client: httpx.AsyncClient, engine: LocalEngine, page: dict[str, str]
) -> None:
    """Even with a key, even its preflight: whatever a browser would let through."""
    posted = await client.post(f"{API}/animate", json=animate_body(), headers=page)
    asked = await client.get(f"{API}/balance", headers=page)
    preflight = await client.options(f"{API}/animate", headers={**page, **PREFLIGHT})

    for answer in (posted, asked, preflight):
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "forbidden"
        assert "access-control-allow-origin" not in answer.headers
    assert (await engine.balance()).reserved == 0


@pytest.mark.parametrize(
    "page",
    [
        {"Origin": "http://localhost:5173", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://localhost:8060", "Sec-Fetch-Site": "same-site"},
        {"Origin": "https://127.0.0.1:8443"},
    ],
)
async def test_a_game_in_development_may_do_everything(
    client: httpx.AsyncClient, page: dict[str, str]
) -> None:
    """From localhost to 127.0.0.1 a browser says cross-site: the origin decides."""
    answers = [
        await client.options(f"{API}/animate", headers={**page, **PREFLIGHT}),
        await client.post(f"{API}/animate", json=animate_body(), headers=page),
        await client.get(f"{API}/nowhere", headers=page),
    ]

    assert [answer.status_code for answer in answers] == [204, 200, 404]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == page["Origin"]
        exposed = answer.headers["access-control-expose-headers"]
        assert "retry-after" in exposed


async def test_a_result_may_be_shown_by_any_page_that_has_its_address(
    client: httpx.AsyncClient, engine: LocalEngine
) -> None:
    """As on the live storage host: the token is the key. Reading is another thing."""
    job_id = await engine.submit("animate", animate_body())
    await finished(engine, job_id)
    found = await client.get(f"{API}/jobs", params={"id": job_id})
    url = found.json()["output"]["url"]
    shown = await client.get(
        url, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    )
    read = await client.get(url, headers={"Origin": "https://evil.example"})
    own = await client.get(url, headers={"Origin": "http://localhost:5173"})
    head = await client.head(url)

    assert [shown.status_code, read.status_code, own.status_code] == [200] * 3
    assert shown.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "access-control-allow-origin" not in read.headers
    assert own.headers["access-control-allow-origin"] == "http://localhost:5173"
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(shown.content)


async def test_a_person_may_follow_a_link(client: httpx.AsyncClient) -> None:
    """From a page anywhere to the description: nothing can be read or changed by it."""
    link = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }
    shown = await client.get(f"{API}/openapi.json", headers=link)
    posted = await client.post(f"{API}/cancel", headers=link, json={})

    assert [shown.status_code, posted.status_code] == [200, 403]


async def test_a_shared_engine_takes_pages_of_its_own_host(engine: LocalEngine) -> None:
    """A game beside it on another port; loopback is each user's own machine."""
    base_url = "https://studio.lan:8787/functions/v1"
    transport = httpx.ASGITransport(create_app(engine, base_url=base_url))
    headers = {"Authorization": f"Bearer {LOCAL_KEY}"}
    statuses = {}
    async with httpx.AsyncClient(transport=transport, headers=headers) as client:
        for origin in (
            "http://studio.lan:5173",
            "http://localhost:5173",
            "http://other.lan",
            "http://studio.lan.evil.example",
        ):
            answer = await client.get(f"{base_url}/balance", headers={"Origin": origin})
            statuses[origin] = answer.status_code

    assert list(statuses.values()) == [200, 200, 403, 403]


async def test_a_path_cannot_write_into_the_log(
    client: httpx.AsyncClient, engine: LocalEngine, caplog: pytest.LogCaptureFixture
) -> None:
    """Control characters of a request never reach a terminal."""
    await engine.stop()
    caplog.set_level("ERROR", "pixelengine_import")
    await client.get(f"{ORIGIN}/storage/v1/object/sign/outputs/%0a%1b%5b31m.png")

    assert "call start() first" in caplog.text
    assert "\\x1b[31m" in caplog.text
    assert "\x1b" not in caplog.text
