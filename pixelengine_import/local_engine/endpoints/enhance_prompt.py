"""``POST /enhance-prompt``: a short wish in, a caption out, at once and for nothing."""

from __future__ import annotations

from pixelengine_import.api.requests import EnhancePromptBody
from pixelengine_import.imaging.decode import decode_still
from pixelengine_import.local_engine.endpoints.shared import (
    check_body,
    documented_model,
)
from pixelengine_import.local_engine.pictures import (
    Source,
    fetch_nothing,
    read_pictures,
)

__all__ = ["enhance_prompt"]


def enhance_prompt(document: object) -> str:
    """Rewrite the prompt of a request.

    Args:
        document: The body, decoded from JSON.

    Returns:
        The caption.

    Raises:
        RefusedError: 400; the request breaks a rule.
    """
    # Its tables are loaded when something is written, not at every start.
    from pixelengine_import.local_engine import caption  # noqa: PLC0415

    body = check_body(EnhancePromptBody, document)
    model = documented_model("animate", body.model)
    looks = None
    if body.image is not None:
        (picture,) = read_pictures([Source(body.image)], model, fetch_nothing)
        looks = caption.look_at(
            decode_still(picture.data, formats=model.images.formats)
        )
    return caption.write_caption(body.prompt, looks)
