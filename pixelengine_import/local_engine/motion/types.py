"""What goes into the picture work of `/animate` and `/keyframes`, and comes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pixelengine_import.local_engine.work import Cancelled, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "Cancelled",
    "Clip",
    "Colour",
    "Key",
    "Palette",
    "Pixels",
    "Work",
    "check_picture",
    "moves",
]

Pixels = NDArray[np.uint8]
"""One picture, ``(h, w, 4)`` RGBA with straight alpha."""

Colour = tuple[int, int, int]
"""Red, green, blue, 0 to 255 each."""

CHANNELS = 4
FEWEST_COLOURS = 2
"""A background and one colour to draw with."""


@dataclass(frozen=True, slots=True)
class Palette:
    """A closed colour budget for a whole clip, its background included.

    Attributes:
        colours: At most this many distinct colours over all frames (2 or more).
        fixed: When given, only these colours are used, and ``colours`` has no say.

    Raises:
        ValueError: The budget leaves nothing to draw with.
    """

    colours: int = 24
    fixed: tuple[Colour, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse a budget that no picture can keep."""
        if self.fixed is not None and not self.fixed:
            msg = "the fixed palette is empty. Give at least one colour."
            raise ValueError(msg)
        if self.fixed is None and self.colours < FEWEST_COLOURS:
            msg = (
                f"a clip needs at least {FEWEST_COLOURS} colours "
                f"(found {self.colours}). Use 2 or more."
            )
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Key:
    """A picture that the clip shows at a given frame.

    Attributes:
        index: 0-based frame.
        image: ``(h, w, 4)`` uint8.
        strength: 1 shows the picture as it is; below 1 the frame leans towards what
            the neighbouring keys would make of it.
    """

    index: int
    image: Pixels
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Clip:
    """Finished frames and how the prompt was read.

    Attributes:
        frames: ``(n, h, w, 4)`` uint8, opaque.
        method: Name of the algorithm.
        understood: Words of the prompt that shaped the motion, in their order; none
            where nothing moves.
        ignored: Words of the prompt that ask for a motion and shaped none: no program
            plays them, or another verb outranked them.
        missing: Parts that its verbs move and that were not found in the picture; the
            whole moves in their place.
    """

    frames: NDArray[np.uint8]
    method: str
    understood: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def moves(frames: Sequence[Pixels]) -> bool:
    """Tell whether frames are not all alike."""
    return any(not np.array_equal(frames[0], frame) for frame in frames[1:])


def check_picture(image: Pixels) -> None:
    """Refuse what is not a picture.

    Raises:
        ValueError: The array is not ``(h, w, 4)`` uint8 with at least one pixel.
    """
    good = image.shape[2:] == (CHANNELS,) and image.size > 0
    if not good or image.dtype != np.uint8:
        msg = (
            f"a picture is (h, w, 4) uint8 (found {image.shape} {image.dtype}). "
            "Convert it to RGBA."
        )
        raise ValueError(msg)
