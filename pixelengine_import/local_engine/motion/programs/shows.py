"""Growing and shrinking, coming and going, going to pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import Real, cosine, ease, wave
from pixelengine_import.local_engine.motion.programs.measure import (
    height,
    timed,
)
from pixelengine_import.local_engine.motion.shift import (
    Beat,
    Dab,
    Pose,
    Shift,
    Style,
    curve,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.body import Body

__all__ = ["appear", "explode", "grow", "shrink", "vanish"]

OVERSHOOT = 1.06
"""How far growing goes beyond its end, before it settles."""
TEETH = 0.07
"""How far the edge of a body that is half there goes up and down, of its height."""
SPARKING = 0.45
"""Until when sparks fly after a blast, of 0..1."""
FAR, FALL = 0.34, 0.45
"""How far pieces fly out and down, of the body's size: most stay in the picture."""
BLAST = 0.3
"""When a body that swells goes to pieces, of 0..1."""


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
    tau = timed(beat.end, style)
    k = curve(
        tau, [(0.0, 0.0), (0.3, 0.45), (0.45, 0.3), (0.85, OVERSHOOT), (1.0, 1.0)]
    )
    factor = 1.0 + (end - 1.0) * k
    pose = Pose((body.cx, body.y1), scale=(factor, factor))
    return Shift(np.zeros_like(at[0]), np.zeros_like(at[1]), pose=pose)


def vanish(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Flare up, then be taken away from the top down to nothing by an edge of light."""
    if beat.frame <= 0:
        return Shift(np.zeros_like(x), np.zeros_like(y))
    if beat.brief:
        return _there(body, style, (x, y), 0.0)
    tau = timed(beat.end, style)
    return _there(body, style, (x, y), 1.0 - tau)


def appear(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Build up from the feet by an edge of light; whole at the beginning and the end.

    Frame 0 is the picture itself; the next one is empty.
    """
    if beat.frame <= 0:
        return Shift(np.zeros_like(x), np.zeros_like(y))
    if beat.brief:
        return _there(body, style, (x, y), 0.45)
    tau = timed((beat.frame - 1) / beat.count, style)
    return _there(body, style, (x, y), tau)


def _there(body: Body, style: Style, at: tuple[Real, Real], share: float) -> Shift:
    """Show the lower share of a body, its upper edge jagged and bright."""
    x, y = at
    still = np.zeros_like(x)
    if not style.whole:
        return Shift(still, np.zeros_like(y), cover=share, glow=1.0 - share)
    if share <= 0:
        return Shift(still, np.zeros_like(y), gone=np.ones(len(x), bool), cover=0.0)
    # Blocks of two by two: single pixels would be specks.
    block = max(2.0, 2.0 * round(body.h / 48))
    column = np.floor((x - body.x0) / block)
    teeth = _noise(column + 31 * style.turn * 100) - 0.5
    edge = share * (1.0 + 2 * TEETH) - TEETH
    top = body.y1 - body.h * (edge + 2 * TEETH * teeth)
    row = body.y1 - (np.floor((body.y1 - y) / block) + 0.5) * block
    gone = row < top
    bright = ~gone & (row < top + block)
    points = np.unique(
        np.stack([np.floor(x[bright]), np.floor(y[bright])], 1), axis=0
    ).tolist()
    dabs = tuple(Dab(a + 0.5, b + 0.5, 0.6, within=True) for a, b in points)
    glow = max(0.0, 0.5 - abs(share - 0.5))
    return Shift(still, np.zeros_like(y), gone=gone, dabs=dabs, glow=glow)


def explode(body: Body, beat: Beat, style: Style, x: Real, y: Real) -> Shift:
    """Swell, flash, and go to pieces that fly out, fall and burn away."""
    tau = beat.end
    v = height(body, y)
    if beat.frame <= 0:
        return Shift(np.zeros_like(x), np.zeros_like(y))
    cy = body.y1 - 0.5 * body.h
    swell = curve(min(1.0, tau / BLAST), [(0.0, 0.0), (0.5, -0.25), (1.0, 1.0)])
    k = 0.16 * min(1.4, style.strength) * swell
    dx, dy = k * (x - body.cx), k * (y - body.y1) * ease(v * 2)
    light = max(0.0, min(1.0, tau / BLAST))
    if not style.whole:
        return _burnt(body, style, (dx, dy), tau)
    if tau < BLAST and not beat.brief:
        return Shift(np.asarray(dx), np.asarray(dy), glow=light)
    since = (tau - BLAST) / (1 - BLAST)
    piece, px, py = _pieces(body, style, x, y)
    out_x = (px - body.cx) / body.w * 2 + 0.3 * (_noise(piece + 7.0) - 0.5)
    out_y = (py - cy) / body.h * 2 - 0.5 + 0.4 * (_noise(piece + 3.0) - 0.5)
    far = FAR * max(body.w, body.h) * min(1.2, style.strength)
    fly = since * (1.6 - 0.6 * since)
    fall = FALL * body.h * since * since
    # Pieces burn down towards their middles; half of them are gone before the others.
    last = 0.7 + 0.3 * _noise(piece + 11.0)
    size = np.clip(1.3 - since / last, 0.0, 1.0)
    left = 0.35 + 0.65 * size
    dx = px + (x - px) * left + far * out_x * fly - x
    dy = py + (y - py) * left + far * out_y * fly + fall - y
    burst = tau < BLAST + 0.15 and not beat.brief
    return Shift(
        np.asarray(dx),
        np.asarray(dy),
        gone=since >= last,
        flash=burst or beat.brief,
        glow=max(0.0, 1.0 - 1.6 * since),
        dabs=_sparks(body, style, since),
        free=True,
    )


def _burnt(body: Body, style: Style, swelling: tuple[Real, Real], tau: float) -> Shift:
    """Blow up a smooth picture: it swells, shines white and is gone, sparks fly."""
    since = max(0.0, (tau - BLAST) / (1 - BLAST))
    more = 1.0 + 2.5 * since
    return Shift(
        np.asarray(swelling[0] * more),
        np.asarray(swelling[1] * more),
        flash=0 < since < SPARKING,
        glow=min(1.0, tau / BLAST),
        cover=max(0.0, 1.0 - 1.3 * since),
        dabs=_sparks(body, style, since) if since else (),
        free=True,
    )


def _pieces(body: Body, style: Style, x: Real, y: Real) -> tuple[Real, Real, Real]:
    """Cut a body up: which piece points belong to, and the middle of each piece."""
    across = max(2, min(3, round(body.w / 9)))
    down = max(2, min(4, round(body.h / 9)))
    # Cuts are not straight, and rows of pieces are not in line.
    bent = 0.25 * wave(3 * style.turn)
    b = np.clip((y - body.y0) / body.h * down, 0.0, down - 0.01)
    ragged = 0.14 * (_noise(np.floor(x / 2) + 5.0) - 0.5)
    row = np.clip(np.floor(b + ragged), 0, down - 1)
    a = (x - body.x0) / body.w * across + 0.3 * (_noise(row) - 0.5) + bent * 0.3
    col = np.clip(np.floor(a), 0, across - 1)
    piece = row * across + col
    number = piece.astype(np.int64)
    count = np.maximum(1, np.bincount(number))
    px = np.bincount(number, x) / count
    py = np.bincount(number, y) / count
    return piece, np.asarray(px[number]), np.asarray(py[number])


def _sparks(body: Body, style: Style, since: float) -> tuple[Dab, ...]:
    """Return a ring of sparks around a blast, for its first half."""
    if not 0 <= since < SPARKING:
        return ()
    reach = (0.45 + 0.9 * since) * max(body.w, body.h) * min(1.2, style.strength)
    # Smaller discs would cover fewer than four pixels.
    size = max(1.2, 0.05 * body.h * (1.0 - 1.4 * since))
    cy = body.y1 - 0.5 * body.h
    turns = [n / 6 + 0.05 + style.turn for n in range(6)]
    places = [(body.cx + reach * cosine(t), cy + 0.8 * reach * wave(t)) for t in turns]
    w, h = body.canvas
    # A spark that the edge cuts would be a speck.
    return tuple(
        Dab(x, y, size)
        for x, y in places
        if size <= x <= w - size and size <= y <= h - size
    )


def _noise(n: Real) -> Real:
    """Return 0..1 for whole numbers, in no order, the same on every machine."""
    k = np.rint(n).astype(np.int64)
    k = (k * 73_856_093 ^ (k >> 3) * 19_349_663) & 0xFFFF
    k = (k * 40_503 + 12_345) & 0xFFFF
    return np.asarray((k >> 4) / 4095.0, np.float64)
