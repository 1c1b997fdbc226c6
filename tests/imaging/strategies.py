"""Pictures as Hypothesis makes them: small, and of every kind that matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Pixels


@st.composite
def pictures(draw: st.DrawFn, longest: int = 40) -> Pixels:
    """Draw a still: one colour, a few, or noise; opaque, cut out, or soft."""
    height = draw(st.integers(1, longest))
    width = draw(st.integers(1, longest))
    colours = draw(st.sampled_from([1, 2, 3, 4, 5, 16, 17, 200, 100_000]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    table = rng.integers(0, 256, (min(colours, 4096), 4), dtype=np.uint8)
    opacity = draw(st.sampled_from(["opaque", "cut out", "soft"]))
    if opacity == "opaque":
        table[:, 3] = 255
    elif opacity == "cut out":
        table[:, 3] = np.where(table[:, 3] < 128, 0, 255)
    return table[rng.integers(0, len(table), (height, width))]
