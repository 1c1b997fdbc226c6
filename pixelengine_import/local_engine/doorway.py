"""What every exchange passes on its way in and out, as ASGI middleware.

* ``Host`` must name this engine. A web page that points a name of its own at 127.0.0.1
  (DNS rebinding) is turned away here. Starlette's TrustedHostMiddleware cuts the header
  at its first colon, so it knows no ``[::1]:8000``.
* Pages: the API allows browsers on every endpoint. Here the key is no secret and the
  engine runs beside the user's browser, so only pages that come from this machine, or
  from the engine's own host, may use it, a game in development for instance; the live
  service can afford any. A page shows itself by ``Origin`` and ``Sec-Fetch-Site``.
* The engine names itself in a header of every answer.
* A body that nobody reads is thrown away before the connection is closed; a client
  that is still writing would otherwise find a reset and lose its answer.
* Whatever breaks becomes a 500 in the API's envelope, without a word about why.
"""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect

from pixelengine_import.local_engine.answers import error_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from pixelengine_import.local_engine.limits import Limits

__all__ = ["Doorway", "is_local_origin", "names_host"]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443}
_DRAIN_BYTES = 128 * 1024 * 1024

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: int
    code: str
    message: str
    closes: bool = False


class Doorway:
    """The outermost part of the app.

    Args:
        app: What is inside.
        base_url: The address that the engine is known by.
        headers: Headers of every answer.
        limits: What a request may take.
        open_paths: Beginnings of paths that any page may show: what is there is
            opened by a token of its own.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        base_url: str,
        headers: Mapping[str, str],
        limits: Limits,
        open_paths: tuple[str, ...] = (),
    ) -> None:
        """Keep the settings in the form that ASGI wants them."""
        self._app = app
        self._base_url = base_url
        self._own_host = urlsplit(base_url).hostname or ""
        self._headers = [
            (name.lower().encode("ascii"), value.encode("ascii"))
            for name, value in headers.items()
        ]
        self._limits = limits
        self._open_paths = open_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one exchange."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = dict(scope["headers"])
        _take_absolute_form(scope, sent)
        extra = self._headers + self._cors(sent)
        body = _Body(receive, sent)
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", []), *extra]
                if _closes(scope, sent):
                    await body.drain(self._limits.linger_seconds)
            await send(message)

        refusal = self._refusal(scope, sent)
        if refusal is not None:
            await _refuse(send_on, refusal)
        elif scope["method"] == "OPTIONS":
            await _answer(send_on, 204, None)
        else:
            try:
                await self._app(scope, body.receive, send_on)
            except ClientDisconnect:
                return  # nobody is left to be answered
            except Exception:
                logger.exception("the local engine broke at %r", scope["path"])
                if started:
                    raise
                await _refuse(send_on, _BROKEN)

    def _refusal(self, scope: Scope, sent: Mapping[bytes, bytes]) -> _Refusal | None:
        """Say why a request comes no further, before anybody looks at its path."""
        target = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        # Each is a line: a colon, a space, and its end.
        headers = sum(len(name) + len(value) + 4 for name, value in scope["headers"])
        if target > self._limits.head_bytes // 2:
            return _LONG_ADDRESS
        if target + headers > self._limits.head_bytes:
            return _LONG_HEAD
        if b"transfer-encoding" in sent and b"content-length" in sent:
            return _TWO_LENGTHS
        if not names_host(sent.get(b"host", b""), self._base_url):
            return _STRANGE_HOST
        if not self._is_welcome(scope, sent):
            return _STRANGE_PAGE
        return None

    def _is_welcome(self, scope: Scope, sent: Mapping[bytes, bytes]) -> bool:
        """Tell whether a request is no page's, or that of a page that may ask.

        Programs send neither header. Browsers leave ``Origin`` out where a page shows
        a picture or a person follows a link; there they send ``Sec-Fetch-Site``, and
        neither a picture nor a link can carry a key.
        """
        if scope["path"].startswith(self._open_paths):
            return True
        if b"origin" in sent:
            return self._is_own_page(sent[b"origin"])
        if sent.get(b"sec-fetch-site", b"") != b"cross-site":
            return True
        follows = sent.get(b"sec-fetch-mode") == b"navigate"
        shown = sent.get(b"sec-fetch-dest") == b"document"
        return follows and shown and scope["method"] == "GET"

    def _is_own_page(self, origin: bytes) -> bool:
        return is_local_origin(origin, self._own_host)

    def _cors(self, sent: Mapping[bytes, bytes]) -> list[tuple[bytes, bytes]]:
        headers = [(b"vary", b"Origin")]
        origin = sent.get(b"origin", b"")
        if self._is_own_page(origin):
            headers += [
                (b"access-control-allow-origin", origin),
                (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
                (
                    b"access-control-allow-headers",
                    b"authorization, content-type, x-client-info, apikey",
                ),
                (
                    b"access-control-expose-headers",
                    b"content-length, pixel-engine-server, retry-after",
                ),
                (b"access-control-max-age", b"600"),
            ]
        return headers


class _Body:
    """The body of a request on its way in: whether there is more of it."""

    def __init__(self, receive: Receive, sent: Mapping[bytes, bytes]) -> None:
        self._receive = receive
        announced = sent.get(b"content-length", b"0") != b"0"
        # Who waits for a 100 Continue sends nothing before; reading would ask for it.
        waits = sent.get(b"expect", b"").lower() == b"100-continue"
        self._more = (announced or b"transfer-encoding" in sent) and not waits

    async def receive(self) -> Message:
        """Hand on the next part."""
        message = await self._receive()
        self._more = message["type"] == "http.request" and message.get(
            "more_body", False
        )
        return message

    async def drain(self, seconds: float) -> None:
        """Throw away what is left, up to a size and a time."""
        size = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._more and size < _DRAIN_BYTES:
                    size += len((await self.receive()).get("body", b""))


def _take_absolute_form(scope: Scope, sent: dict[bytes, bytes]) -> None:
    """Read ``GET http://host/path``: servers must take it (RFC 9112, 3.2.2)."""
    path = scope["path"]
    if path.lower().startswith(("http://", "https://")):
        host, slash, rest = path.partition("://")[2].partition("/")
        sent[b"host"] = host.encode("utf-8")
        scope["path"] = slash + rest or "/"


def _closes(scope: Scope, sent: Mapping[bytes, bytes]) -> bool:
    """Tell whether the connection is closed when the answer is out."""
    old = scope.get("http_version") == "1.0"
    return old or b"close" in sent.get(b"connection", b"").lower()


def names_host(header: bytes, base_url: str) -> bool:
    """Tell whether a ``Host`` header means this engine.

    Args:
        header: The header's value.
        base_url: The address that the engine is known by.
    """
    own = urlsplit(base_url)
    try:
        asked = urlsplit("//" + header.decode("ascii"))
        port = asked.port or _PORTS[own.scheme]
    except ValueError:
        return False
    if asked.username is not None or asked.path or asked.query or asked.fragment:
        return False
    known = LOOPBACK if own.hostname in LOOPBACK else {own.hostname}
    return asked.hostname in known and port == (own.port or _PORTS[own.scheme])


def is_local_origin(origin: bytes, own_host: str = "localhost") -> bool:
    """Tell whether a page comes from this machine, whatever its port.

    Args:
        origin: The value of ``Origin``. ``null`` may be anybody's page in a sandbox.
        own_host: The host that the engine is known by; its pages are as good.
    """
    try:
        asked = urlsplit(origin.decode("ascii"))
        numbered = asked.port is None or asked.port > 0
    except ValueError:
        return False
    bare = not (asked.path or asked.query or asked.fragment or asked.username)
    known = asked.hostname in LOOPBACK or asked.hostname == own_host
    return numbered and bare and known and asked.scheme in _PORTS


_BROKEN = _Refusal(500, "internal_error", "Internal error")
_LONG_ADDRESS = _Refusal(414, "invalid_request", "The address is too long.")
_LONG_HEAD = _Refusal(431, "invalid_request", "The request's headers are too large.")
_TWO_LENGTHS = _Refusal(
    400,
    "invalid_request",
    "The request has both a Content-Length and a Transfer-Encoding. Send one of them.",
    closes=True,
)
_STRANGE_HOST = _Refusal(
    400,
    "invalid_request",
    "The Host header does not name this engine. Use its own address.",
)
_STRANGE_PAGE = _Refusal(
    403,
    "forbidden",
    "Web pages may use this engine when they come from this machine or from the "
    "engine's own host.",
)


async def _refuse(send: Send, refusal: _Refusal) -> None:
    document = error_answer(refusal.code, refusal.message)
    await _answer(send, refusal.status, document, closes=refusal.closes)


async def _answer(
    send: Send, status: int, document: object, *, closes: bool = False
) -> None:
    body, headers = b"", []
    if document is not None:
        body = json.dumps(document).encode("ascii")
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode("ascii")),
        ]
    if closes:
        headers.append((b"connection", b"close"))
    start = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})
