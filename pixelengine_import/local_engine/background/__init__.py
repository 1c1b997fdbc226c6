"""Take an unknown background away from pixel art, still or animated.

The border tells what the background looks like: a few colours, a gradient, or both.
Each colour gets a cost, summed along paths from outside the picture, so that a colour
of the background inside the sprite stays. Same frames, same bytes, on every machine.
"""

from __future__ import annotations

from pixelengine_import.local_engine.background.remove import (
    DEFAULT_THRESHOLD,
    remove_background,
)
from pixelengine_import.local_engine.background.types import Cut

__all__ = ["DEFAULT_THRESHOLD", "Cut", "remove_background"]
