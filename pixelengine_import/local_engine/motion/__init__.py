"""Classical motion for sprites: one picture in, a moving clip out.

Two entrances, both pure functions of their arguments (same arguments, same bytes, on
every machine):

* `animate` moves one picture by the verbs of a prompt;
* `inbetween` draws the frames between pictures at given places.

Pictures are cut from their background, turned into indices of one small colour table
and moved as samples, so a frame cannot hold a colour that the table does not. Larger
art (``palette=None``) is warped smoothly instead.
"""

from __future__ import annotations

from pixelengine_import.local_engine.motion.animate import animate
from pixelengine_import.local_engine.motion.inbetween import inbetween
from pixelengine_import.local_engine.motion.types import (
    Cancelled,
    Clip,
    Key,
    Palette,
    Pixels,
    Work,
)

__all__ = [
    "Cancelled",
    "Clip",
    "Key",
    "Palette",
    "Pixels",
    "Work",
    "animate",
    "inbetween",
]
