"""One picture in, a clip out: the motion that a prompt's verbs ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from pixelengine_import.local_engine.motion.missing import silent_words
from pixelengine_import.local_engine.motion.pixel_stage import PixelStage
from pixelengine_import.local_engine.motion.prompt import Direction, read_prompt
from pixelengine_import.local_engine.motion.shift import Beat
from pixelengine_import.local_engine.motion.smooth_stage import SmoothStage
from pixelengine_import.local_engine.motion.types import (
    Clip,
    Palette,
    Pixels,
    Work,
    check_picture,
    moves,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.stage import Stage

__all__ = ["animate"]

P = TypeVar("P")


def animate(
    image: Pixels,
    *,
    prompt: str,
    negative_prompt: str,
    output_frames: int,
    seed: int,
    palette: Palette | None,
    matte: tuple[int, int, int],
    size: tuple[int, int] | None,
    work: Work,
) -> Clip:
    """Move a picture.

    Frame 0 is the picture itself, in the colours of its budget. Alpha is flattened on
    the matte after the subject was moved; without alpha, the colour that holds the
    border is the ground and stays as it was sent; without that, the whole picture moves
    with its border held.

    Args:
        image: ``(h, w, 4)`` uint8.
        prompt: What shall happen. Words that are not known give a lively idle and are
            named in the clip.
        negative_prompt: What shall not.
        output_frames: How many frames.
        seed: Any integer; changes strength and timing.
        palette: The colour budget of pixel art, or None for smooth art.
        matte: What is seen through alpha.
        size: Width and height of smooth frames, or None for those of the picture. Pixel
            art keeps its size.
        work: Told how far the work is; may stop it.

    Returns:
        The clip, ``output_frames`` opaque frames.

    Raises:
        Cancelled: The work was stopped.
        ValueError: There is nothing to do (no frames, a picture of another shape).
    """
    check_picture(image)
    if output_frames < 1:
        msg = f"a clip has at least one frame (found {output_frames}). Ask for more."
        raise ValueError(msg)
    work.reached(0.0)
    direction = read_prompt(prompt, negative_prompt).in_frames(output_frames)
    if palette is None:
        smooth = SmoothStage([image], matte=matte, size=size, seed=seed, work=work)
        return _played(smooth, direction, output_frames, work)
    pixels = PixelStage([image], palette=palette, matte=matte, seed=seed, work=work)
    return _played(pixels, direction, output_frames, work)


def _played(stage: Stage[P], direction: Direction, count: int, work: Work) -> Clip:
    """Play the whole clip from its first frame."""
    beats = [Beat(k, count) for k in range(count)]
    frames: list[Pixels] = []
    for picture in stage.play(stage.pictures[0], direction, beats):
        frames.append(stage.paint(picture))
        work.reached(len(frames) / count)
    missing = stage.missing(stage.pictures[0], direction) if moves(frames) else ()
    told = direction.without(silent_words(direction, missing))
    return Clip(
        frames=np.stack(frames),
        method=stage.method,
        understood=told.understood if moves(frames) else (),
        ignored=told.ignored,
        missing=missing,
    )
