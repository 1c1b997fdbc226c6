"""Sprites drawn in code, and short ways to move them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from pixelengine_import.local_engine.motion import Palette, Work, animate, inbetween

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion import Clip, Key, Pixels

MATTE = (255, 0, 255)
SKIN = (236, 188, 140, 255)
COAT = (60, 90, 170, 255)
DARK = (28, 24, 36, 255)
STEEL = (200, 206, 214, 255)


def canvas(w: int, h: int) -> Pixels:
    return np.zeros((h, w, 4), np.uint8)


def knight(*, arm: int = 0, lift: int = 0) -> Pixels:
    """Return a figure of 32 x 32: head with eyes, trunk, two legs, a sword in front."""
    image = canvas(32, 32)
    image[6 - lift : 14 - lift, 11:20] = DARK
    image[7 - lift : 13 - lift, 12:19] = SKIN
    image[9 - lift : 11 - lift, 14] = DARK
    image[9 - lift : 11 - lift, 17] = DARK
    image[14 - lift : 23, 11:20] = DARK
    image[14 - lift : 22, 12:19] = COAT
    image[23:30, 11:14] = DARK
    image[23:30, 17:20] = DARK
    image[16 - arm - lift : 18 - arm - lift, 20:27] = STEEL
    return image


def blob() -> Pixels:
    """Return a round creature of 24 x 24 without legs."""
    image = canvas(24, 24)
    y, x = np.mgrid[:24, :24]
    inside = (x - 12) ** 2 + ((y - 15) * 1.3) ** 2 < 64
    image[inside] = (90, 200, 120, 255)
    image[inside & (y > 16)] = (50, 140, 90, 255)
    image[14, 9] = image[14, 15] = DARK
    return image


def flame() -> Pixels:
    """Return a flame of 16 x 24 that stands on the lower edge."""
    image = canvas(16, 24)
    for y in range(6, 24):
        half = min(6, (y - 4) // 2)
        image[y, 8 - half : 8 + half] = (230, 90, 30, 255)
        image[y, 8 - half // 2 : 8 + half // 2] = (250, 210, 90, 255)
    return image


def coin() -> Pixels:
    """Return a disc of 16 x 16."""
    image = canvas(16, 16)
    y, x = np.mgrid[:16, :16]
    image[(x - 7.5) ** 2 + (y - 7.5) ** 2 < 40] = (240, 200, 60, 255)
    image[(x - 6) ** 2 + (y - 6) ** 2 < 5] = (255, 244, 190, 255)
    return image


SPRITES = {"knight": knight, "blob": blob, "flame": flame, "coin": coin}


def quiet() -> Work:
    return Work(progress=lambda _: None, cancelled=lambda: False)


def play(
    image: Pixels,
    prompt: str,
    *,
    frames: int = 8,
    seed: int = 1,
    palette: Palette | None = None,
    negative: str = "",
    matte: tuple[int, int, int] = MATTE,
) -> Clip:
    return animate(
        image,
        prompt=prompt,
        negative_prompt=negative,
        output_frames=frames,
        seed=seed,
        palette=palette or Palette(64),
        matte=matte,
        size=None,
        work=quiet(),
    )


def join(
    keys: Sequence[Key],
    frames: int,
    *,
    prompt: str = "moves",
    palette: Palette | None = None,
    seed: int = 1,
) -> Clip:
    return inbetween(
        keys,
        prompt=prompt,
        negative_prompt="",
        total_frames=frames,
        seed=seed,
        palette=palette or Palette(64),
        matte=MATTE,
        size=None,
        work=quiet(),
    )


def flat(image: Pixels, matte: tuple[int, int, int] = MATTE) -> Pixels:
    """Return hard-edged art over a matte, opaque."""
    out = image.copy()
    out[image[..., 3] == 0] = (*matte, 255)
    return out


def silhouettes(clip: Clip, matte: tuple[int, int, int] = MATTE) -> NDArray[np.bool_]:
    return np.asarray((clip.frames[..., :3] != np.asarray(matte)).any(-1))


def colours(frames: NDArray[np.uint8]) -> set[tuple[int, ...]]:
    unique = np.unique(frames.reshape(-1, 4), axis=0)
    return {tuple(int(v) for v in row) for row in unique}


def changed(a: Pixels, b: Pixels) -> int:
    return int((a != b).any(-1).sum())


def islands(mask: NDArray[np.bool_]) -> list[int]:
    numbers, count = ndimage.label(mask, np.ones((3, 3)))
    return [int((numbers == k).sum()) for k in range(1, int(count) + 1)]
