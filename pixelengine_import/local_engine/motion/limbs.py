"""Finding what of a body can swing: weapons, arms, wings, tails.

A part is thin against the trunk: the trunk is what an opening with about half its own
radius leaves (mathematical morphology; distances from Maurer's transform as scipy
computes it, exact squares of whole numbers). What is held before or beside the body in
a colour of its own is found as a long narrow island of one lightness instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy import ndimage

from pixelengine_import.local_engine.motion.anatomy.frame import (
    DARK,
    EIGHT,
    Frame,
    Look,
    Part,
    enlarged,
    even,
    taken,
    with_crumbs,
)
from pixelengine_import.local_engine.motion.anatomy.held import held_parts
from pixelengine_import.local_engine.motion.anatomy.outer import outer_parts, thin_parts
from pixelengine_import.local_engine.motion.anatomy.wings import wing_parts
from pixelengine_import.local_engine.motion.exact import angle

if TYPE_CHECKING:
    from pixelengine_import.local_engine.motion.grid import Mask

__all__ = ["Limb", "Look", "find_limbs", "leg_limbs", "thin_parts"]

SMALLEST: Final = 24
"""A body of fewer pixels has no limbs."""
ARMED: Final = 0.25
"""Who has an arm of this share of the height has no wings on the back."""


@dataclass(frozen=True, slots=True, eq=False)
class Limb:
    """A part that turns about its root; places in pixels.

    Attributes:
        kind: ``arm`` (with or without a weapon), ``wing``, ``tail`` or ``leg``.
        root: The joint.
        tip: Its farthest point.
        side: -1 when it lies to the left of the body's middle, 1 to the right.
        mask: ``(h, w)`` its pixels.
        kept: ``(h, w)`` those of them that the body keeps when the limb leaves: shared
            outlines, the joint.
        joint: Radius of the joint.
        reach: From root to tip.
    """

    kind: str
    root: tuple[float, float]
    tip: tuple[float, float]
    side: int
    mask: Mask
    kept: Mask
    joint: float
    reach: float

    @property
    def heading(self) -> float:
        """Direction from root to tip in turns, clockwise as seen, 0 to the right."""
        return angle(self.tip[1] - self.root[1], self.tip[0] - self.root[0])


def find_limbs(
    look: Look, thin: Mask, facing: int, solid: Mask, *, wide: bool, legs: int = 0
) -> tuple[Limb, ...]:
    """Find the limbs of a body, the longest first.

    Args:
        look: The body on its grid.
        thin: From `thin_parts`.
        facing: Which way it looks, 0 for unknown.
        wide: Whether it lies, as animals do.
        solid: ``(h, w)`` the body in pixels.
        legs: How many it stands on, 0 for unknown.
    """
    frame = Frame.of(look.solid)
    if frame.area < SMALLEST:
        return ()
    found = outer_parts(look, thin, facing, frame, wide=wide)
    bright = look.solid & (look.lab[..., 0] >= DARK)
    numbers = np.asarray(ndimage.label(bright)[0], np.int32)
    held = held_parts(look, bright, numbers, frame)
    found += [part for part in held if not taken(part, found)]
    if not any(part.kind == "wing" for part in found):
        armed = any(
            part.kind == "arm" and part.length > ARMED * frame.h for part in found
        )
        found += wing_parts(
            look, bright, numbers, facing, frame, wide=wide, armed=armed, legs=legs
        )
    whole = [with_crumbs(part, look.solid) for part in found]
    found = [part for part in whole if part is not None]
    if even(look.solid) and len({p.side for p in found if p.kind == "wing"}) == 1:
        # One wing of a pair flaps no body.
        found = [part for part in found if part.kind != "wing"]
    found.sort(key=lambda part: (-part.length, part.root))
    return _apart([_limb(part, look, solid) for part in found], solid)


def _apart(found: list[Limb], solid: Mask) -> tuple[Limb, ...]:
    """Return the limbs that leave something of a body when all of them swing."""
    left, apart = solid, []
    for limb in found:
        rest = left & ~(limb.mask & ~limb.kept)
        # Of crossed lines each may seem to be a wing of the other.
        if bool(rest.any()):
            left = rest
            apart.append(limb)
    return tuple(apart)


def _limb(part: Part, look: Look, solid: Mask) -> Limb:
    """Return a part in pixels."""
    s = look.step
    mask, kept = part.mask, part.kept
    if s > 1:
        mask = enlarged(mask, s, solid.shape)
        rest = enlarged(look.solid & ~part.mask, s, solid.shape)
        near = ndimage.binary_dilation(mask, EIGHT, s)
        mask = solid & (mask | (near & ~rest))
        kept = enlarged(kept, s, solid.shape) & mask
    return Limb(
        part.kind,
        (s * part.root[0], s * part.root[1]),
        (s * part.tip[0], s * part.tip[1]),
        part.side,
        mask,
        kept,
        s * part.joint,
        s * part.length,
    )


def leg_limbs(solid: Mask, crotch: float, hip: float) -> tuple[Limb, ...]:
    """Return what lies below the hip on either side of the crotch."""
    row, col = np.indices(solid.shape) + 0.5
    found = []
    for side in (-1, 1):
        mask = solid & (row > hip) & (side * (col - crotch) > 0)
        ys, xs = np.nonzero(mask)
        if not len(xs):
            continue
        # What hangs beside a leg lies beyond its foot.
        foot = xs[ys >= int(ys.max()) - int(np.ptp(ys)) // 5]
        mask &= (col >= int(foot.min()) - 0.5) & (col <= int(foot.max()) + 1.5)
        ys, xs = np.nonzero(mask)
        thigh = xs[ys <= int(ys.min()) + max(1, int(np.ptp(ys)) // 3)]
        half = (int(np.ptp(thigh)) + 1) / 2
        root = (int(thigh.min()) + half, ys.min() + min(half, 0.3 * np.ptp(ys)))
        off_x, off_y = xs + 0.5 - root[0], ys + 0.5 - root[1]
        far = off_x * off_x + off_y * off_y
        k = int(far.argmax())
        joint = max(1.0, min(half, 0.35 * float(np.sqrt(far[k]))))
        dx, dy = col - root[0], row - root[1]
        near = dx * dx + dy * dy <= (joint + 0.6) * (joint + 0.6)
        hip_joint = solid & near
        found.append(
            Limb(
                "leg",
                (float(root[0]), float(root[1])),
                (float(xs[k]) + 0.5, float(ys[k]) + 0.5),
                side,
                mask | hip_joint,
                np.asarray(hip_joint),
                joint,
                float(np.sqrt(far[k])),
            )
        )
    return tuple(found)
