"""The format of ``"image": {…}`` in a sidecar: how the art is made."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    field_validator,
)

from pixelengine_import.api.catalog import COLORS_MAX, COLORS_MIN, DEFAULT_COLORS
from pixelengine_import.api.requests import GenerateImageParameters, PixelConfig
from pixelengine_import.sidecar.model_parts import (
    DOCUMENT,
    MAX_PROMPT,
    MAX_REROLL,
    PlainPalette,
    Switch,
    must_be_object,
    palette_value,
    switched,
)

__all__ = [
    "STEPS",
    "GenerateConfigDocument",
    "GenerateDocument",
    "ImageDocument",
    "ImageValue",
    "PixelateDocument",
]


class GenerateConfigDocument(PixelConfig):
    """Colours of a new picture: a count or a palette, never both."""

    model_config = DOCUMENT

    # A file more than the API's own field.
    palette: PlainPalette | None = Field(  # type: ignore[assignment]
        default=None, description="Exactly these colours: a list, or a palette file."
    )

    @field_validator("palette", mode="before")
    @classmethod
    def _palette(cls, value: Any) -> Any:
        return palette_value(value)


class GenerateDocument(GenerateImageParameters):
    """A request to /generate-image: a picture from words."""

    model_config = DOCUMENT

    prompt: str = Field(
        max_length=MAX_PROMPT,
        description="The picture in words, or what to change in a reference.",
    )
    pixel_config: GenerateConfigDocument = Field(
        default=GenerateConfigDocument(colors=DEFAULT_COLORS),
        description="Colours; 24 when left out.",
    )
    image: str | None = Field(
        default=None,
        description="A picture to change, from the sidecar's folder or as res://….",
    )


class PixelateDocument(BaseModel):
    """A request to /pixelate: clean pixel art from any picture."""

    model_config = DOCUMENT

    colors: int | None = Field(
        default=None,
        ge=COLORS_MIN,
        le=COLORS_MAX,
        description=f"At most this many colours; {DEFAULT_COLORS} when left out.",
    )
    palette: PlainPalette | None = Field(
        default=None, description="Exactly these colours: a list, or a palette file."
    )

    @field_validator("palette", mode="before")
    @classmethod
    def _palette(cls, value: Any) -> Any:
        return palette_value(value)


class ImageDocument(BaseModel):
    """How the art is made; the steps are taken in the order in which they stand here.

    The result is kept as ``NAME.png``.
    """

    model_config = DOCUMENT

    source: str | None = Field(
        default=None,
        description="The picture to begin with, from the sidecar's folder or as "
        "res://…, when none is generated.",
    )
    generate: GenerateDocument | None = Field(
        default=None, description="A request to /generate-image."
    )
    pixelate: Annotated[PixelateDocument | None, BeforeValidator(switched)] = Field(
        default=None, description="A request to /pixelate, free."
    )
    remove_background: Switch = Field(
        default=None, description="A request to /remove-background."
    )
    reroll: int = Field(
        default=0,
        ge=0,
        le=MAX_REROLL,
        description="Another picture: a higher number generates again with another "
        "seed. Works while seed is left out.",
    )

    @field_validator("generate", mode="before")
    @classmethod
    def _spelled_out(cls, value: Any) -> Any:
        return must_be_object(value)


STEPS = "{steps}"
"""Names the branch in pydantic's paths, where it must not look like a field."""


def _image_kind(value: object) -> str:
    return STEPS if isinstance(value, dict | ImageDocument) else "file"


_ImageFile = Annotated[str, Tag("file")]
_ImageSteps = Annotated[ImageDocument, Tag(STEPS)]
ImageValue = Annotated[_ImageFile | _ImageSteps, Discriminator(_image_kind)]
