"""A trunk above feet: what lies between them bends, and stays in one piece.

Programs say where the trunk goes and where each foot goes. Long legs have a knee, found
by the law of cosines; short ones are pushed together or drawn out as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import Real, ease
from pixelengine_import.local_engine.motion.legs import LONG
from pixelengine_import.local_engine.motion.parting import PAIR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.legs import Leg
    from pixelengine_import.local_engine.motion.shift import Style

__all__ = ["PAIR", "Move", "Stance", "bears", "on_all_fours", "pairs", "reach", "stand"]

JOINTED, SLIM = 8, 1.5
"""A leg with a knee has at least so many rows, and so many times its thickness."""
KNEE = 0.5
"""Where on a leg its knee is."""
JOINT = 0.3
"""Over this share of a leg, at its ends, it turns with its bones by and by."""
DEEPEST = 0.5
"""A knee leaves the straight line by at most this share of a bone."""
TALL = 1.15
"""Who has no legs and is so much taller than wide walks in a robe."""
HEM = 0.16
FRONT, NEAR, FAR = 0.9, 0.45, 0.0
"""What hides what: the trunk before the near leg before the far one."""

Move = tuple[float, float]
"""To the right and down, in pixels."""


@dataclass(frozen=True, slots=True)
class Stance:
    """Shifts of points, and what is in front.

    Attributes:
        dx: To the right, one a point.
        dy: Down.
        depth: The higher is in front.
        below: 0 on the trunk to 1 on legs and hem.
    """

    dx: Real
    dy: Real
    depth: Real
    below: Real


def bears(body: Body) -> int:
    """Return how many feet `stand` moves: legs, two halves of a hem, or none."""
    if body.feet:
        return len(body.feet)
    return 2 if body.h > TALL * body.w else 0


def pairs(body: Body) -> tuple[int, ...]:
    """Return for each foot which half of a cycle it steps in, 0 or 1.

    Two feet alternate, left first, and so do three of who stands: one is a tail. Feet
    of a long body are two groups, hind and fore; a hind foot goes with the fore foot of
    the other side, as in a trot.
    """
    count = bears(body)
    fore = _fore(body)
    grouped = count > PAIR + 1 or on_all_fours(body)
    return tuple(
        (k + (grouped and k >= fore and fore % 2 == 0)) % 2 for k in range(count)
    )


def _fore(body: Body) -> int:
    """Return which foot is the first of the right-hand group."""
    feet = body.feet
    if len(feet) <= PAIR:
        return 1
    steps = [feet[k + 1].foot_x - feet[k].foot_x for k in range(len(feet) - 1)]
    return steps.index(max(steps)) + 1


def on_all_fours(body: Body) -> bool:
    """Tell whether a long body stands on more than two legs."""
    return len(body.feet) > PAIR and body.w > LONG * body.h


def reach(body: Body) -> float:
    """Return the length of the legs, or of what a hem has for them."""
    if body.feet:
        return float(max(leg.length for leg in body.feet))
    return HEM * body.h


def stand(
    body: Body,
    style: Style,
    x: Real,
    y: Real,
    *,
    trunk: Move,
    feet: Sequence[Move],
) -> Stance:
    """Move a trunk and its feet.

    Args:
        body: What stands.
        style: Whether by whole pixels; knees bend to its side.
        x: Places in pixels.
        y: The same, downwards.
        trunk: Of all that is no leg.
        feet: Of each foot, as many as `bears` tells.
    """
    trunk = style.step(trunk[0]), style.step(trunk[1])
    feet = [(style.step(a), style.step(b)) for a, b in feet]
    if body.feet:
        return _on_legs(body, style, (x, y), trunk, feet)
    dx = np.full_like(x, trunk[0])
    dy = np.full_like(y, trunk[1])
    if not feet:
        return Stance(dx, dy, np.zeros_like(x), np.zeros_like(x))
    # A hem has two halves, which go over into each other; its lowest rows stay as they
    # are, what is above gives way.
    low = ease((y - (body.y1 - 2 * HEM * body.h)) / max(1.5, 1.3 * HEM * body.h))
    right = ease((x - body.crotch) / max(2.0, 0.3 * body.w) + 0.5)
    for share, foot in ((1 - right, feet[0]), (right, feet[1])):
        dx = dx + low * share * (foot[0] - trunk[0])
        dy = dy + low * share * (foot[1] - trunk[1])
    return Stance(dx, dy, np.zeros_like(x), low)


def _on_legs(
    body: Body,
    style: Style,
    at: tuple[Real, Real],
    trunk: Move,
    feet: Sequence[Move],
) -> Stance:
    x, y = at
    soft = 0.0 if style.whole else max(4.0, 0.04 * body.w)
    dx = np.full_like(x, trunk[0])
    dy = np.full_like(y, trunk[1])
    depth = np.full_like(x, FRONT)
    below = np.zeros_like(x)
    # Most points lie higher than any leg.
    low = np.flatnonzero(y >= min(leg.root for leg in body.feet))
    x, y = x[low], y[low]
    shares = [leg.share(x, y, soft=soft) for leg in body.feet]
    total = np.sum(shares, axis=0)
    below[low] = np.minimum(1.0, total)
    near = _near(body, style)
    for k, (leg, share, foot) in enumerate(zip(body.feet, shares, feet, strict=True)):
        part = share / np.maximum(1.0, total)
        a, b = _along(leg, style.side, (x, y), trunk, foot)
        dx[low] += part * (a - trunk[0])
        dy[low] += part * (b - trunk[1])
        behind = np.full_like(x, NEAR if k in near else FAR)
        if foot[1] >= 0:
            # A trunk that sinks does not hide the feet on which it stands.
            behind = np.where(leg.down(y) >= 1, FRONT + NEAR, behind)
        depth[low] += part * (behind - FRONT)
    return Stance(dx, dy, depth, below)


def _near(body: Body, style: Style) -> set[int]:
    """Return the legs on the side that is seen: those that stand lower, else behind."""
    fore = _fore(body) if len(body.feet) > PAIR else len(body.feet)
    chosen = set()
    for group in (range(fore), range(fore, len(body.feet))):
        if len(group):
            chosen.add(max(group, key=lambda k: (body.feet[k].foot, -style.side * k)))
    return chosen


def _along(
    leg: Leg, side: int, at: tuple[Real, Real], trunk: Move, foot: Move
) -> tuple[Real, Real]:
    """Return the shifts of a leg's points between a moved hip and a moved foot."""
    x, y = at
    t = leg.down(y)
    if leg.length < JOINTED or leg.length < SLIM * leg.thick:
        return (
            trunk[0] + (foot[0] - trunk[0]) * t,
            trunk[1] + (foot[1] - trunk[1]) * t,
        )
    hip = leg.x, float(leg.root)
    ankle = leg.foot_x, leg.ankle
    knee = _knee(hip, ankle, trunk, foot, side)
    moved_hip = hip[0] + trunk[0], hip[1] + trunk[1]
    moved_ankle = ankle[0] + foot[0], ankle[1] + foot[1]
    rest = _lean(hip, ankle)
    thigh, shin = _lean(moved_hip, knee) - rest, _lean(knee, moved_ankle) - rest
    upper = t < KNEE
    u = np.where(upper, t / KNEE, (t - KNEE) / (1 - KNEE))
    middle_x = np.where(
        upper,
        moved_hip[0] + (knee[0] - moved_hip[0]) * u,
        knee[0] + (moved_ankle[0] - knee[0]) * u,
    )
    middle_y = np.where(
        upper,
        moved_hip[1] + (knee[1] - moved_hip[1]) * u,
        knee[1] + (moved_ankle[1] - knee[1]) * u,
    )
    # Beside its middle line a leg turns with its bones; hip and foot stay level.
    bent = thigh + (shin - thigh) * np.clip((t - JOINT) / (1 - 2 * JOINT), 0.0, 1.0)
    turn = bent * np.clip(np.minimum(t, 1 - t) / JOINT, 0.0, 1.0)
    beside = x - (hip[0] + (ankle[0] - hip[0]) * t)
    over = np.where(t >= 1, y - ankle[1], np.minimum(0.0, y - hip[1]))
    return (
        np.asarray(middle_x + beside - x, np.float64),
        np.asarray(middle_y + over + beside * turn - y, np.float64),
    )


def _lean(a: Move, b: Move) -> float:
    """Return how far a bone leans to the left, as a slope held within one."""
    return max(-1.0, min(1.0, (a[0] - b[0]) / max(1.0, b[1] - a[1])))


def _knee(hip: Move, ankle: Move, trunk: Move, foot: Move, side: int) -> Move:
    """Return the place of a knee between bones of half a leg each."""
    bone = 0.5 * _far(hip, ankle)
    a = hip[0] + trunk[0], hip[1] + trunk[1]
    b = ankle[0] + foot[0], ankle[1] + foot[1]
    span = _far(a, b)
    square = max(0.0, bone * bone - span * span / 4)
    out = min(DEEPEST * bone, float(np.sqrt(square)))
    along = (b[0] - a[0]) / max(1e-9, span), (b[1] - a[1]) / max(1e-9, span)
    return (
        (a[0] + b[0]) / 2 + side * out * along[1],
        (a[1] + b[1]) / 2 - side * out * along[0],
    )


def _far(a: Move, b: Move) -> float:
    """Return a distance."""
    return float(np.sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])))
