"""The format of ``NAME.pxe.json`` as models: shapes, types, ranges and descriptions.

Inside ``animate`` and ``keyframes`` the fields are the API's own. The JSON Schema that
editors read is made from these models too. Rules that need several fields at once are
in :mod:`pixelengine_import.api.rules` and :mod:`pixelengine_import.sidecar.parse`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    Field,
    field_validator,
)

from pixelengine_import.api.catalog import (
    ANIMATE_DEFAULT_MODEL,
    DEFAULT_FPS,
    DEFAULT_OUTPUT_FRAMES,
    SEED_MAX,
    SEED_MIN,
)
from pixelengine_import.api.requests import (
    AnimateParameters,
    KeyframesParameters,
    OutputFormat,
    PixelConfig,
    SharedParameters,
    normal_hex,
)
from pixelengine_import.sidecar.model_image import ImageValue
from pixelengine_import.sidecar.model_parts import (
    DOCUMENT,
    MAX_PROMPT,
    MAX_REROLL,
    SOURCE,
    OutputsDocument,
    PaletteValue,
    Switch,
    must_be_object,
    palette_value,
)
from pixelengine_import.sidecar.names import PALETTE_SUFFIXES

__all__ = [
    "AUTO",
    "AnimateDocument",
    "AnimationDocument",
    "DefaultsDocument",
    "KeyframeDocument",
    "KeyframesDocument",
    "PixelConfigDocument",
    "PlaybackDocument",
    "SidecarDocument",
]

AUTO = "auto"
MAX_FPS = 60.0
MAX_DURATION = 60_000

Milliseconds = Annotated[int, Field(ge=1, le=MAX_DURATION)]
Frames = Annotated[int, Field(ge=1)]


class PixelConfigDocument(PixelConfig):
    """Colours of pixel art: a count or a palette, never both."""

    model_config = DOCUMENT

    # One word more than the API's own field.
    palette: PaletteValue | None = Field(  # type: ignore[assignment]
        default=None,
        description='Exactly these colours: a list, a palette file, or "source": the '
        "colours of the art itself, so that frames cannot drift in colour.",
    )

    @field_validator("palette", mode="before")
    @classmethod
    def _list_or_source(cls, value: Any) -> Any:
        if value == SOURCE:
            return value
        try:
            return palette_value(value)
        except ValueError as error:
            endings = ", ".join(PALETTE_SUFFIXES)
            msg = f'must be a list of colours, "source" or a file ({endings})'
            raise ValueError(msg) from error


class _Section(SharedParameters):
    """What both sections write in another way than the API's body."""

    model_config = DOCUMENT

    prompt: str = Field(max_length=MAX_PROMPT, description="The animation in words.")
    negative_prompt: str = Field(
        default="", max_length=MAX_PROMPT, description="What to avoid."
    )
    pixel_config: PixelConfigDocument | None = Field(
        default=None,
        description="Colours; 24 when left out. Pixel art only.",
    )
    output_format: OutputFormat = Field(
        default="spritesheet",
        description="File format in which the result travels; spritesheet is lossless.",
    )
    matte_color: str = Field(
        default=AUTO,
        description='Colour under transparent pixels, or "auto": far from the art\'s '
        "own colours.",
        json_schema_extra={"pattern": r"^(auto|#?[0-9A-Fa-f]{6})$"},
    )

    @field_validator("matte_color")
    @classmethod
    def _normal_matte(cls, value: str) -> str:
        return _matte(value)


def _matte(value: str) -> str:
    if value == AUTO:
        return value
    try:
        return normal_hex(value)
    except ValueError as error:
        msg = 'must be "auto" or a colour of six hex digits such as #ff00ff'
        raise ValueError(msg) from error


class AnimateDocument(_Section, AnimateParameters):
    """A request to /animate: one picture set in motion by words."""

    model_config = DOCUMENT


class KeyframeDocument(BaseModel):
    """One picture at one place of the animation."""

    model_config = DOCUMENT

    index: int = Field(ge=0, description="Place in the animation, from 0.")
    image: str | None = Field(
        default=None,
        description="The picture, from the sidecar's folder or as res://…; the "
        "animation's own when left out.",
    )
    strength: float = Field(
        default=1.0, ge=0.0, le=1.0, description="How closely it is followed."
    )


class KeyframesDocument(_Section, KeyframesParameters):
    """A request to /keyframes: the frames between pictures that you drew."""

    model_config = DOCUMENT

    frames: list[KeyframeDocument] = Field(
        description="The keyframes: at least one, each at a place of its own."
    )


class PlaybackDocument(BaseModel):
    """What stands beside a request: how the result is cut and played."""

    model_config = DOCUMENT

    fps: float = Field(
        default=DEFAULT_FPS,
        gt=0,
        le=MAX_FPS,
        allow_inf_nan=False,
        description="Frames per second.",
    )
    durations: list[Milliseconds] | None = Field(
        default=None,
        min_length=1,
        description="Milliseconds of each frame, one number a frame, instead of fps.",
    )
    loop: bool = Field(default=True, description="Whether it starts again at its end.")
    direction: Literal["forward", "reverse", "pingpong"] = Field(
        default="forward", description="The order in which the frames are played."
    )
    transparent: bool = Field(
        default=True,
        description="Whether transparent art comes back transparent: the matte is "
        "taken out of the result, at no cost.",
    )
    remove_background: Switch = Field(
        default=None,
        description="Have the service take the background out of the result (2 "
        "credits), instead of taking the matte out at no cost.",
    )
    enhance_prompt: bool = Field(
        default=False,
        description="Have the service rewrite the prompt first, at no cost.",
    )
    reroll: int = Field(
        default=0,
        ge=0,
        le=MAX_REROLL,
        description="Another try: a higher number asks again with another seed. Works "
        "while seed is left out.",
    )


class AnimationDocument(PlaybackDocument):
    """One animation: a request and what stands beside it."""

    image: str | None = Field(
        default=None,
        description="The art, from the sidecar's folder or as res://…; the picture of "
        "the sidecar's own name when left out (hero.png for hero.pxe.json).",
    )
    animate: AnimateDocument | None = Field(
        default=None, description="A request to /animate."
    )
    keyframes: KeyframesDocument | None = Field(
        default=None, description="A request to /keyframes."
    )

    @field_validator("animate", "keyframes", mode="before")
    @classmethod
    def _spelled_out(cls, value: Any) -> Any:
        return must_be_object(value)


class DefaultsDocument(PlaybackDocument):
    """Fields for every animation of this sidecar that does not set them itself."""

    model: str = Field(
        default=ANIMATE_DEFAULT_MODEL, description="Model of every animate."
    )
    render_mode: Literal["pixel", "detailed"] = Field(
        default="pixel", description="Render mode of every keyframes."
    )
    negative_prompt: str = Field(
        default="", max_length=MAX_PROMPT, description="What to avoid."
    )
    pixel_config: PixelConfigDocument | None = Field(
        default=None, description="Colours, where the model takes them."
    )
    output_frames: Frames = Field(
        default=DEFAULT_OUTPUT_FRAMES, description="Number of frames of every animate."
    )
    total_frames: Frames = Field(
        default=DEFAULT_OUTPUT_FRAMES,
        description="Number of frames of every keyframes.",
    )
    seed: int | None = Field(
        default=None,
        ge=SEED_MIN,
        le=SEED_MAX,
        description="The same request and seed give the same frames.",
    )
    output_format: OutputFormat = Field(
        default="spritesheet", description="File format in which results travel."
    )
    matte_color: str = Field(
        default=AUTO,
        description='Colour under transparent pixels, or "auto".',
        json_schema_extra={"pattern": r"^(auto|#?[0-9A-Fa-f]{6})$"},
    )

    @field_validator("matte_color")
    @classmethod
    def _normal_matte(cls, value: str) -> str:
        return _matte(value)


class SidecarDocument(AnimationDocument):
    """A whole ``NAME.pxe.json``: one animation, or several by name."""

    # A way more than an animation has: the art may be made.
    image: ImageValue | None = Field(  # type: ignore[assignment]
        default=None,
        description="The art: a file, from the sidecar's folder or as res://…; the "
        "picture of the sidecar's own name when left out (hero.png for hero.pxe.json); "
        "or how that picture is made.",
    )
    schema_: str | None = Field(
        default=None, alias="$schema", description="Where editors find this schema."
    )
    defaults: DefaultsDocument | None = Field(
        default=None, description="Fields for every animation that lacks them."
    )
    animations: dict[str, AnimationDocument] | None = Field(
        default=None,
        min_length=1,
        description="Animations by name, instead of a single one.",
    )
    outputs: OutputsDocument | None = Field(
        default=None, description="What else is written for Godot."
    )

    @field_validator("defaults", "animations", "outputs", mode="before")
    @classmethod
    def _spelled_out_too(cls, value: Any) -> Any:
        return must_be_object(value)
