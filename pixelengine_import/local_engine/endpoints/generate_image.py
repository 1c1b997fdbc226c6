"""``POST /generate-image``: words make a picture, or change one.

The seed of a picture is the request's own for models that honour it (``oai_*``). Models
that ignore it (``nb_*``) get one that is drawn from everything else in the request, so
that the field changes nothing, as the reference says, and the same request still gives
the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pixelengine_import.api.requests import GenerateImageBody, GenerateImageParameters
from pixelengine_import.api.rules import check_generate_image
from pixelengine_import.api.violations import Violation
from pixelengine_import.imaging.decode import decode_still, inspect
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.local_engine.encoding.files import EncodedFile
from pixelengine_import.local_engine.endpoints.shared import (
    IMAGE_BODY_LIMIT,
    check_body,
    documented_model,
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

if TYPE_CHECKING:
    from pixelengine_import.api.catalog import Model
    from pixelengine_import.api.violations import Field
    from pixelengine_import.local_engine.drawing import Drawn
    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.pictures import Fetch

__all__ = ["ENDPOINT"]

NAME = "generate_image"
MOST_PIXELS = 16_000_000
"""Of a reference picture. Our own: the API names no limit, memory has one."""


def _read(document: object, fetch: Fetch) -> Order:
    body = check_body(GenerateImageBody, document)
    model = documented_model(NAME, body.model)
    for violation in check_generate_image(body):
        raise refusal(violation)
    source = Source(body.image, body.image_url)
    check_sources([source], needed=False)
    sources = [] if (body.image, body.image_url) == (None, None) else [source]
    pictures = read_pictures(sources, model, fetch)
    for picture in pictures:
        _check_budget(picture.data, source.field)
    inputs: dict[str, Any] = body.model_dump(
        mode="json", exclude_none=True, exclude={"image", "image_url"}
    )
    seed = body.seed
    if seed is None or not model.honours_seed:
        seed = draw_seed(NAME, inputs, [picture.pixel_hash for picture in pictures])
    return Order(NAME, model.cost, inputs, seed, tuple(p.data for p in pictures))


def _check_budget(data: bytes, field: Field) -> None:
    """Refuse what would take more memory than one job should."""
    info = inspect(data)
    if info.width * info.height > MOST_PIXELS:
        found = f"found {info.width}x{info.height} pixels"
        problem = f"is too large for this local engine ({found})"
        hint = f"Use at most {MOST_PIXELS:,} pixels."
        raise refusal(Violation(field, problem, hint, "image_too_large"))


def _paint(order: Order, work: Work) -> Painting:
    asked = GenerateImageParameters.model_validate(dict(order.inputs))
    model = documented_model(NAME, asked.model)
    drawn = _drawn(order, asked, model, work)
    height, width = drawn.image.shape[:2]
    file = EncodedFile(
        encode_png(drawn.image), "image/png", {"width": width, "height": height}
    )
    notes = {
        "method": drawn.method,
        "model_requested": model.name,
        "model_used": "none",
        "note": "Made by rules from words; no image model was run.",
        "seed_used": str(order.seed),
        "subject": drawn.subject,
        "understood": ", ".join(drawn.understood),
        "ignored": ", ".join(drawn.ignored),
    }
    return Painting(file, notes)


def _drawn(
    order: Order, asked: GenerateImageParameters, model: Model, work: Work
) -> Drawn:
    # Its tables are loaded when something is drawn, not at every start.
    from pixelengine_import.local_engine import drawing  # noqa: PLC0415

    palette = palette_of(asked.pixel_config, model)
    if palette is None:
        # Every model of this endpoint draws pixel art: the table has lost its rows.
        msg = f"{model.name} takes no pixel_config"
        raise LookupError(msg)
    if not order.pictures:
        return drawing.draw_picture(
            asked.prompt, seed=order.seed, palette=palette, work=work
        )
    image = decode_still(order.pictures[0], formats=model.images.formats)
    return drawing.edit_picture(image, asked.prompt, palette=palette, work=work)


ENDPOINT = JobEndpoint(NAME, IMAGE_BODY_LIMIT, _read, _paint)
