"""Where a served engine is: the socket, the certificate, and the address it goes by."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import SplitResult, urlsplit

from pixelengine_import.errors import ProjectError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Certificate", "listen", "origin_of", "public_origin", "reaches_others"]

_BACKLOG = 2048
_CERTIFICATE = "-----BEGIN CERTIFICATE-----"
_KEY = "PRIVATE KEY-----"
_LOCKED = "ENCRYPTED"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an https server shows.

    Attributes:
        chain: PEM file: the server's own certificate, then those that vouch for it.
        key: PEM file of its private key.
    """

    chain: Path
    key: Path

    def load(self) -> ssl.SSLContext:
        """Return the settings of TLS with this certificate.

        Raises:
            ProjectError: A file cannot be used; the message begins with its name.
        """
        chain, key = _read(self.chain), _read(self.key)
        if _CERTIFICATE not in chain:
            msg = (
                f"{self.chain}: holds no certificate in PEM form. Give the chain, the "
                "server's own first."
            )
            raise ProjectError(msg)
        if _KEY not in key:
            msg = f"{self.key}: holds no private key in PEM form. Give the server's."
            raise ProjectError(msg)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        try:
            context.load_cert_chain(self.chain, self.key, self._no_passphrase)
        except ssl.SSLError as error:
            # Python names what OpenSSL found in capitals; both files have a say in it.
            if error.reason == "KEY_VALUES_MISMATCH":
                msg = f"{self.key}: is not the key of the certificate in {self.chain}."
                raise ProjectError(msg) from error
            reason = (error.reason or "unknown").lower().replace("_", " ")
            msg = f"{self.chain}: cannot be used with {self.key} ({reason})."
            raise ProjectError(msg) from error
        return context

    def _no_passphrase(self) -> NoReturn:
        # Without this OpenSSL would ask at the terminal.
        msg = f"{self.key}: is locked with a passphrase. Give a key without one."
        raise ProjectError(msg)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("ascii", "replace")
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror or error})."
        raise ProjectError(msg) from error


def public_origin(url: str, *, secure: bool) -> str:
    """Check the address by which clients are to know the engine.

    Args:
        url: ``https://engine.example``, with or without ``/`` or the API's own path.
        secure: Whether the engine itself speaks https.

    Returns:
        Scheme, host and port, without a slash at the end.

    Raises:
        ProjectError: It is no such address.
    """
    parts = _split(url)
    if parts.path.rstrip("/") not in {"", "/functions/v1"} or parts.query:
        msg = (
            f"the public address must have no path of its own (found {url!r}). "
            f"Use {parts.scheme}://{parts.netloc}"
        )
        raise ProjectError(msg)
    if secure and parts.scheme != "https":
        msg = (
            f"the public address must begin with https:// (found {url!r}): the engine "
            "has a certificate. Change the address, or leave the certificate out."
        )
        raise ProjectError(msg)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.port != 0 and bool(parts.hostname)
    except ValueError:
        usable = False
    else:
        usable = usable and parts.scheme in {"http", "https"} and url.isascii()
        usable = usable and parts.username is None and "#" not in url
        usable = usable and not any(c.isspace() for c in url)
    if not usable:
        msg = (
            f"the public address is no address of a server (found {url!r}). "
            "Use one such as http://studio.lan:8787"
        )
        raise ProjectError(msg)
    return parts


def listen(host: str, port: int, *, named: bool) -> socket.socket:
    """Open the socket.

    Args:
        host: The address; one that means all addresses is no name to call.
        port: 0 picks a free one.
        named: Whether clients are told another address than this one.

    Raises:
        ProjectError: The address cannot be used.
    """
    if _is_wildcard(host) and not named:
        msg = (
            f"the engine needs an address of its own to listen on (found {host!r}). "
            "Use 127.0.0.1, or the address by which others reach this machine, or "
            "say with --public-url what clients are to use."
        )
        raise ProjectError(msg)
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # Binds with SO_REUSEADDR where that means what it should (not on Windows).
        listener = socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except (OSError, OverflowError, UnicodeError) as error:
        words = getattr(error, "strerror", None) or str(error)
        msg = (
            f"the engine cannot listen on {host} port {port} ({words}). "
            "Use --port 0 for a free port."
        )
        raise ProjectError(msg) from error
    # Connections inherit it. asyncio would see to it, but passes over sockets that do
    # not name their protocol, as those of create_server; and then the second half of
    # each answer waits for the client's delayed acknowledgement, 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def reaches_others(listener: socket.socket) -> bool:
    """Tell whether programs on other machines can reach a socket."""
    return not ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def origin_of(listener: socket.socket, host: str, *, secure: bool) -> str:
    """Return the address of a socket as clients write it.

    Args:
        listener: An open socket.
        host: What it was opened with, which is also what clients use.
        secure: Whether https is spoken there.
    """
    shown = f"[{host}]" if ":" in host else host
    scheme = "https" if secure else "http"
    return f"{scheme}://{shown}:{listener.getsockname()[1]}"


def _is_wildcard(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return not host
