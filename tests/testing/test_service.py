"""The scripted service: it does what it is told to, and tells what arrived."""

from __future__ import annotations

import httpx
import pytest

from pixelengine_import.testing.service import (
    CutShort,
    HangUp,
    Say,
    ScriptedService,
    Silence,
)


def test_acts_are_played_in_order_and_the_last_one_again_and_again() -> None:
    """Each method and path has a script of its own."""
    with ScriptedService() as service, httpx.Client() as client:
        service.on("GET", "/a", Say({"n": 1}), Say({"n": 2}, status=503))
        service.on("POST", "/a", Say(body=b"raw", headers={"X-Own": "1"}))
        got = [client.get(f"{service.origin}/a") for _ in range(3)]
        posted = client.post(f"{service.origin}/a")

    assert [(r.status_code, r.json()["n"]) for r in got] == [
        (200, 1),
        (503, 2),
        (503, 2),
    ]
    assert (posted.content, posted.headers["x-own"]) == (b"raw", "1")


def test_what_arrived_can_be_read() -> None:
    """Method, path, query, headers and body, and how often."""
    with ScriptedService() as service, httpx.Client() as client:
        service.on("POST", "/a", Say())
        client.post(f"{service.origin}/a?id=7", json={"x": 1}, headers={"X-Own": "1"})

    (request,) = service.received
    assert (request.method, request.path, request.query) == ("POST", "/a", {"id": "7"})
    assert request.headers["x-own"] == "1"
    assert request.json() == {"x": 1}
    assert service.count("POST", "/a") == 1
    assert service.count("GET", "/a") == 0


def test_a_request_that_nobody_scripted_is_told_so() -> None:
    """A test that forgot something sees what."""
    with ScriptedService() as service:
        answer = httpx.get(f"{service.origin}/b")

    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "nothing is scripted for GET /b"


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (HangUp(), (httpx.RemoteProtocolError, httpx.ReadError)),
        (CutShort(b"abc", promised=9), httpx.RemoteProtocolError),
        (Silence(), httpx.ReadTimeout),
    ],
    ids=["hang up", "cut short", "silence"],
)
def test_a_network_fails_as_it_was_told_to(
    act: HangUp | CutShort | Silence,
    error: type[Exception] | tuple[type[Exception], ...],
) -> None:
    """The request has arrived whole each time."""
    with ScriptedService() as service:
        service.on("POST", "/a", act)
        with pytest.raises(error):
            httpx.post(f"{service.origin}/a", content=b"whole", timeout=0.2)

    assert [request.body for request in service.received] == [b"whole"]


def test_connections_are_counted_apart_from_those_that_speak() -> None:
    """A connection may stand before a byte has left."""
    with ScriptedService() as service, httpx.Client() as client:
        service.on("GET", "/a", Say())
        for _ in range(3):
            client.get(f"{service.origin}/a")

    assert (service.connections, service.talking) == (1, 1)
