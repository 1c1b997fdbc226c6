"""Parts that reach out of the trunk: arms, weapons, tails, raised wings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage

from pixelengine_import.local_engine.motion.anatomy.frame import (
    EIGHT,
    Part,
    disc,
    squared,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.anatomy.frame import Frame, Look
    from pixelengine_import.local_engine.motion.grid import Mask

__all__ = ["outer_parts", "thin_parts"]

OPENING: Final = 0.45
"""Radius of the opening, of the trunk's own."""


def _distance(mask: Mask) -> NDArray[np.float64]:
    """Return how far each cell of a mask lies from the outside."""
    wide = np.pad(mask, 1)
    return np.asarray(ndimage.distance_transform_edt(wide)[1:-1, 1:-1], np.float64)


def thin_parts(solid: Mask) -> Mask:
    """Return what does not belong to the trunk."""
    depth = _distance(solid)
    most = float(depth.max())
    radius = max(1.0, OPENING * most)
    core = depth > radius
    if not bool(core.any()):
        return np.zeros_like(solid)
    trunk = np.asarray(ndimage.distance_transform_edt(~core)) <= radius
    return solid & ~trunk


def outer_parts(
    look: Look, thin: Mask, facing: int, frame: Frame, *, wide: bool
) -> list[Part]:
    """Find parts that reach out of the trunk."""
    numbers, count = ndimage.label(thin, EIGHT)
    trunk = look.solid & ~thin
    beside = ndimage.binary_dilation(trunk, EIGHT)
    found = []
    pieces = []
    for k in range(1, count + 1):
        mask = numbers == k
        size = int(mask.sum())
        edge = mask & beside
        if size * 90 < frame.area or size < 4 or not bool(edge.any()):
            continue
        pieces.append(mask)
        part = _outer_part(look, mask, edge, facing, frame, wide=wide)
        if part is not None:
            found.append(part)
    return [_with_other_end(part, pieces, look, frame) for part in found]


def _with_other_end(part: Part, pieces: list[Mask], look: Look, frame: Frame) -> Part:
    """Return an arm with what lies behind its hand in one line: a staff's lower end."""
    if part.kind != "arm":
        return part
    ux = (part.tip[0] - part.root[0]) / part.length
    uy = (part.tip[1] - part.root[1]) / part.length
    for piece in pieces:
        if 2 * int((piece & part.mask).sum()) > int(piece.sum()):
            continue
        ys, xs = np.nonzero(piece)
        a, b = xs + 0.5 - part.root[0], ys + 0.5 - part.root[1]
        along, off = a * ux + b * uy, np.abs(b * ux - a * uy)
        if float(along.max()) < 1.0 and float(along.max()) > -0.25 * frame.h:
            narrow = float(off.max()) <= max(2.5, 0.07 * frame.h)
            if narrow and float(along.min()) < -0.12 * frame.h:
                end = float(along.max())
                hand = look.solid & _strip_between(look.solid.shape, part, end)
                mask = part.mask | piece | hand
                return replace(part, mask=mask, kept=part.kept | (hand & ~piece))
    return part


def _strip_between(shape: tuple[int, ...], part: Part, end: float) -> Mask:
    """Return the cells from a root back along its limb, as wide as the joint."""
    ux = (part.tip[0] - part.root[0]) / part.length
    uy = (part.tip[1] - part.root[1]) / part.length
    row, col = np.mgrid[: shape[0], : shape[1]] + 0.5
    a, b = col - part.root[0], row - part.root[1]
    along, off = a * ux + b * uy, np.abs(b * ux - a * uy)
    return np.asarray((along <= 0.5) & (along >= end - 0.5) & (off <= part.joint + 0.5))


@dataclass(frozen=True, slots=True)
class _Line:
    """A part as a line from its root to its tip.

    Attributes:
        root: Height of the root, 0 at the feet and 1 at the top.
        tip: Height of the tip.
        up: How far the tip lies above the root, in cells.
        out: How far to the side of it.
        off: How far the root lies from the body's middle.
        side: Of the body's middle: -1 is the left.
    """

    root: float
    tip: float
    up: float
    out: float
    off: float
    side: int


def _outer_part(
    look: Look, mask: Mask, edge: Mask, facing: int, frame: Frame, *, wide: bool
) -> Part | None:
    ys, xs = np.nonzero(edge)
    root = (int(xs.sum()) / len(xs) + 0.5, int(ys.sum()) / len(ys) + 0.5)
    py, px = np.nonzero(mask)
    far = squared(px + 0.5, py + 0.5, root)
    k = int(far.argmax())
    tip = (float(px[k]) + 0.5, float(py[k]) + 0.5)
    length = float(np.sqrt(far[k]))
    span = max(int(np.ptp(xs)), int(np.ptp(ys))) + 1
    joint = max(1.0, min(span / 2, 0.35 * length))
    if length < max(3.0, 0.14 * max(frame.h, 0.7 * frame.w)):
        return None
    middle = frame.cx if not wide else frame.x0 + frame.w / 2
    centre = int(px.sum()) / len(px) + 0.5
    side = 1 if centre > middle else -1
    line = _Line(
        root=frame.v(root[1]),
        tip=frame.v(tip[1]),
        up=root[1] - tip[1],
        out=abs(tip[0] - root[0]),
        off=abs(root[0] - (frame.x0 + frame.w / 2)),
        side=side,
    )
    kind = _kind_of(frame, line, facing, len(px), wide=wide)
    if kind is None:
        return None
    # The joint turns with the limb and stays with the body.
    cap = look.solid & disc(look.solid.shape, root, joint + 0.6)
    return Part(kind, root, tip, side, mask | cap, cap, joint)


def _kind_of(
    frame: Frame, line: _Line, facing: int, size: int, *, wide: bool
) -> str | None:
    """Return what a part is by where it sits, or None for legs, ears and snouts."""
    steep = -line.up > 0.8 * line.out
    leg = line.tip < 0.2 and line.root < 0.5 and steep
    if leg and (not wide or line.out < 0.25 * frame.w):
        return None
    if max(line.root, line.tip) < 0.22:
        return None
    if wide:
        return _kind_of_wide(frame, line, facing, size)
    low = line.root < 0.3 or max(line.root, line.tip) < 0.42
    if facing and line.side == -facing and low:
        # Arms hang higher.
        return "tail"
    crest = line.root > 0.65 and line.up > 1.2 * line.out
    # Hair and ears hang.
    hangs = line.root > 0.55 and -line.up > 0.3 * line.out
    stand = line.tip < 0.06 and size * 8 > frame.area
    if line.root > 0.68 or hangs or stand or line.root < 0.18:
        return None
    return None if crest and line.up < 0.25 * frame.h else "arm"


def _kind_of_wide(frame: Frame, line: _Line, facing: int, size: int) -> str | None:
    """Return what a part of an animal is: what is behind is its tail."""
    rises = line.up > 0.5 * line.out
    if facing and line.side == -facing and line.out > 0.5 * abs(line.up):
        if line.root < 0.75 or line.up < 0.6 * line.out:
            return "tail" if line.root < 0.85 else None
        return "wing" if line.root < 0.85 else None
    if facing and rises and size * 25 >= frame.area and line.root > 0.55:
        return "wing" if line.off < 0.3 * frame.w else None
    return None if facing and line.side == facing else "tail"
