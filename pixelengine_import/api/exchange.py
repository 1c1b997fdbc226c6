"""One HTTP exchange: what all calls of the client have in common.

Bodies are read up to a limit, reads are repeated by the rule of
:mod:`pixelengine_import.api.wire`, and neither keys nor the tokens of signed addresses
reach a log.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Final, TypeVar

import httpx

from pixelengine_import.api.wire import (
    READ_TRIES,
    Reply,
    retry_after,
    retry_delay,
    service_error,
    should_retry_read,
    without_queries,
)
from pixelengine_import.errors import UnreachableError

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable, Generator, Mapping

    from pixelengine_import._clock import Clock
    from pixelengine_import.api.access import ApiKey

__all__ = [
    "LOOPBACK",
    "PAST_PROXIES",
    "Answered",
    "Bearer",
    "FirstByte",
    "Retrier",
    "kind_of",
    "receive",
    "unreachable",
]

T = TypeVar("T")

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
PAST_PROXIES: Final[dict[str, httpx.AsyncBaseTransport | None]] = {
    "all://127.0.0.1": None,
    "all://[::1]": None,
    "all://localhost": None,
}
"""This machine is never reached through the proxy that the environment names: it
would not find us, and would be shown the key."""

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


class Answered(Exception):  # noqa: N818 - an answer on its way to the retry rule
    """An answer that is not a success; :class:`Retrier` turns it into an error.

    Args:
        reply: The answer.
    """

    def __init__(self, reply: Reply) -> None:
        """Keep the answer."""
        super().__init__(reply.status)
        self.reply = reply


class Retrier:
    """Repeats what is safe to repeat.

    Args:
        clock: Waits and dates.
        rng: Where jitter comes from.
    """

    def __init__(self, clock: Clock, rng: random.Random) -> None:
        """Keep both."""
        self._clock = clock
        self._rng = rng

    async def run(self, call: Callable[[], Awaitable[T]], address: str) -> T:
        """Call until it works, at most four times.

        Args:
            call: What is to be done; raises :class:`Answered` for an error answer.
            address: Whom it asks, for the message.

        Raises:
            ServiceError: The last answer was an error, or one that will not go away.
            UnreachableError: The last try got no answer.
        """
        for attempt in range(1, READ_TRIES + 1):
            wait: float | None = None
            try:
                return await call()
            except Answered as answered:
                reply = answered.reply
                wait = retry_after(reply.headers, self._clock.now())
                if attempt == READ_TRIES or not should_retry_read(reply.status):
                    raise service_error(reply) from None
            except httpx.HTTPError as error:
                if attempt == READ_TRIES:
                    raise unreachable(address, error) from None
            await self._clock.sleep(retry_delay(attempt, wait, self._rng))
        raise AssertionError  # the loop returns or raises


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

    async def trace(self, event: str, info: Mapping[str, object]) -> None:
        """Listen to httpcore: its events name protocol, phase and progress."""
        if not event.endswith("send_request_headers.started"):
            return
        # What opens a proxy's tunnel is not the request yet.
        if getattr(info.get("request"), "method", b"") != b"CONNECT":
            self()


async def receive(response: httpx.Response, most: int) -> Reply | None:
    """Read a streamed answer and close it.

    Args:
        response: An answer whose body was not read yet.
        most: Greatest size of the body in bytes.

    Returns:
        The answer, or None when its body is larger.

    Raises:
        httpx.HTTPError: The connection broke.
    """
    body = bytearray()
    try:
        async for block in response.aiter_bytes():
            body += block
            if len(body) > most:
                return None
    finally:
        await response.aclose()
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, headers, bytes(body))


def kind_of(error: Exception) -> str:
    """Name a transport's error in words: ``read timeout``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__).lower()


def unreachable(address: str, error: Exception) -> UnreachableError:
    """Say that a host does not answer.

    Args:
        address: A valid address; only its host is shown.
        error: What the transport said; only its kind is shown.
    """
    host = httpx.URL(address).netloc.decode("ascii", "replace")
    msg = (
        f"no connection to {host} ({kind_of(error)}). Check the network and try again."
    )
    return UnreachableError(msg)
