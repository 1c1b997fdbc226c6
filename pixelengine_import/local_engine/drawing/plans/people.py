"""People of all races and trades, seen from the front.

A noun gives a build, a face, an outfit, a hat and what is in the hands; any race goes
with any trade.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pixelengine_import.local_engine.drawing.plans.clothes import draw_back, draw_hair
from pixelengine_import.local_engine.drawing.plans.figure import Figure
from pixelengine_import.local_engine.drawing.plans.hands import draw_held
from pixelengine_import.local_engine.drawing.plans.hats import HATS
from pixelengine_import.local_engine.drawing.plans.outfits import OUTFITS
from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    LINE,
    METAL,
    RAMPS,
    SHADE,
    SHINE,
)

if TYPE_CHECKING:
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["person"]

_AWAY = 2


def person(s: Sketch) -> None:
    """Draw somebody."""
    s = _of_metal(s)
    f = Figure.of(s)
    draw_back(s, f)
    OUTFITS[f.outfit](s, f)
    _head(s, f)
    draw_hair(s, f)
    hat = f.hat
    if hat and hat in HATS:
        HATS[hat](s, f)
    draw_held(s, f)


def _of_metal(s: Sketch) -> Sketch:
    """Let "a golden knight" and "a dark knight" mean the armour, not the tabard."""
    colours = s.wishes.colours
    main = colours.get("main")
    if (
        main is None
        or s.trait("outfit") != "plate"
        or not (main.gloss == METAL or main.name == "black")
    ):
        return s
    return replace(
        s, wishes=replace(s.wishes, colours={"plate": main, "helm": main, **colours})
    )


def _head(s: Sketch, f: Figure) -> None:
    p, y, r = s.pen, f.head_y, f.head
    for q in p.sides:
        if f.ears == "point":
            s.lay(q.polygon((r - 3, y - 3), (r + 6.5, y - 2.5), (r - 2, y + 4)), f.skin)
        elif f.ears == "round":
            s.lay(q.ellipse(r * 0.8, y - r * 0.75, r * 0.42), f.skin)
        elif f.ears == "up":
            s.lay(q.polygon((2, y - r * 0.8), (r, y - r * 0.4), (r, y - r - 7)), f.skin)
        elif f.ears != "none":
            s.lay(q.ellipse(r, y + 1.5, 2, 2.6), f.skin)
    face = p.ellipse(0, y, r, r * 0.95)
    if f.jaw:
        face |= p.box(-r * 0.8, y, r * 0.8, y + r * 0.95, 4)
    s.lay(face, f.skin, drop=2, soft=True)
    if f.horns:
        _horns(s, f)
    if f.turn != _AWAY:
        FACES[f.face](s, f)


def _horns(s: Sketch, f: Figure) -> None:
    y, r, bone = f.head_y, f.head, s.ramp("horns", "bone")
    line = [(r * 0.55, y - r * 0.7), (r * 0.95, y - r * 1.1), (r * 0.9, y - r * 1.7)]
    for q in s.pen.sides:
        s.lay(q.limb(line, 2.4, 1.8, 0.5), bone)


def _human(s: Sketch, f: Figure) -> None:
    p, y, o = s.pen, f.head_y, f.look
    wide = f.head * 0.42
    for side in (-1, 1):
        s.eye(o + side * wide, y + 1.5, 1.35 if not s.mood("cute") else 1.9)
    if s.mood("evil"):
        for q in p.sides:
            s.mark(
                q.polygon((1, y + 0.5), (6, y - 2.2), (6, y - 0.6), (1, y + 1.8)),
                f.skin,
                LINE,
            )
    mouth = s.dice.pick("mouth", ("line", "smile", "none"))
    if f.beard:
        _beard(s, f)
    elif mouth == "line":
        s.mark(p.box(o - 1.5, y + 5, o + 1.5, y + 6), f.skin, SHADE)
    elif mouth == "smile":
        s.mark(p.box(o - 1, y + 5.5, o + 1, y + 6.5), f.skin, LINE)


def _beard(s: Sketch, f: Figure) -> None:
    p, y, r = s.pen, f.head_y, f.head
    hair = f.hair_ramp
    long = 10 if f.beard == "long" else 1
    shape = p.ellipse(0, y + r * 0.78, r * 0.84, r * 0.36)
    if f.beard == "long":
        shape |= p.polygon(
            (-r * 0.8, y + r * 0.6),
            (r * 0.8, y + r * 0.6),
            (1.5, y + r + long),
            (-1.5, y + r + long),
        )
    s.lay(
        shape,
        s.ramp("beard", hair) if "beard" in s.wishes.colours else hair,
        drop=1,
    )
    s.mark(
        p.box(f.look - 1.5, y + r * 0.62, f.look + 1.5, y + r * 0.62 + 1), hair, LINE
    )


def _skull(s: Sketch, f: Figure) -> None:
    p, y, o = s.pen, f.head_y, f.look
    black = RAMPS["black"]
    for side in (-1, 1):
        s.mark(p.ellipse(o + side * 4, y + 1, 2.6, 2.9), black, LINE)
        if s.mood("evil") or "eyes" in s.wishes.colours:
            glow = s.ramp("eyes", "red")
            s.mark(p.ellipse(o + side * 4, y + 1, 1.1), glow, LIGHT)
    s.mark(p.polygon((o, y + 3.5), (o + 1.3, y + 6), (o - 1.3, y + 6)), black, LINE)
    s.mark(p.box(o - 4.5, y + 7, o + 4.5, y + 8), f.skin, LINE)
    for k in (-3, -1, 1, 3):
        s.mark(p.box(o + k - 0.5, y + 6.5, o + k + 0.5, y + 9), f.skin, SHADE)


def _brute(s: Sketch, f: Figure) -> None:
    p, y, o, r = s.pen, f.head_y, f.look, f.head
    for side in (-1, 1):
        s.mark(
            p.ellipse(o + side * r * 0.42, y, 1.9, 1.5), s.ramp("eyes", "yellow"), LIGHT
        )
        s.mark(p.ellipse(o + side * r * 0.38, y + 0.2, 0.9), RAMPS["black"], LINE)
    for q in p.sides:
        s.mark(
            q.polygon(
                (0.5, y - 0.3), (r * 0.8, y - 3), (r * 0.8, y - 1.2), (0.5, y + 1)
            ),
            f.skin,
            LINE,
        )
    s.mark(p.ellipse(o, y + 2.8, 1.6, 1.1), f.skin, SHADE)
    s.mark(p.box(o - r * 0.5, y + 5.2, o + r * 0.5, y + 6.4), f.skin, LINE)
    for side in (-1, 1):
        tusk = p.polygon(
            (o + side * r * 0.3, y + 6.2),
            (o + side * r * 0.52, y + 6.2),
            (o + side * r * 0.44, y + 2.6),
        )
        s.mark(tusk, s.ramp("teeth", "bone"), LIGHT)


def _goblin(s: Sketch, f: Figure) -> None:
    p, y, o, r = s.pen, f.head_y, f.look, f.head
    for side in (-1, 1):
        s.mark(
            p.ellipse(o + side * r * 0.4, y, 2.2, 1.9),
            s.ramp("eyes", "yellow", "orange"),
            LIGHT,
        )
        s.mark(p.ellipse(o + side * r * 0.36, y, 0.9, 1.5), RAMPS["black"], LINE)
    s.lay(
        p.polygon(
            (o - 1.3, y), (o + 1.3, y), (o + 2, y + 4), (o, y + 5), (o - 2, y + 4)
        ),
        f.skin,
        seam=False,
    )
    s.mark(
        p.polygon(
            (o - 5, y + 5), (o + 5, y + 5), (o + 3.5, y + 7.2), (o - 3.5, y + 7.2)
        ),
        f.skin,
        LINE,
    )
    for k in (-3.2, 2.2):
        s.mark(
            p.polygon((o + k, y + 5), (o + k + 1.6, y + 5), (o + k + 0.8, y + 7)),
            RAMPS["bone"],
            LIGHT,
        )


def _undead(s: Sketch, f: Figure) -> None:
    p, y, o, r = s.pen, f.head_y, f.look, f.head
    s.mark(p.ellipse(o - r * 0.4, y + 1, 2.2), RAMPS["white"], BASE)
    s.mark(p.ellipse(o - r * 0.4, y + 1, 0.9), s.ramp("eyes", "crimson"), LINE)
    s.mark(p.ellipse(o + r * 0.4, y + 1.3, 1.7), RAMPS["black"], LINE)
    s.mark(p.box(o - 3.5, y + 5, o + 3.5, y + 7.2), f.skin, LINE)
    s.mark(p.box(o - 2.5, y + 5, o - 1.2, y + 6.2), RAMPS["bone"], LIGHT)
    s.mark(p.box(o + 3, y - 5, o + 4, y - 1), f.skin, SHADE)
    s.mark(p.box(o + 2, y - 4, o + 5, y - 3), f.skin, SHADE)


def _vampire(s: Sketch, f: Figure) -> None:
    p, y, o, r = s.pen, f.head_y, f.look, f.head
    for side in (-1, 1):
        s.mark(
            p.ellipse(o + side * r * 0.4, y + 1, 1.6, 1.3), s.ramp("eyes", "red"), LIGHT
        )
        s.mark(p.ellipse(o + side * r * 0.4, y + 1, 0.7), RAMPS["black"], LINE)
    s.mark(p.box(o - 2.5, y + 5, o + 2.5, y + 6), f.skin, LINE)
    for k in (-1.8, 1.8):
        s.mark(
            p.polygon((o + k - 0.8, y + 6), (o + k + 0.8, y + 6), (o + k, y + 8)),
            RAMPS["white"],
            SHINE,
        )


def _mask(s: Sketch, f: Figure) -> None:
    """Cloth over all but a slit for the eyes."""
    p, y, r = s.pen, f.head_y, f.head
    head = p.ellipse(0, y, r + 0.3, r * 0.95 + 0.3)
    s.lay(head, f.main)
    s.mark(p.box(-r * 0.78, y - 1.3, r * 0.78, y + 3.6, 2) & head, f.skin, BASE)
    for side in (-1, 1):
        s.eye(f.look + side * r * 0.4, y + 1.2, 1.3)


def _wraps(s: Sketch, f: Figure) -> None:
    p, y, r = s.pen, f.head_y, f.head
    head = p.ellipse(0, y, r, r * 0.95)
    for k in (-6, -2.5, 4.5, 7.5):
        s.mark(
            p.polygon((-r, y + k + 1), (r, y + k - 1), (r, y + k), (-r, y + k + 2))
            & head,
            f.skin,
            SHADE,
        )
    s.mark(p.box(-r * 0.7, y - 0.5, r * 0.7, y + 3.5, 1), RAMPS["black"], LINE)
    for side in (-1, 1):
        s.mark(
            p.ellipse(f.look + side * r * 0.38, y + 1.5, 1.2),
            s.ramp("eyes", "lime", "yellow"),
            LIGHT,
        )


def _alien(s: Sketch, f: Figure) -> None:
    p, y, r = s.pen, f.head_y, f.head
    for q in p.sides:
        s.mark(
            q.at(r * 0.45, y + 1.5, turn=-25).ellipse(0, 0, 2.5, 4),
            RAMPS["black"],
            LINE,
        )
        s.mark(q.ellipse(r * 0.38, y, 0.9), RAMPS["white"], LIGHT)
    s.mark(p.box(-1, y + 7, 1, y + 8), f.skin, LINE)


FACES: Final = {
    "human": _human,
    "skull": _skull,
    "brute": _brute,
    "goblin": _goblin,
    "undead": _undead,
    "vampire": _vampire,
    "mask": _mask,
    "wraps": _wraps,
    "alien": _alien,
}
