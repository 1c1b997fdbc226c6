"""Ships, cars, trains and what else takes people elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    RAMPS,
    SHADE,
    SHINE,
)
from pixelengine_import.local_engine.drawing.shapes import bend

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["car", "rocket", "ship", "spaceship", "tank", "train"]


def ship(s: Sketch) -> None:
    """Draw a sailing ship from the side."""
    p = s.pen
    hull = (
        s.ramp("hull", "wood", "brown", "bark")
        if "sails" not in s.wishes.colours
        and "hull" not in s.wishes.colours
        and "main" not in s.wishes.colours
        else s.ramp("hull", "wood")
    )
    sail = (
        s.ramp("sails", "white")
        if "sails" in s.wishes.colours
        else s.ramp("main", "white", "cream", "red", "parchment")
    )
    wood = s.ramp("mast", "bark", "wood")
    masts = (
        ((-11, 9), (7, 6))
        if s.dice.chance("two", 0.6) and not s.trait("small", usual=False)
        else ((-1, 6),)
    )
    for x, top in masts:
        s.lay(p.box(x - 1.1, top, x + 1.1, 48), wood)
        s.lay(
            p.polygon((x, top - 4), (x - 9, top - 1.5), (x, top + 1)),
            s.ramp("flag", "red", "black", "blue"),
        )
        wide = 12 if len(masts) == 2 else 18
        for y, k in ((top + 5, 0.75), (top + 19, 1)):
            w = wide * k
            cloth = p.polygon(
                (x - w * 0.8, y),
                (x + w * 0.8, y),
                *bend((x + w * 0.8, y), (x + w * 1.3, y + 8), (x + w, y + 12)),
                *bend((x + w, y + 12), (x + 2, y + 8.6), (x - w * 0.8, y + 12)),
            )
            s.lay(cloth, sail, drop=1)
            if s.trait("skull", usual=False) and k == 1:
                s.mark(
                    p.ellipse(x + 1.5, y + 5, 3) | p.box(x, y + 6, x + 3.2, y + 9),
                    RAMPS["bone"],
                    LIGHT,
                )
                for e in (0.3, 2.7):
                    s.mark(p.ellipse(x + e, y + 5, 0.8), RAMPS["black"], LINE)
    s.lay(p.polygon((14, 45), (29, 33), (29.6, 35), (17, 48)), wood)
    body = p.polygon(
        (-28, 38),
        (-19, 40),
        (-17, 45),
        (16, 45),
        (28, 40),
        *bend((28, 40), (24, 61), (8, 61)),
        (-18, 61),
        *bend((-18, 61), (-26, 54), (-28, 38)),
    )
    s.lay(body, hull)
    for y in (50, 55):
        s.mark(p.box(-32, y, 32, y + 0.9) & body, hull, SHADE)
    s.mark(
        p.box(-32, 45, 32, 47.4) & body, s.ramp("trim", "gold", "red", "cream"), BASE
    )
    for x in (-14, -5, 4, 13):
        s.mark(p.box(x - 1.4, 51, x + 1.4, 53.6), RAMPS["black"], LINE)
    s.on(p.box(-32, 58, 32, 62) & body, s.ramp("keel", "crimson", hull), SHADE)


def car(s: Sketch) -> None:
    """Draw a car from the side."""
    p, paint = (
        s.pen,
        s.ramp("main", "red", "blue", "yellow", "green", "orange", "purple"),
    )
    glass = s.ramp("windows", "glass", "sky")
    low = s.dice.chance("low", 0.5)
    top = 25 if low else 20
    cabin = p.polygon((-17, 38), (-10, top), (9, top), (19, 38))
    s.lay(cabin, paint)
    s.lay(p.polygon((-13.5, 37), (-8, top + 3.6), (-1, top + 3.6), (-1, 37)), glass)
    s.lay(p.polygon((2, 37), (2, top + 3.6), (7.6, top + 3.6), (15, 37)), glass)
    body = p.box(-29, 36, 29, 53, 5) | p.box(-29, 44, 30, 53, 2)
    s.lay(body, paint, drop=1)
    s.mark(p.box(-28, 46, 29, 47.2), paint, SHADE)
    s.mark(p.box(-0.2, 38, 0.8, 51), paint, SHADE)
    s.mark(p.box(3, 41, 7, 42.4), RAMPS["silver"], LIGHT)
    s.lay(p.ellipse(27, 42, 2.6, 3), RAMPS["yellow"], tone=LIGHT)
    s.lay(p.box(-30, 40, -26.6, 45, 1), RAMPS["red"], tone=BASE)
    for x in (-16.5, 17):
        s.lay(p.ellipse(x, 54, 8), RAMPS["black"])
        s.lay(p.ellipse(x, 54, 4), s.ramp("hubs", "silver", "gold"))


def tank(s: Sketch) -> None:
    """Draw a tank from the side."""
    p, paint = s.pen, s.ramp("main", "olive", "moss", "sand", "grey")
    s.lay(p.box(5, 26, 31, 30, 1), paint)
    s.lay(p.box(27, 24.8, 31, 31.2, 1), paint)
    s.lay(p.polygon((-15, 38), (-12, 21), (6, 21), (12, 30), (12, 38)), paint)
    s.lay(p.box(-9, 17, 0, 22, 1), paint)
    s.lay(p.polygon((-28, 48), (-24, 37), (22, 37), (29, 46), (29, 50)), paint)
    s.mark(
        p.star(-3, 29.5, 5, 5, 2.1), s.ramp("second", "white", "red", "yellow"), LIGHT
    )
    s.lay(p.box(-30, 46, 30, 62, 7.5), RAMPS["iron"])
    s.lay(p.box(-26, 49, 26, 59, 4.6), RAMPS["black"], tone=LINE)
    for x in (-20, -10, 0, 10, 20):
        s.lay(p.ellipse(x, 54.5, 4.4), RAMPS["iron"])


def train(s: Sketch) -> None:
    """Draw a steam engine from the side."""
    p, paint = s.pen, s.ramp("main", "black", "red", "green", "blue")
    brass = s.ramp("second", "gold", "bronze", "red")
    for x, y, r in ((14, 8, 5), (7, 5, 4), (20, 13, 3.4)):
        s.lay(p.ellipse(x, y, r), s.ramp("smoke", "white", "grey"))
    s.lay(p.polygon((13, 32), (21, 32), (23, 17), (11, 17)), paint)
    s.lay(p.box(-2, 27, 6, 34, 2), brass)
    s.lay(p.box(-8, 31, 26, 50, 7), paint)
    for x in (2, 13):
        s.lay(p.box(x, 31, x + 2.4, 50), brass)
    s.lay(p.box(-28, 22, -7, 52), paint)
    s.lay(p.box(-30, 19, -5, 23.6, 1), brass)
    s.lay(p.box(-23, 27, -12, 37, 1), s.ramp("windows", "yellow", "glass"), tone=LIGHT)
    s.lay(p.polygon((24, 49), (31, 61), (18, 61), (18, 49)), brass)
    s.lay(p.box(-29, 49, 25, 54), RAMPS["iron"])
    for x, r in ((-19, 7), (-1, 5.6), (12, 5.6)):
        s.lay(p.ellipse(x, 62 - r, r), s.ramp("wheels", "red", "iron"))
        s.mark(p.ellipse(x, 62 - r, r * 0.35), RAMPS["gold"], LIGHT)
    s.lay(p.limb([(-19, 55), (12, 56)], 0.9), RAMPS["silver"])


def rocket(s: Sketch) -> None:
    """Draw a rocket that flies."""
    p = s.pen
    shell, fin = (
        s.ramp("main", "white", "silver", "red", "sky"),
        s.ramp("second", "red", "blue", "orange", "purple"),
    )
    fire = s.ramp("fire", "fire")
    for k, tone in ((1, SHADE), (0.7, BASE), (0.42, LIGHT), (0.2, SHINE)):
        flame = p.polygon(
            *bend((-7 * k, 48), (-9 * k, 55), (0, 48 + 14.5 * k)),
            *bend((0, 48 + 14.5 * k), (9 * k, 55), (7 * k, 48)),
        )
        s.mark(flame, fire, tone)
    for q in p.sides:
        s.lay(q.polygon(*bend((8, 30), (20, 36), (20, 54)), (9, 48)), fin)
    s.lay(p.polygon((-6, 45), (6, 45), (8, 51), (-8, 51)), RAMPS["iron"])
    body = p.polygon(
        *bend((0, 2), (-17, 20), (-8, 48), 10), *bend((8, 48), (17, 20), (0, 2), 10)
    )
    s.lay(body, shell)
    s.lay(body & p.box(-32, 0, 32, 14), fin)
    s.lay(body & p.box(-32, 40, 32, 43), fin)
    s.lay(p.ellipse(0, 26, 5.6), RAMPS["iron"])
    s.lay(p.ellipse(0, 26, 3.8), s.ramp("windows", "glass", "cyan"))
    s.lay(p.polygon((-1.6, 38), (1.6, 38), (1.6, 53), (-1.6, 53)), fin)


def spaceship(s: Sketch) -> None:
    """Draw a spaceship from above: parts by chance, mirrored."""
    p = s.pen
    shell = s.ramp("main", "silver", "steel", "white", "blue", "red", "purple")
    trim, glow = (
        s.ramp("second", "red", "orange", "blue", "teal"),
        s.ramp("glow", "cyan", "fire", "lime"),
    )
    wing, sweep, notch = (
        s.dice.between("wing", 18, 29),
        s.dice.between("sweep", 36, 56),
        s.dice.between("notch", 42, 54),
    )
    for q in p.sides:
        x = s.dice.between("engine", 5, 10)
        s.mark(q.polygon((x - 3, 52), (x + 3, 52), (x, 62)), glow, BASE)
        s.mark(q.polygon((x - 1.6, 52), (x + 1.6, 52), (x, 58)), glow, SHINE)
        s.lay(q.box(x - 3.4, 44, x + 3.4, 54, 1), RAMPS["iron"])
    for q in p.sides:
        s.lay(
            q.polygon(
                (4, 24), (wing, sweep - 8), (wing, sweep), (notch - 38, notch), (4, 50)
            ),
            shell,
        )
        s.lay(
            q.polygon(
                (wing * 0.62, 24 + (sweep - 8 - 24) * 0.62),
                (wing, sweep - 8),
                (wing, sweep),
                (wing * 0.62, (sweep + notch) / 2),
            ),
            trim,
        )
        if s.dice.chance("guns", 0.6):
            s.lay(
                q.box(wing * 0.7 - 1.2, sweep - 24, wing * 0.7 + 1.2, sweep - 5, 0.8),
                RAMPS["iron"],
            )
    nose = s.dice.between("nose", 2, 8)
    hull = p.polygon(
        *bend((0, nose), (-9, 22), (-7, 50)), *bend((7, 50), (9, 22), (0, nose))
    )
    s.lay(hull, shell)
    s.lay(
        p.polygon(
            *bend((0, 18), (-5, 24), (-3.4, 34)), *bend((3.4, 34), (5, 24), (0, 18))
        ),
        s.ramp("windows", "glass", "cyan", "yellow"),
    )
    s.mark(p.box(-0.6, 38, 0.6, 50), shell, SHADE)
    s.mark(hull & p.box(-32, 0, 32, nose + 7), trim, BASE)
