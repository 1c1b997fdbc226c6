"""``POST /pixelate``: a picture becomes clean pixel art, for free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pixelengine_import.api.catalog import DEFAULT_COLORS, ENDPOINTS, PIXELATE
from pixelengine_import.api.requests import PixelateBody
from pixelengine_import.api.rules import check_pixelate
from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.imaging.pixels import parse_hex
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.local_engine.encoding.files import EncodedFile
from pixelengine_import.local_engine.endpoints.shared import (
    IMAGE_BODY_LIMIT,
    check_body,
)
from pixelengine_import.local_engine.orders import (
    JobEndpoint,
    Order,
    Painting,
    draw_seed,
    refusal,
)
from pixelengine_import.local_engine.pictures import Source, read_pictures

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.pictures import Fetch

__all__ = ["ENDPOINT"]

NAME = "pixelate"


def _read(document: object, fetch: Fetch) -> Order:
    body = check_body(PixelateBody, document)
    for violation in check_pixelate(body):
        raise refusal(violation)
    (picture,) = read_pictures([Source(body.image)], PIXELATE, fetch)
    inputs: dict[str, Any] = (
        {"colors": DEFAULT_COLORS if body.colors is None else body.colors}
        if body.palette is None
        else {"palette": body.palette}
    )
    seed = draw_seed(NAME, inputs, [picture.pixel_hash])
    return Order(NAME, ENDPOINTS[NAME].cost or 0, inputs, seed, (picture.data,))


def _paint(order: Order, work: Work) -> Painting:
    # scipy takes 0.2 s to load, and requests are checked without it.
    from pixelengine_import.local_engine import pixelate  # noqa: PLC0415

    palette = order.inputs.get("palette")
    done = pixelate.pixelate(
        decode_still(order.pictures[0], formats=PIXELATE.images.formats),
        colours=order.inputs.get("colors", DEFAULT_COLORS),
        palette=None if palette is None else [parse_hex(text) for text in palette],
        work=work,
    )
    height, width = done.image.shape[:2]
    file = EncodedFile(
        encode_png(done.image), "image/png", {"width": width, "height": height}
    )
    notes = {
        "method": done.method,
        "grid": f"{done.pitch[0]:g}x{done.pitch[1]:g}",
        "grid_confidence": f"{done.confidence:g}",
    }
    return Painting(file, notes)


ENDPOINT = JobEndpoint(NAME, IMAGE_BODY_LIMIT, _read, _paint)
