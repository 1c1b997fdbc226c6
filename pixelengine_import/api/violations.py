"""A broken rule, and how it is said: one sentence for whoever finds it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

__all__ = ["Field", "Violation", "explain", "shorten"]

Field = tuple[str | int, ...]
Code = Literal["invalid_request", "image_too_large", "image_fetch_failed"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule.

    Attributes:
        field: Path of the field: ``("frames", 1, "index")``.
        problem: What is wrong with what was found, without the field's name in front.
        hint: What to do, as a sentence.
        code: The API's error code for it.
    """

    field: Field
    problem: str
    hint: str = ""
    code: Code = "invalid_request"

    @property
    def dotted(self) -> str:
        """The field as people write it: ``frames[1].index``."""
        text = ""
        for part in self.field:
            if isinstance(part, int):
                text += f"[{part}]"
            else:
                text += f".{part}" if text else part
        return text

    def __str__(self) -> str:
        """Return one line: field, problem, hint."""
        text = f'"{self.dotted}" {self.problem}' if self.field else self.problem
        return f"{text}. {self.hint}" if self.hint else text


def explain(error: ValidationError) -> list[Violation]:
    """Turn pydantic's findings into our sentences.

    Args:
        error: What pydantic found.

    Returns:
        One violation a finding, in pydantic's order.
    """
    return [_explain_one(detail) for detail in error.errors(include_url=False)]


_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "above"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "below"),
}
_KINDS = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "string_type": "a text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "finite_number": "a finite number",
}


def _explain_one(detail: ErrorDetails) -> Violation:  # noqa: PLR0911 - one sentence a kind
    field = tuple(detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    found = f"(found {shorten(detail['input'])})"
    if kind == "missing":
        return Violation(field, "is missing", "Add it.")
    if kind == "extra_forbidden":
        return Violation(field, "is not a known field", "Take it out.")
    if kind in _KINDS:
        return Violation(field, f"must be {_KINDS[kind]} {found}")
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        bound = context[key]
        shown = int(bound) if float(bound).is_integer() else bound
        return Violation(field, f"must be {words} {shown} {found}")
    if kind in {"union_tag_not_found", "union_tag_invalid"}:
        return _explain_choice(field, context)
    if kind == "literal_error":
        return Violation(field, f"must be {context['expected']} {found}")
    if kind in {"too_short", "string_too_short"}:
        return Violation(field, f"must not be empty {found}")
    if kind in {"too_long", "string_too_long"}:
        unit = "characters" if kind == "string_too_long" else "entries"
        most, count = context["max_length"], len(detail["input"])
        problem = f"must hold at most {most} {unit} (found {count})"
        return Violation(field, problem, "Shorten it.")
    if kind == "value_error":
        text = str(context["error"])
        return Violation(field, text if "(found" in text else f"{text} {found}")
    return Violation(field, f"{detail['msg'][:1].lower()}{detail['msg'][1:]} {found}")


def _explain_choice(field: Field, context: Mapping[str, Any]) -> Violation:
    """Explain what is wrong with the field that tells the kinds of an object apart."""
    field = (*field, context["discriminator"].strip("'"))  # pydantic puts it in quotes
    if "tag" not in context:
        return Violation(field, "is missing", "Add it.")
    known, found = context["expected_tags"], shorten(context["tag"])
    return Violation(field, f"must be one of {known} (found {found})")


def shorten(value: object, limit: int = 40) -> str:
    """Show a value in an error: as JSON, one line, never long.

    Args:
        value: Anything that came out of JSON.
        limit: Greatest length in characters.

    Returns:
        Printable text.
    """
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = json.dumps(value, ensure_ascii=True, default=repr)
    return text if len(text) <= limit else text[: limit - 4] + "…" + text[-1]
