"""What several models of the sidecar share: palettes, switches, small requests."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from pixelengine_import.api.catalog import COLORS_MAX
from pixelengine_import.api.requests import HexColor
from pixelengine_import.sidecar.names import PALETTE_SUFFIXES

__all__ = [
    "DOCUMENT",
    "MAX_PROMPT",
    "MAX_REROLL",
    "SOURCE",
    "OutputsDocument",
    "PaletteValue",
    "PlainPalette",
    "RemoveBackgroundDocument",
    "Switch",
    "must_be_object",
    "palette_value",
    "switched",
]

SOURCE = "source"
MAX_PROMPT = 10_000
MAX_REROLL = 1_000_000
DOCUMENT = ConfigDict(strict=True, extra="forbid", frozen=True)


def _palette_kind(value: object) -> str:
    if isinstance(value, str):
        return "word" if value == SOURCE else "file"
    return "list"


_Colours = Annotated[
    list[HexColor], Field(min_length=1, max_length=COLORS_MAX), Tag("list")
]
_Word = Annotated[Literal["source"], Tag("word")]
_PaletteFile = Annotated[
    str,
    Field(json_schema_extra={"pattern": r"\.(hex|gpl|pal|png|HEX|GPL|PAL|PNG)$"}),
    Tag("file"),
]
PaletteValue = Annotated[_Colours | _Word | _PaletteFile, Discriminator(_palette_kind)]
PlainPalette = Annotated[_Colours | _PaletteFile, Discriminator(_palette_kind)]


def palette_value(value: Any) -> Any:
    """Refuse what is neither a list of colours nor the name of a palette file."""
    if value is None or isinstance(value, list):
        return value
    if isinstance(value, str) and value.lower().endswith(PALETTE_SUFFIXES):
        return value
    msg = f"must be a list of colours or a file ({', '.join(PALETTE_SUFFIXES)})"
    raise ValueError(msg)


def switched(value: Any) -> Any:
    """Read ``true`` as an object without fields, ``false`` as nothing."""
    if value is None or value is False:
        return None
    if value is True:
        return {}
    return value


class RemoveBackgroundDocument(BaseModel):
    """A request to /remove-background."""

    model_config = DOCUMENT

    rmbg_alpha_threshold: int | None = Field(
        default=None,
        ge=0,
        le=255,
        description="Alpha from which a pixel is opaque; chosen by the service when "
        "left out.",
    )


Switch = Annotated[RemoveBackgroundDocument | None, BeforeValidator(switched)]


class OutputsDocument(BaseModel):
    """What is written beside the sheet, the SpriteFrames and the metadata."""

    model_config = DOCUMENT

    scene: bool | None = Field(
        default=None,
        description="Whether hero.scene.tscn is written, a scene with an "
        "AnimatedSprite2D; as pixelengine.toml says when left out.",
    )
    animation_library: bool | None = Field(
        default=None,
        description="Whether hero.animations.tres is written, the animations for an "
        "AnimationPlayer with a Sprite2D; as pixelengine.toml says when left out.",
    )


def must_be_object(value: Any) -> Any:
    """Refuse null where a request must be spelled out."""
    if not isinstance(value, dict):
        msg = "must be an object"
        raise ValueError(msg)  # noqa: TRY004 - pydantic turns only this one into a finding
    return value
