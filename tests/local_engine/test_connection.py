"""What anybody may do to the socket of a served engine."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest

from tests.wire import Wire, code_of

from .conftest import animate_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SCRIPT = textwrap.dedent(
    """
    import json, sys
    from pathlib import Path
    from pixelengine_import.local_engine.limits import Limits
    from pixelengine_import.local_engine.listening import Certificate
    from pixelengine_import.local_engine.serve import serve

    chain = sys.argv[3:5]
    serve(
        host="127.0.0.1", port=0, folder=Path(sys.argv[1]), speed="instant",
        credits=500, pretend_live=False, limits=Limits(**json.loads(sys.argv[2])),
        certificate=Certificate(*map(Path, chain)) if chain else None,
        announce=lambda told: print(
            json.dumps([told.base_url, told.api_key]), flush=True
        ),
    )
    """
)


TWO = b"Content-Length: 2\r\n\r\n"


@contextmanager
def served(folder: Path, *chain: str, **limits: float) -> Iterator[Callable[[], Wire]]:
    """Serve an engine; yield what connects to it. It must not have said anything."""
    command = [sys.executable, "-c", SCRIPT, str(folder), json.dumps(limits), *chain]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            url, key = json.loads(process.stdout.readline())
            yield lambda: Wire(url, key)
        finally:
            process.terminate()
            said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert said == ("", "")


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
