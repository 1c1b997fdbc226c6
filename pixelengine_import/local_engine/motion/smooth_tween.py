"""Illustrations between two poses: both are warped to the same moment and mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from pixelengine_import.local_engine.motion.colours import oklab
from pixelengine_import.local_engine.motion.exact import Real, on_grid
from pixelengine_import.local_engine.motion.registration import (
    LARGEST,
    MASK_WEIGHT,
    Flow,
    Look,
    register,
)
from pixelengine_import.local_engine.motion.smooth_clip import Picture
from pixelengine_import.local_engine.motion.tween import LARGER, LEANING, UNLIKE
from pixelengine_import.local_engine.motion.warp import CELL, nodes, warp, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SmoothTween"]

HALF = 128
MIDDLE = 0.5
LEAST_WEIGHT = 1e-3
MIXING = 0.15
"""Both pictures are seen only this near to the middle: sharp beats double."""


class SmoothTween:
    """The way from one picture to another.

    Args:
        a: The first.
        b: The other one, of the same size.
    """

    def __init__(self, a: Picture, b: Picture) -> None:
        """Match the two, both ways."""
        self._a, self._b = a, b
        self._flows: tuple[Flow, Flow] | None = None
        self._unlike = False
        if bool(a.subject.any()) and bool(b.subject.any()):
            look_a, look_b = _look(a), _look(b)
            if bool(look_a.mask.any()) and bool(look_b.mask.any()):
                self._flows = register(look_a, look_b), register(look_b, look_a)
                self._unlike = _unlike(a, b, self._flows)

    def at(self, t: float) -> Picture:
        """Return the picture at a moment, 0 < t < 1.

        It is neither of the two, but for subjects with nothing in common that are held.
        """
        near = self._a if t <= MIDDLE else self._b
        mixed = self._mixed(t)
        if self._unlike:
            return Picture(mixed, mixed[..., 3] >= HALF, near.ground)
        if np.array_equal(mixed, self._a.rgb) or np.array_equal(mixed, self._b.rgb):
            mixed = _mix(self._a.rgb, self._b.rgb, t)
        return Picture(mixed, mixed[..., 3] >= HALF, near.ground)

    def _mixed(self, t: float) -> NDArray[np.uint8]:
        """Warp what is seen at the moment, and mix it."""
        if self._flows is None:
            return _mix(self._a.rgb, self._b.rgb, t)
        if self._unlike:
            # Two drawings on top of each other are a ghost of neither.
            if t <= MIDDLE:
                return _warped(self._a, self._flows[0], LEANING * t, rigid=True)
            return _warped(self._b, self._flows[1], LEANING * (1 - t), rigid=True)
        share = min(1.0, max(0.0, (t - 0.5) / (2 * MIXING) + 0.5))
        if share <= 0:
            return _warped(self._a, self._flows[0], t)
        if share >= 1:
            return _warped(self._b, self._flows[1], 1 - t)
        first = _warped(self._a, self._flows[0], t)
        return _mix(first, _warped(self._b, self._flows[1], 1 - t), share)


def _unlike(a: Picture, b: Picture, flows: tuple[Flow, Flow]) -> bool:
    """Tell whether two subjects have no way to each other; scenes may dissolve."""
    if a.ground is None or b.ground is None:
        return False
    small, large = sorted((int(a.subject.sum()), int(b.subject.sum())))
    return large > LARGER * small or max(flow.cost for flow in flows) > UNLIKE


def _mix(a: NDArray[np.uint8], b: NDArray[np.uint8], t: float) -> NDArray[np.uint8]:
    """Return a mixture of two pictures, ``t`` of the second."""
    share = round(256 * t)
    wide = a.astype(np.int32) * (256 - share) + b.astype(np.int32) * share
    return np.asarray((wide + HALF) >> 8, np.uint8)


def _look(picture: Picture) -> Look:
    """Return the comparable form of a picture, shrunk by boxes."""
    h, w = picture.subject.shape
    factor = max(1, -(-max(h, w) // LARGEST))
    size = -(-w // factor), -(-h // factor)
    wide = np.pad(
        picture.rgb,
        ((0, size[1] * factor - h), (0, size[0] * factor - w), (0, 0)),
        mode="edge",
    )
    bands = [
        np.asarray(Image.fromarray(np.ascontiguousarray(wide[..., k])).reduce(factor))
        for k in range(4)
    ]
    small = np.stack(bands, -1)
    mask = np.ones(small.shape[:2], bool)
    if picture.ground is not None:
        mask = small[..., 3] >= HALF
    lab = oklab(small[..., :3].reshape(-1, 3)).reshape(*mask.shape, 3)
    features = np.zeros((4, *mask.shape), np.int32)
    features[0] = mask * MASK_WEIGHT
    features[1] = np.where(mask, lab[..., 0] // 10 - 500, 0)
    features[2] = np.where(mask, lab[..., 1] // 5, 0)
    features[3] = np.where(mask, lab[..., 2] // 5, 0)
    return Look(features, mask, factor)


def _warped(
    picture: Picture, flow: Flow, t: float, *, rigid: bool = False
) -> NDArray[np.uint8]:
    """Return a picture moved along its flow, or by the flow's rigid part alone."""
    h, w = picture.subject.shape
    step = max(1, flow.factor // 2)
    ys, xs = np.nonzero(picture.subject[::step, ::step])
    x = (xs * step + step / 2).astype(np.float64)
    y = (ys * step + step / 2).astype(np.float64)
    moved_x, moved_y = flow.carry(x, y, t, rigid=rigid)
    shape = nodes(w, h)[0].shape
    dx, dy = _reversed(
        (on_grid(moved_x), on_grid(moved_y)), (x - moved_x, y - moved_y), shape
    )
    return warp(words(picture.rgb), dx, dy, picture.outside)


def _reversed(
    at: tuple[Real, Real], shift: tuple[Real, Real], shape: tuple[int, ...]
) -> tuple[Real, Real]:
    """Turn shifts known where points landed into shifts at the corners of cells.

    Each point gives its shift to the four corners around it by nearness; corners that
    no point came near take the mean of their neighbours, step by step.
    """
    rows, cols = shape
    u, v = at[0] / CELL, at[1] / CELL
    inside = (u >= 0) & (v >= 0) & (u < cols - 1) & (v < rows - 1)
    u, v = u[inside], v[inside]
    col, row = u.astype(np.int64), v.astype(np.int64)
    fu, fv = u - col, v - row
    total = np.zeros(rows * cols)
    sums = [np.zeros(rows * cols), np.zeros(rows * cols)]
    for step, weight in (
        (0, (1 - fu) * (1 - fv)),
        (1, fu * (1 - fv)),
        (cols, (1 - fu) * fv),
        (cols + 1, fu * fv),
    ):
        place = row * cols + col + step
        total += np.bincount(place, weight, rows * cols)
        for k in (0, 1):
            sums[k] += np.bincount(place, weight * shift[k][inside], rows * cols)
    known = (total > LEAST_WEIGHT).reshape(shape)
    fields = [(s / np.maximum(total, 1e-9)).reshape(shape) * known for s in sums]
    return _filled(fields[0], known), _filled(fields[1], known)


def _filled(field: Real, known: NDArray[np.bool_]) -> Real:
    """Fill unknown places from known ones around them."""
    if not bool(known.any()):
        return field
    while not bool(known.all()):
        wide = np.pad(field * known, 1)
        there = np.pad(known.astype(np.float64), 1)
        total = np.zeros(field.shape)
        count = np.zeros(field.shape)
        h, w = field.shape
        for dy in range(3):
            for dx in range(3):
                total += wide[dy : dy + h, dx : dx + w]
                count += there[dy : dy + h, dx : dx + w]
        new = ~known & (count > 0)
        field = np.where(new, total / np.maximum(count, 1.0), field)
        known = known | new
    return field
