"""``POST /animate``: one picture and a prompt make a moving clip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.api.requests import AnimateBody, AnimateParameters
from pixelengine_import.api.rules import check_animate, output_size
from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.pixels import parse_hex
from pixelengine_import.local_engine.endpoints.shared import (
    IMAGE_BODY_LIMIT,
    check_body,
    documented_model,
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
from pixelengine_import.local_engine.pictures import Source, read_pictures

__all__ = ["ENDPOINT"]

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.pictures import Fetch

NAME = "animate"


def _read(document: object, fetch: Fetch) -> Order:
    body = check_body(AnimateBody, document)
    model = documented_model(NAME, body.model)
    for violation in check_animate(body):
        raise refusal(violation)
    (picture,) = read_pictures([Source(body.image)], model, fetch)
    inputs = fill_inputs(body, model)
    del inputs["image"]
    seed = body.seed
    if seed is None:
        seed = draw_seed(NAME, inputs, [picture.pixel_hash])
    return Order(NAME, model.cost, inputs, seed, (picture.data,))


def _paint(order: Order, work: Work) -> Painting:
    # Loaded when something moves, not at every start.
    from pixelengine_import.local_engine import motion  # noqa: PLC0415

    asked = AnimateParameters.model_validate(dict(order.inputs))
    model = documented_model(NAME, asked.model)
    image = decode_still(order.pictures[0], formats=model.images.formats)
    height, width = image.shape[:2]
    general = model.pipeline == "general"
    clip = motion.animate(
        image,
        prompt=asked.prompt,
        negative_prompt=asked.negative_prompt,
        output_frames=asked.output_frames,
        seed=order.seed,
        palette=palette_of(asked.pixel_config, model),
        matte=parse_hex(asked.matte_color),
        size=output_size(model, width, height) if general else None,
        work=work,
    )
    return finish_clip(clip, asked.output_format, work)


ENDPOINT = JobEndpoint(NAME, IMAGE_BODY_LIMIT, _read, _paint)
