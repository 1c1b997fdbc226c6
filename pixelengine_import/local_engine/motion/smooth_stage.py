"""Illustrations: whole pictures, warped smoothly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.analysis import scaled_pictures
from pixelengine_import.local_engine.motion.missing import missing_parts
from pixelengine_import.local_engine.motion.programs import style_of
from pixelengine_import.local_engine.motion.smooth_clip import (
    Picture,
    body_of,
    play_smoothly,
)
from pixelengine_import.local_engine.motion.smooth_tween import SmoothTween

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pixelengine_import.local_engine.motion.prompt import Direction
    from pixelengine_import.local_engine.motion.shift import Beat
    from pixelengine_import.local_engine.motion.types import Colour, Pixels, Work

__all__ = ["SmoothStage"]

OPAQUE = 255


class SmoothStage:
    """Draws with any colour, at the size of the frames.

    Args:
        images: ``(h, w, 4)`` uint8, all of one size.
        matte: What is seen through alpha.
        size: Width and height of the frames, or None for those of the images.
        seed: Changes strength and timing of programs.
        work: May stop what takes long.
    """

    method = "smooth-programs"

    def __init__(
        self,
        images: Sequence[Pixels],
        *,
        matte: Colour,
        size: tuple[int, int] | None,
        seed: int,
        work: Work,
    ) -> None:
        """Flatten and scale the pictures."""
        self._pictures = scaled_pictures(images, matte, size)
        self._seed = seed
        self._work = work

    @property
    def pictures(self) -> Sequence[Picture]:
        """The pictures that were given, in their order."""
        return self._pictures

    def same(self, a: Picture, b: Picture) -> bool:
        """Tell whether two pictures show the same."""
        return np.array_equal(a.rgb[..., :3], b.rgb[..., :3])

    def play(
        self, picture: Picture, direction: Direction, beats: Sequence[Beat]
    ) -> Iterator[Picture]:
        """Yield a picture moved by a program, one for each beat."""
        if not bool(picture.subject.any()):
            for _ in beats:
                yield picture
            return
        yield from play_smoothly(
            picture,
            direction,
            beats=beats,
            seed=self._seed,
            check=self._work.check,
        )

    def missing(self, picture: Picture, direction: Direction) -> tuple[str, ...]:
        """Return the parts that a motion asks for and a picture does not have.

        Nobody looks for eyes, mouths and loose parts in smooth art.
        """
        if not bool(picture.subject.any()):
            return ()
        body = body_of(picture)
        side = style_of(direction, body, self._seed, whole=False).side
        return missing_parts(direction, body, side, eyes=False, mouth=False)

    def tween(self, a: Picture, b: Picture) -> Callable[[float], Picture]:
        """Return what draws the way between two pictures at 0 < t < 1."""
        return SmoothTween(a, b).at

    def paint(self, picture: Picture) -> Pixels:
        """Return an opaque ``(h, w, 4)`` frame."""
        out = picture.rgb.copy()
        out[..., 3] = OPAQUE
        return out
