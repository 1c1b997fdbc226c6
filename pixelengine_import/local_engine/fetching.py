"""Pictures that a request names by their address, fetched without harm.

Who may send a request could otherwise have this machine ask others that only it can
reach (SSRF): a router, a cloud's metadata service, another program on loopback. So the
name is resolved once, every address that it has must be a public one, the connection
goes to an address that was checked, and nothing else is followed: no redirect, no
proxy, no other port. TLS proves that who answers is who was named. An error says the
same whatever went wrong, so that it tells nothing of what is there.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import ssl
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import certifi
import httpcore

from pixelengine_import import __version__
from pixelengine_import.local_engine.pictures import FetchError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["PictureFetch", "is_public", "resolve"]

_HTTPS = 443
_SECONDS = 10.0
_URL_MOST = 2048
_ADDRESSES_MOST = 4
_RESOLVERS = 16
_OK = 200
_FAULTS = (
    OSError,  # TimeoutError and what TLS finds included
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
)
# Printable ASCII; what else an address may hold is written with % there.
_PLAIN = re.compile(r"[!-~]+")
_PROBLEM = "could not be downloaded"
_HINT = (
    "Use an https address on the public internet that answers with the picture "
    'itself, without redirects and within 10 s, or send the picture as "image".'
)
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_TEREDO = ipaddress.ip_network("2001::/32")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public internet, whatever form it has.

    Addresses that carry an IPv4 address within them (mapped, 6to4, NAT64) are judged by
    that one; Teredo's lead anywhere and count as private.

    Args:
        address: An IP address in text, as a resolver returns it.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return _is_public(found)


def _is_public(found: Address) -> bool:
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not (found.is_multicast or found.is_reserved)
    inner = found.ipv4_mapped or found.sixtofour
    if inner is None and found in _NAT64:
        inner = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
    if inner is not None:
        return _is_public(inner)
    if found not in _GLOBAL_V6 or found in _TEREDO or found.scope_id is not None:
        return False
    return found.is_global


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a host, best first; may take long.

    Raises:
        OSError: There are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


@dataclass(frozen=True, slots=True)
class PictureFetch:
    """Gets pictures from the public internet over https.

    Attributes:
        ports: What may stand in an address; the default is that of https.
        context: Who is trusted; None takes the public authorities.
        may_connect: Judges each address.
        look_up: Finds the addresses of a host, in a thread.
        seconds: How long one picture may take in all.
    """

    ports: frozenset[int] = frozenset({_HTTPS})
    context: ssl.SSLContext | None = None
    may_connect: Callable[[str], bool] = is_public
    look_up: Callable[[str, int], Sequence[str]] = resolve
    seconds: float = _SECONDS
    _threads: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_RESOLVERS)
    )

    def __call__(self, url: str, most: int) -> bytes:
        """Fetch a file; runs in a thread.

        Args:
            url: An address that nobody vouches for.
            most: Greatest size in bytes; a larger file is cut at ``most + 1``.

        Raises:
            FetchError: It cannot, or may not, be had.
        """
        host, port = self._read(url)
        try:
            return asyncio.run(self._within_time(url, host, port, most))
        except _FAULTS as error:
            raise _failed() from error

    def _read(self, url: str) -> tuple[str, int]:
        """Return host and port of an address that may be asked at all."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
            port = _HTTPS if parts.port is None else parts.port
        except ValueError as error:
            raise _failed() from error
        plain = len(url) <= _URL_MOST and _PLAIN.fullmatch(url) and "\\" not in url
        named = bool(host) and parts.username is None and parts.password is None
        if not plain or not named or parts.scheme != "https" or port not in self.ports:
            raise _failed()
        return host, port

    async def _within_time(self, url: str, host: str, port: int, most: int) -> bytes:
        async with asyncio.timeout(self.seconds):
            addresses = await self._addresses(host, port)
            return await self._download(url, addresses, most)

    async def _addresses(self, host: str, port: int) -> list[str]:
        """Resolve a name, once; each of its addresses must be fit to be asked."""
        found = await asyncio.wrap_future(self._look_up_aside(host, port))
        if not found or not all(self.may_connect(address) for address in found):
            raise _failed()
        return list(found[:_ADDRESSES_MOST])

    def _look_up_aside(self, host: str, port: int) -> Future[Sequence[str]]:
        """Resolve in a thread that nobody has to wait for: a resolver has no limit."""
        future: Future[Sequence[str]] = Future()
        if not self._threads.acquire(blocking=False):
            raise _failed()

        def run() -> None:
            try:
                found = self.look_up(host, port)
            except OSError as error:
                settle = partial(future.set_exception, error)
            except UnicodeError:  # a label that is too long, or empty
                settle = partial(future.set_exception, OSError("no such name"))
            else:
                settle = partial(future.set_result, found)
            finally:
                self._threads.release()
            if future.set_running_or_notify_cancel():
                settle()

        threading.Thread(target=run, name="pxe-resolve", daemon=True).start()
        return future

    async def _download(self, url: str, addresses: list[str], most: int) -> bytes:
        context = self.context or ssl.create_default_context(cafile=certifi.where())
        headers = [
            ("Accept", "image/png, image/jpeg, image/webp"),
            ("Accept-Encoding", "identity"),
            ("User-Agent", f"pixelengine-import/{__version__}"),
        ]
        async with (
            httpcore.AsyncConnectionPool(
                ssl_context=context, network_backend=_Pinned(addresses)
            ) as pool,
            pool.stream("GET", url, headers=headers) as answer,
        ):
            codings = {
                value.lower()
                for name, value in answer.headers
                if name.lower() == b"content-encoding"
            }
            if answer.status != _OK or codings - {b"identity"}:
                raise _failed()
            data = bytearray()
            async for part in answer.aiter_stream():
                data += part
                if len(data) > most:
                    break
            return bytes(data[: most + 1])


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were checked, whatever name is asked for."""

    def __init__(self, addresses: Iterable[str]) -> None:
        self._addresses = addresses
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that takes the connection."""
        del host
        problem: Exception | None = None
        for address in self._addresses:
            try:
                return await self._backend.connect_tcp(
                    address,
                    port,
                    timeout=timeout,
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem or httpcore.ConnectError

    async def connect_unix_socket(self, *_args: object, **_named: object) -> NoReturn:
        """Refuse: no address leads there."""
        raise httpcore.ConnectError

    async def sleep(self, seconds: float) -> None:
        """Wait, between tries."""
        await self._backend.sleep(seconds)


def _failed() -> FetchError:
    return FetchError(_PROBLEM, _HINT)
