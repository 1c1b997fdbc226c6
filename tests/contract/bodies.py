"""The smallest bodies that each endpoint takes, and small pictures to put in them."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.imaging.pixels import Pixels

__all__ = [
    "ANIMATION",
    "BODIES",
    "MAKERS",
    "UNKNOWN_JOB",
    "animate_body",
    "cancel_body",
    "enhance_prompt_body",
    "file_of",
    "generate_image_body",
    "keyframes_body",
    "picture",
    "pixelate_body",
    "remove_background_body",
    "sprite",
]

UNKNOWN_JOB = "f47ac10b-58cc-4372-a567-0e02b2c3d479"


def picture(
    width: int = 8, height: int = 8, form: str = "PNG", shade: int = 200
) -> str:
    """Base64 of a picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (shade, 40, 40)).save(file, form)
    return base64.b64encode(file.getvalue()).decode("ascii")


def file_of(image: Pixels, form: str = "PNG") -> str:
    """Base64 of a lossless file."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, form, lossless=True)
    return base64.b64encode(file.getvalue()).decode("ascii")


def sprite(width: int = 16, height: int = 16, shade: int = 200) -> str:
    """Base64 of something that stands on clear ground."""
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    pixels[height // 4 :, width // 4 : -width // 4] = (shade, 60, 40, 255)
    pixels[height // 4 : height // 2, width // 3 : width // 2] = (250, 220, 180, 255)
    return file_of(pixels)


def animate_body(**changes: object) -> dict[str, Any]:
    """A body that /animate takes; None takes a field out."""
    return _body({"image": picture(), "prompt": "breathing idle"}, changes)


def keyframes_body(**changes: object) -> dict[str, Any]:
    """A body that /keyframes takes; None takes a field out."""
    frames = [{"index": 0, "image": picture()}, {"index": 3, "image": picture()}]
    body = {
        "prompt": "sword slash",
        "render_mode": "pixel",
        "total_frames": 4,
        "frames": frames,
    }
    return _body(body, changes)


def generate_image_body(**changes: object) -> dict[str, Any]:
    """A body that /generate-image takes, for the least money; None takes out."""
    body = {
        "prompt": "a red knight",
        "model": "oai_gpt2_low",
        "pixel_config": {"colors": 8},
    }
    return _body(body, changes)


def pixelate_body(**changes: object) -> dict[str, Any]:
    """A body that /pixelate takes; None takes a field out."""
    return _body({"image": picture()}, changes)


def remove_background_body(**changes: object) -> dict[str, Any]:
    """A body that /remove-background takes; None takes a field out."""
    return _body({"image": picture()}, changes)


def cancel_body(**changes: object) -> dict[str, Any]:
    """A body that /cancel understands; None takes a field out."""
    return _body({"api_job_id": UNKNOWN_JOB}, changes)


def enhance_prompt_body(**changes: object) -> dict[str, Any]:
    """A body that /enhance-prompt takes; None takes a field out."""
    return _body({"prompt": "dash sword attack"}, changes)


def _body(least: dict[str, Any], changes: dict[str, object]) -> dict[str, Any]:
    body = {**least, **changes}
    return {name: value for name, value in body.items() if value is not None}


BODIES: dict[str, Callable[..., dict[str, Any]]] = {
    "animate": animate_body,
    "keyframes": keyframes_body,
    "generate-image": generate_image_body,
    "pixelate": pixelate_body,
    "remove-background": remove_background_body,
    "cancel": cancel_body,
    "enhance-prompt": enhance_prompt_body,
}

ANIMATION: dict[str, object] = {
    "image": sprite(24, 16),
    "prompt": "walk to the right",
    "output_frames": 2,
    "seed": 7,
}
MAKERS: dict[str, dict[str, object]] = {
    "animate": ANIMATION,
    "keyframes": {},
    "generate-image": {},
    "pixelate": {"image": sprite(24, 24)},
    "remove-background": {"image": sprite(24, 24)},
}
"""Endpoints that make jobs, and what each is asked for here."""
