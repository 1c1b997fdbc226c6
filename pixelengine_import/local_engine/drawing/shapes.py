"""Shapes on a pixel grid, as masks.

A shape is asked at the centre of every pixel. Only sums, products, quotients and square
roots of doubles are used, which are the same on every machine; sines come from a
rounded table.

Plans draw on a board of 62 x 62 units that leaves one pixel of every canvas free for
the outline: x from -31 (left) to 31, y from 1 (top) to 63. On a canvas of 64 pixels one
unit is one pixel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Mask", "Pen", "Point", "bend", "direction"]

Mask: TypeAlias = NDArray[np.bool_]
"""``(n, n)``, True where a shape is."""

Real: TypeAlias = NDArray[np.float64]
Point: TypeAlias = tuple[float, float]

_SINES = [round(math.sin(math.radians(a)), 6) for a in range(360)]
_MIDDLE = 32.0
_BOARD = 62.0
_TINY = 1e-9


def direction(degrees: float) -> Point:
    """Return the unit vector of a clock hand: 0 is up, 90 to the right."""
    whole = round(degrees) % 360
    return _SINES[whole], -_SINES[(whole + 90) % 360]


def bend(start: Point, middle: Point, end: Point, steps: int = 8) -> list[Point]:
    """Return points on the curve that is drawn towards ``middle`` on its way.

    A quadratic Bezier curve.

    Args:
        start: Where it begins.
        middle: Its control point.
        end: Where it ends.
        steps: How many straight pieces stand for it.
    """
    points = []
    for i in range(steps + 1):
        t = i / steps
        a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
        points.append(
            (
                a * start[0] + b * middle[0] + c * end[0],
                a * start[1] + b * middle[1] + c * end[1],
            )
        )
    return points


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws shapes in coordinates of its own.

    Attributes:
        x: ``(n, n)``, each pixel's place to the right.
        y: ``(n, n)``, each pixel's place downwards.
    """

    x: Real
    y: Real

    @classmethod
    def on(cls, size: int, *, mirrored: bool = False) -> Pen:
        """Return the pen of a whole board.

        Args:
            size: Side of the canvas in pixels, 4 or more.
            mirrored: Whether left and right change places.
        """
        steps = (2 * np.arange(size, dtype=np.float64) + (1 - size)) / 2
        steps = steps * (_BOARD / (size - 2))
        x = np.broadcast_to(-steps if mirrored else steps, (size, size))
        y = np.broadcast_to((steps + _MIDDLE)[:, None], (size, size))
        return cls(x, y)

    @property
    def mirror(self) -> Pen:
        """The pen whose right is this one's left."""
        return Pen(-self.x, self.y)

    @property
    def sides(self) -> tuple[Pen, Pen]:
        """This pen and its mirror, for what there is twice."""
        return self, self.mirror

    def at(
        self,
        x: float,
        y: float,
        *,
        turn: float = 0,
        scale: float = 1,
        flip: bool = False,
    ) -> Pen:
        """Return a pen with its origin elsewhere.

        Args:
            x: Where its origin lies.
            y: As well.
            turn: Degrees clockwise.
            scale: Length of its unit.
            flip: Whether its x runs the other way.
        """
        east, north = direction(turn)
        right, down = self.x - x, self.y - y
        u = (-north * right + east * down) / scale
        v = (-east * right - north * down) / scale
        return Pen(-u if flip else u, v)

    def ellipse(self, x: float, y: float, rx: float, ry: float | None = None) -> Mask:
        """Return an ellipse around a point."""
        a = (self.x - x) / rx
        b = (self.y - y) / (rx if ry is None else ry)
        return a * a + b * b <= 1

    def box(
        self, left: float, top: float, right: float, bottom: float, round_: float = 0
    ) -> Mask:
        """Return a rectangle, with corners rounded by a radius."""
        x, y, rx, ry = (
            (left + right) / 2,
            (top + bottom) / 2,
            right - left,
            bottom - top,
        )
        a, b = np.abs(self.x - x) - rx / 2, np.abs(self.y - y) - ry / 2
        if round_ <= 0:
            return (a <= 0) & (b <= 0)
        a, b = np.maximum(a + round_, 0), np.maximum(b + round_, 0)
        return a * a + b * b <= round_ * round_

    def polygon(self, *points: Point) -> Mask:
        """Return what a closed line goes around, by the even-odd rule."""
        inside = np.zeros(self.x.shape, bool)
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            if ay == by:
                continue
            spans = (ay <= self.y) != (by <= self.y)
            crossing = ax + (self.y - ay) * ((bx - ax) / (by - ay))
            inside ^= spans & (self.x < crossing)
        return inside

    def limb(self, points: Sequence[Point], *radii: float) -> Mask:
        """Return a thick line with round ends.

        Args:
            points: Where it goes, one point or more.
            radii: Half of its thickness, spread evenly from its start to its end.
        """
        found = np.zeros(self.x.shape, bool)
        widths = _along(radii, len(points))
        if len(points) == 1:
            return self.ellipse(*points[0], widths[0])
        places = zip(points, points[1:], widths, widths[1:], strict=False)
        for (ax, ay), (bx, by), start, end in places:
            dx, dy = bx - ax, by - ay
            square = max(dx * dx + dy * dy, _TINY)
            part = ((self.x - ax) * dx + (self.y - ay) * dy) / square
            part = np.minimum(np.maximum(part, 0), 1)
            u, v = self.x - (ax + part * dx), self.y - (ay + part * dy)
            radius = start + part * (end - start)
            found |= u * u + v * v <= radius * radius
        return found

    def star(
        self,
        x: float,
        y: float,
        tips: int,
        outer: float,
        inner: float,
        *,
        turn: float = 0,
    ) -> Mask:
        """Return a star with tips at one radius and dents at another."""
        points = []
        for i in range(2 * tips):
            east, north = direction(turn + 180 * i / tips)
            radius = inner if i % 2 else outer
            points.append((x + east * radius, y + north * radius))
        return self.polygon(*points)


def _along(radii: Sequence[float], count: int) -> list[float]:
    """Spread a few radii over many points."""
    if len(radii) == 1 or count == 1:
        return [radii[0]] * count
    found = []
    for i in range(count):
        place = i * (len(radii) - 1) / (count - 1)
        below = min(int(place), len(radii) - 2)
        found.append(radii[below] + (radii[below + 1] - radii[below]) * (place - below))
    return found
