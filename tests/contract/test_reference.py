"""Our own descriptions of the API say what the reference says, field for field.

The client's methods and bodies and the engine's OpenAPI document are held to the tables
of ``reference/*.toml``; the server's behaviour is held to them elsewhere.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import pytest

from pixelengine_import.api import requests, responses
from pixelengine_import.api.catalog import ENDPOINTS
from pixelengine_import.api.client import AsyncPixelEngine

from .clauses import NAMES, endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from .clauses import Field
    from .conftest import Api

BODIES: dict[str, type[BaseModel]] = {
    "animate": requests.AnimateBody,
    "keyframes": requests.KeyframesBody,
    "generate-image": requests.GenerateImageBody,
    "pixelate": requests.PixelateBody,
    "remove-background": requests.RemoveBackgroundBody,
    "cancel": requests.CancelBody,
    "enhance-prompt": requests.EnhancePromptBody,
}
ANSWERS: dict[str, type[BaseModel]] = {
    "balance": responses.Balance,
    "billing": responses.BillingSummary,
    "cancel": responses.Cancelled,
    "enhance-prompt": responses.EnhancedPrompt,
    "jobs": responses.Job,
}
"""Answers; the endpoints that are not named answer with a submitted job."""

METHODS = {"jobs": "job"}
"""Methods of the client that have another name than their endpoint."""

Schema = dict[str, Any]


class Shape:
    """A JSON Schema as a flat table: path -> what is said of that field."""

    def __init__(self, schema: Schema, known: Mapping[str, Schema]) -> None:
        """Walk through the schema."""
        self.fields: dict[str, Schema] = {}
        self.required: set[str] = set()
        self._known = known
        self._walk(schema, "")

    def _walk(self, schema: Schema, owner: str) -> None:
        schema = self._resolved(schema)
        for name, given in schema.get("properties", {}).items():
            path = owner + name
            field = {**self._resolved(given), **given}
            self.fields[path] = field
            if name in schema.get("required", []):
                self.required.add(path)
            self._walk(field, f"{path}.")
            if field.get("type") == "array":
                self._walk(field["items"], f"{path}[].")

    def _resolved(self, schema: Schema) -> Schema:
        """Follow a reference, and leave out that a field may be null."""
        found = schema
        parts = found.get("anyOf", [])
        real = [part for part in parts if part.get("type") != "null"]
        if len(real) == 1 < len(parts):
            found = {**found, **real[0]}
        if "$ref" in found:
            target = self._known[found["$ref"].rpartition("/")[2]]
            found = {**found, **self._resolved(target)}
        return found


@pytest.fixture
async def document(api: Api) -> Schema:
    """The OpenAPI document that the engine serves."""
    found: Schema = (await api.get("openapi.json")).json()
    return found


def operation(document: Schema, name: str) -> Schema:
    """Return what the document says of an endpoint."""
    path = document["paths"][f"/functions/v1/{name}"]
    found: Schema = path[endpoint(name).method.lower()]
    return found


def body_shape(document: Schema, name: str) -> Shape:
    """Return the fields of a body."""
    body = operation(document, name)["requestBody"]
    assert body["required"] is True
    schema = body["content"]["application/json"]["schema"]
    return Shape(schema, document["components"]["schemas"])


def said_of(field: Field) -> Schema:
    """Return what a JSON Schema has to say of a field."""
    said: Schema = {"type": field.type}
    if field.type == "string[]":
        said = {"type": "array"}
    if field.default is not None and field.type != "object":
        said["default"] = field.default
    if field.choices:
        said["enum"] = list(field.choices)
    if field.longest is not None:
        said["maxLength"] = field.longest
    if field.least is not None:
        said["minimum"] = field.least
        said["maximum"] = field.greatest
    if field.step != 1:
        said["multipleOf"] = field.step
    return said


@pytest.mark.parametrize("name", NAMES)
def test_every_endpoint_has_a_row_and_a_method_of_the_client(name: str) -> None:
    """Method, path and price of the row are those of the reference."""
    key = name.replace("-", "_")
    row, said = ENDPOINTS[key], endpoint(name)
    method = getattr(AsyncPixelEngine, METHODS.get(key, key))

    assert (row.method, row.path, row.source) == (said.method, f"/{name}", "documented")
    assert row.cost == (0 if said.cost is None and said.method == "GET" else said.cost)
    assert row.paid == ((402, "insufficient_credits") in said.errors)
    assert inspect.iscoroutinefunction(method)


@pytest.mark.parametrize("name", BODIES)
def test_a_body_of_the_client_has_the_fields_of_the_reference(name: str) -> None:
    """All of them, and no others."""
    schema = BODIES[name].model_json_schema()
    shape = Shape(schema, schema.get("$defs", {}))

    assert set(shape.fields) == set(endpoint(name).fields)
    assert shape.required == {
        f.name for f in endpoint(name).fields.values() if f.required
    }


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_of_the_client_has_the_fields_of_the_reference(name: str) -> None:
    """What the reference names can be read by its name."""
    schema = ANSWERS.get(name, responses.Submitted).model_json_schema()
    shape = Shape(schema, schema.get("$defs", {}))
    named = {
        p for p in shape.fields if not any(q.startswith(f"{p}.") for q in shape.fields)
    }

    assert {path for path in named if not path.startswith("error.")} == {
        path for path in endpoint(name).answer if path != "error"
    }


@pytest.mark.parametrize("name", BODIES)
def test_the_document_says_of_a_body_what_the_reference_says(
    document: Schema, name: str
) -> None:
    """Names, types, presence, defaults, limits, choices."""
    shape, fields = body_shape(document, name), endpoint(name).fields

    assert set(shape.fields) == set(fields)
    assert shape.required == {field.name for field in fields.values() if field.required}
    for field in fields.values():
        found = shape.fields[field.name]
        assert found.items() >= said_of(field).items(), field.name
        if field.colour:
            colour = found["items"] if field.type == "string[]" else found
            assert colour["pattern"] == "^#?[0-9A-Fa-f]{6}$", field.name
        assert found["description"], field.name
        if field.type == "object" and field.default is not None:
            # Said in words: a program made from the document would send a default,
            # which is refused where the model takes no such field.
            assert str(field.default["colors"]) in found["description"], field.name


@pytest.mark.parametrize("name", [n for n in NAMES if endpoint(n).method == "GET"])
def test_the_document_says_of_a_query_what_the_reference_says(
    document: Schema, name: str
) -> None:
    """Names and presence."""
    found = operation(document, name).get("parameters", [])

    assert {(row["name"], row["in"], row["required"]) for row in found} == {
        (field.name, "query", field.required)
        for field in endpoint(name).fields.values()
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_document_names_every_answer(document: Schema, name: str) -> None:
    """200 with the reference's fields, and the envelope for each error's status."""
    answers = operation(document, name)["responses"]
    schemas = document["components"]["schemas"]
    shape = Shape(answers["200"]["content"]["application/json"]["schema"], schemas)

    for path in endpoint(name).answer:
        assert path in shape.fields, path
    for status, _ in endpoint(name).errors:
        schema = answers[str(status)]["content"]["application/json"]["schema"]
        assert set(Shape(schema, schemas).fields) == {
            "error",
            "error.code",
            "error.message",
        }
