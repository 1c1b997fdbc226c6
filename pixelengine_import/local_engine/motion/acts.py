"""Motions with a beginning and an end: leaps, blows, falls, growth.

All but death, growing and shrinking come back to rest, so that they may be looped too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import Real, cosine, ease, wave
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Pose,
    Shift,
    Style,
    curve,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = [
    "attack",
    "block",
    "cast",
    "death",
    "grow",
    "hurt",
    "jump",
    "shoot",
    "shrink",
]

OVERSHOOT = 1.06
"""How far growing goes beyond its end, before it settles."""
SHOT = (0.38, 0.56)
"""When a shot flashes, of 0..1."""


def _timed(tau: float, style: Style) -> float:
    """Return 0..1 of an act, hurried or slowed as the seed has it; both ends stay."""
    return tau + 0.25 * style.turn * wave(tau / 2) * (1.0 if 0 < tau < 1 else 0.0)


def jump(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Crouch, stretch, fly, land, settle. The head keeps its shape."""
    tau = _timed(beat.act, style)
    keys = [(0, 0), (0.16, 0.24), (0.32, -0.16), (0.5, -0.04)]
    keys += [(0.68, -0.12), (0.8, 0.24), (0.92, -0.03), (1, 0)]
    q = style.strength * curve(tau, [(float(a), float(b)) for a, b in keys])
    arc = max(0.0, 1.0 - ((tau - 0.5) / 0.28) * ((tau - 0.5) / 0.28))
    up = style.step(style.strength * 0.38 * body.h * arc)
    # What lies above the face's lower end shifts with it instead of being squashed.
    low = np.maximum(y, body.face)
    squash = q * (body.y1 - low) * body.h / max(1.0, body.y1 - body.face) * 0.62
    wide = ease((y - body.face) / max(2.0, 0.2 * body.h))
    dx = (x - body.cx) * 0.6 * q * wide
    return Shift(np.asarray(dx), np.asarray(squash - up))


def attack(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Draw back, lunge, hold, return; what reaches out in front goes further."""
    tau = _timed(beat.act, style)
    keys = [(0.0, 0.0), (0.25, -0.45), (0.42, 1.0), (0.6, 0.85), (1.0, 0.0)]
    k = curve(tau, keys) * style.strength
    v = (body.y1 - y) / body.h
    u = (x - body.cx) / max(1.0, body.w)
    shoulder = (body.y1 - body.neck) / body.h
    lean = 0.1 * body.h * np.minimum(v, shoulder)
    dx = k * (0.14 * body.w * (0.3 + 0.7 * ease(v / 0.35)) + lean)
    ahead = ease((style.side * u - 0.05) / 0.35) * ease((v - 0.18) / 0.15)
    ahead = ahead * ease((shoulder + 0.05 - v) / 0.15)
    dx = style.side * (dx + max(0.0, k) * 0.11 * body.w * ahead)
    sink = max(0.0, k) * 0.05 - min(0.0, k) * 0.04
    return Shift(np.asarray(dx), np.asarray(sink * body.h * ease(v / 0.4)))


def cast(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Gather low, rise tall with arms up and a burst of light, settle."""
    tau = _timed(beat.act, style)
    k = curve(tau, [(0.0, 0.0), (0.28, -0.6), (0.5, 1.0), (0.7, 0.8), (1.0, 0.0)])
    a = style.strength
    v = (body.y1 - y) / body.h
    u = (x - body.cx) / max(1.0, body.w)
    waist = max(0.15, (body.y1 - body.face) / body.h)
    rise = style.step(a * k * max(1.5, 0.06 * body.h))
    dy = -rise * ease(v / waist)
    arms = ease((np.abs(u) - 0.24) / 0.2) * ease((v - 0.15) / 0.2)
    dy = dy - a * max(0.0, k) * 0.1 * body.h * arms
    dx = -style.side * style.step(a * max(0.0, -k) * 0.05 * body.w) * ease(v / 0.3)
    dx = dx + style.side * a * max(0.0, k) * 0.05 * body.w * ease(v / 0.5)
    light = max(
        0.0, curve(tau, [(0, 0.0), (0.25, 0.25), (0.5, 1.0), (0.8, 0.3), (1, 0)])
    )
    return Shift(np.asarray(dx), np.asarray(dy), glow=light if beat.frame else 0.0)


def shoot(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Aim, let go with a flash of light, be thrown back, return."""
    tau = _timed(beat.act, style)
    keys = [
        (0.0, 0.0),
        (0.2, 0.35),
        (0.34, 0.45),
        (0.46, -1.0),
        (0.62, -0.6),
        (1.0, 0.0),
    ]
    k = curve(tau, keys) * style.strength
    v = (body.y1 - y) / body.h
    u = (x - body.cx) / max(1.0, body.w)
    trunk = style.side * style.step(k * max(1.5, 0.11 * body.w)) * ease(v / 0.35)
    arm = ease((style.side * u - 0.1) / 0.25) * ease((v - 0.2) / 0.15)
    dx = trunk + style.side * k * 0.07 * body.w * arm
    dy = -max(0.0, -k) * 0.06 * body.h * arm
    light = 0.7 if SHOT[0] < tau < SHOT[1] else 0.0
    return Shift(np.asarray(dx), np.asarray(dy), glow=light)


def block(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Crouch behind what is held in front, take the blow, rise again."""
    tau = _timed(beat.act, style)
    low = curve(tau, [(0.0, 0.0), (0.22, 1.0), (0.75, 0.9), (1.0, 0.0)])
    blow = curve(tau, [(0.0, 0.0), (0.4, 0.0), (0.5, 1.0), (0.7, 0.3), (1.0, 0.0)])
    a = style.strength
    v = (body.y1 - y) / body.h
    u = (x - body.cx) / max(1.0, body.w)
    waist = max(0.15, (body.y1 - body.face) / body.h)
    dy = style.step(a * low * max(1.5, 0.08 * body.h)) * ease(v / waist)
    guard = ease((style.side * u - 0.05) / 0.3) * ease((v - 0.15) / 0.15)
    dx = style.side * a * low * 0.07 * body.w * guard
    dy = dy - a * low * 0.07 * body.h * guard
    back = style.step(a * blow * max(1.0, 0.09 * body.w))
    dx = dx - style.side * back * ease(v / 0.25)
    return Shift(np.asarray(dx), np.asarray(dy))


def hurt(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Flash, be thrown against the own facing, tremble, return."""
    tau = _timed(beat.act, style)
    v = (body.y1 - y) / body.h
    thrown = curve(tau, [(0.0, 0.0), (0.12, 1.0), (0.5, 0.5), (1.0, 0.0)])
    back = style.step(style.strength * 0.1 * body.w * thrown)
    left = max(0.0, 1.0 - tau)
    tremble = style.step(max(1.0, 0.03 * body.w) * left * left * wave(3 * beat.phase))
    dx = -style.side * (back * (0.3 + 0.7 * ease(v / 0.4)) + tremble)
    sink = curve(tau, [(0.0, 0.0), (0.15, 1.0), (1.0, 0.0)])
    waist = max(0.15, (body.y1 - body.face) / body.h)
    dy = style.step(style.strength * max(1.0, 0.05 * body.h) * sink) * ease(v / waist)
    return Shift(np.zeros_like(x) + dx, np.asarray(dy), flash=beat.frame == 1)


def death(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Fall on the back; wide bodies, and those without room to lie, sink down."""
    flat = body.w > 1.05 * body.h or (not body.legs and body.h < 1.2 * body.w)
    if flat or body.h > 1.3 * body.canvas[0]:
        return _sink(body, beat, style, x, y)
    fall = [(0.0, 0.0), (0.15, 0.06), (0.7, 1.0), (0.8, 0.93), (0.9, 1.0), (1.0, 1.0)]
    # The seed may only change when the body falls: it lies on the ground in the end.
    turn = -style.side * 0.25 * curve(_timed(beat.end, style), fall)
    c, s = cosine(turn), wave(turn)
    pivot = (body.cx, body.y1)
    # Corners of the box tell how far the turned body would sink into the ground.
    corners = [
        s * (cx - body.cx) + c * (cy - body.y1)
        for cx in (body.x0, body.x1)
        for cy in (body.y0, body.y1)
    ]
    squeeze = min(1.0, body.canvas[0] / body.h)
    length = 1.0 - (1.0 - squeeze) * abs(s)
    centre = style.side * 0.42 * body.h * abs(s) * length
    move = (style.step(centre), -style.step(max(0.0, *corners)))
    pose = Pose(pivot, turn=turn, scale=(1.0, length), move=move)
    return Shift(np.zeros_like(x), np.zeros_like(y), pose=pose)


def _sink(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Swell, then sink down to under half the height."""
    tau = _timed(beat.end, style)
    k = curve(tau, [(0.0, 0.0), (0.2, -0.12), (0.7, 1.0), (0.8, 0.9), (1.0, 1.0)])
    wide = min(0.3, max(0.0, body.canvas[0] / body.w - 1.0))
    scale = (1.0 + wide * k, 1.0 - 0.58 * k)
    lean = 0.05 * body.w * max(0.0, k) * style.side
    slump = np.full_like(x, lean) * ((body.y1 - y) / body.h)
    pose = Pose((body.cx, body.y1), scale=scale)
    return Shift(np.asarray(slump), np.zeros_like(y), pose=pose)


def grow(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Grow from the feet up, as far as the picture has room, with two overshoots."""
    room_w = min(body.cx, body.canvas[0] - body.cx) / max(1.0, body.cx - body.x0)
    room = min(body.y1 / body.h, room_w, 1.0 + 0.4 * style.strength)
    return _scale(body, beat, style, (x, y), max(1.15, 1.0 + (room - 1.0) / OVERSHOOT))


def shrink(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Shrink towards the feet."""
    return _scale(body, beat, style, (x, y), 1.0 / (1.0 + 0.8 * style.strength))


def _scale(
    body: Body, beat: Beat, style: Style, at: tuple[Real, Real], end: float
) -> Shift:
    tau = _timed(beat.end, style)
    k = curve(
        tau, [(0.0, 0.0), (0.3, 0.45), (0.45, 0.3), (0.85, OVERSHOOT), (1.0, 1.0)]
    )
    factor = 1.0 + (end - 1.0) * k
    pose = Pose((body.cx, body.y1), scale=(factor, factor))
    return Shift(np.zeros_like(at[0]), np.zeros_like(at[1]), pose=pose)
