"""What can be told of a body from its silhouette: box, legs, hip, neck, front."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.grid import parts
from pixelengine_import.local_engine.motion.legs import Leg, find_legs, light_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.exact import Real
    from pixelengine_import.local_engine.motion.grid import Mask
    from pixelengine_import.local_engine.motion.limbs import Limb
    from pixelengine_import.local_engine.motion.parts import Parts
    from pixelengine_import.local_engine.motion.sprite import Details

__all__ = ["Body"]

SHORTEST_WITH_NECK = 12
RIM_ROWS = 16
EYES = 2
BIPED = 2
ABOVE_LEGS = 0.06
"""A hip lies this share of the height above the place where legs part."""
ASLANT = 0.15
"""A handle this share of the width off the middle tells where a thing points."""
ON_POINT, ON_FOOT = 0.25, 0.6
"""What stands on more of its width is no thing aslant, and no upright one either."""
SLENDER, SLANTED = 6.5, 1.4
"""Things that spread this much more along than across, squared, are swung whole; the
lesser one holds for those that are drawn aslant."""


@dataclass(frozen=True, slots=True)
class Body:
    """A silhouette in the terms of motion programs; places in pixels.

    Attributes:
        x0: Left end of the box.
        x1: Right end, exclusive.
        y0: Upper end.
        y1: Lower end, exclusive: where the feet stand.
        cx: Centre of mass across.
        feet: Its legs from left to right; two or more, or none that can be told.
        crotch: Column between them.
        hip: Row where legs begin to move.
        neck: Row of the narrowest place of the upper body.
        face: Row below which nothing of the face lies.
        eyes: Whether there are two details or more where a face would be; None when
            nobody looked.
        front: The side it looks or strikes to: 1 is the right, -1 the left, 0 unknown.
        base: How much of its width stands on the ground, in pixels.
        rim: Points of the silhouette that may touch the ground when it falls.
        canvas: Width and height of the picture.
        area: How many pixels it has.
        wide: Whether it is seen from the side as animals are, head ahead, tail behind.
        slender: Whether it is a thing with a handle, such as a sword.
        handle: Where such a thing would be held: its lower end.
        mouth: Row of the middle of its foremost part.
        limbs: What can swing, the longest first, and two legs of who stands.
        pole: -1 or 1 when the body is a flag that hangs on its left or right side.
        eyed: Whether two eyes were found.
        parts: Loose parts, where colours were looked at.
        loose: ``(h, w)`` how loose each pixel is, for a motion of one part only.
    """

    x0: float
    x1: float
    y0: float
    y1: float
    cx: float
    feet: tuple[Leg, ...]
    crotch: float
    hip: float
    neck: float
    face: float
    eyes: bool | None
    front: int
    base: float
    rim: tuple[tuple[float, float], ...]
    canvas: tuple[int, int]
    area: int = 0
    wide: bool = False
    slender: bool = False
    handle: tuple[float, float] = (0.0, 0.0)
    mouth: float = 0.0
    limbs: tuple[Limb, ...] = ()
    pole: int = 0
    eyed: bool = False
    parts: Parts | None = None
    loose: Real | None = None

    def only(self, part: str) -> Body:
        """Return the body with one part told from the rest, if it has it."""
        found = None if self.parts is None else self.parts.named(part)
        return self if found is None else replace(self, loose=found)

    @property
    def legs(self) -> bool:
        """Whether legs can be told apart."""
        return bool(self.feet)

    @property
    def w(self) -> float:
        """Width of the box."""
        return self.x1 - self.x0

    @property
    def h(self) -> float:
        """Height of the box."""
        return self.y1 - self.y0

    @property
    def headroom(self) -> float:
        """Free rows above the body."""
        return self.y0

    @classmethod
    def of(
        cls,
        solid: Mask,
        details: Details | None = None,
        rgb: NDArray[np.uint8] | None = None,
    ) -> Body:
        """Measure a silhouette that has at least one pixel.

        Args:
            solid: ``(h, w)``.
            details: Where the face may be.
            rgb: ``(h, w, 3)`` its colours, which tell legs that touch, limbs and
                the side it looks to; without them there are neither.
        """
        ys, xs = np.nonzero(solid)
        x0, x1 = int(xs.min()), int(xs.max()) + 1
        y0, y1 = int(ys.min()), int(ys.max()) + 1
        w, h = x1 - x0, y1 - y0
        cx = int(xs.sum()) / len(xs) + 0.5
        feet = find_legs(solid, None if rgb is None else light_of(rgb))
        top = y1 - 0.25 * h
        if feet:
            # The widest step between two feet; there is one only on a biped.
            steps = [b.foot_x - a.foot_x for a, b in itertools.pairwise(feet)]
            left = steps.index(max(steps))
            crotch = (feet[left].right[-1] + feet[left + 1].left[-1]) / 2
            top = float(min(leg.root for leg in feet))
        else:
            foot = xs[ys >= y1 - max(1.0, 0.12 * h)]
            crotch = (int(foot.min()) + int(foot.max()) + 1) / 2
        neck = y0 + 0.4 * h
        if h >= SHORTEST_WITH_NECK:
            width = solid.sum(1)[y0:y1]
            a = int(0.18 * h)
            neck = float(y0 + a + int(np.argmin(width[a : max(a + 1, int(0.6 * h))])))
        hip = min(top - ABOVE_LEGS * h, y1 - 0.22 * h)
        front, wide = 0, False
        limbs: tuple[Limb, ...] = ()
        if rgb is not None:
            apart = (float(crotch), hip) if len(feet) == BIPED else None
            front, wide, limbs = _limbs(solid, rgb, h, apart, len(feet))
        point = int(solid[y1 - max(1, h // 10) : y1].any(0).sum())
        stance = 1.0 if feet or wide else point / w
        off = (x0 + x1) / 2 - _handle(xs, ys)[0]
        leans = abs(off) >= ASLANT * w
        tool = _is_tool(xs, ys, stance, leans=leans)
        if tool:
            # A hand would hold its lower end and strike to where the upper one points.
            limbs = ()
            front = 0 if not leans else 1 if off > 0 else -1
        return cls(
            x0=float(x0),
            x1=float(x1),
            y0=float(y0),
            y1=float(y1),
            cx=cx,
            feet=feet,
            crotch=float(crotch),
            hip=hip,
            neck=neck,
            face=_face(details, y0, h),
            eyes=_eyes(details, y0, h),
            front=front,
            base=float(solid[max(y0, y1 - max(2, h // 8)) : y1].any(0).sum()),
            rim=_rim(solid, (y0, y1)),
            canvas=(solid.shape[1], solid.shape[0]),
            area=len(xs),
            wide=wide,
            slender=tool,
            handle=_handle(xs, ys),
            mouth=_mouth(solid, front, (x0, x1), (y0, y1), wide=wide),
            limbs=limbs,
        )


def _limbs(
    solid: Mask,
    rgb: NDArray[np.uint8],
    h: int,
    apart: tuple[float, float] | None,
    legs: int,
) -> tuple[int, bool, tuple[Limb, ...]]:
    """Return the side a body looks to, whether it is wide, and its limbs.

    ``apart`` is the crotch and the hip of who stands on two legs.
    """
    # They bring scipy, 0.2 s, paid on the first use.
    from pixelengine_import.local_engine.motion import (  # noqa: PLC0415
        facing,
        limbs,
    )

    look = limbs.Look.of(solid, rgb)
    thin = limbs.thin_parts(look.solid)
    cues = facing.read_cues(look, thin)
    looks_to = facing.facing(cues)
    found = limbs.find_limbs(look, thin, looks_to, solid, wide=cues.wide, legs=legs)
    armed = sum(limb.side * limb.reach for limb in found if limb.kind == "arm") / h
    if apart is not None and not cues.wide:
        found += limbs.leg_limbs(solid, *apart)
    return facing.facing(cues, round(armed, 6)), cues.wide, found


def _is_tool(
    xs: NDArray[np.int64], ys: NDArray[np.int64], stance: float, *, leans: bool
) -> bool:
    """Tell whether a silhouette is long and thin, or aslant and on its point.

    ``stance`` is how much of its width stands on the ground, ``leans`` whether this
    lies off its middle.
    """
    n = len(xs)
    mx, my = int(xs.sum()) / n, int(ys.sum()) / n
    xx = int((xs * xs).sum()) / n - mx * mx
    yy = int((ys * ys).sum()) / n - my * my
    xy = int((xs * ys).sum()) / n - mx * my
    root = math.sqrt((xx - yy) * (xx - yy) / 4 + xy * xy)
    middle = (xx + yy) / 2
    longer = (middle + root) / max(0.05, middle - root)
    aslant = 2 * abs(xy) > abs(xx - yy)
    if aslant and leans and stance <= ON_POINT:
        return longer > SLANTED
    return longer > SLENDER and stance <= ON_FOOT


def _handle(xs: NDArray[np.int64], ys: NDArray[np.int64]) -> tuple[float, float]:
    """Return a place near the lower end of a silhouette."""
    y0, y1 = int(ys.min()), int(ys.max()) + 1
    low = ys >= y1 - max(1, (y1 - y0) // 6)
    return (int(xs[low].sum()) / int(low.sum()) + 0.5, y1 - (y1 - y0) / 12)


def _mouth(
    solid: Mask, front: int, cols: tuple[int, int], rows: tuple[int, int], *, wide: bool
) -> float:
    """Return the middle row of what is foremost; of who stands, the chest's."""
    if not wide or not front:
        return rows[0] + 0.55 * (rows[1] - rows[0])
    depth = max(2, (cols[1] - cols[0]) // 7)
    at = (
        slice(cols[1] - depth, cols[1])
        if front > 0
        else slice(cols[0], cols[0] + depth)
    )
    ys = np.nonzero(solid[:, at])[0]
    return int(ys.sum()) / len(ys) + 0.5


def _rim(solid: Mask, rows: tuple[int, int]) -> tuple[tuple[float, float], ...]:
    """Return both ends of some rows, as corners of pixels."""
    points = []
    for y in sorted(
        {*range(rows[0], rows[1], max(1, (rows[1] - rows[0]) // RIM_ROWS)), rows[1] - 1}
    ):
        xs = np.flatnonzero(solid[y])
        if len(xs):
            for x in (float(xs[0]), float(xs[-1]) + 1):
                points += [(x, float(y)), (x, float(y) + 1)]
    return tuple(points)


def _face(details: Details | None, y0: int, h: int) -> float:
    """Return the row below the lowest detail of the upper body."""
    end = y0 + 0.45 * h
    if details is not None and bool(details.mask.any()):
        rows = np.nonzero(details.mask.any(1))[0]
        upper = rows[rows < y0 + 0.7 * h]
        if len(upper):
            end = max(end, float(upper.max()) + 2)
    return min(end, y0 + 0.85 * h)


def _eyes(details: Details | None, y0: int, h: int) -> bool | None:
    """Tell whether the upper body has two details."""
    if details is None:
        return None
    return len(parts(details.mask[y0 : y0 + max(1, int(0.62 * h))])) >= EYES
