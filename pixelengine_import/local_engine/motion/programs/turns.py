"""Turning about the upright axis: coins as discs, characters in four poses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import (
    Real,
    ease,
    wave,
)
from pixelengine_import.local_engine.motion.programs.measure import (
    late,
    timed,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Pose,
    Shift,
    Style,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["spin", "turn"]

NARROW = 0.7
"""A character half-way round is at its narrowest: never as thin as a card."""
BACK, HOME = 0.24, 0.76
"""When a turning character has turned its back, and begins to turn again."""
EARLIER = 0.4
"""How much of what the seed changes goes to these moments."""
TWIRL_FRAMES = 12
"""A clip of so many frames has room for a second turn."""
EDGE_ON = 1e-9
"""A turn is past the edge where its cosine is below this, whatever the last bit."""
ROUND = 0.34
"""How far features slide over a head that turns, of half its width."""
TALL = 1.15


def spin(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Turn about the upright axis: a thing as a coin does, who has legs by poses."""
    phase = late(0.35 * beat.frame if beat.brief else beat.half, style)
    if _is_character(body):
        turns = 2 if beat.count >= TWIRL_FRAMES else 1
        return _posed(body, x, y, turns * phase, style)
    c = wave(phase + 0.25)
    thin = max(abs(c), 0.16, min(1.0, 2 / body.w))
    scale = -thin if c < 0 else thin
    pose = Pose(((body.x0 + body.x1) / 2, body.y1), scale=(scale, 1.0))
    return Shift(np.zeros_like(x), np.zeros_like(y), pose=pose)


def turn(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Turn round, look the other way for a while, turn back."""
    if not _is_character(body):
        return spin(body, beat, style, x, y)
    if beat.brief:
        # Wholly round, who is even would look as before.
        return _posed(body, x, y, 0.35 * beat.frame, style)
    tau = timed(beat.act, style)
    back, home = BACK + EARLIER * style.turn, HOME + EARLIER * style.turn
    if tau < back:
        phase = 0.5 * tau / back
    elif tau <= home:
        phase = 0.5
    else:
        phase = 0.5 + 0.5 * (tau - home) / (1 - home)
    shift = _posed(body, x, y, phase, style)
    if back <= tau <= home:
        # Whoever looks back does not stand like a post.
        middle = (tau - back) / (home - back)
        breath = style.step(-max(1.0, 0.03 * body.h) * wave(middle))
        up = breath if body.headroom >= -breath else -breath
        rise = up * ease((body.y1 - y) / max(1.0, body.y1 - body.face))
        return Shift(shift.dx, shift.dy + rise, pose=shift.pose)
    return shift


def _is_character(body: Body) -> bool:
    """Tell who has legs or a face, or stands tall in a robe, from a thing."""
    if body.feet:
        return True
    return not body.slender and (bool(body.eyes) or body.h > TALL * body.w)


def _posed(body: Body, x: Real, y: Real, phase: float, style: Style) -> Shift:
    """Show a character at a turn's phase: narrower, mirrored, features ahead."""
    c, s = wave(phase + 0.25), abs(wave(phase))
    # Half-way round it is mirrored at once: what lies between is never drawn.
    scale = (1.0 - (1.0 - NARROW) * s) * (-1.0 if c < -EDGE_ON else 1.0)
    half = max(1.0, body.w / 2)
    u = np.clip((x - body.cx) / half, -1.0, 1.0)
    ahead = style.side if c >= 0 else -style.side
    slide = ahead * ROUND * s * half * (1 - u * u) * (1 - u * u)
    head = ease((body.face - y) / max(1.0, 0.1 * body.h) + 1.0)
    # Who stands turns about what bears the weight.
    scale, aside = _in_columns(body, scale) if style.whole else (scale, 0.0)
    pose = Pose((body.cx, body.y1), scale=(scale, 1.0), move=(aside, 0.0))
    return Shift(slide * (0.4 + 0.6 * head), np.zeros_like(y), pose=pose)


def _in_columns(body: Body, scale: float) -> tuple[float, float]:
    """Return a scale that gives whole columns, and the move onto them.

    Half of a column would be lost at either side, and small bodies have few.
    """
    columns = float(np.ceil(round(abs(scale) * body.w, 4)))
    whole = columns / body.w * (-1.0 if scale < 0 else 1.0)
    end = body.x0 if whole > 0 else body.x1
    left = round(body.cx + (end - body.cx) * whole, 4)
    return whole, float(np.floor(left + 0.5)) - left
