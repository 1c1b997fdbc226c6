"""Paid calls: sent once, and what became of them is never guessed."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pixelengine_import.api.flows.service import ANSWER_MOST
from pixelengine_import.api.outcomes import Accepted, Ambiguous, NeverSent, Refused
from pixelengine_import.errors import CredentialsError, CreditsError, RefusedError
from pixelengine_import.testing.service import CutShort, HangUp, Say, Silence

from .conftest import KEY, PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.api.client import AsyncPixelEngine
    from pixelengine_import.errors import ServiceError
    from pixelengine_import.testing.clock import InstantClock
    from pixelengine_import.testing.service import Act, ScriptedService

    from .conftest import OpenEngine

PATH = f"{PREFIX}/animate"
BODY = {"prompt": "run", "image": "iVBORw0KGgo="}
TAKEN = Say({"api_job_id": "f47", "status": "queued", "error": None})


async def submit(
    engine: AsyncPixelEngine, before: Callable[[], None] | None = None
) -> object:
    """Send the request that costs."""
    return await engine.submit("animate", BODY, intent="key-1", before_send=before)


# -- what is sent -------------------------------------------------------------------


async def test_a_paid_request_carries_the_key_the_body_and_a_name_of_its_own(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """The day the service honours Idempotency-Key, it is there."""
    service.on("POST", PATH, TAKEN)

    await submit(engine)

    sent = service.received[0]
    assert sent.json() == BODY
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.headers["idempotency-key"] == "key-1"
    assert sent.headers["content-type"] == "application/json"


# -- what became of it --------------------------------------------------------------


async def test_an_accepted_request_returns_its_job(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """And the server's date, for telling how far the clocks are apart."""
    service.on("POST", PATH, TAKEN)

    outcome = await submit(engine)

    assert isinstance(outcome, Accepted)
    assert (outcome.job_id, outcome.status, outcome.engine) == ("f47", "queued", "live")
    assert outcome.server_date is not None
    assert outcome.server_date.endswith("GMT")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "invalid_request", RefusedError),
        (401, "unauthorized", CredentialsError),
        (402, "insufficient_credits", CreditsError),
        (405, "method_not_allowed", RefusedError),
    ],
)
async def test_a_refusal_is_a_value_that_says_what_to_do(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    status: int,
    code: str,
    kind: type[ServiceError],
) -> None:
    """It is final, and nothing was charged."""
    service.on("POST", PATH, Say({"error": {"code": code, "message": "No."}}, status))

    outcome = await submit(engine)

    assert isinstance(outcome, Refused)
    assert type(outcome.error) is kind
    assert outcome.retry_after is None
    assert service.count("POST", PATH) == 1


async def test_a_busy_service_says_when_to_come_back(
    service: ScriptedService, engine: AsyncPixelEngine, clock: InstantClock
) -> None:
    """The client does not come back by itself: that is the caller's decision."""
    service.on("POST", PATH, Say(status=503, headers={"Retry-After": "9"}), TAKEN)

    outcome = await submit(engine)

    assert isinstance(outcome, Refused)
    assert outcome.retry_after == 9
    assert service.count("POST", PATH) == 1
    assert clock.sleeps == []


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        (
            HangUp(),
            Ambiguous("the connection broke (remote protocol error)"),
        ),
        (
            CutShort(b'{"api_job_id": "f4', 80),
            Ambiguous("the connection broke (remote protocol error)"),
        ),
        (
            Say({"error": {"code": "internal_error", "message": "Oops."}}, 500),
            Ambiguous("Oops. (internal_error, HTTP 500)", 500),
        ),
        (
            Say(body=b"<html>", status=502),
            Ambiguous(
                "the service answered HTTP 502 without an explanation (HTTP 502)", 502
            ),
        ),
        (
            Say({"code": 546, "message": "limit"}, 546),
            Ambiguous("limit (546, HTTP 546)", 546),
        ),
        (
            Say({"status": "queued"}),
            Ambiguous("the service answered without a job id", 200),
        ),
        (
            Say(body=b" " * (ANSWER_MOST + 1)),
            Ambiguous("the answer is too large", 200),
        ),
        (
            Say(status=307, headers={"Location": "/functions/v1/elsewhere"}),
            Ambiguous(
                "the service answered HTTP 307 without an explanation (HTTP 307)", 307
            ),
        ),
    ],
    ids=["hang up", "cut", "500", "502", "546", "no id", "too large", "redirect"],
)
async def test_a_lost_answer_is_ambiguous_and_the_request_is_sent_once(
    service: ScriptedService,
    engine: AsyncPixelEngine,
    clock: InstantClock,
    act: Act,
    outcome: Ambiguous,
) -> None:
    """A POST whose answer was lost may have been accepted: it is never resent."""
    service.on("POST", PATH, act, TAKEN)

    found = await submit(engine)

    if isinstance(act, HangUp):
        # Whether the reset or the end of the stream is seen first is the kernel's say.
        assert isinstance(found, Ambiguous)
        assert found.reason.startswith("the connection broke (re")
    else:
        assert found == outcome
    assert len(service.received) == 1
    assert clock.sleeps == []


async def test_an_answer_that_does_not_come_is_ambiguous(
    service: ScriptedService, open_engine: OpenEngine
) -> None:
    """A read timeout says nothing about the work."""
    service.on("POST", PATH, Silence())
    engine = open_engine(patience=0.2)

    assert await submit(engine) == Ambiguous("the connection broke (read timeout)")
    assert service.count("POST", PATH) == 1


async def test_a_refused_connection_means_never_sent(
    open_engine: OpenEngine, clock: InstantClock
) -> None:
    """It is safe to try again, and the caller decides."""
    marks: list[str] = []
    with socket.socket() as taken:  # bound and not listening: refuses
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        engine = open_engine(base_url=f"http://127.0.0.1:{port}{PREFIX}")

        outcome = await submit(engine, lambda: marks.append("sent"))

    assert isinstance(outcome, NeverSent)
    assert str(outcome.error) == (
        f"no connection to 127.0.0.1:{port} (connect error). Check the network and try "
        "again."
    )
    assert marks == []
    assert clock.sleeps == []


async def test_a_host_that_is_not_there_means_never_sent(
    open_engine: OpenEngine,
) -> None:
    """The name does not resolve (RFC 2606 keeps .invalid free)."""
    marks: list[str] = []
    engine = open_engine(base_url="https://pixel.invalid/functions/v1")

    outcome = await submit(engine, lambda: marks.append("sent"))

    assert isinstance(outcome, NeverSent)
    assert marks == []


async def test_a_failed_handshake_means_never_sent(
    service: ScriptedService, open_engine: OpenEngine
) -> None:
    """TLS comes before the request; here a plain server answers the handshake."""
    marks: list[str] = []
    engine = open_engine(base_url=service.origin.replace("http", "https") + PREFIX)

    outcome = await submit(engine, lambda: marks.append("sent"))

    assert isinstance(outcome, NeverSent)
    assert marks == []
    assert service.received == []


@pytest.mark.parametrize("act", [Say(status=407), HangUp()], ids=["refused", "broken"])
async def test_a_proxy_that_opens_no_tunnel_means_never_sent(
    service: ScriptedService,
    open_engine: OpenEngine,
    monkeypatch: pytest.MonkeyPatch,
    act: Act,
) -> None:
    """What is said to the proxy is not the request yet, however it ends."""
    monkeypatch.setenv("HTTPS_PROXY", service.origin)
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    service.on("CONNECT", "pixel.invalid:443", act)
    marks: list[str] = []
    engine = open_engine(base_url="https://pixel.invalid/functions/v1")

    outcome = await submit(engine, lambda: marks.append("sent"))

    assert isinstance(outcome, NeverSent)
    assert service.count("CONNECT", "pixel.invalid:443") == 1
    assert marks == []


# -- the mark before the first byte -------------------------------------------------


async def test_the_mark_is_made_once_the_connection_stands_and_before_a_byte_leaves(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """What it writes down is true from then on, and not before."""
    service.on("POST", PATH, TAKEN)
    marks: list[tuple[int, int]] = []

    def mark() -> None:
        end = time.monotonic() + 10
        while service.connections == 0 and time.monotonic() < end:
            time.sleep(0.001)
        marks.append((service.connections, service.talking))

    outcome = await submit(engine, mark)

    assert isinstance(outcome, Accepted)
    assert marks == [(1, 0)]
    assert service.talking == 1


async def test_a_mark_that_cannot_be_made_stops_the_request(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """What could not be written down must not be sent."""
    service.on("POST", PATH, TAKEN)

    def mark() -> None:
        msg = "disk full"
        raise OSError(msg)

    with pytest.raises(OSError, match="disk full"):
        await submit(engine, mark)
    await engine.aclose()

    assert service.received == []


async def test_the_mark_is_made_for_an_engine_without_a_socket_too(
    open_engine: OpenEngine,
) -> None:
    """In process nothing tells when a byte leaves: the mark comes first."""
    order: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        order.append(request.url.path)
        return httpx.Response(200, json={"api_job_id": "f47"})

    engine = open_engine(transport=httpx.MockTransport(answer))

    outcome = await submit(engine, lambda: order.append("mark"))

    assert isinstance(outcome, Accepted)
    assert order == ["mark", PATH]


async def test_each_paid_request_gets_a_connection_of_its_own(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """A stale connection dies in a way that cannot be told from a lost answer."""
    service.on("POST", PATH, TAKEN)
    marks: list[int] = []

    for i in range(3):
        await submit(engine, lambda i=i: marks.append(i))  # type: ignore[misc]

    assert service.connections == 3
    assert marks == [0, 1, 2]


async def test_paid_requests_side_by_side_are_each_sent_once(
    service: ScriptedService, engine: AsyncPixelEngine
) -> None:
    """No answer is mixed up with another."""
    service.on("POST", PATH, *[Say({"api_job_id": f"job-{i}"}) for i in range(8)])

    found: list[Any] = await asyncio.gather(*[submit(engine) for _ in range(8)])

    assert sorted(outcome.job_id for outcome in found) == [f"job-{i}" for i in range(8)]
    assert len(service.received) == 8
