"""Thin lines and small dots on large canvases: no picture is too sparse to be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pixelengine_import.local_engine.motion import Palette, animate
from pixelengine_import.local_engine.motion.anatomy.frame import Look
from pixelengine_import.local_engine.motion.body import Body
from pixelengine_import.local_engine.motion.cutouts import bare_mask

from .drawing import COAT, MATTE, canvas, flat, quiet

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion import Pixels


def line(length: int, row: int, thick: int = 1) -> Pixels:
    """Return a line across a whole canvas that is as high as a sprite."""
    image = canvas(length, 32)
    image[row : row + thick] = COAT
    return image


def border() -> Pixels:
    """Return the frame of a panel of 109 x 109, one pixel thick."""
    image = canvas(128, 128)
    image[10:119, 10:119] = COAT
    image[11:118, 11:118] = 0
    return image


def dot(side: int, at: int, thick: int) -> Pixels:
    image = canvas(side, side)
    image[at : at + thick, at : at + thick] = COAT
    return image


def posts() -> Pixels:
    """Return two upright lines far apart: each looks like a wing, none like a body."""
    image = canvas(200, 200)
    image[9:158, 56] = image[1:165, 153] = COAT
    return image


SPARSE = {
    "a line on an even row": line(100, 8),
    "a line on an odd row": line(200, 9),
    "two rows": line(256, 5, 2),
    "a last row": line(101, 31),
    "a border": border(),
    "a dot": dot(256, 33, 5),
    "a pixel": dot(256, 3, 1),
}


@pytest.mark.parametrize("palette", [Palette(8), None], ids=["pixels", "smooth"])
@pytest.mark.parametrize("name", sorted(SPARSE))
def test_thin_and_small_things_are_played(name: str, palette: Palette | None) -> None:
    """However little of a large canvas is drawn on, a clip begins with it."""
    clip = animate(
        SPARSE[name],
        prompt="jumps",
        negative_prompt="",
        output_frames=4,
        seed=1,
        palette=palette,
        matte=MATTE,
        size=None,
        work=quiet(),
    )

    assert clip.frames.shape == (4, *SPARSE[name].shape)
    assert np.array_equal(clip.frames[0], flat(SPARSE[name]))


@pytest.mark.parametrize("name", sorted(SPARSE))
def test_every_pixel_lies_near_a_cell_that_parts_are_looked_for_on(name: str) -> None:
    """The coarse grid loses nothing, and takes its colour from what is drawn."""
    image = SPARSE[name]
    solid = image[..., 3] > 0
    look = Look.of(solid, image[..., :3])
    rows, columns = np.nonzero(solid)
    cells = {(int(y), int(x)) for y, x in zip(*np.nonzero(look.solid), strict=True)}

    assert all(
        any(
            (y // look.step + dy, x // look.step + dx) in cells
            for dy in (-1, 0, 1)
            for dx in (-1, 0, 1)
        )
        for y, x in zip(rows.tolist(), columns.tolist(), strict=True)
    )
    assert len(np.unique(look.lab[look.solid], axis=0)) == 1


def test_limbs_leave_something_of_a_body() -> None:
    """What seems to be made of wings alone keeps one that they hang on."""
    image = posts()
    solid = image[..., 3] > 0
    body = Body.of(solid, None, image[..., :3])

    assert bool((solid & ~bare_mask(body.limbs, solid.shape)).any())
