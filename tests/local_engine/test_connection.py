"""What anybody may do to the socket of a served engine."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

import pytest

from tests.wire import Wire, code_of

from .limited import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def connect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Wire]]:
    """Connects to an engine with the usual limits; strangers leave no trace in it."""
    with served(tmp_path_factory.mktemp("engine")) as made:
        yield made


@pytest.fixture(scope="module")
def impatient(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[], Wire]]:
    """Connects to an engine that waits for nobody."""
    limits = {
        "head_seconds": 0.4,
        "body_seconds": 0.4,
        "stall_seconds": 0.4,
        "linger_seconds": 0.4,
        "connections": 24,
    }
    with served(tmp_path_factory.mktemp("engine"), **limits) as made:
        yield made


# -- requests that never end ----------------------------------------------------------


@pytest.mark.parametrize(
    "begun", [b"G", b"GET /functions/v1/balance HTTP/1.1\r\nHost:"]
)
def test_a_head_that_never_ends_is_given_up(
    impatient: Callable[[], Wire], begun: bytes
) -> None:
    """Slowloris: a connection that says a little and waits would be held for ever."""
    with impatient() as wire:
        wire.send(begun)

        assert code_of(wire.answer()) == (408, "invalid_request")
        assert wire.ended()


def test_a_head_that_drips_is_given_up_too(impatient: Callable[[], Wire]) -> None:
    """Each byte more does not buy more time."""
    with impatient() as wire:
        wire.send(b"GET /functions/v1/balance HTTP/1.1\r\n")
        _send_until_it_is_cut(wire, b"X-Drip: 1\r\n" * 20)


def test_a_connection_that_says_nothing_is_closed(
    impatient: Callable[[], Wire],
) -> None:
    """Without a word: browsers open connections in advance."""
    with impatient() as wire:
        assert wire.ended()


def test_a_body_that_never_ends_is_given_up(impatient: Callable[[], Wire]) -> None:
    """And what was read of it is forgotten."""
    with impatient() as wire:
        wire.send(wire.head("POST", "animate", "Content-Length: 9000") + b"{")

        assert code_of(wire.answer()) == (408, "invalid_request")


def test_a_second_request_that_never_ends_is_given_up(
    impatient: Callable[[], Wire],
) -> None:
    """The limit holds for every request of a connection."""
    with impatient() as wire:
        assert wire.ask("GET", "balance").status == 200
        wire.send(b"GET /func")

        assert code_of(wire.answer()) == (408, "invalid_request")


def test_a_client_that_reads_nothing_is_cut_off(impatient: Callable[[], Wire]) -> None:
    """Its answers would pile up in memory."""
    with impatient() as wire:
        _send_until_it_is_cut(wire, wire.head("GET", "openapi.json") * 50)


def _send_until_it_is_cut(wire: Wire, data: bytes) -> None:
    """Send the same over and over; a server that takes it for ever hangs the test."""
    with suppress(ConnectionError):
        while True:
            wire.send(data)


# -- many of them ---------------------------------------------------------------------


def test_a_thousand_idle_connections_are_in_nobodys_way(
    connect: Callable[[], Wire],
) -> None:
    """They cost a little memory; requests are answered beside them."""
    with ExitStack() as stack:
        idle = [stack.enter_context(connect()) for _ in range(1000)]
        answers = [connect_and_ask(connect) for _ in range(20)]
        answers.append(idle[500].ask("GET", "balance").status)

    assert answers == [200] * 21


def connect_and_ask(connect: Callable[[], Wire]) -> int:
    """Ask for the balance on a connection of its own."""
    with connect() as wire:
        return wire.ask("GET", "balance").status


def test_too_many_connections_are_told_to_come_back(tmp_path: Path) -> None:
    """In the envelope, with a time; those that were there first are served."""
    with served(tmp_path, connections=3) as connect, ExitStack() as stack:
        first = [stack.enter_context(connect()) for _ in range(3)]
        served_ones = [wire.ask("GET", "balance").status for wire in first]
        with connect() as wire:
            refused = wire.answer()
        first[0].socket.close()
        first[0].__exit__(None, None, None)
        while connect_and_ask(connect) != 200:  # until the server sees it go
            pass

    assert served_ones == [200] * 3
    assert code_of(refused) == (503, "server_busy")
    assert refused.headers["retry-after"] == "5"


# -- connections that end, or do not --------------------------------------------------


def test_requests_may_follow_each_other_on_a_connection(
    connect: Callable[[], Wire],
) -> None:
    """One after the other, and all at once: answers come in order."""
    with connect() as wire:
        one = wire.ask("GET", "balance").status
        wire.send(
            wire.head("GET", "jobs?id=none")
            + wire.head("GET", "balance")
            + wire.head("GET", "nowhere")
        )
        rest = [wire.answer().status for _ in range(3)]

    assert [one, *rest] == [200, 404, 200, 404]


def test_a_client_may_close_its_half(connect: Callable[[], Wire]) -> None:
    """As ``nc -N`` does: what was asked is answered, then the other half closes."""
    import socket

    with connect() as wire:
        wire.send(wire.head("GET", "balance") + wire.head("GET", "jobs?id=none"))
        wire.socket.shutdown(socket.SHUT_WR)

        assert [wire.answer().status, wire.answer().status] == [200, 404]
        assert wire.ended()


def test_a_body_shorter_than_it_says_is_a_400(connect: Callable[[], Wire]) -> None:
    """When the client is still there to be told; nothing is held for it."""
    import socket

    with connect() as wire:
        wire.send(wire.head("POST", "animate", "Content-Length: 9000") + b'{"image')
        wire.socket.shutdown(socket.SHUT_WR)

        assert code_of(wire.answer()) == (400, "invalid_request")
    with connect() as wire:
        assert wire.ask("GET", "balance").json()["reserved"] == 0


def test_a_body_longer_than_it_says_is_another_request(
    connect: Callable[[], Wire],
) -> None:
    """What is beyond the length is read as a request, and is none."""
    with connect() as wire:
        wire.send(wire.head("POST", "cancel", "Content-Length: 2") + b"{}{}{}\r\n\r\n")

        assert code_of(wire.answer()) == (400, "invalid_request")
        assert code_of(wire.answer()) == (400, "invalid_request")
        assert wire.ended()


def test_http_1_0_is_answered_and_closed(connect: Callable[[], Wire]) -> None:
    """Old tools speak it."""
    with connect() as wire:
        head = wire.head("GET", "balance").replace(b"HTTP/1.1", b"HTTP/1.0")
        wire.send(head)

        assert wire.answer().status == 200
        assert wire.ended()


@pytest.mark.parametrize("size", [100, 20 * 1024 * 1024])
def test_an_answer_that_comes_before_the_body_gets_through(
    connect: Callable[[], Wire], size: int
) -> None:
    """Python's own client sends all before it reads, and closes afterwards."""
    with connect() as wire:
        url = f"http://{wire.netloc}/functions/v1/animate"
    request = urllib.request.Request(
        url, b"x" * size, {"Authorization": "Bearer nobody"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with pytest.raises(urllib.error.HTTPError) as raised, opener.open(request):
        pass

    assert raised.value.code == 401
    assert json.load(raised.value)["error"]["code"] == "unauthorized"
    raised.value.close()


def test_a_connection_goes_on_after_a_body_that_nobody_wanted(
    connect: Callable[[], Wire],
) -> None:
    """The rest of the body is not taken for a request."""
    with connect() as wire:
        body = b"x" * (3 * 1024 * 1024)
        head = wire.head("POST", "animate", f"Content-Length: {len(body)}", keyed=False)
        wire.send(head + body)

        assert code_of(wire.answer()) == (401, "unauthorized")
        assert wire.ask("GET", "balance").status == 200


def test_a_body_that_goes_on_after_its_answer_is_cut_off(
    impatient: Callable[[], Wire],
) -> None:
    """Throwing away costs something too, so it ends."""
    with impatient() as wire:
        wire.send(
            wire.head("POST", "animate", "Transfer-Encoding: chunked", keyed=False)
        )
        _send_until_it_is_cut(wire, b"1000\r\n" + b"x" * 4096 + b"\r\n")


# -- TLS ------------------------------------------------------------------------------


def test_a_tls_handshake_that_stops_is_given_up(tmp_path: Path) -> None:
    """It comes before the first byte of HTTP, so it needs a limit of its own."""
    import trustme

    authority = trustme.CA()
    paths = _write(authority.issue_cert("127.0.0.1"), tmp_path)
    with served(tmp_path / "engine", *paths, handshake_seconds=0.3) as connect:
        with connect() as wire:
            wire.send(b"\x16\x03\x01")

            assert wire.ended()
        with connect() as wire:  # what is no TLS at all ends as silently
            wire.send(b"GET / HTTP/1.1\r\n\r\n")

            assert wire.ended()


def _write(certificate: Any, folder: Path) -> tuple[str, str]:
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(b"".join(pem.bytes() for pem in certificate.cert_chain_pems))
    key.write_bytes(certificate.private_key_pem.bytes())
    return str(chain), str(key)
