"""``pxe models``: what the API offers, what it takes, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pixelengine_import.api.catalog import (
    ANIMATE_DEFAULT_MODEL,
    BATCH_FIRST,
    BATCH_FURTHER,
    ENDPOINTS,
    GENERATE_DEFAULT_MODEL,
    MEGABYTE,
    MODELS,
    PIXELATE,
    REMOVE_BACKGROUND,
)
from pixelengine_import.cli.console import Console
from pixelengine_import.cli.session import json_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pixelengine_import.api.catalog import Endpoint, ImageLimits, Model

__all__ = ["command"]

_DEFAULTS = {"animate": ANIMATE_DEFAULT_MODEL, "generate_image": GENERATE_DEFAULT_MODEL}
_TOOLS = {"pixelate": PIXELATE, "remove_background": REMOVE_BACKGROUND}
_WITH_MODELS = {model.endpoint for model in MODELS}


@click.command("models")
@json_option
def command(*, as_json: bool) -> None:
    """Show models and endpoints with their prices and limits.

    Prices are credits for one job: the list price, and in brackets a higher one that
    was seen on the live service. Documented rows stand in the API reference; observed
    ones were seen on the live service and may change.

    \b
    Examples:
      pxe models
      pxe models --json
    """
    console = Console(as_json=as_json)
    for model in MODELS:
        console.record("model", **_model_record(model))
    for row in ENDPOINTS.values():
        console.record("endpoint", **_endpoint_record(row))
    console.table(
        ("endpoint, model", "credits", "picture", "frames", "known"),
        [line for row in ENDPOINTS.values() for line in _lines(row)],
        wrap="picture",
    )
    console.say("* when no model is named; models of /keyframes are its render modes")


def _lines(row: Endpoint) -> Iterator[tuple[str, ...]]:
    """Write an endpoint, and below it its models."""
    if row.name in _WITH_MODELS:
        yield row.path, "", "", "", ""
    else:
        picture = _limits(_TOOLS[row.name].images) if row.name in _TOOLS else ""
        yield row.path, _price(row), picture, "", row.source
    for model in MODELS:
        if model.endpoint == row.name:
            name = f"  {model.name}" + (" *" if _is_default(model) else "")
            picture = _limits(model.images)
            yield name, _credits(model), picture, _frames(model), model.source


def _is_default(model: Model) -> bool:
    return _DEFAULTS.get(model.endpoint) == model.name


def _credits(model: Model) -> str:
    if model.observed_cost is None:
        return str(model.cost)
    return f"{model.cost} ({model.observed_cost})"


def _price(row: Endpoint) -> str:
    if row.name == "animate_batch":
        return f"{BATCH_FIRST}, then {BATCH_FURTHER}"
    return str(row.cost) if row.cost else "free"


def _limits(limits: ImageLimits) -> str:
    """Write what a picture must be in one line."""
    parts = [" or ".join(limits.formats), _sides(limits)]
    if limits.max_aspect is not None:
        parts.append(f"1:{limits.max_aspect} to {limits.max_aspect}:1")
    size = f"{limits.max_bytes // MEGABYTE} MB"
    if limits.max_total_bytes > limits.max_bytes:
        size += f" each, {limits.max_total_bytes // MEGABYTE} MB in all"
    return ", ".join(part for part in (*parts, size) if part)


def _sides(limits: ImageLimits) -> str:
    if limits.max_side is None:
        return ""
    least = f"{limits.min_side} to " if limits.min_side > 1 else "up to "
    return f"{least}{limits.max_side} px"


def _frames(model: Model) -> str:
    rule = model.frames
    if rule.least == rule.most:
        return str(rule.least)
    return f"{rule.least}-{rule.most}" + (", even" if rule.even else "")


# -- for machines -------------------------------------------------------------------


def _model_record(model: Model) -> dict[str, Any]:
    return {
        "endpoint": model.endpoint,
        "name": model.name,
        "source": model.source,
        "default": _is_default(model),
        "cost": model.cost,
        "observed_cost": model.observed_cost,
        "pixel_config": model.takes_pixel_config,
        "frames": {
            "least": model.frames.least,
            "most": model.frames.most,
            "even": model.frames.even,
        },
        "image": _image_record(model.images),
    }


def _endpoint_record(row: Endpoint) -> dict[str, Any]:
    """Describe an endpoint; no cost means that the model or the body decides."""
    tool = _TOOLS.get(row.name)
    return {
        "name": row.name,
        "method": row.method,
        "path": row.path,
        "source": row.source,
        "paid": row.paid,
        "cost": row.cost,
        "image": None if tool is None else _image_record(tool.images),
    }


def _image_record(limits: ImageLimits) -> dict[str, Any]:
    return {
        "formats": list(limits.formats),
        "min_side": limits.min_side,
        "max_side": limits.max_side,
        "max_bytes": limits.max_bytes,
        "max_total_bytes": limits.max_total_bytes,
        "max_aspect": limits.max_aspect,
    }
