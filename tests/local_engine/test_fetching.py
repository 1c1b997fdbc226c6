"""Pictures by their address: real TLS on loopback, and hosts that mean harm."""

from __future__ import annotations

import gzip
import threading
import time
from typing import TYPE_CHECKING

import pytest

from pixelengine_import.errors import RefusedError
from pixelengine_import.local_engine.engine import LocalEngine
from pixelengine_import.local_engine.fetching import PictureFetch
from tests.support import serve
from tests.wire import Wire, code_of

from .conftest import animate_body, paint_seed
from .hosts import MOST, NAME, address_of, failure, plain, png

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from pathlib import Path

    from pixelengine_import.testing.clock import FakeClock

    from .hosts import Net

# -- what works -----------------------------------------------------------------------


def test_a_picture_is_fetched_from_the_host_that_was_named(net: Net) -> None:
    """By its name in TLS and in HTTP, although the connection went to an address."""
    host = net.host(plain(png()))

    assert net.fetch(host)(address_of(host), MOST) == png()
    assert host.names == [NAME]
    head = host.heads[0].decode().lower()
    assert head.startswith("get /hero.png?size=8 http/1.1\r\n")
    assert f"host: {NAME}:{host.port}\r\n" in head
    assert "accept-encoding: identity\r\n" in head
    assert not any(word in head for word in ("authorization", "cookie", "referer"))


def test_a_picture_without_a_length_ends_with_its_connection(net: Net) -> None:
    """And one that comes in chunks with its last chunk."""
    data = png()
    chunked = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data)
    )
    first, second = net.host(b"HTTP/1.1 200 OK\r\n\r\n" + data), net.host(chunked)

    assert net.fetch(first)(address_of(first), MOST) == data
    assert net.fetch(second)(address_of(second), MOST) == data


def test_the_environments_proxy_is_not_asked(
    net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would resolve the name again, and connect wherever it likes."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    host = net.host(plain(png()))

    assert net.fetch(host)(address_of(host), MOST) == png()


def test_the_second_address_serves_when_the_first_does_not(net: Net) -> None:
    """A host with an IPv6 address that this machine cannot reach, for instance."""
    host = net.host(plain(png()))
    fetch = net.fetch(
        host,
        look_up=lambda _host, _port: ["127.0.0.2", "127.0.0.1"],
        may_connect=lambda _address: True,
    )

    assert fetch(address_of(host), MOST) == png()


# -- hosts that mean harm -------------------------------------------------------------


def _endless(wire: ssl.SSLSocket) -> None:
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n")
    while True:
        wire.sendall(b"x" * 65536)


def _stalled(wire: ssl.SSLSocket) -> None:
    wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegun")
    wire.recv(1)


def _dripping(wire: ssl.SSLSocket) -> None:
    wire.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        wire.sendall(b"X-Drip: 1\r\n")
        time.sleep(0.02)


def _informing(wire: ssl.SSLSocket) -> None:
    while True:
        wire.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")


HARM: dict[str, bytes | Callable[[ssl.SSLSocket], None]] = {
    "redirect": plain(b"", "Location: http://127.0.0.1/", status="302 Found"),
    "redirect to https": plain(
        b"", "Location: https://pictures.test/", status="307 Temporary Redirect"
    ),
    "error": plain(png(), status="404 Not Found"),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "a bomb": plain(gzip.compress(b"x" * 10_000_000), "Content-Encoding: gzip"),
    "another coding": plain(png(), "Content-Encoding: br"),
    "cut short": plain(png())[:-10],
    "no http": b"\x89PNG\r\n\r\n",
    "silence": b"",
    "stalled": _stalled,
    "dripping": _dripping,
    "informing": _informing,
}


@pytest.mark.parametrize("kind", HARM)
def test_harm_is_one_failure_like_any_other(net: Net, kind: str) -> None:
    """Neither followed nor unpacked nor waited for; and the text tells nothing."""
    host = net.host(HARM[kind])
    slow = kind in {"stalled", "dripping", "informing"}
    fetch = net.fetch(host, seconds=0.3 if slow else 30.0)

    assert failure(fetch, address_of(host)) == failure(
        PictureFetch(), "https://localhost/"
    )


def test_an_endless_picture_is_cut(net: Net) -> None:
    """One byte above the limit, which says enough."""
    host = net.host(_endless)

    assert net.fetch(host)(address_of(host), MOST) == b"x" * (MOST + 1)


def test_a_certificate_of_another_name_is_not_taken(net: Net) -> None:
    """Who answers must be who was named."""
    host = net.host(plain(png()), name="other.test")

    assert failure(net.fetch(host), address_of(host))
    assert host.heads == []


def test_a_certificate_of_an_unknown_authority_is_not_taken(net: Net) -> None:
    """With the public authorities, which know nothing of this test's."""
    host = net.host(plain(png()))

    assert failure(net.fetch(host, context=None), address_of(host))
    assert host.heads == []


def test_a_resolver_that_takes_for_ever_is_not_waited_for(net: Net) -> None:
    """It has no time limit of its own."""
    host = net.host(plain(png()))
    end = threading.Event()

    def look_up(_host: str, _port: int) -> list[str]:
        end.wait(60)
        return ["127.0.0.1"]

    assert failure(net.fetch(host, look_up=look_up, seconds=0.1), address_of(host))
    end.set()


def test_resolvers_that_take_for_ever_are_counted(net: Net) -> None:
    """Each is a thread: there are never more than a few of them."""
    host = net.host(plain(png()))
    end, asked = threading.Event(), threading.Semaphore(0)

    def look_up(_host: str, _port: int) -> list[str]:
        asked.release()
        end.wait(60)
        return ["127.0.0.1"]

    fetch = net.fetch(host, look_up=look_up, seconds=0.02)
    for _ in range(24):
        failure(fetch, address_of(host))
    begun = 0
    while asked.acquire(blocking=False):
        begun += 1
    end.set()

    assert begun == 16


def test_nothing_that_answers_at_an_address_is_one_failure_more(net: Net) -> None:
    """A refused connection reads as everything else does."""
    host = net.host(plain(png()))
    host.listener.close()
    fetch = PictureFetch(
        ports=frozenset({1}),
        may_connect=lambda _address: True,
        look_up=lambda _host, _port: ["127.0.0.1"],
    )

    assert failure(fetch, "https://pictures.test:1/")


# -- in the engine --------------------------------------------------------------------


def _keyframes(address: str) -> dict[str, object]:
    return {
        "prompt": "slash",
        "render_mode": "pixel",
        "total_frames": 3,
        "frames": [{"index": 0, "image_url": address}],
    }


async def test_requests_may_name_pictures_by_their_address(
    net: Net, folder: Path, clock: FakeClock
) -> None:
    """In /keyframes and in /remove-background; by its bytes it is a picture or not."""
    host = net.host(plain(png(), "Content-Type: text/html"))
    engine = LocalEngine(folder, clock=clock, painter=paint_seed, fetch=net.fetch(host))
    await engine.start()
    try:
        jobs = [
            await engine.submit("keyframes", _keyframes(address_of(host))),
            await engine.submit("remove_background", {"image_url": address_of(host)}),
        ]
        shown = [await engine.job(job_id) for job_id in jobs]
        host.answer = lambda wire: wire.sendall(plain(b"<html>" * 10))
        with pytest.raises(RefusedError) as page:
            await engine.submit("remove_background", {"image_url": address_of(host)})
        host.answer = lambda wire: wire.sendall(plain(b"x" * 11_000_000))
        with pytest.raises(RefusedError) as large:
            await engine.submit("remove_background", {"image_url": address_of(host)})
        host.answer = lambda wire: wire.sendall(plain(b"", status="404 Not Found"))
        with pytest.raises(RefusedError) as missing:
            await engine.submit("keyframes", _keyframes(address_of(host)))
    finally:
        await engine.stop()

    assert all("image_url" not in view.inputs for view in shown)
    assert (page.value.status, page.value.service_code) == (400, "invalid_request")
    assert large.value.service_code == "image_too_large"
    assert missing.value.service_code == "image_fetch_failed"
    assert '"frames[0].image_url" could not be downloaded.' in missing.value.message


async def test_the_pictures_of_one_request_share_its_time(
    net: Net, folder: Path, clock: FakeClock
) -> None:
    """Twenty slow hosts are not twenty times the wait."""
    host = net.host(plain(png()))
    fetched: list[str] = []

    def slow(url: str, most: int) -> bytes:
        fetched.append(url)
        clock.advance(9)
        return net.fetch(host)(url, most)

    engine = LocalEngine(folder, clock=clock, painter=paint_seed, fetch=slow)
    frames = [{"index": i, "image_url": address_of(host)} for i in range(10)]
    await engine.start()
    try:
        with pytest.raises(RefusedError, match="took too long") as raised:
            await engine.submit(
                "keyframes",
                {**_keyframes(address_of(host)), "total_frames": 10, "frames": frames},
            )
    finally:
        await engine.stop()

    assert raised.value.service_code == "image_fetch_failed"
    assert len(fetched) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [((), "opens no addresses"), (("--allow-image-urls",), "could not be downloaded")],
)
def test_a_served_engine_fetches_when_it_is_told_to(
    folder: Path, options: tuple[str, ...], words: str
) -> None:
    """And even then nothing of this machine's."""
    with serve(folder, *options) as server:  # noqa: SIM117 - the server comes first
        with Wire(server.base_url, server.api_key) as wire:
            body = {"image_url": "https://localhost/hero.png"}
            answer = wire.ask("POST", "remove-background", body=body)
            good = wire.ask("POST", "animate", body=animate_body())

    assert code_of(answer) == (400, "image_fetch_failed")
    assert words in answer.json()["error"]["message"]
    assert good.status == 200
