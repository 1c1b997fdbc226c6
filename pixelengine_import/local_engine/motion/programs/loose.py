"""Wind, fire and water: motions of what hangs, burns or flows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import (
    Real,
    ease,
    sine,
    wave,
)
from pixelengine_import.local_engine.motion.programs.measure import (
    height,
    weight,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Shift,
    Style,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["flicker", "flutter", "ripple", "sway"]

SHORT = 4
"""Frames that a clip needs for a beat twice as fast."""
UNHURRIED = 8
"""Frames that a clip needs for a second, longer beat."""
SLOPE = 10
"""A wave on cloth is at most one part of so many of its length high."""
HARD = 0.3
"""What is not soft goes with a wave by this share."""
FULL = 0.9
"""A tile fills this share of its box."""
SCANT, LEAN = 0.12, 0.8
"""Cloth of less than this share of a body is little; how far the body then leans."""
SMALL = 32
"""Sprites below this height need wider moves to be seen at all, and longer waves."""


def sway(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Bend in the wind: the base stands, waves run to the top; a face stays one."""
    dx, dy = _bent(body, beat, style, y)
    return Shift(np.zeros_like(x) + _stepped(dx, style), dy)


def _bent(body: Body, beat: Beat, style: Style, y: Real) -> tuple[Real, Real]:
    """Return how far a body bends at points, before anything is rounded."""
    v = np.clip(height(body, _rows(y, style)), 0.0, 1.0)
    if body.eyed:
        # A face ends below the top: the highest points are all that reach 1.
        top = max(0.3, (body.y1 - body.face) / body.h)
        v = np.minimum(v, top) / top
    k = v * ease(v * 1.2)
    small = 1.3 if body.h < SMALL else 1.0
    bend = style.turn - 0.42 * v
    reach = style.strength * small * max(1.5, 0.08 * body.h)
    dx = reach * k * (sine(beat.phase + bend) - sine(bend))
    beats = wave(2 * beat.phase) if beat.count > SHORT else 0.0
    dy = style.strength * 0.03 * body.h * k * beats
    return np.asarray(dx, np.float64), np.asarray(dy, np.float64)


def flutter(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Wave in the wind: cloth on a pole, a cape, hair; else the whole, softly."""
    if body.loose is not None:
        return _hanging(body, beat, style, (x, y), body.loose)
    if body.pole:
        return _cloth(body, beat, style, x)
    loose = None if body.parts is None else body.parts.loose
    if loose is not None:
        hangs = _hanging(body, beat, style, (x, y), loose)
        if float(loose.sum()) >= SCANT * body.area:
            return hangs
        # Little cloth shows no wind by itself: who wears it leans in it a little.
        dx, _ = _bent(body, beat, replace(style, strength=LEAN * style.strength), y)
        return replace(hangs, dx=hangs.dx + _stepped(dx, style))
    # A second, shorter wave on the bend tells it from swaying.
    dx, dy = _bent(body, beat, replace(style, strength=0.7 * style.strength), y)
    v = np.clip(height(body, _rows(y, style)), 0.0, 1.0)
    # In few rows a short wave would tear what is thin: ears, tips.
    bend = style.turn - (0.7 if body.h < SMALL else 1.2) * v
    reach = style.strength * max(1.3, 0.045 * body.h) * v
    fast = 2 * beat.phase if beat.count > SHORT else beat.phase
    dx = dx + reach * (sine(fast + bend) - sine(bend))
    return Shift(np.zeros_like(x) + _stepped(dx, style), dy)


def _rows(y: Real, style: Style) -> Real:
    """Return the middle of the row that each point lies in, where pixels are seen."""
    return np.asarray(np.floor(y) + 0.5 if style.whole else y, np.float64)


def _stepped(d: Real, style: Style) -> Real:
    """Let rows slide by whole pixels: thin upright lines stay what they are."""
    if not style.whole:
        return d
    return np.asarray(np.floor(np.rint(d * 10_000) / 10_000 + 0.5), np.float64)


def _hanging(
    body: Body, beat: Beat, style: Style, at: tuple[Real, Real], loose: Real
) -> Shift:
    """Move a loose part in a wave that runs to its free end."""
    k = weight(loose, *at)
    bend = style.turn - 0.55 * k
    reach = style.strength * max(2.0, 0.075 * body.h)
    push = sine(beat.phase + bend) - sine(bend)
    lift = sine(beat.phase + bend + 0.2) - sine(bend + 0.2)
    return Shift(np.asarray(reach * k * push), np.asarray(0.5 * reach * k * lift))


def _cloth(body: Body, beat: Beat, style: Style, x: Real) -> Shift:
    """Let a wave run along a flag, growing from its pole to its free edge."""
    held = body.x0 if body.pole < 0 else body.x1
    x = _rows(x, style)
    u = np.clip(-body.pole * (x - held) / body.w, 0.0, 1.0)
    k = ease((u - 0.08) / 0.7)
    bend = style.turn - 0.95 * u
    reach = style.strength * max(1.6, 0.085 * body.h)
    if style.whole:
        # Neighbouring columns slide by a pixel at most, or the cloth would tear.
        reach = min(reach, max(1.2, body.w / SLOPE))
    dy = reach * k * (sine(beat.phase + bend) - sine(bend))
    if style.whole:
        return Shift(np.zeros_like(x), _stepped(dy, style))
    pull = sine(beat.phase + bend + 0.25) - sine(bend + 0.25)
    dx = -body.pole * 0.35 * reach * k * pull
    return Shift(np.asarray(dx), np.asarray(dy))


def ripple(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Run in waves across: rows slide against each other, the surface has crests.

    Only what is soft does so wholly; rows of a body slide by a pixel or two.
    """
    if not _is_soft(body):
        v = np.clip(height(body, _rows(y, style)), 0.0, 1.0)
        bend = style.turn - v / 0.45
        reach = style.strength * max(1.2, HARD * 0.045 * body.w)
        dx = reach * ease(v / 0.3) * (sine(beat.phase + bend) - sine(bend))
        return Shift(_stepped(dx, style), np.zeros_like(y))
    v = np.clip(height(body, y), 0.0, 1.0)
    row = (y - body.y0) / max(6.0, 0.45 * body.h)
    col = (x - body.x0) / max(8.0, 0.5 * body.w)
    # What touches the ends of its canvas is a tile: its ends stay where they are.
    sides = np.minimum(x - body.x0, body.x1 - x) / max(1.0, 0.12 * body.w)
    hold = ease((sides - 0.25) / 0.75)
    if _is_tile(body):
        ends = np.minimum(y - body.y0, body.y1 - y) / max(1.0, 0.25 * body.h)
        sides = np.minimum(x - body.x0, body.x1 - x) / max(1.0, 0.25 * body.w)
        hold = ease(sides - 0.1) * ease(ends - 0.1)
    bend = style.turn - row
    reach = style.strength * max(1.5, 0.045 * body.w)
    dx = reach * hold * (sine(beat.phase + bend) - sine(bend))
    crest = style.turn - col
    high = style.strength * max(1.3, 0.06 * body.h)
    rise = sine(beat.phase + crest) - sine(crest)
    dy = high * hold * ease((v - 0.25) / 0.6) * rise
    return Shift(np.asarray(dx), np.asarray(dy))


def _is_soft(body: Body) -> bool:
    """Tell liquids, cloth and tiles from bodies and hard things."""
    if _is_sheet(body):
        return True
    hard = body.slender or body.limbs or body.pole
    return not (body.feet or body.eyed or hard)


def _is_sheet(body: Body) -> bool:
    """Tell what fills its box; spots on it are no eyes."""
    return body.area >= FULL * body.w * body.h


def _is_tile(body: Body) -> bool:
    """Tell what fills its box, as a piece of a ground does; a sea has an open top."""
    sea = body.x0 <= 0 and body.x1 >= body.canvas[0] and body.y0 > 0
    return not sea and _is_sheet(body)


def flicker(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Burn: tongues lick up one after the other over a base that stands, and glow."""
    loose = body.loose
    if loose is None and body.parts is not None:
        # Whoever has legs or eyes does not burn: skin is as warm as fire.
        burns = not (body.feet or body.eyed)
        loose = body.parts.flame if burns else None
        if loose is None:
            return _waver(body, beat, style, y)
    y0, y1, x0, x1 = body.y0, body.y1, body.x0, body.x1
    k: Real | float = 1.0
    if loose is not None:
        rows, cols = np.nonzero(loose.any(1))[0], np.nonzero(loose.any(0))[0]
        y0, y1 = float(rows[0]), float(rows[-1] + 1)
        x0, x1 = float(cols[0]), float(cols[-1] + 1)
        k = weight(loose, x, y)
    h, w = y1 - y0, x1 - x0
    v = np.clip((y1 - y) / h, 0.0, 1.0)
    u = (x - (x0 + x1) / 2) / max(1.0, w)
    a = style.strength
    k = k * v * (0.4 + 0.6 * v)
    bend = style.turn - 0.9 * v
    fast = 2 * beat.phase if beat.count >= UNHURRIED else beat.phase
    dx = a * max(1.2, 0.09 * h) * k * (sine(beat.phase + bend) - sine(bend))
    dx = dx + a * 0.05 * h * k * (sine(fast + 2 * bend) - sine(2 * bend))
    # Tongues to the left and right of the middle rise in turn.
    tongue = style.turn + 0.7 * u
    tall = sine(fast + tongue) - sine(tongue)
    narrow = 0.12 * a * tall * u * w * k
    dy = -a * max(1.0, 0.12 * h) * k * tall
    light = 0.2 * (1.0 - wave(fast + 0.25)) if beat.frame else 0.0
    whole = loose is None or bool((loose > 0).sum() * 2 > body.w * body.h)
    return Shift(np.asarray(dx - narrow), np.asarray(dy), glow=light if whole else 0.0)


def _waver(body: Body, beat: Beat, style: Style, y: Real) -> Shift:
    """Show what does not burn in an unsteady light, as if heat rose before it."""
    v = np.clip(height(body, _rows(y, style)), 0.0, 1.0)
    fast = 2 * beat.phase if beat.count >= UNHURRIED else beat.phase
    bend = style.turn - 0.9 * v
    reach = style.strength * max(1.2, HARD * 0.09 * body.h)
    dx = reach * v * (sine(fast + bend) - sine(bend))
    light = 0.2 * (1.0 - wave(fast + 0.25)) if beat.frame else 0.0
    return Shift(_stepped(dx, style), np.zeros_like(y), glow=light)
