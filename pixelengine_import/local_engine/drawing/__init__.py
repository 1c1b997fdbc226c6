"""Pictures from words, by rules: no image model is run.

Two doors: :func:`draw_picture` draws a sprite from a prompt, :func:`edit_picture`
changes a picture as far as rules can. Both say which words they followed and which they
did not. The same words and seed give the same bytes on every machine.
"""

from __future__ import annotations

from pixelengine_import.local_engine.drawing.pictures import (
    Drawn,
    draw_picture,
    edit_picture,
)

__all__ = ["Drawn", "draw_picture", "edit_picture"]
