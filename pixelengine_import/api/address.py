"""Addresses, read by the very parser that connects to them.

Two parsers that disagree about where the host of an address ends are a hole: what one
has checked, the other would not visit.
"""

from __future__ import annotations

from typing import Final

import httpx

from pixelengine_import.api.access import LIVE_BASE_URL
from pixelengine_import.api.wire import printable, without_queries
from pixelengine_import.errors import ResultError, UnreachableError

__all__ = [
    "LOOPBACK",
    "check_result_address",
    "host_of_service",
    "lead_on",
    "netloc_of",
]

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_PORT_MOST = 65_535


def host_of_service(base_url: str) -> str:
    """Return the host of the service's address.

    Args:
        base_url: What somebody has set.

    Raises:
        UnreachableError: It is no address.
    """
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        url = httpx.URL()
    if url.host and 0 < (url.port or 443) <= _PORT_MOST:
        return url.host
    msg = (
        "the service's address is not an address (found "
        f'"{printable(without_queries(base_url))}"). Use one such as {LIVE_BASE_URL}.'
    )
    raise UnreachableError(msg)


def netloc_of(address: str) -> str:
    """Return host and port of a valid address, for people."""
    return httpx.URL(address).netloc.decode("ascii", "replace")


def check_result_address(url: str, own_host: str) -> None:
    """Refuse addresses of results that an honest service would not hand out.

    Args:
        url: What the service, or a redirect, names.
        own_host: Host of the API: only an API on this machine may name an address on
            this machine without TLS.

    Raises:
        ResultError: It is not one to follow.
    """
    try:
        target = httpx.URL(url)
    except httpx.InvalidURL:
        msg = "the result's address is not an address"
        raise ResultError(msg) from None
    if not target.host:
        msg = "the result's address names no host"
        raise ResultError(msg)
    on_this_machine = own_host in LOOPBACK and target.host in LOOPBACK
    if target.scheme == "https" or (target.scheme == "http" and on_this_machine):
        return
    msg = f"the result's address is not https (found {target.scheme})"
    raise ResultError(msg)


def lead_on(url: str, location: str) -> str:
    """Return where a redirect leads.

    Args:
        url: The valid address that redirects.
        location: Its ``Location`` header: an address, or a path on the same host.

    Raises:
        ResultError: It leads nowhere.
    """
    try:
        return str(httpx.URL(url).join(location))
    except (httpx.InvalidURL, ValueError):
        msg = "the result's address leads to what is not an address"
        raise ResultError(msg) from None
