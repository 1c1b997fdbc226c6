"""Draws the picture of the page about drawing: one sprite a word.

Run it in the repository::

    python docs/pictures/draw.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pixelengine_import.imaging.png import encode_png
from pixelengine_import.local_engine.drawing import draw_picture
from pixelengine_import.local_engine.motion import Palette, Work

OUT = Path(__file__).with_name("drawn.png")
COLUMNS, CELL, GAP = 12, 64, 8
GROUND = (38, 36, 52, 255)
PROMPTS = (
    *("knight", "wizard in blue", "goblin archer", "skeleton pirate", "slime king"),
    *("red dragon", "ghost", "robot", "wolf", "fox", "cat", "owl"),
    *("viking with a torch", "princess", "ninja", "orc", "evil zombie", "golem"),
    *("beholder", "spider", "snake", "butterfly", "panda", "elephant"),
    *("flaming sword", "axe", "bow", "magic wand", "shield", "pickaxe", "green potion"),
    *("golden key", "open chest", "emerald", "book", "bomb"),
    *("tree", "pine", "mushroom", "cactus", "sunflower", "house", "castle", "tower"),
    *("pirate ship", "rocket", "train", "car"),
    *("grass", "cobblestone", "brick", "water", "lava", "planks", "fire", "explosion"),
    *("portal", "heart", "coin", "skull"),
)


def main() -> None:
    """Draw every prompt and save the sheet."""
    rows = -(-len(PROMPTS) // COLUMNS)
    step = CELL + GAP
    sheet = np.empty((rows * step + GAP, COLUMNS * step + GAP, 4), np.uint8)
    sheet[...] = GROUND
    work = Work(lambda _share: None, lambda: False)
    for i, prompt in enumerate(PROMPTS):
        image = draw_picture(prompt, seed=i + 1, palette=Palette(24), work=work).image
        y, x = (GAP + step * place for place in divmod(i, COLUMNS))
        cell = sheet[y : y + CELL, x : x + CELL]
        cell[image[..., 3] > 0] = image[image[..., 3] > 0]
    OUT.write_bytes(encode_png(np.kron(sheet, np.ones((2, 2, 1), np.uint8))))


if __name__ == "__main__":
    main()
