"""What a body suffers: blows taken, death."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import (
    Real,
    cosine,
    ease,
    wave,
)
from pixelengine_import.local_engine.motion.programs.measure import (
    timed,
)
from pixelengine_import.local_engine.motion.programs.stance import (
    reach,
    stand,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Pose,
    Shift,
    Style,
    curve,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["death", "hurt"]

THROWN = ((0.0, 0.0), (0.12, 1.0), (0.45, 0.55), (0.85, -0.4), (1.0, 0.0))
"""Who was thrown back comes ahead a little too far before he stands."""
FALL = ((0.0, 0.0), (0.15, 0.06), (0.7, 1.0), (0.8, 0.93), (0.9, 1.0), (1.0, 1.0))
DROP = ((0.0, 0.0), (0.14, -0.1), (0.55, 1.0), (0.68, 0.86), (0.8, 1.0), (1.0, 1.0))
MELT = ((0.0, 0.0), (0.2, -0.12), (0.7, 1.0), (0.8, 0.92), (1.0, 1.0))
HEAD = ((0.0, 0.0), (0.35, 0.0), (0.85, 1.0), (1.0, 1.0))
"""A head sinks after the body has come to lie."""
TENSE = 10.0
"""Legs so long are drawn out by a pixel before they fold."""
SETTLE = ((0.0, 0.0), (0.87, 0.0), (1.0, 1.0))
DROWSY = 0.5
"""How far a head has sunk when its eyes close."""
FOLDED = 0.8
"""Legs that give way lose this share of their length."""
TRUNK = 0.72
"""A trunk that lies on its belly keeps this share of its height."""
PUDDLE = 0.58
BUCKLE = 0.16
"""Who falls is shorter by this share half-way, as knees give way."""
FLAT = 0.1
"""Who lies is flatter by this share."""
ROLL = ((0.0, 0.0), (0.15, -0.08), (0.6, 1.0), (1.0, 1.0))
MIDDLE = 0.5
NARROWEST, FLATTER = 0.62, 0.16
NARROW_BASE = 0.42
"""What touches the ground with less of its width cannot spread on it: it rolls over."""
WIDE, STOUT = 1.05, 1.2


def hurt(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Flash, be thrown against the own facing, tremble, return."""
    tau = timed(beat.act, style)
    v = (body.y1 - y) / body.h
    thrown = curve(tau, THROWN)
    back = style.step(style.strength * max(2.0, 0.1 * body.w) * thrown)
    left = max(0.0, 1.0 - tau)
    tremble = style.step(max(1.0, 0.03 * body.w) * left * left * wave(3 * beat.phase))
    shudder = 0.0
    if style.whole and not tremble and beat.frame > 1 and math.ceil(beat.frame) % 2:
        # What is left of it is less than a pixel: the upper body still shudders.
        shudder = 1.0
    loose = back * (0.3 + 0.7 * ease(v / 0.4)) + tremble + shudder * ease(v / 0.3)
    dx = -style.side * loose
    sink = curve(tau, [(0.0, 0.0), (0.15, 1.0), (0.7, 0.0), (1.0, 0.0)])
    waist = max(0.15, (body.y1 - body.face) / body.h)
    dy = style.step(style.strength * max(1.0, 0.05 * body.h) * sink) * ease(v / waist)
    return Shift(np.zeros_like(x) + dx, np.asarray(dy), flash=beat.frame == 1)


def death(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Fall on the back; long bodies drop on their belly, soft ones run out."""
    wide = body.w > WIDE * body.h
    soft = not body.feet and body.h < STOUT * body.w
    if wide and body.feet:
        return _drop(body, beat, style, x, y)
    if soft and body.base < NARROW_BASE * body.w:
        return _roll(body, beat, style, x, y)
    if wide or soft or body.h > 1.55 * body.canvas[0]:
        return _melt(body, beat, style, x, y)
    return _fall(body, beat, style, x, y)


def _fall(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Buckle, fall on the back, bounce, lie."""
    # The seed may only change when the body falls: it lies on the ground in the end.
    k = curve(timed(beat.end, style), FALL)
    turn = -style.side * 0.25 * k
    c, s = cosine(turn), wave(turn)
    pivot = (body.cx, body.y1)
    squeeze = min(1.0, body.canvas[0] / body.h)
    length = 1.0 - (1.0 - squeeze) * abs(s) - BUCKLE * wave(min(1.0, k) / 2)
    slim = 1.0 - FLAT * abs(s)
    # The lowest point of the turned body stands on the ground.
    low = max(
        s * slim * (rx - body.cx) + c * length * (ry - body.y1) for rx, ry in body.rim
    )
    centre = style.side * 0.42 * body.h * abs(s) * length
    move = (style.step(centre), -style.step(low))
    pose = Pose(pivot, turn=turn, scale=(slim, length), move=move)
    return Shift(np.zeros_like(x), np.zeros_like(y), pose=pose)


def _drop(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Legs give way to both sides, the trunk drops on its belly, the head last."""
    tau = timed(beat.end, style)
    k, last = curve(tau, DROP), curve(tau, HEAD)
    # It rises a pixel, at least, before it drops.
    fall = max(FOLDED * reach(body), TENSE if k < 0 else 0.0) * k
    middle = (body.feet[0].x + body.feet[-1].x) / 2
    feet = []
    for leg in body.feet:
        away = 1.0 if leg.x >= middle else -1.0
        feet.append((away * 0.35 * leg.length * max(0.0, k), 0.0))
    legs = stand(body, style, x, y, trunk=(0.0, fall), feet=feet)
    above = 1 - legs.below
    # The trunk is pressed a little, evenly; what lies ahead sinks on after it.
    high = np.maximum(0.0, body.hip - y) * above
    press = (1.0 - TRUNK) * max(0.0, k) * high
    ahead = style.side * (x - body.cx) / max(1.0, body.w)
    head = ease((ahead - 0.05) / 0.35) * above
    nod = 0.35 * last * head * np.maximum(0.0, body.hip - reach(body) * 0.3 - y)
    # At the very end the head settles by a pixel more.
    nod = nod + max(1.0, 0.03 * body.h) * curve(tau, SETTLE) * head
    dy = legs.dy + press + nod
    # Nothing sinks into the ground.
    dy = np.minimum(dy, np.maximum(legs.dy * legs.below, body.y1 - 0.5 - y))
    return Shift(legs.dx, np.asarray(dy), legs.depth, shut=last > DROWSY)


def _roll(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Roll over, belly up, as fish and beetles do; rock, and lie."""
    k = curve(timed(beat.end, style), ROLL)
    # Half-way it is seen from above, flatter, and never as thin as a card.
    flat = 1.0 - (1.0 - NARROWEST) * wave(min(1.0, k) / 2) - FLATTER * k
    scale = flat if k < MIDDLE else -flat
    up = body.h * flat if k >= MIDDLE else 0.0
    rock = 0.03 * style.side * wave(beat.end) * k
    pose = Pose((body.cx, body.y1), turn=rock, scale=(1.0, scale), move=(0.0, -up))
    return Shift(np.zeros_like(x), np.zeros_like(y), pose=pose)


def _melt(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Swell, then sink into a puddle under half the height."""
    tau = timed(beat.end, style)
    k = curve(tau, MELT)
    wide = min(0.3, max(0.0, body.canvas[0] / body.w - 1.0))
    scale = (1.0 + wide * k, 1.0 - PUDDLE * k)
    lean = 0.05 * body.w * max(0.0, k) * style.side
    slump = np.full_like(x, lean) * ((body.y1 - y) / body.h)
    pose = Pose((body.cx, body.y1), scale=scale)
    return Shift(np.asarray(slump), np.zeros_like(y), pose=pose)
