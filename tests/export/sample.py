"""Animations to write: small, and each frame of a colour of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from pixelengine_import.export.animation import Animation
from pixelengine_import.export.layout import Layout, Packing, pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.export.animation import Direction

NAMES = "ABCXYZabcxyz0189_ -"


def animation(
    name: str = "walk",
    *,
    count: int = 4,
    size: tuple[int, int] = (6, 4),
    fps: float = 8,
    durations: tuple[int, ...] | None = None,
    loop: bool = True,
    direction: Direction = "forward",
) -> Animation:
    """Return an animation whose frame k shows its number and its size."""
    width, height = size
    frames = np.zeros((count, height, width, 4), dtype=np.uint8)
    for k in range(count):
        frames[k] = (k % 256, width, height, 255)
    return Animation(name, frames, fps, durations, loop, direction)


def packed(animations: Sequence[Animation], layout: Layout | None = None) -> Packing:
    """Pack animations as the product does."""
    sizes = [(a.count, a.frames.shape[2], a.frames.shape[1]) for a in animations]
    return pack(sizes, layout or Layout())


@st.composite
def animations(draw: st.DrawFn) -> list[Animation]:
    """Draw up to five animations of any legal kind."""
    texts = st.text(NAMES, min_size=1, max_size=64)
    names = draw(st.lists(texts, min_size=1, max_size=5, unique=True))
    result = []
    for name in names:
        count = draw(st.integers(1, 9))
        fps = draw(st.sampled_from([1.0, 8, 12.5, 24, 1 / 3, 60]))
        times = st.tuples(*[st.integers(40, 5000)] * count)
        result.append(
            animation(
                name,
                count=count,
                size=(draw(st.integers(1, 20)), draw(st.integers(1, 20))),
                fps=fps,
                durations=draw(st.none() | times),
                loop=draw(st.booleans()),
                direction=draw(st.sampled_from(["forward", "reverse", "pingpong"])),
            )
        )
    return result
