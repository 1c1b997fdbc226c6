"""Pictures by their address: where nobody may be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pixelengine_import.local_engine.fetching import PictureFetch, is_public

from .hosts import MOST, address_of, failure, plain, png

if TYPE_CHECKING:
    from .hosts import Net


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::93.184.215.14", True),
        ("2002:5db8:d70e::1", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to be refused
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b:1::5db8:d70e", False),
        ("2002:7f00:1::1", False),
        ("2002:a9fe:a9fe::1", False),
        ("2001:0:5db8:d70e::1", False),
        ("2001:db8::1", False),
        ("fc00::1", False),
        ("fd12:3456:789a::1", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("2606:2800:21f::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("ff0e::1", False),
        ("4000::1", False),
        ("no address", False),
    ],
)
def test_an_address_is_public_or_it_is_not(address: str, *, public: bool) -> None:
    """Whatever it is wrapped in: mapped, 6to4, NAT64, Teredo, a zone."""
    assert is_public(address) is public


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::ffff:127.0.0.1"], []]
)
def test_a_name_with_any_private_address_is_never_connected_to(
    net: Net, found: list[str]
) -> None:
    """One public address beside it does not make it good."""
    host = net.host(plain(png()))
    fetch = net.fetch(
        host, may_connect=is_public, look_up=lambda _host, _port: list(found)
    )

    assert failure(fetch, address_of(host)).startswith("could not be downloaded.")
    assert host.connections == 0


def test_a_name_is_resolved_once_and_the_answer_kept(net: Net) -> None:
    """DNS rebinding: the answer that was checked is the one that is connected to."""
    host = net.host(plain(png()))
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    fetch = net.fetch(host, look_up=lambda _host, _port: next(answers))

    assert fetch(address_of(host), MOST) == png()
    assert next(answers) == ["10.0.0.1"]


@pytest.mark.parametrize(
    "address",
    [
        "http://pictures.test/hero.png",
        "https://pictures.test:8443/hero.png",
        "https://pictures.test:22/",
        "https://pictures.test:0/",
        "https://pictures.test:x/",
        "https://pictures.test:99999/",
        "https://user@pictures.test/hero.png",
        "https://user:secret@pictures.test/hero.png",
        "https://@pictures.test/hero.png",
        "https:///hero.png",
        "https://",
        "https://[::1/hero.png",
        "https://pictures.test\\@other.test/",
        "https://pictures.test/a b",
        "https://pictures.test/a\r\nHost: other.test",
        "https://bücher.test/",
        "https://" + "a" * 300 + ".test/",
        "https://pictures.test/" + "a" * 3000,
        "file:///etc/passwd",
        "",
    ],
)
def test_an_address_of_another_kind_is_not_even_resolved(address: str) -> None:
    """Another scheme or port, a password, what two parsers read in two ways."""

    def look_up(host: str, port: int) -> list[str]:
        assert (len(host), port) == (305, 443), "resolved"
        raise UnicodeError

    assert failure(PictureFetch(look_up=look_up), address)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::127.0.0.1]/",
        "https://localhost/",
    ],
)
def test_loopback_is_refused_however_it_is_written(address: str) -> None:
    """With the machine's own resolver, and at once."""
    assert failure(PictureFetch(), address)
