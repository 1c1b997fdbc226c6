"""Blows and what is held against them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from pixelengine_import.local_engine.motion.body import Body
from pixelengine_import.local_engine.motion.exact import Real, ease
from pixelengine_import.local_engine.motion.programs.measure import timed
from pixelengine_import.local_engine.motion.programs.sparks import (
    burst,
    streak,
    sweep,
)
from pixelengine_import.local_engine.motion.programs.strike import (
    aimed,
    arm_of,
    front_edge,
    lunge,
    lunge_of,
    reaching,
    trail,
    way,
    whole_trail,
)
from pixelengine_import.local_engine.motion.shift import (
    Arc,
    Beat,
    Dab,
    Pose,
    Shift,
    Style,
    Swing,
    curve,
)

__all__ = ["attack", "bite", "block", "kick", "punch", "slash", "stab"]

Keys = list[tuple[float, float]]
Mark = Callable[[Body, Style, tuple[float, float], float], tuple[Dab | Arc, ...]]

THROWN: Final[Keys] = [
    (0.0, 0.0), (0.25, -0.45), (0.4, 1.0), (0.5, 1.08), (0.62, 0.92), (1.0, 0.0)
]  # fmt: skip
"""How far a body is drawn back and thrown ahead, over 0..1 of a blow."""
SNAPPED: Final[Keys] = [
    (0.0, 0.0), (0.2, -0.4), (0.27, -0.4), (0.37, 1.1), (0.5, 1.0), (0.68, 0.25),
    (1.0, 0.0),
]  # fmt: skip
LUNGE: Final = 0.2
"""How far a body without a weapon throws itself, of its width."""
HIT: Final = (0.33, 0.56)
"""When a blow shines, of 0..1."""
SPARK: Final = 0.25
"""What is left of an impact when its spark goes out."""
TOOL: Final[Keys] = [
    (0, 0.0), (0.25, -0.05), (0.4, 0.16), (0.5, 0.19), (0.62, 0.16), (1, 0.0)
]  # fmt: skip
"""How a thing is swung that no body holds, in turns."""
RAISED, STRUCK = -0.32, 0.1
"""Where a weapon is drawn to and where it ends, in turns, for the right side."""


def attack(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Strike with what the body has: an arm, teeth, itself."""
    if body.slender:
        return _whole_swing(body, beat, style, x)
    if arm_of(body, style.side) is not None:
        return slash(body, beat, style, x, y)
    if body.wide:
        return bite(body, beat, style, x, y)
    if not body.legs and body.h <= 1.15 * body.w:
        return _pounce(body, beat, style, x, y)
    return _charge(body, beat, style, x, y)


def slash(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Draw back above, cut down in an arc with a trail, hold, recover."""
    k = arm_of(body, style.side)
    if k is None:
        if body.slender:
            return _whole_swing(body, beat, style, x)
        return _charge(body, beat, style, x, y, mark=sweep)
    tau = timed(beat.act, style)
    now = _cut(body, k, tau, style)
    limb = body.limbs[k]
    throw = curve(tau, THROWN) * min(1.3, style.strength)
    dx = lunge(body, style, throw, (x, y), 0.13)
    shift = (lunge_of(body, limb, style, throw, 0.13), 0.0)
    now = reaching(body, now, shift)
    trails: tuple[Arc, ...] = ()
    if beat.frame and 0.28 < tau < 0.6:
        earlier = timed(max(0.25, beat.act - 1.0 / max(2, beat.count)), style)
        trails = trail(body, limb, _cut(body, k, earlier, style), now, shift)
    return Shift(dx, _crouch(body, throw, y), swings=(now,), dabs=trails)


def _cut(body: Body, k: int, tau: float, style: Style) -> Swing:
    """Return where a weapon is at a moment of a cut."""
    limb = body.limbs[k]
    back = way(limb.heading, aimed(RAISED, style.side))
    down = back + style.side * (STRUCK - RAISED)
    keys = [(0.0, 0.0), (0.2, back), (0.3, back - style.side * 0.02)]
    keys += [(0.42, down + style.side * 0.05), (0.54, down), (0.64, down), (1.0, 0.0)]
    turn = curve(tau, keys)
    # The tip comes after the hand.
    late = curve(tau, [(0, 0.0), (0.14, 0.03), (0.3, 0.0), (0.36, -0.06), (0.46, 0.0)])
    return Swing(k, turn, bend=style.side * late)


def stab(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Level the point, draw back, thrust straight ahead with the body behind it."""
    k = arm_of(body, style.side)
    if k is None:
        return _charge(body, beat, style, x, y, mark=streak)
    return _thrust(body, beat, style, (x, y), k, far=0.5, longer=1.12)


def punch(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Strike out with the arm, fast, and pull it back at once."""
    k = arm_of(body, style.side)
    if k is None:
        return _charge(body, beat, style, x, y, keys=SNAPPED)
    return _thrust(body, beat, style, (x, y), k, far=0.3, longer=1.3, keys=SNAPPED)


def _thrust(
    body: Body,
    beat: Beat,
    style: Style,
    at: tuple[Real, Real],
    k: int,
    *,
    far: float,
    longer: float,
    keys: Keys = THROWN,
) -> Shift:
    tau = timed(beat.act, style)
    limb = body.limbs[k]
    level = curve(tau, [(0.0, 0.0), (0.2, 1.0), (0.66, 1.0), (1.0, 0.0)])
    turn = level * way(limb.heading, aimed(0.01, style.side))
    throw = curve(tau, keys)
    body_throw = throw * min(1.3, style.strength)
    dx = lunge(body, style, body_throw, at, 0.14)
    move = style.side * throw * far * min(limb.reach, 0.5 * body.w)
    scale = 1.0 + (longer - 1.0) * max(0.0, throw)
    root = lunge_of(body, limb, style, body_throw, 0.14)
    # A hand that draws back stays on its body.
    move = max(-0.3 * limb.reach, min(limb.reach, move))
    if style.side < 0:
        move = -max(-0.3 * limb.reach, min(limb.reach, -move))
    out = (
        move if abs(move) < limb.joint + 1 else float(np.sign(move)) * (limb.joint + 1)
    )
    swing = Swing(k, turn, scale=scale + abs(move - out) / limb.reach, move=(out, 0.0))
    swing = reaching(body, swing, (root, 0.0))
    return Shift(dx, _crouch(body, body_throw, at[1]), swings=(swing,))


def kick(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Lean back and throw the front leg up and out, the other one stands."""
    legs = [
        k
        for k, limb in enumerate(body.limbs)
        if limb.kind == "leg" and limb.side == style.side
    ]
    if not legs:
        return _charge(body, beat, style, x, y)
    tau = timed(beat.act, style)
    k = curve(tau, SNAPPED) * min(1.2, style.strength)
    limb = body.limbs[legs[0]]
    level = way(limb.heading, aimed(0.0, style.side))
    turn = k * level if k > 0 else -0.15 * k * style.side
    swing = Swing(legs[0], turn, scale=1.0 + 0.25 * max(0.0, k))
    v = (body.y1 - y) / body.h
    hip = (body.y1 - body.hip) / body.h
    above = ease((v - 0.5 * hip) / max(0.1, hip))
    lean = 0.12 * body.h * np.maximum(0.0, v - hip) * max(0.0, k)
    dx = style.side * (k * 0.08 * body.w * above - lean)
    dy = -style.step(max(0.0, k) * 0.02 * body.h) * above
    root = style.side * k * 0.05 * body.w, 0.0
    swing = reaching(body, swing, root)
    return Shift(np.asarray(dx), np.asarray(dy), swings=(swing,))


def bite(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Draw the head back with the jaws apart, dart ahead and down, snap."""
    tau = timed(beat.act, style)
    k = curve(tau, THROWN) * style.strength
    jaws = curve(tau, [(0, 0.0), (0.22, 0.7), (0.36, 1.0), (0.44, 0.0), (1.0, 0.0)])
    v = (body.y1 - y) / body.h
    if body.wide and body.front == style.side:
        u = style.side * (x - (body.x0 + body.x1) / 2) / body.w
        head = ease((u + 0.3) / 0.7)
        planted = 0.3 + 0.7 * ease(v / 0.35)
        dx = style.side * k * body.w * (0.13 * planted + 0.09 * head)
        drop = max(0.0, k) * 0.1 + min(0.0, k) * 0.12
        dy = drop * body.h * head * ease(v / 0.25)
        snout = ease((u - 0.28) / 0.14)
        above = np.where(y < body.mouth, -0.55, 0.45)
        dy = dy + jaws * max(1.6, 0.1 * body.h) * snout * above
        return Shift(np.asarray(dx), np.asarray(dy))
    # An upright head darts as one.
    head = ease((y - body.face) / max(2.0, 0.12 * body.h))
    dx = lunge(body, style, k, (x, y), 0.12)
    dx = dx + style.side * k * 0.09 * body.w * (1 - head)
    drop = style.step(max(0.0, k) * 0.1 * body.h + min(0.0, k) * 0.06 * body.h)
    return Shift(dx, np.asarray(drop * (1 - head) * ease(v / 0.3)))


def _charge(
    body: Body,
    beat: Beat,
    style: Style,
    x: Real,
    y: Real,
    *,
    keys: Keys = THROWN,
    mark: Mark = burst,
) -> Shift:
    """Draw back and lunge; what hits is seen by its light."""
    tau = timed(beat.act, style)
    k = curve(tau, keys) * style.strength
    dx = lunge(body, style, k, (x, y), LUNGE)
    hit = front_edge(body, style.side)
    at = np.asarray([hit[0]]), np.asarray([hit[1]])
    now = (hit[0] + float(lunge(body, style, k, at, LUNGE)[0]), hit[1])
    dabs: tuple[Dab | Arc, ...] = ()
    if beat.frame and HIT[0] < tau < HIT[1]:
        dabs = mark(body, style, now, 1.0 if tau < sum(HIT) / 2 else 0.6)
    return Shift(dx, _crouch(body, k, y), dabs=dabs)


def _pounce(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Gather like a spring, shoot ahead stretched, splash, wobble back."""
    tau = timed(beat.act, style)
    k = curve(tau, THROWN) * style.strength
    flat = curve(
        tau,
        [(0, 0.0), (0.22, 0.17), (0.36, -0.11), (0.52, 0.14), (0.7, -0.05), (1, 0.0)],
    )
    v = np.clip((body.y1 - y) / body.h, 0.0, 1.0)
    dx = style.side * k * body.w * (0.2 + 0.12 * v) + 0.7 * flat * (x - body.cx)
    dy = flat * (body.y1 - y) * 0.8
    hop = curve(tau, [(0.0, 0.0), (0.26, 0.0), (0.37, 1.0), (0.48, 0.0), (1.0, 0.0)])
    lift = style.step(0.03 * body.h * hop)
    return Shift(np.asarray(dx), np.asarray(dy - lift))


def _whole_swing(body: Body, beat: Beat, style: Style, x: Real) -> Shift:
    """Swing a thing that has no body about its lower end, as a hand would."""
    tau = timed(beat.act, style)
    power = style.side * min(1.2, style.strength)
    turn = power * curve(tau, TOOL)
    # The hand goes ahead with the blow; drawing back, it only turns and makes up for
    # what that takes the thing back.
    ahead = curve(tau, [(0, 0.0), (0.25, 0.1), (0.4, 0.3), (0.62, 0.27), (1, 0.0)])
    ahead *= max(body.w, body.h)
    pose = Pose(body.handle, turn=turn)
    dx = np.full_like(x, style.side * style.step(ahead))
    dabs: tuple[Arc, ...] = ()
    if beat.frame and HIT[0] < tau < HIT[1]:
        before = timed(max(0.25, beat.act - 1.0 / max(2, beat.count)), style)
        swept = turn - power * curve(before, TOOL)
        dabs = whole_trail(body, turn, swept, style.side * ahead)
    return Shift(dx, np.zeros_like(x), pose=pose, dabs=dabs)


def _crouch(body: Body, k: float, y: Real) -> Real:
    """Return how far a body sinks into a blow."""
    v = (body.y1 - y) / body.h
    sink = max(0.0, k) * 0.05 - min(0.0, k) * 0.04
    return np.asarray(sink * body.h * ease(v / 0.4))


def block(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Crouch behind what is held in front, take a blow with a spark, rise again."""
    tau = timed(beat.act, style)
    low = curve(tau, [(0.0, 0.0), (0.22, 1.0), (0.75, 0.9), (1.0, 0.0)])
    blow = curve(tau, [(0.0, 0.0), (0.4, 0.0), (0.5, 1.0), (0.7, 0.3), (1.0, 0.0)])
    a = style.strength
    v = (body.y1 - y) / body.h
    u = style.side * (x - body.cx) / max(1.0, body.w)
    waist = max(0.15, (body.y1 - body.face) / body.h)
    dy = style.step(a * low * max(1.5, 0.08 * body.h)) * ease(v / waist)
    back = style.step(a * blow * max(1.0, 0.09 * body.w))
    dx = -style.side * back * ease(v / 0.25)
    k = arm_of(body, style.side)
    swings: tuple[Swing, ...] = ()
    hit = front_edge(body, style.side)
    if k is None:
        guard = ease((u - 0.05) / 0.3) * ease((v - 0.15) / 0.15)
        dx = dx + style.side * a * low * 0.07 * body.w * guard
        dy = dy - a * low * 0.07 * body.h * guard
    else:
        limb = body.limbs[k]
        turn = low * way(limb.heading, aimed(-0.2, style.side))
        turn -= style.side * 0.05 * blow
        swing = reaching(body, Swing(k, turn))
        swings = (swing,)
        tip = swing.tip(limb)
        hit = ((limb.root[0] + 2 * tip[0]) / 3, (limb.root[1] + 2 * tip[1]) / 3)
    dabs: tuple[Dab, ...] = ()
    if beat.frame and blow > SPARK:
        at = (hit[0] - style.side * back, hit[1] + a * low * 0.08 * body.h)
        dabs = burst(body, style, at, blow)
    return Shift(np.asarray(dx), np.asarray(dy), swings=swings, dabs=dabs)
