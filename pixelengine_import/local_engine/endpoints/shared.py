"""What /animate and /keyframes have in common: checking bodies, painting clips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from pixelengine_import.api.catalog import DEFAULT_COLORS, MODELS, find_model
from pixelengine_import.api.violations import Violation, explain, shorten
from pixelengine_import.imaging.pixels import parse_hex
from pixelengine_import.local_engine.encoding.files import encode_animation
from pixelengine_import.local_engine.orders import Painting, refusal

if TYPE_CHECKING:
    from pixelengine_import.api.catalog import Model
    from pixelengine_import.api.requests import (
        OutputFormat,
        PixelConfig,
        SharedParameters,
    )
    from pixelengine_import.local_engine.motion import Clip, Palette, Work

__all__ = [
    "IMAGE_BODY_LIMIT",
    "KEYFRAMES_BODY_LIMIT",
    "check_body",
    "documented_model",
    "fill_inputs",
    "finish_clip",
    "palette_of",
]

Body = TypeVar("Body", bound=BaseModel)

IMAGE_BODY_LIMIT = 16 * 1024 * 1024
KEYFRAMES_BODY_LIMIT = 40 * 1024 * 1024


def check_body(kind: type[Body], document: object) -> Body:
    """Check types and ranges of a JSON body.

    Args:
        kind: The body's model.
        document: Decoded JSON.

    Raises:
        RefusedError: 400, with the first thing that is wrong.
    """
    if not isinstance(document, dict):
        problem = f"the body must be a JSON object (found {shorten(document)})"
        raise refusal(Violation((), problem))
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise refusal(explain(error)[0]) from None


def documented_model(endpoint: str, name: str) -> Model:
    """Look up a model that the engine can stand in for.

    Args:
        endpoint: Whose model.
        name: What the request calls it.

    Raises:
        RefusedError: 400; only models of the reference are known.
    """
    model = find_model(endpoint, name)
    if model is None or model.source != "documented":
        known = [
            m for m in MODELS if m.endpoint == endpoint and m.source == "documented"
        ]
        names = " or ".join(f'"{m.name}"' for m in known)
        problem = f"is not a model of this local engine (found {shorten(name)})"
        raise refusal(Violation(("model",), problem, f"Use {names}."))
    return model


def fill_inputs(parameters: SharedParameters, model: Model) -> dict[str, Any]:
    """Spell out the parameters of a request, defaults included.

    Args:
        parameters: The checked parameters, without pictures.
        model: The model or render mode.

    Returns:
        JSON; without ``seed`` when none was given.
    """
    document: dict[str, Any] = parameters.model_dump(mode="json", exclude_none=True)
    if model.takes_pixel_config:
        document.setdefault("pixel_config", {"colors": DEFAULT_COLORS})
    return document


def palette_of(config: PixelConfig | None, model: Model) -> Palette | None:
    """Return the colours that a clip may use; None sets no limit.

    Args:
        config: The request's ``pixel_config``.
        model: The model or render mode.
    """
    from pixelengine_import.local_engine.motion import Palette  # noqa: PLC0415 - heavy

    if not model.takes_pixel_config:
        return None
    if config is None:
        return Palette(DEFAULT_COLORS)
    if config.palette is not None:
        # A palette may name a colour twice; the first place counts.
        fixed = dict.fromkeys(parse_hex(text) for text in config.palette)
        return Palette(len(fixed), tuple(fixed))
    return Palette(DEFAULT_COLORS if config.colors is None else config.colors)


def finish_clip(clip: Clip, form: OutputFormat, work: Work) -> Painting:
    """Encode a clip and write down how it came about.

    Raises:
        Cancelled: The result is no longer wanted.
    """
    notes = {
        "method": clip.method,
        "understood": ", ".join(clip.understood),
        "ignored": ", ".join(clip.ignored),
        "missing": ", ".join(clip.missing),
    }
    return Painting(encode_animation(clip.frames, form, work.check), notes)
