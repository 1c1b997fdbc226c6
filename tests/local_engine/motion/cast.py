"""More bodies than `drawing` has: four legs, wings, a plant, a thing, a tiny figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .drawing import COAT, DARK, SKIN, SPRITES, STEEL, canvas

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.local_engine.motion import Pixels

__all__ = ["BODIES", "bat", "beast", "mite", "roomy", "sunflower", "sword"]

FUR = (150, 96, 60, 255)
LEAF = (70, 150, 60, 255)


def beast() -> Pixels:
    """Return an animal of 36 x 26 that looks to the right, on four legs."""
    image = canvas(36, 26)
    image[11:18, 6:26] = DARK
    image[12:17, 7:25] = FUR
    image[15:17, 9:23] = SKIN
    image[7:14, 23:31] = DARK
    image[8:13, 24:30] = FUR
    image[10, 27] = DARK
    for x in (7, 11, 20, 24):
        image[17:24, x : x + 3] = DARK
        image[17:23, x + 1] = FUR
    image[10:12, 3:7] = DARK
    return image


def bat() -> Pixels:
    """Return a body of 32 x 22 between two wings, with eyes."""
    image = canvas(32, 22)
    image[6:17, 12:20] = DARK
    image[7:16, 13:19] = COAT
    image[9:11, 14] = image[9:11, 17] = SKIN
    for k in range(9):
        image[6 + k // 2 : 13 - k // 3, 11 - k] = DARK
        image[6 + k // 2 : 13 - k // 3, 20 + k] = DARK
    return image


def sunflower() -> Pixels:
    """Return a flower of 20 x 32 on a stem that reaches the lower edge."""
    image = canvas(20, 32)
    y, x = np.mgrid[:32, :20]
    image[(x - 9.5) ** 2 + (y - 9.5) ** 2 < 30] = (240, 200, 60, 255)
    image[(x - 9.5) ** 2 + (y - 9.5) ** 2 < 8] = DARK
    image[15:, 9:11] = LEAF
    image[21:24, 4:10] = LEAF
    image[19:22, 10:16] = LEAF
    return image


def sword() -> Pixels:
    """Return an upright blade of 16 x 28 with a guard and a handle."""
    image = canvas(16, 28)
    image[5:20, 6:10] = DARK
    image[6:20, 7:9] = STEEL
    image[19:21, 3:13] = FUR
    image[21:26, 7:9] = DARK
    return image


def mite() -> Pixels:
    """Return a figure of 10 x 14, as small as figures get."""
    image = canvas(10, 14)
    image[4:8, 3:7] = SKIN
    image[5, 4] = image[5, 6] = DARK
    image[8:11, 3:7] = COAT
    image[11:13, 3] = image[11:13, 6] = DARK
    return image


def roomy(image: Pixels) -> Pixels:
    """Return a sprite with a third of its height above it, and room aside."""
    h, w = image.shape[:2]
    return np.pad(image, ((h // 3, 1), (w // 4, w // 4), (0, 0)))


BODIES: dict[str, Callable[[], Pixels]] = {
    **SPRITES,
    "bat": bat,
    "beast": beast,
    "mite": mite,
    "sunflower": sunflower,
    "sword": sword,
}
