"""Finding where each part of one picture went in another one.

A lattice is pushed, block by block, to where the other picture looks most alike, and
made rigid again after each push. All costs are whole numbers, so that the cheapest
place is the same one everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pixelengine_import.local_engine.motion.colours import Table, oklab
from pixelengine_import.local_engine.motion.lattice import Lattice

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.exact import Real
    from pixelengine_import.local_engine.motion.grid import Indices, Mask

__all__ = ["LARGEST", "MASK_WEIGHT", "Flow", "Look", "register"]

LARGEST = 110
"""Pictures are matched at this size at most."""
MASK_WEIGHT = 600
DRAG = 1.5
"""Cost of a push, so that plain areas stay where they are."""

Costs = dict[int, NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class Look:
    """A picture as it is compared.

    Attributes:
        features: ``(4, h, w)`` int32: presence, lightness, two of colour; thousandths.
        mask: ``(h, w)`` what is there.
        factor: How many pixels of the full picture one of these stands for.
    """

    features: NDArray[np.int32]
    mask: Mask
    factor: int

    @classmethod
    def of(cls, subject: Indices, table: Table) -> Look:
        """Make the comparable form of a subject in places of a table."""
        factor = max(1, -(-max(subject.shape) // LARGEST))
        small = subject[factor // 2 :: factor, factor // 2 :: factor]
        mask = small >= 0
        lab = oklab(table)
        tone = np.stack([lab[:, 0] // 10 - 500, lab[:, 1] // 5, lab[:, 2] // 5])
        features = np.zeros((4, *small.shape), np.int32)
        features[0] = mask * MASK_WEIGHT
        features[1:, mask] = tone[:, small[mask]]
        return cls(features, mask, factor)


@dataclass(frozen=True, slots=True)
class Flow:
    """How one picture moves into another.

    Attributes:
        lattice: Over the first picture, at the compared size.
        nodes: ``(nodes, 2)`` where its nodes went.
        cost: Mean unlikeness of what was matched: below 0.2 the match can be trusted.
        factor: As in `Look`.
    """

    lattice: Lattice
    nodes: Real
    cost: float
    factor: int

    def carry(
        self, x: Real, y: Real, t: float, *, rigid: bool = False
    ) -> tuple[Real, Real]:
        """Return where points of the full first picture are at time ``t``."""
        high, wide = self.lattice.cell_at.shape
        step = self.lattice.step
        sx = np.clip(x / self.factor, 0.0, wide * step - 1e-6)
        sy = np.clip(y / self.factor, 0.0, high * step - 1e-6)
        sx, sy = self._onto(sx, sy)
        nodes = self.lattice.pose(self.nodes, t, rigid=rigid)
        dx, dy = self.lattice.shifts(nodes, sx, sy)
        return x + self.factor * dx, y + self.factor * dy

    def _onto(self, x: Real, y: Real) -> tuple[Real, Real]:
        """Pull points that the smaller copy left out onto the nearest cell."""
        cell_at, step = self.lattice.cell_at, self.lattice.step
        col, row = (x / step).astype(np.int64), (y / step).astype(np.int64)
        lost = cell_at[row, col] < 0
        if bool(lost.any()):
            rows, cols = np.nonzero(cell_at >= 0)
            spots, where = np.unique(
                row[lost] * cell_at.shape[1] + col[lost], return_inverse=True
            )
            r, c = np.divmod(spots, cell_at.shape[1])
            far = np.square(rows - r[:, None]) + np.square(cols - c[:, None])
            pick = far.argmin(1)[where.reshape(-1)]
            x, y = x.copy(), y.copy()
            x[lost] = np.clip(
                x[lost], cols[pick] * step, (cols[pick] + 1) * step - 1e-6
            )
            y[lost] = np.clip(
                y[lost], rows[pick] * step, (rows[pick] + 1) * step - 1e-6
            )
        return x, y


def register(a: Look, b: Look) -> Flow:
    """Find where the parts of one picture went in another one.

    Args:
        a: The first picture; something must be there.
        b: The other one, of the same size.
    """
    reach = min(14, max(5, 22 * max(a.mask.shape) // 100))
    side = int(a.mask.sum())
    step = 3 if side < 14 * 14 else 4 if side < 36 * 36 else 6
    lattice = Lattice.over(a.mask, step)
    large, middle, small = 2 * step, step + 1, max(2, step // 2 + 1)
    costs = _costs(a.features, b.features, lattice, reach, (large, middle, small))
    # Radius of the block, reach of a push, passes that make it rigid again, pushes.
    schedule = (
        (large, max(3, reach // 2), 40, 3),
        (large, 3, 16, 4),
        (middle, 2, 8, 6),
        (middle, 1, 4, 6),
        (small, 1, 2, 6),
    )
    starts = dict.fromkeys([(0, 0), _best_start(costs[large], reach)])
    found: tuple[int, Real] | None = None
    for start in starts:
        nodes = lattice.rest + np.asarray(start, np.float64)
        for block, push, rounds, times in schedule:
            for _ in range(times):
                nodes = _pushed(lattice, nodes, costs[block], (block, push, reach))
                nodes = lattice.regularise(nodes, rounds)
        at = _offsets(lattice, nodes, reach) + reach
        end = costs[small][np.arange(len(nodes)), at[:, 1], at[:, 0]]
        total = int(end.sum(dtype=np.int64))
        if found is None or total < found[0]:
            found = (total, nodes)
    if found is None:
        msg = "a match starts somewhere"
        raise AssertionError(msg)
    area = (2 * small + 1) * (2 * small + 1)
    cost = found[0] / (1000 * area * len(lattice.rest))
    return Flow(lattice, found[1], cost, a.factor)


def _offsets(lattice: Lattice, nodes: Real, reach: int) -> NDArray[np.int64]:
    """Return the whole-pixel shifts of nodes, no further than the costs are known."""
    d = np.rint(np.rint((nodes - lattice.rest) * 4096) / 4096)
    return np.clip(d.astype(np.int64), -reach, reach)


def _pushed(
    lattice: Lattice,
    nodes: Real,
    costs: NDArray[np.int32],
    extent: tuple[int, int, int],
) -> Real:
    """Move every node to the cheapest place nearby."""
    block, push, reach = extent
    oy, ox = np.mgrid[-push : push + 1, -push : push + 1].reshape(2, -1)
    area = (2 * block + 1) * (2 * block + 1)
    drag = np.rint(DRAG * area * (oy * oy + ox * ox) / push).astype(np.int64)
    now = _offsets(lattice, nodes, reach)
    row = np.clip(now[:, 1:2] + oy + reach, 0, 2 * reach)
    col = np.clip(now[:, 0:1] + ox + reach, 0, 2 * reach)
    each = np.arange(len(nodes))[:, None]
    best = (costs[each, row, col] + drag).argmin(1)
    moved: Real = nodes + np.stack([ox[best], oy[best]], -1)
    return moved


def _best_start(costs: NDArray[np.int32], reach: int) -> tuple[int, int]:
    """Return the one shift of the whole that is the cheapest."""
    total = costs.sum(0, dtype=np.int64)
    row, col = divmod(int(total.argmin()), 2 * reach + 1)
    return col - reach, row - reach


def _costs(
    a: NDArray[np.int32],
    b: NDArray[np.int32],
    lattice: Lattice,
    reach: int,
    radii: tuple[int, ...],
) -> Costs:
    """Return, for each radius, what blocks around nodes cost at every shift.

    Sums over blocks come from summed area tables (Crow, 1984), one row of shifts at
    once.

    Returns:
        Radius -> ``(nodes, 2 * reach + 1, 2 * reach + 1)``, down then across.
    """
    _, h, w = a.shape
    most = max(radii)
    wide = np.pad(b, ((0, 0), (reach, reach), (reach, reach)))
    x = np.clip(lattice.rest[:, 0].astype(np.int64), 0, w - 1)
    y = np.clip(lattice.rest[:, 1].astype(np.int64), 0, h - 1)
    x0, y0 = max(0, int(x.min()) - most), max(0, int(y.min()) - most)
    x1, y1 = min(w, int(x.max()) + most + 1), min(h, int(y.max()) + most + 1)
    part = a[:, y0:y1, x0:x1]
    ph, pw = y1 - y0, x1 - x0
    box = {
        r: (
            np.clip(y - y0 - r, 0, ph),
            np.clip(y - y0 + r + 1, 0, ph),
            np.clip(x - x0 - r, 0, pw),
            np.clip(x - x0 + r + 1, 0, pw),
        )
        for r in radii
    }
    n = 2 * reach + 1
    out = {r: np.empty((len(x), n, n), np.int32) for r in radii}
    total = np.zeros((n, ph + 1, pw + 1), np.int32)
    inner = total[:, 1:, 1:]
    for i in range(n):
        rows = wide[:, y0 + i : y1 + i, x0 : x1 + n - 1]
        unlike = np.zeros((n, ph, pw), np.int32)
        for channel in range(len(part)):
            windows = np.lib.stride_tricks.sliding_window_view(
                rows[channel], pw, axis=1
            )
            unlike += np.abs(windows.transpose(1, 0, 2) - part[channel])
        np.cumsum(unlike, 1, dtype=np.int32, out=inner)
        np.cumsum(inner, 2, dtype=np.int32, out=inner)
        for r, (top, low, left, right) in box.items():
            block = total[:, low, right] - total[:, top, right]
            block -= total[:, low, left] - total[:, top, left]
            out[r][:, i] = block.T
    return out
