"""``POST /keyframes``: pictures at given places, and the frames between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from pixelengine_import.api.catalog import Model, find_model
from pixelengine_import.api.requests import (
    Keyframe,
    KeyframesBody,
    KeyframesParameters,
)
from pixelengine_import.api.rules import check_keyframes, check_places, output_size
from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.pixels import parse_hex
from pixelengine_import.local_engine.endpoints.shared import (
    KEYFRAMES_BODY_LIMIT,
    check_body,
    fill_inputs,
    finish_clip,
    palette_of,
)
from pixelengine_import.local_engine.orders import (
    JobEndpoint,
    Order,
    Painting,
    draw_seed,
    refusal,
)
from pixelengine_import.local_engine.pictures import (
    Source,
    check_sources,
    read_pictures,
)

__all__ = ["ENDPOINT"]

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.pictures import Fetch

NAME = "keyframes"


def _read(document: object, fetch: Fetch) -> Order:
    body = check_body(KeyframesBody, document)
    model = _model(body.render_mode)
    for violation in check_keyframes(body):
        raise refusal(violation)
    for violation in check_places([k.index for k in body.frames], body.total_frames):
        raise refusal(violation)
    sources = [
        Source(keyframe.image, keyframe.image_url, ("frames", i))
        for i, keyframe in enumerate(body.frames)
    ]
    check_sources(sources)
    pictures = read_pictures(sources, model, fetch)
    inputs = fill_inputs(body, model)
    inputs["frames"] = [{"index": k.index, "strength": k.strength} for k in body.frames]
    seed = body.seed
    if seed is None:
        seed = draw_seed(NAME, inputs, [p.pixel_hash for p in pictures])
    return Order(NAME, model.cost, inputs, seed, tuple(p.data for p in pictures))


def _model(name: str) -> Model:
    model = find_model(NAME, name)
    if model is None:
        # The body's type lets no other name through: the table has lost a row.
        msg = f"no render mode {name}"
        raise LookupError(msg)
    return model


def _paint(order: Order, work: Work) -> Painting:
    # Loaded when something moves, not at every start.
    from pixelengine_import.local_engine import motion  # noqa: PLC0415

    asked = KeyframesParameters.model_validate(dict(order.inputs))
    places = _PLACES.validate_python(order.inputs["frames"])
    model = _model(asked.render_mode)
    keys = [
        motion.Key(
            place.index,
            decode_still(data, formats=model.images.formats),
            place.strength,
        )
        for place, data in zip(places, order.pictures, strict=True)
    ]
    height, width = keys[0].image.shape[:2]
    general = model.pipeline == "general"
    clip = motion.inbetween(
        keys,
        prompt=asked.prompt,
        negative_prompt=asked.negative_prompt,
        total_frames=asked.total_frames,
        seed=order.seed,
        palette=palette_of(asked.pixel_config, model),
        matte=parse_hex(asked.matte_color),
        size=output_size(model, width, height) if general else None,
        work=work,
    )
    return finish_clip(clip, asked.output_format, work)


_PLACES = TypeAdapter(list[Keyframe])

ENDPOINT = JobEndpoint(NAME, KEYFRAMES_BODY_LIMIT, _read, _paint)
