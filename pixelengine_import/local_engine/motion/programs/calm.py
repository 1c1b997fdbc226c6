"""Standing, breathing, talking, trembling, light: motions of what stays in place."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import (
    Real,
    ease,
)
from pixelengine_import.local_engine.motion.programs.measure import (
    across,
    height,
    late,
    timed,
    weight,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Dab,
    Shift,
    Style,
    curve,
    swing,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["blink", "glint", "glow", "idle", "shake", "talk", "tremble"]

BLINKING = 6
"""Frames that a clip needs for a blink."""
UNHURRIED = 8
"""Frames that a clip needs for a second, longer beat."""
LIVELY = 28
"""Bodies of this width may shift their weight by a pixel."""
DEEP, SHIFTING = 1, 2
"""Moods: a deeper breath; the weight shifted from one foot to the other."""
PIXELS = 2.0
"""A breath below so many pixels is one of a single pixel."""
LOW = 0.3
"""A face that ends so low, of the height, leaves nothing above to be seen moving."""
BEHIND = 0.18
"""What lies behind begins so far behind the middle, of the width."""
ASIDE = 0.3
"""The same to both sides, of what has no feet and sinks."""
ROOMY = 20
"""Chests of lower bodies have so few rows that more width is seen as thorns."""
LEADS = (0.08, 0.56)
"""From when to when what lies behind is up, in turns."""
BOB = ((0.0, 0.0), (0.25, 1.0), (0.5, 1.0), (0.95, 0.0), (1.0, 0.0))
"""How high a thing is that rises, waits, and sinks."""
SHUDDER = 5
"""Jolts after which shudders repeat."""
WORDS = (False, True, False, True, True, False, True, False)
"""When the mouth is open while somebody talks."""


def idle(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Breathe: what lies above the waist rises; without headroom it sinks."""
    return _breath(body, beat, style, (x, y), sinks=False)


def _breath(
    body: Body, beat: Beat, style: Style, at: tuple[Real, Real], *, sinks: bool
) -> Shift:
    """Move what lies above the waist up and back, or down and back.

    Args:
        body: Whose breath.
        beat: When.
        style: How deep.
        at: Points across and down, in pixels.
        sinks: Go down, whatever room there is.
    """
    x, y = at
    phase = late(beat.half, style)
    k = swing(phase)
    a = style.strength * (1.2 if style.mood == DEEP else 1.0)
    reach = max(1.25, 0.035 * body.h) * a
    lift = max(1.25, reach) if style.whole else reach
    rises = not sinks and body.headroom >= math.ceil(lift - 0.5)
    up = -1.0 if rises else 1.0
    waist = max(0.12, (body.y1 - body.face) / body.h)
    v, u = height(body, y), across(body, x)
    # The head goes by whole pixels; what is below follows row by row, arms last, and
    # meets the head without a tear.
    meets = ease((v / waist - 0.6) / 0.4)
    arms = ease((np.abs(u) - 0.2) / 0.15)
    slow = swing(phase - 0.11) - swing(-0.11)
    head: float | Real = style.step(lift * k)
    full = k
    if style.whole and lift < PIXELS:
        # Of a breath of one pixel all would be seen in two frames: the chest fills
        # before the head goes up, and what lies behind goes up and down before it.
        early = float(LEADS[0] <= phase < LEADS[1])
        full = early if body.h >= ROOMY else k
        if body.front and (body.wide or waist < LOW):
            head = np.where(body.front * u < -BEHIND, early, head)
        elif sinks and not body.feet:
            head = np.where(np.abs(u) > ASIDE, early, head)
    loose = lift * (k + arms * (slow - k))
    below = (loose + meets * (head - loose)) * ease(v / waist)
    dy = up * np.where(v >= waist, head, below)
    chest = ease(np.abs(u) / 0.5) * ease(v / 0.3) * ease((1 - v) / 0.3)
    wide = max(0.035 * body.w, 0.8 if style.whole else 0.0) * a
    dx = wide * full * np.sign(u) * np.where(v >= waist, 0.0, chest) * (1 - meets)
    if style.mood == SHIFTING and body.w >= LIVELY and beat.count >= BLINKING:
        aside = curve(beat.half, [(0, 0.0), (0.3, 0.0), (0.45, 1), (0.7, 1), (1, 0.0)])
        far = style.step(max(1.0, 0.012 * body.w) * aside)
        dx = dx + style.side * far * ease(v / waist)
    if body.parts is not None and body.parts.loose is not None:
        # Hair and cape learn of it a frame later.
        before = style.step(lift * swing(late(beat.half - 1 / beat.count, style)))
        start = style.step(lift * swing(late(-1 / beat.count, style)))
        hangs = weight(body.parts.loose, x, y)
        dy = dy + up * hangs * (before - start - style.step(lift * k))
    blinking = beat.count >= BLINKING and beat.frame == beat.count - 2
    return Shift(np.asarray(dx), np.asarray(dy), shut=blinking)


def blink(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Close the eyes; the head sinks with the lids, and rises when they open."""
    calm = replace(style, strength=0.8 * style.strength, mood=0)
    rest = _breath(body, beat, calm, (x, y), sinks=True)
    middle = beat.count // 2
    shut = beat.frame == middle or (
        beat.count >= UNHURRIED and beat.frame == middle + 1
    )
    return replace(rest, shut=shut)


def talk(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Open and close the mouth, nod with the words; wide bodies move their jaw."""
    rest = _calm(body, beat, style, x, y)
    frame = int(beat.frame)
    said = beat.frame > 0 and (beat.brief or WORDS[frame % len(WORDS)])
    if beat.frame <= 0:
        return rest
    waist = max(0.12, (body.y1 - body.face) / body.h)
    v = height(body, y)
    nod = style.step(style.strength * max(1.0, 0.02 * body.h)) if said else 0.0
    # Of two frames a breath and a nod would undo each other.
    breath = 0.0 if beat.brief else 1.0
    dy = breath * rest.dy + nod * ease((v - 0.6 * waist) / (0.4 * waist))
    dx = breath * rest.dx
    lean = frame % len(WORDS) in {4, 5} and not beat.brief
    if lean and body.w >= LIVELY:
        dx = dx + style.side * style.step(1.0) * ease((v - 0.6 * waist) / (0.4 * waist))
    return Shift(np.asarray(dx), np.asarray(dy), shut=rest.shut, agape=said)


def shake(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Rattle: whole-pixel jolts to both sides, never twice the same in a row."""
    if beat.frame == 0:
        return Shift(np.zeros_like(x), np.zeros_like(y))
    reach = max(1.0, style.step(style.strength * max(1.0, 0.035 * body.h)))
    jolt = math.ceil(beat.frame)
    side = 1.0 if (jolt + style.mood) % 2 else -1.0
    # The upper body is thrown further than the feet on every other jolt.
    far = 0.6 if (jolt + style.mood) // 2 % 2 else 1.0
    loose = ease(height(body, y) / 0.2)
    drop = 0.0 if (jolt + round(100 * style.turn)) % 3 else 1.0
    dy = style.step(drop * 0.6 * reach) * loose
    dx = np.full_like(x, side * style.step(max(1.0, far * reach))) * loose
    return Shift(dx, dy)


def tremble(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Shiver: shoulders drawn in, the upper body a pixel to and fro over still feet."""
    if beat.frame == 0:
        return Shift(np.zeros_like(x), np.zeros_like(y))
    v = height(body, y)
    jolt = math.ceil(beat.frame)
    side = 1.0 if (jolt + (style.turn > 0)) % 2 else 0.0
    tense = curve(beat.half, [(0.0, 0.0), (0.2, 1.0), (0.8, 1.0), (1.0, 0.0)])
    tense = 1.0 if beat.brief else tense
    waist = max(0.15, (body.y1 - body.face) / body.h)
    fine = max(1.0, style.step(style.strength * 0.018 * body.h))
    low = style.step(style.strength * max(1.0, 0.03 * body.h) * tense)
    # Now and then a shudder goes through it; the seed tells when.
    own = 20 + round(100 * style.turn)
    shudders = (jolt * (1 + own % 3) + own // 3) % SHUDDER in {0, 2}
    if shudders and 1 < jolt < beat.count - 1:
        low = low + style.step(max(1.0, 0.015 * body.h))
    dy = low * ease(v / waist)
    narrow = -0.06 * style.strength * tense * (x - body.cx)
    dx = (2 * side - 1) * fine * ease(v / (0.7 * waist))
    dx = dx + narrow * np.where(v >= waist, 0.0, ease(v / waist))
    shut = beat.count >= BLINKING and beat.frame == beat.count // 2
    return Shift(np.asarray(dx), np.asarray(dy), shut=shut)


def glow(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Pulse with light, over a calm breath."""
    rest = _calm(body, beat, style, x, y)
    k = swing(late(beat.phase if beat.brief else beat.half, style))
    return Shift(rest.dx, rest.dy, glow=min(1.0, 1.1 * style.strength * k))


def glint(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Bob as one, as things do that wait to be picked up; light runs across once."""
    phase = timed(beat.half, style)
    small = max(1.3, 0.045 * body.h) * min(1.5, style.strength)
    lift = style.step(small * (swing(phase) if beat.brief else curve(phase, BOB)))
    up = -1.0 if body.headroom >= lift else 1.0
    dy = up * lift
    dabs: tuple[Dab, ...] = ()
    start, end = (0.0, 1.0) if beat.brief else (0.05, 0.75)
    along = (beat.half - start) / (end - start) + 0.4 * style.turn
    if 0 < along < 1:
        # A band across, from the upper left to the lower right, as light is painted.
        first = min(a + b for a, b in body.rim)
        where = first + along * (max(a + b for a, b in body.rim) - first)
        # On fur and cloth a broad band would be a scratch; on a blade it is light.
        narrow = 1.0 if body.slender else 0.7
        thick = narrow if style.whole else 0.03 * min(body.w, body.h)
        first = max(body.x0, where - body.y1)
        last = min(body.x1, where - body.y0)
        steps = max(1, math.ceil((last - first) / thick))
        places = [first + (last - first) * n / steps for n in range(steps + 1)]
        dabs = tuple(
            Dab(a, where - a + dy, thick, within=True, lit=True) for a in places
        )
    return Shift(np.zeros_like(x), np.full_like(y, dy), dabs=dabs)


def _calm(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Breathe a little less than usual."""
    return idle(body, beat, replace(style, strength=0.8 * style.strength, mood=0), x, y)
