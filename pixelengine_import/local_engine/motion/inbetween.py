"""Pictures at given frames in, a clip out: the frames between them are drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from pixelengine_import.local_engine.motion.missing import silent_words
from pixelengine_import.local_engine.motion.pixel_stage import PixelStage
from pixelengine_import.local_engine.motion.prompt import Direction, read_prompt
from pixelengine_import.local_engine.motion.shift import Beat
from pixelengine_import.local_engine.motion.smooth_stage import SmoothStage
from pixelengine_import.local_engine.motion.types import (
    Clip,
    Key,
    Palette,
    Pixels,
    Work,
    check_picture,
    moves,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pixelengine_import.local_engine.motion.stage import Stage

__all__ = ["inbetween"]

P = TypeVar("P")

METHOD = "lattice-registration"


def inbetween(
    keys: Sequence[Key],
    *,
    prompt: str,
    negative_prompt: str,
    total_frames: int,
    seed: int,
    palette: Palette | None,
    matte: tuple[int, int, int],
    size: tuple[int, int] | None,
    work: Work,
) -> Clip:
    """Draw the frames between pictures.

    Keys of full strength come back as they were sent, in the colours of their budget;
    weaker ones lean towards what their neighbours would make of them. A single key, and
    equal neighbours, are moved by the prompt's verbs. Frames before the first and after
    the last key lead from one to the other when the prompt asks for a loop; else the
    key is held, breathing.

    Args:
        keys: At least one; each index once, all pictures of one size.
        prompt: What shall happen.
        negative_prompt: What shall not.
        total_frames: How many frames.
        seed: Any integer; changes strength and timing of what the prompt moves.
        palette: The colour budget of pixel art, or None for smooth art.
        matte: What is seen through alpha.
        size: Width and height of smooth frames, or None for those of the pictures.
            Pixel art keeps its size.
        work: Told how far the work is; may stop it.

    Returns:
        The clip, ``total_frames`` opaque frames.

    Raises:
        Cancelled: The work was stopped.
        ValueError: Keys contradict each other or the number of frames.
    """
    ordered = _checked(keys, total_frames)
    work.reached(0.0)
    direction = read_prompt(prompt, negative_prompt).in_frames(total_frames)
    images = [key.image for key in ordered]
    if palette is None:
        smooth = SmoothStage(images, matte=matte, size=size, seed=seed, work=work)
        return _drawn(smooth, ordered, direction, total_frames, work)
    pixels = PixelStage(images, palette=palette, matte=matte, seed=seed, work=work)
    return _drawn(pixels, ordered, direction, total_frames, work)


def _checked(keys: Sequence[Key], total_frames: int) -> list[Key]:
    """Return the keys by their index, when they agree."""
    if not keys:
        msg = "there is no key (found 0). Give at least one picture."
        raise ValueError(msg)
    ordered = sorted(keys, key=lambda key: key.index)
    for key in ordered:
        check_picture(key.image)
        if not 0 <= key.index < total_frames:
            msg = f"a key lies outside the clip (found {key.index} of {total_frames})."
            raise ValueError(msg)
        if not 0.0 <= key.strength <= 1.0:
            msg = f"a strength is from 0 to 1 (found {key.strength})."
            raise ValueError(msg)
    for a, b in pairwise(ordered):
        if a.index == b.index:
            msg = f"two keys have one place (found {a.index} twice). Give each its own."
            raise ValueError(msg)
        if a.image.shape != b.image.shape:
            msg = f"keys differ in size (found {a.image.shape} and {b.image.shape})."
            raise ValueError(msg)
    return ordered


@dataclass(frozen=True, slots=True)
class _Frame(Generic[P]):
    """A finished frame.

    Attributes:
        index: Its place in the clip.
        picture: What it shows.
        of: How many frames the prompt's program had that made it; 0 when none did.
    """

    index: int
    picture: P
    of: int = 0


def _drawn(
    stage: Stage[P],
    keys: Sequence[Key],
    direction: Direction,
    total: int,
    work: Work,
) -> Clip:
    """Draw all frames, in the order in which they depend on each other."""
    frames: list[Pixels | None] = [None] * total
    longest = 0
    sequence = _sequence(stage, keys, direction, total, work)
    for done, frame in enumerate(sequence, start=1):
        frames[frame.index] = stage.paint(frame.picture)
        longest = max(longest, frame.of)
        work.reached(done / total)
    finished = [frame for frame in frames if frame is not None]
    # Acts for which no span of the clip is long enough were not played.
    played = direction.in_frames(max(1, longest))
    told, missing = replace(direction, understood=()), tuple[str, ...]()
    if longest and moves(finished):
        missing = stage.missing(stage.pictures[0], played)
        told = played.without(silent_words(played, missing))
    return Clip(
        frames=np.stack(finished),
        method=METHOD if len(keys) > 1 else stage.method,
        understood=told.understood,
        ignored=told.ignored,
        missing=missing,
    )


def _sequence(
    stage: Stage[P],
    keys: Sequence[Key],
    direction: Direction,
    total: int,
    work: Work,
) -> Iterator[_Frame[P]]:
    """Yield every frame once."""
    if len(keys) == 1:
        yield from _from_one(stage, keys[0], direction, total)
        return
    at = [key.index for key in keys]
    shown = []
    for k in range(len(keys)):
        work.check()
        shown.append(_softened(stage, keys, k))
    for index, picture in zip(at, shown, strict=True):
        yield _Frame(index, picture)
    for k in range(len(keys) - 1):
        span = range(at[k] + 1, at[k + 1])
        yield from _between(stage, (shown[k], shown[k + 1]), span, direction)
    before, after = range(at[0]), range(at[-1] + 1, total)
    if direction.loop:
        span = range(at[-1] + 1, total + at[0])
        for frame in _between(stage, (shown[-1], shown[0]), span, direction):
            yield replace(frame, index=frame.index % total)
        return
    calm = direction.calmed()
    for held, span, origin in ((shown[0], before, at[0]), (shown[-1], after, at[-1])):
        beats = [Beat(abs(index - origin), len(span) + 1) for index in span]
        moved = stage.play(held, calm, beats)
        for index, picture in zip(span, moved, strict=True):
            yield _Frame(index, picture)


def _between(
    stage: Stage[P], ends: tuple[P, P], span: range, direction: Direction
) -> Iterator[_Frame[P]]:
    """Yield the frames of a span that lies between two pictures."""
    if not span:
        return
    length = len(span) + 1
    if stage.same(*ends):
        beats = [Beat(k + 1, length) for k in range(len(span))]
        moved = stage.play(ends[0], direction, beats)
        for index, picture in zip(span, moved, strict=True):
            yield _Frame(index, picture, length)
        return
    way = stage.tween(*ends)
    for k, index in enumerate(span):
        yield _Frame(index, way((k + 1) / length))


def _from_one(
    stage: Stage[P], key: Key, direction: Direction, total: int
) -> Iterator[_Frame[P]]:
    """Yield a clip that one key is moved through; it shows at its own index.

    A weaker key shows up to half a frame of the motion.
    """
    lean = 0.5 * (1.0 - key.strength)
    beats = []
    for index in range(total):
        if index == key.index:
            beats.append(Beat(lean, total))
        elif direction.ends_elsewhere:
            # What ends elsewhere is played to the key backwards, and from it on.
            side = key.index + 1 if index < key.index else total - key.index
            beats.append(Beat(abs(index - key.index), side))
        else:
            beats.append(Beat((index - key.index) % total, total))
    moved = stage.play(stage.pictures[0], direction, beats)
    for index, picture in enumerate(moved):
        # At its own frame the key itself is seen.
        yield _Frame(index, picture, 0 if index == key.index else beats[index].count)


def _softened(stage: Stage[P], keys: Sequence[Key], k: int) -> P:
    """Return a key's picture, leaning towards its neighbours when it is weak."""
    own = stage.pictures[k]
    lean = 1.0 - keys[k].strength
    if lean <= 0:
        return own
    if 0 < k < len(keys) - 1:
        a, b = stage.pictures[k - 1], stage.pictures[k + 1]
        t = (keys[k].index - keys[k - 1].index) / (
            keys[k + 1].index - keys[k - 1].index
        )
        guess = a if stage.same(a, b) else stage.tween(a, b)(t)
    else:
        # At an end, the one neighbour draws the key half-way to itself at most.
        guess = stage.pictures[1 if k == 0 else k - 1]
        lean /= 2
    if lean >= 1:
        return guess
    return own if stage.same(own, guess) else stage.tween(own, guess)(lean)
