"""Fetching a result from the storage host, to which no key is ever shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pixelengine_import.api.address import check_result_address, lead_on
from pixelengine_import.api.flows.effects import Exchange, Oversized, send
from pixelengine_import.api.wire import Reply
from pixelengine_import.errors import ResultError

if TYPE_CHECKING:
    from pixelengine_import.api.flows.effects import Broken, Flow

__all__ = ["DOWNLOAD_MOST", "REDIRECTS_MOST", "Download", "fetch", "whole"]

MEGABYTE = 1024 * 1024
DOWNLOAD_MOST = 64 * MEGABYTE
REDIRECTS_MOST = 3

_LEADS_ON = frozenset({301, 302, 303, 307, 308})
# A compressed answer could be far larger than what is counted on the way.
_HEADERS = {"Accept": "image/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes of a result.

    Attributes:
        data: All of them.
        content_type: What the storage host called them.
    """

    data: bytes = field(repr=False)
    content_type: str


def fetch(
    url: str, *, own_host: str, most: int = DOWNLOAD_MOST
) -> Flow[Reply | Broken]:
    """Fetch a result once, and follow where its address leads.

    Args:
        url: The signed address.
        own_host: Host of the API: only an API on this machine may name an address on
            this machine without TLS.
        most: Greatest size in bytes.

    Returns:
        The storage host's last answer, whatever it says.

    Raises:
        ResultError: An address is not one to follow, or leads on more than three
            times, or the bytes are too many.
    """
    for _ in range(REDIRECTS_MOST + 1):
        check_result_address(url, own_host)
        heard = yield from send(
            Exchange("GET", url, most, headers=_HEADERS, keyed=False)
        )
        if isinstance(heard, Oversized):
            msg = f"the result is larger than {most // MEGABYTE} MB"
            raise ResultError(msg)
        if not isinstance(heard, Reply) or heard.status not in _LEADS_ON:
            return heard
        location = heard.headers.get("location")
        if location is None:
            return heard
        url = lead_on(url, location)
    msg = f"the result's address leads on more than {REDIRECTS_MOST} times"
    raise ResultError(msg)


def whole(reply: Reply) -> Download:
    """Make sure that a good answer brought all its bytes.

    Args:
        reply: The storage host's answer.

    Raises:
        ResultError: It brought fewer than it promised.
    """
    promised = reply.headers.get("content-length", "")
    encoded = "content-encoding" in reply.headers
    known = promised.isascii() and promised.isdigit() and not encoded
    if known and int(promised) != len(reply.body):
        msg = f"the result was cut short ({len(reply.body)} of {promised} bytes)"
        raise ResultError(msg)
    kind = reply.headers.get("content-type", "").partition(";")[0].strip()
    return Download(reply.body, kind)
