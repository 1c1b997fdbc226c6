"""What the client's methods take by keyword: the API's own fields, under its own names.

A field that is None or left out is left to the service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Required, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pixelengine_import.api.images import Picture
    from pixelengine_import.api.requests import OutputFormat, PixelConfig

__all__ = [
    "AnimateFields",
    "AnimateOptions",
    "BatchedAnimation",
    "ClipFields",
    "EnhancePromptOptions",
    "GenerateImageOptions",
    "KeyframePicture",
    "KeyframesOptions",
    "PixelColors",
    "PixelateOptions",
    "RemoveBackgroundOptions",
    "RetakeOptions",
    "SendOptions",
    "check_options",
]


class PixelColors(TypedDict, total=False):
    """Colours of pixel art: a count or a palette, never both."""

    colors: int
    palette: Sequence[str]


class SendOptions(TypedDict, total=False):
    """How a request is sent.

    Attributes:
        intent: A name for this request, sent as ``Idempotency-Key``; the service is
            not known to honour it.
        before_send: Called once the connection stands and before the first byte
            leaves: what it writes down is true from then on.
    """

    intent: str | None
    before_send: Callable[[], None] | None


class ClipFields(TypedDict, total=False):
    """What all animations have in common.

    Attributes:
        negative_prompt: What to avoid.
        pixel_config: Colours; 24 when left out. Pixel art only.
        seed: 1 to 9,999,999,999; the same request and seed give the same frames.
        output_format: ``webp`` (when left out), ``gif`` or ``spritesheet``.
        matte_color: Colour under transparent pixels; ``#808080`` when left out.
    """

    negative_prompt: str | None
    pixel_config: PixelColors | PixelConfig | None
    seed: int | None
    output_format: OutputFormat | None
    matte_color: str | None


class AnimateFields(ClipFields, total=False):
    """What one animation of a picture can have.

    Attributes:
        model: ``pixel-engine-v1.1`` when left out.
        output_frames: An even number; 8 when left out.
    """

    model: str | None
    output_frames: int | None


class AnimateOptions(AnimateFields, SendOptions, total=False):
    """Options of ``POST /animate``."""


class KeyframesOptions(ClipFields, SendOptions, total=False):
    """Options of ``POST /keyframes``."""


class KeyframePicture(TypedDict, total=False):
    """One keyframe.

    Attributes:
        index: Place in the animation, from 0.
        image: The picture; an https address is fetched by the service.
        strength: How closely it is followed, 0 to 1; 1 when left out.
    """

    index: Required[int]
    image: Required[Picture]
    strength: float | None


class GenerateImageOptions(SendOptions, total=False):
    """Options of ``POST /generate-image``.

    Attributes:
        model: ``nb_flash`` when left out.
        image: A picture to change; an https address is fetched by the service.
        seed: 1 to 9,999,999,999; models of Google ignore it.
    """

    model: str | None
    image: Picture | None
    seed: int | None


class PixelateOptions(SendOptions, total=False):
    """Options of ``POST /pixelate``.

    Attributes:
        colors: At most this many colours; 24 when left out.
        palette: Exactly these colours, instead.
    """

    colors: int | None
    palette: Sequence[str] | None


class RemoveBackgroundOptions(SendOptions, total=False):
    """Options of ``POST /remove-background``.

    Attributes:
        rmbg_alpha_threshold: Alpha from which a pixel is opaque, 0 to 255; chosen by
            the service when left out.
    """

    rmbg_alpha_threshold: int | None


class EnhancePromptOptions(TypedDict, total=False):
    """Options of ``POST /enhance-prompt``.

    Attributes:
        image: What moves.
        model: The model of /animate that the prompt is for.
    """

    image: Picture | None
    model: str | None


class RetakeOptions(ClipFields, SendOptions, total=False):
    """Options of ``POST /retake``, as observed."""


class BatchedAnimation(AnimateFields, total=False):
    """One animation of a batch.

    Attributes:
        image: The picture.
        prompt: The animation in words.
    """

    image: Required[Picture]
    prompt: Required[str]


def check_options(call: str, options: Mapping[str, object], kind: type) -> None:
    """Refuse names that a call does not have: a slip must not be paid for.

    Args:
        call: Name of the call.
        options: What it got by keyword.
        kind: The typed dictionary that says what it takes.

    Raises:
        TypeError: There is such a name, as for any function.
    """
    for name in options:
        if name not in kind.__annotations__:
            msg = f"{call}() got an unexpected keyword argument {name!r}"
            raise TypeError(msg)
