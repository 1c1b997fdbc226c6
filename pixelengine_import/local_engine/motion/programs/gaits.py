"""Ways of going: walk, run, leap; on legs, or sliding without them."""

from __future__ import annotations

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
    timed,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Shift,
    Style,
    curve,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["jump", "run", "walk"]


def walk(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Walk on the spot: legs pass and spread, the trunk bobs."""
    return _gait(body, beat, style, x, y, fast=False)


def run(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Run on the spot: as a walk, wider, higher, leaning ahead."""
    return _gait(body, beat, style, x, y, fast=True)


def _gait(
    body: Body, beat: Beat, style: Style, x: Real, y: Real, *, fast: bool
) -> Shift:
    s = wave(late(beat.phase, style))
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
    u = across(body, x)
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
    s = wave(late(beat.phase, style))
    q = a * 0.16 * s
    dy = q * (body.y1 - y) - a * 0.08 * body.h * max(0.0, -s)
    dx = q * 0.7 * (x - body.cx) + style.side * a * 0.05 * body.h * s * height(body, y)
    return Shift(np.asarray(dx), np.asarray(dy))


def jump(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Crouch, stretch, fly, land, settle. The head keeps its shape."""
    tau = timed(beat.act, style)
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
