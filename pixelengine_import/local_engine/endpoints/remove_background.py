"""``POST /remove-background``: a picture or an animation is cut out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pixelengine_import.api.catalog import ENDPOINTS, REMOVE_BACKGROUND
from pixelengine_import.api.requests import RemoveBackgroundBody
from pixelengine_import.api.violations import Violation
from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.decode import decode_frames, decode_still, inspect
from pixelengine_import.imaging.png import encode_png
from pixelengine_import.imaging.webp import encode_still_webp, encode_webp
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
from pixelengine_import.local_engine.pictures import (
    Source,
    check_sources,
    read_pictures,
)
from pixelengine_import.local_engine.work import Cancelled

if TYPE_CHECKING:
    from pixelengine_import.api.violations import Field
    from pixelengine_import.imaging.pixels import Frames
    from pixelengine_import.local_engine.background import Cut
    from pixelengine_import.local_engine.motion import Work
    from pixelengine_import.local_engine.pictures import Fetch

__all__ = ["ENDPOINT"]

NAME = "remove_background"
MOST_FRAMES = 256
MOST_PIXELS = 16_000_000
"""All frames together. Our own: the API names no limit, memory has one."""


def _read(document: object, fetch: Fetch) -> Order:
    body = check_body(RemoveBackgroundBody, document)
    source = Source(body.image, body.image_url)
    check_sources([source])
    (picture,) = read_pictures([source], REMOVE_BACKGROUND, fetch)
    _check_budget(picture.data, source.field)
    inputs: dict[str, Any] = body.model_dump(
        exclude_none=True, exclude={"image", "image_url"}
    )
    seed = draw_seed(NAME, inputs, [picture.pixel_hash])
    return Order(NAME, ENDPOINTS[NAME].cost or 0, inputs, seed, (picture.data,))


def _check_budget(data: bytes, field: Field) -> None:
    """Refuse what would take more memory than one job should."""
    info = inspect(data)
    count = 1 if info.format == "PNG" else info.frame_count
    pixels = info.width * info.height * count
    if count > MOST_FRAMES or pixels > MOST_PIXELS:
        found = f"found {count} x {info.width}x{info.height} pixels"
        hint = f"Use at most {MOST_FRAMES} frames and {MOST_PIXELS:,} pixels in all."
        problem = f"is too large for this local engine ({found})"
        raise refusal(Violation(field, problem, hint, "image_too_large"))
    try:
        _decode(data)
    except ImageError as error:
        problem = f"cannot be used: {error.problem}"
        raise refusal(Violation(field, problem, error.hint)) from error


def _decode(data: bytes) -> tuple[Frames, tuple[int, ...]]:
    """Return all frames and their durations; of an animated PNG the cover alone."""
    if inspect(data).format == "PNG":
        return decode_still(data, formats=("PNG",))[None], (0,)
    return decode_frames(
        data, formats=("WEBP",), max_frames=MOST_FRAMES, max_pixels=MOST_PIXELS
    )


def _paint(order: Order, work: Work) -> Painting:
    # scipy takes 0.2 s to load, and requests are checked without it.
    from pixelengine_import.local_engine import background  # noqa: PLC0415

    data = order.pictures[0]
    frames, durations = _decode(data)
    threshold = order.inputs.get("rmbg_alpha_threshold")
    cut = background.remove_background(frames, threshold, work)

    def check() -> None:
        if work.cancelled():
            raise Cancelled

    check()
    height, width = frames.shape[1:3]
    metadata: dict[str, str | int | float | bool] = {"width": width, "height": height}
    if len(frames) > 1:
        metadata["frame_count"] = len(frames)
        if sum(durations) > 0:
            metadata["fps"] = round(1000 * len(frames) / sum(durations), 3)
    metadata["rmbg_threshold"] = cut.threshold
    if inspect(data).format == "PNG":
        file = EncodedFile(encode_png(cut.frames[0]), "image/png", metadata)
    elif len(frames) == 1:
        file = EncodedFile(encode_still_webp(cut.frames[0]), "image/webp", metadata)
    else:
        clip = encode_webp(cut.frames, durations, check)
        file = EncodedFile(clip, "image/webp", metadata)
    return Painting(file, _notes(cut))


def _notes(cut: Cut) -> dict[str, str]:
    return {
        "method": cut.method,
        "rmbg_confidence": "low" if cut.doubts else "high",
        "rmbg_doubts": "; ".join(cut.doubts),
    }


ENDPOINT = JobEndpoint(NAME, IMAGE_BODY_LIMIT, _read, _paint)
