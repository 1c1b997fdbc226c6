"""Request bodies of the API, and the parameters that sidecars share with them.

Shapes and types are checked here by pydantic; rules that need the table of models or
several fields at once are in :mod:`pixelengine_import.api.rules`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from pixelengine_import.api.catalog import (
    ANIMATE_DEFAULT_MODEL,
    COLORS_MAX,
    COLORS_MIN,
    DEFAULT_COLORS,
    DEFAULT_MATTE,
    DEFAULT_OUTPUT_FRAMES,
    ENHANCE_PROMPT_MOST,
    GENERATE_DEFAULT_MODEL,
    SEED_MAX,
    SEED_MIN,
)

__all__ = [
    "AnimateBody",
    "AnimateParameters",
    "CancelBody",
    "EnhancePromptBody",
    "GenerateImageBody",
    "GenerateImageParameters",
    "HexColor",
    "Keyframe",
    "KeyframesBody",
    "KeyframesParameters",
    "OutputFormat",
    "PixelConfig",
    "PixelateBody",
    "RemoveBackgroundBody",
    "RetakeBody",
    "RetakeRegion",
    "SharedParameters",
    "Wire",
    "dump_body",
    "normal_hex",
]

OutputFormat = Literal["webp", "gif", "spritesheet"]
_HEX = re.compile(r"#?[0-9A-Fa-f]{6}")


def normal_hex(text: str) -> str:
    """Write a colour as ``#rrggbb``.

    The live service takes colours in upper case and without ``#`` too.

    Args:
        text: Six hex digits, with or without ``#``.

    Returns:
        The colour in lower case with ``#``.

    Raises:
        ValueError: It is not six hex digits.
    """
    if not _HEX.fullmatch(text):
        msg = "must be a colour of six hex digits such as #ff0000"
        raise ValueError(msg)
    return "#" + text.removeprefix("#").lower()


# The pattern is for readers of the schema; the validator says what is wrong in words.
HexColor = Annotated[
    str,
    AfterValidator(normal_hex),
    Field(
        description="A colour of six hex digits.",
        examples=["#ff0000"],
        json_schema_extra={"pattern": r"^#?[0-9A-Fa-f]{6}$"},
    ),
]


class Wire(BaseModel):
    """Base of all bodies: strict types, unknown fields ignored as the service does."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class PixelConfig(Wire):
    """Colours of pixel art: a count or a palette, never both."""

    colors: int | None = Field(
        default=None,
        ge=COLORS_MIN,
        le=COLORS_MAX,
        description="At most this many colours over all frames.",
    )
    palette: list[HexColor] | None = Field(
        default=None,
        min_length=1,
        max_length=COLORS_MAX,
        description="Exactly these colours.",
    )


def _with_words(value: str) -> str:
    if not value.strip():
        msg = "must say something (found an empty text)"
        raise ValueError(msg)
    return value


class SharedParameters(Wire):
    """What /animate and /keyframes have in common."""

    prompt: str = Field(description="The animation in words.")
    negative_prompt: str = Field(default="", description="What to avoid.")
    pixel_config: PixelConfig | None = Field(
        default=None,
        description=f"Colours; {DEFAULT_COLORS} when left out. Pixel art only.",
    )
    seed: int | None = Field(
        default=None,
        ge=SEED_MIN,
        le=SEED_MAX,
        description="The same request and seed give the same frames.",
    )
    output_format: OutputFormat = Field(
        default="webp", description="File format of the result."
    )
    matte_color: str = Field(
        default=DEFAULT_MATTE,
        description="Colour under transparent pixels.",
        examples=["#ff00ff"],
    )

    @field_validator("prompt")
    @classmethod
    def _prompt_has_words(cls, value: str) -> str:
        return _with_words(value)

    @field_validator("matte_color")
    @classmethod
    def _normal_matte(cls, value: str) -> str:
        return normal_hex(value)


class AnimateParameters(SharedParameters):
    """Fields of ``POST /animate`` but the picture."""

    model: str = Field(
        default=ANIMATE_DEFAULT_MODEL, description="Which animation model to use."
    )
    output_frames: int = Field(
        default=DEFAULT_OUTPUT_FRAMES,
        description="Number of frames: even, 2 to 16 (2 to 24 for frame-engine-v1.1).",
    )


class AnimateBody(AnimateParameters):
    """Body of ``POST /animate``."""

    image: str = Field(
        repr=False, description="Base64 of a PNG (or JPEG), or a data URL."
    )


class Keyframe(Wire):
    """One keyframe of a body."""

    index: int = Field(ge=0, description="Place in the animation, from 0.")
    image: str | None = Field(
        default=None, repr=False, description="Base64, or a data URL."
    )
    image_url: str | None = Field(
        default=None, repr=False, description="HTTPS address."
    )
    strength: float = Field(
        default=1.0, ge=0.0, le=1.0, description="How closely it is followed."
    )


class KeyframesParameters(SharedParameters):
    """Fields of ``POST /keyframes`` but the keyframes themselves."""

    render_mode: Literal["pixel", "detailed"] = Field(
        description="Pixel art, or general pictures."
    )
    total_frames: int = Field(description="Number of frames, 3 to 20.")


class KeyframesBody(KeyframesParameters):
    """Body of ``POST /keyframes``."""

    frames: list[Keyframe] = Field(description="The keyframes.")


class GenerateImageParameters(Wire):
    """Fields of ``POST /generate-image`` but the reference picture."""

    prompt: str = Field(description="The picture in words, or what to change in it.")
    model: str = Field(
        default=GENERATE_DEFAULT_MODEL, description="Which generation model to use."
    )
    pixel_config: PixelConfig = Field(description="Colours: a count or a palette.")
    seed: int | None = Field(
        default=None,
        ge=SEED_MIN,
        le=SEED_MAX,
        description="For the same picture again; models of Google ignore it.",
    )

    @field_validator("prompt")
    @classmethod
    def _prompt_has_words(cls, value: str) -> str:
        return _with_words(value)


class GenerateImageBody(GenerateImageParameters):
    """Body of ``POST /generate-image``."""

    image: str | None = Field(
        default=None,
        repr=False,
        description="A picture to change: base64 of a PNG or JPEG, or a data URL.",
    )
    image_url: str | None = Field(
        default=None, repr=False, description="HTTPS address of a picture to change."
    )


class PixelateBody(Wire):
    """Body of ``POST /pixelate``."""

    image: str = Field(
        repr=False, description="Base64 of a PNG or JPEG, or a data URL."
    )
    colors: int | None = Field(
        default=None,
        ge=COLORS_MIN,
        le=COLORS_MAX,
        description=f"At most this many colours; {DEFAULT_COLORS} when left out.",
    )
    palette: list[HexColor] | None = Field(
        default=None,
        min_length=1,
        max_length=COLORS_MAX,
        description="Exactly these colours.",
    )


class RemoveBackgroundBody(Wire):
    """Body of ``POST /remove-background``."""

    image: str | None = Field(
        default=None,
        repr=False,
        description="Base64 of a PNG or WebP, animated or not, or a data URL.",
    )
    image_url: str | None = Field(
        default=None, repr=False, description="HTTPS address."
    )
    rmbg_alpha_threshold: int | None = Field(
        default=None,
        ge=0,
        le=255,
        description="Alpha from which a pixel is opaque; chosen by the service when "
        "left out.",
    )


class RetakeRegion(Wire):
    """Which frames of a strip are made anew, as observed."""

    start_frame: int = Field(description="The first of them, from 0.")
    end_frame: int = Field(description="The last of them.")


class RetakeBody(SharedParameters):
    """Body of ``POST /retake``, which is not in the reference: as observed."""

    image: str = Field(repr=False, description="Base64 of a strip, or a data URL.")
    render_mode: str = Field(description="As of /keyframes.")
    retake_region: RetakeRegion = Field(description="Which frames are made anew.")


class CancelBody(Wire):
    """Body of ``POST /cancel``."""

    api_job_id: str = Field(min_length=1, description="The job to cancel.")


class EnhancePromptBody(Wire):
    """Body of ``POST /enhance-prompt``."""

    prompt: str = Field(
        max_length=ENHANCE_PROMPT_MOST,
        description="The animation in words; may be empty beside an image.",
    )
    image: str | None = Field(
        default=None, repr=False, description="Base64 of what moves, or a data URL."
    )
    model: str = Field(
        default=ANIMATE_DEFAULT_MODEL,
        description="The model of /animate that the prompt is for.",
    )

    @model_validator(mode="after")
    def _something_to_go_by(self) -> Self:
        if not self.prompt.strip() and self.image is None:
            msg = (
                'an empty "prompt" needs an "image" beside it (found neither words nor '
                "a picture)"
            )
            raise ValueError(msg)
        return self


def dump_body(body: Wire) -> dict[str, Any]:
    """Return a body as JSON, without the fields that are not set to anything.

    Args:
        body: A checked body.

    Returns:
        What is sent: None and empty ``negative_prompt`` are left out.
    """
    document: dict[str, Any] = body.model_dump(mode="json", exclude_none=True)
    if document.get("negative_prompt") == "":
        del document["negative_prompt"]
    return document
