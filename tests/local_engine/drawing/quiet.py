"""Drawing and editing without anybody watching."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing import Drawn, draw_picture, edit_picture
from pixelengine_import.local_engine.motion import Palette, Work

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Colour, Pixels

WORK = Work(lambda _share: None, lambda: False)
PLENTY = Palette(256)


def drawn(prompt: str, seed: int = 1, palette: Palette = PLENTY) -> Drawn:
    """Draw something."""
    return draw_picture(prompt, seed=seed, palette=palette, work=WORK)


def edited(image: Pixels, prompt: str, palette: Palette = PLENTY) -> Drawn:
    """Change something."""
    return edit_picture(image, prompt, palette=palette, work=WORK)


def colours_of(image: Pixels) -> set[Colour]:
    """The opaque colours of a picture."""
    seen = image[image[..., 3] > 0][:, :3].tolist()
    return {(r, g, b) for r, g, b in seen}
