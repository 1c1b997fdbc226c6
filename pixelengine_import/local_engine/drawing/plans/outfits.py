"""Outfits of people: everything between the neck and the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pixelengine_import.local_engine.drawing.ramps import (
    BASE,
    LIGHT,
    RAMPS,
    SHADE,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixelengine_import.local_engine.drawing.plans.figure import Figure
    from pixelengine_import.local_engine.drawing.ramps import Ramp
    from pixelengine_import.local_engine.drawing.sketch import Sketch

__all__ = ["OUTFITS"]


def _legs(s: Sketch, f: Figure, cloth: Ramp, shoes: Ramp) -> None:
    p = s.pen
    inner, outer = 0.8, max(5.8, f.wide - 1.4)
    for q in p.sides:
        s.lay(q.box(inner, f.hip - 3, outer, _FLOOR - 3, 1.5), cloth)
    high = min(6.0, (_FLOOR - f.hip) * 0.45)
    for q in p.sides:
        s.lay(q.box(inner - 0.3, _FLOOR - high, outer + 1.6, _FLOOR, 2), shoes)


def _arms(s: Sketch, f: Figure, sleeve: Ramp, hand: Ramp) -> None:
    for q, (hand_x, hand_y) in zip(s.pen.sides, _hands(f), strict=True):
        start = (f.wide + 0.6, f.neck + f.arm)
        elbow = (abs(hand_x) + 0.2, (start[1] + hand_y) / 2 + 1)
        s.lay(q.limb([start, elbow, (abs(hand_x), hand_y - 1)], f.arm), sleeve)
        s.lay(q.ellipse(abs(hand_x), hand_y, f.arm * 0.95), hand)


def _hands(f: Figure) -> tuple[tuple[float, float], tuple[float, float]]:
    return (f.wide + 3.6, f.hip - 2), (-f.wide - 3.6, f.hip - 2)


def _trunk(s: Sketch, f: Figure, ramp: Ramp) -> None:
    s.lay(s.pen.box(-f.wide, f.neck - 1, f.wide, f.hip + 0.5, 3), ramp, drop=1)


def _belt(s: Sketch, f: Figure) -> None:
    p = s.pen
    ramp = s.ramp("belt", "leather", "brown")
    s.lay(p.box(-f.wide, f.hip - 4, f.wide, f.hip - 1), ramp, tone=SHADE)
    s.mark(p.box(-1.5, f.hip - 4, 1.5, f.hip - 1), RAMPS["gold"], LIGHT)


def _tunic(s: Sketch, f: Figure) -> None:
    pants = s.ramp("pants", "brown", "navy", "leather", "dark green")
    _legs(s, f, pants, s.ramp("boots", "leather", "brown"))
    _trunk(s, f, f.main)
    skirt = s.pen.polygon(
        (-f.wide, f.hip - 3),
        (f.wide, f.hip - 3),
        (f.wide + 1.2, f.hip + 4),
        (-f.wide - 1.2, f.hip + 4),
    )
    s.lay(skirt, f.main, seam=False)
    _belt(s, f)
    if s.dice.chance("collar", 0.5):
        s.mark(s.pen.polygon((-3, f.neck), (3, f.neck), (0, f.neck + 5)), f.skin, BASE)
    gloves = s.ramp("gloves", "leather") if "gloves" in s.wishes.worn else f.skin
    _arms(s, f, f.main, gloves)


def _plate(s: Sketch, f: Figure) -> None:
    """Armour of metal, with the main colour as a tabard."""
    p = s.pen
    coloured = s.wishes.colours.get("plate")
    steel = coloured or s.ramp(
        "plate", *s.wishes.traits.get("metal", ("steel", "steel", "silver", "iron"))
    )
    _legs(s, f, steel, steel)
    for q in p.sides:
        s.lay(q.ellipse(f.wide / 2, (f.hip + _FLOOR) / 2 - 1, 2.6, 2.2), steel)
    _trunk(s, f, steel)
    if s.dice.chance("tabard", 0.6) or "main" in s.wishes.colours:
        tabard = p.polygon(
            (-4.5, f.neck + 2),
            (4.5, f.neck + 2),
            (5.5, f.hip + 7),
            (0, f.hip + 9),
            (-5.5, f.hip + 7),
        )
        s.lay(tabard, f.main)
        mark = s.dice.pick("crest", ("cross", "disc", "none"))
        gold = s.ramp("crest", "gold", "white")
        y = f.neck + 9
        if mark == "cross":
            s.mark(p.box(-1, y - 4, 1, y + 5) | p.box(-3, y - 2, 3, y), gold, LIGHT)
        elif mark == "disc":
            s.mark(p.ellipse(0, y, 2.4), gold, LIGHT)
    _belt(s, f)
    _arms(s, f, steel, steel)
    for q in p.sides:
        s.lay(q.ellipse(f.wide + 1.6, f.neck + 2.6, 4.8, 4.2), steel, drop=1)


def _robe(s: Sketch, f: Figure) -> None:
    p = s.pen
    trim = s.ramp("trim", *s.wishes.traits.get("trim", ("gold", "cream", "silver")))
    hem = f.wide + 6
    s.lay(p.box(-7, _FLOOR - 3, 7, _FLOOR, 1), s.ramp("boots", "leather", "brown"))
    shape = p.polygon(
        (-f.wide + 0.5, f.neck), (f.wide - 0.5, f.neck), (hem, 61), (-hem, 61)
    )
    s.lay(shape, f.main)
    s.mark(shape & p.box(-32, 58.5, 32, 61), trim, BASE)
    for k in (-0.5, 0.55):
        s.mark(p.limb([(k * 4, f.hip), (k * hem, 58)], 0.5), f.main, SHADE)
    s.mark(p.box(-1, f.neck + 2, 1, 58.4), trim, SHADE)
    sash = (
        s.ramp("belt", "leather", trim)
        if "belt" not in s.wishes.colours
        else s.ramp("belt", "leather")
    )
    s.lay(shape & p.box(-32, f.hip - 5, 32, f.hip - 2), sash, tone=SHADE)
    for q in p.sides:
        sleeve = q.polygon(
            (f.wide - 1.5, f.neck + 1),
            (f.wide + 1.6, f.neck + 1),
            (f.wide + 7, f.hip - 2),
            (f.wide + 0.4, f.hip),
        )
        s.lay(sleeve, f.main)
        s.lay(q.ellipse(f.wide + 3.8, f.hip, 2.6), f.skin)


def _dress(s: Sketch, f: Figure) -> None:
    p = s.pen
    trim = s.ramp("trim", "white", "gold", "cream")
    s.lay(p.box(-6, _FLOOR - 3, 6, _FLOOR, 1), f.main, tone=SHADE)
    waist = f.hip - 4
    bell = p.polygon(
        (-5, waist), (5, waist), (11, waist + 7), (15, 60), (-15, 60), (-11, waist + 7)
    )
    s.lay(bell, f.main)
    for k in (-0.7, 0, 0.7):
        s.mark(p.limb([(k * 6, waist + 5), (k * 14, 59)], 0.5) & bell, f.main, SHADE)
    s.mark(bell & p.box(-32, 57.5, 32, 61), trim, BASE)
    s.lay(
        p.polygon(
            (-f.wide + 1, f.neck), (f.wide - 1, f.neck), (5, waist + 1), (-5, waist + 1)
        ),
        f.main,
        drop=1,
    )
    s.lay(p.box(-5, waist - 1, 5, waist + 1.5), trim, tone=BASE)
    _arms(s, f, f.skin, f.skin)
    for q in p.sides:
        s.lay(q.ellipse(f.wide + 0.6, f.neck + 2.6, 3.8), f.main)


def _coat(s: Sketch, f: Figure) -> None:
    p = s.pen
    _legs(
        s,
        f,
        s.ramp("pants", "black", "navy", "brown"),
        s.ramp("boots", "black", "leather"),
    )
    shirt = s.ramp("shirt", "white", "cream")
    _trunk(s, f, shirt)
    for q in p.sides:
        half = q.polygon(
            (2, f.neck - 1),
            (f.wide + 0.4, f.neck - 1),
            (f.wide + 3.5, f.hip + 11),
            (3.5, f.hip + 11),
        )
        s.lay(half, f.main)
        s.mark(
            q.limb([(2.2, f.neck), (3.8, f.hip + 10)], 0.7),
            s.ramp("trim", *s.wishes.traits.get("trim", ("gold", "yellow"))),
            BASE,
        )
    _belt(s, f)
    _arms(s, f, f.main, f.skin)
    for q in p.sides:
        s.mark(
            q.box(f.wide + 0.6, f.hip - 6, f.wide + 6.6, f.hip - 4.4),
            s.ramp("trim", *s.wishes.traits.get("trim", ("gold", "yellow"))),
            BASE,
        )


def _bare(s: Sketch, f: Figure) -> None:
    """A bare chest, trousers and a strap."""
    p = s.pen
    cloth = (
        f.main if s.wishes.traits.get("main") else s.ramp("pants", "leather", "brown")
    )
    _legs(
        s, f, s.ramp("pants", "leather", "brown"), s.ramp("boots", "leather", "brown")
    )
    _trunk(s, f, f.skin)
    for q in p.sides:
        s.mark(
            q.limb([(0.8, f.neck + 10), (f.wide - 2, f.neck + 9)], 0.6), f.skin, SHADE
        )
    s.mark(p.box(-0.4, f.neck + 10, 0.6, f.hip - 5), f.skin, SHADE)
    kilt = p.polygon(
        (-f.wide, f.hip - 3),
        (f.wide, f.hip - 3),
        (f.wide + 1, f.hip + 6),
        (0, f.hip + 8),
        (-f.wide - 1, f.hip + 6),
    )
    s.lay(kilt, cloth)
    _belt(s, f)
    strap = p.limb([(-f.wide + 1, f.neck), (f.wide - 2, f.hip - 4)], 1.3)
    s.lay(strap, s.ramp("belt", "leather"), tone=SHADE)
    _arms(s, f, f.skin, f.skin)
    if s.dice.chance("pauldron", 0.6):
        s.lay(
            p.ellipse(-f.wide - 1.4, f.neck + 2.5, 5, 4),
            s.ramp("metal", "iron", "leather"),
        )


def _rags(s: Sketch, f: Figure) -> None:
    p = s.pen
    cloth = f.main
    _legs(s, f, f.skin, f.skin)
    _trunk(s, f, cloth)
    hem = f.hip + 5
    teeth = [
        (-f.wide - 1 + i * (2 * f.wide + 2) / 6, hem + (4 if i % 2 else 0))
        for i in range(7)
    ]
    s.lay(
        p.polygon((-f.wide, f.hip - 4), *teeth, (f.wide, f.hip - 4)), cloth, seam=False
    )
    _belt(s, f)
    _arms(s, f, f.skin, f.skin)
    s.mark(p.ellipse(f.wide * 0.5, f.neck + 7, 1.6), f.skin, SHADE)


def _bones(s: Sketch, f: Figure) -> None:
    """Nothing but ribs, with a trade's colour around the hips."""
    p, bone = s.pen, f.skin
    for q in p.sides:
        s.lay(q.limb([(4, f.hip), (5, 52), (5, 60)], 1.6), bone)
        s.lay(q.box(3, 59, 8.5, 62.5, 1), bone)
    s.lay(p.limb([(0, f.neck - 1), (0, f.hip)], 1.7), bone)
    s.lay(p.box(-5.5, f.hip - 2, 5.5, f.hip + 2.5, 1.5), bone)
    for k, wide in ((2, 6.6), (5.5, 7), (9, 6)):
        y = f.neck + k
        s.lay(p.limb([(-wide, y + 1), (0, y - 0.5), (wide, y + 1)], 1.25), bone)
    if s.wishes.traits.get("main") or "clothes" in s.wishes.colours:
        s.lay(
            p.polygon(
                (-6, f.hip - 2),
                (6, f.hip - 2),
                (5, f.hip + 8),
                (0, f.hip + 6),
                (-5, f.hip + 8),
            ),
            f.main,
        )
    for q in p.sides:
        x = f.wide + 3.6
        s.lay(q.limb([(7, f.neck + 2), (x, f.neck + 9), (x, f.hip - 3)], 1.5), bone)
        s.lay(q.ellipse(x, f.hip - 2, 2.3), bone)


def _wraps(s: Sketch, f: Figure) -> None:
    p, cloth = s.pen, f.skin
    _legs(s, f, cloth, cloth)
    _trunk(s, f, cloth)
    _arms(s, f, cloth, cloth)
    for i, row in enumerate(range(int(f.neck) + 2, 62, 4)):
        slope = 1.5 if i % 2 else -1.5
        band = p.polygon(
            (-20, row - slope),
            (20, row + slope),
            (20, row + slope + 1),
            (-20, row - slope + 1),
        )
        s.canvas.darken(band & ~p.box(-9, 0, 9, f.neck))
    for i in range(3):
        x = s.dice.between(f"end x {i}", -12, 12)
        y = s.dice.between(f"end y {i}", f.neck + 4, 52)
        s.lay(p.limb([(x, y), (x + 3, y + 4), (x + 1, y + 9)], 1.3), cloth)


OUTFITS: Final[dict[str, Callable[[Sketch, Figure], None]]] = {
    "tunic": _tunic,
    "plate": _plate,
    "robe": _robe,
    "dress": _dress,
    "coat": _coat,
    "bare": _bare,
    "rags": _rags,
    "bones": _bones,
    "wraps": _wraps,
}


_FLOOR = 62.5
