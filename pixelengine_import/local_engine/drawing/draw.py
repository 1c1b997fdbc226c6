"""From wishes to a picture: the one place where a sketch is made and finished."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.drawing.canvas import Canvas
from pixelengine_import.local_engine.drawing.dice import Dice
from pixelengine_import.local_engine.drawing.nouns import NOUNS
from pixelengine_import.local_engine.drawing.plans import (
    FRONTED,
    GROWING,
    PLAIN,
    PLANS,
    SIDEWAYS,
    TILES,
)
from pixelengine_import.local_engine.drawing.plans.weapons import GRIPPED
from pixelengine_import.local_engine.drawing.shapes import Pen
from pixelengine_import.local_engine.drawing.sketch import Sketch, Wishes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.drawing.nouns import Noun

__all__ = ["sketch"]

_WIDE = 128
_BEHIND = 2
_BOARD = 62
_MOST_GROWTH = 1.3125
_FLOOR = 56
"""What reaches this far down stands on the ground."""


def sketch(noun: Noun, wishes: Wishes, *, seed: int, size: int) -> Sketch:
    """Draw a noun.

    Args:
        noun: What.
        wishes: How; its traits count, not the noun's.
        seed: Decides what the wishes leave open.
        size: Side of the canvas in pixels.

    Returns:
        The finished sketch: its canvas, and which wishes were looked at.
    """
    canvas = Canvas(size)
    dice = Dice(seed).inside(noun.plan)
    pen = Pen.on(size, mirrored=wishes.facing == -1)
    if noun.plan not in TILES:
        x, y, scale = _room(noun.plan, dice, wishes)
        pen = pen.at(x, y, scale=scale)
    made = Sketch(canvas, pen, dice, wishes, _draw_thing)
    PLANS[noun.plan](made)
    if _is_shown(noun.plan, wishes.facing):
        made.used.add("facing")
    if noun.plan not in PLAIN:
        # What the room has rounded away leaves its place to the outline.
        canvas.erase(canvas.border)
        canvas.outline()
    return made


def _is_shown(plan: str, facing: int | None) -> bool:
    """Tell whether a plan can be seen from the front, or from behind."""
    if facing == 0:
        return plan not in SIDEWAYS or plan in FRONTED
    return facing == _BEHIND and plan == "person"


def _room(plan: str, dice: Dice, wishes: Wishes) -> tuple[float, float, float]:
    """Return where a drawing has to lie, and how large, to be on the board as a whole.

    It is drawn once on a board of twice the size to see how far it reaches.
    """
    wide = Canvas(_WIDE, flat=True)
    pen = Pen.on(_WIDE).at(0, 16, scale=0.5)
    PLANS[plan](Sketch(wide, pen, dice, wishes, _draw_thing))
    left, right = _reach(np.flatnonzero(wide.filled.any(axis=0)), 0)
    top, low = _reach(np.flatnonzero(wide.filled.any(axis=1)), 32)
    most = _MOST_GROWTH if plan in GROWING else 1.0
    fits = min(60 / (right - left), 60 / (low - top)) if most > 1 else 1.0
    if max(right - left, low - top) > _BOARD:
        fits = 60 / max(right - left, low - top)
    # Sixteenths, and whole steps aside, keep pixels where the plan has put them.
    scale = int(min(most, fits) * 16) / 16
    x = float(max(-31 - left, 0) + min(31 - right, 0))
    y = float(max(1 - top, 0) + min(63 - low, 0))
    if scale != 1 or plan in GROWING:
        x = -float(round(scale * (left + right) / 2))
    if scale != 1:
        y = 32 - scale * (top + low) / 2
        if low >= _FLOOR:
            y = 62.5 - scale * min(low, 62.5)
    return x, y, scale


def _reach(places: NDArray[np.intp], middle: int) -> tuple[int, int]:
    """Return the first and the last unit of the wide board that pixels lie on."""
    half = _WIDE // 2
    # A pixel of the wide board is 124/126 units.
    start = (int(places[0]) - half) * 124 // 126
    end = -((half - 1 - int(places[-1])) * 124 // 126)
    return start + middle, end + middle


def _draw_thing(name: str, frame: Sketch, held: bool) -> None:  # noqa: FBT001 - a callback
    noun = NOUNS[name]
    colours = {}
    if name in frame.wishes.colours:
        colours["main"] = frame.wishes.colours[name]
    wishes = Wishes(traits=noun.traits, colours=colours, without=frame.wishes.without)
    inner = replace(frame, wishes=wishes, dice=frame.dice.inside(name), used=set())
    weapon = noun.traits.get("weapon")
    if held and weapon is not None:
        GRIPPED[weapon].draw(inner)
    else:
        PLANS[noun.plan](inner)
    if "colour:main" in inner.used:
        frame.used.add(f"colour:{name}")
