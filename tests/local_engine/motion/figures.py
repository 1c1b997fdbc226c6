"""Figures with legs of several kinds, drawn in code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .drawing import COAT, DARK, SKIN, STEEL, canvas

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Pixels

FUR, PALE = (150, 96, 60, 255), (226, 190, 150, 255)
SHOE = (90, 60, 40, 255)


def walker() -> Pixels:
    """Return a figure of 48 x 64 on long thin legs, a free margin around it."""
    image = canvas(48, 64)
    image[10:24, 17:31] = SKIN
    image[15:18, 21:23] = image[15:18, 26:28] = DARK
    image[24:40, 18:30] = COAT
    image[40:60, 18:22] = image[40:60, 26:30] = STEEL
    image[57:60, 18:22] = image[57:60, 26:30] = SHOE
    return image


def chibi() -> Pixels:
    """Return a figure of 16 x 20 with touching legs, a dark line between them."""
    image = canvas(16, 20)
    image[3:11, 3:13] = SKIN
    image[7:9, 5] = image[7:9, 10] = DARK
    image[11:15, 4:12] = COAT
    image[15:19, 4:12] = PALE
    image[15:19, 8] = DARK
    return image


def lady() -> Pixels:
    """Return a figure of 32 x 48 in a skirt that reaches to the ground."""
    image = canvas(32, 48)
    image[8:18, 11:21] = SKIN
    image[12:14, 13:15] = image[12:14, 17:19] = DARK
    image[18:26, 12:20] = COAT
    for y in range(26, 46):
        half = 4 + (y - 26) // 3
        image[y, 16 - half : 16 + half] = COAT
    image[43:46, 6:26] = PALE
    return image


def cat() -> Pixels:
    """Return an animal of 56 x 40 that looks to the right."""
    image = canvas(56, 40)
    image[14:28, 10:42] = FUR
    image[8:20, 36:48] = FUR
    image[11:13, 42:44] = image[11:13, 45:47] = DARK
    image[28:38, 11:19] = image[28:38, 33:41] = FUR
    image[36:38, 11:19] = image[36:38, 33:41] = SHOE
    image[28:38, 15:19] = image[28:38, 37:41] = PALE
    return image
