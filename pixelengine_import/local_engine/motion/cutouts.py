"""Taking limbs off a body, so that they can swing by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.exact import on_grid
from pixelengine_import.local_engine.motion.grid import (
    Indices,
    Mask,
    filled,
    is_rim,
    touching,
)
from pixelengine_import.local_engine.motion.render import sample
from pixelengine_import.local_engine.motion.sprite import scale3x

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.limbs import Limb
    from pixelengine_import.local_engine.motion.shift import Swing

__all__ = ["Cutouts", "bare_mask", "covered"]

ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Cutouts:
    """A body without some limbs, and each of them enlarged.

    Attributes:
        body: The body's measures.
        base: ``(h, w)`` the subject without those limbs, mended where it was covered.
        large: ``(3h, 3w)`` a limb alone, by its place in the body's ``limbs``.
        far: How far its pixels lie from its root.
    """

    body: Body
    base: Indices
    large: dict[int, Indices]
    far: dict[int, float]

    @classmethod
    def of(
        cls, subject: Indices, body: Body, used: Iterable[int], line: int | None
    ) -> Cutouts:
        """Cut limbs out of a subject.

        Args:
            subject: ``(h, w)``, -1 is clear.
            body: Measured on it.
            used: Which limbs.
            line: Colour of a dark outline, or None where the subject has none.
        """
        large = {}
        far = {}
        limbs = [body.limbs[k] for k in used]
        for k, limb in zip(used, limbs, strict=True):
            alone = np.where(limb.mask, subject, -1).astype(np.int32)
            large[k] = scale3x(alone)
            ys, xs = np.nonzero(limb.mask)
            off_x, off_y = xs + 0.5 - limb.root[0], ys + 0.5 - limb.root[1]
            far[k] = float(np.sqrt((off_x * off_x + off_y * off_y).max()))
        gone = bare_mask(limbs, subject.shape)
        base = np.where(gone, -1, subject).astype(np.int32)
        holes = gone & covered(base >= 0)
        for _ in range(ROUNDS):
            left = holes & (base < 0)
            if not bool(left.any()):
                break
            base = filled(base, left)
        if line is not None:
            # Where the limb was joined, the trunk has no outline of its own.
            open_rim = is_rim(base >= 0) & (touching(gone & ~holes, sides=4) > 0)
            base = np.where(open_rim, line, base).astype(np.int32)
        return cls(body, base, large, far)

    def put(
        self,
        picture: Indices,
        swing: Swing,
        shift: tuple[float, float],
        push: tuple[int, int],
    ) -> Indices:
        """Return a picture with a limb in front.

        Args:
            picture: ``(h, w)``.
            swing: What the limb does.
            shift: The body's at the limb's root, in pixels.
            push: Of the whole frame.
        """
        h, w = picture.shape
        limb = self.body.limbs[swing.limb]
        far = self.far[swing.limb] * max(1.0, swing.scale) + 2.0
        middle = [limb.root[k] + swing.move[k] + shift[k] + push[k] for k in (0, 1)]
        x0, x1 = max(0, int(middle[0] - far)), min(w, int(middle[0] + far) + 1)
        y0, y1 = max(0, int(middle[1] - far)), min(h, int(middle[1] + far) + 1)
        if x0 >= x1 or y0 >= y1:
            return picture
        across, down = np.meshgrid(np.arange(x0, x1) + 0.5, np.arange(y0, y1) + 0.5)
        x, y = swing.undo(limb, across - push[0], down - push[1], shift)
        inside = (x >= 0) & (y >= 0) & (x < w) & (y < h)
        found = sample(self.large[swing.limb], on_grid(3 * x), on_grid(3 * y))
        out = picture.copy()
        under = out[y0:y1, x0:x1]
        under[...] = np.where(inside & (found >= 0), found, under)
        return out


def bare_mask(limbs: Iterable[Limb], shape: tuple[int, ...]) -> Mask:
    """Return the pixels that go with limbs and leave nothing of the body behind."""
    gone = np.zeros(shape, bool)
    for limb in limbs:
        gone |= limb.mask & ~limb.kept
    return gone


def covered(base: Mask) -> Mask:
    """Return the clear pixels that lie between solid ones, across and down."""
    left = np.logical_or.accumulate(base, 1)
    right = np.logical_or.accumulate(base[:, ::-1], 1)[:, ::-1]
    above = np.logical_or.accumulate(base, 0)
    below = np.logical_or.accumulate(base[::-1], 0)[::-1]
    return np.asarray(~base & left & right & above & below)
