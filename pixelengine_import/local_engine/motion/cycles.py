"""Motions without an end: idle, gaits, wind, fire, light.

Every shift is written as ``g(phase) - g(0)``, so that frame 0 is the picture itself and
the last frame leads back to it. Heads and trunks shift as one (faces stay rigid); only
legs, waist and loose parts are bent.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import Real, ease, sine, wave
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Pose,
    Shift,
    Style,
    swing,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = [
    "blink",
    "flicker",
    "float_",
    "fly",
    "glow",
    "idle",
    "run",
    "shake",
    "spin",
    "sway",
    "walk",
]

SHORT, BLINKING, UNHURRIED = 4, 6, 8
"""Frames that a clip needs for a beat twice as fast, a blink, a longer one."""
SMALL = 32
"""Sprites below this height need wider moves to be seen at all."""


def _up(body: Body, y: Real) -> Real:
    """Return the height of points: 0 at the feet, 1 at the top."""
    return np.asarray((body.y1 - y) / body.h, np.float64)


def _across(body: Body, x: Real) -> Real:
    """Return where points lie across: 0 in the middle, about -0.5 to 0.5."""
    return np.asarray((x - body.cx) / max(1.0, body.w), np.float64)


def _late(phase: float, style: Style) -> float:
    """Return a cycle's phase, hurried and slowed as the seed has it; 0 stays 0."""
    return phase + 0.35 * style.turn * wave(phase)


def idle(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Breathe: what lies above the waist rises; without headroom it sinks."""
    phase = _late(beat.half, style)
    k = swing(phase)
    reach = max(1.25, 0.035 * body.h) * style.strength
    lift = max(1.25, reach) if style.whole else reach
    up = -1.0 if body.headroom >= math.ceil(lift - 0.5) else 1.0
    waist = max(0.12, (body.y1 - body.face) / body.h)
    v, u = _up(body, y), _across(body, x)
    # The head goes by whole pixels; what is below follows row by row, arms last, and
    # meets the head without a tear.
    meets = ease((v / waist - 0.6) / 0.4)
    arms = ease((np.abs(u) - 0.2) / 0.15)
    late = swing(phase - 0.11) - swing(-0.11)
    head = style.step(lift * k)
    loose = lift * (k + arms * (late - k))
    below = (loose + meets * (head - loose)) * ease(v / waist)
    dy = up * np.where(v >= waist, head, below)
    chest = ease(np.abs(u) / 0.5) * ease(v / 0.3) * ease((1 - v) / 0.3)
    wide = max(0.035 * body.w, 0.8 if style.whole else 0.0) * style.strength
    dx = wide * k * np.sign(u) * np.where(v >= waist, 0.0, chest) * (1 - meets)
    blinking = beat.count >= BLINKING and beat.frame == beat.count - 2
    return Shift(dx, dy, shut=blinking)


def blink(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Close the eyes in the middle of a calm breath."""
    rest = _calm(body, beat, style, x, y)
    middle = beat.count // 2
    shut = beat.frame == middle or (
        beat.count >= UNHURRIED and beat.frame == middle + 1
    )
    return Shift(rest.dx, rest.dy, shut=shut)


def float_(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Hover: the whole rises and sinks, its lower end trails behind."""
    phase = _late(beat.half, style)
    lift = style.step(style.strength * max(2.0, 0.07 * body.h) * swing(phase))
    # Loose ends below the face trail; the face itself stays rigid.
    loose = ease((y - body.face) / max(2.0, body.y1 - body.face))
    bend = 0.34 * _up(body, y) + style.turn
    trail = sine(beat.half + bend) - sine(bend)
    dx = np.zeros_like(x) + style.strength * 0.03 * body.h * loose * trail
    return Shift(dx, np.full_like(y, -lift))


def walk(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Walk on the spot: legs pass and spread, the trunk bobs."""
    return _gait(body, beat, style, x, y, fast=False)


def run(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Run on the spot: as a walk, wider, higher, leaning ahead."""
    return _gait(body, beat, style, x, y, fast=True)


def _gait(
    body: Body, beat: Beat, style: Style, x: Real, y: Real, *, fast: bool
) -> Shift:
    s = wave(_late(beat.phase, style))
    if not body.legs and body.h <= 1.15 * body.w:
        return _slide(body, beat, style, x, y, fast=fast)
    a = style.strength
    below = ease((y - body.hip) / max(2.0, body.y1 - body.hip))
    leg = np.clip((body.crotch - x) * 2 + 0.5, -1.0, 1.0)
    leg = np.where(leg < 0, -1.0, 1.0) if style.whole else _soft_sides(body, x)
    dx = style.side * a * (0.1 if fast else 0.065) * body.h * s * leg * below
    lift = np.maximum(0.0, s * leg)
    dy = -a * max(1.6, (0.12 if fast else 0.08) * body.h) * lift * below
    pixel = max(1.0, 0.03 * body.h)
    bob = style.step(a * (1.6 if fast else 1.1) * pixel * abs(s))
    # A trunk that cannot rise sinks when the legs spread, as real ones do.
    dy = dy - (bob if body.headroom >= bob else -bob) * (1 - below)
    u = _across(body, x)
    arm = ease((np.abs(u) - 0.26) / 0.2) * ease((y - body.neck) / (0.12 * body.h))
    dy = dy + arm * (1 - below) * np.sign(u) * a * 1.2 * pixel * s
    lean = style.step(a * (0.07 if fast else 0.025) * body.h * abs(s))
    dx = dx + style.side * lean * (1 - below)
    depth = np.where(leg * s > 0, 0.0, 0.6) * below
    return Shift(np.asarray(dx), np.asarray(dy), np.asarray(depth))


def _soft_sides(body: Body, x: Real) -> Real:
    """Return 1 for the left leg and -1 for the right one, without a tear between."""
    return np.asarray(
        np.clip((body.crotch - x) / max(1.0, 0.12 * body.w), -1.0, 1.0), np.float64
    )


def _slide(
    body: Body, beat: Beat, style: Style, x: Real, y: Real, *, fast: bool
) -> Shift:
    """Move a body without legs: stretch ahead, gather, hop."""
    a = style.strength * (1.3 if fast else 1.0)
    s = wave(_late(beat.phase, style))
    q = a * 0.16 * s
    dy = q * (body.y1 - y) - a * 0.08 * body.h * max(0.0, -s)
    dx = q * 0.7 * (x - body.cx) + style.side * a * 0.05 * body.h * s * _up(body, y)
    return Shift(np.asarray(dx), np.asarray(dy))


def fly(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Flap what lies to the sides; the body answers the stroke."""
    a, s = style.strength, wave(_late(beat.phase, style))
    u = np.abs(_across(body, x)) * 2
    side = np.minimum(1.0, u) * np.minimum(1.0, u)
    up = style.step(a * 0.08 * body.h * s)
    dy = a * 0.22 * body.h * s * side - up * (1 - side)
    dx = -0.12 * a * (x - body.cx) * side * swing(beat.phase)
    return Shift(np.asarray(dx), np.zeros_like(y) + dy)


def spin(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Turn about the upright axis, as a coin does."""
    phase = _late(0.35 * beat.frame if beat.brief else beat.half, style)
    c = wave(phase + 0.25)
    thin = max(abs(c), 0.16, min(1.0, 2 / body.w))
    scale = -thin if c < 0 else thin
    middle = ((body.x0 + body.x1) / 2, body.y1)
    still = np.zeros_like(x)
    return Shift(still, np.zeros_like(y), pose=Pose(middle, scale=(scale, 1.0)))


def sway(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Bend in the wind: the base stands, waves run to the top."""
    v = np.clip(_up(body, y), 0.0, 1.0)
    k = v * ease(v * 1.2)
    small = 1.3 if body.h < SMALL else 1.0
    bend = style.turn - 0.45 * v
    reach = style.strength * small * max(1.5, 0.08 * body.h)
    dx = np.zeros_like(x) + reach * k * (sine(beat.phase + bend) - sine(bend))
    beats = wave(2 * beat.phase) if beat.count > SHORT else 0.0
    dy = style.strength * 0.03 * body.h * k * beats
    return Shift(dx, np.asarray(dy))


def flicker(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Burn: the base stands, the tips lick up and to the sides, the heart glows."""
    v = np.clip(_up(body, y), 0.0, 1.0)
    a = style.strength
    k = v * (0.4 + 0.6 * v)
    bend = style.turn - 0.9 * v
    fast = 2 * beat.phase if beat.count >= UNHURRIED else beat.phase
    dx = a * max(1.2, 0.09 * body.h) * k * (sine(beat.phase + bend) - sine(bend))
    dx = dx + a * 0.05 * body.h * k * (sine(fast + 2 * bend) - sine(2 * bend))
    tall = wave(fast + style.turn) - wave(style.turn)
    narrow = 0.12 * a * tall * (x - body.cx) * k
    dy = -a * max(1.0, 0.11 * body.h) * k * tall
    light = 0.2 * (1.0 - wave(fast + 0.25)) if beat.frame else 0.0
    return Shift(np.asarray(dx - narrow), np.asarray(dy), glow=light)


def shake(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Tremble: whole-pixel jolts to both sides, never twice the same in a row."""
    if beat.frame == 0:
        return Shift(np.zeros_like(x), np.zeros_like(y))
    reach = max(1.0, style.step(style.strength * max(1.0, 0.035 * body.h)))
    jolt = math.ceil(beat.frame)
    side = 1.0 if (jolt + (style.turn > 0)) % 2 else -1.0
    # The upper body is thrown further than the feet on every other jolt.
    far = 0.6 if jolt // 2 % 2 else 1.0
    loose = ease(_up(body, y) / 0.2)
    drop = 0.0 if (jolt + 1) % 3 else 1.0
    dy = style.step(drop * 0.6 * reach) * loose
    dx = np.full_like(x, side * style.step(max(1.0, far * reach))) * loose
    return Shift(dx, dy)


def glow(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Pulse with light, over a calm breath."""
    rest = _calm(body, beat, style, x, y)
    k = swing(_late(beat.phase if beat.brief else beat.half, style))
    return Shift(rest.dx, rest.dy, glow=min(1.0, 1.1 * style.strength * k))


def _calm(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Breathe a little less than usual."""
    calm = Style(style.side, 0.8 * style.strength, style.turn, style.whole)
    return idle(body, beat, calm, x, y)
