"""From plain fields to a checked body, for callers that know nothing of pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from pixelengine_import.api.requests import Wire
from pixelengine_import.api.violations import explain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pixelengine_import.api.violations import Violation

__all__ = ["read_body"]

W = TypeVar("W", bound=Wire)


def read_body(model: type[W], fields: Mapping[str, object]) -> W | list[Violation]:
    """Check the shapes and types of a body.

    Args:
        model: Which body.
        fields: Its fields by name.

    Returns:
        The body, or all that is wrong with the fields.
    """
    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        return explain(error)
