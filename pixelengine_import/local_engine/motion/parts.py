"""Loose parts of a body: hair, cape, tail, ears, the flame of a torch, a flag's cloth.

Parts are told by colour and place. What is not found for sure is not found: a program
then moves the whole softly instead of a wrong part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.colours import oklab
from pixelengine_import.local_engine.motion.exact import Real, ease
from pixelengine_import.local_engine.motion.grid import SIDES, is_rim, label, touching

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.colours import Table
    from pixelengine_import.local_engine.motion.grid import Indices, Mask

__all__ = ["Parts", "find_parts", "pole_side"]

GREY = 350
"""Chroma (ten-thousandths of OKLab) below which a colour has no hue."""
NO_HUE = 16
"""Number of the family of greys."""
DARK, LIGHT = 2500, 7000
"""Lightness (ten-thousandths) of lines, and from which on colours are light."""
_SLOPES = (199, 668, 1497, 5027)
"""Tangents, in thousandths, of 11.25, 33.75, 56.25 and 78.75 degrees."""
WARM_LIGHT, PALE, YELLOW = 5500, 9300, 1000
"""Lightness of flames and of their hearts, and how yellow they are; ten-thousandths."""
HOT, HEART = 75, 12
"""In a hundred of a flame's pixels: those of a warm hue at least, and those of another
colour that it encloses at most."""
ASIDE = 0.12
"""How far a cape's middle is from the body's, of its width."""
SMALLEST, LARGEST = 3, 38
"""A part covers this many in a hundred of the body's pixels."""
OUTER = 18
"""In a hundred of a part's pixels: those on the rim of the silhouette."""
INNER = 20
"""In a hundred of a part's pixels: those that have it on all four sides."""
POLE, CLOTH = 88, 82
"""In a hundred of the height: a pole reaches over so much, cloth over less."""


@dataclass(frozen=True, slots=True)
class Parts:
    """How loose each pixel is, 0 where it is held and 1 at free ends; ``(h, w)`` each.

    Attributes:
        cape: Cloth that hangs from the shoulders.
        hair: What hangs from the head.
        tail: What reaches out behind.
        ears: What stands up at the top.
        flame: What burns.
        warm: What has the colours of fire, and may be a petal or a blade: it burns
            where the prompt says so.
    """

    cape: Real | None = None
    hair: Real | None = None
    tail: Real | None = None
    ears: Real | None = None
    flame: Real | None = None
    warm: Real | None = None

    def named(self, part: str) -> Real | None:
        """Return a part by its name; a flag that is carried is where a cape is."""
        found: dict[str, Real | None] = {
            "cape": self.cape,
            "flag": self.cape,
            "hair": self.hair,
            "tail": self.tail,
            "ears": self.ears,
            "flame": self.warm if self.flame is None else self.flame,
        }
        return found.get(part)

    @property
    def loose(self) -> Real | None:
        """What the wind takes first."""
        return self.cape if self.cape is not None else self.hair


def find_parts(subject: Indices, table: Table, body: Body) -> Parts:
    """Look for the loose parts of a subject.

    Args:
        subject: ``(h, w)`` places in the table, -1 is clear; not empty.
        table: ``(k, 3)``.
        body: Its measures.
    """
    solid = subject >= 0
    family = _families(table)[subject]
    family[~solid] = -1
    areas = _areas(family, solid)
    # Grey on a head is a helmet; petals hang from no head.
    hued = [part for part in areas if int(family[part][0]) // 2 != NO_HUE]
    headed = bool(body.feet or body.eyed)
    warm, burns = _flame(subject, table, body)
    return Parts(
        cape=_first(_cape(part, solid, body) for part in areas),
        hair=_first(_hair(part, solid, body) for part in hued) if headed else None,
        tail=_tail(solid, body),
        ears=_ears(solid, body),
        flame=warm if burns else None,
        warm=warm,
    )


def pole_side(solid: Mask, body: Body) -> int:
    """Return the side on which a flag hangs on its pole, 0 when it is no flag.

    A pole is an outer column that reaches from top to bottom while most others do not;
    a plain sheet, wider than high, hangs on its left side.
    """
    y0, y1, x0, x1 = int(body.y0), int(body.y1), int(body.x0), int(body.x1)
    tall = solid[y0:y1, x0:x1].sum(0)
    h, w = y1 - y0, x1 - x0
    near = max(1, w // 5)
    ends = int(tall[:near].max()), int(tall[-near:].max())
    rest = int(np.median(tall[near:-near])) if w > 2 * near else h
    if max(ends) * 100 >= POLE * h and rest * 100 <= CLOTH * h:
        return -1 if ends[0] >= ends[1] else 1
    full = int(tall.sum()) * 100 >= POLE * h * w
    return -1 if full and w * 10 >= 11 * h and not body.legs else 0


def _families(table: Table) -> NDArray[np.int64]:
    """Return which colours may belong to one part, by number; -1 for dark lines.

    Sixteen hues and grey, the light ones apart: hair and skin share a hue.
    """
    lab = oklab(table).astype(np.int64)
    light, a, b = lab[:, 0], np.abs(lab[:, 1]), np.abs(lab[:, 2])
    # By comparison: exact, where an angle would not be.
    steps = sum((b * 1000 >= a * slope).astype(np.int64) for slope in _SLOPES)
    steps = np.where(lab[:, 1] < 0, 8 - steps, steps)
    hue = np.where(lab[:, 2] < 0, -steps % 16, steps)
    hue = np.where(a * a + b * b < GREY * GREY, NO_HUE, hue)
    family = 2 * hue + (light > LIGHT)
    return np.asarray(np.where(light < DARK, -1, family), np.int64)


def _areas(family: NDArray[np.int64], solid: Mask) -> list[Mask]:
    """Return areas of one hue that may be a part, the largest first."""
    total = int(solid.sum())
    rim = is_rim(solid)
    rim |= solid & (touching(rim) > 0)
    found: list[tuple[int, Mask]] = []
    for hue in np.unique(family[family >= 0]).tolist():
        numbers, sizes = label(family == hue)
        for k in np.flatnonzero(sizes * 100 >= SMALLEST * total).tolist():
            part = numbers == k
            size = int(sizes[k])
            outer = int((part & rim).sum()) * 100 >= OUTER * size
            # An outline is all edge.
            inner = part & (touching(part, sides=SIDES) == SIDES)
            outer &= int(inner.sum()) * 100 >= INNER * size
            if size * 100 <= LARGEST * total and outer:
                found.append((size, part))
    found.sort(key=lambda entry: -entry[0])
    return [part for _, part in found]


def _grown(part: Mask, solid: Mask) -> Mask:
    """Return a part with the outline around it."""
    edge = is_rim(solid) | ((touching(is_rim(solid)) > 0) & solid)
    return part | (edge & (touching(part) > 0))


def _cape(part: Mask, solid: Mask, body: Body) -> Real | None:
    """Return the weights of an area that hangs like a cape."""
    ys, xs = np.nonzero(part)
    top, end = int(ys.min()), int(ys.max()) + 1
    middle = int(xs.sum()) / len(xs) + 0.5
    hangs = top > body.y0 + 0.15 * body.h and end > body.y0 + 0.6 * body.h
    hangs &= end - top >= 0.25 * body.h
    off = (middle - body.cx) / body.w
    behind = abs(off) > ASIDE and (body.front == 0 or off * body.front < 0)
    # Legs and shoes reach the ground.
    if not (hangs and behind) or end >= body.y1 - 0.03 * body.h:
        return None
    return _hanging(part, solid, (top, end), 1 if off > 0 else -1)


def _hair(part: Mask, solid: Mask, body: Body) -> Real | None:
    """Return the weights of an area that hangs from the head."""
    ys, xs = np.nonzero(part)
    top, end = int(ys.min()), int(ys.max()) + 1
    middle = int(xs.sum()) / len(xs) + 0.5
    if top > body.y0 + 0.2 * body.h or end > body.y0 + 0.75 * body.h:
        return None
    if end - top < 0.15 * body.h or body.h < 1.05 * body.w:
        return None
    off = (middle - body.cx) / body.w
    side = -body.front if body.front else (1 if off > 0 else -1)
    return _hanging(part, solid, (top, end), side)


def _hanging(part: Mask, solid: Mask, rows: tuple[int, int], side: int) -> Real:
    """Weigh a part that is held above and at its inner side, its outline with it."""
    row, col = np.indices(part.shape)
    down = (row + 0.5 - rows[0]) / max(1, rows[1] - rows[0])
    xs = np.nonzero(part.any(0))[0]
    near, far = (int(xs.min()), int(xs.max()) + 1)[::side]
    out = (col + 0.5 - near) / (far - near)
    weight = ease(np.asarray(down, np.float64)) * (0.25 + 0.75 * np.clip(out, 0.0, 1.0))
    # Lines on the inner side belong to the trunk.
    own = _grown(part, solid) & (out > 0)
    return np.asarray(np.where(own, weight, 0.0), np.float64)


def _tail(solid: Mask, body: Body) -> Real | None:
    """Weigh what reaches out behind the trunk, thin and at the side."""
    y0, y1, x0, x1 = int(body.y0), int(body.y1), int(body.x0), int(body.x1)
    tall = solid[y0:y1].sum(0) * 100 >= 40 * (y1 - y0)
    trunk = np.flatnonzero(tall)
    if not len(trunk):
        return None
    left, right = int(trunk[0]) - x0, x1 - 1 - int(trunk[-1])
    side = -body.front if body.front else (1 if right > left else -1)
    reach = right if side > 0 else left
    if reach * 100 < 10 * (x1 - x0):
        return None
    col = np.arange(solid.shape[1]) + 0.5
    edge = float(trunk[-1]) + 1 if side > 0 else float(trunk[0])
    out = np.asarray(np.clip(side * (col - edge) / reach, 0.0, 1.0), np.float64)
    row = np.arange(solid.shape[0])[:, None] + 0.5
    # Weapons are carried high, feet are on the ground.
    begin = body.y0 + 0.3 * body.h
    low = ease(np.asarray((row - begin) / (0.15 * body.h), np.float64))
    return np.asarray(np.where(solid, ease(out) * low, 0.0), np.float64)


def _ears(solid: Mask, body: Body) -> Real | None:
    """Weigh the tips that stand up at the top, away from the middle."""
    zone = max(2.0, 0.16 * body.h)
    row = np.arange(solid.shape[0])[:, None] + 0.5
    up = ease(np.asarray((body.y0 + zone - row) / zone, np.float64))
    rows = slice(int(body.y0), int(body.y0 + zone))
    gaps = [int((np.diff(line.astype(np.int8)) == 1).sum()) for line in solid[rows]]
    if max(gaps, default=0) <= 1:
        return None
    return np.asarray(np.where(solid, np.broadcast_to(up, solid.shape), 0.0))


def _flame(subject: Indices, table: Table, body: Body) -> tuple[Real | None, bool]:
    """Weigh warm, light colours at the top, and tell whether they have a flame's shape.

    A flame is broader below than above, is not all pale, and is filled: petals stand
    around a heart of another colour.
    """
    solid = subject >= 0
    lab = oklab(table).astype(np.int64)
    hot = (lab[:, 2] > YELLOW) & (lab[:, 0] > WARM_LIGHT) & (lab[:, 1] > -GREY)
    pale = lab[:, 0] > PALE
    warm = (hot | pale)[subject] & solid
    numbers, sizes = label(warm)
    if len(sizes) <= 1:
        return None, False
    best = int(sizes.argmax())
    part = numbers == best
    rows = np.flatnonzero(part.any(1))
    total, size = int(solid.sum()), int(sizes[best])
    high = int(rows[0]) <= body.y0 + 0.3 * body.h
    if not high or size * 100 < SMALLEST * total:
        return None, False
    burning = int((hot[subject] & part).sum()) * 100 >= HOT * size
    if size * 100 > 90 * total:
        return np.asarray(solid, np.float64), burning
    upper = int(part[: int(rows[0] + rows[-1] + 1) // 2].sum())
    within = int(_held_in(part).sum()) * 100 <= HEART * size
    shaped = burning and within and 2 * upper <= size
    return np.asarray(_grown(part, solid), np.float64), shaped


def _held_in(part: Mask) -> Mask:
    """Return what lies between two pixels of a part both across and down."""
    across = (
        np.maximum.accumulate(part, 1)
        & np.maximum.accumulate(part[:, ::-1], 1)[:, ::-1]
    )
    down = np.maximum.accumulate(part, 0) & np.maximum.accumulate(part[::-1], 0)[::-1]
    return np.asarray(across & down & ~part, np.bool_)


def _first(found: Iterable[Real | None]) -> Real | None:
    """Return the first part that was found."""
    return next((weights for weights in found if weights is not None), None)
