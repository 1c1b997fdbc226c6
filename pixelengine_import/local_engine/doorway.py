"""What every exchange passes on its way in and out, as ASGI middleware.

* ``Host`` must name this engine. A web page that points a name of its own at 127.0.0.1
  (DNS rebinding) is turned away here. Starlette's TrustedHostMiddleware cuts the header
  at its first colon, so it knows no ``[::1]:8000``.
* CORS: the API allows browsers on every endpoint. Here the key is no secret and the
  engine runs beside the user's browser, so only pages that come from this machine are
  allowed; the live service can afford any.
* The engine names itself in a header of every answer.
* Whatever breaks becomes a 500 in the API's envelope, without a word about why.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect

from pixelengine_import.local_engine.answers import error_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Doorway", "is_local_origin", "names_host"]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"http": 80, "https": 443}

logger = logging.getLogger(__name__)


class Doorway:
    """The outermost part of the app.

    Args:
        app: What is inside.
        base_url: The address that the engine is known by.
        headers: Headers of every answer.
    """

    def __init__(
        self, app: ASGIApp, *, base_url: str, headers: Mapping[str, str]
    ) -> None:
        """Keep the settings in the form that ASGI wants them."""
        self._app = app
        self._base_url = base_url
        self._headers = [
            (name.lower().encode("ascii"), value.encode("ascii"))
            for name, value in headers.items()
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one exchange."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = dict(scope["headers"])
        extra = self._headers + _cors(sent)
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message.get("headers", []), *extra]
            await send(message)

        if not names_host(sent.get(b"host", b""), self._base_url):
            text = "The Host header does not name this engine. Use its own address."
            await _answer(send_on, 400, error_answer("invalid_request", text))
        elif scope["method"] == "OPTIONS":
            await _answer(send_on, 204, None)
        else:
            try:
                await self._app(scope, receive, send_on)
            except ClientDisconnect:
                return  # nobody is left to be answered
            except Exception:
                logger.exception("the local engine broke at %s", scope["path"])
                if started:
                    raise
                text = "Internal error"
                await _answer(send_on, 500, error_answer("internal_error", text))


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


def is_local_origin(origin: bytes) -> bool:
    """Tell whether a page comes from this machine, whatever its port.

    Args:
        origin: The value of ``Origin``. ``null`` may be anybody's page in a sandbox.
    """
    try:
        asked = urlsplit(origin.decode("ascii"))
        numbered = asked.port is None or asked.port > 0
    except ValueError:
        return False
    bare = not (asked.path or asked.query or asked.fragment or asked.username)
    known = asked.scheme in _PORTS and asked.hostname in LOOPBACK
    return numbered and bare and known


def _cors(sent: Mapping[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    headers = [(b"vary", b"Origin")]
    origin = sent.get(b"origin", b"")
    if is_local_origin(origin):
        headers += [
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
            (
                b"access-control-allow-headers",
                b"authorization, content-type, x-client-info, apikey",
            ),
            (b"access-control-max-age", b"600"),
        ]
    return headers


async def _answer(send: Send, status: int, document: object) -> None:
    body = b"" if document is None else json.dumps(document).encode("ascii")
    headers = [(b"content-length", str(len(body)).encode("ascii"))]
    if body:
        headers.append((b"content-type", b"application/json"))
    start = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})
