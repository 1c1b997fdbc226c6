"""The OpenAPI description of the app, made when somebody asks for it.

The handlers read requests by hand, so FastAPI cannot see their bodies; the models that
check them are put in here. Building the schemas takes longer than starting the engine,
which is why it waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.api.requests import (
    AnimateBody,
    CancelBody,
    EnhancePromptBody,
    GenerateImageBody,
    KeyframesBody,
    PixelateBody,
    RemoveBackgroundBody,
)
from pixelengine_import.api.responses import (
    Answer,
    Balance,
    BillingSummary,
    Cancelled,
    EnhancedPrompt,
    Fault,
    Job,
    Submitted,
)

if TYPE_CHECKING:
    from fastapi import FastAPI
    from pydantic import BaseModel

__all__ = ["ErrorEnvelope", "describe"]


class ErrorEnvelope(Answer):
    """Answer of every error."""

    error: Fault


_BODIES: dict[str, type[BaseModel]] = {
    "animate": AnimateBody,
    "keyframes": KeyframesBody,
    "generate_image": GenerateImageBody,
    "pixelate": PixelateBody,
    "remove_background": RemoveBackgroundBody,
    "cancel": CancelBody,
    "enhance_prompt": EnhancePromptBody,
}
_ANSWERS: dict[str, type[BaseModel]] = {
    "animate": Submitted,
    "keyframes": Submitted,
    "generate_image": Submitted,
    "pixelate": Submitted,
    "remove_background": Submitted,
    "cancel": Cancelled,
    "enhance_prompt": EnhancedPrompt,
    "balance": Balance,
    "billing": BillingSummary,
    "jobs": Job,
}
_ERRORS: dict[str, tuple[int, ...]] = {
    "animate": (400, 401, 402, 405, 500),
    "keyframes": (400, 401, 402, 405, 500),
    "generate_image": (400, 401, 402, 405, 500),
    "pixelate": (400, 401, 405, 500),
    "remove_background": (400, 401, 402, 405, 500),
    "cancel": (400, 401, 404, 405, 409, 500),
    "enhance_prompt": (400, 401, 405, 500, 502),
    "balance": (401, 405, 500),
    "billing": (400, 401, 404, 405, 500),
    "jobs": (400, 401, 404, 405, 410, 500),
}
_DAY = {"type": "string", "format": "date"}
_QUERIES: dict[str, list[dict[str, Any]]] = {
    "jobs": [
        {"name": "id", "in": "query", "required": True, "schema": {"type": "string"}}
    ],
    "billing": [
        {"name": name, "in": "query", "required": False, "schema": _DAY}
        for name in ("start_date", "end_date")
    ],
}
_REF = "#/components/schemas/{model}"


def describe(app: FastAPI, *, prefix: str, base_url: str) -> None:
    """Give an app its description.

    Args:
        app: The app; its ``openapi`` is replaced.
        prefix: What stands before the path of each endpoint.
        base_url: Where it can be called.
    """
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_document(app, prefix, base_url.removesuffix(prefix)))
        return made

    # FastAPI's documented way to bring one's own description.
    app.openapi = openapi  # type: ignore[method-assign]


def _document(app: FastAPI, prefix: str, server: str) -> dict[str, Any]:
    models: list[type[BaseModel]] = [ErrorEnvelope, *_BODIES.values()]
    # Two endpoints may share an answer; a schema is wanted once.
    models += dict.fromkeys(_ANSWERS.values())
    _, schemas = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REF
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": app.title, "version": app.version},
        "servers": [{"url": server}],
        "security": [{"key": []}],
        "paths": {
            prefix + ENDPOINTS[name].path: {
                ENDPOINTS[name].method.lower(): _operation(name)
            }
            for name in _ANSWERS
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(name: str) -> dict[str, Any]:
    envelope = _content(ErrorEnvelope)
    responses: dict[str, Any] = {
        "200": {"description": "Done", "content": _content(_ANSWERS[name])}
    }
    for status in _ERRORS[name]:
        responses[str(status)] = {"description": "Error", "content": envelope}
    operation: dict[str, Any] = {"operationId": name, "responses": responses}
    if name in _BODIES:
        body = _content(_BODIES[name])
        operation["requestBody"] = {"required": True, "content": body}
    if name in _QUERIES:
        operation["parameters"] = _QUERIES[name]
    return operation


def _content(model: type[BaseModel]) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=model.__name__)}
    return {"application/json": {"schema": schema}}
