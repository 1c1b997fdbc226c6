"""Raw access: any request, and its answer as it came."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.api.flows.effects import (
    Broken,
    Exchange,
    Oversized,
    send,
)
from pixelengine_import.api.flows.service import (
    ACCEPT,
    ANSWER_MOST,
    dump_json,
    unreachable,
)
from pixelengine_import.api.outcomes import lost_answer
from pixelengine_import.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelengine_import.api.catalog import Endpoint
    from pixelengine_import.api.flows.effects import Flow
    from pixelengine_import.api.flows.service import Service
    from pixelengine_import.api.wire import Reply

__all__ = ["Target", "find_target", "request"]

_METHOD = re.compile(r"[A-Z]{1,20}")
# Printable ASCII without "#", which would end the path.
_PATH = re.compile(r"/[!\"$-~]{0,2000}")
_READS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Target:
    """What a raw request is about.

    Attributes:
        method: HTTP method, in capitals.
        path: Path below the base URL.
        query: Fields of the query.
        row: The endpoint, or None for one that this release does not know.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(repr=False)
    row: Endpoint | None

    @property
    def repeatable(self) -> bool:
        """Whether sending it twice can cost nothing."""
        known_as_free = self.row is not None and not self.row.paid
        return self.method in _READS or known_as_free


def find_target(
    method: str, path: str, query: Mapping[str, str] | None = None
) -> Target:
    """Find out what a raw request is about.

    Args:
        method: HTTP method.
        path: Path below the base URL; a query in it counts.
        query: Further fields of the query.

    Raises:
        InvalidRequestError: It is no request.
    """
    method = method.upper()
    if not _METHOD.fullmatch(method):
        msg = '"method" must be an HTTP method. Use one such as GET or POST.'
        raise InvalidRequestError(msg, field="method")
    # The slash keeps what follows from becoming a part of the host.
    path, _, inside = f"/{path.removeprefix('/')}".partition("?")
    if not _PATH.fullmatch(path) or not inside.isprintable():
        msg = (
            '"path" must be a path below the API\'s address. Use one such as /balance.'
        )
        raise InvalidRequestError(msg, field="path")
    fields = dict(parse_qsl(inside, keep_blank_values=True)) | dict(query or {})
    # Only an exact match counts: what merely looks free could cost credits.
    rows = [r for r in ENDPOINTS.values() if (r.method, r.path) == (method, path)]
    return Target(method, path, fields, rows[0] if rows else None)


def request(
    service: Service,
    method: str,
    path: str,
    query: Mapping[str, str] | None,
    body: object,
) -> Flow[Reply]:
    """Send a request; an error answer is an answer.

    What can cost nothing is repeated as reads are, all else is sent once.
    """
    target = find_target(method, path, query)
    exchange = Exchange(
        target.method,
        service.base_url + target.path,
        ANSWER_MOST,
        query=target.query or None,
        body=None if body is None else dump_json(body),
        headers=ACCEPT,
        lane="read" if target.repeatable else "paid",
    )
    if target.repeatable:
        reply = yield from service.repeat(partial(send, exchange), service.base_url)
        service.note(reply)
        return reply
    heard = yield from send(exchange)
    match heard:
        case Oversized():
            msg = "the answer is too large"
            raise lost_answer(msg)
        case Broken(kind=kind, sent=True):
            msg = f"the connection broke ({kind})"
            raise lost_answer(msg)
        case Broken():
            raise unreachable(service.base_url, heard)
    service.note(heard)
    return heard
