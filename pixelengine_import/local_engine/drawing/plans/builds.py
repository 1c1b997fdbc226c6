"""Houses, towers, ships and other things that people have built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    RAMPS,
    SHADE,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.ramps import Ramp
    from pixelengine_import.local_engine.drawing.shapes import Mask
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["castle", "house", "tent", "tower"]


def _stones(s: Sketch, mask: Mask, ramp: Ramp, name: str, *, every: float = 6) -> None:
    """Draw the joints of some bricks on a wall."""
    p = s.pen
    rows = int(64 / every)
    for row in range(rows):
        for column in range(-5, 6):
            if not s.dice.chance(f"{name} {row} {column}", 0.3):
                continue
            x, y = column * every * 1.5 + (row % 2) * every * 0.75, row * every
            brick = p.box(x, y, x + every * 1.4, y + every * 0.8) & mask
            rim = brick & ~p.box(x, y, x + every * 1.4 - 1, y + every * 0.8 - 1)
            s.mark(rim, ramp, SHADE)


def _window(s: Sketch, x: float, y: float, size: float) -> None:
    p = s.pen
    lit = s.ramp("windows", "yellow", "sky", "glass")
    s.lay(
        p.box(x - size, y - size * 1.2, x + size, y + size * 1.2, 0.6),
        s.ramp("frame", "wood", "brown"),
        tone=SHADE,
    )
    s.mark(
        p.box(x - size + 1, y - size * 1.2 + 1, x + size - 1, y + size * 1.2 - 1),
        lit,
        LIGHT,
    )
    s.mark(
        p.box(x - 0.5, y - size, x + 0.5, y + size)
        | p.box(x - size + 1, y - 0.5, x + size - 1, y + 0.5),
        RAMPS["wood"],
        SHADE,
    )


def _roof_lines(s: Sketch, roof: Mask, ramp: Ramp, top: float, low: float) -> None:
    p = s.pen
    y = top + 4
    row = 0
    while y < low:
        s.mark(p.box(-32, y, 32, y + 0.9) & roof, ramp, SHADE)
        for k in range(-6, 7):
            x = k * 6 + (row % 2) * 3
            s.mark(p.box(x, y, x + 0.9, y + 4) & roof, ramp, SHADE)
        y, row = y + 4.5, row + 1


def house(s: Sketch) -> None:
    """Draw a house with a gable, a door and windows."""
    p = s.pen
    wall = s.ramp("walls", "cream", "stone", "sand", "white", "wood")
    roof = (
        s.ramp("roof", "red")
        if "roof" in s.wishes.colours
        else s.ramp("main", "red", "brown", "blue", "purple", "teal", "orange")
    )
    peak = s.dice.between("peak", 6, 12)
    if s.has("chimney", usual=s.dice.chance("chimney", 0.65)):
        x = s.dice.pick("chimney x", (11.0, -16.0))
        s.lay(p.box(x, peak + 2, x + 6, 32), s.ramp("chimney", "stone", "crimson"))
        s.lay(
            p.box(x - 1, peak, x + 7, peak + 3.5), s.ramp("chimney", "stone", "crimson")
        )
    front = p.box(-22, 30, 22, 62.4)
    s.lay(front, wall, tone=BASE)
    s.mark(front & p.box(16, 30, 22, 62.4), wall, SHADE)
    s.mark(front & p.box(-22, 30, -18, 62.4), wall, LIGHT)
    beams = s.dice.chance("beams", 0.5)
    if beams:
        beam = s.ramp("beams", "wood", "bark")
        s.mark(
            p.box(-22, 30, -19.4, 62.4)
            | p.box(19.4, 30, 22, 62.4)
            | p.box(-22, 44.8, 22, 46.8) & ~p.box(-7, 40, 7, 64),
            beam,
            BASE,
        )
    else:
        _stones(s, front, wall, "wall")
    slope = p.polygon((0, peak), (29, 35), (-29, 35))
    hip = s.dice.chance("hip", 0.4)
    if hip:
        slope = p.polygon((-12, peak + 4), (12, peak + 4), (29, 35), (-29, 35))
    s.lay(slope, roof, drop=3)
    _roof_lines(s, slope, roof, peak, 34)
    s.lay(p.box(-30, 33, 30, 36.4, 1), roof, tone=LIGHT)
    door = s.ramp("door", "wood", "brown", "green", "blue")
    x = s.dice.pick("door x", (0.0, 0.0, -8.0))
    s.lay(p.box(x - 6, 45, x + 6, 62.4, 1) | p.ellipse(x, 46, 6, 5), door)
    s.mark(p.box(x - 0.4, 43, x + 0.5, 62), door, SHADE)
    s.mark(p.ellipse(x + 3.6, 54, 1), RAMPS["gold"], LIGHT)
    _window(s, x + 13.5, 51, 4)
    if x == 0:
        _window(s, -13.5, 51, 4)
    if not hip:
        s.lay(p.ellipse(0, 26, 4), RAMPS["wood"], tone=SHADE)
        s.mark(
            p.ellipse(0, 26, 2.8), s.ramp("windows", "yellow", "sky", "glass"), LIGHT
        )


def _battlements(
    s: Sketch, left: float, right: float, y: float, wall: Ramp, *, tooth: float = 4
) -> Mask:
    p = s.pen
    top = p.box(left, y, right, y + 4)
    count = max(2, int((right - left + tooth) / (2 * tooth)))
    step = (right - left - tooth) / (count - 1)
    for i in range(count):
        x = left + i * step
        top |= p.box(x, y - 4, x + tooth, y)
    s.lay(top, wall, drop=2)
    return top


def tower(s: Sketch) -> None:
    """Draw a tower with a pointed roof or battlements."""
    p = s.pen
    wall = (
        s.ramp("main", "stone", "rock", "sand")
        if "roof" in s.wishes.colours or not s.dice.chance("wood", 0.15)
        else s.ramp("main", "wood")
    )
    shaft = p.polygon((-12, 24), (12, 24), (14, 62.4), (-14, 62.4))
    s.lay(shaft, wall)
    _stones(s, shaft, wall, "tower", every=5)
    pointed = s.dice.chance("pointed", 0.6) or "roof" in s.wishes.colours
    if pointed:
        s.lay(p.box(-15, 21, 15, 27, 1), wall)
        roof = s.ramp("roof", "blue", "red", "purple", "teal")
        cone = p.polygon((0, 2), (18, 23), (-18, 23))
        s.lay(cone, roof, drop=2)
        _roof_lines(s, cone, roof, 4, 22)
    else:
        s.lay(p.polygon((-13, 26), (13, 26), (17, 19), (-17, 19)), wall)
        _battlements(s, -17, 17, 16, wall)
        s.lay(p.box(-0.7, 2, 0.7, 13), RAMPS["wood"])
        s.lay(
            p.polygon((0.7, 2), (12, 5), (0.7, 8.6)),
            s.ramp("flag", "red", "blue", "purple"),
        )
    for y in (33, 44):
        s.lay(p.ellipse(0, y, 2.4, 3.4), RAMPS["black"], tone=LINE)
        s.mark(
            p.ellipse(0, y + 0.5, 1.4, 2.2), s.ramp("windows", "yellow", "black"), BASE
        )
    s.lay(
        p.box(-5, 55, 5, 62.4) | p.ellipse(0, 55, 5, 4), s.ramp("door", "wood", "brown")
    )


def castle(s: Sketch) -> None:
    """Draw a castle with a gate and towers."""
    p = s.pen
    wall = s.ramp("main", "stone", "rock", "sand", "grey")
    roof = s.ramp("roof", "blue", "red", "purple", "teal")
    flag = s.ramp("flag", "red", "yellow", "blue")
    keep = p.box(-11, 20, 11, 50)
    s.lay(keep, wall, dim=1)
    _battlements(s, -12, 12, 17, wall, tooth=4)
    if s.dice.chance("keep roof", 0.6):
        s.lay(p.polygon((0, 3), (10, 15), (-10, 15)), roof)
    else:
        s.mark(p.box(-0.8, 1, 0.8, 14), RAMPS["wood"], SHADE)
        s.mark(p.polygon((0.5, 1), (8, 4), (0.5, 7)), flag, BASE)
    front = p.box(-20, 38, 20, 62.4)
    s.lay(front, wall)
    _stones(s, front, wall, "front", every=5)
    _battlements(s, -18, 18, 36, wall, tooth=4)
    for q in p.sides:
        side = q.box(16, 28, 29, 62.4)
        s.lay(side, wall)
        _stones(s, side, wall, "side", every=5)
        s.lay(q.polygon((22.5, 10), (30.5, 28), (14.5, 28)), roof, drop=2)
        s.mark(q.box(21.6, 37, 23.6, 42), RAMPS["black"], LINE)
    gate = p.box(-7, 48, 7, 62.4) | p.ellipse(0, 48, 7, 6)
    s.lay(gate, RAMPS["black"], tone=LINE)
    for x in (-4, 0, 4):
        s.mark(p.box(x - 0.5, 42, x + 0.6, 62.4) & gate, RAMPS["iron"], BASE)
    for y in (50, 56):
        s.mark(p.box(-8, y, 8, y + 1) & gate, RAMPS["iron"], BASE)
    s.mark(p.box(-1, 25, 1.2, 31), RAMPS["black"], LINE)


def tent(s: Sketch) -> None:
    """Draw a tent."""
    p, cloth = s.pen, s.ramp("main", "red", "blue", "green", "tan", "purple")
    other = s.ramp("second", "cream", "white", "yellow")
    s.lay(p.box(-0.8, 4, 0.8, 20), RAMPS["wood"])
    s.lay(p.polygon((0.8, 4), (9, 7), (0.8, 10)), s.ramp("flag", "red", "yellow"))
    whole = p.polygon((0, 13), (29, 62.4), (-29, 62.4))
    s.lay(whole, cloth)
    for a, b in ((-29, -19), (-10, -4), (10, 19)):
        s.mark(p.polygon((0, 13), (a, 62.4), (b, 62.4)) & whole, other, BASE)
    s.mark(p.polygon((0, 13), (22, 62.4), (29, 62.4)) & whole, cloth, SHADE)
    s.lay(p.polygon((0, 30), (9, 62.4), (-9, 62.4)), RAMPS["black"], tone=LINE)
    s.lay(p.polygon((0, 29), (-3, 52), (-11, 62.4), (-13, 62.4)), cloth, tone=LIGHT)
    s.lay(p.polygon((0, 29), (3, 52), (11, 62.4), (13, 62.4)), cloth, tone=SHADE)
