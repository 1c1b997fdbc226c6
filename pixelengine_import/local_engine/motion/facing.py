"""Which way a sprite looks, told by its eyes, its face, its head and its tail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from pixelengine_import.local_engine.motion.anatomy.frame import EIGHT, even

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.colours import Ints
    from pixelengine_import.local_engine.motion.grid import Mask
    from pixelengine_import.local_engine.motion.limbs import Look

__all__ = ["Cues", "facing", "is_wide", "read_cues"]

SURE = 0.08
"""Below this weight of evidence, nothing is said."""
WIDE = 1.12
"""Bodies this much wider than high are seen from the side."""
DARK, BRIGHT = 4500, 8200
"""Lightness (ten-thousandths) below and above which a pixel may be of an eye."""
CONTRAST = 1200
CROWN = 0.3
"""No eye shines in this upper share of an upright head."""
LEAST_FACE = 6
"""A head of fewer inner pixels shows no face."""


@dataclass(frozen=True, slots=True)
class Cues:
    """Evidence for a side, each -1 (left) to 1 (right), 0 for none.

    Attributes:
        eyes: Dark spots off the middle of the head.
        glints: Bright ones.
        face: A light face off the middle of the head, hair behind it.
        head: The end of a wide body that is higher.
        mass: The end of a wide body that is heavier; tails are thin.
        lean: The head before the body.
        wide: Whether the body is wide.
    """

    eyes: float
    glints: float
    face: float
    head: float
    mass: float
    lean: float
    wide: bool

    @property
    def total(self) -> float:
        """The evidence together."""
        if self.wide:
            return (
                0.3 * self.eyes
                + 0.6 * self.glints
                + 0.15 * self.face
                + 1.4 * self.head
                - 0.8 * self.mass
                + 0.9 * self.lean
            )
        return 0.5 * self.eyes + 0.72 * self.glints + 0.5 * self.face + 2.4 * self.lean


def facing(cues: Cues, armed: float = 0.0) -> int:
    """Return 1 for right, -1 for left, 0 when the evidence is too thin.

    Args:
        cues: What was seen.
        armed: Length of arms that reach out, in heights; left is negative.
    """
    total = cues.total
    if not cues.wide:
        total += 1.4 * _unit(armed)
    if abs(total) < SURE:
        return 0
    return 1 if total > 0 else -1


def is_wide(solid: Mask, thin: Mask) -> bool:
    """Tell whether a body is seen from the side as animals are: lying, not standing."""
    trunk = solid & ~thin
    whole, middle = _size(solid), _size(trunk)
    if whole[0] <= WIDE * whole[1] or middle[0] <= middle[1]:
        return False
    if even(solid, 90):
        return False
    # Who stands with legs apart has the head above them.
    rows, cols = np.flatnonzero(solid.any(1)), np.flatnonzero(trunk.any(0))
    low = int(rows[-1]) - max(1, len(rows) // 8)
    numbers, _ = ndimage.label(thin, EIGHT)
    feet = np.unique(numbers[low:][numbers[low:] > 0])
    top = np.flatnonzero(trunk[int(np.flatnonzero(trunk.any(1))[0])])
    centre = (int(cols[0]) + int(cols[-1])) / 2
    off = abs((int(top[0]) + int(top[-1])) / 2 - centre)
    return not (len(feet) > 1 and off < 0.2 * middle[0])


def _size(mask: Mask) -> tuple[int, int]:
    """Return the width and height of what is set."""
    if not bool(mask.any()):
        return 0, 0
    ys, xs = np.nonzero(mask)
    return int(np.ptp(xs)) + 1, int(np.ptp(ys)) + 1


def read_cues(look: Look, thin: Mask) -> Cues:
    """Weigh what can be seen.

    Args:
        look: The picture, on the grid that parts are looked for on.
        thin: What does not belong to the trunk.
    """
    solid = look.solid
    rows = np.flatnonzero(solid.any(1))
    cols = np.flatnonzero(solid.any(0))
    y0, x0 = int(rows[0]), int(cols[0])
    h, w = int(rows[-1]) + 1 - y0, int(cols[-1]) + 1 - x0
    wide = is_wide(solid, thin)
    box = solid[y0 : y0 + h, x0 : x0 + w]
    trunk = box & ~thin[y0 : y0 + h, x0 : x0 + w]
    light = look.lab[y0 : y0 + h, x0 : x0 + w, 0]
    head = _head(trunk if bool(trunk.any()) else box, wide=wide)
    eyes, glints = _eyes(box, light, head, wide=wide)
    return Cues(
        eyes=eyes,
        glints=glints,
        face=_face(light, head),
        head=_higher_end(box) if wide else 0.0,
        mass=_heavier_end(box) if wide else 0.0,
        lean=_lean(trunk, head),
        wide=wide,
    )


def _unit(value: float) -> float:
    return min(1.0, max(-1.0, round(value, 6)))


def _head(trunk: Mask, *, wide: bool) -> Mask:
    """Return the upper part of a trunk; of a wide one, all its upper half."""
    rows = np.flatnonzero(trunk.any(1))
    out = trunk.copy()
    share = 0.6 if wide else 0.5
    out[int(rows[0]) + max(1, int(share * len(rows))) :] = False
    return out


def _eyes(box: Mask, light: Ints, head: Mask, *, wide: bool) -> tuple[float, float]:
    """Return where dark, and bright, spots inside the head lie about its middle.

    A spot is a small island that its whole surroundings differ from.
    """
    inner = ndimage.binary_erosion(box, EIGHT)
    most = max(6, int(box.sum()) // 45)
    found = []
    for mask, sign in ((light < DARK, 1), (light > BRIGHT, -1)):
        spots = box & mask
        numbers, count = ndimage.label(spots, EIGHT)
        sizes = np.bincount(numbers.ravel(), minlength=count + 1)
        low = sizes <= most
        low[0] = False
        low[np.unique(numbers[spots & ~inner])] = False
        good = np.zeros_like(box)
        for k in np.flatnonzero(low).tolist():
            spot = numbers == k
            ring = ndimage.binary_dilation(spot, EIGHT) & ~spot
            gap = sign * (int(np.median(light[ring])) - int(np.median(light[spot])))
            # Light falls on one side of a head too: the white of an eye has a pupil.
            if gap >= CONTRAST and (sign > 0 or bool((light[ring] < DARK).any())):
                good |= spot
        seen = good & head
        if sign < 0 and not wide:
            # What shines on top of a head is worn in the hair.
            rows = np.flatnonzero(head.any(1))
            seen[: int(rows[0]) + round(CROWN * len(rows))] = False
        found.append(_off_middle(box, seen, head, wide=wide))
    return found[0], found[1]


def _off_middle(box: Mask, spots: Mask, head: Mask, *, wide: bool) -> float:
    if not bool(spots.any()):
        return 0.0
    w = box.shape[1]
    ys, xs = np.nonzero(spots)
    if wide:
        # The eye lies at the end that the head is at.
        return _unit(2.4 * (int(xs.sum()) / len(xs) + 0.5 - w / 2) / w)
    total = 0.0
    for y, x in zip(ys.tolist(), xs.tolist(), strict=True):
        run = np.flatnonzero(head[y])
        a, b = int(run[0]), int(run[-1]) + 1
        total += (x + 0.5 - (a + b) / 2) / (b - a)
    return _unit(4.0 * total / len(ys))


def _face(light: Ints, head: Mask) -> float:
    """Return where the light half of the head lies about its middle."""
    inner = ndimage.binary_erosion(head, EIGHT)
    if int(inner.sum()) < LEAST_FACE:
        return 0.0
    bright = inner & (light > int(np.median(light[inner])))
    if not bool(bright.any()):
        return 0.0
    a, b = np.nonzero(bright)[1], np.nonzero(inner)[1]
    width = int(np.ptp(b)) + 1
    off = int(a.sum()) / len(a) - int(b.sum()) / len(b)
    # A highlight is not half a head.
    share = min(1.0, 4 * len(a) / len(b))
    return _unit(3.0 * share * off / width)


def _higher_end(box: Mask) -> float:
    """Return which end of a wide body has its top higher."""
    h, w = box.shape
    top = np.where(box.any(0), box.argmax(0), h)
    third = max(1, w * 3 // 10)
    left, right = float(np.median(top[:third])), float(np.median(top[-third:]))
    return _unit((left - right) / (0.35 * h))


def _heavier_end(box: Mask) -> float:
    fifth = max(1, box.shape[1] // 5)
    left, right = int(box[:, :fifth].sum()), int(box[:, -fifth:].sum())
    return _unit(1.5 * (right - left) / max(1, right + left))


def _lean(trunk: Mask, head: Mask) -> float:
    low = trunk & ~head
    if not bool(low.any()) or not bool(head.any()):
        return 0.0
    a, b = np.nonzero(head)[1], np.nonzero(low)[1]
    return _unit(3.0 * (int(a.sum()) / len(a) - int(b.sum()) / len(b)) / trunk.shape[1])
