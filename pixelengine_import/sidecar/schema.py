"""The JSON Schema of ``NAME.pxe.json``, for editors that complete and explain."""

from __future__ import annotations

from typing import Any

from pixelengine_import.sidecar.model import SidecarDocument

__all__ = ["SCHEMA_ID", "json_schema"]

SCHEMA_ID = "urn:pixelengine-import:sidecar:1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NAME = {"pattern": r"^(?! *$)[A-Za-z0-9_ -]{1,64}$"}
_TITLES = {
    "AnimateDocument": "A request to /animate",
    "AnimationDocument": "One animation",
    "DefaultsDocument": "Defaults of every animation",
    "GenerateConfigDocument": "Colours of a new picture",
    "GenerateDocument": "A request to /generate-image",
    "ImageDocument": "How the art is made",
    "KeyframeDocument": "One keyframe",
    "KeyframesDocument": "A request to /keyframes",
    "OutputsDocument": "What else is written",
    "PixelConfigDocument": "Colours of pixel art",
    "PixelateDocument": "A request to /pixelate",
    "RemoveBackgroundDocument": "A request to /remove-background",
}
# What stands in defaults may be missing in the section itself.
_FROM_DEFAULTS = ("render_mode", "total_frames")
_NEVER_NULL = ("animate", "animations", "defaults", "generate", "keyframes", "outputs")
_SWITCHES = ("pixelate", "remove_background")
_ANIMATE = {"prompt": "walk cycle to the right", "output_frames": 6}
_FRAMES = [
    {"index": 0, "image": "hero.png"},
    {"index": 4, "image": "hero_slash.png", "strength": 0.8},
]
_KEYFRAMES = {
    "prompt": "sword slash",
    "render_mode": "pixel",
    "total_frames": 8,
    "frames": _FRAMES,
}
_GENERATE = {"prompt": "a round slime with a crown", "pixel_config": {"colors": 16}}
_EXAMPLES: dict[str, list[Any]] = {
    "$schema": ["sidecar.schema.json"],
    "animate": [_ANIMATE],
    "animation_library": [True],
    "animations": [{"idle": {"animate": {"prompt": "breathing idle"}}}],
    "colors": [24],
    "defaults": [{"seed": 7, "pixel_config": {"colors": 24}}],
    "direction": ["pingpong"],
    "durations": [[120, 120, 300, 120]],
    "enhance_prompt": [True],
    "fps": [8, 12],
    "frames": [_FRAMES],
    "generate": [_GENERATE],
    "image": ["hero.png", "res://art/hero.png"],
    "index": [0, 4],
    "keyframes": [_KEYFRAMES],
    "loop": [False],
    "matte_color": ["auto", "#ff00ff"],
    "model": ["pixel-engine-v1.1", "frame-engine-v1.1"],
    "negative_prompt": ["blurry, distorted"],
    "output_format": ["spritesheet"],
    "output_frames": [4, 8],
    "outputs": [{"scene": True, "animation_library": True}],
    "palette": [["#1a1c2c", "#f4f4f4"], "palettes/dusk.hex"],
    "pixel_config": [{"colors": 16}, {"palette": "palettes/dusk.hex"}],
    "pixelate": [True, {"colors": 16}],
    "prompt": ["breathing idle", "walk cycle to the right"],
    "remove_background": [True, {"rmbg_alpha_threshold": 128}],
    "render_mode": ["pixel"],
    "reroll": [1],
    "rmbg_alpha_threshold": [128],
    "scene": [True],
    "seed": [7],
    "source": ["raw/hero.jpg"],
    "strength": [0.8],
    "total_frames": [8],
    "transparent": [False],
}


def json_schema() -> dict[str, Any]:
    """Describe the format of a sidecar.

    Returns:
        A JSON Schema of draft 2020-12: every field with a description and examples.
        Rules that look into pictures or at the table of models are beyond it.
    """
    schema = SidecarDocument.model_json_schema()
    definitions = schema["$defs"]
    for name, title in _TITLES.items():
        definitions[name]["title"] = title
    for part in (schema, *definitions.values()):
        _teach(part)
    keyframes = definitions["KeyframesDocument"]
    keyframes["required"] = [
        name for name in keyframes["required"] if name not in _FROM_DEFAULTS
    ]
    definitions["AnimationDocument"] |= _exactly_one("animate", "keyframes")
    for name in ("PixelConfigDocument", "GenerateConfigDocument"):
        definitions[name] |= _exactly_one("colors", "palette")
    definitions["ImageDocument"] |= _exactly_one("generate", "source")
    schema["properties"]["animations"]["propertyNames"] = _NAME
    alone = set(definitions["AnimationDocument"]["properties"]) - {"image"}
    schema |= _exactly_one("animate", "keyframes", "animations")
    schema["dependentSchemas"] = {
        "animations": {"properties": dict.fromkeys(sorted(alone), False)}
    }
    return {
        "$schema": DIALECT,
        "$id": SCHEMA_ID,
        **schema,
        "title": "Sidecar of pixelengine-import",
        "description": "Animations of one picture: put NAME.pxe.json beside NAME.png.",
    }


def _teach(part: dict[str, Any]) -> None:
    for name, field in part.get("properties", {}).items():
        field.setdefault("examples", _EXAMPLES[name])
        # A title that repeats the name hides the description in some editors.
        field.pop("title", None)
        if field.get("default", ...) is None:
            del field["default"]
        if name in _NEVER_NULL:
            field.update(field.pop("anyOf")[0])
        if name in _SWITCHES:
            field["anyOf"].insert(0, {"type": "boolean"})


def _exactly_one(*names: str) -> dict[str, Any]:
    return {"oneOf": [{"required": [name]} for name in names]}
