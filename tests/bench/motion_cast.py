"""Sprites for the bench of motion: drawn by the local engine, or from a folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from pixelengine_import.local_engine.drawing import draw_picture
from pixelengine_import.local_engine.motion import Palette, Pixels, Work

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["drawn_cast", "pad", "quiet", "stored_cast"]

CAST: Final[dict[str, str]] = {
    "upright 16": "16x16 skeleton",
    "upright 24": "24x24 goblin",
    "upright 32": "32x32 knight",
    "upright 48": "48x48 ninja",
    "upright 64": "64x64 viking with an axe",
    "robed 32": "32x32 wizard with a staff",
    "archer 64": "64x64 archer",
    "wide 32": "32x32 wolf",
    "wide 64": "64x64 horse",
    "dragon 48": "48x48 dragon",
    "spider 32": "32x32 spider",
    "blob 24": "24x24 slime",
    "blob 48": "48x48 slime king",
    "ghost 32": "32x32 ghost",
    "bird 32": "32x32 bird",
    "bat 32": "32x32 bat",
    "plant 32": "32x32 tree",
    "plant 64": "64x64 sunflower",
    "coin 16": "16x16 coin",
    "item 24": "24x24 green potion",
    "item 32": "32x32 sword",
}
"""Body types and sizes, and the words that draw them."""


def quiet() -> Work:
    """Return work that nobody watches."""
    return Work(progress=lambda _share: None, cancelled=lambda: False)


def drawn_cast() -> dict[str, Pixels]:
    """Draw the bench's own sprites, with room to move."""
    return {
        name: pad(draw_picture(prompt, seed=1, palette=Palette(24), work=quiet()).image)
        for name, prompt in CAST.items()
    }


def stored_cast(folder: Path) -> dict[str, Pixels]:
    """Read sprites from a folder, with room to move.

    With an ``animations.json`` (a list ``animations`` of ``name``, ``file`` and
    ``frame_w``) the first frame of each strip is taken; else every PNG as it is.
    """
    listing = folder / "animations.json"
    if listing.exists():
        strips = json.loads(listing.read_text(encoding="utf-8"))["animations"]
        found = [(s["name"], folder / s["file"], int(s["frame_w"])) for s in strips]
    else:
        found = [(path.stem, path, 0) for path in sorted(folder.glob("*.png"))]
    cast = {}
    for name, path, width in found:
        image = np.array(Image.open(path).convert("RGBA"))
        image = image[:, : width or image.shape[1]]
        # The formulas know silhouettes, not veils.
        solid = image[..., 3:] >= 128
        image = np.where(solid, image | np.array([0, 0, 0, 255], np.uint8), 0)
        if solid.any() and not solid.all():
            cast[name] = pad(image.astype(np.uint8))
    return cast


def pad(image: Pixels) -> Pixels:
    """Return a sprite with a fifth of its size above it, and a seventh on each side."""
    ys, xs = np.nonzero(image[..., 3])
    tight = image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    h, w = tight.shape[:2]
    aside = max(2, round(0.15 * w))
    return np.pad(tight, ((max(2, round(0.2 * h)), 2), (aside, aside), (0, 0)))
