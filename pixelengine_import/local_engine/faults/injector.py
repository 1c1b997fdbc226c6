"""Doing the damage: ASGI middleware that spoils the exchanges that a plan picks.

A request is always read to its end first, so that what a client sees does not depend
on how far it had come with sending.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, assert_never

from pixelengine_import.local_engine.answers import error_answer
from pixelengine_import.local_engine.faults.rules import (
    DOWNLOAD,
    Answer,
    Cut,
    Damage,
    Drop,
    Length,
    Patch,
    Stall,
)
from pixelengine_import.local_engine.faults.wires import WIRE

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from pixelengine_import.local_engine.faults.plan import FaultPlan
    from pixelengine_import.local_engine.faults.rules import Effect, Shape

__all__ = ["FaultInjector"]

_FLIP_FROM, _FLIP_STEP = 16, 64
_CODES: dict[Shape, dict[int, str]] = {
    "envelope": {
        400: "invalid_request",
        401: "unauthorized",
        402: "insufficient_credits",
        404: "job_not_found",
        405: "method_not_allowed",
        410: "job_expired",
        429: "rate_limited",
        502: "upstream_error",
    },
    # What the platform under the live service says when it speaks for itself.
    "platform": {
        429: "RATE_LIMITED",
        500: "WORKER_ERROR",
        503: "BOOT_ERROR",
        504: "IDLE_TIMEOUT",
        546: "WORKER_LIMIT",
    },
    "storage": {400: "InvalidJWT", 404: "not_found"},
}
_OTHER_CODE: dict[Shape, str] = {
    "envelope": "internal_error",
    "platform": "WORKER_ERROR",
    "storage": "InternalError",
}


@dataclass
class _Kept:
    """An answer that was held back."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def take(self, message: Message) -> None:
        """Take a part of it; an ASGI ``send``."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", []))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    async def start(self, send: Send, length: int) -> None:
        """Send status and headers, with a length that may be a lie."""
        headers = [(k, v) for k, v in self.headers if k.lower() != b"content-length"]
        headers.append((b"content-length", str(length).encode("ascii")))
        start = {"type": "http.response.start", "status": self.status}
        await send({**start, "headers": headers})

    async def send(self, send: Send) -> None:
        """Send all of it, with its true length."""
        await self.start(send, len(self.body))
        await send({"type": "http.response.body", "body": self.body})


class FaultInjector:
    """The part of the app that spoils exchanges; it lets all others through.

    Args:
        app: What is inside.
        plan: Who decides.
        api_prefix: What stands before the paths of the endpoints.
        storage_prefix: What stands before the names of results.
    """

    def __init__(
        self, app: ASGIApp, *, plan: FaultPlan, api_prefix: str, storage_prefix: str
    ) -> None:
        """Keep the settings."""
        self._app = app
        self._plan = plan
        self._api_prefix = api_prefix
        self._storage_prefix = storage_prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one exchange, or spoil it."""
        path = self._path_of(scope)
        hit = None if path is None else self._plan.pick(scope["method"], path)
        if hit is None:
            await self._app(scope, receive, send)
            return
        await asyncio.sleep(hit.latency)
        if hit.effect is None:
            await self._app(scope, receive, send)
            return
        await self._spoil(hit.effect, scope, receive, send)

    def _path_of(self, scope: Scope) -> str | None:
        """Name the endpoint as rules do; None for what no rule is about."""
        if scope["type"] != "http" or scope["method"] == "OPTIONS":
            return None
        path: str = scope["path"]
        if path.startswith(self._storage_prefix + "/"):
            return DOWNLOAD
        if path.startswith(self._api_prefix + "/"):
            return path.removeprefix(self._api_prefix)
        return None

    async def _spoil(
        self, effect: Effect, scope: Scope, receive: Receive, send: Send
    ) -> None:
        early = isinstance(effect, Answer | Drop) and effect.when == "before"
        kept = _Kept()
        if early:
            await _read_on(receive)
        else:
            await self._app(scope, receive, kept.take)
        match effect:
            case Answer():
                await _other_answer(effect).send(send)
            case Drop():
                WIRE.get().reset()
                await _until_gone(receive)
            case Cut(keep=keep):
                await _begin(kept, keep, send)
                WIRE.get().close()
                await _until_gone(receive)
            case Stall(keep=keep):
                await _begin(kept, keep, send)
                WIRE.get().stall()
                await _until_gone(receive)
            case Length(off_by=off_by):
                await _misjudge(kept, off_by, send)
                await _until_gone(receive)
            case Damage(how=how):
                half = kept.body[: len(kept.body) // 2]
                kept.body = half if how == "truncate" else _flipped(kept.body)
                await kept.send(send)
            case Patch(merge=merge):
                kept.body = _patched(kept.body, merge)
                await kept.send(send)
            case _:
                assert_never(effect)


async def _read_on(receive: Receive) -> None:
    """Read a request to its end and throw it away."""
    while (message := await receive())["type"] == "http.request":
        if not message.get("more_body", False):
            return


async def _until_gone(receive: Receive) -> None:
    """Wait until the connection is gone: only then is the exchange over for it."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _begin(kept: _Kept, keep: float, send: Send) -> None:
    """Promise all of an answer and send a share of it."""
    await kept.start(send, len(kept.body))
    share = kept.body[: int(len(kept.body) * keep)]
    await send({"type": "http.response.body", "body": share, "more_body": True})


async def _misjudge(kept: _Kept, off_by: int, send: Send) -> None:
    """Send all of an answer under a wrong length."""
    length = max(0, len(kept.body) + off_by)
    await kept.start(send, length)
    body, rest = kept.body[:length], kept.body[length:]
    await send({"type": "http.response.body", "body": body, "more_body": True})
    if length > len(body):
        WIRE.get().close()
        return
    # Before the end of the answer: the connection may be closed behind it.
    WIRE.get().overflow(rest)
    await send({"type": "http.response.body", "body": b""})


def _other_answer(effect: Answer) -> _Kept:
    document: object = effect.body
    kind = b"application/json"
    if document is None:
        document = _fault(effect)
    if isinstance(document, str):
        body, kind = document.encode(), b"text/plain; charset=utf-8"
    else:
        body = json.dumps(document).encode("ascii")
    headers = {b"content-type": kind}
    for name, value in effect.headers.items():
        headers[name.lower().encode("ascii")] = value.encode("ascii")
    return _Kept(effect.status, list(headers.items()), body)


def _fault(effect: Answer) -> dict[str, Any]:
    code = effect.code
    if code is None:
        code = _CODES[effect.shape].get(effect.status, _OTHER_CODE[effect.shape])
    match effect.shape:
        case "envelope":
            return error_answer(code, effect.message)
        case "platform":
            return {"code": code, "message": effect.message}
        case "storage":
            status = str(effect.status)
            return {"statusCode": status, "error": code, "message": effect.message}
        case _:
            assert_never(effect.shape)


def _flipped(body: bytes) -> bytes:
    """Turn over one byte in 64; the first few, which name the format, stay."""
    damaged = bytearray(body)
    for place in range(min(_FLIP_FROM, len(body) // 2), len(body), _FLIP_STEP):
        damaged[place] ^= 0xFF
    return bytes(damaged)


def _patched(body: bytes, merge: dict[str, Any]) -> bytes:
    """Merge into a JSON answer; any other is left as it is."""
    try:
        document = json.loads(body)
    except ValueError:
        return body
    return json.dumps(_merged(document, merge)).encode("ascii")


def _merged(target: object, patch: object) -> object:
    """Apply a JSON merge patch (RFC 7396, section 2)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _merged(result.get(name), value)
    return result
