"""An animation that is ready to be written: its frames, and how they are played."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from pixelengine_import.errors import ImageError

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Frames

__all__ = ["Animation", "Direction", "check_name", "played_order"]

Direction: TypeAlias = Literal["forward", "reverse", "pingpong"]

# What Godot, Aseprite's importers and every file system agree on. It also keeps a name
# from ever closing a string in a text that another program executes.
_NAME = re.compile(r"[A-Za-z0-9_ -]{1,64}")
_FRAMES_AXES = 4


def check_name(name: str) -> None:
    """Refuse a name that is not safe in every output.

    Args:
        name: An animation's name.

    Raises:
        ImageError: When it is not 1 to 64 letters, digits, ``_``, ``-`` or spaces.
    """
    if _NAME.fullmatch(name) is None:
        problem = f"an animation's name is not allowed (found {name[:80]!a})"
        hint = "Use 1 to 64 letters, digits, underscores, hyphens or spaces."
        raise ImageError(problem, hint=hint)


@dataclass(frozen=True, slots=True, eq=False)
class Animation:
    """Frames under a name, and how they are played.

    Attributes:
        name: ``[A-Za-z0-9_ -]{1,64}``.
        frames: ``(n, h, w, 4)`` ``uint8``, in the order in which they were drawn.
        fps: Frames per second, above 0.
        durations: Milliseconds of each frame, or None: each lasts ``1000 / fps``.
        loop: Whether it starts again at its end.
        direction: The order in which the frames are played.

    Raises:
        ImageError: When one of these does not hold.
    """

    name: str
    frames: Frames
    fps: float
    durations: tuple[int, ...] | None
    loop: bool
    direction: Direction

    def __post_init__(self) -> None:
        """Check once, so that every writer may rely on it."""
        check_name(self.name)
        if self.frames.ndim != _FRAMES_AXES or self.frames.size == 0:
            problem = f"frames must be (n, h, w, 4) (found {self.frames.shape})"
            raise ImageError(problem, hint="Give at least one frame.")
        if not (math.isfinite(self.fps) and self.fps > 0):
            problem = f"fps must be above 0 (found {self.fps})"
            raise ImageError(problem, hint="Use a number such as 8.")
        if self.direction not in ("forward", "reverse", "pingpong"):
            problem = f"unknown direction (found {self.direction!a})"
            raise ImageError(problem, hint="Use forward, reverse or pingpong.")
        if self.durations is None:
            return
        if len(self.durations) != self.count:
            found = f"found {len(self.durations)} for {self.count} frames"
            problem = f"durations must name every frame ({found})"
            raise ImageError(problem, hint=f"Give {self.count} numbers.")
        if min(self.durations) < 1:
            problem = f"a duration must be 1 ms or more (found {min(self.durations)})"
            raise ImageError(problem, hint="Give milliseconds.")

    @property
    def count(self) -> int:
        """The number of frames as drawn."""
        return int(self.frames.shape[0])

    @property
    def milliseconds(self) -> tuple[int, ...]:
        """How long each frame lasts, in whole milliseconds, at least 1."""
        if self.durations is not None:
            return self.durations
        return (max(1, math.floor(1000 / self.fps + 0.5)),) * self.count


def played_order(count: int, direction: Direction, *, loop: bool) -> tuple[int, ...]:
    """List the frames in the order in which they are shown, for players without one.

    A pingpong that loops leaves the first frame out on the way back, since the next
    round begins with it; one that plays once comes to rest on it. That is what
    Aseprite plays for ``pingpong`` without and with ``repeat`` 2.

    Args:
        count: The number of frames, 1 or more.
        direction: The order wished for.
        loop: Whether another round follows.

    Returns:
        Indices of frames.
    """
    onward = tuple(range(count))
    if direction == "forward":
        return onward
    if direction == "reverse":
        return onward[::-1]
    return onward + (onward[-2:0:-1] if loop else onward[-2::-1])
