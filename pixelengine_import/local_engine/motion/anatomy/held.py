"""What is held beside or before a body, told by its lightness."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage

from pixelengine_import.local_engine.motion.anatomy.frame import EIGHT, Part, squared

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.anatomy.frame import Frame, Look
    from pixelengine_import.local_engine.motion.grid import Mask

__all__ = ["held_parts"]

STEEL: Final = 6600
"""Lightness (ten-thousandths) of what gleams: blades."""


def held_parts(
    look: Look, bright: Mask, numbers: NDArray[np.int32], frame: Frame
) -> list[Part]:
    """Find what is held beside or before the body in a lightness of its own."""
    if frame.w > 1.05 * frame.h or frame.h < 14:
        return []
    outside = np.asarray(
        ndimage.distance_transform_cdt(np.pad(look.solid, 1), "chessboard")
    )[1:-1, 1:-1]
    strips = []
    for k in range(1, int(numbers.max()) + 1):
        mask = numbers == k
        if _is_strip(mask, outside, frame):
            strips.append(mask)
    found = []
    for strip in _joined(strips, frame):
        part = _held_part(look, strip, bright, frame)
        steel = int(np.median(look.lab[..., 0][strip])) >= STEEL
        if steel or part.length > 0.34 * frame.h:
            found.append(part)
    # A pair of them is no weapon: sleeves, wings at rest.
    return [
        part
        for part in found
        if not any(
            other.side == -part.side
            and 2 * abs(other.length - part.length) < part.length
            for other in found
        )
    ]


def _ends(mask: Mask) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return the two far ends of a mask, and the mean width between them."""
    ys, xs = np.nonzero(mask)
    mx, my = int(xs.sum()) / len(xs), int(ys.sum()) / len(ys)
    a = int(squared(xs, ys, (mx, my)).argmax())
    far = squared(xs, ys, (float(xs[a]), float(ys[a])))
    b = int(far.argmax())
    length = float(np.sqrt(far[b])) + 1.0
    return (
        (float(xs[a]) + 0.5, float(ys[a]) + 0.5),
        (float(xs[b]) + 0.5, float(ys[b]) + 0.5),
        len(xs) / length,
    )


def _is_strip(mask: Mask, outside: NDArray[np.int32], frame: Frame) -> bool:
    size = int(mask.sum())
    if size < 4 or size * 9 > frame.area:
        return False
    (_, ay), (_, by), width = _ends(mask)
    length = size / width
    if length < 0.19 * frame.h or width > max(2.6, 0.32 * length):
        return False
    ys, xs = np.nonzero(mask)
    mx, my = int(xs.sum()) / len(xs) + 0.5, int(ys.sum()) / len(ys) + 0.5
    if not 0.2 < frame.v(my) < 0.85 or min(frame.v(ay), frame.v(by)) < 0.02:
        return False
    off = abs(mx - (frame.x0 + frame.w / 2))
    near = int((outside[mask] <= max(2.0, 0.045 * frame.h) + width).sum())
    return off > 0.2 * frame.w and near * 100 >= 75 * size


def _joined(strips: list[Mask], frame: Frame) -> list[Mask]:
    """Join strips that lie in one line with a hand between them."""
    out: list[Mask] = []
    for strip in strips:
        for k, other in enumerate(out):
            a, b, wa = _ends(strip)
            c, d, wb = _ends(other)
            gap = min(
                math.sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]))
                for p in (a, b)
                for q in (c, d)
            )
            (_, _, width) = _ends(strip | other)
            if gap <= 0.16 * frame.h and width < 1.15 * max(wa, wb):
                out[k] = strip | other
                break
        else:
            out.append(strip)
    return out


def _held_part(look: Look, strip: Mask, bright: Mask, frame: Frame) -> Part:
    a, b, width = _ends(strip)
    hand = (frame.cx, frame.y0 + 0.62 * frame.h)

    def from_hand(p: tuple[float, float]) -> float:
        return abs(p[1] - hand[1]) + 0.5 * abs(p[0] - hand[0])

    root, tip = (a, b) if from_hand(a) <= from_hand(b) else (b, a)
    line = look.solid & ~bright & ndimage.binary_dilation(strip, EIGHT)
    other = ndimage.binary_dilation(bright & ~strip, EIGHT)
    mask = strip | line
    if root[1] - hand[1] > 0.12 * frame.h and tip[1] < hand[1]:
        # A staff is held in its middle.
        share = (root[1] - hand[1]) / (root[1] - tip[1])
        root = (root[0] + share * (tip[0] - root[0]), hand[1])
    joint = max(1.0, width / 2)
    kept = line & other
    return Part("arm", root, tip, 1 if root[0] > frame.cx else -1, mask, kept, joint)
