"""Limbs of illustrations: layers with soft edges that swing before the body."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.local_engine.motion.cutouts import bare_mask, covered
from pixelengine_import.local_engine.motion.warp import nodes, warp, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pixelengine_import.local_engine.motion.body import Body
    from pixelengine_import.local_engine.motion.grid import Mask
    from pixelengine_import.local_engine.motion.shift import Swing
    from pixelengine_import.local_engine.motion.types import Colour, Pixels

__all__ = ["cut_limbs", "put_limb"]

OPAQUE = 255
HALF = 128
FRINGE = 2
"""Soft edges reach this many pixels beyond the silhouette."""


def cut_limbs(
    picture: Pixels, ground: Colour, body: Body, used: Sequence[int]
) -> tuple[Pixels, dict[int, NDArray[np.uint32]]]:
    """Take limbs off a picture.

    Args:
        picture: ``(h, w, 4)`` with the subject's coverage in the fourth channel.
        ground: What lies free where they were.
        body: Measured on it.
        used: Which limbs.

    Returns:
        The picture without them, mended where they covered the body; and each limb as
        premultiplied words.
    """
    from scipy import ndimage  # noqa: PLC0415 - 0.2 s, paid on the first use

    solid = picture[..., 3] >= HALF
    layers = {}
    limbs = [body.limbs[k] for k in used]
    gone = bare_mask(limbs, solid.shape)

    def with_fringe(mask: Mask) -> Mask:
        near = ndimage.binary_dilation(mask, np.ones((3, 3), np.bool_), FRINGE)
        return mask | np.asarray(near & ~solid)

    for k, limb in zip(used, limbs, strict=True):
        cover = np.where(with_fringe(limb.mask), picture[..., 3], 0).astype(np.int32)
        layer = np.empty_like(picture)
        # The ground shows through soft edges: it must not come along.
        under = np.asarray(ground, np.int32) * (OPAQUE - cover[..., None])
        rgb = picture[..., :3].astype(np.int32) * OPAQUE - under
        layer[..., :3] = np.clip(rgb // OPAQUE, 0, cover[..., None])
        layer[..., 3] = cover
        layers[k] = words(layer)
    base = picture.copy()
    free = with_fringe(gone) & ~(solid & ~gone)
    body_left = solid & ~gone
    holes = gone & covered(body_left)
    base[free] = (*ground, 0)
    if bool(holes.any()):
        at = ndimage.distance_transform_edt(
            ~body_left, return_distances=False, return_indices=True
        )
        base[holes] = picture[at[0][holes], at[1][holes]]
    return base, layers


def put_limb(
    frame: NDArray[np.uint8],
    layer: NDArray[np.uint32],
    body: Body,
    swing: Swing,
    move: tuple[float, float],
) -> None:
    """Paint a limb before a frame.

    Args:
        frame: ``(h, w, 4)``, changed in place.
        layer: The limb's words.
        body: Whose limb.
        swing: What it does.
        move: Of its root, in pixels.
    """
    h, w = frame.shape[:2]
    x, y = nodes(w, h)
    qx, qy = swing.undo(body.limbs[swing.limb], x, y, move)
    over = warp(layer, qx - x, qy - y, 0).astype(np.int32)
    seen = over[..., 3] > 0
    under = frame[seen].astype(np.int32)
    left = OPAQUE - over[seen][:, 3:]
    mixed = over[seen] + (under * left + 127) // OPAQUE
    frame[seen] = np.minimum(OPAQUE, mixed).astype(np.uint8)
