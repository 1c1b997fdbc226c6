"""Standing and breathing, wind, fire, light: motions of what stays where it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import (
    Real,
    ease,
    sine,
    wave,
)
from pixelengine_import.local_engine.motion.programs.measure import (
    across,
    height,
    late,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Shift,
    Style,
    swing,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["blink", "flicker", "glow", "idle", "shake", "sway"]

SHORT = 4
"""Frames that a clip needs for a beat twice as fast."""
BLINKING = 6
"""Frames that a clip needs for a blink."""
UNHURRIED = 8
"""Frames that a clip needs for a second, longer beat."""
SMALL = 32
"""Sprites below this height need wider moves to be seen at all."""


def idle(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Breathe: what lies above the waist rises; without headroom it sinks."""
    phase = late(beat.half, style)
    k = swing(phase)
    reach = max(1.25, 0.035 * body.h) * style.strength
    lift = max(1.25, reach) if style.whole else reach
    up = -1.0 if body.headroom >= math.ceil(lift - 0.5) else 1.0
    waist = max(0.12, (body.y1 - body.face) / body.h)
    v, u = height(body, y), across(body, x)
    # The head goes by whole pixels; what is below follows row by row, arms last, and
    # meets the head without a tear.
    meets = ease((v / waist - 0.6) / 0.4)
    arms = ease((np.abs(u) - 0.2) / 0.15)
    slow = swing(phase - 0.11) - swing(-0.11)
    head = style.step(lift * k)
    loose = lift * (k + arms * (slow - k))
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


def sway(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Bend in the wind: the base stands, waves run to the top."""
    v = np.clip(height(body, y), 0.0, 1.0)
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
    v = np.clip(height(body, y), 0.0, 1.0)
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
    loose = ease(height(body, y) / 0.2)
    drop = 0.0 if (jolt + 1) % 3 else 1.0
    dy = style.step(drop * 0.6 * reach) * loose
    dx = np.full_like(x, side * style.step(max(1.0, far * reach))) * loose
    return Shift(dx, dy)


def glow(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Pulse with light, over a calm breath."""
    rest = _calm(body, beat, style, x, y)
    k = swing(late(beat.phase if beat.brief else beat.half, style))
    return Shift(rest.dx, rest.dy, glow=min(1.0, 1.1 * style.strength * k))


def _calm(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Breathe a little less than usual."""
    calm = Style(style.side, 0.8 * style.strength, style.turn, style.whole)
    return idle(body, beat, calm, x, y)
