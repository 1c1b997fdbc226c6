"""One HTTP exchange as httpx does it: what both drivers have in common.

Neither keys nor the tokens of signed addresses reach a log, and it is known for certain
whether a byte of a request has left.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Final

import httpx

from pixelengine_import.api.flows.effects import Broken, Oversized
from pixelengine_import.api.wire import Reply, without_queries

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from pixelengine_import.api.access import ApiKey
    from pixelengine_import.api.flows.effects import Exchange, Heard
    from pixelengine_import.api.timeouts import Timeouts

__all__ = [
    "PAST_PROXIES",
    "Bearer",
    "FirstByte",
    "Intake",
    "broken",
    "build",
    "timeout_of",
]

PAST_PROXIES: Final[dict[str, None]] = {
    "all://127.0.0.1": None,
    "all://[::1]": None,
    "all://localhost": None,
}
"""This machine is never reached through the proxy that the environment names: it
would not find us, and would be shown the key."""

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
)


class _HideQueries(logging.Filter):
    """Keeps the tokens of signed addresses out of other people's log lines.

    httpx logs whole addresses at INFO, httpcore logs ``Location`` headers at DEBUG.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_queries(record.getMessage())
        record.args = ()
        return True


_HIDE_QUERIES = _HideQueries()
for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_HIDE_QUERIES)


class Bearer(httpx.Auth):
    """Puts the key on a request at the last moment, so that no other place holds it.

    Args:
        key: The key.
    """

    def __init__(self, key: ApiKey) -> None:
        """Keep the key in its wrapper."""
        self._key = key

    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        request.headers["Authorization"] = f"Bearer {self._key.reveal()}"
        yield request


class FirstByte:
    """Knows when the first byte of a request is about to leave, and tells once.

    Args:
        call: Who is told.
    """

    def __init__(self, call: Callable[[], None] | None) -> None:
        """Wait for the moment."""
        self._call = call
        self._done = False

    @property
    def done(self) -> bool:
        """Whether that moment has come."""
        return self._done

    def __call__(self) -> None:
        """Say that the moment has come; only the first time counts."""
        self._done = True
        call, self._call = self._call, None
        if call is not None:
            call()

    def trace(self, event: str, info: Mapping[str, object]) -> None:
        """Listen to httpcore: its events name protocol, phase and progress."""
        if not event.endswith("send_request_headers.started"):
            return
        # What opens a proxy's tunnel is not the request yet.
        if getattr(info.get("request"), "method", b"") != b"CONNECT":
            self()

    async def async_trace(self, event: str, info: Mapping[str, object]) -> None:
        """Listen as :meth:`trace` does; an event loop's connections want to await."""
        self.trace(event, info)


class Intake:
    """Takes in the body of an answer up to a limit.

    Args:
        response: An answer whose body was not read yet.
        most: Greatest size of the body in bytes.
    """

    def __init__(self, response: httpx.Response, most: int) -> None:
        """Hold nothing yet."""
        self._response = response
        self._most = most
        self._body = bytearray()

    def full(self, block: bytes) -> bool:
        """Take in a part; say whether it was too much."""
        self._body += block
        return len(self._body) > self._most

    def heard(self) -> Reply | Oversized:
        """Return the answer as plain data."""
        status = self._response.status_code
        if len(self._body) > self._most:
            return Oversized(status)
        headers = {k.lower(): v for k, v in self._response.headers.items()}
        return Reply(status, headers, bytes(self._body))


def build(
    client: httpx.Client | httpx.AsyncClient, exchange: Exchange, trace: object
) -> httpx.Request:
    """Write a request as httpx wants it.

    Args:
        client: Who will send it.
        exchange: What is to be sent.
        trace: Who listens to the connection.
    """
    headers = dict(exchange.headers)
    if exchange.body is not None:
        headers["Content-Type"] = "application/json"
    return client.build_request(
        exchange.method,
        exchange.url,
        params=exchange.query,
        content=exchange.body,
        headers=headers,
        extensions={"trace": trace},
    )


def timeout_of(timeouts: Timeouts, read: float) -> httpx.Timeout:
    """Write timeouts as httpx wants them.

    Args:
        timeouts: All but one.
        read: Seconds between two parts of an answer.
    """
    return httpx.Timeout(
        connect=timeouts.connect,
        read=read,
        write=timeouts.write,
        pool=timeouts.pool,
    )


def broken(error: httpx.HTTPError, first: FirstByte) -> Heard:
    """Say what a transport's error means.

    The kind of the error is a second opinion: what counts is whether a byte left.

    Args:
        error: What httpx has raised.
        first: Who knows about the first byte.
    """
    sent = first.done and not isinstance(error, _NEVER_SENT)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__)
    return Broken(words.lower(), sent)
