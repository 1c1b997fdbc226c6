"""A small internet on loopback: https servers with an authority of their own."""

from __future__ import annotations

import io
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import trustme
from PIL import Image

from pixelengine_import.local_engine.fetching import PictureFetch
from pixelengine_import.local_engine.pictures import FetchError

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "pictures.test"
MOST = 100_000


def png(side: int = 8) -> bytes:
    """A picture."""
    file = io.BytesIO()
    Image.new("RGB", (side, side), (200, 40, 40)).save(file, "PNG")
    return file.getvalue()


def plain(body: bytes, *lines: str, status: str = "200 OK") -> bytes:
    """An answer with its length."""
    rows = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines]
    return ("\r\n".join(rows) + "\r\n\r\n").encode() + body


@dataclass
class Host:
    """An https server that answers every connection in one way."""

    authority: trustme.CA
    answer: Callable[[ssl.SSLSocket], None]
    name: str = NAME
    listener: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0))
    )
    heads: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    connections: int = 0

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.listener.getsockname()[1])

    def run(self) -> None:
        """Serve one connection after the other, until the listener is closed."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(self.name).configure_cert(context)
        context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            with raw, suppress(OSError):
                raw.settimeout(20)
                with context.wrap_socket(raw, server_side=True) as wire:
                    head = b""
                    while b"\r\n\r\n" not in head:
                        head += wire.recv(4096)
                    self.heads.append(head)
                    self.answer(wire)


@dataclass
class Net:
    """A small internet with one authority, in which every name leads to loopback."""

    authority: trustme.CA = field(default_factory=trustme.CA)
    hosts: list[Host] = field(default_factory=list)

    def host(
        self, answer: bytes | Callable[[ssl.SSLSocket], None], name: str = NAME
    ) -> Host:
        """Start a host."""
        says = answer if callable(answer) else lambda wire: wire.sendall(answer)
        host = Host(self.authority, says, name)
        self.hosts.append(host)
        threading.Thread(target=host.run, daemon=True).start()
        return host

    def context(self) -> ssl.SSLContext:
        """Whom its clients trust."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context

    def fetch(self, host: Host, **changes: Any) -> PictureFetch:
        """What fetches from one host of it."""
        settings: dict[str, Any] = {
            "ports": frozenset({host.port}),
            "context": self.context(),
            "may_connect": lambda address: address == "127.0.0.1",
            "look_up": lambda _host, _port: ["127.0.0.1"],
        }
        return PictureFetch(**{**settings, **changes})


def address_of(host: Host) -> str:
    """The address of a picture there."""
    return f"https://{NAME}:{host.port}/hero.png?size=8"


def failure(fetch: PictureFetch, address: str) -> str:
    """What is said of an address that cannot be fetched."""
    with pytest.raises(FetchError) as raised:
        fetch(address, MOST)
    return f"{raised.value.problem}. {raised.value.hint}"
