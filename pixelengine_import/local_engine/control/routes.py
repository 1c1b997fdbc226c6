"""The control plane on the wire: ``/_engine/…``, beside the API.

It is for this machine only, and for whoever can read the engine's state folder: every
call but ``health`` needs the token that is kept there. Pages in a browser are refused
whatever they bring, and nothing is changed by a GET.
"""

from __future__ import annotations

import base64
import hmac
import ipaddress
import json
from typing import TYPE_CHECKING

from starlette.responses import Response

from pixelengine_import import __version__
from pixelengine_import._fs import replace_file
from pixelengine_import.errors import CredentialsError, RefusedError
from pixelengine_import.local_engine.body import parse_json, read_body
from pixelengine_import.local_engine.control.bodies import (
    ClockBody,
    CreditsBody,
    KeyBody,
    MoveBody,
    Whose,
    read,
)
from pixelengine_import.local_engine.faults.rules import read_rules
from pixelengine_import.local_engine.limits import Limits
from pixelengine_import.local_engine.orders import refusal
from pixelengine_import.local_engine.routing import exact_route

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from starlette.applications import Starlette
    from starlette.requests import Request

    from pixelengine_import.local_engine.control.operator import Operator
    from pixelengine_import.local_engine.engine import LocalEngine

    Handler = Callable[[Request], Awaitable[Response]]
    Deed = Callable[[Request], Awaitable[object]]

__all__ = ["CONTROL_FILE", "CONTROL_PREFIX", "add_control", "kept_token"]

CONTROL_PREFIX = "/_engine"

CONTROL_FILE = "control-token"
"""Where the token is kept, in the engine's state folder."""

_TOKEN_BYTES = 32
_BODY_LIMIT = 1024 * 1024
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def add_control(app: Starlette, operator: Operator, token: str) -> None:
    """Put the control plane into an app.

    Args:
        app: The app.
        operator: Who does what is asked.
        token: What callers have to know.
    """
    deeds: list[tuple[str, str, Deed]] = [
        ("GET", "/state", _state(operator)),
        ("GET", "/ledger", _ledger(operator)),
        ("POST", "/reset", _reset(operator)),
        ("POST", "/clock", _clock(operator)),
        ("POST", "/credits", _credits(operator)),
        ("POST", "/keys", _keys(operator)),
        ("POST", "/jobs/{job_id}", _move(operator)),
        ("GET", "/faults", _faults(operator)),
        ("POST", "/faults", _add_faults(operator)),
        ("DELETE", "/faults", _clear_faults(operator)),
    ]
    for method, path, deed in deeds:
        handler = _guarded(deed, token)
        app.router.routes.append(exact_route(CONTROL_PREFIX + path, handler, method))
    app.router.routes.append(exact_route(f"{CONTROL_PREFIX}/health", _health, "GET"))


def kept_token(engine: LocalEngine, folder: Path) -> str:
    """Return the token of a folder, and see that its owner can read it there.

    Args:
        engine: An engine that runs on the folder.
        folder: Its state folder.

    Raises:
        OSError: The folder cannot be written.
    """
    secret = engine.running.kept_secret("control", _TOKEN_BYTES)
    token = base64.urlsafe_b64encode(secret).rstrip(b"=").decode("ascii")
    # Written each time: what stands there may be another's, or readable by others.
    replace_file(folder / CONTROL_FILE, f"{token}\n".encode("ascii"), mode=0o600)
    return token


def _guarded(deed: Deed, token: str) -> Handler:
    async def guard(request: Request) -> Response:
        _check_place(request)
        _check_token(request, token)
        return _json(await deed(request))

    return guard


async def _health(request: Request) -> Response:
    _check_place(request)
    return _json({"status": "ok", "version": __version__})


def _check_place(request: Request) -> None:
    """See that a program on this machine asks, not a page and not a proxy."""
    headers = request.headers
    if "origin" in headers or headers.get("sec-fetch-site", "none") != "none":
        msg = "The control plane is not for pages in a browser."
        raise RefusedError(msg, status=403, code="forbidden")
    own = request.scope.get("server")
    peer = request.client.host if request.client else ""
    near = _is_loopback(peer) or (own is not None and peer == own[0])
    if not near or any(name in headers for name in _FORWARDED):
        msg = "The control plane is for programs on the engine's own machine."
        raise RefusedError(msg, status=403, code="forbidden")


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _check_token(request: Request, token: str) -> None:
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    fits = hmac.compare_digest(shown.strip().encode(), token.encode())
    if scheme.lower() != "bearer" or not fits:
        msg = (
            "The control token is missing or wrong. Send Authorization: Bearer and the "
            "token from control-token in the engine's state folder."
        )
        raise CredentialsError(msg, status=401, code="unauthorized")


def _state(operator: Operator) -> Deed:
    async def deed(_request: Request) -> object:
        return await operator.state()

    return deed


def _ledger(operator: Operator) -> Deed:
    async def deed(request: Request) -> object:
        account = request.query_params.get("account")
        whose = None if account is None else read(Whose, {"account": account})
        return {"entries": await operator.ledger(whose)}

    return deed


def _reset(operator: Operator) -> Deed:
    async def deed(_request: Request) -> object:
        await operator.reset()
        return await operator.state()

    return deed


def _clock(operator: Operator) -> Deed:
    async def deed(request: Request) -> object:
        body = read(ClockBody, await _body(request))
        await operator.advance(body.advance)
        return (await operator.state())["clock"]

    return deed


def _credits(operator: Operator) -> Deed:
    async def deed(request: Request) -> object:
        body = read(CreditsBody, await _body(request))
        return {"account": await operator.add_credits(body, body.amount)}

    return deed


def _keys(operator: Operator) -> Deed:
    async def deed(request: Request) -> object:
        body = read(KeyBody, await _body(request))
        return {"account": await operator.set_key(body), "active": body.active}

    return deed


def _move(operator: Operator) -> Deed:
    async def deed(request: Request) -> object:
        move = read(MoveBody, await _body(request)).root
        job_id = await operator.move(request.path_params["job_id"], move)
        return await operator.job(job_id)

    return deed


def _faults(operator: Operator) -> Deed:
    async def deed(_request: Request) -> object:
        return {"rules": operator.faults.report()}

    return deed


def _add_faults(operator: Operator) -> Deed:
    async def deed(request: Request) -> object:
        found = read_rules(await _body(request))
        if isinstance(found, list):
            raise refusal(found[0])
        operator.faults.add(found)
        return {"rules": operator.faults.report()}

    return deed


def _clear_faults(operator: Operator) -> Deed:
    async def deed(_request: Request) -> object:
        operator.faults.clear()
        return {"rules": []}

    return deed


async def _body(request: Request) -> object:
    """Read a JSON body; the content type keeps simple requests of pages out."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        msg = "The body must be JSON. Send Content-Type: application/json."
        raise RefusedError(msg, status=415, code="invalid_request")
    body = await read_body(request.stream(), _BODY_LIMIT, Limits())
    if body is None:
        msg = "The body is too large. Send at most 1 MB."
        raise RefusedError(msg, status=413, code="invalid_request")
    return parse_json(body)


def _json(document: object) -> Response:
    data = json.dumps(document, ensure_ascii=True, allow_nan=False).encode("ascii")
    return Response(data, media_type="application/json")
