"""What is measured of a moved sprite: formulas over its silhouettes and its colours.

S_k is the silhouette of frame k, d(p, q) the number of pixels in which two frames
differ, n the number of frames. All of it is seen from outside: nothing is asked of the
code that made the frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion import Pixels

    Mask = NDArray[np.bool_]

__all__ = ["Measured", "Steps", "changed", "free_colour", "legs_pass", "measure"]

SPECK = 3
"""Islands of up to this many pixels are specks."""
HEAD = 0.4
"""The head is looked for in this upper share of the height."""
LOW = 0.3
"""The gap between two legs is looked for in this lower share."""
FEW_ROWS = 2


@dataclass(frozen=True, slots=True)
class Measured:
    """The numbers of one clip; shares in percent.

    Attributes:
        ident: 100 when frame 0 is the source.
        pal: 100 when no frame has a colour that frame 0 has not, and all are opaque.
        move: Mean over k >= 1 of ``|S_k xor S_0| / |S_0|``.
        chg: Mean over k >= 1 of ``d(k, 0) / |S_k or S_0|``.
        cx: Extreme shift of the centre, of the width; to the right is more.
        cy: The same of the height, downwards.
        vh: Squared vertical moves of centre, top and bottom from frame to frame, of
            those and the horizontal ones, around the loop: 1 is up and down only.
        seam: ``d(last, 0) / max d(k, k + 1)``.
        area: ``max |(|S_k| / |S_0|) - 1|``.
        bbox: The same of the box's height.
        speck: Islands of at most three pixels beyond those of the source, worst frame.
        parts: Islands of any size beyond those of the source, worst frame.
        still: Steps that change nothing.
        head: Pixels inside the head that changed in the worst frame, after the whole
            pixels by which the head has moved are taken back.
        foot: Pixels in the lowest tenth of the rows that changed in the worst frame.
    """

    ident: float
    pal: float
    move: float
    chg: float
    cx: float
    cy: float
    vh: float
    seam: float
    area: float
    bbox: float
    speck: float
    parts: float
    still: float
    head: float
    foot: float


@dataclass(frozen=True, slots=True)
class Steps:
    """How far the two feet of a walker rise, in pixels: mean of each half cycle.

    Attributes:
        left: Of the left foot, in the first and in the second half.
        right: Of the right foot.
    """

    left: tuple[float, float]
    right: tuple[float, float]

    @property
    def opposite(self) -> bool:
        """Whether one foot rises in one half, the other in the other, and no more."""
        one = self.left[0] >= 1 > self.left[1] and self.right[1] >= 1 > self.right[0]
        two = self.left[1] >= 1 > self.left[0] and self.right[0] >= 1 > self.right[1]
        return one or two


def free_colour(image: Pixels) -> tuple[int, int, int]:
    """Return a colour that is far from those of a picture, to lay it on."""
    own = image[image[..., 3] > 0][:, :3].astype(np.int64)
    tried = [(255, 0, 255), (0, 255, 0), (0, 255, 255), (255, 255, 0), (1, 1, 1)]
    near = [int(np.abs(own - c).sum(1).min(initial=999)) for c in np.asarray(tried)]
    return tried[int(np.argmax(near))]


def changed(p: Pixels, q: Pixels) -> int:
    """Return in how many pixels two frames differ."""
    return int((p != q).any(-1).sum())


def measure(source: Pixels, frames: Pixels, matte: tuple[int, int, int]) -> Measured:
    """Measure a clip.

    Args:
        source: ``(h, w, 4)`` uint8, hard-edged alpha.
        frames: ``(n, h, w, 4)`` uint8, laid on the matte.
        matte: A colour that the source does not have.
    """
    solid = (frames[..., :3] != np.asarray(matte, np.uint8)).any(-1)
    first, union = solid[0], solid | solid[0]
    area = int(first.sum())
    boxes = np.array([_box(mask) for mask in solid])
    height, width = boxes[0, 3] - boxes[0, 2] + 1, boxes[0, 5] - boxes[0, 4] + 1
    loop = np.diff(np.concatenate([boxes, boxes[:1]]), axis=0) ** 2
    vertical = float(np.nansum(loop[:, [0, 2, 3]]))
    across = float(np.nansum(loop[:, [1, 4, 5]]))
    steps = [changed(a, b) for a, b in pairwise(frames)]
    own = [_islands(mask) for mask in solid]
    flat = np.where(source[..., 3:] > 0, source, np.array([*matte, 255], np.uint8))
    flat[..., 3] = 255
    heights = boxes[:, 3] - boxes[:, 2] + 1
    return Measured(
        ident=100.0 * np.array_equal(flat, frames[0]),
        pal=100.0 * (_colours(frames) <= _colours(frames[:1])),
        move=100 * float(np.mean([(m ^ first).sum() for m in solid[1:]])) / area,
        chg=100
        * float(
            np.mean(
                [
                    changed(frame, frames[0]) / both.sum()
                    for frame, both in zip(frames[1:], union[1:], strict=True)
                ]
            )
        ),
        cx=_extreme(boxes[:, 1] - boxes[0, 1]) * 100 / float(width),
        cy=_extreme(boxes[:, 0] - boxes[0, 0]) * 100 / float(height),
        vh=vertical / max(1e-9, vertical + across),
        seam=changed(frames[-1], frames[0]) / max(1, *steps),
        area=100 * max(abs(int(m.sum()) / area - 1) for m in solid),
        bbox=100 * float(np.nanmax(np.abs(heights / height - 1))),
        speck=max(sum(s <= SPECK for s in sizes) for sizes in own)
        - sum(s <= SPECK for s in own[0]),
        parts=max(len(sizes) for sizes in own) - len(own[0]),
        still=100 * float(np.mean([step == 0 for step in steps])),
        head=_head(frames, solid),
        foot=_foot(frames, solid),
    )


def legs_pass(frames: Pixels, matte: tuple[int, int, int]) -> bool | None:
    """Return whether two legs rise in turn; None for what has no two legs.

    Feet are told apart by the column between them. When the standing leg crosses it
    and hides the lift, the outer quarters of the span of the feet decide.
    """
    solid = (frames[..., :3] != np.asarray(matte, np.uint8)).any(-1)
    crotch = _crotch(solid[0])
    if crotch is None:
        return None
    ys, xs = np.nonzero(solid[0])
    low = xs[ys >= ys.max() - FEW_ROWS]
    left, right = int(low.min()), int(low.max()) + 1
    quarter = max(1, (right - left) // 4)
    sides = [
        (slice(0, crotch), slice(crotch, None)),
        (slice(max(0, left - 1), left + quarter), slice(right - quarter, right + 1)),
    ]
    return any(_steps(solid, *pair).opposite for pair in sides)


# -- parts of it ----------------------------------------------------------------------


def _box(mask: Mask) -> list[float]:
    """Return centre (down, across), top, bottom, left and right of a silhouette."""
    ys, xs = np.nonzero(mask)
    if not len(ys):
        return [np.nan] * 6
    ends = (ys.min(), ys.max(), xs.min(), xs.max())
    return [float(ys.mean()), float(xs.mean()), *map(float, ends)]


def _extreme(shifts: NDArray[np.float64]) -> float:
    """Return the shift that is farthest from 0."""
    return float(shifts[int(np.nanargmax(np.abs(shifts)))])


def _islands(mask: Mask) -> list[int]:
    """Return the sizes of the parts of a silhouette; corners join."""
    numbers, _ = ndimage.label(mask, np.ones((3, 3)))
    return [int(n) for n in np.bincount(np.ravel(numbers))[1:]]


def _colours(frames: Pixels) -> set[int]:
    """Return the colours of frames as one number each."""
    return set(np.unique(np.ascontiguousarray(frames).view(np.uint32)).tolist())


def _head(frames: Pixels, solid: Mask) -> float:
    """Return how much of the head's inside changes beyond a move of the whole."""
    ys, _ = np.nonzero(solid[0])
    top, height = int(ys.min()), int(np.ptp(ys)) + 1
    inner = ndimage.binary_erosion(solid[0], np.ones((3, 3), bool))
    inner[top + max(1, round(HEAD * height)) :] = False
    rows, columns = np.nonzero(inner)
    if not len(rows):
        return 0.0
    h, w = solid[0].shape
    reach = max(2, round(0.2 * height))
    worst = 0.0
    for frame in frames[1:]:
        best = 1.0
        for dy in range(-reach, reach + 1):
            for dx in range(-reach, reach + 1):
                y, x = rows + dy, columns + dx
                if y.min() < 0 or x.min() < 0 or y.max() >= h or x.max() >= w:
                    continue
                other = (frame[y, x] != frames[0][rows, columns]).any(-1)
                best = min(best, float(other.mean()))
        worst = max(worst, best)
    return 100 * worst


def _foot(frames: Pixels, solid: Mask) -> float:
    """Return the share of the lowest tenth of the rows that changes."""
    ys, _ = np.nonzero(solid[0])
    low = int(ys.max()) + 1 - max(1, round((int(np.ptp(ys)) + 1) / 10))
    most = max(changed(frame[low:], frames[0, low:]) for frame in frames[1:])
    return 100 * most / max(1, int(solid[0, low:].sum()))


def _crotch(mask: Mask) -> int | None:
    """Return the column of the gap between two legs, if there are two.

    Both have to reach the ground, and neither may be much wider than the other. What is
    wider than high goes on four.
    """
    ys, xs = np.nonzero(mask)
    if np.ptp(xs) > np.ptp(ys):
        return None
    top, bottom = int(ys.min()), int(ys.max()) + 1
    middle, width = float(xs.mean()), int(np.ptp(xs)) + 1
    found = []
    for y in range(bottom - max(FEW_ROWS, round(LOW * (bottom - top))), bottom):
        filled = np.flatnonzero(mask[y])
        for a, b in pairwise(filled):
            if b - a > 1 and abs((a + b) / 2 - middle) < 0.3 * width:
                found.append((int(b - a), (int(a) + int(b) + 1) // 2))
    if len(found) < FEW_ROWS:
        return None
    crotch = max(found)[1]
    ground = mask[bottom - FEW_ROWS - round((bottom - top) / 20) : bottom]
    left = np.flatnonzero(ground[:, :crotch].any(0))
    right = np.flatnonzero(ground[:, crotch:].any(0))
    if not len(left) or not len(right):
        return None
    spans = sorted([int(np.ptp(left)) + 1, int(np.ptp(right)) + 1])
    return crotch if spans[1] <= 2 * spans[0] + 2 else None


def _steps(solid: Mask, left: slice, right: slice) -> Steps:
    """Return how the lowest rows of two ranges of columns rise."""
    means = []
    count = len(solid)
    for side in (left, right):
        rows = []
        for mask in solid:
            filled = np.flatnonzero(mask[:, side].any(1))
            rows.append(int(filled.max()) if len(filled) else 0)
        lift = [rows[0] - row for row in rows]
        first = float(np.mean(lift[1 : count // 2]))
        second = float(np.mean(lift[count // 2 + 1 :]))
        means.append((first, second))
    return Steps(means[0], means[1])
