"""From a wanted animation to the body that is sent, with its exact pictures."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pixelengine_import.api.catalog import COLORS_MAX, DEFAULT_MATTE
from pixelengine_import.api.rules import check_image
from pixelengine_import.errors import SidecarError
from pixelengine_import.imaging.decode import inspect
from pixelengine_import.imaging.matte import choose_matte
from pixelengine_import.imaging.pixels import (
    Colour,
    flatten,
    parse_hex,
    to_hex,
)
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.pipeline.ask import Ask, Prepared
from pixelengine_import.pipeline.want import source_palette
from pixelengine_import.sidecar.facts import KeyframesRequest, SidecarErrors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.pipeline.material import Art
    from pixelengine_import.pipeline.want import Want

__all__ = ["ask_of", "matte_of", "prepare"]


def ask_of(want: Want) -> Ask:
    """Return what the service is asked for an animation."""
    return Ask(
        want.sidecar,
        want.name,
        want.animation.endpoint,
        want.key,
        want.price,
        lambda: prepare(want),
    )


def matte_of(want: Want) -> Colour | None:
    """Return the colour that transparent art is flattened on, None for opaque art.

    Args:
        want: The animation. ``auto`` is a colour far from the art's palette when it
            is taken out again, else the API's own default.
    """
    if not want.alpha:
        return None
    wish = want.animation.request.matte_color
    if wish != "auto":
        return parse_hex(wish)
    if not want.animation.transparent:
        return parse_hex(DEFAULT_MATTE)
    return _far_from(want.art)


@lru_cache(maxsize=16)
def _far_from(art: tuple[Art, ...]) -> Colour:
    """Choose a matte; the animations of one sidecar share their art and so the work."""
    return choose_matte([picture.pixels for picture in art]).colour


def prepare(want: Want) -> Prepared:
    """Build the request for an animation.

    The pictures are flattened here and not by the service, so that what was sent is
    known to the pixel.

    Args:
        want: The animation.

    Raises:
        SidecarErrors: The flattened picture is too large.
    """
    matte = matte_of(want)
    images = tuple(_encode(art, matte) for art in want.art)
    _check_size(want, images)
    request = want.animation.request
    parameters: dict[str, Any] = {"prompt": request.prompt}
    if request.negative_prompt:
        parameters["negative_prompt"] = request.negative_prompt
    if isinstance(request, KeyframesRequest):
        parameters["render_mode"] = request.render_mode
        parameters["total_frames"] = request.total_frames
        parameters["frames"] = [
            {"index": frame.index, "strength": frame.strength}
            for frame in request.frames
        ]
    else:
        parameters["model"] = request.model
        parameters["output_frames"] = request.output_frames
    config = _pixel_config(want, matte)
    if config is not None:
        parameters["pixel_config"] = config
    parameters["seed"] = want.seed
    parameters["output_format"] = request.output_format
    parameters["matte_color"] = DEFAULT_MATTE if matte is None else to_hex(matte)
    return Prepared(parameters, images)


def _encode(art: Art, matte: Colour | None) -> bytes:
    if matte is None:
        return art.data
    return encode_png(flatten(art.pixels, matte))


def _check_size(want: Want, images: Sequence[bytes]) -> None:
    model = want.model
    if model is None or model.source != "documented":
        return
    facts = [inspect(data) for data in images]
    fields = [ref.field for ref in want.animation.images]
    violations = list(check_image(model, facts, fields))
    if violations:
        place = want.animation.where(violations[0].field)
        error = SidecarError(
            str(violations[0]),
            path=want.sidecar,
            line=place.line,
            column=place.column,
            field=violations[0].dotted,
        )
        raise SidecarErrors([error])


def _pixel_config(want: Want, matte: Colour | None) -> dict[str, Any] | None:
    """Return the colours to ask for: the user's, and a place for the matte."""
    request = want.animation.request
    extra = matte if want.removes_matte else None
    if request.palette is None:
        if request.colors is None:
            return None
        most = request.colors + (extra is not None)
        return {"colors": min(most, COLORS_MAX)}
    if request.palette == "source":
        palette = source_palette(want.art)
    else:
        palette = list(request.palette)
    if extra is not None and to_hex(extra) not in palette:
        palette = [*palette, to_hex(extra)]
    return {"palette": palette}
