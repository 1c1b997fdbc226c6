"""Motions of what does not stand: float, fly, swim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import Real, ease, sine, wave
from pixelengine_import.local_engine.motion.programs.loose import flutter
from pixelengine_import.local_engine.motion.programs.measure import height, late
from pixelengine_import.local_engine.motion.programs.strike import aimed, reaching, way
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Shift,
    Style,
    Swing,
    curve,
    swing,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["float_", "fly", "swim", "wave_hand"]

HALFWAY = 0.4
LOWEST, LEAST_DOWN = 0.085, 0.02
"""How far below the level wings are pressed, and by how much at least, in turns."""
SMALL = 32
"""Sprites below this height need wider moves to be seen at all."""


def float_(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Hover: the whole rises and sinks, its lower end trails behind."""
    phase = late(beat.half, style)
    small = 1.2 if body.h < SMALL else 1.0
    reach = style.strength * small * max(2.0, 0.075 * body.h)
    lift = style.step(reach * swing(phase))
    # Loose ends below the face trail; the face itself stays rigid.
    loose = ease((y - body.face) / max(2.0, body.y1 - body.face))
    bend = 0.34 * height(body, y) + style.turn
    trail = sine(beat.half + bend) - sine(bend)
    dx = np.zeros_like(x) + style.strength * small * 0.035 * body.h * loose * trail
    return Shift(dx, np.full_like(y, -lift))


def fly(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Beat the wings, down faster than up; the body answers each stroke."""
    wings = [k for k, limb in enumerate(body.limbs) if limb.kind == "wing"][:2]
    if not wings:
        return _hover(body, beat, style, x, y)
    phase = beat.phase
    # 0 at rest, 1 wholly raised, below 0 pressed down; down takes a third of a beat.
    stroke = _stroke(phase)
    if len(wings) == 1:
        # Pressed all the way down, a wing seen from the side would be a leg.
        stroke = max(stroke, HALFWAY * stroke)
    up = style.step(style.strength * max(1.5, 0.07 * body.h) * _answer(phase))
    # Wings that hang are lifted further than those that are raised already.
    lifts = []
    for k in wings:
        limb = body.limbs[k]
        outward = way(limb.heading, aimed(-0.25, limb.side))
        lifts.append(min(0.17, max(0.09, 0.5 * abs(outward))))
    lift = max(lifts) * min(1.25, style.strength)
    late_by = 0.05 * style.strength * (_stroke(phase - 0.12) - _stroke(-0.12))
    turns = []
    for k in wings:
        side = body.limbs[k].side
        lag = 0.0 if beat.brief else -side * late_by
        # Pressed further down, wings would close over the face.
        below = side * way(aimed(0.0, side), body.limbs[k].heading)
        raised = max(lift * stroke, -max(LEAST_DOWN, LOWEST - below))
        beaten = Swing(k, -side * raised, bend=lag)
        turns.append(reaching(body, beaten, (0.0, -up)))
    loose = ease((y - body.face) / max(2.0, body.y1 - body.face))
    bend = style.turn + 0.2 * height(body, y)
    trail = sine(beat.half + bend) - sine(bend)
    dx = 0.025 * body.h * style.strength * loose * trail
    return Shift(np.asarray(dx), np.full_like(y, -up), swings=tuple(turns))


def _stroke(phase: float) -> float:
    """Return where wings are: up to 1 in the first half, then fast down below 0."""
    t = phase - np.floor(phase).item()
    keys = [(0.0, 0.0), (0.36, 1.0), (0.46, 1.0), (0.68, -0.8), (0.78, -0.8)]
    return curve(t, [*keys, (1.0, 0.0)])


def _answer(phase: float) -> float:
    """Return how high the beats carry a body: up after each stroke down."""
    return -0.6 * wave(phase) + 0.3 * swing(phase)


def _hover(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Soar without wings: rise and sink, lean into it, the ends stream."""
    lift = style.strength * max(2.0, 0.1 * body.h) * swing(late(beat.half, style))
    lift = style.step(lift)
    loose = ease((y - body.face) / max(2.0, body.y1 - body.face))
    bend = style.turn + 0.5 * height(body, y)
    stream = sine(beat.phase + bend) - sine(bend)
    side = style.step(0.05 * body.w * style.strength * wave(beat.phase))
    dx = side + style.strength * 0.07 * body.h * loose * stream
    return Shift(np.zeros_like(x) + dx, np.full_like(y, -lift))


def swim(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Send a wave from head to tail; who is upright treads water."""
    ahead = style.side if not body.front else body.front
    if body.wide or body.w > body.h:
        along = 0.5 - ahead * (x - (body.x0 + body.x1) / 2) / body.w
        along = np.clip(along, 0.0, 1.0)
        reach = style.strength * max(1.8, 0.13 * min(body.h, 0.7 * body.w))
        bend = style.turn - 0.7 * along
        ripple = sine(beat.phase + bend) - sine(bend)
        dy = reach * (0.2 + 0.8 * along * along) * ripple
        surge = style.step(0.05 * body.w * style.strength * wave(beat.phase))
        return Shift(np.full_like(x, ahead * surge), np.asarray(dy))
    calm = float_(body, beat, style, x, y)
    arms = [k for k, limb in enumerate(body.limbs) if limb.kind == "arm"][:2]
    paddle = 0.1 * style.strength * wave(beat.phase)
    swings = tuple(Swing(k, body.limbs[k].side * paddle) for k in arms)
    legs = ease((y - body.hip) / max(2.0, body.y1 - body.hip))
    apart = np.clip((x - body.crotch) / max(1.0, 0.12 * body.w), -1.0, 1.0)
    frog = 0.07 * body.h * style.strength * swing(beat.phase)
    sway = 0.05 * body.h * style.strength * wave(beat.phase) * (1 - legs)
    dx = calm.dx + sway + legs * apart * frog
    return Shift(np.asarray(dx), calm.dy, swings=swings)


def wave_hand(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Raise an arm and swing it to and fro; without one, lean from side to side."""
    arms = [k for k, limb in enumerate(body.limbs) if limb.kind == "arm"]
    v = np.clip(height(body, y), 0.0, 1.0)
    if not arms and body.pole:
        return flutter(body, beat, style, x, y)
    if not arms:
        lean = sine(np.asarray([2 * beat.phase if not beat.brief else beat.phase]))[0]
        reach = style.strength * max(1.5, 0.09 * body.h)
        bob = style.step(0.5 * reach * swing(beat.half))
        return Shift(reach * lean * v * ease(v * 1.5) + 0 * x, -bob * ease(v / 0.4))
    limb = body.limbs[arms[0]]
    raised = way(limb.heading, aimed(-0.2, limb.side))
    up = min(1.0, 4.0 * swing(beat.half))
    shake = 0.08 * style.strength * wave((3 if beat.count > 8 else 2) * beat.phase)
    arm = reaching(body, Swing(arms[0], up * raised + up * limb.side * shake))
    lift = style.step(style.strength * max(1.0, 0.035 * body.h) * swing(beat.half))
    dy = -lift * ease(v / 0.35)
    dx = limb.side * 0.03 * body.w * up * v * style.strength
    return Shift(np.zeros_like(x) + dx, np.asarray(dy), swings=(arm,))
