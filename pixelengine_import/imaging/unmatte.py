"""Take the matte out of what came back: alpha is 0 or 255, nothing between.

The matte is seldom where it was sent: palettes move it by a few units, outlines are
mixed with it, lossy files blur it. So it is first looked for, then every colour that
occurs is judged once (sure matte or not), then the thin band between is taken apart:

1. Where did the matte go? The commonest near colour on the rim and off the sent
   silhouette.
2. A colour is *sure* when it is near to that and nearer to it than to the sent art.
   With a matte too close to the art, sure pixels count only where the outside reaches
   them, or where the sent art had a hole.
3. The first frame usually is the sent picture. Where it is, it tells what each output
   colour stood for (``prior``).
4. What is left of the band is un-mixed (``edges``).
5. What is near to a sent colour becomes that colour; new colours stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pixelengine_import.imaging.edges import PLAIN, Edges
from pixelengine_import.imaging.masks import grow, label, outside, shrink
from pixelengine_import.imaging.matte import main_colours
from pixelengine_import.imaging.oklab import distances, to_oklab
from pixelengine_import.imaging.pixels import check_frames, check_still
from pixelengine_import.imaging.prior import Prior, learn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pixelengine_import.imaging.masks import Mask
    from pixelengine_import.imaging.oklab import Lab
    from pixelengine_import.imaging.pixels import Colour, Frames, Pixels

__all__ = ["remove_matte"]

_VISIBLE = 128
_OPAQUE = 255
_ART_COLOURS = 64
_REACH = 0.16
_CLEAR_UNKNOWN = 0.2
_ANYWHERE_FROM = 0.06
# A palette moves a colour by little, and a shade that is new in a later frame may lie
# close by; a lossy file scatters it more widely. More colours than a palette holds
# tell the one from the other. Measured: colours of palettised answers are off by 0.0024
# on average with the first and by 0.0027 with the second, of lossy ones by 0.035 and
# 0.027.
_SNAP_WITHIN = 0.06
_SNAP_LOSSY_WITHIN = 0.10
_MOST_IN_PALETTE = 256
_BLOCK = 4096


def remove_matte(
    frames: Frames,
    matte: Colour,
    *,
    sources: Sequence[Pixels] = (),
    snap: bool = True,
) -> Frames:
    """Make the matte transparent again.

    Args:
        frames: What came back, ``(n, h, w, 4)`` ``uint8``. Pixels that already are
            below half opacity stay transparent.
        matte: The colour that the art was laid on.
        sources: The art as it was before that, with its transparency. Those of the
            frames' size also tell where the art was; the others only its colours.
        snap: Give colours near to the art's own those back. Leave it out when the
            answer was asked for in a palette of its own.

    Returns:
        The same shape, alpha 0 or 255, 0 everywhere under alpha 0.

    Raises:
        ImageError: When frames or sources are not pixels of that form.
    """
    check_frames(frames)
    for source in sources:
        check_still(source)
    exact = _exact(frames, matte, sources)
    if exact is not None:
        return exact
    scene = _survey(frames, matte, sources)
    fitting = [s for s in sources if s.shape[:2] == frames.shape[1:3]]
    prior = learn(
        fitting,
        scene.indices[0],
        scene.colours,
        sure=scene.sure,
        plain=_plain(scene, 0.5),
        snap=snap,
    )
    result = np.zeros_like(frames)
    for i, frame in enumerate(frames):
        visible = frame[..., 3] >= _VISIBLE
        rgb, opaque = _cut(scene, prior, i, visible)
        if snap:
            _snap(rgb, opaque, scene)
        result[i, opaque, :3] = rgb[opaque]
        result[i, opaque, 3] = _OPAQUE
    return result


@dataclass(frozen=True, slots=True, eq=False)
class _Scene:
    """All frames as indices into a table of their colours, and what is known of those.

    Attributes:
        indices: ``(n, h, w)``.
        colours: ``(k, 3)`` ``uint8``.
        to_matte: OKLab distance of each colour to the matte as it came back.
        to_art: The same to the nearest colour of the art; infinite without art.
        sure: Which colours are matte beyond doubt.
        centre: The matte as it came back, RGB.
        art: ``(p, 3)`` ``uint8``, the art's main colours.
        art_lab: The same in OKLab.
        clear: Distance of the matte to the art.
    """

    indices: NDArray[np.intp]
    colours: NDArray[np.uint8]
    to_matte: NDArray[np.float64]
    to_art: NDArray[np.float64]
    sure: Mask
    centre: NDArray[np.float64]
    art: NDArray[np.uint8]
    art_lab: Lab
    clear: float


def _pack(rgb: NDArray[np.uint8]) -> NDArray[np.uint32]:
    wide = rgb.astype(np.uint32)
    packed = wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]
    return packed.astype(np.uint32)


def _unpack(packed: NDArray[np.uint32]) -> NDArray[np.uint8]:
    parts = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=-1)
    return parts.astype(np.uint8)


def _exact(frames: Frames, matte: Colour, sources: Sequence[Pixels]) -> Frames | None:
    """Cut by equality if nothing but the art's own colours and the matte came back."""
    own = [_pack(s[s[..., 3] == _OPAQUE][:, :3]) for s in sources]
    known = np.unique(np.concatenate([np.zeros(0, dtype=np.uint32), *own]))
    ground = _pack(np.array(matte, dtype=np.uint8))
    packed = _pack(frames[..., :3])
    if not len(known) or np.isin(ground, known):
        return None
    away = packed != ground
    if not np.isin(np.unique(packed[away]), known).all():
        return None
    opaque = away & (frames[..., 3] >= _VISIBLE)
    result = np.where(opaque[..., None], frames, np.uint8(0))
    result[..., 3] = np.where(opaque, np.uint8(_OPAQUE), np.uint8(0))
    return result


def _survey(frames: Frames, matte: Colour, sources: Sequence[Pixels]) -> _Scene:
    centre, spread = _find_matte(frames, matte, sources)
    centre_lab = to_oklab(centre)
    art = main_colours(sources, _ART_COLOURS)
    art_lab = to_oklab(art)
    found, inverse = np.unique(_pack(frames[..., :3]), return_inverse=True)
    colours = _unpack(found)
    lab = to_oklab(colours)
    to_matte = distances(lab, centre_lab[None])[:, 0]
    to_art = np.full(len(colours), np.inf)
    clear = _CLEAR_UNKNOWN
    if len(art):
        clear = float(distances(centre_lab[None], art_lab).min())
        for start in range(0, len(lab), _BLOCK):
            block = distances(lab[start : start + _BLOCK], art_lab)
            to_art[start : start + _BLOCK] = block.min(axis=1)
    limit = min(max(0.45 * clear, 2 * spread, 0.012), 0.18)
    limit = min(limit, max(0.5 * clear, 0.006))
    return _Scene(
        indices=inverse.reshape(frames.shape[:3]),
        colours=colours,
        to_matte=to_matte,
        to_art=to_art,
        sure=(to_matte <= limit) & (to_matte <= to_art),
        centre=centre,
        art=art,
        art_lab=art_lab,
        clear=clear,
    )


def _find_matte(
    frames: Frames, matte: Colour, sources: Sequence[Pixels]
) -> tuple[NDArray[np.float64], float]:
    """Find the matte as it came back, and how far its pixels scatter (OKLab)."""
    pools = [
        border[..., :3].reshape(-1, 3)
        for border in (frames[:, 0], frames[:, -1], frames[:, :, 0], frames[:, :, -1])
    ]
    for source in sources[:1]:
        if source.shape[:2] == frames.shape[1:3]:
            off = ~grow(source[..., 3] >= _VISIBLE, 2)
            pools.append(frames[0][off][:, :3])
    pool = np.concatenate(pools)
    sent = np.array(matte, dtype=np.float64)
    lab = to_oklab(pool)
    near = distances(lab, to_oklab(sent)[None])[:, 0] < _REACH
    if int(near.sum()) < 4:  # noqa: PLR2004 - too few to tell anything
        return sent, 0.0
    found, counts = np.unique(_pack(pool[near]), return_counts=True)
    if 2 * int(counts.max()) >= int(near.sum()):
        centre = _unpack(found[counts.argmax()]).astype(np.float64)
    else:
        centre = np.median(pool[near].astype(np.float64), axis=0)
    scatter = np.sort(distances(lab[near], to_oklab(centre)[None])[:, 0])
    return centre, float(scatter[(len(scatter) - 1) * 9 // 10])


def _plain(scene: _Scene, share: float = 1.0) -> Mask:
    """Say which colours plainly are the art's: near to it, and farther from the matte.

    Args:
        scene: The table of colours.
        share: How much of the distance to the matte the one to the art may be.
    """
    return (scene.to_art < PLAIN) & (scene.to_art < share * scene.to_matte)


def _cut(
    scene: _Scene, prior: Prior, number: int, visible: Mask
) -> tuple[NDArray[np.uint8], Mask]:
    """Decide one frame: its colours, and where it is opaque."""
    indices = scene.indices[number]
    sure = scene.sure[indices]
    ground = _ground(scene, prior, sure) | ~visible
    rgb = scene.colours[indices]
    opaque = ~ground
    verdict = prior.verdicts[indices]
    opaque &= ~((verdict < 0) & grow(ground, 2, beyond=True))
    known = opaque & (verdict > 0)
    rgb[known] = prior.meant[indices[known]]
    edges = Edges(
        centre=scene.centre,
        clear=scene.clear,
        art=scene.art,
        to_matte=scene.to_matte[indices],
        to_art=scene.to_art[indices],
        settled=verdict > 0,
    )
    edges.unmix(rgb, opaque)
    if number == 0 and prior.outline is not None:
        # The first frame is the sent picture: where colour leaves doubt, its outline
        # decides.
        art = prior.outline[..., 3] >= _VISIBLE
        unsure = ~sure & ~_plain(scene)[indices]
        doubt = grow(art) & ~shrink(art) & unsure & visible
        back = doubt & art & ~opaque
        rgb[back] = prior.outline[back][:, :3]
        opaque = np.where(doubt, art, opaque)
    return rgb, opaque


def _ground(scene: _Scene, prior: Prior, sure: Mask) -> Mask:
    """Say which sure pixels are ground; all, unless the art's own colours are near."""
    if scene.clear >= _ANYWHERE_FROM:
        return sure
    ground = outside(sure)
    if prior.art is not None:
        art = prior.art[..., 3] >= _VISIBLE
        holes = grow(~art & ~outside(~art))
        numbers, _ = label(sure & ~ground)
        opened = np.unique(numbers[holes & (numbers > 0)])
        ground |= np.isin(numbers, opened)
    return ground


def _snap(rgb: NDArray[np.uint8], opaque: Mask, scene: _Scene) -> None:
    if not len(scene.art) or not opaque.any():
        return
    lossy = len(scene.colours) > _MOST_IN_PALETTE
    within = _SNAP_LOSSY_WITHIN if lossy else _SNAP_WITHIN
    found, inverse = np.unique(_pack(rgb[opaque]), return_inverse=True)
    colours = _unpack(found)
    for start in range(0, len(colours), _BLOCK):
        block = colours[start : start + _BLOCK]
        apart = distances(to_oklab(block), scene.art_lab)
        near = apart.min(axis=1) < within
        block[near] = scene.art[apart.argmin(axis=1)[near]]
    rgb[opaque] = colours[inverse]
