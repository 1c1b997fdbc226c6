"""What requests look like: the models that check them, and what models cannot say.

Types, ranges and defaults come from the pydantic models. Rules that need the table of
models, or several fields at once, are added here as far as JSON Schema has words for
them; what it has none for stands in the description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from pixelengine_import.api.catalog import (
    DEFAULT_COLORS,
    MODELS,
    PIXELATE,
    REMOVE_BACKGROUND,
)
from pixelengine_import.api.requests import (
    AnimateBody,
    CancelBody,
    EnhancePromptBody,
    GenerateImageBody,
    KeyframesBody,
    PixelateBody,
    RemoveBackgroundBody,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel

    from pixelengine_import.api.catalog import ImageLimits, Model

__all__ = ["BODIES", "REF", "body_schemas"]

Schema = dict[str, Any]

REF = "#/components/schemas/{model}"
BODIES: dict[str, type[BaseModel]] = {
    "animate": AnimateBody,
    "keyframes": KeyframesBody,
    "generate_image": GenerateImageBody,
    "pixelate": PixelateBody,
    "remove_background": RemoveBackgroundBody,
    "cancel": CancelBody,
    "enhance_prompt": EnhancePromptBody,
}
_MEGABYTE = 1024 * 1024
_WORDS = {"minLength": 1, "pattern": r"\S"}
_HEX = {"pattern": "^#?[0-9A-Fa-f]{6}$"}
_HTTPS = {"format": "uri", "pattern": "^[hH][tT][tT][pP][sS]://"}


def body_schemas() -> dict[str, Schema]:
    """Return the schema of each body, and of what they share, by the model's name."""
    _, found = models_json_schema(
        [(model, "validation") for model in BODIES.values()], ref_template=REF
    )
    schemas: dict[str, Schema] = {
        name: _without_noise(schema) for name, schema in found["$defs"].items()
    }
    _animate(schemas["AnimateBody"])
    _keyframes(schemas["KeyframesBody"], schemas["Keyframe"])
    _generate_image(schemas["GenerateImageBody"])
    _pixelate(schemas["PixelateBody"])
    _remove_background(schemas["RemoveBackgroundBody"])
    _cancel(schemas["CancelBody"])
    _enhance_prompt(schemas["EnhancePromptBody"])
    schemas["PixelConfig"] |= {
        "description": "Colours of pixel art: a number of them, or a palette.",
        "oneOf": _only_one("colors", "palette"),
    }
    return schemas


def _without_noise(schema: Schema) -> Schema:
    """Take out titles that repeat names, and defaults that mean nothing is set."""
    schema.pop("title", None)
    for field in schema.get("properties", {}).values():
        field.pop("title", None)
        if "default" in field and field["default"] is None:
            del field["default"]
    return schema


def _animate(schema: Schema) -> None:
    fields = schema["properties"]
    pixel, general = _documented("animate")
    schema["description"] = (
        f"{pixel.name} takes an even number of frames up to {pixel.frames.most}, "
        f"{general.name} up to {general.frames.most} and no pixel_config."
    )
    fields["prompt"] |= _WORDS
    fields["matte_color"] |= _HEX
    fields["model"]["enum"] = [pixel.name, general.name]
    fields["pixel_config"]["default"] = {"colors": DEFAULT_COLORS}
    fields["output_frames"] |= {
        "description": "Number of frames, an even one.",
        "minimum": min(pixel.frames.least, general.frames.least),
        "maximum": max(pixel.frames.most, general.frames.most),
        "multipleOf": 2,
    }
    fields["image"]["description"] = _picture(
        (f"{pixel.name}", pixel.images), (f"{general.name}", general.images)
    )
    schema["if"] = _chosen("model", general.name)
    schema["then"] = {"properties": {"pixel_config": {"type": "null"}}}
    schema["else"] = {"properties": {"output_frames": {"maximum": pixel.frames.most}}}


def _keyframes(schema: Schema, keyframe: Schema) -> None:
    fields = schema["properties"]
    pixel, general = _documented("keyframes")
    schema["description"] = (
        f"{general.name} takes no pixel_config. There are at most total_frames "
        "keyframes, each at a place of its own below total_frames, all of one size."
    )
    fields["prompt"] |= _WORDS
    fields["matte_color"] |= _HEX
    fields["pixel_config"]["default"] = {"colors": DEFAULT_COLORS}
    fields["total_frames"] |= {
        "description": "Number of frames.",
        "minimum": pixel.frames.least,
        "maximum": pixel.frames.most,
    }
    fields["frames"] |= {"minItems": 1, "maxItems": pixel.frames.most}
    schema["if"] = _chosen("render_mode", general.name)
    schema["then"] = {"properties": {"pixel_config": {"type": "null"}}}
    keyframe["description"] = "A picture and its place in the animation."
    keyframe["properties"]["index"]["maximum"] = pixel.frames.most - 1
    total = pixel.images.max_total_bytes // _MEGABYTE
    _sources(
        keyframe,
        _picture(("pixel", pixel.images), ("detailed", general.images))
        + f" {total} MB for all keyframes together.",
    )
    keyframe["oneOf"] = _only_one("image", "image_url")


def _generate_image(schema: Schema) -> None:
    fields = schema["properties"]
    models = _documented("generate_image")
    schema["description"] = (
        "Without a picture one is made from words alone. Credits: "
        + ", ".join(f"{model.name} {model.cost}" for model in models)
        + "."
    )
    fields["prompt"] |= _WORDS
    fields["model"]["enum"] = [model.name for model in models]
    _sources(schema, _picture(("", models[0].images)))
    schema["not"] = _both("image", "image_url")


def _pixelate(schema: Schema) -> None:
    schema["description"] = "colors and palette exclude each other."
    fields = schema["properties"]
    fields["image"]["description"] = _picture(("", PIXELATE.images))
    fields["colors"]["default"] = DEFAULT_COLORS
    schema["not"] = _both("colors", "palette")


def _remove_background(schema: Schema) -> None:
    schema["description"] = "A still or an animation that loses its background."
    _sources(schema, _picture(("", REMOVE_BACKGROUND.images)))
    schema["oneOf"] = _only_one("image", "image_url")


def _cancel(schema: Schema) -> None:
    schema["description"] = "Names the job to cancel."
    schema["properties"]["api_job_id"] |= {"examples": [EXAMPLE_ID]}


def _enhance_prompt(schema: Schema) -> None:
    fields = schema["properties"]
    pixel, general = _documented("animate")
    schema["description"] = "Words, a picture, or both."
    fields["model"]["enum"] = [pixel.name, general.name]
    fields["image"]["description"] = _picture(
        (f"{pixel.name}", pixel.images), (f"{general.name}", general.images)
    )
    schema["if"] = {"properties": {"prompt": {"pattern": r"\S"}}}
    schema["else"] = {
        "properties": {"image": {"type": "string"}},
        "required": ["image"],
    }


EXAMPLE_ID = "f47ac10b-58cc-4372-a567-0e02b2c3d479"


def _documented(endpoint: str) -> list[Model]:
    return [m for m in MODELS if m.endpoint == endpoint and m.source == "documented"]


def _chosen(field: str, value: str) -> Schema:
    return {"properties": {field: {"const": value}}, "required": [field]}


def _only_one(first: str, second: str) -> list[Schema]:
    """Say that exactly one of two fields is there; null counts as left out."""
    return [
        {
            "required": [here],
            "properties": {here: _PRESENT, gone: {"type": "null"}},
        }
        for here, gone in ((first, second), (second, first))
    ]


def _both(first: str, second: str) -> Schema:
    return {
        "required": [first, second],
        "properties": {first: _PRESENT, second: _PRESENT},
    }


_PRESENT: Schema = {"not": {"type": "null"}}


def _sources(schema: Schema, picture: str) -> None:
    fields = schema["properties"]
    fields["image"]["description"] = picture
    fields["image_url"] |= {
        "anyOf": [{"type": "string", **_HTTPS}, {"type": "null"}],
        "description": "An https address of the picture, instead of image. Opened only "
        "when the engine was started with --allow-image-urls.",
    }


def _picture(*choices: tuple[str, ImageLimits]) -> str:
    """Say what a picture must be, for each model that may get it."""
    parts = [
        f"{name}: {_limits(limits)}" if name else _limits(limits)
        for name, limits in choices
    ]
    return "Base64 of the file, bare or as a data URL. " + "; ".join(parts) + "."


def _limits(limits: ImageLimits) -> str:
    said = [_either(limits.formats), f"at most {limits.max_bytes // _MEGABYTE} MB"]
    if limits.min_side > 1:
        said.append(f"{limits.min_side} to {limits.max_side} pixels on each side")
    elif limits.max_side is not None:
        said.append(f"at most {limits.max_side} pixels on each side")
    if limits.max_aspect is not None:
        said.append(f"between 1:{limits.max_aspect} and {limits.max_aspect}:1")
    return ", ".join(said)


def _either(formats: Iterable[str]) -> str:
    names = {"WEBP": "WebP"}
    return " or ".join(names.get(name, name) for name in formats)
