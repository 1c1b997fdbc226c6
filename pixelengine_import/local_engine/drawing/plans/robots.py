"""Robots and golems: bodies that were built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    RAMPS,
    SHINE,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.ramps import Ramp
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["golem", "robot"]


def golem(s: Sketch) -> None:
    """Draw a giant of boulders."""
    p = s.pen
    stone = s.ramp("main", "stone", "rock", "iron", "bronze")
    glow = s.ramp("eyes", "cyan", "orange", "lime", "red")
    for q in p.sides:
        s.lay(q.box(4, 49, 14, 62.5, 2.6), stone)
        s.lay(q.box(3, 57, 16, 62.5, 2), stone)
    s.lay(
        p.polygon((-18, 20), (18, 20), (14, 50), (-14, 50)) | p.ellipse(0, 26, 19, 12),
        stone,
    )
    for q in p.sides:
        s.lay(q.limb([(20, 28), (24, 40)], 5.4), stone)
        s.lay(q.box(16.5, 40, 30.5, 56, 4), stone)
        for k in (20.5, 24, 27.5):
            s.mark(q.box(k - 0.4, 50, k + 0.4, 55), stone, LINE)
        s.lay(q.ellipse(19.5, 22.5, 9, 8), stone, drop=2)
    s.lay(p.box(-9, 8, 9, 24, 4), stone, drop=2)
    s.mark(p.box(-7, 13, 7, 18, 1), stone, LINE)
    for q in p.sides:
        s.mark(q.ellipse(3.6, 15.5, 1.9), glow, LIGHT)
    rune = s.dice.pick("rune", ("core", "cracks", "both"))
    if rune != "cracks":
        s.lay(p.polygon((0, 28), (5, 34), (0, 41), (-5, 34)), glow)
    if rune != "core":
        for i in range(3):
            x, y = (
                s.dice.between(f"crack x {i}", -13, 8),
                s.dice.between(f"crack y {i}", 24, 42),
            )
            s.on(p.limb([(x, y), (x + 3, y + 2), (x + 2, y + 5)], 0.5), stone, LINE)
    if s.dice.chance("moss", 0.5) or s.has("moss"):
        green = s.ramp("moss", "green", "moss")
        for x, y, r in ((-20, 17.5, 6), (6, 9, 4), (19, 17, 4)):
            s.on(p.ellipse(x, y, r, 2.8), green, BASE)


def robot(s: Sketch) -> None:
    """Draw a robot from the front."""
    p = s.pen
    shell = s.ramp("main", "steel", "silver", "iron", "red", "blue", "orange")
    joint = s.ramp("joints", "iron", "black")
    glow = s.ramp("eyes", "cyan", "lime", "orange", "red")
    wide = s.dice.between("wide", 10, 13)
    _walk(s, shell, joint)
    for q in p.sides:
        s.lay(q.limb([(wide, 32), (wide + 6.5, 38), (wide + 6.5, 45)], 2.2), joint)
        s.lay(q.box(wide + 3, 36, wide + 10, 47, 2), shell)
        near, far = wide + 4.4, wide + 8.6
        claw = q.limb([(near, 51), (near, 47), (far, 47), (far, 51)], 1.4)
        s.lay(claw, joint)
        s.lay(q.ellipse(wide + 2.5, 31.5, 4.6), shell)
    s.lay(p.box(-wide, 28, wide, 49, 3), shell, drop=1)
    _panel(s, joint, glow)
    _robot_head(s, shell, joint, glow)


def _walk(s: Sketch, shell: Ramp, joint: Ramp) -> None:
    """Draw what it moves on: legs, or tracks."""
    p = s.pen
    if s.dice.chance("tracks", 0.3):
        s.lay(p.box(-16, 52, 16, 62.5, 5), joint)
        for x in (-10, 0, 10):
            s.lay(p.ellipse(x, 57, 3.6), shell)
        return
    for q in p.sides:
        s.lay(q.box(3.5, 45, 8, 58, 1), joint)
        s.lay(q.box(2, 56, 11, 62.5, 2), shell)


def _panel(s: Sketch, joint: Ramp, glow: Ramp) -> None:
    p = s.pen
    s.lay(p.box(-6, 33, 6, 42, 1), joint)
    panel = s.dice.pick("panel", ("light", "gauge", "bars"))
    if panel == "light":
        s.mark(p.ellipse(0, 37.5, 3), glow, LIGHT)
    elif panel == "gauge":
        s.mark(p.ellipse(-2, 37.5, 2.6), RAMPS["white"], LIGHT)
        s.mark(p.box(2, 35, 4.6, 40), glow, BASE)
    else:
        for x, h in ((-4, 4), (-1.5, 6), (1, 3), (3.5, 5)):
            s.mark(p.box(x - 0.7, 41 - h, x + 1, 41), glow, LIGHT)


def _robot_head(s: Sketch, shell: Ramp, joint: Ramp, glow: Ramp) -> None:
    p = s.pen
    s.lay(p.box(-3.5, 24, 3.5, 29), joint)
    shape = s.dice.pick("head", ("box", "dome", "wide"))
    r = {"box": 10, "dome": 11, "wide": 13}[shape]
    head = p.box(-r, 10, r, 25, 3)
    if shape == "dome":
        head = p.ellipse(0, 20, r, 12) & p.box(-32, 0, 32, 25)
    for q in p.sides:
        s.lay(q.box(r - 1, 14.5, r + 2.5, 20.5, 1), joint)
    s.mark(p.box(-0.7, 4, 0.7, 10), joint, BASE)
    s.lay(p.ellipse(0, 4, 2.2), s.ramp("antenna", "red", glow))
    s.lay(head, shell, drop=2)
    s.lay(p.box(-r + 2.4, 14, r - 2.4, 21, 1.6), RAMPS["black"], tone=LINE)
    if s.dice.chance("visor", 0.4):
        s.mark(p.box(-r + 4, 16, r - 4, 18.5), glow, LIGHT)
    else:
        for q in p.sides:
            s.mark(q.ellipse(r * 0.4, 17.5, 2.2), glow, LIGHT)
            s.mark(q.ellipse(r * 0.4 - 0.4, 17, 0.9), glow, SHINE)
    for x in (-3, 0, 3):
        s.mark(p.box(x - 0.6, 22.3, x + 0.6, 24), shell, LINE)
