"""Draws the pictures of the page about pictures, and the README's moving gallery.

Run it in the repository::

    python docs/pictures/motion.py                  # gallery.webp and verbs.png
    python docs/pictures/motion.py --sheets FOLDER  # every verb by every body type

Sprites are drawn by the local engine and moved by it; no file is read.
"""

from __future__ import annotations

import argparse
import functools
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from lettering import written
from PIL import Image

from pixelengine_import.imaging.png import encode_png
from pixelengine_import.local_engine.drawing import draw_picture
from pixelengine_import.local_engine.motion import Palette, Pixels, Work, animate
from pixelengine_import.local_engine.motion.programs import PROGRAMS

FOLDER = Path(__file__).parent
GROUND, CELL, INK = (30, 28, 42), (44, 42, 60), (164, 160, 190)
"""Dark, so that it lies well on a light and on a dark page."""
COLUMNS, SIDE, GAP, SCALE = 5, 80, 3, 2
RATE, LENGTH = 10, 48
"""Frames a second, and frames until the gallery begins anew."""


@dataclass(frozen=True, slots=True)
class Act:
    """A cell of the gallery.

    Attributes:
        label: What stands below it.
        sprite: The prompt that draws the sprite.
        prompt: The prompt that moves it; a second one, after a bar, follows it.
        frames: Length of each motion.
        rest: How long the last frame (of what ends elsewhere) or the first one stays.
        seed: Of the drawing.
    """

    label: str
    sprite: str
    prompt: str
    frames: int = 8
    rest: int = 0
    seed: int = 1


GALLERY = (
    Act("walk", "60x60 knight", "walks to the right"),
    Act("run", "60x60 ninja", "runs to the right"),
    Act("slash", "60x60 viking with an axe", "slashes to the right", 8, 4),
    Act("cast", "60x60 wizard with a staff", "casts a spell to the right", 12, 4),
    Act("shoot", "60x60 archer", "shoots an arrow to the right", 12, 4),
    Act("jump", "60x60 goblin", "jumps", 12, 4),
    Act("hurt", "60x60 orc", "is hit", 8, 8, 3),
    Act("death", "60x60 skeleton", "dies", 12, 12),
    Act("block", "60x60 soldier with a shield", "blocks", 8, 4),
    Act("idle", "60x60 princess", "breathing idle", 12),
    Act("fly", "60x60 bat", "flies"),
    Act("run", "60x60 wolf", "runs to the right"),
    Act("hop", "48x48 slime", "hops", 12),
    Act("float", "48x48 ghost", "floats", 16),
    Act("bite", "60x60 dragon", "bites to the right", 12, 4),
    Act("spin", "32x32 coin", "spins"),
    Act("flutter", "60x60 red flag", "flutters in the wind"),
    Act("flicker", "60x60 torch", "flickers"),
    Act("sway", "56x56 sunflower", "sways in the wind", 16),
    Act("vanish", "48x48 purple potion", "vanishes|appears", 12),
)
BODIES = {
    "upright 16": "16x16 skeleton",
    "upright 32": "32x32 knight",
    "upright 64": "64x64 viking with an axe",
    "wide": "48x48 wolf",
    "blob": "32x32 slime",
    "item": "32x32 sword",
}
STARS = {
    "appear": "48x48 wizard with a staff",
    "attack": "48x48 orc",
    "bite": "48x48 dragon",
    "block": "48x48 soldier with a shield",
    "cast": "48x48 wizard with a staff",
    "dance": "48x48 princess",
    "death": "48x48 skeleton",
    "explode": "40x40 slime",
    "flicker": "48x48 torch",
    "float": "48x48 ghost",
    "flutter": "56x56 red flag",
    "fly": "48x48 bat",
    "glint": "40x40 emerald",
    "glow": "40x40 purple potion",
    "grow": "40x40 mushroom",
    "hop": "40x40 slime",
    "hurt": "48x48 goblin",
    "idle": "48x48 princess",
    "jump": "48x48 goblin",
    "kick": "48x48 ninja",
    "punch": "48x48 orc",
    "ripple": "32x32 water",
    "run": "48x48 wolf",
    "shoot": "48x48 archer",
    "shrink": "40x40 mushroom",
    "slash": "48x48 viking with an axe",
    "sneak": "48x48 ninja",
    "spin": "32x32 coin",
    "stab": "48x48 soldier with a spear",
    "sway": "48x48 sunflower",
    "swim": "48x48 fish",
    "talk": "48x48 villager",
    "tremble": "48x48 goblin",
    "vanish": "40x40 purple potion",
    "wave": "48x48 villager",
}
"""Who shows a verb in the picture of all of them; else a knight."""


def main() -> None:
    """Draw what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    if options.sheets is None:
        gallery(FOLDER / "gallery.webp")
        overview(FOLDER / "verbs.png")
        return
    options.sheets.mkdir(parents=True, exist_ok=True)
    for verb in PROGRAMS:
        rows = [strip(play(sprite(who), verb, 8, CELL)) for who in BODIES.values()]
        save(stacked([(verb, row) for row in rows]), options.sheets / f"{verb}.png")


def gallery(out: Path) -> None:
    """Draw every moment of the gallery, and save it as it loops."""
    clips = [moments(act) for act in GALLERY]
    rows = -(-len(GALLERY) // COLUMNS)
    step = SIDE + GAP
    pictures = []
    for k in range(LENGTH):
        wall = np.empty((rows * step + GAP, COLUMNS * step + GAP, 3), np.uint8)
        wall[...] = GROUND
        for i, clip in enumerate(clips):
            y, x = (GAP + step * place for place in divmod(i, COLUMNS))
            wall[y : y + SIDE, x : x + SIDE] = clip[k % len(clip)]
        large = wall.repeat(SCALE, 0).repeat(SCALE, 1)
        for i, act in enumerate(GALLERY):
            y, x = (SCALE * (GAP + step * place) for place in divmod(i, COLUMNS))
            write(large, act.label, x + 5, y + 5)
        pictures.append(Image.fromarray(large))
    pictures[0].save(
        out,
        save_all=True,
        append_images=pictures[1:],
        duration=1000 // RATE,
        loop=0,
        lossless=True,
        quality=100,
        method=4,
    )


def moments(act: Act) -> list[Pixels]:
    """Return the frames of a cell, as long as a part of the gallery's length.

    Raises:
        ValueError: The cell's length does not divide that of the gallery.
    """
    image = sprite(act.sprite, act.seed)
    frames: list[Pixels] = []
    first, *others = act.prompt.split("|")
    moves = [list(play(image, first, act.frames + len(others), CELL))]
    # Their frame 0 is the whole sprite again: it would flash.
    moves += [list(play(image, prompt, act.frames, CELL))[1:] for prompt in others]
    for moved in moves:
        # A motion that ends elsewhere rests there; others rest as they began.
        steps = [(a != b).any(-1).sum() for a, b in pairwise([*moved, moved[0]])]
        ends = steps[-1] > 1.5 * max(steps[:-1])
        frames += moved + [moved[-1] if ends else moved[0]] * act.rest
    if LENGTH % len(frames):
        msg = f"{act.label}: {LENGTH} frames are no multiple of {len(frames)}"
        raise ValueError(msg)
    return [placed(frame) for frame in frames]


def placed(frame: Pixels) -> Pixels:
    """Return a frame on a cell, on the ground and in the middle."""
    h, w = frame.shape[:2]
    cell = np.empty((SIDE, SIDE, 3), np.uint8)
    cell[...] = CELL
    x, y = (SIDE - w) // 2, SIDE - h - 2
    cell[y : y + h, x : x + w] = frame[..., :3]
    return cell


@functools.cache
def sprite(prompt: str, seed: int = 1) -> Pixels:
    """Draw a sprite, with room above it and aside."""
    work = Work(lambda _share: None, lambda: False)
    image = draw_picture(prompt, seed=seed, palette=Palette(32), work=work).image
    if bool((image[..., 3] > 0).all()):
        return image
    ys, xs = np.nonzero(image[..., 3])
    tight = image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    h, w = tight.shape[:2]
    aside, above = min(w // 3, (SIDE - w) // 2), min(h // 3, SIDE - h - 3)
    aside, above = max(1, aside), max(1, above)
    return np.pad(tight, ((above, 1), (aside, aside), (0, 0)))


def play(
    image: Pixels, prompt: str, frames: int, matte: tuple[int, int, int]
) -> Pixels:
    """Move a sprite."""
    return animate(
        image,
        prompt=prompt,
        negative_prompt="",
        output_frames=frames,
        seed=1,
        palette=Palette(64),
        matte=matte,
        size=None,
        work=Work(lambda _share: None, lambda: False),
    ).frames


def overview(out: Path) -> None:
    """Save a strip of every verb, in two columns."""
    rows = []
    for verb in sorted(PROGRAMS):
        frames = play(sprite(STARS.get(verb, "48x48 knight")), verb, 12, CELL)[::2]
        rows.append((verb, strip(np.stack([placed_in(f, 72, 64) for f in frames]))))
    half = -(-len(rows) // 2)
    left, right = stacked(rows[:half]), stacked(rows[half:])
    right = np.pad(right, ((0, left.shape[0] - right.shape[0]), (0, 0), (0, 0)))
    right[(right == 0).all(-1)] = GROUND
    save(np.concatenate([left, right], 1), out)


def placed_in(frame: Pixels, w: int, h: int) -> Pixels:
    """Return a frame on a cell of a given size; what is larger is cut at the top."""
    cell = np.empty((h, w, 3), np.uint8)
    cell[...] = CELL
    part = frame[-h:, max(0, (frame.shape[1] - w) // 2) :][:, :w, :3]
    x = (w - part.shape[1]) // 2
    cell[h - part.shape[0] :, x : x + part.shape[1]] = part
    return cell


def strip(frames: Pixels) -> Pixels:
    """Return frames side by side, enlarged to a height that can be seen."""
    times = max(1, 96 // frames.shape[1])
    cells = [np.pad(f[..., :3], ((0, 0), (0, 1), (0, 0))) for f in frames]
    return np.concatenate(cells, 1).repeat(times, 0).repeat(times, 1)


def stacked(rows: list[tuple[str, Pixels]]) -> Pixels:
    """Return strips one below the other, each with its name."""
    width = max(row.shape[1] for _, row in rows) + 2 * GAP
    sheet = np.empty((sum(r.shape[0] + 18 for _, r in rows) + GAP, width, 3), np.uint8)
    sheet[...] = GROUND
    y = 0
    for name, row in rows:
        write(sheet, name, GAP, y + 5)
        sheet[y + 18 : y + 18 + row.shape[0], GAP : GAP + row.shape[1]] = row
        y += row.shape[0] + 18
    return sheet


def write(picture: Pixels, text: str, x: int, y: int) -> None:
    """Write a line of text."""
    dots = written(text)
    picture[y : y + dots.shape[0], x : x + dots.shape[1]][dots] = INK


def save(picture: Pixels, out: Path) -> None:
    """Save a picture as PNG."""
    h, w = picture.shape[:2]
    opaque = np.full((h, w, 1), 255, np.uint8)
    out.write_bytes(encode_png(np.concatenate([picture, opaque], 2)))


if __name__ == "__main__":
    main()
