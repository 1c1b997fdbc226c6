"""Request keys: the name of everything that is asked of the service, and nothing else.

Only a new key can cost money. So a key depends on no version of ours and on no table
that a release may change: what it is made of was spelled out by the parser, and golden
tests pin exact keys. How often an animation plays, under which name, or on which engine
it is made is not asked of the service and is not in its key.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, NewType

from pixelengine_import.api.catalog import DEFAULT_MATTE, SEED_MAX
from pixelengine_import.sidecar.facts import (
    AnimateRequest,
    GenerateStep,
    RemoveBackgroundStep,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pixelengine_import.sidecar.facts import Animation, ImageRef, ImageStep

__all__ = [
    "RequestKey",
    "canonical_json",
    "derived_seed",
    "enhance_document",
    "key_document",
    "key_of",
    "request_key",
    "step_document",
]

RequestKey = NewType("RequestKey", str)

_VERSION = 1
_SEED_DIGITS = 16


def canonical_json(document: object) -> str:
    """Write a document so that equal documents are equal texts.

    Args:
        document: Anything that JSON can hold.

    Returns:
        One line: keys sorted, no spaces, ASCII only.

    Raises:
        ValueError: A number is not finite.
    """
    return json.dumps(
        document,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
        allow_nan=False,
    )


def request_key(
    animation: Animation, image_hashes: Mapping[ImageRef, str], *, alpha: bool
) -> RequestKey:
    """Name what an animation asks of the service.

    Args:
        animation: A checked animation.
        image_hashes: SHA-256 in hex of the pixels of each of ``animation.images``.
        alpha: Whether any of these pictures has transparent pixels.

    Returns:
        SHA-256 in hex.
    """
    return key_of(key_document(animation, image_hashes, alpha=alpha))


def key_document(
    animation: Animation, image_hashes: Mapping[ImageRef, str], *, alpha: bool
) -> dict[str, Any]:
    """Return the document that a request key is the hash of.

    Args:
        animation: A checked animation.
        image_hashes: As for :func:`request_key`.
        alpha: As for :func:`request_key`.

    Returns:
        A JSON object. ``reroll`` is there only when the seed is left to us; ``matte``
        and ``transparent`` are null where they change nothing that is sent.
    """
    request = animation.request
    palette = request.palette
    document: dict[str, Any] = {
        "v": _VERSION,
        "endpoint": animation.endpoint,
        "prompt": request.prompt,
        "negative_prompt": request.negative_prompt,
        "colors": request.colors,
        "palette": list(palette) if isinstance(palette, tuple) else palette,
        "seed": request.seed,
        "output_format": request.output_format,
        "images": [image_hashes[ref] for ref in request.images],
        "matte": None,
        "transparent": None,
    }
    if request.seed is None:
        document["reroll"] = animation.reroll
    if isinstance(request, AnimateRequest):
        document["model"] = request.model
        document["output_frames"] = request.output_frames
    else:
        document["render_mode"] = request.render_mode
        document["total_frames"] = request.total_frames
        document["frames"] = [
            {"index": frame.index, "strength": frame.strength}
            for frame in request.frames
        ]
    if alpha:
        document["matte"] = _matte(request.matte_color, animation.transparent)
        # A matte that is taken out again gets a place of its own among the colours, so
        # there "transparent" changes the request. Without colours it changes nothing.
        if request.colors is not None or palette is not None:
            document["transparent"] = animation.transparent
    return document


def _matte(matte_color: str, transparent: bool) -> str:  # noqa: FBT001 - one caller, three lines up
    # "auto" stays a word: a better choice of the colour must not ask for payment again.
    if matte_color == "auto" and not transparent:
        return DEFAULT_MATTE
    return matte_color


def step_document(
    step: ImageStep, images: Sequence[str], *, reroll: int
) -> dict[str, Any]:
    """Return the document that the request key of a step is the hash of.

    Args:
        step: A step of a picture that is made, its palette spelled out.
        images: SHA-256 in hex of the pixels that are sent, none for a picture from
            words alone.
        reroll: Which try this is; it counts where a seed is sent and left to us.

    Returns:
        A JSON object.
    """
    document: dict[str, Any] = {"v": _VERSION, "endpoint": step.endpoint}
    document["images"] = list(images)
    if isinstance(step, RemoveBackgroundStep):
        document["rmbg_alpha_threshold"] = step.rmbg_alpha_threshold
        return document
    document["colors"] = step.colors
    document["palette"] = None if step.palette is None else list(step.palette)
    if isinstance(step, GenerateStep):
        document |= {"prompt": step.prompt, "model": step.model, "seed": step.seed}
        if step.seed is None:
            document["reroll"] = reroll
    return document


def enhance_document(prompt: str, model: str, images: Sequence[str]) -> dict[str, Any]:
    """Return the document that the key of a rewritten prompt is the hash of.

    Args:
        prompt: What the user wrote.
        model: The model that it is for.
        images: SHA-256 in hex of the pixels that are sent beside it.

    Returns:
        A JSON object.
    """
    return {
        "v": _VERSION,
        "endpoint": "enhance_prompt",
        "prompt": prompt,
        "model": model,
        "images": list(images),
    }


def key_of(document: Mapping[str, Any]) -> RequestKey:
    """Return the request key of a document: SHA-256 in hex."""
    text = canonical_json(document)
    return RequestKey(hashlib.sha256(text.encode("ascii")).hexdigest())


def derived_seed(key: str) -> int:
    """Derive the seed that is sent when a sidecar leaves it to us.

    The count of re-rolls is part of the key, so another try has another seed.

    Args:
        key: A request key.

    Returns:
        1 to 9,999,999,999, the same for everybody.
    """
    return 1 + int(key[:_SEED_DIGITS], 16) % SEED_MAX
