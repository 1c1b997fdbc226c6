"""Motion programs: what each verb does with a body.

Every program is a pure function of a body, a moment and a style; its shift is written
as ``g(phase) - g(0)``, so that frame 0 is the picture itself and the last frame of a
cycle leads back to it. Heads and trunks shift as one (faces stay rigid); only legs,
waist and loose parts are bent. All acts but those that end elsewhere come back to rest,
so that they may be looped too.
"""

from __future__ import annotations

from pixelengine_import.local_engine.motion.programs.table import (
    PROGRAMS,
    Play,
    style_of,
)

__all__ = ["PROGRAMS", "Play", "style_of"]
