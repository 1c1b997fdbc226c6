"""Pixels in memory: their form, the hash they are named by, how they are flattened.

A still is a ``uint8`` array of shape ``(h, w, 4)``, an animation one of shape
``(n, h, w, 4)``: sRGB and straight alpha, 0 to 255.
"""

from __future__ import annotations

import hashlib
import re
import struct
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pixelengine_import.errors import ImageError

__all__ = [
    "Colour",
    "Frames",
    "Pixels",
    "check_frames",
    "check_still",
    "flatten",
    "frames_hash",
    "has_transparency",
    "normalise",
    "parse_hex",
    "pixel_hash",
    "to_hex",
    "unique_colours",
]

Pixels: TypeAlias = NDArray[np.uint8]
"""One picture: ``uint8``, ``(h, w, 4)``, sRGB with straight alpha."""

Frames: TypeAlias = NDArray[np.uint8]
"""Pictures of one size: ``uint8``, ``(n, h, w, 4)``, sRGB with straight alpha."""

Colour: TypeAlias = tuple[int, int, int]
"""Red, green, blue, each 0 to 255."""

_CHANNELS = 4
_OPAQUE = 255
_STILL_AXES = 3
_FRAMES_AXES = 4
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


def check_still(image: Pixels) -> None:
    """Refuse an array that is not a still.

    Args:
        image: What should be ``(h, w, 4)`` ``uint8``, with no empty side.

    Raises:
        ImageError: When shape or dtype differ.
    """
    _check(image, _STILL_AXES, "a picture", "(h, w, 4)")


def check_frames(frames: Frames) -> None:
    """Refuse an array that is not a stack of frames.

    Args:
        frames: What should be ``(n, h, w, 4)`` ``uint8``, with at least one frame.

    Raises:
        ImageError: When shape or dtype differ.
    """
    _check(frames, _FRAMES_AXES, "frames", "(n, h, w, 4)")


def _check(pixels: NDArray[np.uint8], axes: int, what: str, shape: str) -> None:
    right = pixels.ndim == axes and pixels.shape[-1] == _CHANNELS and pixels.size > 0
    if not right or pixels.dtype != np.uint8:
        found = f"found {pixels.dtype} of shape {pixels.shape}"
        problem = f"{what} must be uint8 of shape {shape}, not empty ({found})"
        raise ImageError(problem, hint="Convert it to RGBA first.")


def normalise(image: Pixels) -> Pixels:
    """Return the picture with every fully transparent pixel as 0, 0, 0, 0.

    What lies under alpha 0 is not visible, and differs from one program that saves a
    picture to the next: it must not count as a change.

    Args:
        image: A still or frames; left as it is.

    Returns:
        An array of the same shape, contiguous and its own.
    """
    result = np.array(image, dtype=np.uint8, order="C", copy=True)
    result[result[..., 3] == 0] = 0
    return result


def pixel_hash(image: Pixels) -> str:
    """Name a picture by what it shows.

    The hash is SHA-256 over ``b"RGBA8"``, width and height as little-endian ``u32``,
    and the normalised pixels, row by row.

    Args:
        image: A still.

    Returns:
        64 hex digits, the same for every encoding of the same pixels.

    Raises:
        ImageError: When the array is not a still.
    """
    check_still(image)
    height, width = image.shape[:2]
    digest = hashlib.sha256(b"RGBA8" + struct.pack("<II", width, height))
    digest.update(normalise(image).tobytes())
    return digest.hexdigest()


def frames_hash(frames: Frames) -> str:
    """Name frames by what they show, in their order.

    The hash is SHA-256 over ``b"RGBA8"``, width, height and count as little-endian
    ``u32``, and the normalised pixels, frame by frame.

    Args:
        frames: One frame or more.

    Returns:
        64 hex digits; never that of a still, since the header is longer.

    Raises:
        ImageError: When the array is not a stack of frames.
    """
    check_frames(frames)
    count, height, width = frames.shape[:3]
    digest = hashlib.sha256(b"RGBA8" + struct.pack("<III", width, height, count))
    digest.update(normalise(frames).tobytes())
    return digest.hexdigest()


def has_transparency(image: Pixels) -> bool:
    """Say whether any pixel of a still or of frames is not fully opaque."""
    return bool((image[..., 3] < _OPAQUE).any())


def flatten(image: Pixels, colour: Colour) -> Pixels:
    """Lay a picture on a colour.

    Each channel is ``(c * a + m * (255 - a) + 127) // 255``: whole numbers, so that
    every machine gets the same bytes.

    Args:
        image: A still or frames; left as it is.
        colour: What shows where the picture is transparent.

    Returns:
        The same shape, alpha 255 everywhere.
    """
    alpha = image[..., 3:].astype(np.uint32)
    ground = np.array(colour, dtype=np.uint32)
    mixed = (image[..., :3] * alpha + ground * (255 - alpha) + 127) // 255
    result = np.empty(image.shape, dtype=np.uint8)
    result[..., :3] = mixed
    result[..., 3] = 255
    return result


def parse_hex(text: str) -> Colour:
    """Read a colour such as ``#ff00ff``.

    Args:
        text: A hash sign and six hex digits, in either case.

    Returns:
        Red, green, blue.

    Raises:
        ImageError: When the text is anything else.
    """
    if _HEX.fullmatch(text) is None:
        problem = f"a colour must be # and six hex digits (found {text[:40]!r})"
        raise ImageError(problem, hint='Write it as "#ff00ff".')
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def to_hex(colour: Colour) -> str:
    """Write a colour as ``#ff00ff``, in lower case."""
    red, green, blue = colour
    return f"#{red:02x}{green:02x}{blue:02x}"


def unique_colours(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """List the colours of a still or of frames.

    Args:
        pixels: Any array whose last axis is RGBA; normalised before it is looked at.

    Returns:
        ``(k, 4)`` ``uint8``, each colour once, sorted by red, green, blue, alpha.
    """
    packed = np.ascontiguousarray(normalise(pixels)).view(">u4").reshape(-1)
    found: NDArray[np.uint32] = np.unique(packed.astype(np.uint32))
    return found.astype(">u4").view(np.uint8).reshape(-1, _CHANNELS)
