"""What the sent picture tells about the first frame, and by that about all frames.

The first frame usually is the sent picture, redrawn. Then each of its colours lay on
the art or on the matte, and on which colour of the art: a table that holds for every
frame. Where the two do not lie on each other, nothing is concluded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.imaging.masks import moved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pixelengine_import.imaging.masks import Mask
    from pixelengine_import.imaging.pixels import Pixels

__all__ = ["Prior", "learn"]

_VISIBLE = 128
_SHIFT = 3
_SHIFT_COST = 1e-4
_OVERLAP = 0.85
_TRUSTED = 0.97
_MOST_COLOURS = 300
_SEEN = 3


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """What was learned.

    Attributes:
        verdicts: For each output colour -1 (matte), 1 (art) or 0 (not known).
        meant: ``(k, 3)``; for verdict 1, the colour of the art that it stands for.
        art: The sent picture, moved onto the first frame; None when none has its size.
        outline: The same, when it lies so well that its outline may decide.
    """

    verdicts: NDArray[np.int8]
    meant: NDArray[np.uint8]
    art: Pixels | None
    outline: Pixels | None


def learn(
    sources: Sequence[Pixels],
    first: NDArray[np.intp],
    colours: NDArray[np.uint8],
    *,
    sure: Mask,
    plain: Mask,
    snap: bool,
) -> Prior:
    """Compare the first frame with the sent pictures.

    Args:
        sources: Of the frame's size; the one that lies best on it is used.
        first: ``(h, w)`` indices into ``colours``.
        colours: ``(k, 3)``, all output colours.
        sure: ``(k,)``, which of them surely are matte.
        plain: ``(k,)``, which of them plainly are the art's.
        snap: Whether colours may be exchanged for those of the art.

    Returns:
        What holds for all frames; nothing at all when no source fits.
    """
    verdicts = np.zeros(len(colours), dtype=np.int8)
    meant = colours.copy()
    fits = [_align(source, sure[first], plain[first]) for source in sources]
    if not fits:
        return Prior(verdicts, meant, None, None)
    art, fit = max(fits, key=lambda pair: pair[1])
    outline = art if fit >= _TRUSTED else None
    mask = art[..., 3] >= _VISIBLE
    guess = ~sure[first]
    both, either = int((guess & mask).sum()), int((guess | mask).sum())
    if len(colours) > _MOST_COLOURS or both < _OVERLAP * max(1, either):
        return Prior(verdicts, meant, art, outline)
    counts = np.bincount(first.ravel(), minlength=len(colours))
    inside = np.bincount(first[mask], minlength=len(colours))
    enough = counts >= _SEEN
    # 20 and 80 per cent, in whole numbers.
    verdicts[enough & (5 * inside <= counts)] = -1
    stood, times, shown = _commonest(first[mask], art[mask][:, :3])
    agreed = enough[stood] & (5 * inside >= 4 * counts)[stood]
    agreed &= 2 * times >= counts[stood]
    verdicts[stood[agreed]] = 1
    if snap:
        meant[stood[agreed]] = shown[agreed]
    return Prior(verdicts, meant, art, outline)


def _align(source: Pixels, ground: Mask, plain: Mask) -> tuple[Pixels, float]:
    """Move a sent picture by up to three pixels to where it contradicts least.

    Only pixels without doubt are asked: surely matte inside the art, plainly art
    outside it.

    Returns:
        The moved picture, and 1 minus the contradictions per pixel of it.
    """
    total = max(1, int((source[..., 3] >= _VISIBLE).sum()))
    reach = range(-_SHIFT, _SHIFT + 1)
    best = (-np.inf, (0, 0))
    for down in reach:
        for right in reach:
            here = moved(source, (down, right))[..., 3] >= _VISIBLE
            wrong = int(((here & ground) | (~here & plain)).sum())
            value = 1 - wrong / total - _SHIFT_COST * (abs(down) + abs(right))
            if value > best[0]:
                best = (value, (down, right))
    return moved(source, best[1]), float(best[0])


def _commonest(
    indices: NDArray[np.intp], rgb: NDArray[np.uint8]
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.uint8]]:
    """Find the colour that goes most often with each index.

    Returns:
        The indices that occur, how often the pair does, and its colour; of equally
        common colours the smallest.
    """
    wide = rgb.astype(np.int64)
    packed = wide[:, 0] << 16 | wide[:, 1] << 8 | wide[:, 2]
    pairs, times = np.unique(
        indices.astype(np.int64) << 24 | packed, return_counts=True
    )
    owner = pairs >> 24
    order = np.lexsort((pairs, -times, owner))
    leads = order[np.flatnonzero(np.diff(owner[order], prepend=-1))]
    chosen = pairs[leads]
    colours = np.stack([chosen >> 16 & 255, chosen >> 8 & 255, chosen & 255], axis=-1)
    return (chosen >> 24).astype(np.intp), times[leads], colours.astype(np.uint8)
