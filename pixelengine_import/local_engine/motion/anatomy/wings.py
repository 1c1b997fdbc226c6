"""Wings, told by their patches of colour: a pair, or one on the back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from pixelengine_import.local_engine.motion.anatomy.frame import (
    EIGHT,
    Part,
    disc,
    even,
    squared,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.anatomy.frame import Frame, Look
    from pixelengine_import.local_engine.motion.grid import Mask

__all__ = ["wing_parts"]

PAIR = 2
SPREAD = 1.2
"""A body so many times wider than high has its wings spread."""
ASIDE, NEARER = 0.19, 0.12
"""How far the patches of a wing lie from the middle, of the width."""
NARROW = 0.3
"""A patch of less, of its length squared, is only the arm of a wing."""


def wing_parts(
    look: Look,
    bright: Mask,
    numbers: NDArray[np.int32],
    facing: int,
    frame: Frame,
    *,
    wide: bool,
    armed: bool,
    legs: int,
) -> list[Part]:
    """Find wings by their own patches of colour: a pair, or one on the back."""
    middle = frame.x0 + frame.w / 2
    # The wider a body, the nearer to its middle wings begin.
    aside = ASIDE if frame.w <= SPREAD * frame.h else NEARER
    sides: dict[int, list[int]] = {-1: [], 1: []}
    areas = {-1: 0, 1: 0}
    backs: list[tuple[int, int]] = []
    for k, box in enumerate(ndimage.find_objects(numbers), 1):
        ys, xs = np.nonzero(numbers[box] == k)
        size = len(xs)
        a, b = box[1].start + 0.0, float(box[1].stop)
        cy = box[0].start + int(ys.sum()) / size + 0.5
        cx = box[1].start + int(xs.sum()) / size + 0.5
        if size * 60 < frame.area or not 0.25 < frame.v(cy) < 0.97:
            continue
        side = 1 if cx > middle else -1
        inner = min((a - middle) * side, (b - middle) * side)
        if inner > -0.03 * frame.w and abs(cx - middle) > aside * frame.w:
            sides[side].append(k)
            areas[side] += size
        behind = -facing * (cx - middle) > -0.12 * frame.w
        if facing and behind and frame.v(cy) > 0.42 and 0.04 < size / frame.area < 0.4:
            backs.append((size, k))
    small, large = sorted(areas.values())
    if small * 14 >= frame.area and 5 * small >= 3 * large and even(look.solid):
        if 6 * small >= 5 * large:
            return [
                _wing(look, np.isin(numbers, sides[s]), bright, (middle, s), frame)
                for s in (-1, 1)
            ]
        # Shaded unlike each other, their patches do not tell how far they reach.
        return _pair(look, np.isin(numbers, sides[-1] + sides[1]), middle, frame)
    # A patch on the flank or back of what goes on four legs is no wing.
    if backs and frame.h <= 1.1 * frame.w and not armed and not (wide and legs > PAIR):
        # Seen from the side, a wing is fastened at its front end.
        mask = numbers == max(backs)[1]
        wing = _wing(look, mask, bright, (middle, -facing), frame)
        if int(mask.sum()) < NARROW * wing.length * wing.length:
            # The arm of a wing takes its skin along, which spreads behind it.
            skin = [k for _, k in backs] + _behind(numbers, mask, facing, frame)
            patch = np.isin(numbers, skin)
            wing = _wing(look, patch, bright, (middle, -facing), frame)
        return [wing]
    return []


def _behind(
    numbers: NDArray[np.int32], arm: Mask, facing: int, frame: Frame
) -> list[int]:
    """Return the patches that lie behind the arm of a wing, at its height."""
    ys, xs = np.nonzero(arm)
    low, high = int(ys.max()), int(ys.min())
    centre = int(xs.sum()) / len(xs)
    found = []
    for k in range(1, int(numbers.max()) + 1):
        py, px = np.nonzero(numbers == k)
        between = int(((py >= high) & (py <= low)).sum()) * 10 >= 9 * len(py)
        off = -facing * (int(px.sum()) / len(px) - centre)
        if between and -0.02 * frame.w < off and len(px) * 4 < frame.area:
            found.append(k)
    return found


def _pair(look: Look, patches: Mask, middle: float, frame: Frame) -> list[Part]:
    """Return all that lies to the sides of a body, as far in as patches reach."""
    ys, xs = np.nonzero(patches)
    inner = float(np.abs(xs + 0.5 - middle).min())
    row, col = np.mgrid[: patches.shape[0], : patches.shape[1]]
    low = int(ys.max()) + 1
    height = look.solid & (row >= int(ys.min()) - 1) & (row <= low)
    found = []
    for side in (-1, 1):
        off = side * (col + 0.5 - middle)
        mask = height & (off >= inner)
        edge = mask & (off < inner + 1.5)
        if not bool(edge.any()):
            return []
        ey, ex = np.nonzero(edge)
        # Wings hang on the upper half of where they meet the body.
        upper = ey <= np.sort(ey)[len(ey) // 2]
        root = (float(ex[0]) + 0.5, int(ey[upper].sum()) / int(upper.sum()) + 0.5)
        py, px = np.nonzero(mask)
        far = squared(px + 0.5, py + 0.5, root)
        k = int(far.argmax())
        tip = (float(px[k]) + 0.5, float(py[k]) + 0.5)
        joint = max(1.0, 0.08 * frame.w)
        cap = look.solid & disc(mask.shape, root, joint + 0.6)
        found.append(Part("wing", root, tip, side, mask | cap, cap, joint))
    return found


def _wing(
    look: Look, patch: Mask, bright: Mask, at: tuple[float, int], frame: Frame
) -> Part:
    """Return a patch with its outlines as a wing; ``at`` is the middle and a side."""
    side = at[1]
    line = look.solid & ~bright & ndimage.binary_dilation(patch, EIGHT)
    other = ndimage.binary_dilation(bright & ~patch, EIGHT)
    mask = patch | line
    ys, xs = np.nonzero(patch)
    near = np.sort(side * xs)[max(0, len(xs) // 6)]
    base = side * xs <= near
    root = (
        int(xs[base].sum()) / int(base.sum()) + 0.5,
        int(ys[base].sum()) / int(base.sum()) + 0.5,
    )
    far = squared(xs + 0.5, ys + 0.5, root)
    k = int(far.argmax())
    tip = (float(xs[k]) + 0.5, float(ys[k]) + 0.5)
    kept = line & other
    joint = max(1.0, 0.12 * frame.w)
    return Part("wing", root, tip, side, mask, kept, joint)
