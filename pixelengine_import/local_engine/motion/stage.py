"""What `/animate` and `/keyframes` ask of a way to draw, pixels or smooth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pixelengine_import.local_engine.motion.prompt import Direction
    from pixelengine_import.local_engine.motion.shift import Beat
    from pixelengine_import.local_engine.motion.types import Pixels

__all__ = ["Stage"]

P = TypeVar("P")


class Stage(Protocol[P]):
    """Pictures of one size in one form ``P``, and what can be done with them."""

    @property
    def method(self) -> str:
        """Name of the algorithm."""
        ...

    @property
    def pictures(self) -> Sequence[P]:
        """The pictures that were given, in their order."""
        ...

    def same(self, a: P, b: P) -> bool:
        """Tell whether two pictures show the same."""
        ...

    def play(
        self, picture: P, direction: Direction, beats: Sequence[Beat]
    ) -> Iterator[P]:
        """Yield a picture moved by a program, one for each beat."""
        ...

    def missing(self, picture: P, direction: Direction) -> tuple[str, ...]:
        """Return the parts that a motion asks for and a picture does not have."""
        ...

    def tween(self, a: P, b: P) -> Callable[[float], P]:
        """Return what draws the way between two pictures at 0 < t < 1."""
        ...

    def paint(self, picture: P) -> Pixels:
        """Return an opaque ``(h, w, 4)`` frame."""
        ...
