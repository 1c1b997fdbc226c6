"""Bring pictures of pixel art back to one pixel a cell, and to a small palette.

The grid may have any pitch from 2 pixels, different ones across and down, and wander;
codecs, blur and noise are expected. Same picture, same bytes, on every machine.
"""

from __future__ import annotations

from pixelengine_import.local_engine.pixelate.convert import REDUCED_SIDE, pixelate
from pixelengine_import.local_engine.pixelate.types import Pixelated

__all__ = ["REDUCED_SIDE", "Pixelated", "pixelate"]
