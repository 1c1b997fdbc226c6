"""Take the background away from frames: the entrance of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from pixelengine_import.imaging.pixels import check_frames, has_transparency, normalise
from pixelengine_import.local_engine.background.rim import lab_of, learn
from pixelengine_import.local_engine.background.soft import soft_alpha, tidy
from pixelengine_import.local_engine.background.types import Background, Cut, Mask, Real

if TYPE_CHECKING:
    from pixelengine_import.imaging.pixels import Frames
    from pixelengine_import.local_engine.motion.types import Work

__all__ = ["DEFAULT_THRESHOLD", "remove_background"]

DEFAULT_THRESHOLD = 128
_LEAST = 1
_OPAQUE = 255
_STILL = 2
_EDGE_DOUBT = 0.20
_RIM_DOUBT = 0.10
_RICH = 4


def remove_background(frames: Frames, threshold: int | None, work: Work) -> Cut:
    """Cut the sprite out of every frame, with one model of the background for all.

    Frames that are transparent anywhere are only cut: who has drawn alpha has said
    what the background is. All others are told apart by their rim.

    Args:
        frames: ``(n, h, w, 4)`` uint8.
        threshold: Alpha from which a pixel is opaque, 0 to 255; 0 counts as 1, since
            with 0 nothing would be cut. None takes 128.
        work: Watched once a frame.

    Returns:
        The cut frames.

    Raises:
        ImageError: The array is not a stack of frames.
        Cancelled: The result is no longer wanted.
    """
    check_frames(frames)
    cutoff = max(_LEAST, DEFAULT_THRESHOLD if threshold is None else threshold)
    work.reached(0.0)
    if has_transparency(frames):
        return Cut(_keep(frames, frames[..., 3] >= cutoff), cutoff, "alpha", ())
    model = learn(frames)
    plain = len(model.centres) == 1 and model.shade is None
    soft = np.empty(frames.shape[:3])
    for i, frame in enumerate(frames):
        work.reached(0.1 + 0.6 * i / len(frames))
        soft[i] = soft_alpha(frame, lab_of(frame), model)
    if len(frames) > 1:
        _steady(soft, frames, model)
    masks = np.empty(frames.shape[:3], dtype=np.bool_)
    doubts: dict[str, None] = {}
    for i, frame in enumerate(frames):
        work.reached(0.7 + 0.3 * i / len(frames))
        away = model.distance(lab_of(frame))
        sprite = np.rint(soft[i] * _OPAQUE * 10_000) >= cutoff * 10_000
        masks[i] = tidy(sprite, away, model.tolerance)
        doubts |= dict.fromkeys(_doubts(masks[i], away, model))
    method = "matte" if plain else "border"
    return Cut(_keep(frames, masks), cutoff, method, tuple(doubts))


def _keep(frames: Frames, masks: Mask) -> Frames:
    cut = frames.copy()
    cut[..., 3] = np.where(masks, _OPAQUE, 0)
    return normalise(cut)


def _steady(soft: Real, frames: Frames, model: Background) -> None:
    """Give a pixel whose colour never changes one alpha in all frames."""
    colours = frames[..., :3]
    spread = (colours.max(axis=0) - colours.min(axis=0)).max(axis=-1)
    still = spread <= _STILL + 255 * model.noise
    soft[:, still] = np.median(soft[:, still], axis=0)


def _doubts(mask: Mask, away: Real, model: Background) -> list[str]:
    """Say what speaks against the cut of a frame."""
    doubts = []
    if len(model.centres) > _RICH:
        doubts.append("the background has many colours")
    if float(mask[model.rim].mean()) > _RIM_DOUBT:
        doubts.append("the sprite touches the border")
    outside = np.pad(~mask, 1, constant_values=True)
    edge = mask & ndimage.binary_dilation(outside)[1:-1, 1:-1]
    near = edge & (away < 2 * model.tolerance)
    if edge.any() and near.sum() > _EDGE_DOUBT * edge.sum():
        doubts.append("the outline is close to the background's colour")
    if not mask.any():
        doubts.append("nothing is left")
    return doubts
