"""The HTTP face of the engine: the Pixel Engine API, path for path.

Handlers translate and nothing more: wire to engine, engine to wire. Bodies are read by
hand, because the API has rules of its own about sizes, content types and the order of
checks: key, body, fields, pictures, credits.
"""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response, StreamingResponse

from pixelengine_import import __version__
from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.api.requests import CancelBody
from pixelengine_import.api.wire import ENGINE_HEADER
from pixelengine_import.errors import RefusedError, ServiceError
from pixelengine_import.local_engine.admission import SMALL_BODY, BusyError, Uploads
from pixelengine_import.local_engine.answers import (
    balance_answer,
    billing_answer,
    cancelled_answer,
    enhanced_answer,
    error_answer,
    job_answer,
    storage_fault,
    submitted_answer,
)
from pixelengine_import.local_engine.body import parse_json, read_body
from pixelengine_import.local_engine.doorway import Doorway
from pixelengine_import.local_engine.endpoints import JOB_ENDPOINTS
from pixelengine_import.local_engine.endpoints.shared import (
    IMAGE_BODY_LIMIT,
    check_body,
)
from pixelengine_import.local_engine.faults.injector import FaultInjector
from pixelengine_import.local_engine.faults.plan import FaultPlan
from pixelengine_import.local_engine.keys import check_authorization
from pixelengine_import.local_engine.limits import Limits
from pixelengine_import.local_engine.openapi.document import describe
from pixelengine_import.local_engine.openapi.page import PAGE_HEADERS, render_page
from pixelengine_import.local_engine.routing import exact_route

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from starlette.requests import Request

    from pixelengine_import.local_engine.desk import Download
    from pixelengine_import.local_engine.engine import LocalEngine
    from pixelengine_import.local_engine.orders import JobEndpoint

    Handler = Callable[[Request], Awaitable[Response]]

__all__ = ["API_PREFIX", "STORAGE_PREFIX", "create_app"]

API_PREFIX = "/functions/v1"
STORAGE_PREFIX = "/storage/v1/object/sign/outputs"

_CANCEL_BODY_LIMIT = 64 * 1024
_PART = 256 * 1024
_EXTENSIONS = {"image/webp": "webp", "image/gif": "gif", "image/png": "png"}
_OUTPUT_NAME = re.compile(r"([0-9a-f-]{1,64})\.[a-z]{1,8}")


def create_app(
    engine: LocalEngine,
    *,
    base_url: str,
    pretend_live: bool = False,
    limits: Limits | None = None,
    faults: FaultPlan | None = None,
) -> Starlette:
    """Make the app.

    Args:
        engine: Who does the work; it is started and stopped by the caller.
        base_url: The address that clients use, ending in ``/functions/v1``.
        pretend_live: Leaves out what tells this engine from the live service, so that
            the paid path of a client can be tried for nothing.
        limits: What clients may take of it; None takes the usual ones.
        faults: What goes wrong on purpose; None is nothing.
    """
    limits = Limits() if limits is None else limits
    uploads = Uploads(limits.upload_bytes, limits.upload_seconds)
    reader = _Reader(limits, uploads)
    parts = urlsplit(base_url)
    origin = f"{parts.scheme}://{parts.netloc}"
    handlers: dict[str, Handler] = {
        "balance": _balance(engine),
        "billing": _billing(engine),
        "jobs": _jobs(engine, origin, pretend_live=pretend_live),
        "cancel": _cancel(engine, reader),
        "enhance_prompt": _enhance_prompt(engine, reader),
    }
    handlers |= {
        row.name: _submit(engine, row, reader) for row in JOB_ENDPOINTS.values()
    }
    read = ("GET", "HEAD")
    routes = [
        exact_route(API_PREFIX + ENDPOINTS[name].path, handler, ENDPOINTS[name].method)
        for name, handler in handlers.items()
    ]
    routes += [
        exact_route(API_PREFIX + path, handler, *read)
        for path, handler in _descriptions(list(handlers), base_url).items()
    ]
    routes.append(exact_route(STORAGE_PREFIX + "/{name}", _download(engine), *read))
    app = Starlette(
        routes=routes,
        exception_handlers={ServiceError: _service_error, HTTPException: _http_error},
    )
    app.router.redirect_slashes = False
    headers = {} if pretend_live else {ENGINE_HEADER: f"local/{__version__}"}
    app.add_middleware(
        FaultInjector,
        plan=FaultPlan() if faults is None else faults,
        api_prefix=API_PREFIX,
        storage_prefix=STORAGE_PREFIX,
    )
    app.add_middleware(
        Doorway,
        base_url=base_url,
        headers=headers,
        limits=limits,
        open_paths=(STORAGE_PREFIX + "/",),
    )
    return app


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads bodies within the limits."""

    limits: Limits
    uploads: Uploads

    @asynccontextmanager
    async def json(
        self, request: Request, limit: int, code: str
    ) -> AsyncIterator[object]:
        """Read a JSON body; large ones take turns until the end of the block.

        The content type is not looked at, as on the live service.

        Args:
            request: Whose body.
            limit: Its greatest size, bytes.
            code: What the API calls it when it is larger.
        """
        told = request.headers.get("content-length", "")
        # What says nothing of its size, or lies, counts as much as it could become.
        size = int(told) if told.isascii() and told.isdigit() else limit
        if size > limit:
            raise _too_large(limit, code)
        async with self.uploads.room(size):
            body = await read_body(request.stream(), limit, self.limits)
            if body is None:
                raise _too_large(limit, code)
            if len(body) <= SMALL_BODY:
                document = parse_json(body)
            else:
                document = await asyncio.to_thread(parse_json, body)
            del body
            yield document


def _too_large(limit: int, code: str) -> RefusedError:
    megabytes = limit / (1024 * 1024)
    msg = f"The body is too large. Send at most {megabytes:.2g} MB."
    return RefusedError(msg, status=400, code=code)


def _submit(engine: LocalEngine, endpoint: JobEndpoint, reader: _Reader) -> Handler:
    async def submit(request: Request) -> Response:
        account = await _authorize(engine, request)
        await engine.check_room()
        read = reader.json(request, endpoint.body_limit, "image_too_large")
        async with read as document:
            job_id = await engine.submit(endpoint.name, document, account)
        return _json(200, submitted_answer(job_id))

    return submit


def _enhance_prompt(engine: LocalEngine, reader: _Reader) -> Handler:
    async def rewrite(request: Request) -> Response:
        await _authorize(engine, request)
        read = reader.json(request, IMAGE_BODY_LIMIT, "image_too_large")
        async with read as document:
            text = await engine.enhance_prompt(document)
        return _json(200, enhanced_answer(text))

    return rewrite


def _jobs(engine: LocalEngine, origin: str, *, pretend_live: bool) -> Handler:
    async def read_job(request: Request) -> Response:
        account = await _authorize(engine, request)
        job_id = request.query_params.get("id", "").strip()
        if not job_id:
            msg = 'The query parameter "id" is missing. Add ?id= and the api_job_id.'
            raise RefusedError(msg, status=400, code="invalid_request")
        job = await engine.job(job_id, account)
        url = ""
        if job.content_type is not None:
            name = f"{job.job_id}.{_EXTENSIONS.get(job.content_type, 'bin')}"
            token = engine.token(job.job_id)
            url = f"{origin}{STORAGE_PREFIX}/{name}?token={token}"
        return _json(200, job_answer(job, url=url, pretend_live=pretend_live))

    return read_job


def _cancel(engine: LocalEngine, reader: _Reader) -> Handler:
    async def cancel(request: Request) -> Response:
        account = await _authorize(engine, request)
        read = reader.json(request, _CANCEL_BODY_LIMIT, "invalid_request")
        async with read as document:
            job_id = check_body(CancelBody, document).api_job_id.strip()
        await engine.cancel(job_id, account)
        return _json(200, cancelled_answer(job_id))

    return cancel


def _balance(engine: LocalEngine) -> Handler:
    async def balance(request: Request) -> Response:
        account = await _authorize(engine, request)
        return _json(200, balance_answer(await engine.balance(account)))

    return balance


def _billing(engine: LocalEngine) -> Handler:
    async def billing(request: Request) -> Response:
        account = await _authorize(engine, request)
        query = request.query_params
        summary = await engine.billing(
            query.get("start_date"), query.get("end_date"), account
        )
        return _json(200, billing_answer(summary))

    return billing


def _download(engine: LocalEngine) -> Handler:
    async def download(request: Request) -> Response:
        match = _OUTPUT_NAME.fullmatch(request.path_params["name"])
        job_id = match[1] if match else ""
        try:
            found = await engine.download(job_id, request.query_params.get("token", ""))
        except RefusedError as error:
            # The storage host answers 400 whatever its statusCode says.
            return _json(400, storage_fault(error))
        headers = {
            "Cache-Control": "private, max-age=3600",
            "Content-Length": str(found.size),
            # A page that isolates itself, as games with threads do, may show it too.
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        }
        parts = () if request.method == "HEAD" else _parts(engine, found)
        return StreamingResponse(parts, media_type=found.content_type, headers=headers)

    return download


async def _parts(engine: LocalEngine, found: Download) -> AsyncIterator[bytes]:
    """Read a result as fast as its reader, so that slow ones cost no memory."""
    for offset in range(0, found.size, _PART):
        yield await engine.read_output(found.name, offset, _PART)


def _descriptions(names: list[str], base_url: str) -> dict[str, Handler]:
    """Return what describes the API, for machines and for people; made when asked."""
    document = cache(partial(describe, names, prefix=API_PREFIX, base_url=base_url))
    page = cache(lambda: render_page(document()))

    async def for_machines(_request: Request) -> Response:
        return _json(200, await asyncio.to_thread(document))

    async def for_people(_request: Request) -> Response:
        text = await asyncio.to_thread(page)
        return HTMLResponse(text, headers=PAGE_HEADERS)

    return {"/openapi.json": for_machines, "/docs": for_people}


async def _authorize(engine: LocalEngine, request: Request) -> str:
    """Let a request in, or not; return the account that its key opens."""
    key = check_authorization(request.headers.get("authorization"))
    return await engine.authenticate(key)


async def _service_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, ServiceError):  # Starlette's type of a handler is wider
        raise error
    answer = _json(error.status, error_answer(error.service_code, error.message))
    if isinstance(error, BusyError):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


async def _http_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):  # as above
        raise error
    code, message = {
        404: ("not_found", "There is no such endpoint."),
        405: ("method_not_allowed", "The endpoint does not take this method."),
    }.get(error.status_code, ("invalid_request", str(error.detail)))
    answer = _json(error.status_code, error_answer(code, message))
    answer.headers.update(error.headers or {})
    if "allow" in answer.headers:
        # Starlette writes a set of methods in any order.
        answer.headers["allow"] = ", ".join(sorted(answer.headers["allow"].split(", ")))
    return answer


def _json(status: int, document: dict[str, Any]) -> Response:
    # ASCII, so that no text from a request can break the encoding of its answer.
    data = json.dumps(document, ensure_ascii=True, allow_nan=False).encode("ascii")
    return Response(data, status, media_type="application/json")
