"""The two doors of the package: words to a picture, a picture to a changed one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.imaging.pixels import check_still
from pixelengine_import.local_engine import pixelate
from pixelengine_import.local_engine.drawing.draw import sketch
from pixelengine_import.local_engine.drawing.edits import read_edits
from pixelengine_import.local_engine.drawing.finish import finish, limit
from pixelengine_import.local_engine.drawing.read import read_prompt
from pixelengine_import.local_engine.pixelate.exact import (
    codes_of,
    exact_lines,
    is_native,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.imaging.pixels import Pixels
    from pixelengine_import.local_engine.motion import Palette, Work

__all__ = ["Drawn", "draw_picture", "edit_picture"]

_ALL_COLOURS = 256
_LONGEST_WORD, _MOST_WORDS = 40, 40
_REACH = 1280
"""Long side in pixels up to which the grid of a picture is measured as it is."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture and how its prompt was read.

    Attributes:
        image: ``(h, w, 4)`` uint8, alpha 0 or 255.
        method: ``procedural`` or ``rule-edit``.
        subject: Name of the body plan, or how the reference's grid was found.
        understood: Words that were followed, in their order; edits by name.
        ignored: Words that were not.
    """

    image: Pixels
    method: str
    subject: str
    understood: tuple[str, ...]
    ignored: tuple[str, ...]


def draw_picture(prompt: str, *, seed: int, palette: Palette, work: Work) -> Drawn:
    """Draw what a prompt asks for.

    The ground stays transparent unless the prompt names a background.

    Args:
        prompt: Anything; with no noun that is known it gives a creature.
        seed: Decides what the prompt leaves open.
        palette: How many colours, or which.
        work: Watched between the steps.

    Raises:
        Cancelled: The result is no longer wanted.
    """
    work.reached(0.0)
    reading = read_prompt(prompt)
    work.reached(0.1)
    made = sketch(reading.noun, reading.wishes, seed=seed, size=reading.size)
    work.reached(0.8)
    image = finish(
        made.canvas, palette=palette, tint=reading.tint, ground=reading.ground
    )
    work.reached(1.0)
    understood, ignored = reading.told(made.used)
    return Drawn(
        image, "procedural", reading.noun.plan, _short(understood), _short(ignored)
    )


def edit_picture(image: Pixels, prompt: str, *, palette: Palette, work: Work) -> Drawn:
    """Change a picture as a prompt asks, as far as that can be done by rule.

    The picture is brought to one pixel a cell first; pixel art that is clean stays as
    it is. What no rule covers is left alone and told.

    Args:
        image: ``(h, w, 4)`` uint8.
        prompt: The changes, in words.
        palette: How many colours, or which.
        work: Watched between the steps.

    Raises:
        ImageError: The array is not a picture.
        Cancelled: The result is no longer wanted.
    """
    check_still(image)
    work.reached(0.0)
    reach = _within_reach(image)
    small = pixelate.pixelate(reach, colours=_ALL_COLOURS, palette=None, work=work)
    picture = small.image
    edits, ignored = read_edits(prompt)
    done, undone = [], []
    for edit in edits:
        changed = edit.change(picture)
        if changed is None:
            undone.append(edit.words)
        else:
            picture = changed
            done.append(edit.name)
        work.reached(1.0)
    return Drawn(
        limit(picture, palette),
        "rule-edit",
        small.method,
        _short(done),
        _short([*undone, *ignored]),
    )


def _short(words: Sequence[str]) -> tuple[str, ...]:
    """Return each word once, cut to what can be shown with a result."""
    found = tuple(
        word if len(word) <= _LONGEST_WORD else word[: _LONGEST_WORD - 1] + "…"
        for word in dict.fromkeys(words)
    )
    return found if len(found) <= _MOST_WORDS else (*found[:_MOST_WORDS], "…")


def _within_reach(image: Pixels) -> Pixels:
    """Average a very large picture down by a whole number.

    Measuring a grid takes time and memory by the pixel, and this endpoint has no limit
    on sides. What is pixel art already, enlarged or not, is left as it is.
    """
    longest = max(image.shape[:2])
    if longest <= _REACH:
        return image
    codes = codes_of(image)
    if exact_lines(codes) is not None or is_native(image, codes):
        return image
    step = -(-longest // _REACH)
    height, width = (max(1, side // step) for side in image.shape[:2])
    total = np.zeros((height, width, 4), np.uint32)
    for dy in range(step):
        for dx in range(step):
            # A side shorter than the step has no pixel there; its last one counts.
            rows = np.minimum(np.arange(height) * step + dy, image.shape[0] - 1)
            columns = np.minimum(np.arange(width) * step + dx, image.shape[1] - 1)
            part = image[rows][:, columns].astype(np.uint32)
            total[..., :3] += part[..., :3] * part[..., 3:]
            total[..., 3] += part[..., 3]
    weight = np.maximum(total[..., 3:], 1)
    out = np.empty((height, width, 4), np.uint8)
    out[..., :3] = (total[..., :3] + weight // 2) // weight
    out[..., 3] = total[..., 3] // (step * step)
    return out
