"""Rewriting a prompt: a short wish in, a caption of 25 to 50 words out.

Two pure functions: `look_at` measures a picture, `write_caption` writes. The caption
asks the animator for the same motion as the prompt, and says nothing of the looks but
what the prompt said or the picture showed.
"""

from __future__ import annotations

from pixelengine_import.local_engine.caption.looks import Looks, look_at
from pixelengine_import.local_engine.caption.write import write_caption

__all__ = ["Looks", "look_at", "write_caption"]
