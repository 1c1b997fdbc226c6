"""Raw access: any request, its answer as it came, and nothing paid for twice."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import pytest

from pixelengine_import.api.flows.raw import find_target
from pixelengine_import.api.flows.service import ANSWER_MOST
from pixelengine_import.errors import (
    AmbiguousSubmitError,
    InvalidRequestError,
    ServiceError,
    UnreachableError,
)
from pixelengine_import.testing.service import HangUp, Say

from .conftest import KEY, PREFIX, TOKEN

if TYPE_CHECKING:
    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.testing.clock import InstantClock
    from pixelengine_import.testing.service import Act, ScriptedService

    from .conftest import OpenEngine

BUSY = Say({"code": "BOOT_ERROR", "message": "Busy."}, 503)
NO = {"error": {"code": "invalid_request", "message": "No."}}


async def test_an_answer_comes_as_it_is(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Status, headers and body; the key goes along."""
    service.on("GET", f"{PREFIX}/jobs", Say({"new": 1}, headers={"X-New": "yes"}))

    reply = await engine.request("get", "jobs?id=f47", query={"more": "a&b"})

    assert (reply.status, reply.json(), reply.headers["x-new"]) == (
        200,
        {"new": 1},
        "yes",
    )
    assert service.received[0].query == {"id": "f47", "more": "a&b"}
    assert service.received[0].headers["authorization"] == f"Bearer {KEY}"
    assert "content-type" not in service.received[0].headers


async def test_an_error_answer_is_an_answer(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Whoever asks raw wants to see it."""
    service.on("POST", f"{PREFIX}/animate", Say(NO, 400))

    reply = await engine.request("POST", "/animate", body={"prompt": 5})

    assert (reply.status, reply.ok, reply.json()) == (400, False, NO)
    assert service.received[0].json() == {"prompt": 5}
    assert service.received[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/balance"),
        ("GET", "/something-new"),
        ("POST", "/cancel"),
        ("POST", "/pixelate"),
        ("POST", "/enhance-prompt"),
    ],
)
async def test_what_costs_nothing_is_repeated(
    service: ScriptedService, engine: AsyncPixelEngine, method: str, path: str
) -> None:
    """As reads are: four tries; the last answer is returned whatever it says."""
    service.on(method, PREFIX + path, HangUp(), BUSY, BUSY, BUSY)

    reply = await engine.request(method, path)

    assert reply.status == 503
    assert len(service.received) == 4


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/animate"),
        ("POST", "/retake"),
        ("POST", "/something-new"),
        ("POST", "/pixelate/"),
        ("PUT", "/balance"),
        ("DELETE", "/jobs"),
    ],
)
async def test_what_may_cost_credits_is_sent_once(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    clock: InstantClock,
    method: str,
    path: str,
) -> None:
    """What merely looks free counts as paid."""
    service.on(method, PREFIX + path, Say(BUSY.document, 503, {"Retry-After": "1"}))

    reply = await engine.request(method, path, body={})

    assert reply.status == 503
    assert (len(service.received), clock.sleeps) == (1, [])


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (HangUp(), "the connection broke (re"),
        (Say(body=b" " * (ANSWER_MOST + 1)), "the answer is too large"),
    ],
)
async def test_a_lost_answer_to_what_may_cost_credits_needs_a_person(
    service: ScriptedService, engine: AsyncPixelEngine, act: Act, said: str
) -> None:
    """Here too: it is not sent again."""
    service.on("POST", f"{PREFIX}/animate", act)

    with pytest.raises(AmbiguousSubmitError) as caught:
        await engine.request("POST", "/animate", body={})

    assert said in str(caught.value)
    assert len(service.received) == 1


async def test_a_host_that_is_not_there_is_unreachable(open_engine: OpenEngine) -> None:
    """Nothing was sent, paid or not."""
    with socket.socket() as taken:  # bound and not listening: refuses
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        engine = open_engine(base_url=f"http://127.0.0.1:{port}{PREFIX}")

        for method, path in (("POST", "/animate"), ("GET", "/balance")):
            with pytest.raises(UnreachableError):
                await engine.request(method, path)


async def test_an_answer_without_end_is_not_read_to_its_end(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Memory is ours, not the server's."""
    service.on("GET", f"{PREFIX}/jobs", Say(body=b" " * (ANSWER_MOST + 1)))

    with pytest.raises(ServiceError, match="too large"):
        await engine.request("GET", "/jobs")


@pytest.mark.parametrize(
    ("method", "path", "field"),
    [
        ("", "/balance", "method"),
        ("GET /x HTTP/1.1\r\nX: ", "/balance", "method"),
        ("GET", "/a b", "path"),
        ("GET", "/a\r\nX: y", "path"),
        ("GET", "/a#b", "path"),
        ("GET", "/ä", "path"),
        ("GET", "/a?b=\x00", "path"),
    ],
)
async def test_what_is_no_request_is_refused(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    method: str,
    path: str,
    field: str,
) -> None:
    """Nothing of it reaches a socket."""
    with pytest.raises(InvalidRequestError) as caught:
        await engine.request(method, path)

    assert caught.value.field == field
    assert service.received == []


@pytest.mark.parametrize(
    "path", ["@evil.example/x", "https://evil.example/", "//evil.example/x", ".."]
)
async def test_no_path_leads_the_key_to_another_host(
    service: ScriptedService, open_engine: OpenEngine, path: str
) -> None:
    """Whatever it looks like, it is a path below the API's own address."""
    engine = open_engine(base_url=service.origin)

    reply = await engine.request("GET", path)

    assert reply.status == 404
    assert len(service.received) == 1


def test_a_request_does_not_print_its_query() -> None:
    """It may carry a token."""
    assert TOKEN not in repr(find_target("GET", f"/x?token={TOKEN}"))


async def test_an_answer_does_not_print_what_it_holds(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """Signed addresses stand in bodies and in headers."""
    there: dict[str, Any] = {"url": f"https://h/a?token={TOKEN}"}
    service.on("GET", f"{PREFIX}/jobs", Say(there, headers={"X-There": TOKEN}))

    assert TOKEN not in repr(await engine.request("GET", "/jobs"))
