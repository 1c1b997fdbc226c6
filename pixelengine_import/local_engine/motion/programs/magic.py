"""What is sent out: spells and shots."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import Real, ease
from pixelengine_import.local_engine.motion.programs.measure import timed
from pixelengine_import.local_engine.motion.programs.sparks import (
    burst,
    flying,
    full_orb,
    orb,
)
from pixelengine_import.local_engine.motion.programs.strike import (
    aimed,
    arm_of,
    front_edge,
    reaching,
    way,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Dab,
    Shift,
    Style,
    Swing,
    curve,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["cast", "shoot"]

SHOT = 0.4
"""When a shot leaves, of 0..1."""
FLASH = 0.17
"""How long it flashes."""
RELEASE = 0.52
"""When a spell leaves."""
FLASHED = 0.3
"""How much of its flight the hand still shines."""


def cast(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Gather light on a raised hand or overhead until it is an orb, throw it."""
    tau = timed(beat.act, style)
    k = curve(tau, [(0.0, 0.0), (0.28, -0.6), (0.5, 1.0), (0.7, 0.8), (1.0, 0.0)])
    a = style.strength
    v = (body.y1 - y) / body.h
    waist = max(0.15, (body.y1 - body.face) / body.h)
    rise = style.step(a * k * max(1.0, 0.06 * body.h))
    dy = -rise * ease(v / waist)
    arm = arm_of(body, style.side)
    swings: tuple[Swing, ...] = ()
    push = style.side * a * max(0.0, k) * 0.06 * body.w
    dx = np.zeros_like(x) + push * ease(v / 0.5)
    dx = dx - style.side * style.step(a * max(0.0, -k) * 0.05 * body.w) * ease(v / 0.3)
    if arm is None:
        hand = _hand(body, style)
    else:
        limb = body.limbs[arm]
        raised = way(limb.heading, aimed(-0.24, style.side))
        thrown = raised + style.side * 0.14
        keys = [(0.0, 0.0), (0.26, raised), (0.44, raised), (0.54, thrown)]
        swing = Swing(arm, curve(tau, [*keys, (0.72, thrown), (1.0, 0.0)]))
        swing = reaching(body, swing, (push, -rise))
        swings = (swing,)
        hand = swing.tip(limb)
    light = max(
        0.0, curve(tau, [(0, 0.0), (0.25, 0.05), (0.5, 0.16), (0.8, 0.05), (1, 0)])
    )
    dabs: tuple[Dab, ...] = ()
    if beat.frame:
        at = (hand[0] + push, hand[1] - rise)
        dabs = _light(body, style, tau, at, odd=math.floor(beat.frame) % 2 == 1)
    return Shift(
        np.asarray(dx),
        np.asarray(dy),
        glow=light if beat.frame else 0.0,
        swings=swings,
        dabs=dabs,
    )


def _hand(body: Body, style: Style) -> tuple[float, float]:
    """Return where a body without free arms gathers light: before its chest."""
    x, y = front_edge(body, style.side)
    return (x + style.side * 0.5 * full_orb(body, style), y)


def _light(
    body: Body, style: Style, tau: float, hand: tuple[float, float], *, odd: bool
) -> tuple[Dab, ...]:
    """Return the orb that grows in a hand, or flies off with a flash behind it."""
    full = full_orb(body, style)
    if tau <= RELEASE:
        return orb(style, hand, full, curve(tau, [(0, 0.1), (RELEASE, 1.0)]), odd=odd)
    gone = (tau - RELEASE) / (1.0 - RELEASE)
    flash = burst(body, style, hand, 0.7) if gone < FLASHED else ()
    return (*flash, *flying(body, style, hand, full, gone))


def shoot(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Aim, let a shot go with a flash at the tip, be thrown back, return."""
    tau = timed(beat.act, style)
    keys = [(0.0, 0.0), (0.2, 0.35), (0.34, 0.45), (0.42, -1.0)]
    keys += [(0.6, -0.6), (1.0, 0.0)]
    k = curve(tau, keys) * style.strength
    v = (body.y1 - y) / body.h
    u = style.side * (x - body.cx) / max(1.0, body.w)
    trunk = style.side * style.step(k * max(1.5, 0.1 * body.w))
    dx = trunk * ease(v / 0.35)
    dy = np.zeros_like(y)
    which = arm_of(body, style.side)
    swings: tuple[Swing, ...] = ()
    if which is None:
        reach = ease((u - 0.1) / 0.25) * ease((v - 0.2) / 0.15)
        dx = dx + style.side * k * 0.07 * body.w * reach
        dy = -max(0.0, -k) * 0.06 * body.h * reach
        tip = front_edge(body, style.side)
    else:
        limb = body.limbs[which]
        level = way(limb.heading, aimed(0.0, style.side))
        aims = curve(tau, [(0.0, 0.0), (0.22, 1.0), (0.7, 1.0), (1.0, 0.0)])
        kicked = -style.side * 0.07 * max(0.0, -k)
        recoil = style.side * min(0.0, k) * 0.3 * limb.joint
        swing = Swing(which, aims * level + kicked, move=(recoil, 0.0))
        swing = reaching(body, swing, (trunk, 0.0))
        swings = (swing,)
        tip = swing.tip(limb)
    dabs: tuple[Dab, ...] = ()
    r = max(1.2, 0.045 * min(body.h, 1.4 * body.w))
    gone = tau - SHOT
    if beat.frame and gone >= 0.0:
        muzzle = (tip[0] + trunk, tip[1])
        if gone < FLASH:
            dabs = burst(body, style, muzzle, 1.0 if gone < FLASH / 2 else 0.7)
        else:
            dabs = flying(body, style, muzzle, r, gone / (1.0 - SHOT) * 0.9)
    return Shift(np.asarray(dx), np.asarray(dy), swings=swings, dabs=dabs)
