"""The description as a page: one file without scripts, for a browser without a net.

Everything in it comes from the OpenAPI document, and everything is escaped: a page of
this engine's own origin could use the engine.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["PAGE_HEADERS", "render_page"]

Schema = dict[str, Any]

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --mark: #b5402a; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto;
  padding: 1rem; }
h1, h2, h3, h4 { line-height: 1.2; } h2 { margin-top: 3rem; }
h3 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
code, pre { font: 0.9em/1.4 ui-monospace, monospace; }
pre { background: var(--soft); padding: 0.75rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; } td:first-child { white-space: nowrap; }
.method { color: var(--mark); } .kind { opacity: 0.75; } a { color: inherit; }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{_HASH}'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What keeps the page to itself: nothing is loaded, framed, sent or run."""


def render_page(document: Mapping[str, Any]) -> str:
    """Show an OpenAPI document.

    Args:
        document: What :func:`document.describe` made.

    Returns:
        A whole HTML page.
    """
    return "\n".join(_Page(document).lines())


class _Page:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._components = document["components"]
        self._server = document["servers"][0]["url"]

    def lines(self) -> Iterator[str]:
        info = self._document["info"]
        yield "<!doctype html>"
        yield '<html lang="en"><head><meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head>"
        yield f"<body><h1>{escape(info['title'])} {escape(info['version'])}</h1>"
        yield _paragraph(info["description"])
        yield f"<p>Server: <code>{escape(self._server)}</code></p>"
        for scheme in self._components["securitySchemes"].values():
            yield _paragraph(scheme["description"])
        yield '<p><a href="openapi.json">The same for machines (OpenAPI 3.1)</a></p>'
        yield "<h2>Endpoints</h2><ul>"
        for path, method, operation in self._operations():
            link = escape(operation["operationId"])
            yield (
                f'<li><a href="#{link}"><code>{method.upper()} {escape(path)}</code>'
                f"</a> {escape(operation['summary'])}</li>"
            )
        yield "</ul>"
        for tag in self._document["tags"]:
            yield f"<h2>{escape(tag['name'])}</h2>{_paragraph(tag['description'])}"
            for path, method, operation in self._operations():
                if tag["name"] in operation["tags"]:
                    yield from self._operation(path, method, operation)
        yield "<h2>Shapes</h2>"
        for name, schema in self._components["schemas"].items():
            yield from self._shape(name, schema)
        yield "</body></html>"

    def _operations(self) -> Iterator[tuple[str, str, Schema]]:
        for path, methods in self._document["paths"].items():
            for method, operation in methods.items():
                yield path, method, operation

    def _operation(self, path: str, method: str, operation: Schema) -> Iterator[str]:
        yield (
            f'<h3 id="{escape(operation["operationId"])}"><code>'
            f'<span class="method">{method.upper()}</span> {escape(path)}</code></h3>'
        )
        yield _paragraph(f"{operation['summary']}. {operation['description']}")
        if "parameters" in operation:
            yield "<h4>In the address</h4>"
            yield _table(
                ("parameter", "type", "meaning"),
                (
                    (
                        _code(row["name"]),
                        self._kind(row["schema"], needed=row["required"]),
                        escape(row["description"]),
                    )
                    for row in operation["parameters"]
                ),
            )
        if "requestBody" in operation:
            media = operation["requestBody"]["content"]["application/json"]
            yield f"<h4>Body: {self._link(media['schema'])}</h4>"
            for example in media["examples"].values():
                yield f"<pre>{escape(self._curl(path, example['value']))}</pre>"
        yield "<h4>Answers</h4>"
        yield _table(
            ("status", "shape", "meaning"),
            (
                self._answer(status, answer)
                for status, answer in operation["responses"].items()
            ),
        )

    def _curl(self, path: str, body: object) -> str:
        text = json.dumps(body, indent=2)
        return (
            f"curl {self._server}{path} \\\n  -H 'Authorization: Bearer pe_sk_local' "
            f"\\\n  -H 'Content-Type: application/json' \\\n  -d '{text}'"
        )

    def _answer(self, status: str, answer: Schema) -> tuple[str, str, str]:
        answer = self._resolved(answer)
        schema = answer["content"]["application/json"]["schema"]
        error = schema.get("properties", {}).get("error", {}).get("properties", {})
        codes = ", ".join(_code(code) for code in error.get("code", {}).get("enum", ()))
        shape = self._link(schema) + (f": {codes}" if codes else "")
        return _code(status), shape, escape(answer["description"])

    def _shape(self, name: str, schema: Schema) -> Iterator[str]:
        yield f'<h3 id="{escape(name)}">{escape(name)}</h3>'
        yield _paragraph(schema.get("description", ""))
        yield _table(("field", "type", "meaning"), self._fields(schema, owner=""))

    def _fields(self, schema: Schema, owner: str) -> Iterator[tuple[str, str, str]]:
        required = schema.get("required", ())
        for name, field in schema.get("properties", {}).items():
            yield (
                _code(owner + name),
                self._kind(field, needed=name in required),
                escape(field.get("description", "")),
            )
            if field.get("type") == "object":
                yield from self._fields(field, owner=f"{owner}{name}.")

    def _kind(self, schema: Schema, *, needed: bool) -> str:
        said = [self._type(schema)]
        said += [escape(text) for text in _bounds(schema)]
        if "default" in schema:
            said.append(f"default {_code(json.dumps(schema['default']))}")
        elif not needed:
            said.append("may be left out")
        return f'<span class="kind">{", ".join(said)}</span>'

    def _type(self, schema: Schema) -> str:
        if "$ref" in schema:
            return self._link(schema)
        if "anyOf" in schema:
            return " or ".join(
                ", ".join([self._type(part), *map(escape, _bounds(part))])
                for part in schema["anyOf"]
            )
        if "const" in schema:
            return _code(json.dumps(schema["const"]))
        if "enum" in schema:
            return " or ".join(_code(json.dumps(value)) for value in schema["enum"])
        if schema.get("type") == "array":
            return f"list of {self._type(schema['items'])}"
        named = schema.get("format") or schema.get("type", "anything")
        return escape(named if isinstance(named, str) else " or ".join(named))

    def _link(self, schema: Schema) -> str:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'

    def _resolved(self, part: Schema) -> Schema:
        """Follow a reference to an answer."""
        if "$ref" not in part:
            return part
        found: Schema = self._components["responses"][part["$ref"].rpartition("/")[2]]
        return found


def _bounds(schema: Schema) -> Iterator[str]:
    """Say what else a value must be, in words."""
    if "minimum" in schema and "maximum" in schema:
        yield f"{schema['minimum']} to {schema['maximum']}"
    elif "minimum" in schema:
        yield f"at least {schema['minimum']}"
    if "multipleOf" in schema:
        yield f"a multiple of {schema['multipleOf']}"
    if "maxLength" in schema:
        yield f"at most {schema['maxLength']} characters"
    if "maxItems" in schema:
        yield f"{schema.get('minItems', 0)} to {schema['maxItems']} entries"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Put cells that are HTML already into a table."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{top}</tr></thead>\n<tbody>{body}</tbody></table>"
