"""The OpenAPI description of the app, made when somebody asks for it.

It is put together from the tables and models that the engine itself goes by. Building
the schemas takes longer than starting the engine, which is why it waits.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pixelengine_import import __version__
from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.api.wire import ENGINE_HEADER
from pixelengine_import.local_engine.openapi.answers import answer_schemas
from pixelengine_import.local_engine.openapi.bodies import BODIES, REF, body_schemas
from pixelengine_import.local_engine.openapi.operations import OPERATIONS, OWN_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pixelengine_import.local_engine.openapi.operations import Operation

__all__ = ["describe"]

Schema = dict[str, Any]

_TITLE = "Pixel Engine API (local engine)"
_ABOUT = (
    "The Pixel Engine API, served offline by pixelengine-import: classical picture "
    "algorithms, play money, and the same answers for the same request and seed. "
    "Programs written for the live service run against it unchanged."
)
_KEY = (
    "Send Authorization: Bearer pe_sk_local, or any key that begins like it. A key of "
    "the live service is refused, and neither used nor kept."
)
_TAGS = {
    "Jobs": "Work that takes its time: submit it, poll it, download its result.",
    "Prompts": "Answered at once.",
    "Account": "Credits.",
}
_MEANINGS = {
    200: "Done.",
    400: "The request breaks a rule; the message names the field.",
    401: "The key is missing, or is none of this engine's.",
    402: "The account holds less than the job costs.",
    404: "There is no such thing, or it is another account's.",
    405: "The endpoint takes another method; Allow names it.",
    409: "The job has ended already.",
    410: "The result was deleted: it is kept for 24 hours.",
    500: "The engine is at fault.",
    502: "The live service's writer of prompts gave no answer. This engine has none.",
}
_TAKES_JOB = {
    "readJob": ("jobs", {"parameters": {"id": "$response.body#/api_job_id"}}),
    "cancelJob": (
        "cancel",
        {"requestBody": {"api_job_id": "$response.body#/api_job_id"}},
    ),
}


def describe(names: Iterable[str], *, prefix: str, base_url: str) -> Schema:
    """Describe the endpoints that an app has.

    Args:
        names: The endpoints, as in the catalog.
        prefix: What stands before the path of each endpoint.
        base_url: Where the app can be called, the prefix included.

    Returns:
        The OpenAPI document.
    """
    served = [name for name in OPERATIONS if name in set(names)]
    return {
        "openapi": "3.1.0",
        "info": {"title": _TITLE, "version": __version__, "description": _ABOUT},
        "servers": [{"url": base_url.removesuffix(prefix)}],
        "security": [{"key": []}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "paths": {
            prefix + ENDPOINTS[name].path: {
                ENDPOINTS[name].method.lower(): _operation(name, OPERATIONS[name])
            }
            for name in served
        },
        "components": {
            "schemas": _schemas(),
            "responses": _own_responses(),
            "headers": {
                "RetryAfter": {
                    "description": "Seconds to wait before the request is sent again.",
                    "required": True,
                    "schema": {"type": "integer", "minimum": 1},
                },
                "Engine": {
                    "description": "Names the engine; the live service sends no such "
                    "header.",
                    "schema": {"type": "string", "pattern": "^local/"},
                },
                "Allow": {
                    "description": "The method that the endpoint takes.",
                    "required": True,
                    "schema": {"type": "string"},
                },
            },
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": _KEY}
            },
        },
    }


@cache
def _schemas() -> dict[str, Schema]:
    return {**body_schemas(), **answer_schemas()}


def _operation(name: str, said: Operation) -> Schema:
    operation: Schema = {
        "operationId": name,
        "tags": [said.tag],
        "summary": said.summary,
        "description": said.description,
    }
    if said.queries:
        operation["parameters"] = list(said.queries)
    if name in BODIES:
        content = {
            "schema": {"$ref": REF.format(model=BODIES[name].__name__)},
            "examples": {"simple": {"value": said.example}},
        }
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": content},
        }
    done: Schema = {
        "description": _MEANINGS[200],
        "headers": {ENGINE_HEADER: {"$ref": "#/components/headers/Engine"}},
        "content": {
            "application/json": {"schema": {"$ref": REF.format(model=said.answer)}}
        },
    }
    if said.links:
        done["links"] = {
            link: {"operationId": target, **given}
            for link, (target, given) in _TAKES_JOB.items()
        }
    responses: Schema = {"200": done}
    for status, codes in sorted(said.errors.items()):
        responses[str(status)] = _error(_MEANINGS[status], codes)
        if status == 405:  # noqa: PLR2004 - HTTP's own number
            allow = {"$ref": "#/components/headers/Allow"}
            responses["405"]["headers"] = {"Allow": allow}
    for status in OWN_ERRORS:
        own = {"$ref": f"#/components/responses/Own{status}"}
        responses[str(status)] = own
    operation["responses"] = responses
    return operation


def _own_responses() -> dict[str, Schema]:
    found = {
        f"Own{status}": _error(f"This engine only. {meaning}", (code,))
        for status, (code, meaning) in OWN_ERRORS.items()
    }
    wait = {"$ref": "#/components/headers/RetryAfter"}
    found["Own503"]["headers"] = {"Retry-After": wait}
    return found


def _error(meaning: str, codes: Iterable[str]) -> Schema:
    """Describe an error by the envelope and the codes that it may hold."""
    known = {"error": {"properties": {"code": {"enum": list(codes)}}}}
    schema = {"$ref": REF.format(model="Error"), "properties": known}
    return {
        "description": meaning,
        "content": {"application/json": {"schema": schema}},
    }
