"""What is found out about a picture before it moves, kept for the next prompt.

Several prompts over one picture share its cut-out, its colours, its samples and what is
known of the body: none of them depends on prompt or seed. What was found out is kept by
the content that it was made from, so that it cannot be another's, and read-only.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np

from pixelengine_import.local_engine.motion.body import Body
from pixelengine_import.local_engine.motion.cutout import cut_out, draw
from pixelengine_import.local_engine.motion.render import Small
from pixelengine_import.local_engine.motion.smooth_clip import scaled
from pixelengine_import.local_engine.motion.sprite import Sprite
from pixelengine_import.local_engine.motion.tones import Tones, shut_eyes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pixelengine_import.local_engine.motion.colours import Table
    from pixelengine_import.local_engine.motion.cutout import Drawing, Sheet
    from pixelengine_import.local_engine.motion.prompt import Direction
    from pixelengine_import.local_engine.motion.smooth_clip import Picture
    from pixelengine_import.local_engine.motion.types import Colour, Palette, Pixels

__all__ = [
    "KEPT",
    "MOST_BYTES",
    "Analysis",
    "Kept",
    "analyse",
    "drawn_pictures",
    "may_wink",
    "scaled_pictures",
]

MOST_BYTES = 64 * 1024 * 1024

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Analysis:
    """A subject in the terms of those that move it.

    Attributes:
        sprite: Its samples.
        body: What can be told of it.
        tones: What its colours can do.
        own: Its own specks and pinholes.
        shut: With its eyes closed, or None when none are found.
    """

    sprite: Sprite
    body: Body
    tones: Tones
    own: Small
    shut: Sprite | None

    @classmethod
    def of(cls, drawing: Drawing, table: Table, *, winks: bool) -> Analysis:
        """Find it out.

        Args:
            drawing: Its subject must not be empty.
            table: ``(k, 3)`` its colours.
            winks: Whether a single eye is enough to close.
        """
        sprite = Sprite.of(drawing.subject)
        closed = shut_eyes(sprite, one_is_enough=winks)
        return cls(
            sprite=sprite,
            body=Body.of(drawing.subject >= 0, sprite.details, table[drawing.subject]),
            tones=Tones(drawing.subject, table),
            own=Small.of(drawing.subject),
            shut=None if closed is None else Sprite.of(closed),
        )


class Kept:
    """The findings that were used last; may be used from any thread.

    Args:
        most: How many bytes of arrays they may hold together. What is larger than that
            is not kept.

    Attributes:
        most: The same; it may be changed.
    """

    def __init__(self, most: int) -> None:
        """Keep nothing yet."""
        self.most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[bytes, tuple[object, int]] = OrderedDict()
        self._bytes = 0

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._bytes

    def get(self, key: bytes, make: Callable[[], T]) -> T:
        """Return what is kept under a key, or make it and keep it.

        Args:
            key: Names everything that it is made from, and its kind.
            make: Makes it, for the same key always the same.
        """
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return cast("T", self._found[key][0])
        made = make()
        size = _freeze(made)
        with self._lock:
            if size <= self.most and key not in self._found:
                self._found[key] = (made, size)
                self._bytes += size
            while self._bytes > self.most:
                _, (_, gone) = self._found.popitem(last=False)
                self._bytes -= gone
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._found.clear()
            self._bytes = 0


KEPT = Kept(MOST_BYTES)


def drawn_pictures(
    images: Sequence[Pixels], palette: Palette, matte: Colour
) -> tuple[Sheet, bytes]:
    """Cut pictures out and reduce their colours together.

    Args:
        images: ``(h, w, 4)`` uint8, all of one size.
        palette: The budget of all of them.
        matte: What is seen through alpha.

    Returns:
        The drawings, and the key that they are kept under.
    """
    key = _key("drawn", images, (palette.colours, palette.fixed, matte))

    def make() -> Sheet:
        return draw([cut_out(image, matte) for image in images], palette)

    return KEPT.get(key, make), key


def analyse(
    sheet: Sheet, drawing: Drawing, direction: Direction, key: bytes
) -> Analysis:
    """Find out what moves a drawing.

    Args:
        sheet: Holds its colours.
        drawing: Its subject must not be empty.
        direction: What will be played.
        key: What the sheet is kept under.
    """
    winks = may_wink(direction)
    together = hashlib.sha256(key + f"analysed {winks}".encode())
    together.update(drawing.subject.tobytes())
    return KEPT.get(
        together.digest(), lambda: Analysis.of(drawing, sheet.table, winks=winks)
    )


def may_wink(direction: Direction) -> bool:
    """Tell whether a single eye is enough to close: when the prompt asks for it."""
    return "blink" in (direction.lead, direction.layer)


def scaled_pictures(
    images: Sequence[Pixels], matte: Colour, size: tuple[int, int] | None
) -> tuple[Picture, ...]:
    """Flatten and scale pictures.

    Args:
        images: ``(h, w, 4)`` uint8.
        matte: What is seen through alpha.
        size: Width and height, or None for their own.
    """
    key = _key("scaled", images, (matte, size))
    return KEPT.get(key, lambda: tuple(scaled(image, matte, size) for image in images))


def _key(kind: str, images: Sequence[Pixels], settings: object) -> bytes:
    together = hashlib.sha256(f"{kind} {settings!r}".encode())
    for image in images:
        together.update(f" {image.shape!r}".encode())
        together.update(np.ascontiguousarray(image).data)
    return together.digest()


def _freeze(found: object) -> int:
    """Make all arrays within something read-only; return how many bytes they hold."""
    if isinstance(found, np.ndarray):
        found.flags.writeable = False
        return found.nbytes
    if isinstance(found, tuple):
        return sum(map(_freeze, found))
    if is_dataclass(found):
        return sum(_freeze(getattr(found, field.name)) for field in fields(found))
    return sum(map(_freeze, vars(found).values())) if isinstance(found, Tones) else 0
