"""What HTTP allows, what it forbids, and what few clients do, on a socket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.wire import Wire, code_of

from .conftest import animate_body
from .limited import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TWO = b"Content-Length: 2\r\n\r\n"


@pytest.fixture(scope="module")
def connect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Wire]]:
    """Connects to an engine with the usual limits; strangers leave no trace in it."""
    with served(tmp_path_factory.mktemp("engine")) as made:
        yield made


# -- what is no HTTP, or too much of it -----------------------------------------------


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20,  # TLS spoken to http
        b"GET\r\n\r\n",
        b"GET /functions/v1/balance HTTP/1.1\r\nno header\r\n\r\n",
        b"GET /functions/v1/balance HTTP/1.1\r\n\r\n",  # names no host
        b"GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n%b" % TWO,
    ],
)
def test_what_is_no_http_is_a_400_in_the_envelope(
    connect: Callable[[], Wire], rubbish: bytes
) -> None:
    """A client that reads errors by their code can read this one too."""
    with connect() as wire:
        wire.send(rubbish)
        answer = wire.answer()

        assert code_of(answer) == (400, "invalid_request")
        assert answer.headers["pixel-engine-server"].startswith("local/")
        assert wire.ended()


def test_an_unknown_transfer_encoding_is_said_to_be(
    connect: Callable[[], Wire],
) -> None:
    """And not read as something else."""
    with connect() as wire:
        wire.send(wire.head("POST", "cancel", "Transfer-Encoding: gzip"))

        assert code_of(wire.answer()) == (501, "invalid_request")


def test_a_body_of_two_lengths_is_refused(connect: Callable[[], Wire]) -> None:
    """A proxy in front might read the other one: that is how requests are smuggled."""
    lines = ("Content-Length: 5", "Transfer-Encoding: chunked")
    with connect() as wire:
        wire.send(wire.head("POST", "cancel", *lines) + b"0\r\n\r\n")

        assert code_of(wire.answer()) == (400, "invalid_request")
        assert wire.ended()


@pytest.mark.parametrize(
    ("path", "lines", "status"),
    [
        ("jobs?id=" + "x" * 10_000, (), 404),
        ("jobs?id=" + "x" * 20_000, (), 414),
        ("jobs?id=" + "x" * 900_000, (), 431),
        ("balance", ("X-Long: " + "x" * 20_000,), 200),
        ("balance", ("X-Long: " + "x" * 40_000,), 431),
        ("balance", ("X-Long: " + "x" * 900_000,), 431),
        ("balance", tuple(f"X-{i}: 1" for i in range(4000)), 431),
    ],
    ids=["10k", "20k", "900k", "header 20k", "header 40k", "header 900k", "many"],
)
@pytest.mark.parametrize("part", [1 << 30, 4000], ids=["at once", "in parts"])
def test_a_long_head_is_taken_or_refused_whichever_way_it_arrives(
    connect: Callable[[], Wire],
    path: str,
    lines: tuple[str, ...],
    status: int,
    part: int,
) -> None:
    """One limit, not one for each way a network cuts; the refusal gets through."""
    with connect() as wire:
        data = wire.head("GET", path, *lines)
        for begin in range(0, len(data), part):
            wire.send(data[begin : begin + part])
        answer = wire.answer()

    assert answer.status == status
    assert status == 200 or code_of(answer)


# -- what HTTP allows and few clients do ----------------------------------------------


def test_chunked_bodies_are_read(connect: Callable[[], Wire]) -> None:
    """Clients that stream their upload know no length."""
    data = json.dumps(animate_body()).encode()
    chunks = [data[i : i + 50] for i in range(0, len(data), 50)]
    coded = b"".join(b"%x;ext=1\r\n%b\r\n" % (len(c), c) for c in chunks)
    with connect() as wire:
        wire.send(wire.head("POST", "animate", "Transfer-Encoding: chunked"))
        wire.send(coded + b"0\r\nTrailer: x\r\n\r\n")

        assert wire.answer().status == 200


def test_chunks_that_are_none_are_a_400(connect: Callable[[], Wire]) -> None:
    """In the middle of a body that was well begun."""
    with connect() as wire:
        wire.send(wire.head("POST", "animate", "Transfer-Encoding: chunked"))
        wire.send(b"2\r\n{}\r\nno number\r\n")

        assert code_of(wire.answer()) == (400, "invalid_request")


def test_who_waits_to_be_told_is_told_or_refused_first(
    connect: Callable[[], Wire],
) -> None:
    """``Expect: 100-continue``: a bad key costs no upload, a good one is let in."""
    body = json.dumps(animate_body()).encode()
    lines = (f"Content-Length: {len(body)}", "Expect: 100-continue")
    with connect() as wire:
        wire.send(wire.head("POST", "animate", *lines))
        told = wire.answer().status
        wire.send(body)
        done = wire.answer().status
    with connect() as wire:
        wire.send(wire.head("POST", "animate", *lines, keyed=False))
        refused = wire.answer().status

    assert (told, done, refused) == (100, 200, 401)


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "http://{netloc}/functions/v1/balance", 200),
        ("GET", "http://other.example/functions/v1/balance", 400),
        ("GET", "//functions/v1/balance", 404),
        ("GET", "/functions//v1/balance", 404),
        ("GET", "/functions/v1/balance/", 404),
        ("GET", "/functions/v1/BALANCE", 404),
        ("GET", "/functions/v1/%62alance", 200),
        ("GET", "/functions/v1/balance%00", 404),
        ("GET", "/functions/v1/../v1/balance", 404),
        ("GET", "/functions/v1/balance?x=%ff%00&id", 200),
        ("GET", "/storage/v1/object/sign/outputs/..%2f..%2fengine.db?token=x", 404),
        ("GET", "/storage/v1/object/sign/outputs/x.png?token=%ff", 400),
        ("HEAD", "/functions/v1/openapi.json", 200),
        ("OPTIONS", "*", 204),
        ("CONNECT", "/functions/v1/balance", 405),
        ("TRACE", "/functions/v1/balance", 405),
        ("BREW", "/functions/v1/balance", 405),
    ],
)
def test_odd_targets_have_plain_answers(
    connect: Callable[[], Wire], method: str, target: str, status: int
) -> None:
    """Found or not found, never a redirect, a page or a fault."""
    with connect() as wire:
        answer = wire.ask(method, target.format(netloc=wire.netloc))

        assert answer.status == status, answer
        assert wire.ask("GET", "balance").status == 200


def test_a_head_request_has_no_body(connect: Callable[[], Wire]) -> None:
    """And is refused where a GET is needed, by its headers alone."""
    with connect() as wire:
        answer = wire.ask("HEAD", "balance")

        assert (answer.status, answer.headers["allow"]) == (405, "GET")
        assert int(answer.headers["content-length"]) > 0
        assert wire.ask("GET", "balance").status == 200


@pytest.mark.parametrize("protocol", ["websocket", "h2c", "TLS/1.3"])
def test_an_upgrade_is_passed_over(connect: Callable[[], Wire], protocol: str) -> None:
    """curl offers h2c, browsers WebSockets; the answer is plain HTTP/1.1."""
    lines = ("Connection: Upgrade", f"Upgrade: {protocol}", "Sec-WebSocket-Key: x")
    with connect() as wire:
        assert wire.ask("GET", "balance", *lines).status == 200
        assert wire.ask("GET", "balance").status == 200
