"""Ways of going: walk, run, sneak; on legs, in a robe, or sliding without either."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import (
    Real,
    ease,
    wave,
)
from pixelengine_import.local_engine.motion.programs.measure import (
    across,
    height,
    late,
)
from pixelengine_import.local_engine.motion.programs.stance import (
    PAIR,
    Move,
    bears,
    on_all_fours,
    pairs,
    reach,
    stand,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Shift,
    Style,
    curve,
    swing,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.legs import Leg

__all__ = ["run", "sneak", "walk"]

LIFT = ((0.0, 0.0), (0.13, 1.0), (0.27, 0.62), (0.42, 0.0), (1.0, 0.0))
"""A foot is in the air for less than half of a cycle, highest while it swings ahead."""
KICK = ((0.0, 0.0), (0.76, 0.0), (0.88, 1.0), (1.0, 0.0))
"""A runner's heel goes up behind."""
MARCH = ((0.0, 0.0), (0.12, 1.0), (0.36, 0.8), (0.48, 0.0), (1.0, 0.0))
"""A foot that can only rise a pixel or two stays up longer, to be seen at all."""
LOW = 2.5
SMALL = 32
AFTER = 0.03
SHORT = 5.0
"""On legs shorter than this many pixels a trunk bobs up, where there is room."""
OPEN = 1.2
"""Two feet further apart than this, in lengths of a leg, are spread as they stand."""
APART, CLOSER = 0.3, 0.25
"""How far feet move towards each other, of the way between them."""
GROUND = 0.2
"""What hangs so low, of the height, goes down ever less towards the ground."""
LAG = 0.25
"""How much longer a foot stays ahead and behind than in a plain swing."""


@dataclass(frozen=True, slots=True)
class _Gait:
    """How one way of going differs from another.

    Attributes:
        stride: Half a step, in lengths of a leg.
        widest: The same, in heights of the body, at most.
        lift: How high feet go, in lengths of a leg.
        highest: The same, in heights of the body, at most.
        bob: Of the trunk, in heights of the body; upwards where it is below 0.
        lean: Ahead, in heights of the body.
        crouch: How far the trunk sinks, in heights of the body.
        kick: How high a heel goes up behind, in heights of the body.
    """

    stride: float
    widest: float
    lift: float
    highest: float
    bob: float
    lean: float
    crouch: float = 0.0
    kick: float = 0.0


WALK = _Gait(0.65, 0.1, 0.48, 0.095, bob=0.033, lean=0.03)
RUN = _Gait(1.0, 0.17, 0.8, 0.16, bob=-0.055, lean=0.085, kick=0.025)
SNEAK = _Gait(0.75, 0.12, 0.5, 0.1, bob=0.02, lean=0.06, crouch=0.12)


def walk(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Walk on the spot: a foot is lifted and set down ahead, then the other one."""
    return _going(body, beat, style, x, y, gait=WALK)


def run(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Run on the spot: as a walk, wider, higher, leaning ahead; long bodies gallop."""
    return _going(body, beat, style, x, y, gait=RUN)


def sneak(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Go low, with long steps, arms held in."""
    return _going(body, beat, style, x, y, gait=SNEAK)


def _going(
    body: Body, beat: Beat, style: Style, x: Real, y: Real, *, gait: _Gait
) -> Shift:
    if not bears(body):
        return _slide(body, beat, style, x, y, gait=gait)
    phase = late(beat.phase, style)
    a = style.strength
    feet = tuple(
        _foot(body, style, gait, k, (phase, turn))
        for k, turn in enumerate(_turns(body, gait))
    )
    # Twice a cycle the legs are spread; then the trunk is at its lowest, or flies.
    spread = wave(phase) * wave(phase)
    pixel = max(1.0, abs(gait.bob) * body.h) * (1.0 if gait.bob > 0 else -1.0)
    if reach(body) < SHORT and not gait.crouch:
        pixel = -abs(pixel)
    if body.headroom < a * abs(pixel):
        pixel = abs(pixel)
    # A bob of a single pixel comes a little later, or frames would look alike.
    single = reach(body) < SHORT and body.h < SMALL
    after = wave(phase - AFTER) * wave(phase - AFTER) - wave(AFTER) * wave(AFTER)
    high = max(0.0, after) if single else spread
    low = a * gait.crouch * body.h * min(1.0, 1.8 * swing(phase))
    lean = style.side * a * gait.lean * body.h * (spread if low <= 0 else 1.0)
    if gait.crouch:
        lean = lean * min(1.0, 1.8 * swing(phase))
    most = 0.6 * reach(body)
    sunk = min(low, max(style.step(0.35 * most), 1.0)) if low > 0 else 0.0
    legs = stand(
        body,
        style,
        x,
        y,
        trunk=(lean, min(most, a * pixel * high) + sunk),
        feet=feet,
    )
    dx, dy = legs.dx, legs.dy
    above = 1 - legs.below
    if low > sunk:
        # What the legs cannot give, the trunk below the face does.
        waist = ease((body.hip - y) / max(1.0, body.hip - body.face))
        dy = dy + style.step(low - sunk) * waist * above
    dx, dy = _swung(body, style, (x, y), (dx, dy), above, s=wave(phase), gait=gait)
    return Shift(np.asarray(dx), np.asarray(dy), legs.depth)


def _turns(body: Body, gait: _Gait) -> tuple[float, ...]:
    """Return when in a cycle each foot begins its step, in turns."""
    if gait is RUN and on_all_fours(body):
        # A gallop: the hind feet push together, then the fore feet, half a cycle on.
        middle = (body.feet[0].x + body.feet[-1].x) / 2
        return tuple(0.0 if leg.x < middle else 0.5 for leg in body.feet)
    return tuple(0.5 * half for half in pairs(body))


def _foot(
    body: Body, style: Style, gait: _Gait, k: int, turns: tuple[float, float]
) -> Move:
    """Return where a foot is; nowhere else than at rest at 0 and a half turn.

    Args:
        body: Whose foot.
        style: Its side and strength.
        gait: Which.
        k: Number of the foot.
        turns: The cycle's phase, and when this foot begins its step.
    """
    a, long = style.strength, reach(body)
    step = max(1.0, min(gait.stride * long + 0.02 * body.h, gait.widest * body.h))
    lift = max(1.0, min(gait.lift * long, gait.highest * body.h))
    turn = turns[0] + turns[1]
    turn = turn - float(np.floor(turn))
    ahead = style.side * (wave(turn) - LAG * wave(2 * turn)) * step * a
    if not body.feet:
        ahead = min(1.0, 0.04 * body.h / step) * ahead
        lift = min(lift, max(1.0, 0.05 * body.h))
    elif len(body.feet) == PAIR:
        gap = body.feet[1].foot_x - body.feet[0].foot_x
        # Two that stand side by side meet in the middle, and do not cross.
        between = max(0.0, _soles(body.feet[1])[0] - _soles(body.feet[0])[1]) // 2
        if gap > OPEN * long:
            # Feet that are spread at rest pass under the body twice a cycle.
            close = min(CLOSER * gap, step * a, between) * wave(turn) * wave(turn)
            ahead = close if k == 0 else -close
        else:
            most = max(1.0, APART * gap * (1.5 if gait is RUN else 1.0))
            ahead = min(1.0, most / (step * a)) * ahead
            ahead = min(ahead, between) if k == 0 else max(ahead, -between)
    up = curve(turn, MARCH if a * lift < LOW else LIFT)
    up = max(1.0, a * lift) * up if up > 0 else 0.0
    return ahead, -up - gait.kick * body.h * curve(turn, KICK)


def _soles(leg: Leg) -> tuple[float, float]:
    """Return the left and the right end of a foot, all its rows together."""
    low = slice(-max(1, round(leg.foot - leg.ankle)), None)
    return float(leg.left[low].min()), float(leg.right[low].max())


def _swung(
    body: Body,
    style: Style,
    at: tuple[Real, Real],
    moved: tuple[Real, Real],
    above: Real,
    *,
    s: float,
    gait: _Gait,
) -> tuple[Real, Real]:
    """Swing what hangs at the sides between neck and hip, one up, one down."""
    if on_all_fours(body):
        return moved
    x, y = at
    u = across(body, x)
    aside = ease((np.abs(u) - 0.26) / 0.2)
    arm = aside * ease((y - body.neck) / (0.12 * body.h))
    pixel = max(1.0, 0.03 * body.h) * style.strength * (0.5 if gait.crouch else 1.2)
    dy = moved[1] + arm * above * np.sign(u) * pixel * s
    # A staff that stands on the ground is not pushed into it.
    near = aside * (1 - ease((body.y1 - y) / (GROUND * body.h)))
    return moved[0], np.asarray(dy - above * near * np.maximum(0.0, dy))


def _slide(
    body: Body, beat: Beat, style: Style, x: Real, y: Real, *, gait: _Gait
) -> Shift:
    """Move a body without legs: stretch ahead, gather, hop."""
    a = style.strength * (1.3 if gait is RUN else 1.0)
    s = wave(late(beat.phase, style))
    q = a * 0.16 * s
    low = a * gait.crouch * swing(beat.phase)
    dy = (q + low) * (body.y1 - y) - a * 0.08 * body.h * max(0.0, -s)
    dx = (q + low) * 0.7 * (x - body.cx)
    dx = dx + style.side * a * 0.05 * body.h * s * height(body, y)
    return Shift(np.asarray(dx), np.asarray(dy))
