"""The API reference as data: every clause that binds a server, one row each.

``reference/NAME.toml`` holds one endpoint: its fields, its answer, its errors, and the
sentences that are none of these. Fields, answers and errors become clauses by
themselves, and tests that hold all endpoints to the same tables read the same files.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["NAMES", "Clause", "Endpoint", "Field", "all_clauses", "endpoint"]

FOLDER = Path(__file__).with_name("reference")
NAMES = (
    "balance",
    "billing",
    "animate",
    "keyframes",
    "generate-image",
    "pixelate",
    "remove-background",
    "cancel",
    "enhance-prompt",
    "jobs",
)
"""Endpoints in the order of the reference."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that the reference promises or demands.

    Attributes:
        name: ``animate.image.required``.
        endpoint: What it is about; ``everywhere`` for all of them.
        section: Where in the reference it stands.
        text: The clause in our own words.
    """

    name: str
    endpoint: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a request, or a parameter of a query.

    Attributes:
        name: Its path: ``frames[].index``.
        type: ``string``, ``integer``, ``number``, ``object``, ``array``, ``string[]``.
        required: Whether it must be there.
        default: What holds when it is left out; None when nothing is said.
        least: Least value.
        most: Greatest value.
        step: Distance between two values.
        most_of_all: Greatest value of any model, where ``most`` is that of the default.
        choices: All values that there are.
        colour: Whether it holds colours of six hex digits.
        filled: Whether it must not be blank.
        longest: Greatest number of characters.
        either: Another field; exactly one of both must be there.
        not_with: Another field that excludes it.
    """

    name: str
    type: str
    required: bool = False
    default: Any = None
    least: float | None = None
    most: float | None = None
    step: int = 1
    most_of_all: float | None = None
    choices: tuple[str, ...] = ()
    colour: bool = False
    filled: bool = False
    longest: int | None = None
    either: str | None = None
    not_with: str | None = None

    @property
    def greatest(self) -> float | None:
        """The value above which no request is in order."""
        return self.most if self.most_of_all is None else self.most_of_all

    def rules(self) -> Iterator[tuple[str, str]]:
        """Yield what binds the field: a name for each rule, and the rule."""
        yield "type", f"`{self.name}` is of type {self.type}; others are refused."
        if self.required:
            yield "required", f"`{self.name}` must be there."
        elif self.either is not None:
            yield "one_of", f"`{self.name}` or `{self.either}` must be there."
        else:
            yield "optional", f"`{self.name}` may be left out."
        if self.default is not None:
            shown = json.dumps(self.default)
            yield "default", f"Left out, `{self.name}` is `{shown}`."
        if self.least is not None and self.most is not None:
            span = f"{self.least} to {self.most}"
            yield "range", f"`{self.name}` is {span}; both ends are taken."
        if self.choices:
            shown = ", ".join(f"`{choice}`" for choice in self.choices)
            yield "choices", f"`{self.name}` is one of {shown}."
        if self.colour:
            yield "colour", f"`{self.name}` holds six hex digits: `#ff0000`."
        if self.filled:
            yield "filled", f"`{self.name}` must not be empty."
        if self.longest is not None:
            yield "longest", f"`{self.name}` has at most {self.longest} characters."
        if other := self.either or self.not_with:
            yield "exclusive", f"`{self.name}` and `{other}` exclude each other."


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint.

    Attributes:
        name: Its path without the slash.
        method: HTTP method.
        cost: Credits for one job, None when the model decides or nothing is said.
        fields: Fields of the request, by name.
        answer: Type of each field of the answer, by path: ``billing.credits_held``.
        errors: HTTP status and code of each error that the reference names.
        clauses: All clauses.
    """

    name: str
    method: str
    cost: int | None
    fields: Mapping[str, Field]
    answer: Mapping[str, str]
    errors: tuple[tuple[int, str], ...]
    clauses: tuple[Clause, ...] = field(repr=False)


@cache
def endpoint(name: str) -> Endpoint:
    """Read what the reference says of an endpoint."""
    document = _read(name)
    fields = {
        path: _field(path, row) for path, row in document.get("fields", {}).items()
    }
    answer = {
        path: row.partition(": ")[0] for path, row in document.get("answer", {}).items()
    }
    errors = []
    for row in document.get("errors", {}):
        status, _, code = row.partition(" ")
        errors.append((int(status), code))
    clauses = (*_of_fields(name, document["method"], fields), *_written(name, document))
    return Endpoint(
        name,
        document["method"],
        document.get("cost"),
        fields,
        answer,
        tuple(errors),
        clauses,
    )


@cache
def all_clauses() -> dict[str, Clause]:
    """Read all clauses, by name, in the order of the reference.

    Raises:
        ValueError: Two clauses have one name.
    """
    found: dict[str, Clause] = {}
    rows = list(_written("everywhere", _read("everywhere")))
    for name in NAMES:
        rows += endpoint(name).clauses
    for clause in rows:
        if clause.name in found:
            msg = f"two clauses are called {clause.name}"
            raise ValueError(msg)
        found[clause.name] = clause
    return found


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _field(path: str, row: Mapping[str, Any]) -> Field:
    given = {"either" if key == "or" else key: value for key, value in row.items()}
    if "choices" in given:
        given["choices"] = tuple(given["choices"])
    return Field(path, **given)


def _of_fields(name: str, method: str, fields: Mapping[str, Field]) -> Iterator[Clause]:
    section = "Query parameters" if method == "GET" else "Fields"
    for row in fields.values():
        for rule, text in row.rules():
            # A query has no other type than text.
            if method == "POST" or rule != "type":
                yield Clause(f"{name}.{row.name}.{rule}", name, section, text)


def _written(name: str, document: Mapping[str, Any]) -> Iterator[Clause]:
    for section, rows in document["clauses"].items():
        for key, text in rows.items():
            yield Clause(f"{name}.{key}", name, section, text)
    for path, row in document.get("answer", {}).items():
        kind, _, meaning = row.partition(": ")
        text = f"`{path}` ({kind}): {meaning}."
        yield Clause(f"{name}.answer.{path}", name, "Answer", text)
    for key, cause in document.get("errors", {}).items():
        status, _, code = key.partition(" ")
        text = f"{status} `{code}`: {cause}."
        yield Clause(f"{name}.error.{status}.{code}", name, "Errors", text)
