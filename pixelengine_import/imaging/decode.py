"""Guarded decoding: from bytes that nobody vouches for to pixels.

The order is always the same: size of the file, format, canvas and number of frames from
the header, and only then pixels. Nothing is decoded that would not fit the budget, only
the formats asked for are tried, and a warning of the decoder counts as an error
(Pillow's own advice for files from strangers).
"""

from __future__ import annotations

import io
import threading
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pixelengine_import.errors import ImageError
from pixelengine_import.imaging.headers import gif_frame_count, webp_canvas
from pixelengine_import.imaging.pixels import Frames, Pixels, check_still

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "ImageInfo",
    "cut_strip",
    "decode_frames",
    "decode_still",
    "inspect",
]

MAX_BYTES = 32 * 1024 * 1024
"""No file larger than this is looked at, in bytes."""

MAX_PIXELS = 64_000_000
"""No picture is decoded that has more pixels than this, all its frames together."""

_KNOWN = ("PNG", "JPEG", "WEBP", "GIF")
# Far above any animation, and low enough that counting stays a matter of milliseconds.
_COUNT_LIMIT = 4096
_MAGIC = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
}
_BYTE_BITS = 8
_DAMAGED = "Save or download it again."

# Python's warning filters belong to the whole process: two threads that change them at
# once would leave them changed for good. Decoding is short, so it takes turns.
_turn = threading.Lock()


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """What a file's header says.

    Attributes:
        format: ``PNG``, ``JPEG``, ``WEBP`` or ``GIF``.
        width: Pixels; of the whole canvas when animated.
        height: Pixels.
        frame_count: 1 for a still.
        byte_count: The size of the file.
    """

    format: str
    width: int
    height: int
    frame_count: int
    byte_count: int


def inspect(data: bytes) -> ImageInfo:
    """Read a picture's header, and decode nothing.

    Args:
        data: The whole file.

    Returns:
        What the header says. That the pixels can be decoded is not promised.

    Raises:
        ImageError: When the file is too large, of another format, damaged at its head,
            or would unpack to more than ``MAX_PIXELS``.
    """
    with _opened(data, _KNOWN) as (_, info):
        return info


def decode_still(data: bytes, *, formats: Sequence[str] = ("PNG", "JPEG")) -> Pixels:
    """Decode one picture; of an animation its first frame.

    Palettes, greyscale, 16 bits and colour keys are all turned into RGBA. 16-bit grey
    is rounded, 16-bit colour keeps its upper byte. An orientation tag is not obeyed:
    pixel art is looked at by its pixels, and the service does not obey it either.

    Args:
        data: The whole file.
        formats: Which of ``PNG``, ``JPEG``, ``WEBP``, ``GIF`` are welcome.

    Returns:
        ``(h, w, 4)`` ``uint8``.

    Raises:
        ImageError: As for ``inspect``, and when the pixels are damaged.
    """
    with _opened(data, formats) as (image, _):
        return _rgba(image)


def decode_frames(
    data: bytes,
    *,
    formats: Sequence[str] = ("WEBP", "GIF", "PNG"),
    max_frames: int = 24,
    max_pixels: int = MAX_PIXELS,
) -> tuple[Frames, tuple[int, ...]]:
    """Decode an animation to whole frames, each as it is seen.

    Args:
        data: The whole file; a still counts as one frame.
        formats: Which of ``PNG``, ``JPEG``, ``WEBP``, ``GIF`` are welcome.
        max_frames: More frames than this are refused before decoding.
        max_pixels: Frames x width x height above this are refused before decoding.

    Returns:
        ``(n, h, w, 4)`` ``uint8`` and, for each frame, its duration in milliseconds as
        the file says it (0 where it says nothing).

    Raises:
        ImageError: As for ``inspect``, and when a frame is damaged or the budget is
            exceeded.
    """
    with _opened(data, formats, max_pixels=max_pixels) as (image, info):
        # An animated PNG may carry a cover that is no part of the animation.
        first = 1 if image.info.get("default_image") else 0
        count = info.frame_count - first
        if count > max_frames:
            problem = f"the animation has too many frames (found {count})"
            raise ImageError(problem, hint=f"At most {max_frames} are taken.")
        frames = np.empty((count, info.height, info.width, 4), dtype=np.uint8)
        durations: list[int] = []
        for i in range(count):
            image.seek(first + i)
            frames[i] = _rgba(image)
            durations.append(round(float(image.info.get("duration", 0))))
        return frames, tuple(durations)


def cut_strip(strip: Pixels, frame_count: int, frame_w: int, frame_h: int) -> Frames:
    """Cut a horizontal strip into its frames.

    Args:
        strip: ``(frame_h, frame_count * frame_w, 4)``, exactly.
        frame_count: 1 or more.
        frame_w: Pixels.
        frame_h: Pixels.

    Returns:
        ``(frame_count, frame_h, frame_w, 4)``, contiguous.

    Raises:
        ImageError: When the strip has another size.
    """
    check_still(strip)
    height, width = strip.shape[:2]
    wanted = (frame_count * frame_w, frame_h)
    if min(frame_count, frame_w, frame_h) < 1 or (width, height) != wanted:
        frames = f"{frame_count} frames of {frame_w}x{frame_h}"
        found = f"found {width}x{height}, not {wanted[0]}x{wanted[1]}"
        problem = f"the strip does not hold {frames} ({found})"
        raise ImageError(problem, hint="Ask for the result again.")
    cells = strip.reshape(frame_h, frame_count, frame_w, 4)
    return np.ascontiguousarray(cells.transpose(1, 0, 2, 3))


@contextmanager
def _opened(
    data: bytes, formats: Sequence[str], *, max_pixels: int = MAX_PIXELS
) -> Iterator[tuple[Image.Image, ImageInfo]]:
    """Open a file within the budget; whatever its decoder trips over is ImageError."""
    kind = _recognise(data, formats)
    count = gif_frame_count(data, most=_COUNT_LIMIT) if kind == "GIF" else 1
    if kind == "WEBP":
        _check_budget(*webp_canvas(data), 1, max_pixels)
    try:
        with _turn, warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=[kind]) as image:
                if kind in ("WEBP", "PNG"):
                    count = int(getattr(image, "n_frames", 1))
                if kind == "PNG":
                    _mend_colour_key(image, depth=data[24])
                info = ImageInfo(kind, image.width, image.height, count, len(data))
                _check_budget(info.width, info.height, count, max_pixels)
                yield image, info
    except ImageError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        problem = f"the {kind} is too large to unpack"
        hint = f"At most {max_pixels:,} pixels are taken."
        raise ImageError(problem, hint=hint) from error
    except Exception as error:
        # Decoders raise OSError, SyntaxError, ValueError, struct.error and more on
        # damaged bytes; to the caller they all say the same.
        problem = f"the {kind} is damaged ({_first_line(error)})"
        raise ImageError(problem, hint=_DAMAGED) from error


def _recognise(data: bytes, formats: Sequence[str]) -> str:
    if len(data) > MAX_BYTES:
        found = f"found {len(data):,} bytes, limit {MAX_BYTES:,}"
        problem = f"the file is too large ({found})"
        raise ImageError(problem, hint="Save it smaller.")
    kind = next((k for k, magic in _MAGIC.items() if data.startswith(magic)), None)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        kind = "WEBP"
    if kind is None or kind not in formats:
        found = kind or ("an empty file" if not data else "none of the known formats")
        problem = f"the picture must be {_listed(formats)} (found {found})"
        raise ImageError(problem, hint="Save it in that format.")
    return kind


def _listed(formats: Sequence[str]) -> str:
    *most, last = formats
    return f"{', '.join(most)} or {last}" if most else last


def _check_budget(width: int, height: int, count: int, max_pixels: int) -> None:
    if width < 1 or height < 1 or count < 1:
        problem = f"the picture is empty (found {count} of {width}x{height})"
        raise ImageError(problem, hint=_DAMAGED)
    if width * height * count > max_pixels:
        size = f"{width}x{height}" + (f", {count} frames" if count > 1 else "")
        problem = f"the picture is too large to unpack (found {size})"
        raise ImageError(problem, hint=f"At most {max_pixels:,} pixels are taken.")


def _first_line(error: Exception) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return "".join(c if c.isprintable() else "?" for c in words)[:120]


def _mend_colour_key(image: Image.Image, *, depth: int) -> None:
    """Bring a PNG's colour key to the eight bits of the pixels.

    Pillow 13 widens grey of 2 and 4 bits, narrows colours of 16, and leaves the key of
    either as it stands in the file. A key that is out of the file's range was mended.
    """
    key = image.info.get("transparency")
    if isinstance(key, tuple) and max(key) >> _BYTE_BITS:
        image.info["transparency"] = tuple(v >> _BYTE_BITS for v in key)
    elif isinstance(key, int) and depth < _BYTE_BITS and not key >> depth:
        image.info["transparency"] = key * 255 // ((1 << depth) - 1)


def _rgba(image: Image.Image) -> Pixels:
    image.load()
    if image.mode.startswith("I"):
        return _from_wide_grey(image)
    converted = image if image.mode == "RGBA" else image.convert("RGBA")
    return np.array(converted, dtype=np.uint8)


def _from_wide_grey(image: Image.Image) -> Pixels:
    """Turn 16-bit grey into RGBA, rounding as the PNG specification says (13.12)."""
    wide = np.array(image, dtype=np.int64)
    result = np.empty((*wide.shape, 4), dtype=np.uint8)
    result[..., :3] = ((wide * 255 + 32767) // 65535)[..., None]
    key = image.info.get("transparency")
    result[..., 3] = 255 if key is None else np.where(wide == key, 0, 255)
    return result
