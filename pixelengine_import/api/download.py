"""Fetching a result from the storage host, to which no key is ever shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from pixelengine_import.api.exchange import LOOPBACK, Answered, receive
from pixelengine_import.errors import ResultError

if TYPE_CHECKING:
    from pixelengine_import.api.wire import Reply

__all__ = ["DOWNLOAD_MOST", "REDIRECTS_MOST", "Download", "fetch"]

MEGABYTE = 1024 * 1024
DOWNLOAD_MOST = 64 * MEGABYTE
REDIRECTS_MOST = 3


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes of a result.

    Attributes:
        data: All of them.
        content_type: What the storage host called them.
    """

    data: bytes = field(repr=False)
    content_type: str


async def fetch(
    client: httpx.AsyncClient, url: str, *, own_host: str, most: int = DOWNLOAD_MOST
) -> Download:
    """Fetch a result once.

    Args:
        client: A client that adds no authentication of its own.
        url: The signed address.
        own_host: Host of the API: only an API on this machine may name an address on
            this machine without TLS.
        most: Greatest size in bytes.

    Returns:
        The bytes as they came.

    Raises:
        Answered: The storage host answered with an error.
        ResultError: The address is not one to follow, or leads on more than three
            times, or the bytes are too many or too few.
        httpx.HTTPError: The connection broke.
    """
    for _ in range(REDIRECTS_MOST + 1):
        _check_address(url, own_host)
        # A compressed answer could be far larger than what is counted on the way.
        request = client.build_request(
            "GET", url, headers={"Accept": "image/*", "Accept-Encoding": "identity"}
        )
        response = await client.send(request, stream=True)
        if response.next_request is not None:
            url = str(response.next_request.url)
            await response.aclose()
            continue
        reply = await receive(response, most)
        if reply is None:
            msg = f"the result is larger than {most // MEGABYTE} MB"
            raise ResultError(msg)
        if not reply.ok:
            raise Answered(reply)
        return _whole(reply)
    msg = f"the result's address leads on more than {REDIRECTS_MOST} times"
    raise ResultError(msg)


def _whole(reply: Reply) -> Download:
    promised = reply.headers.get("content-length", "")
    encoded = "content-encoding" in reply.headers
    known = promised.isascii() and promised.isdigit() and not encoded
    if known and int(promised) != len(reply.body):
        msg = f"the result was cut short ({len(reply.body)} of {promised} bytes)"
        raise ResultError(msg)
    kind = reply.headers.get("content-type", "").partition(";")[0].strip()
    return Download(reply.body, kind)


def _check_address(url: str, own_host: str) -> None:
    """Refuse addresses that an honest service would not hand out."""
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
