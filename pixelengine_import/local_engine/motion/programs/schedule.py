"""When each act of a clip begins, and how many frames it has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pixelengine_import.local_engine.motion.prompt import LEAST_FRAMES, Act
from pixelengine_import.local_engine.motion.shift import Beat
from pixelengine_import.local_engine.motion.vocabulary import ENDING, ONCE

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.prompt import Direction

__all__ = ["Scene", "scenes"]

UNHURRIED = 8
"""Frames that one turn of a cycle takes at the usual pace, at least."""
FAST_SHARE = 60
"""Of 100: what a fast act takes of a clip; it rests for the remaining frames."""
FAST_FRAMES = 8
MOST_TURNS = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """A part of a clip.

    Attributes:
        act: What is played.
        start: Its first frame.
        length: How many frames it has.
    """

    act: Act
    start: int
    length: int

    def beat(self, frame: float) -> Beat:
        """Return the moment of the act at a frame of the clip."""
        own = frame - self.start
        if self.act.lead == "appear" and self.start:
            # What has vanished is not there again for a moment.
            return Beat(own + 1, self.length + 1)
        return Beat(own, self.length)


def scenes(direction: Direction, count: int) -> tuple[Scene, ...]:
    """Lay the acts of a clip out.

    Acts that follow one another share the frames; a rest at the end has half of an
    act's. Cycles go round more often in long clips and at a fast pace; a fast act is
    over early.

    Args:
        direction: What is played.
        count: How many frames there are.
    """
    acts = direction.in_frames(count).acts
    if len(acts) > 1:
        return _in_turn(acts, count)
    act = acts[0]
    if act.lead in ONCE | ENDING:
        short = (count * FAST_SHARE + 99) // 100
        if direction.pace < 1 or count < FAST_FRAMES or act.lead in ENDING:
            return (Scene(act, 0, count),)
        rest = replace(act, lead="idle", layers=(), part=None)
        return (Scene(act, 0, short), Scene(rest, short, count - short))
    turns = max(1, count // UNHURRIED)
    if direction.pace > 0:
        turns = max(1, min(MOST_TURNS, count // LEAST_FRAMES, 2 * turns))
    if direction.pace < 0:
        turns = 1
    cuts = pairwise(k * count // turns for k in range(turns + 1))
    return tuple(Scene(act, a, b - a) for a, b in cuts)


def _in_turn(acts: tuple[Act, ...], count: int) -> tuple[Scene, ...]:
    """Give each act its share of the frames."""
    rests = acts[-1].lead == "idle"
    weights = [2] * len(acts)
    if rests:
        weights[-1] = 1
    least = [weight * LEAST_FRAMES // 2 for weight in weights]
    spare = max(0, count - sum(least))
    lengths = [
        n + spare * weight // sum(weights)
        for n, weight in zip(least, weights, strict=True)
    ]
    lengths[0] += count - sum(lengths)
    found, start = [], 0
    for act, length in zip(acts, lengths, strict=True):
        found.append(Scene(act, start, length))
        start += length
    return tuple(found)
