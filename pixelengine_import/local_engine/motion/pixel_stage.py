"""Pixel art: places in one closed colour table, moved as samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.analysis import analyse, drawn_pictures
from pixelengine_import.local_engine.motion.body import Body
from pixelengine_import.local_engine.motion.cutout import Drawing
from pixelengine_import.local_engine.motion.missing import missing_parts
from pixelengine_import.local_engine.motion.mouth import open_mouth
from pixelengine_import.local_engine.motion.pixel_clip import play_pixels
from pixelengine_import.local_engine.motion.programs import style_of
from pixelengine_import.local_engine.motion.tween import Tween

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pixelengine_import.local_engine.motion.grid import Indices
    from pixelengine_import.local_engine.motion.prompt import Direction
    from pixelengine_import.local_engine.motion.shift import Beat
    from pixelengine_import.local_engine.motion.types import (
        Colour,
        Palette,
        Pixels,
        Work,
    )

__all__ = ["PixelStage"]


MIDDLE = 0.5


class PixelStage:
    """Draws with the colours of a palette only.

    Args:
        images: ``(h, w, 4)`` uint8, all of one size.
        palette: The budget of the whole clip.
        matte: What is seen through alpha.
        seed: Changes strength and timing of programs.
        work: May stop what takes long.
    """

    method = "sample-programs"

    def __init__(
        self,
        images: Sequence[Pixels],
        *,
        palette: Palette,
        matte: Colour,
        seed: int,
        work: Work,
    ) -> None:
        """Cut the subjects out and reduce their colours together."""
        self._sheet, self._key = drawn_pictures(images, palette, matte)
        self._seed = seed
        self._work = work

    @property
    def pictures(self) -> Sequence[Drawing]:
        """The pictures that were given, in their order."""
        return self._sheet.drawings

    def same(self, a: Drawing, b: Drawing) -> bool:
        """Tell whether two pictures show the same."""
        return np.array_equal(self.paint(a), self.paint(b))

    def play(
        self, picture: Drawing, direction: Direction, beats: Sequence[Beat]
    ) -> Iterator[Drawing]:
        """Yield a picture moved by a program, one for each beat."""
        if not bool((picture.subject >= 0).any()):
            for _ in beats:
                yield picture
            return
        analysis = None
        if not picture.scene:
            analysis = analyse(self._sheet, picture, direction, self._key)
        for subject in play_pixels(
            picture,
            self._sheet.table,
            direction,
            beats=beats,
            seed=self._seed,
            analysis=analysis,
            check=self._work.check,
        ):
            yield Drawing(subject, picture.ground, picture.scene)

    def missing(self, picture: Drawing, direction: Direction) -> tuple[str, ...]:
        """Return the parts that a motion asks for and a picture does not have."""
        solid = picture.subject >= 0
        if not bool(solid.any()):
            return ()
        if picture.scene:
            body, eyes, mouth = Body.of(solid), False, False
        else:
            known = analyse(self._sheet, picture, direction, self._key)
            body, eyes = known.body, known.shut is not None
            talks = "talk" in direction.verbs
            mouth = talks and open_mouth(known.sprite) is not None
        side = style_of(direction, body, self._seed).side
        return missing_parts(direction, body, side, eyes=eyes, mouth=mouth)

    def tween(self, a: Drawing, b: Drawing) -> Callable[[float], Drawing]:
        """Return what draws the way between two pictures at 0 < t < 1."""
        scene = a.scene or b.scene
        way = Tween(_whole(a, scene=scene), _whole(b, scene=scene), self._sheet.table)

        def at(t: float) -> Drawing:
            ground = a.ground if t <= MIDDLE else b.ground
            return Drawing(way.at(t), ground, scene)

        return at

    def paint(self, picture: Drawing) -> Pixels:
        """Return an opaque ``(h, w, 4)`` frame."""
        return self._sheet.paint(picture.subject, picture.ground)


def _whole(picture: Drawing, *, scene: bool) -> Indices:
    """Return the subject; in a scene, the ground belongs to it."""
    if not scene:
        return picture.subject
    full = np.where(picture.subject >= 0, picture.subject, picture.ground)
    return np.asarray(full, np.int32)
