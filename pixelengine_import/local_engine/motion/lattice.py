"""A lattice over a silhouette that can be bent as rigidly as possible.

After Takeo Igarashi, Tomer Moscovich and John F. Hughes, "As-rigid-as-possible shape
manipulation", 2005, in the cell-wise form of Sýkora, Dingliana and Collins,
"As-rigid-as- possible image registration for hand-drawn cartoon animations", 2009: each
cell is fitted by a rotation, each node goes to the mean of what its cells want, over
and over.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pixelengine_import.local_engine.motion.exact import (
    Real,
    angle,
    cosine,
    slices,
    wave,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.grid import Mask

__all__ = ["Lattice"]

Whole = NDArray[np.int64]
_CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))


@dataclass(frozen=True, slots=True)
class Lattice:
    """Square cells that cover a silhouette.

    Attributes:
        step: Side of a cell in pixels.
        cell_at: ``(rows, columns)`` number of a cell, -1 where the silhouette is not.
        cells: ``(cells, 4)`` the nodes at a cell's corners.
        rest: ``(nodes, 2)`` where nodes are, x and y in pixels.
        degree: ``(nodes,)`` how many cells share a node.
    """

    step: int
    cell_at: Whole
    cells: Whole
    rest: Real
    degree: Real

    @classmethod
    def over(cls, mask: Mask, step: int) -> Lattice:
        """Lay a lattice over a mask that has at least one pixel."""
        h, w = mask.shape
        rows, columns = -(-h // step), -(-w // step)
        large = np.zeros((rows * step, columns * step), bool)
        large[:h, :w] = mask
        used = large.reshape(rows, step, columns, step).any((1, 3))
        cy, cx = np.nonzero(used)
        node = np.full((rows + 1, columns + 1), -1, np.int64)
        for dy, dx in _CORNERS:
            node[cy + dy, cx + dx] = 0
        ny, nx = np.nonzero(node == 0)
        node[ny, nx] = np.arange(len(ny))
        cell_at = np.full((rows, columns), -1, np.int64)
        cell_at[cy, cx] = np.arange(len(cy))
        cells = np.stack([node[cy + dy, cx + dx] for dy, dx in _CORNERS], -1)
        return cls(
            step=step,
            cell_at=cell_at,
            cells=cells,
            rest=np.stack([nx * step, ny * step], -1).astype(np.float64),
            degree=np.bincount(cells.ravel(), minlength=len(ny)).astype(np.float64),
        )

    def regularise(self, nodes: Real, rounds: int) -> Real:
        """Return nodes pulled towards rigid cells.

        Args:
            nodes: ``(nodes, 2)``.
            rounds: How often; the more, the stiffer.
        """
        # Cells are squares: at rest their corners are (+-half, +-half) off the middle.
        flat, corner = self.cells.ravel(), np.ascontiguousarray(self.cells.T)
        half = self.step / 2
        ax = np.asarray([-half, half, -half, half])[:, None]
        ay = np.asarray([-half, -half, half, half])[:, None]
        count = len(nodes)
        x, y = nodes[:, 0], nodes[:, 1]
        for _ in range(rounds):
            bx, by = x[corner], y[corner]
            mx, my = _total(bx) / 4, _total(by) / 4
            c, s = _total(ax * bx + ay * by), _total(ax * by - ay * bx)
            length = np.sqrt(c * c + s * s) + 1e-9
            c /= length
            s /= length
            # Summed cell by cell: the order decides the last bit.
            qx = (mx + (ax * c - ay * s)).T.ravel()
            qy = (my + (ax * s + ay * c)).T.ravel()
            x = np.bincount(flat, qx, count) / self.degree
            y = np.bincount(flat, qy, count) / self.degree
        return np.stack([x, y], -1)

    def pose(self, nodes: Real, t: float, *, rigid: bool = False) -> Real:
        """Return the lattice on its way from rest to a bent state.

        The turn of the whole goes by its angle, the rest in straight lines.

        Args:
            nodes: ``(nodes, 2)`` the bent state, at ``t`` 1.
            t: 0 to 1.
            rigid: Leave out all but the turn and the move of the whole.

        Returns:
            ``(nodes, 2)``.
        """
        rx, ry = _mean(self.rest[:, 0]), _mean(self.rest[:, 1])
        px, py = _mean(nodes[:, 0]), _mean(nodes[:, 1])
        ax, ay = self.rest[:, 0] - rx, self.rest[:, 1] - ry
        bx, by = nodes[:, 0] - px, nodes[:, 1] - py
        turn = angle(
            math.fsum((ax * by - ay * bx).tolist()),
            math.fsum((ax * bx + ay * by).tolist()),
        )
        c, s = cosine(turn), wave(turn)
        ux, uy = ax, ay
        if not rigid:
            ux = ax + t * (c * bx + s * by - ax)
            uy = ay + t * (c * by - s * bx - ay)
        c, s = cosine(turn * t), wave(turn * t)
        return np.stack(
            [
                c * ux - s * uy + rx + t * (px - rx),
                s * ux + c * uy + ry + t * (py - ry),
            ],
            -1,
        )

    def shifts(self, nodes: Real, x: Real, y: Real) -> tuple[Real, Real]:
        """Return how far points are carried, bilinear in their cell.

        Args:
            nodes: ``(nodes, 2)`` state of the lattice.
            x: Points on the silhouette, in pixels.
            y: The same, downwards.
        """
        dx, dy = np.empty_like(x), np.empty_like(y)
        d = nodes - self.rest
        corner = self.cells.T
        across, down = d[:, 0][corner], d[:, 1][corner]
        for part in slices(len(x)):
            dx[part], dy[part] = self._carried(across, down, x[part], y[part])
        return dx, dy

    def _carried(self, across: Real, down: Real, x: Real, y: Real) -> tuple[Real, Real]:
        """Return how far some points are carried by their cell's corners, (4, n)."""
        rows, columns = self.cell_at.shape
        col = np.clip((x / self.step).astype(np.int64), 0, columns - 1)
        row = np.clip((y / self.step).astype(np.int64), 0, rows - 1)
        cell = self.cell_at.ravel()[row * columns + col]
        u, v = x / self.step - col, y / self.step - row
        weight = ((1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v)
        dx = np.zeros_like(x)
        dy = np.zeros_like(y)
        for k, share in enumerate(weight):
            dx += share * across[k][cell]
            dy += share * down[k][cell]
        return dx, dy


def _total(corners: Real) -> Real:
    """Return the sum of a value at four corners, ``(4, n)``, in their order."""
    total: Real = corners[0] + corners[1]
    total += corners[2]
    total += corners[3]
    return total


def _mean(values: Real) -> float:
    """Return the mean, rounded once."""
    return math.fsum(values.tolist()) / len(values)
